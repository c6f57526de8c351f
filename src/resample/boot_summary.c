/* What the replicates say: moments, intervals, and how far each is from what endless replicates would give. */
#include "boot.h"
#include "boot_interval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static copse_i_boot_central central_of(const copse_i_boot_column *column, const copse_lanes_scale *scale)
{
    const double n = (double)column->used;
    double raw[COPSE_I_BOOT_MOMENTS];
    for (size_t m = 0; m < COPSE_I_BOOT_MOMENTS; m++) raw[m] = copse_exact_sum_value(&column->moment[m]) / n;
    return copse_i_boot_central_of(raw, n, scale->origin, scale->scale);
}

/* Jackknife acceleration, L_i = mean - t_(i) (Efron 1987; DiCiccio & Efron 1996, 6.6). With strata
 * L_i = (n_s - 1)(mean_s - t_(i)), and the sums are of L^3/n_s^3 and L^2/n_s^2 (Davison & Hinkley 1997, 5.4). */
static double acceleration(const copse_boot *b, size_t q)
{
    const size_t Q = b->plan.quantities, parts = b->plan.kind == COPSE_BOOT_STRATIFIED ? b->parts : 1;
    double cubes = 0, squares = 0;
    if (b->jackknife == NULL) return NAN;
    if (parts <= 1) copse_i_boot_influence(b->jackknife + q, Q, NULL, b->units, 1, &cubes, &squares);
    for (size_t s = 0; parts > 1 && s < parts; s++) {
        const size_t start = b->part_start[s], n = b->part_start[s + 1] - start;
        copse_i_boot_influence(b->jackknife + q, Q, b->part + start, n, ((double)n - 1) / (double)n, &cubes, &squares);
    }
    return copse_i_boot_acceleration(cubes, squares);
}

static void no_interval(copse_boot_limits *limits)
{
    *limits = (copse_boot_limits){.limit = {NAN, NAN}, .error = {NAN, NAN}};
}

static void quantile_intervals(const copse_boot *b, size_t q, const copse_i_boot_column *column,
                               const copse_i_boot_sample *sample, double level, copse_boot_result *out)
{
    static const copse_boot_interval_kind kinds[] = {COPSE_BOOT_NORMAL, COPSE_BOOT_BASIC, COPSE_BOOT_PERCENTILE,
                                                     COPSE_BOOT_BCA};
    bool extreme = false;
    copse_i_boot_basis basis = {
        .sample = sample, .central = central_of(column, &b->scale[q]), .estimate = out->estimate, .errors = true};
    out->mean = basis.central.mean;
    out->bias = out->mean - out->estimate;
    out->sd = basis.central.sd;
    out->median = copse_i_boot_quantile(sample, 0.5, &extreme);
    out->bias_correction = basis.bias_correction =
        copse_i_boot_bias_correction((double)column->below / (double)column->used);
    out->acceleration = basis.acceleration = acceleration(b, q);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        out->interval[kinds[i]] = copse_i_boot_interval(kinds[i], &basis, level);
}

static const copse_i_boot_column *columns_of(const void *state)
{
    return (const copse_i_boot_column *)((const copse_i_boot_state *)state + 1);
}

static const uint64_t *cells_of(const copse_boot *b, const void *state, size_t c)
{
    return (const uint64_t *)(const void *)(columns_of(state) + b->width) + c * (COPSE_BOOT_CELLS + 2);
}

/* A column as a sample: sorted values in room for `replicates` of them, or cells. */
static copse_i_boot_sample sample_of(const copse_boot *b, uint64_t replicates, const double *rows, const void *state,
                                     size_t c, double *sorted, uint64_t *room)
{
    const copse_i_boot_column *columns = columns_of(state), *column = columns + c;
    copse_i_boot_sample s = {.count = column->used, .least = NAN, .most = NAN};
    if (column->used > 0) {
        s.least = copse_i_boot_unkey(~column->least);
        s.most = copse_i_boot_unkey(column->most);
    }
    if (rows == NULL) {
        s.cell = cells_of(b, state, c);
        s.cells = COPSE_BOOT_CELLS;
        s.lower = b->scale[c].lower;
        s.width = b->scale[c].width;
        return s;
    }
    size_t n = 0;
    for (uint64_t r = 0; r < replicates; r++)
        if (isfinite(rows[r * b->width + c])) sorted[n++] = rows[r * b->width + c];
    copse_i_boot_sort(sorted, n, room);
    s.count = n;
    s.sorted = sorted;
    return s;
}

static void summarise_tests(const copse_boot *b, const copse_i_boot_state *state, copse_boot_summary *out)
{
    for (size_t t = 0; t < COPSE_BOOT_NULL_COUNT; t++) {
        copse_boot_test *test = &out->test[t];
        const copse_i_boot_tally *tally = &state->test[t];
        test->made = b->plan.null[t];
        test->statistic = b->observed[t];
        test->used = tally->used;
        test->failed = tally->failed;
        test->reached = tally->reached;
        test->p = tally->used > 0 ? (1 + (double)tally->reached) / ((double)tally->used + 1) : NAN;
        test->p_error = tally->used > 0 ? sqrt(test->p * (1 - test->p) / (double)tally->used) : NAN;
    }
}

static void summarise_quantity(const copse_boot *b, size_t q, const copse_i_boot_column *column,
                               const copse_i_boot_sample *sample, double level, copse_boot_result *out)
{
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) no_interval(&out->interval[i]);
    out->estimate = b->estimate[q];
    out->se = b->se[q];
    out->used = column->used;
    memcpy(out->missing, column->missing, sizeof out->missing);
    out->mean = out->bias = out->sd = out->median = out->bias_correction = out->acceleration = NAN;
    out->least = sample->least;
    out->most = sample->most;
    if (sample->sorted == NULL) {
        out->cell = sample->width;
        out->below_cells = sample->cell[0];
        out->above_cells = sample->cell[COPSE_BOOT_CELLS + 1];
    }
    if (column->used > 0) quantile_intervals(b, q, column, sample, level, out);
}

copse_status copse_boot_summarise(const copse_boot *b, uint64_t replicates, const double *rows, const void *state,
                                  double level, copse_boot_summary *out, copse_error *err)
{
    *out = (copse_boot_summary){.replicates = replicates, .level = level};
    if (!(level > 0 && level < 100)) return copse_fail(err, COPSE_EINVAL, "level %g is not between 0 and 100", level);
    if (rows == NULL && !b->plan.histogram) return copse_fail(err, COPSE_EINVAL, "neither rows nor cells");
    const size_t room = rows == NULL ? 0 : (size_t)replicates;
    double *sorted = copse_alloc(room, sizeof *sorted);
    uint64_t *keys = copse_alloc(2 * room, sizeof *keys);
    out->result = copse_alloc(b->plan.quantities, sizeof *out->result);
    if (sorted == NULL || keys == NULL || out->result == NULL) {
        free(sorted);
        free(keys);
        copse_boot_summary_free(out);
        return copse_fail_memory(err);
    }
    out->quantities = b->plan.quantities;
    summarise_tests(b, state, out);
    const copse_i_boot_column *column = columns_of(state);
    for (size_t c = 0; c < b->width; c++) {
        const copse_i_boot_sample s = sample_of(b, replicates, rows, state, c, sorted, keys);
        copse_boot_result *result = &out->result[b->source[c]];
        if (c < b->plan.quantities) {
            summarise_quantity(b, c, &column[c], &s, level, result);
            continue;
        }
        result->used_studentised = s.count;
        const copse_i_boot_basis basis = {.sample = &s,
                                          .estimate = result->estimate,
                                          .se = b->plan.nested > 0 ? result->sd : result->se,
                                          .errors = true};
        result->interval[COPSE_BOOT_STUDENTISED] = copse_i_boot_interval(COPSE_BOOT_STUDENTISED, &basis, level);
    }
    free(sorted);
    free(keys);
    return COPSE_OK;
}

void copse_boot_summary_free(copse_boot_summary *summary)
{
    if (summary == NULL) return;
    free(summary->result);
    *summary = (copse_boot_summary){0};
}

double copse_boot_largest_error(const copse_boot_summary *summary, const bool wanted[COPSE_BOOT_INTERVAL_COUNT])
{
    double largest = 0;
    for (size_t q = 0; q < summary->quantities; q++)
        for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
            const copse_boot_limits *limits = &summary->result[q].interval[i];
            if (!wanted[i] || (isnan(limits->limit.lower) && isnan(limits->limit.upper))) continue;
            const double error = fmax(limits->error.lower, limits->error.upper);
            const bool known = !isnan(limits->error.lower) && !isnan(limits->error.upper) && !limits->extreme;
            largest = known ? fmax(largest, error) : INFINITY;
            if (!known) return INFINITY;
        }
    return largest;
}

void copse_boot_bins(const copse_boot *b, size_t q, uint64_t replicates, const double *rows, const void *state,
                     double lower, double upper, size_t bins, uint64_t *count)
{
    memset(count, 0, bins * sizeof *count);
    const double scale = (double)bins / (upper - lower);
    const uint64_t *cell = rows == NULL ? cells_of(b, state, q) : NULL;
    const uint64_t n = rows != NULL ? replicates : COPSE_BOOT_CELLS;
    for (uint64_t r = 0; r < n; r++) {
        const double x =
            rows != NULL ? rows[r * b->width + q] : b->scale[q].lower + b->scale[q].width * ((double)r + 0.5);
        const double at = (x - lower) * scale;
        if (!(at >= 0 && at <= (double)bins)) continue;
        const size_t i = at >= (double)bins ? bins - 1 : (size_t)at;
        count[i] += rows != NULL ? 1 : cell[r + 1];
    }
}
