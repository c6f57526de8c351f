/* Subgroups: each level pooled by itself, with its own tau2 or with one for all, and the test between them. */
#include "tau2.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How the levels are pooled. */
typedef struct pooling {
    copse_pooling how;
    const double *weight; /* NULL: none are given */
    copse_fit_opts opts;
    copse_tau2_mode mode;
} pooling;

/* The studies of each level, one level after the other. */
typedef struct sorted {
    double *y, *v;
    double *own;           /* weights of the pooling; NULL without */
    double *weight, *size; /* of the setup; NULL without */
    size_t *start;         /* levels + 1 */
} sorted;

static copse_status sort_levels(const copse_i_data *d, const double *weight, sorted *s, copse_error *err)
{
    s->y = copse_alloc(d->k, sizeof *s->y);
    s->v = copse_alloc(d->k, sizeof *s->v);
    s->start = copse_alloc(d->p + 1, sizeof *s->start);
    if (weight != NULL) s->own = copse_alloc(d->k, sizeof *s->own);
    if (d->weight != NULL) s->weight = copse_alloc(d->k, sizeof *s->weight);
    if (d->size != NULL) s->size = copse_alloc(d->k, sizeof *s->size);
    if (s->y == NULL || s->v == NULL || s->start == NULL) return copse_fail_memory(err);
    if ((weight != NULL) != (s->own != NULL) || (d->weight != NULL) != (s->weight != NULL) ||
        (d->size != NULL) != (s->size != NULL))
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
        if (s->own != NULL) s->own[at] = weight[i];
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
    if (d->k < d->p)
        return copse_fail(err, COPSE_ETOOFEW, "%zu %s in %zu levels", d->k, copse_plural(d->k, "study", "studies"),
                          d->p);
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

static copse_status fit_level(const sorted *s, size_t level, const pooling *by, copse_fit *fit, copse_error *err)
{
    const size_t start = s->start[level], k = s->start[level + 1] - start;
    const double *y = s->y + start, *v = s->v + start, *w = s->own != NULL ? s->own + start : NULL;
    return by->how == COPSE_POOLING_INVERSE_VARIANCE ? copse_pool(y, v, NULL, k, 1, &by->opts, fit, err)
                                                     : copse_pool_weighted(y, v, w, k, &by->opts, by->how, fit, err);
}

static copse_status fit_levels(const sorted *s, const pooling *by, copse_subgroups *out, copse_error *err)
{
    pooling level = *by;
    if (!isnan(out->common_tau2)) level.opts.tau2 = out->common_tau2;
    for (size_t l = 0; l < out->levels; l++) {
        if (s->weight != NULL) level.opts.setup.weight = s->weight + s->start[l];
        if (s->size != NULL) level.opts.setup.size = s->size + s->start[l];
        const copse_status status = fit_level(s, l, &level, &out->fit[l], err);
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

static copse_status pool_levels(const copse_i_data *data, const pooling *by, copse_subgroups *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the subgroups");
    memset(out, 0, sizeof *out);
    out->mode = by->mode;
    out->common_tau2 = NAN;
    sorted s = {0};
    copse_status status = check(data, by->mode, err);
    if (status == COPSE_OK) status = sort_levels(data, by->weight, &s, err);
    if (status == COPSE_OK && by->mode == COPSE_TAU2_COMMON)
        status = find_common(data, &by->opts, &out->common_tau2, err);
    if (status == COPSE_OK) {
        out->fit = copse_alloc(data->p, sizeof *out->fit);
        if (out->fit == NULL) status = copse_fail_memory(err);
        else out->levels = data->p;
    }
    if (status == COPSE_OK && out->fit != NULL) status = fit_levels(&s, by, out, err);
    if (status == COPSE_OK && out->fit != NULL) copse_subgroups_compare(out);
    free(s.y);
    free(s.v);
    free(s.own);
    free(s.weight);
    free(s.size);
    free(s.start);
    return status;
}

static copse_i_data data_of(const double *y, const double *v, const size_t *group, size_t k, size_t levels,
                            const copse_fit_opts *opts)
{
    const copse_tau2_setup *setup = &opts->setup;
    return (copse_i_data){
        .y = y, .v = v, .k = k, .p = levels, .group = group, .weight = setup->weight, .size = setup->size};
}

copse_status copse_pool_subgroups(const double *y, const double *v, const size_t *group, size_t k, size_t levels,
                                  const copse_fit_opts *opts, copse_tau2_mode mode, copse_subgroups *out,
                                  copse_error *err)
{
    const pooling by = {
        .how = COPSE_POOLING_INVERSE_VARIANCE, .opts = opts != NULL ? *opts : copse_fit_opts_default(), .mode = mode};
    const copse_i_data data = data_of(y, v, group, k, levels, &by.opts);
    return pool_levels(&data, &by, out, err);
}

copse_status copse_pool_weighted_subgroups(const double *y, const double *v, const double *weight, const size_t *group,
                                           size_t k, size_t levels, const copse_fit_opts *opts, copse_pooling how,
                                           copse_tau2_mode mode, copse_subgroups *out, copse_error *err)
{
    const pooling by = {.how = how,
                        .weight = copse_pooling_takes_weights(how) ? weight : NULL,
                        .opts = opts != NULL ? *opts : copse_fit_opts_default(),
                        .mode = mode};
    const copse_i_data data = data_of(y, v, group, k, levels, &by.opts);
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the subgroups");
    memset(out, 0, sizeof *out);
    if (!copse_pooling_is_weighted(how)) return copse_fail(err, COPSE_EINVAL, "no pooling with weights of its own");
    return pool_levels(&data, &by, out, err);
}

void copse_subgroups_free(copse_subgroups *subgroups)
{
    if (subgroups == NULL) return;
    for (size_t l = 0; l < subgroups->levels; l++) copse_fit_free(&subgroups->fit[l]);
    free(subgroups->fit);
    memset(subgroups, 0, sizeof *subgroups);
}
