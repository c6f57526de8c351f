/* Quartiles and histograms, from the values themselves or from counts. */
#include "gosh_run.h"

#include <math.h>
#include <stdlib.h>

/* Quartiles of what was kept: each statistic in a row of its own, without the numbers that have no fit. */
copse_status copse_i_gosh_quartiles_of_kept(const copse_i_gosh_run *r, copse_gosh *gosh, copse_error *err)
{
    const copse_i_gosh_plan *plan = &r->plan;
    double *x = copse_alloc((size_t)gosh->fitted, sizeof *x);
    if (x == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < plan->width; j++) {
        size_t n = 0;
        for (size_t i = 0; i < plan->numbers; i++)
            if (!isnan(r->kept[i * plan->width])) x[n++] = r->kept[i * plan->width + j];
        for (size_t q = 0; q < 3; q++)
            copse_i_gosh_statistic_at(gosh, j)->quartile[q] = copse_i_gosh_select(x, n, 0.25 * (double)(q + 1));
    }
    free(x);
    return COPSE_OK;
}

static double fine_quantile(const copse_i_gosh_run *r, size_t j, double rank)
{
    double before = 0;
    for (size_t cell = 0; cell < GOSH_FINE; cell++) {
        double here = 0;
        for (int t = 0; t < r->threads; t++) here += r->counts[t].fine[j * GOSH_FINE + cell];
        if (before + here > rank)
            return copse_i_gosh_fine_value(&r->plan, j, (double)cell + (rank - before + 0.5) / here);
        before += here;
    }
    return NAN;
}

void copse_i_gosh_quartiles_of_counts(const copse_i_gosh_run *r, copse_gosh *gosh)
{
    gosh->grain = 1.0 / GOSH_FINE;
    for (size_t j = 0; j < r->plan.width; j++) {
        copse_gosh_statistic *s = copse_i_gosh_statistic_at(gosh, j);
        for (size_t q = 0; q < 3; q++) {
            const double x = fine_quantile(r, j, 0.25 * (double)(q + 1) * ((double)gosh->fitted - 1));
            s->quartile[q] = fmin(fmax(x, s->least), s->most);
        }
    }
}

static void fill_grid(const copse_i_gosh_run *r, bool marked, copse_gosh_grid *grid)
{
    for (int t = 0; t < r->threads; t++) {
        const copse_i_gosh_counts *c = &r->counts[t];
        const uint32_t *from = marked ? c->marked : c->grid;
        for (size_t i = 0; i < GOSH_GRID; i++) grid->count[i] += from[i];
        grid->outside += marked ? c->marked_outside : c->outside;
    }
}

/* The set of draw b is not kept with its values: drawn again. */
static bool holds_marked(copse_i_gosh_run *r, size_t number)
{
    copse_i_gosh_worker *w = r->worker;
    copse_i_gosh_set(w, number, 0);
    return copse_i_gosh_has(w, 0, r->plan.opts.marked);
}

static void grids_of_kept(copse_i_gosh_run *r, copse_gosh *gosh)
{
    const copse_i_gosh_plan *plan = &r->plan;
    const size_t c = plan->opts.coefficient;
    for (size_t i = 0; i < plan->numbers; i++) {
        const double *value = r->kept + i * plan->width;
        if (isnan(value[0])) continue;
        const size_t cell = copse_i_gosh_cell(plan->low[c], plan->high[c], value[c], value[plan->p + GOSH_I2]);
        const bool marked = gosh->marked.count != NULL && holds_marked(r, i);
        if (cell == SIZE_MAX) gosh->all.outside++;
        else gosh->all.count[cell]++;
        if (marked && cell == SIZE_MAX) gosh->marked.outside++;
        else if (marked) gosh->marked.count[cell]++;
    }
}

copse_status copse_i_gosh_make_grids(copse_i_gosh_run *r, copse_gosh *gosh, copse_error *err)
{
    const size_t c = r->plan.opts.coefficient;
    const bool marked = r->plan.opts.marked != COPSE_GOSH_NONE;
    if (r->plan.kept) {
        r->plan.low[c] = gosh->coef[c].least;
        r->plan.high[c] = gosh->coef[c].most;
        copse_i_gosh_widen(&r->plan.low[c], &r->plan.high[c]);
    }
    gosh->all.lower = r->plan.low[c];
    gosh->all.width = (r->plan.high[c] - r->plan.low[c]) / COPSE_GOSH_CELLS;
    gosh->marked = gosh->all;
    gosh->all.count = copse_alloc(GOSH_GRID, sizeof *gosh->all.count);
    if (marked) gosh->marked.count = copse_alloc(GOSH_GRID, sizeof *gosh->marked.count);
    if (gosh->all.count == NULL || (marked && gosh->marked.count == NULL)) return copse_fail_memory(err);
    if (r->plan.kept) {
        grids_of_kept(r, gosh);
    } else {
        fill_grid(r, false, &gosh->all);
        if (marked) fill_grid(r, true, &gosh->marked);
    }
    return COPSE_OK;
}
