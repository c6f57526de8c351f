/* What the replicates say: moments, intervals, and how far each is from what endless replicates would give. */
#include "boot.h"
#include "boot_sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double density(double z)
{
    return copse_exp(-0.5 * z * z) / sqrt(2 * COPSE_PI);
}

/* The normal quantile of a lower tail. */
static double quantile(double p)
{
    return p > 0 && p < 1 ? -copse_normal_quantile_upper(p) : p == 0 ? -INFINITY : p == 1 ? INFINITY : NAN;
}

/* Central moments of a column, on the scale of its values. */
typedef struct moments {
    double mean, sd, skewness, kurtosis; /* sd with B - 1; the others with B */
} moments;

static moments moments_of(const copse_i_boot_column *column, const copse_i_boot_scale *scale)
{
    const double n = (double)column->used;
    double raw[COPSE_I_BOOT_MOMENTS];
    for (size_t m = 0; m < COPSE_I_BOOT_MOMENTS; m++) raw[m] = copse_exact_sum_value(&column->moment[m]) / n;
    const double a = raw[0], second = raw[1] - a * a;
    const double third = raw[2] - 3 * a * raw[1] + 2 * a * a * a;
    const double fourth = raw[3] - 4 * a * raw[2] + 6 * a * a * raw[1] - 3 * a * a * a * a;
    return (moments){
        .mean = scale->origin + a / scale->scale,
        .sd = n > 1 ? sqrt(fmax(second, 0) * n / (n - 1)) / scale->scale : NAN, /* its square may be out of range */
        .skewness = second > 0 ? third / (second * sqrt(second)) : 0,
        .kurtosis = second > 0 ? fourth / (second * second) : 3,
    };
}

/* Monte Carlo standard error of a quantile: half the distance between the quantiles one binomial standard error away.
 * `share` is that standard error. */
static double quantile_error(const copse_i_boot_sample *sample, double alpha, double share)
{
    bool extreme = false;
    const double n = (double)sample->count, low = 1 / (n + 1), high = n / (n + 1);
    const double from = fmin(fmax(alpha - share, low), high), to = fmin(fmax(alpha + share, low), high);
    const double error =
        (copse_i_boot_quantile(sample, to, &extreme) - copse_i_boot_quantile(sample, from, &extreme)) / 2;
    return isfinite(error) ? error : NAN;
}

static double binomial_error(double alpha, double n)
{
    return sqrt(alpha * (1 - alpha) / n);
}

/* t - bias -+ z s. The variances of mean and s, and their covariance, are those of moments (Cramér 1946). */
static copse_boot_limits normal_interval(double estimate, double z, const moments *m, double n)
{
    const double s = m->sd, centre = estimate - (m->mean - estimate);
    const double base = 1 + z * z * (m->kurtosis - 1) / 4, lean = z * m->skewness;
    return (copse_boot_limits){
        .limit = {centre - z * s, centre + z * s},
        .error = {s * sqrt(fmax(base + lean, 0) / n), s * sqrt(fmax(base - lean, 0) / n)},
    };
}

/* A quantile with its error. One that was taken at the end of the replicates has none that they could tell. */
static double quantile_limit(const copse_i_boot_sample *sample, double alpha, double share, double *error,
                             bool *extreme)
{
    bool end = false;
    const double limit = copse_i_boot_quantile(sample, alpha, &end);
    *error = end ? NAN : quantile_error(sample, alpha, share);
    *extreme = *extreme || end;
    return limit;
}

static copse_boot_limits percentile_interval(const copse_i_boot_sample *sample, double low, double high)
{
    copse_boot_limits out = {0};
    const double n = (double)sample->count;
    out.limit.lower = quantile_limit(sample, low, binomial_error(low, n), &out.error.lower, &out.extreme);
    out.limit.upper = quantile_limit(sample, high, binomial_error(high, n), &out.error.upper, &out.extreme);
    return out;
}

/* One BCa limit: the quantile at Phi(z0 + (z0 + z)/(1 - a (z0 + z))). As z0 is estimated from the same replicates, the
 * share that the quantile is read at errs with it: by g' e(t) - e(q), e the error of the empirical distribution. */
static double bca_limit(const copse_i_boot_sample *sample, double z, double z0, double a, double *error, bool *extreme)
{
    const double n = (double)sample->count, stretch = 1 - a * (z0 + z);
    *error = NAN;
    if (!(stretch > 0)) { /* past the pole the limit runs to the end of the replicates */
        *extreme = true;
        return z > 0 ? sample->most : sample->least;
    }
    const double at = z0 + (z0 + z) / stretch, alpha = copse_normal_lower(at), p0 = copse_normal_lower(z0);
    const double slope = density(at) * (1 + 1 / (stretch * stretch)) / density(z0);
    const double variance =
        slope * slope * p0 * (1 - p0) + alpha * (1 - alpha) - 2 * slope * (fmin(p0, alpha) - p0 * alpha);
    return quantile_limit(sample, alpha, sqrt(fmax(variance, 0) / n), error, extreme);
}

/* Jackknife acceleration: sum L^3/(6 (sum L^2)^(3/2)) with L_i = mean - t_(i) (Efron 1987; DiCiccio & Efron 1996, 6.6).
 * With strata L_i = (n_s - 1)(mean_s - t_(i)), and the sums are of L^3/n_s^3 and L^2/n_s^2 (Davison & Hinkley 1997,
 * 5.4). */
static double acceleration(const copse_boot *b, size_t q)
{
    const size_t Q = b->plan.quantities, parts = b->plan.kind == COPSE_BOOT_STRATIFIED ? b->parts : 1;
    double cubes = 0, squares = 0;
    if (b->jackknife == NULL) return NAN;
    for (size_t s = 0; s < parts; s++) {
        const size_t start = parts > 1 ? b->part_start[s] : 0, end = parts > 1 ? b->part_start[s + 1] : b->units;
        const double n = (double)(end - start), factor = parts > 1 ? (n - 1) / n : 1;
        double mean = 0;
        for (size_t j = start; j < end; j++) mean += b->jackknife[(parts > 1 ? b->part[j] : j) * Q + q] / n;
        for (size_t j = start; j < end; j++) {
            const double L = factor * (mean - b->jackknife[(parts > 1 ? b->part[j] : j) * Q + q]);
            cubes += L * L * L;
            squares += L * L;
        }
    }
    return squares > 0 ? cubes / (6 * squares * sqrt(squares)) : NAN;
}

static void no_interval(copse_boot_limits *limits)
{
    *limits = (copse_boot_limits){.limit = {NAN, NAN}, .error = {NAN, NAN}};
}

static void bca_interval(const copse_i_boot_sample *sample, double low, double high, copse_boot_result *out)
{
    copse_boot_limits *limits = &out->interval[COPSE_BOOT_BCA];
    if (!isfinite(out->bias_correction) || !isfinite(out->acceleration)) return;
    const double z0 = out->bias_correction, a = out->acceleration;
    limits->limit.lower = bca_limit(sample, quantile(low), z0, a, &limits->error.lower, &limits->extreme);
    limits->limit.upper = bca_limit(sample, quantile(high), z0, a, &limits->error.upper, &limits->extreme);
}

/* Reflects quantiles about the estimate: t - factor (q - centre). */
static copse_boot_limits reflected(const copse_boot_limits *q, double estimate, double centre, double factor)
{
    return (copse_boot_limits){
        .limit = {estimate - factor * (q->limit.upper - centre), estimate - factor * (q->limit.lower - centre)},
        .error = {factor * q->error.upper, factor * q->error.lower},
        .extreme = q->extreme,
    };
}

static void quantile_intervals(const copse_boot *b, size_t q, const copse_i_boot_column *column,
                               const copse_i_boot_sample *sample, double level, copse_boot_result *out)
{
    const double conf = level / 100, low = (1 - conf) / 2, high = (1 + conf) / 2, n = (double)column->used;
    bool extreme = false;
    const moments m = moments_of(column, &b->scale[q]);
    out->mean = m.mean;
    out->bias = m.mean - out->estimate;
    out->sd = m.sd;
    out->median = copse_i_boot_quantile(sample, 0.5, &extreme);
    out->bias_correction = quantile((double)column->below / n);
    out->acceleration = acceleration(b, q);
    if (column->used < 2) return;
    const copse_boot_limits percentile = percentile_interval(sample, low, high);
    out->interval[COPSE_BOOT_PERCENTILE] = percentile;
    out->interval[COPSE_BOOT_BASIC] = reflected(&percentile, out->estimate, out->estimate, 1);
    out->interval[COPSE_BOOT_NORMAL] = normal_interval(out->estimate, quantile(high), &m, n);
    bca_interval(sample, low, high, out);
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
        if (s.count >= 2) {
            const double conf = level / 100, se = b->plan.nested > 0 ? result->sd : result->se;
            const copse_boot_limits z = percentile_interval(&s, (1 - conf) / 2, (1 + conf) / 2);
            result->interval[COPSE_BOOT_STUDENTISED] = reflected(&z, result->estimate, 0, se);
        }
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
