/* See normal_walk.h. Gauss-Legendre panels no wider than twice the standard deviation of the step before and of the step
 * after, so that what is integrated is smooth on each: eight nodes leave about 1e-11. */
#include "normal_walk.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

enum { NODES = 8, MOST_PANELS = 100000 };
static const double NODE[NODES / 2] = {0.18343464249564980494, 0.52553240991632898582, 0.79666647741362673959,
                                       0.96028985649753623168};
static const double WEIGHT[NODES / 2] = {0.36268378337836198297, 0.31370664587788728734, 0.22238103445337447054,
                                         0.10122853629037625915};
static const double REACH = 9; /* standard deviations beyond which a normal density is left out: 1e-18 */

copse_status copse_i_walk_init(copse_i_walk *walk, double drift)
{
    *walk = (copse_i_walk){.drift = drift};
    copse_status status = copse_reserve((void **)&walk->z, &walk->capacity, 1, sizeof *walk->z);
    if (status == COPSE_OK) status = copse_reserve((void **)&walk->mass, &walk->mass_capacity, 1, sizeof *walk->mass);
    if (status != COPSE_OK) return status;
    walk->nodes = 1;
    walk->z[0] = 0;
    walk->mass[0] = 1;
    return COPSE_OK;
}

void copse_i_walk_free(copse_i_walk *walk)
{
    free(walk->z);
    free(walk->mass);
    *walk = (copse_i_walk){0};
}

/* How far z, at t, is from where node i leads on average, in standard deviations of the step. */
static double distance(const copse_i_walk *walk, size_t i, double t, double z)
{
    const double step = t - walk->t;
    return (z * sqrt(t) - walk->z[i] * sqrt(walk->t) - walk->drift * step) / sqrt(step);
}

double copse_i_walk_upper(const copse_i_walk *walk, double t, double c)
{
    double sum = 0;
    for (size_t i = 0; i < walk->nodes; i++) sum += walk->mass[i] * copse_normal_upper(distance(walk, i, t, c));
    return sum;
}

double copse_i_walk_lower(const copse_i_walk *walk, double t, double c)
{
    double sum = 0;
    for (size_t i = 0; i < walk->nodes; i++) sum += walk->mass[i] * copse_normal_lower(distance(walk, i, t, c));
    return sum;
}

double copse_i_walk_within(const copse_i_walk *walk, double t, double a)
{
    double sum = 0;
    for (size_t i = 0; i < walk->nodes; i++) {
        const double high = distance(walk, i, t, a), low = distance(walk, i, t, -a);
        sum += walk->mass[i] * (low > 0 ? copse_normal_upper(low) - copse_normal_upper(high)
                                        : copse_normal_lower(high) - copse_normal_lower(low));
    }
    return sum;
}

/* The first node not below x. */
static size_t find(const copse_i_walk *walk, double x)
{
    size_t low = 0, high = walk->nodes;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (walk->z[middle] < x) low = middle + 1;
        else high = middle;
    }
    return low;
}

static double density(const copse_i_walk *walk, double t, double z)
{
    const double step = t - walk->t, scale = sqrt(t / step);
    size_t i = 0, end = walk->nodes;
    if (walk->t > 0) { /* z is reached from near (z sqrt(t) - drift step)/sqrt(walk->t) alone */
        const double from = (z * sqrt(t) - walk->drift * step) / sqrt(walk->t), reach = REACH * sqrt(step / walk->t);
        i = find(walk, from - reach);
        end = find(walk, from + reach);
    }
    double sum = 0;
    for (; i < end; i++) sum += walk->mass[i] * copse_normal_density(distance(walk, i, t, z));
    return sum * scale;
}

/* Nodes of one interval, after those that `to` has. */
static copse_status add_interval(const copse_i_walk *walk, double t, double low, double high, double width,
                                 copse_i_walk *to)
{
    if (!(high > low)) return COPSE_OK;
    const double panels = fmin(fmax(ceil((high - low) / width), 1), MOST_PANELS);
    const size_t n = (size_t)panels;
    copse_status status = copse_reserve((void **)&to->z, &to->capacity, to->nodes + n * NODES, sizeof *to->z);
    if (status == COPSE_OK)
        status = copse_reserve((void **)&to->mass, &to->mass_capacity, to->nodes + n * NODES, sizeof *to->mass);
    if (status != COPSE_OK) return status;
    const double half = (high - low) / panels / 2;
    for (size_t j = 0; j < n; j++) {
        const double middle = low + half * (2 * (double)j + 1);
        for (int i = 0; i < NODES; i++) {
            const int m = i < NODES / 2 ? NODES / 2 - 1 - i : i - NODES / 2;
            const double z = middle + (i < NODES / 2 ? -half : half) * NODE[m];
            to->z[to->nodes] = z;
            to->mass[to->nodes++] = half * WEIGHT[m] * density(walk, t, z);
        }
    }
    return COPSE_OK;
}

copse_status copse_i_walk_step(copse_i_walk *walk, double t, copse_i_region region, double next)
{
    copse_i_walk to = {.drift = walk->drift, .t = t};
    const double mean = walk->drift * sqrt(t);
    const double low = fmax(region.low, mean - REACH), high = fmin(region.high, mean + REACH);
    double width = 2 * sqrt((t - walk->t) / t);
    if (next > t) width = fmin(width, 2 * sqrt((next - t) / t));
    copse_status status = COPSE_OK;
    if (region.hole > 0) {
        status = add_interval(walk, t, low, fmin(high, -region.hole), width, &to);
        if (status == COPSE_OK) status = add_interval(walk, t, fmax(low, region.hole), high, width, &to);
    } else {
        status = add_interval(walk, t, low, high, width, &to);
    }
    copse_i_walk_free(walk);
    *walk = to;
    return status;
}
