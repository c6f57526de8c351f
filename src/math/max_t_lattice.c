/* Rank 4 and above: the mean over directions by a Richtmyer lattice, shifted at random and folded (Genz & Bretz 2009, 4.2.2),
 * with random numbers of a fixed address, so that the answer is always the same. The tail is interpolated in M by six points:
 * turned round, the sum over the lattice becomes one over a grid of M, whose weights are found once for every c. */
#include "max_t.h"

#include <math.h>
#include <stdlib.h>

enum { STENCIL = 6, LEAST_POINTS = 2000, MOST_POINTS = 40000 };
static const double WORK = 2e7;            /* multiplications of a shift */
static const double CONFIDENCE = 3.105807; /* t quantile of 99.5 % with 11 df: the error bound is a 99 % one */
static const uint32_t SEED = 20090708;

static bool is_prime(size_t n)
{
    for (size_t d = 2; d * d <= n; d++)
        if (n % d == 0) return false;
    return true;
}

static void fill_steps(double *step, size_t n)
{
    size_t prime = 1;
    for (size_t l = 0; l < n; l++) {
        do prime++;
        while (!is_prime(prime));
        const double root = sqrt((double)prime);
        step[l] = root - floor(root);
    }
}

/* M of the direction of u. */
static double largest(const copse_max_t *t, const double *u)
{
    double square = 0, most = 0;
    for (size_t l = 0; l < t->rank; l++) square += u[l] * u[l];
    for (size_t j = 0; j < t->m; j++) {
        double sum = 0;
        for (size_t l = 0; l < t->rank; l++) sum += t->a[j * t->rank + l] * u[l];
        most = fmax(most, fabs(sum));
    }
    return fmin(most / sqrt(square), 1);
}

/* Adds the weights with which six neighbouring nodes stand for a value at M. */
static void spread(double M, double *weight)
{
    const double at = M * (COPSE_I_NODES - 1);
    const double first = fmin(fmax(floor(at) - 2, 0), COPSE_I_NODES - STENCIL), x = at - first;
    double *node = weight + (size_t)first;
    for (int i = 0; i < STENCIL; i++) {
        double product = 1;
        for (int l = 0; l < STENCIL; l++)
            if (l != i) product *= (x - l) / (i - l);
        node[i] += product;
    }
}

/* room: 2 x rank */
static void run_shift(const copse_max_t *t, size_t shift, size_t points, const double *step, double *room,
                      double *weight)
{
    double *start = room, *u = room + t->rank;
    for (size_t l = 0; l < t->rank; l++) start[l] = copse_draw_uniform((copse_address){SEED, 0, shift, (uint32_t)l}, 0);
    for (size_t n = 1; n <= points; n++) {
        for (size_t l = 0; l < t->rank; l++) {
            const double moved = (double)n * step[l] + start[l], folded = fabs(2 * (moved - floor(moved)) - 1);
            u[l] = copse_normal_quantile_upper(fmin(fmax(folded, 1e-15), 1 - 1e-15));
        }
        spread(largest(t, u), weight);
    }
    for (size_t i = 0; i < COPSE_I_NODES; i++) weight[i] /= (double)points;
}

copse_status copse_i_max_t_lattice(copse_max_t *t)
{
    t->weight = copse_alloc((size_t)COPSE_I_SHIFTS * COPSE_I_NODES, sizeof *t->weight);
    double *room = copse_alloc(3 * t->rank, sizeof *room);
    if (t->weight == NULL || room == NULL) {
        free(room);
        return COPSE_ENOMEM;
    }
    fill_steps(room, t->rank);
    const double share = WORK / ((double)t->m * (double)t->rank);
    const size_t points = (size_t)fmin(fmax(share, LEAST_POINTS), MOST_POINTS);
    for (size_t s = 0; s < COPSE_I_SHIFTS; s++)
        run_shift(t, s, points, room, room + t->rank, t->weight + s * COPSE_I_NODES);
    free(room);
    return COPSE_OK;
}

double copse_i_max_t_lattice_upper(const copse_max_t *t, double c, double *error)
{
    double mean[COPSE_I_SHIFTS] = {0}, sum = 0, square = 0;
    for (size_t i = 1; i < COPSE_I_NODES; i++) {
        const double tail = copse_i_radius_upper(t, c * (COPSE_I_NODES - 1) / (double)i);
        for (size_t s = 0; s < COPSE_I_SHIFTS; s++) mean[s] += t->weight[s * COPSE_I_NODES + i] * tail;
    }
    for (size_t s = 0; s < COPSE_I_SHIFTS; s++) sum += mean[s] / COPSE_I_SHIFTS;
    for (size_t s = 0; s < COPSE_I_SHIFTS; s++) square += (mean[s] - sum) * (mean[s] - sum);
    if (error != NULL) *error = CONFIDENCE * sqrt(square / (COPSE_I_SHIFTS * (COPSE_I_SHIFTS - 1)));
    return sum;
}
