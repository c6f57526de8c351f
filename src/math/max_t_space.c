/* Rank 3: the sphere falls into cells, one around each vector and its opposite, in which that one is nearest and M the cosine
 * of the angle d to it. Of the circle at angle d around vector j, the part inside its cell is what the arcs nearer to others
 * leave: another at angle b takes the directions within acos(tan(b/2)/tan d) of its own. With A(d) that part, summed over j,
 *      P = (1/2 pi) integral of A(d) sin d tail(c/cos d) over d from 0 to pi/2. */
#include "max_t.h"
#include "quadrature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARCS = 512 };
static const double SAME = 1e-7; /* angle, in which two lines are one */

typedef struct arc {
    double from, to;
} arc;

/* Rows of `angle`, for each vector: count, then tan(b/2) and the direction of each neighbour. */
static size_t row_length(const copse_max_t *t)
{
    return 1 + 4 * t->m;
}

static double dot(const double *a, const double *b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Two unit vectors that make a right-handed frame with a. */
static void frame_of(const double *a, double *e, double *f)
{
    const size_t least =
        fabs(a[0]) <= fabs(a[1]) ? (fabs(a[0]) <= fabs(a[2]) ? 0 : 2) : (fabs(a[1]) <= fabs(a[2]) ? 1 : 2);
    double length = 0;
    for (size_t l = 0; l < 3; l++) e[l] = (l == least) - a[least] * a[l];
    for (size_t l = 0; l < 3; l++) length += e[l] * e[l];
    for (size_t l = 0; l < 3; l++) e[l] /= sqrt(length);
    f[0] = a[1] * e[2] - a[2] * e[1];
    f[1] = a[2] * e[0] - a[0] * e[2];
    f[2] = a[0] * e[1] - a[1] * e[0];
}

/* Angle between unit vectors, exact when they are nearly parallel, too. */
static double angle_between(const double *a, const double *b)
{
    const double cross[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    return atan2(sqrt(dot(cross, cross)), dot(a, b));
}

/* Is line i the same as an earlier one? Then its cell is that one's. */
static bool is_repeated(const copse_max_t *t, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        const double between = angle_between(t->a + 3 * j, t->a + 3 * i);
        if (fmin(between, COPSE_PI - between) < SAME) return true;
    }
    return false;
}

static void find_neighbours(const copse_max_t *t, size_t j, double *row)
{
    double e[3], f[3];
    size_t count = 0;
    frame_of(t->a + 3 * j, e, f);
    for (size_t i = 0; i < t->m; i++) {
        if (i == j || is_repeated(t, i)) continue;
        for (int sign = -1; sign <= 1; sign += 2) {
            double b[3];
            for (size_t l = 0; l < 3; l++) b[l] = sign * t->a[3 * i + l];
            row[1 + 2 * count] = tan(0.5 * angle_between(t->a + 3 * j, b));
            row[2 + 2 * count] = atan2(dot(f, b), dot(e, b));
            count++;
        }
    }
    row[0] = (double)count;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A(d) turns sharply where an arc begins: at half the angle between two vectors. */
static void find_cuts(copse_max_t *t)
{
    t->cut[t->cuts++] = 0;
    for (size_t j = 0; j < t->m; j++) {
        const double *row = t->angle + j * row_length(t);
        for (size_t i = 0; i < (size_t)row[0]; i++) t->cut[t->cuts++] = fmin(atan(row[1 + 2 * i]), COPSE_PI / 2);
    }
    t->cut[t->cuts++] = COPSE_PI / 2;
    qsort(t->cut, t->cuts, sizeof *t->cut, ascending);
    size_t kept = 1;
    for (size_t i = 1; i < t->cuts; i++)
        if (t->cut[i] - t->cut[kept - 1] > 1e-12) t->cut[kept++] = t->cut[i];
    t->cuts = kept;
}

copse_status copse_i_max_t_space(copse_max_t *t)
{
    if (2 * t->m + 2 > MOST_ARCS) return copse_i_max_t_lattice(t);
    t->angle = copse_alloc(t->m * row_length(t), sizeof *t->angle);
    t->cut = copse_alloc(2 * t->m * t->m + 2, sizeof *t->cut);
    if (t->angle == NULL || t->cut == NULL) return COPSE_ENOMEM;
    for (size_t j = 0; j < t->m; j++)
        if (!is_repeated(t, j)) find_neighbours(t, j, t->angle + j * row_length(t));
    find_cuts(t);
    return COPSE_OK;
}

static int by_start(const void *a, const void *b)
{
    return ascending(&((const arc *)a)->from, &((const arc *)b)->from);
}

/* The part of the circle at angle d around a vector that is in its cell, in radians. */
static double part_inside(const double *row, double tangent)
{
    arc taken[MOST_ARCS];
    size_t n = 0;
    for (size_t i = 0; i < (size_t)row[0]; i++) {
        const double share = row[1 + 2 * i] / tangent;
        if (!(share < 1)) continue;
        const double half = acos(share), from = row[2 + 2 * i] - half, to = row[2 + 2 * i] + half;
        if (from < -COPSE_PI) { /* over the seam at pi */
            taken[n++] = (arc){from + 2 * COPSE_PI, COPSE_PI};
            taken[n++] = (arc){-COPSE_PI, to};
        } else if (to > COPSE_PI) {
            taken[n++] = (arc){from, COPSE_PI};
            taken[n++] = (arc){-COPSE_PI, to - 2 * COPSE_PI};
        } else taken[n++] = (arc){from, to};
    }
    qsort(taken, n, sizeof *taken, by_start);
    double inside = 0, reached = -COPSE_PI;
    for (size_t i = 0; i < n; i++) {
        if (taken[i].from > reached) inside += taken[i].from - reached;
        reached = fmax(reached, taken[i].to);
    }
    return inside + fmax(0, COPSE_PI - reached);
}

struct at {
    const copse_max_t *t;
    double c, low, width;
};

/* From one cut on an arc opens as a square root, which d = low + width s^2 makes smooth. */
static double at_share(double s, const void *context)
{
    const struct at *at = context;
    const copse_max_t *t = at->t;
    const double d = at->low + at->width * s * s;
    const double radius = copse_i_radius_upper(t, at->c / cos(d));
    double inside = 0;
    if (!(radius > 0)) return radius;
    for (size_t j = 0; j < t->m; j++) {
        const double *row = t->angle + j * row_length(t);
        if (row[0] > 0) inside += part_inside(row, tan(d));
    }
    return inside * sin(d) * radius * 2 * s * at->width;
}

double copse_i_max_t_space_upper(const copse_max_t *t, double c)
{
    static const double WHOLE[2] = {0, 1};
    double sum = 0;
    for (size_t i = 1; i < t->cuts; i++) {
        const struct at at = {t, c, t->cut[i - 1], t->cut[i] - t->cut[i - 1]};
        sum += copse_i_integral(at_share, &at, WHOLE, 2, 1e-11, NULL);
    }
    return sum / (2 * COPSE_PI);
}
