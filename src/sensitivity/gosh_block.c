/* A block of subsets: fitted, added up, counted. */
#include "gosh_parts.h"

#include <math.h>
#include <string.h>

size_t copse_i_gosh_cell(double low, double high, double coefficient, double I2)
{
    const double x = (coefficient - low) / (high - low) * COPSE_GOSH_CELLS;
    const double y = I2 / 100 * COPSE_GOSH_CELLS_I2;
    if (!(x >= 0 && x <= COPSE_GOSH_CELLS && y >= 0 && y <= COPSE_GOSH_CELLS_I2)) return SIZE_MAX;
    const size_t i = x < COPSE_GOSH_CELLS ? (size_t)x : COPSE_GOSH_CELLS - 1;
    const size_t j = y < COPSE_GOSH_CELLS_I2 ? (size_t)y : COPSE_GOSH_CELLS_I2 - 1;
    return j * COPSE_GOSH_CELLS + i;
}

/* Positive numbers without a bound are counted by x/(x + scale). */
static double scale_of(const copse_i_gosh_plan *plan, size_t j)
{
    return plan->origin[j] > 0 ? plan->origin[j] : 1;
}

size_t copse_i_gosh_fine_cell(const copse_i_gosh_plan *plan, size_t j, double value)
{
    const double place = j < plan->p              ? (value - plan->low[j]) / (plan->high[j] - plan->low[j])
                         : j == plan->p + GOSH_I2 ? value / 100
                                                  : value / (value + scale_of(plan, j));
    if (!(place > 0)) return 0;
    return place < 1 ? (size_t)(place * GOSH_FINE) : GOSH_FINE - 1;
}

double copse_i_gosh_fine_value(const copse_i_gosh_plan *plan, size_t j, double place)
{
    const double u = place / GOSH_FINE;
    if (j < plan->p) return plan->low[j] + u * (plan->high[j] - plan->low[j]);
    return j == plan->p + GOSH_I2 ? 100 * u : scale_of(plan, j) * u / (1 - u);
}

/* Eight numbers in a fixed order. */
static double sum_of(const double x[COPSE_LANES])
{
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

/* Lanes without a fit have the values of all studies, and so no part in the sums. */
static void add_values(const copse_i_gosh_worker *w, copse_i_gosh_block *block)
{
    for (size_t j = 0; j < w->plan->width; j++) {
        const double *value = w->value[j], origin = w->plan->origin[j];
        double d[COPSE_LANES], squares[COPSE_LANES], *least = block->least[j], *most = block->most[j];
        for (size_t l = 0; l < COPSE_LANES; l++) {
            d[l] = value[l] - origin;
            squares[l] = d[l] * d[l];
        }
        block->sum[j] += sum_of(d);
        block->squares[j] += sum_of(squares);
        for (size_t l = 0; l < COPSE_LANES; l++) {
            if (!w->fitted[l]) continue;
            least[l] = value[l] < least[l] ? value[l] : least[l];
            most[l] = value[l] > most[l] ? value[l] : most[l];
        }
    }
}

static void make_tallies(const copse_i_gosh_worker *w, copse_i_gosh_block *block, copse_i_gosh_tally tally[COPSE_LANES])
{
    const copse_i_gosh_plan *plan = w->plan;
    const double *coef = w->value[plan->opts.coefficient], *I2 = w->value[plan->p + GOSH_I2];
    const double *tau2 = w->value[plan->p + GOSH_TAU2];
    for (size_t l = 0; l < COPSE_LANES; l++) {
        double *of = tally[l].of;
        if (!w->fitted[l]) {
            tally[l] = (copse_i_gosh_tally){{0}};
            if (w->live[l]) block->failed[w->fit.status[l]]++;
            continue;
        }
        const double d = coef[l] - plan->origin[plan->opts.coefficient];
        of[GOSH_N] = 1;
        of[GOSH_SIGNIFICANT] = w->significant[l];
        of[GOSH_D] = d;
        of[GOSH_DD] = d * d;
        of[GOSH_SUM_I2] = I2[l];
        of[GOSH_SUM_I2_I2] = I2[l] * I2[l];
        of[GOSH_SUM_TAU2] = tau2[l];
        block->above += coef[l] > plan->opts.null;
        block->below += coef[l] < plan->opts.null;
    }
}

/* copse_i_gosh_fine_cell of eight values; a lane without a fit has those of all studies, and is not counted. */
static void fine_cells(const copse_i_gosh_plan *plan, size_t j, const double *restrict value, uint32_t *restrict cell)
{
    double place[COPSE_LANES];
    const bool share = j == plan->p + GOSH_I2, coefficient = j < plan->p;
    const double low = coefficient ? plan->low[j] : 0, length = coefficient ? plan->high[j] - low : 100;
    const double scale = coefficient ? 1 : scale_of(plan, j);
    if (coefficient || share)
        for (size_t l = 0; l < COPSE_LANES; l++) place[l] = (value[l] - low) / length;
    else
        for (size_t l = 0; l < COPSE_LANES; l++) place[l] = value[l] / (value[l] + scale);
    for (size_t l = 0; l < COPSE_LANES; l++) {
        const double x = (place[l] > 0 ? place[l] : 0) * GOSH_FINE;
        cell[l] = (uint32_t)(int32_t)(x < GOSH_FINE - 1 ? x : GOSH_FINE - 1);
    }
}

static void count_cells(const copse_i_gosh_worker *w, copse_i_gosh_counts *counts)
{
    const copse_i_gosh_plan *plan = w->plan;
    const size_t c = plan->opts.coefficient;
    for (size_t l = 0; l < COPSE_LANES; l++) {
        if (!w->fitted[l]) continue;
        const size_t cell =
            copse_i_gosh_cell(plan->low[c], plan->high[c], w->value[c][l], w->value[plan->p + GOSH_I2][l]);
        const bool marked = counts->marked != NULL && copse_i_gosh_has(w, l, plan->opts.marked);
        if (cell == SIZE_MAX) {
            counts->outside++;
            counts->marked_outside += marked;
            continue;
        }
        counts->grid[cell]++;
        if (marked) counts->marked[cell]++;
    }
}

static void count_values(const copse_i_gosh_worker *w, copse_i_gosh_counts *counts)
{
    const copse_i_gosh_plan *plan = w->plan;
    for (size_t j = 0; j < plan->width; j++) {
        uint32_t cell[COPSE_LANES], *fine = counts->fine + j * GOSH_FINE;
        fine_cells(plan, j, w->value[j], cell);
        for (size_t l = 0; l < COPSE_LANES; l++) fine[cell[l]] += w->fitted[l];
    }
    count_cells(w, counts);
}

static void keep_values(const copse_i_gosh_worker *w, size_t count, double *kept)
{
    const size_t width = w->plan->width;
    for (size_t l = 0; l < count; l++)
        for (size_t j = 0; j < width; j++) kept[l * width + j] = w->fitted[l] ? w->value[j][l] : NAN;
}

static void add(const copse_i_gosh_tally *from, copse_i_gosh_tally *to)
{
    for (size_t t = 0; t < GOSH_TALLIES; t++) to->of[t] += from->of[t];
}

/* Random sets: each study's sums one after the other. */
static void add_drawn(const copse_i_gosh_worker *w, const copse_i_gosh_tally tally[COPSE_LANES],
                      copse_i_gosh_block *block)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        if (!(tally[l].of[GOSH_N] > 0)) continue;
        add(&tally[l], &block->total);
        for (size_t word = 0; word < w->plan->words; word++)
            for (uint64_t set = w->set[l * w->plan->words + word], i = 64 * word; set != 0; set >>= 1, i++)
                if ((set & 1) != 0) add(&tally[l], &block->with[i]);
    }
}

/* All sets in the order of their numbers: sums over 2^j of them in a row are those of two halves, of which the second has
 * study j. So a tree of sums gives those of every study, and costs as much as adding up once more. */
static void add_to_tree(const copse_i_gosh_tally tally[COPSE_LANES], size_t group, copse_i_gosh_tally *waiting,
                        copse_i_gosh_block *block)
{
    copse_i_gosh_tally half[COPSE_LANES];
    memcpy(half, tally, sizeof half);
    size_t level = 0;
    for (size_t n = COPSE_LANES; n > 1; n /= 2, level++)
        for (size_t l = 0; l < n / 2; l++) {
            add(&half[2 * l + 1], &block->with[level]);
            copse_i_gosh_tally both = half[2 * l];
            add(&half[2 * l + 1], &both);
            half[l] = both;
        }
    copse_i_gosh_tally carry = half[0];
    for (; (group & 1) != 0; group >>= 1, level++) {
        add(&carry, &block->with[level]);
        copse_i_gosh_tally both = waiting[level];
        add(&carry, &both);
        carry = both;
    }
    waiting[level] = carry;
    block->total = carry; /* of the last group: all */
}

static void clear(const copse_i_gosh_plan *plan, copse_i_gosh_block *block)
{
    copse_i_gosh_tally *with = block->with;
    memset(with, 0, (plan->k + 3) * sizeof *with);
    *block = (copse_i_gosh_block){.with = with};
    for (size_t j = 0; j < GOSH_VALUES; j++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            block->least[j][l] = INFINITY;
            block->most[j][l] = -INFINITY;
        }
}

copse_status copse_i_gosh_do_block(copse_i_gosh_worker *w, uint64_t first, copse_i_gosh_block *block,
                                   copse_i_gosh_counts *counts, double *kept, copse_error *err)
{
    const copse_i_gosh_plan *plan = w->plan;
    const uint64_t rest = plan->numbers - first;
    const size_t n = rest < plan->block ? (size_t)rest : plan->block;
    copse_i_gosh_tally tally[COPSE_LANES], waiting[64];
    clear(plan, block);
    for (size_t at = 0; at < n; at += COPSE_LANES) {
        const size_t count = n - at < COPSE_LANES ? n - at : COPSE_LANES;
        const copse_status st = copse_i_gosh_fit(w, first + at, count, err);
        if (st != COPSE_OK) return st;
        add_values(w, block);
        make_tallies(w, block, tally);
        if (kept != NULL) keep_values(w, count, kept + at * plan->width);
        else count_values(w, counts);
        if (plan->exact) add_to_tree(tally, at / COPSE_LANES, waiting, block);
        else add_drawn(w, tally, block);
    }
    return COPSE_OK;
}
