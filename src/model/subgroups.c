/* Subgroups: each level pooled by itself, with its own tau2 or with one for all, and the test between them. */
#include "tau2.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The studies of each level, one level after the other. */
typedef struct sorted {
    double *y, *v;
    double *weight, *size; /* of the setup; NULL without */
    size_t *start;         /* levels + 1 */
} sorted;

static copse_status sort_levels(const copse_i_data *d, sorted *s, copse_error *err)
{
    s->y = copse_alloc(d->k, sizeof *s->y);
    s->v = copse_alloc(d->k, sizeof *s->v);
    s->start = copse_alloc(d->p + 1, sizeof *s->start);
    if (d->weight != NULL) s->weight = copse_alloc(d->k, sizeof *s->weight);
    if (d->size != NULL) s->size = copse_alloc(d->k, sizeof *s->size);
    if (s->y == NULL || s->v == NULL || s->start == NULL) return copse_fail_memory(err);
    if ((d->weight != NULL) != (s->weight != NULL) || (d->size != NULL) != (s->size != NULL))
        return copse_fail_memory(err);
    for (size_t i = 0; i < d->k; i++) s->start[d->group[i] + 1]++;
    for (size_t l = 0; l < d->p; l++) {
        if (s->start[l + 1] == 0) return copse_fail(err, COPSE_EINVAL, "level %zu has no study", l + 1);
        s->start[l + 1] += s->start[l];
    }
    for (size_t i = 0; i < d->k; i++) {
        const size_t at = s->start[d->group[i]]++;
        s->y[at] = d->y[i];
        s->v[at] = d->v[i];
        if (s->weight != NULL) s->weight[at] = d->weight[i];
        if (s->size != NULL) s->size[at] = d->size[i];
    }
    for (size_t l = d->p; l > 0; l--) s->start[l] = s->start[l - 1];
    s->start[0] = 0;
    return COPSE_OK;
}

static copse_status check(const copse_i_data *d, copse_tau2_mode mode, copse_error *err)
{
    if (d->y == NULL || d->v == NULL || d->group == NULL) return copse_fail(err, COPSE_EINVAL, "a null pointer");
    if (mode != COPSE_TAU2_SEPARATE && mode != COPSE_TAU2_COMMON)
        return copse_fail(err, COPSE_EINVAL, "tau2 of subgroups is separate or common");
    if (d->p == 0) return copse_fail(err, COPSE_EINVAL, "no levels");
    if (d->k < d->p) return copse_fail(err, COPSE_ETOOFEW, "%zu studies in %zu levels", d->k, d->p);
    for (size_t i = 0; i < d->k; i++) {
        if (!isfinite(d->y[i])) return copse_fail(err, COPSE_EDOM, "study %zu: the estimate is not finite", i + 1);
        if (!(d->v[i] > 0) || !isfinite(d->v[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: the sampling variance is not a positive number", i + 1);
        if (d->group[i] >= d->p) return copse_fail(err, COPSE_EINVAL, "study %zu: no such level", i + 1);
    }
    return COPSE_OK;
}

/* tau2 of the regression on the levels; NaN where every level has one study. */
static copse_status find_common(const copse_i_data *d, const copse_fit_opts *opts, double *tau2, copse_error *err)
{
    *tau2 = opts->tau2;
    if (opts->method == COPSE_METHOD_EE || opts->method == COPSE_METHOD_FE) *tau2 = 0;
    if (!isnan(*tau2) || d->k == d->p) return COPSE_OK;
    if ((unsigned)opts->method >= COPSE_METHOD_COUNT) return copse_fail(err, COPSE_EINVAL, "no such method");
    copse_i_problem pr;
    copse_status status = copse_i_problem_init(&pr, d, err);
    if (status == COPSE_OK) {
        copse_i_tau2 found;
        status = copse_i_tau2_estimate(&pr, opts, &found, err);
        *tau2 = copse_i_unscale(&pr, found.value, 2);
    }
    copse_i_problem_free(&pr);
    return status;
}

static copse_status fit_levels(const sorted *s, const copse_fit_opts *opts, copse_subgroups *out, copse_error *err)
{
    copse_fit_opts level_opts = *opts;
    if (!isnan(out->common_tau2)) level_opts.tau2 = out->common_tau2;
    for (size_t l = 0; l < out->levels; l++) {
        const size_t start = s->start[l], k = s->start[l + 1] - start;
        if (s->weight != NULL) level_opts.setup.weight = s->weight + start;
        if (s->size != NULL) level_opts.setup.size = s->size + start;
        const copse_status status = copse_pool(s->y + start, s->v + start, NULL, k, 1, &level_opts, &out->fit[l], err);
        if (status != COPSE_OK) {
            copse_error_prefix(err, "level %zu: ", l + 1);
            return status;
        }
    }
    return COPSE_OK;
}

/* sum (mu - mean)^2/se^2 over levels; NaN for one level, or where a se is 0. Powers of two keep squares in range. Levels
 * without an estimate are not in it. */
static void test_between(copse_subgroups *out)
{
    out->Q = out->df = out->p = NAN;
    double smallest = INFINITY, origin = NAN, sum = 0, mean = 0, q = 0;
    size_t levels = 0;
    for (size_t l = 0; l < out->levels; l++) {
        const copse_coefficient *c = &out->fit[l].coef[0];
        if (isnan(c->se)) continue;
        smallest = fmin(smallest, c->se);
        if (levels++ == 0) origin = c->estimate;
    }
    if (levels < 2) return;
    out->df = (double)(levels - 1);
    if (!(smallest > 0)) return;
    for (size_t l = 0; l < out->levels; l++) {
        const copse_coefficient *c = &out->fit[l].coef[0];
        if (isnan(c->se)) continue;
        const double w = (smallest / c->se) * (smallest / c->se);
        sum += w;
        mean += w * ((c->estimate - origin) / smallest);
    }
    for (size_t l = 0; l < out->levels; l++) {
        const copse_coefficient *c = &out->fit[l].coef[0];
        if (isnan(c->se)) continue;
        const double z = ((c->estimate - origin) / smallest - mean / sum) * (smallest / c->se);
        q += z * z;
    }
    out->Q = q;
    out->p = copse_chisq_upper(q, out->df);
}

static void sum_within(copse_subgroups *out)
{
    out->within_Q = out->within_df = 0;
    for (size_t l = 0; l < out->levels; l++) {
        out->within_Q += out->fit[l].het.Q;
        out->within_df += out->fit[l].het.Q_df;
    }
    out->within_p = !(out->within_df <= 0) ? copse_chisq_upper(out->within_Q, out->within_df) : 1;
}

void copse_subgroups_compare(copse_subgroups *subgroups)
{
    test_between(subgroups);
    sum_within(subgroups);
}

copse_status copse_pool_subgroups(const double *y, const double *v, const size_t *group, size_t k, size_t levels,
                                  const copse_fit_opts *opts, copse_tau2_mode mode, copse_subgroups *out,
                                  copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the subgroups");
    memset(out, 0, sizeof *out);
    out->mode = mode;
    out->common_tau2 = NAN;
    const copse_fit_opts options = opts != NULL ? *opts : copse_fit_opts_default();
    const copse_tau2_setup *setup = &options.setup;
    const copse_i_data data = {
        .y = y, .v = v, .k = k, .p = levels, .group = group, .weight = setup->weight, .size = setup->size};
    sorted s = {0};
    copse_status status = check(&data, mode, err);
    if (status == COPSE_OK) status = sort_levels(&data, &s, err);
    if (status == COPSE_OK && mode == COPSE_TAU2_COMMON) status = find_common(&data, &options, &out->common_tau2, err);
    if (status == COPSE_OK) {
        out->fit = copse_alloc(levels, sizeof *out->fit);
        if (out->fit == NULL) status = copse_fail_memory(err);
        else out->levels = levels;
    }
    if (status == COPSE_OK && out->fit != NULL) status = fit_levels(&s, &options, out, err);
    if (status == COPSE_OK && out->fit != NULL) copse_subgroups_compare(out);
    free(s.y);
    free(s.v);
    free(s.weight);
    free(s.size);
    free(s.start);
    return status;
}

void copse_subgroups_free(copse_subgroups *subgroups)
{
    if (subgroups == NULL) return;
    for (size_t l = 0; l < subgroups->levels; l++) copse_fit_free(&subgroups->fit[l]);
    free(subgroups->fit);
    memset(subgroups, 0, sizeof *subgroups);
}
