/* Rank correlation tests of funnel asymmetry. */
#include "bias_parts.h"

#include <math.h>
#include <stdlib.h>

/* What each study is ranked by: its standardised deviate and its variance. */
typedef struct ranked {
    double *deviate, *variance;
} ranked;

/* (y - mu)/sqrt(v - 1/sum w), with the variance of a deviate from the mean that it is part of; x and out may be the same. */
static void standardise(const double *y, const double *v, size_t k, double *deviate)
{
    double least = v[0], sum = 0, weighted = 0;
    for (size_t i = 1; i < k; i++) least = v[i] < least ? v[i] : least;
    for (size_t i = 0; i < k; i++) sum += least / v[i];
    for (size_t i = 0; i < k; i++) weighted += least / v[i] / sum * y[i];
    for (size_t i = 0; i < k; i++) deviate[i] = (y[i] - weighted) / sqrt(v[i] - least / sum);
}

static copse_status missing_table(size_t i, copse_error *err)
{
    return copse_fail(err, COPSE_EMISSING, "study %zu has no table of counts", i + 1);
}

static bool has_table(const copse_bias_numbers *s, size_t i)
{
    return s->a != NULL && s->b != NULL && s->c != NULL && s->d != NULL && s->a[i] >= 0 && s->b[i] >= 0 &&
           s->c[i] >= 0 && s->d[i] >= 0 && isfinite(s->a[i] + s->b[i] + s->c[i] + s->d[i]) && s->a[i] + s->b[i] > 0 &&
           s->c[i] + s->d[i] > 0;
}

static copse_status fill_arcsine(const copse_bias_numbers *s, size_t k, ranked *r, copse_error *err)
{
    for (size_t i = 0; i < k; i++) {
        if (!has_table(s, i)) return missing_table(i, err);
        r->deviate[i] = atan2(sqrt(s->a[i]), sqrt(s->b[i])) - atan2(sqrt(s->c[i]), sqrt(s->d[i]));
        r->variance[i] = (1 / (s->a[i] + s->b[i]) + 1 / (s->c[i] + s->d[i])) / 4;
    }
    if (copse_bias_same_errors(r->variance, k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the studies are all of one size: nothing can depend on it");
    standardise(r->deviate, r->variance, k, r->deviate);
    return COPSE_OK;
}

static copse_status odds_ratio(const copse_bias_numbers *s, size_t k, double *ratio, copse_error *err)
{
    double up = 0, down = 0;
    for (size_t i = 0; i < k; i++) {
        if (!has_table(s, i)) return missing_table(i, err);
        const double N = s->a[i] + s->b[i] + s->c[i] + s->d[i];
        up += s->a[i] / N * s->d[i];
        down += s->b[i] / N * s->c[i];
    }
    if (!(up > 0) || !(down > 0))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the tables have no Mantel-Haenszel odds ratio");
    *ratio = up / down;
    return COPSE_OK;
}

/* Tables that can be but one way say nothing and are left out; *used is how many others there are. */
static copse_status fill_counts(const copse_bias_numbers *s, size_t k, ranked *r, size_t *used, copse_error *err)
{
    double ratio = NAN, mean = NAN, variance = NAN;
    copse_status status = odds_ratio(s, k, &ratio, err);
    *used = 0;
    for (size_t i = 0; status == COPSE_OK && i < k; i++) {
        const double events = s->a[i] + s->c[i], others = s->b[i] + s->d[i];
        if (events == 0 || others == 0) continue;
        const double n1 = s->a[i] + s->b[i], n2 = s->c[i] + s->d[i];
        if (copse_noncentral_hypergeometric(n1, n2, events, ratio, &mean, &variance) != COPSE_OK || !(variance > 0))
            return copse_fail(err, COPSE_ENOTCOMPUTABLE, "study %zu: the table has no variance", i + 1);
        r->deviate[*used] = (s->a[i] - mean) / sqrt(variance);
        r->variance[(*used)++] = 1 / variance;
    }
    return status;
}

static copse_status fill(copse_bias_rank kind, const copse_bias_numbers *s, size_t k, ranked *r, size_t *used,
                         copse_error *err)
{
    *used = k;
    if (kind == COPSE_BIAS_RANK_ARCSINE) return fill_arcsine(s, k, r, err);
    if (kind == COPSE_BIAS_RANK_COUNTS) return fill_counts(s, k, r, used, err);
    const copse_status status = copse_i_bias_check_studies(s->y, s->v, k, err);
    if (status != COPSE_OK) return status;
    if (copse_bias_same_errors(s->v, k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the standard error is the same in all studies: nothing can depend on it");
    for (size_t i = 0; i < k; i++) r->variance[i] = s->v[i];
    standardise(s->y, s->v, k, r->deviate);
    return COPSE_OK;
}

copse_status copse_bias_rank_test(copse_bias_rank kind, const copse_bias_numbers *numbers, size_t k, copse_rank_p how,
                                  copse_rank_correlation *out, copse_error *err)
{
    if (numbers == NULL || out == NULL || (unsigned)kind > COPSE_BIAS_RANK_COUNTS)
        return copse_fail(err, COPSE_EINVAL, "no such rank test, or no studies");
    if (k < 2) return copse_fail(err, COPSE_ETOOFEW, "a rank correlation needs two studies");
    size_t used = 0;
    ranked r = {copse_alloc(k, sizeof(double)), copse_alloc(k, sizeof(double))};
    const bool room = r.deviate != NULL && r.variance != NULL;
    copse_status status = room ? fill(kind, numbers, k, &r, &used, err) : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_kendall(r.deviate, r.variance, used, how, out, err);
    free(r.deviate);
    free(r.variance);
    return status;
}
