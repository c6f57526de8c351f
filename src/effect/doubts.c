/* Numbers that are possible, but mostly a slip. */
#include "doubts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

copse_doubt_opts copse_doubt_opts_default(void)
{
    return (copse_doubt_opts){.items = NAN, .scale_low = NAN, .scale_high = NAN};
}

double copse_i_doubts_at(const copse_i_doubts *d, copse_input input, size_t i)
{
    return d->in[input] ? d->in[input][i] : (double)NAN;
}

void copse_i_doubts_add(copse_i_doubts *d, size_t row, copse_doubt_kind kind, copse_input input, size_t other)
{
    if (d->status != COPSE_OK) return;
    d->status = copse_reserve((void **)&d->list, &d->capacity, d->count + 1, sizeof *d->list);
    if (d->status != COPSE_OK) return;
    d->list[d->count++] = (copse_doubt){.row = row, .other = other, .kind = kind, .input = input};
}

static void add(copse_i_doubts *d, size_t row, copse_doubt_kind kind, copse_input input)
{
    copse_i_doubts_add(d, row, kind, input, SIZE_MAX);
}

/* A third of the usual spread or less, and about the usual one once the root of n is put back. */
static bool looks_like_se(double sd, double n, double usual)
{
    const double sd_if_se = sd * sqrt(n);
    return sd > 0.0 && sd < usual / 3.0 && sd_if_se > usual / 2.0 && sd_if_se < usual * 2.0;
}

static void check_arms(copse_i_doubts *d, size_t i, double usual)
{
    const double sd1 = copse_i_doubts_at(d, COPSE_IN_SD1I, i), sd2 = copse_i_doubts_at(d, COPSE_IN_SD2I, i);
    const double n1 = copse_i_doubts_at(d, COPSE_IN_N1I, i), n2 = copse_i_doubts_at(d, COPSE_IN_N2I, i);
    if (looks_like_se(sd1, n1, sd2) || looks_like_se(sd1, n1, usual)) add(d, i, COPSE_DOUBT_SE_FOR_SD, COPSE_IN_SD1I);
    if (looks_like_se(sd2, n2, sd1) || looks_like_se(sd2, n2, usual)) add(d, i, COPSE_DOUBT_SE_FOR_SD, COPSE_IN_SD2I);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median standard deviation of all arms, where they are on one scale (MD) and there are ten of them; else NaN. */
static double usual_deviation(copse_i_doubts *d)
{
    if (strcmp(d->measure->code, "MD") != 0 || !d->in[COPSE_IN_SD1I] || !d->in[COPSE_IN_SD2I]) return (double)NAN;
    double *sd = copse_alloc(2 * d->k, sizeof *sd);
    if (!sd) d->status = COPSE_ENOMEM;
    size_t n = 0;
    for (size_t i = 0; sd && i < d->k; i++) {
        if (d->row[i].status != COPSE_OK || !(d->in[COPSE_IN_SD1I][i] > 0.0 && d->in[COPSE_IN_SD2I][i] > 0.0)) continue;
        sd[n++] = d->in[COPSE_IN_SD1I][i];
        sd[n++] = d->in[COPSE_IN_SD2I][i];
    }
    if (n >= 10) qsort(sd, n, sizeof *sd, by_size);
    const double median = n >= 10 ? 0.5 * (sd[n / 2 - 1] + sd[n / 2]) : (double)NAN;
    free(sd);
    return median;
}

int copse_i_decimals_written(double x)
{
    static const double unit[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
    int decimals = 0;
    if (!(fabs(x) < 1e15)) return 0;
    while (decimals < 9 && round(x * unit[decimals]) / unit[decimals] != x) decimals++;
    return decimals;
}

/* How far the middle of an interval is off the estimate, in half widths, beyond what rounding explains. */
static double off_centre(double lower, double y, double upper, double rounding)
{
    const double half = 0.5 * (upper - lower);
    return (fabs(0.5 * (lower + upper) - y) - 1.5 * rounding) / half;
}

static void check_interval(copse_i_doubts *d, size_t i)
{
    const double lower = copse_i_doubts_at(d, COPSE_IN_LOWER, i), upper = copse_i_doubts_at(d, COPSE_IN_UPPER, i);
    const double y = copse_i_doubts_at(d, COPSE_IN_YI, i);
    if (!(lower < upper) || isnan(y)) return;
    const int written =
        (int)fmax(fmax(copse_i_decimals_written(lower), copse_i_decimals_written(upper)), copse_i_decimals_written(y));
    const double rounding = pow(10.0, -written);
    if (!(off_centre(lower, y, upper, rounding) > 0.1)) return;
    const bool ratio = lower > 0.0 && y > 0.0 && off_centre(log(lower), log(y), log(upper), rounding / lower) <= 0.05;
    add(d, i, ratio ? COPSE_DOUBT_RATIO_SCALE : COPSE_DOUBT_OFF_CENTRE, COPSE_IN_YI);
}

static void check_sizes(copse_i_doubts *d, size_t i)
{
    const double n = copse_i_doubts_at(d, COPSE_IN_NI, i);
    double n1 = copse_i_doubts_at(d, COPSE_IN_N1I, i), n2 = copse_i_doubts_at(d, COPSE_IN_N2I, i);
    if (!d->measure->two_groups || d->measure->family == COPSE_FAMILY_CHANGE) return;
    if (isnan(n1)) n1 = copse_i_doubts_at(d, COPSE_IN_AI, i) + copse_i_doubts_at(d, COPSE_IN_BI, i);
    if (isnan(n2)) n2 = copse_i_doubts_at(d, COPSE_IN_CI, i) + copse_i_doubts_at(d, COPSE_IN_DI, i);
    if (isnan(n) || isnan(n1) || isnan(n2)) return;
    if (!(fabs(n1 + n2 - n) <= 1e-9 * n)) add(d, i, COPSE_DOUBT_SIZES, COPSE_IN_NI);
}

/* Geary's test: standard errors from zero, corrected for small samples. */
static bool too_near_zero(double mean, double sd, double n)
{
    return sd > 0.0 && !(fabs(mean) / sd * (4.0 * n * sqrt(n)) / (1.0 + 4.0 * n) >= 3.0);
}

static void check_ratio(copse_i_doubts *d, size_t i)
{
    static const copse_input group[2][3] = {{COPSE_IN_M1I, COPSE_IN_SD1I, COPSE_IN_N1I},
                                            {COPSE_IN_M2I, COPSE_IN_SD2I, COPSE_IN_N2I}};
    for (size_t g = 0; g < 2; g++) {
        const double mean = copse_i_doubts_at(d, group[g][0], i);
        if (isnan(mean)) continue;
        if (too_near_zero(mean, copse_i_doubts_at(d, group[g][1], i), copse_i_doubts_at(d, group[g][2], i)))
            add(d, i, COPSE_DOUBT_NEAR_ZERO, group[g][0]);
    }
}

static void check_row(copse_i_doubts *d, size_t i, double usual)
{
    if (d->measure->standardized && fabs(d->yi[i]) > 2.0) add(d, i, COPSE_DOUBT_LARGE, COPSE_IN_COUNT);
    if (d->measure->family == COPSE_FAMILY_MEANS) {
        check_arms(d, i, usual);
        copse_i_doubts_scale(d, i);
    }
    if (strcmp(d->measure->code, "ROM") == 0) check_ratio(d, i);
    check_interval(d, i);
    check_sizes(d, i);
}

static int by_row(const void *a, const void *b)
{
    const copse_doubt *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return (x->input > y->input) - (x->input < y->input);
}

copse_status copse_effect_doubts(const copse_measure *measure, const double *const in[COPSE_IN_COUNT], size_t k,
                                 const size_t *trial, const copse_doubt_opts *opts, const double *yi,
                                 const copse_effect_row *row, copse_doubt **doubts, size_t *count)
{
    const copse_doubt_opts defaults = copse_doubt_opts_default();
    if (!measure || !in || !yi || !row || !doubts || !count) return COPSE_EINVAL;
    copse_i_doubts d = {
        .measure = measure, .in = in, .k = k, .trial = trial, .opts = opts ? opts : &defaults, .yi = yi, .row = row};
    *doubts = NULL;
    *count = 0;
    const double usual = usual_deviation(&d);
    for (size_t i = 0; i < k && d.status == COPSE_OK; i++) {
        if (row[i].status == COPSE_OK) check_row(&d, i, usual);
    }
    if (d.status == COPSE_OK) copse_i_doubts_twins(&d);
    if (d.status != COPSE_OK) {
        free(d.list);
        return d.status;
    }
    if (d.count > 1) qsort(d.list, d.count, sizeof *d.list, by_row);
    *doubts = d.list;
    *count = d.count;
    return COPSE_OK;
}
