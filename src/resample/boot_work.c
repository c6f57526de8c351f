/* A block of replicates: drawn, fitted, written, and added up. */
#include "boot.h"

#include <float.h>
#include <math.h>
#include <string.h>

uint64_t copse_i_boot_key(double x)
{
    uint64_t bits = 0;
    const double plain = x + 0.0; /* -0 is 0 */
    memcpy(&bits, &plain, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

double copse_i_boot_unkey(uint64_t key)
{
    const uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
    double x = 0;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* (t* - t)/se* of the quantities that have it, with analytic standard errors. */
static void studentise(copse_i_boot_worker *w)
{
    const copse_boot *b = w->boot;
    for (size_t c = b->plan.quantities; c < b->width; c++) {
        const size_t q = b->source[c];
        const double *value = w->value + q * COPSE_LANES;
        double se[COPSE_LANES], *out = w->value + c * COPSE_LANES;
        if (!copse_i_boot_errors(w, q, se)) continue;
        for (size_t l = 0; l < COPSE_LANES; l++) out[l] = (value[l] - b->estimate[q]) / se[l];
    }
}

/* Cells are counted at the end of the block, all in a row, so that the memory that they lie in is asked for far ahead. */
static void add_cells(const copse_i_boot_worker *w, size_t n, void *state)
{
    for (size_t c = 0; c < w->boot->width; c++) {
        const uint32_t *at = w->cell + c * COPSE_BOOT_BLOCK;
        uint64_t *cell = copse_i_boot_cells(w->boot, state, c);
        for (size_t r = 0; r < n; r++)
            if (at[r] < COPSE_BOOT_CELLS + 2) cell[at[r]]++;
    }
}

static void count_missing(const copse_i_boot_worker *w, size_t c, size_t live, copse_i_boot_column *column)
{
    for (size_t l = 0; l < live; l++)
        if (!(fabs(w->value[c * COPSE_LANES + l]) <= DBL_MAX))
            column->missing[copse_i_boot_why(w, w->boot->source[c], l)]++;
}

static void write_rows(const copse_i_boot_worker *w, size_t live, double *rows)
{
    const size_t width = w->boot->width;
    for (size_t l = 0; l < live; l++)
        for (size_t c = 0; c < width; c++) rows[l * width + c] = w->value[c * COPSE_LANES + l];
}

static void start_block(copse_i_boot_worker *w)
{
    for (size_t c = 0; c < w->boot->width; c++) {
        copse_lanes_running *sum = &w->sum[c];
        *sum = (copse_lanes_running){0};
        for (size_t l = 0; l < COPSE_LANES; l++) {
            sum->least[l] = INFINITY;
            sum->most[l] = -INFINITY;
        }
    }
}

static double lane_sum(const double sum[COPSE_LANES])
{
    double total = 0;
    for (size_t l = 0; l < COPSE_LANES; l++) total += sum[l];
    return total;
}

/* The block's numbers join the state: sums exactly, so that the order of blocks cannot be seen. */
static void end_block(const copse_i_boot_worker *w, void *state)
{
    for (size_t c = 0; c < w->boot->width; c++) {
        copse_i_boot_column *column = copse_i_boot_columns(state) + c;
        const copse_lanes_running *sum = &w->sum[c];
        const double used = lane_sum(sum->used);
        if (!(used > 0)) continue;
        column->used += (uint64_t)used;
        column->below += (uint64_t)lane_sum(sum->below);
        for (size_t m = 0; m < COPSE_I_BOOT_MOMENTS; m++)
            copse_exact_sum_add(&column->moment[m], lane_sum(sum->moment[m]));
        double least = INFINITY, most = -INFINITY;
        for (size_t l = 0; l < COPSE_LANES; l++) {
            least = fmin(least, sum->least[l]);
            most = fmax(most, sum->most[l]);
        }
        const uint64_t down = ~copse_i_boot_key(least), up = copse_i_boot_key(most);
        if (down > column->least) column->least = down;
        if (up > column->most) column->most = up;
    }
}

static copse_status do_group(copse_i_boot_worker *w, uint64_t first, size_t live, double *rows, void *state,
                             copse_error *err)
{
    const copse_boot *b = w->boot;
    const copse_i_boot_sets sets = copse_i_boot_draw(w, first);
    copse_status st = copse_i_boot_evaluate(w, sets, err);
    if (st != COPSE_OK) return st;
    if (b->plan.nested > 0) st = copse_i_boot_nested(w, first, sets, err);
    else studentise(w);
    if (st != COPSE_OK) return st;
    double mask[COPSE_LANES];
    for (size_t l = 0; l < COPSE_LANES; l++) mask[l] = l < live ? 1 : NAN;
    for (size_t c = 0; c < b->width; c++) {
        const double *value = w->value + c * COPSE_LANES;
        uint32_t *cell = b->plan.histogram ? w->cell + c * COPSE_BOOT_BLOCK + first % COPSE_BOOT_BLOCK : NULL;
        const double used = copse_lanes_add(b->isa, value, mask, &b->scale[c], &w->sum[c], cell);
        if (used < (double)live) count_missing(w, c, live, copse_i_boot_columns(state) + c);
    }
    if (rows != NULL) write_rows(w, live, rows);
    return copse_i_boot_tests(w, first, live, state, err);
}

copse_status copse_boot_work(void *boot, void *worker, uint64_t first, size_t n, double *rows, void *state,
                             copse_error *err)
{
    const copse_boot *b = boot;
    copse_i_boot_worker *w = worker;
    copse_status st = COPSE_OK;
    if (first % COPSE_BOOT_BLOCK != 0)
        return copse_fail(err, COPSE_EINVAL, "replicate %llu does not start a block", (unsigned long long)first);
    for (size_t at = 0; at < n && st == COPSE_OK; at += COPSE_LANES) {
        if (at % COPSE_BOOT_BLOCK == 0) start_block(w);
        const size_t live = n - at < COPSE_LANES ? n - at : COPSE_LANES;
        st = do_group(w, first + at, live, rows != NULL ? rows + at * b->width : NULL, state, err);
        const size_t done = at + live;
        if (st != COPSE_OK || (done != n && done % COPSE_BOOT_BLOCK != 0)) continue;
        end_block(w, state);
        if (b->plan.histogram) add_cells(w, (done - 1) % COPSE_BOOT_BLOCK + 1, state);
    }
    return st;
}

void copse_boot_join(void *boot, void *state, const void *other)
{
    const copse_boot *b = boot;
    copse_i_boot_state *s = state;
    const copse_i_boot_state *o = other;
    for (size_t t = 0; t < COPSE_BOOT_NULL_COUNT; t++) {
        s->test[t].used += o->test[t].used;
        s->test[t].failed += o->test[t].failed;
        s->test[t].reached += o->test[t].reached;
    }
    const copse_i_boot_column *from = (const copse_i_boot_column *)(o + 1);
    for (size_t c = 0; c < b->width; c++) {
        copse_i_boot_column *to = copse_i_boot_columns(state) + c;
        to->used += from[c].used;
        to->below += from[c].below;
        for (size_t r = 0; r < COPSE_BOOT_REASON_COUNT; r++) to->missing[r] += from[c].missing[r];
        for (size_t m = 0; m < COPSE_I_BOOT_MOMENTS; m++) copse_exact_sum_join(&to->moment[m], &from[c].moment[m]);
        if (from[c].least > to->least) to->least = from[c].least;
        if (from[c].most > to->most) to->most = from[c].most;
    }
    if (!b->plan.histogram) return;
    uint64_t *cell = copse_i_boot_cells(b, state, 0);
    const uint64_t *more = (const uint64_t *)(const void *)(from + b->width);
    for (size_t i = 0; i < b->width * (COPSE_BOOT_CELLS + 2); i++) cell[i] += more[i];
}
