/* The rows of COPSE_I_W data sets, made ready: y less a study of its own, so that ties are exact zeros and large
 * offsets cost no digits; rows that do not count have y = 0, v = 1, n = 0. */
#ifndef COPSE_I_POOL_ROWS_H
#define COPSE_I_POOL_ROWS_H

#include "pool_task.h"
#include "vector.h"

#include <math.h>
#include <stdbool.h>

typedef struct copse_i_rows {
    size_t k;
    const double *y, *v, *n; /* k vectors each; n is NULL where every row counts once */
    double *w;               /* room for k vectors */
    vd total;                /* sum n */
    vd centre, y_max;        /* what was taken from y; the largest |y| left */
    vd v_min;
    vi whole; /* lanes whose rows all count a whole number of times */
} copse_i_rows;

static inline vd row_of(const double *rows, size_t i)
{
    return v_load(rows + i * COPSE_I_W);
}

static inline vd source(const double *rows, bool by_lane, size_t i, size_t lane)
{
    return by_lane ? v_load(rows + i * COPSE_LANES + lane) : v_all(rows[i]);
}

/* Bayesian weights sum to k but for rounding. */
static inline vd nearly_whole(vd total)
{
    const vd whole = v_whole(total);
    return v_select((vi)(v_abs(total - whole) < 1e-9 * total), whole, total);
}

/* The first study that counts is what y is taken from. */
static inline void centre_rows(const copse_lanes_group *g, size_t lane, double *n, copse_i_rows *rows)
{
    rows->whole = ~(vi){0};
    if (g->n == NULL) {
        rows->centre = source(g->y, g->y_by_lane, 0, lane);
        rows->total = v_all((double)g->k);
        return;
    }
    vd centre = v_all(0), total = v_all(0);
    for (size_t i = 0; i < g->k; i++) {
        const vd ni = v_load(g->n + i * COPSE_LANES + lane);
        v_store(n + i * COPSE_I_W, ni);
        centre = v_select((vi)(total > 0), centre, source(g->y, g->y_by_lane, i, lane));
        total += ni;
        rows->whole &= (vi)(v_whole(ni) == ni);
    }
    rows->centre = centre;
    rows->total = nearly_whole(total);
}

static inline void ready_rows(const copse_lanes_group *g, size_t lane, double *work, copse_i_rows *rows)
{
    const size_t size = g->k * COPSE_I_W;
    double *y = work, *v = work + size, *n = work + 2 * size;
    *rows = (copse_i_rows){.k = g->k, .y = y, .v = v, .n = g->n == NULL ? NULL : n, .w = work + 3 * size};
    centre_rows(g, lane, n, rows);
    vd y_max = v_all(0), v_least = v_all(INFINITY);
    for (size_t i = 0; i < g->k; i++) {
        vd yi = source(g->y, g->y_by_lane, i, lane) - rows->centre, vari = source(g->v, g->v_by_lane, i, lane);
        if (g->n != NULL) {
            const vi counts = (vi)(row_of(n, i) > 0);
            yi = v_select(counts, yi, v_all(0));
            v_least = v_select(counts, v_min(v_least, vari), v_least);
            vari = v_select(counts, vari, v_all(1));
        } else {
            v_least = v_min(v_least, vari);
        }
        y_max = v_max(v_abs(yi), y_max);
        v_store(y + i * COPSE_I_W, yi);
        v_store(v + i * COPSE_I_W, vari);
    }
    rows->y_max = y_max;
    rows->v_min = v_least;
}

/* Unweighted: sum n (y - mean)^2, and that with v as weight. */
typedef struct copse_i_spread {
    vd squares, v_squares, sum_v;
} copse_i_spread;

static inline vd times_n(const copse_i_rows *rows, size_t i, vd x)
{
    return rows->n == NULL ? x : row_of(rows->n, i) * x;
}

static inline void spread_of(const copse_i_rows *rows, copse_i_spread *spread)
{
    vd sum = v_all(0), squares = v_all(0), v_squares = v_all(0), sum_v = v_all(0);
    for (size_t i = 0; i < rows->k; i++) sum += times_n(rows, i, row_of(rows->y, i));
    const vd mean = sum / rows->total;
    for (size_t i = 0; i < rows->k; i++) {
        const vd r = row_of(rows->y, i) - mean, v = row_of(rows->v, i), nrr = times_n(rows, i, r * r);
        squares += nrr;
        v_squares += nrr * v;
        sum_v += times_n(rows, i, v);
    }
    *spread = (copse_i_spread){squares, v_squares, sum_v};
}

#endif
