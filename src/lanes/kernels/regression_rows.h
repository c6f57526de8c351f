/* The rows of COPSE_I_W data sets of a regression, made ready: where ones are in the column space y is taken less one
 * study's own, so that ties are exact zeros and large offsets cost no digits; rows that do not count have y = 0, v = 1. */
#ifndef COPSE_I_REGRESSION_ROWS_H
#define COPSE_I_REGRESSION_ROWS_H

#include "regression_task.h"
#include "vector.h"

#include <math.h>

typedef struct copse_i_design_rows {
    size_t k;
    const double *q;           /* k x p scalars */
    double *y, *v, *n, *w, *r; /* k vectors each; w and r are written by every evaluation */
    vd total, df;              /* sum n, whole where that is a matter of rounding; less p */
    vd centre, y_max;          /* what was taken from y; the largest |y| left */
    vd v_min, v_max;
    vi whole; /* every n is a whole number that is not too large to be written out */
    vi valid; /* every value that counts is finite, v > 0, n >= 0 */
    vi tame;  /* no product below can leave the range of double */
} copse_i_design_rows;

static inline vd design_row(const double *rows, size_t i)
{
    return v_load(rows + i * COPSE_I_W);
}

static inline vd group_value(const double *values, bool by_lane, size_t i, size_t lane)
{
    return by_lane ? v_load(values + i * COPSE_LANES + lane) : v_all(values[i]);
}

static inline vi is_finite(vd x)
{
    return (vi)(v_abs(x) < INFINITY);
}

/* n, their sum, and the first study that counts as the centre of y. */
static inline void ready_counts(const copse_lanes_group *g, size_t lane, bool centred, copse_i_design_rows *rows)
{
    vd total = v_all(0), centre = v_all(0);
    for (size_t i = 0; i < g->k; i++) {
        const vd n = g->n == NULL ? v_all(1) : v_load(g->n + i * COPSE_LANES + lane);
        const vi counts = (vi)(n > 0);
        if (centred) centre = v_select(counts & (vi)(total == 0), group_value(g->y, g->y_by_lane, i, lane), centre);
        rows->whole &= (vi)(v_whole(n) == n) & (vi)(n >= 0) & (vi)(n < 0x1p32);
        rows->valid &= (vi)(n >= 0) & is_finite(n);
        total += v_select(counts, n, v_all(0));
        v_store(rows->n + i * COPSE_I_W, v_select(counts, n, v_all(0)));
    }
    const vd near = v_whole(total);
    rows->total = v_select((vi)(v_abs(total - near) <= 1e-12 * total), near, total);
    rows->centre = centre;
}

static inline void ready_design_rows(const copse_i_regression_task *task, const copse_lanes_group *g, size_t lane,
                                     copse_i_design_rows *rows)
{
    const size_t size = g->k * COPSE_I_W;
    double *const work = task->work;
    *rows = (copse_i_design_rows){.k = g->k,
                                  .q = task->q,
                                  .y = work,
                                  .v = work + size,
                                  .n = work + 2 * size,
                                  .w = work + 3 * size,
                                  .r = work + 4 * size,
                                  .whole = ~(vi){0},
                                  .valid = ~(vi){0}};
    ready_counts(g, lane, task->spans_one, rows);
    rows->df = rows->total - (double)task->p;
    vd largest = v_all(0), low = v_all(INFINITY), high = v_all(0);
    for (size_t i = 0; i < g->k; i++) {
        const vi counts = (vi)(design_row(rows->n, i) > 0);
        const vd y = group_value(g->y, g->y_by_lane, i, lane), v = group_value(g->v, g->v_by_lane, i, lane);
        rows->valid &= ~counts | (is_finite(y) & is_finite(v) & (vi)(v > 0));
        const vd used = v_select(counts, y - rows->centre, v_all(0));
        largest = v_max(v_abs(used), largest);
        low = v_select(counts, v_min(v, low), low);
        high = v_select(counts, v_max(v, high), high);
        v_store(rows->y + i * COPSE_I_W, used);
        v_store(rows->v + i * COPSE_I_W, v_select(counts, v, v_all(1)));
    }
    rows->y_max = largest;
    rows->v_min = low;
    rows->v_max = high;
    rows->tame = (vi)(low > 1e-30) & (vi)(high < 1e30) & (vi)(largest < 1e30) & (vi)(v_abs(rows->centre) < 1e30);
}

#endif
