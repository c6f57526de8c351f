/* See deletion.h: all studies made ready, and tau2 without some of them. */
#include "deletion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void copse_i_deletion_free(copse_i_deletion *d)
{
    copse_i_rest_free(&d->rest);
    copse_i_power_sums_free(&d->sums);
    copse_i_problem_free(&d->problem);
    free(d->memory);
    free(d->sizes);
    *d = (copse_i_deletion){0};
}

static copse_status allocate(copse_i_deletion *d, size_t k, size_t p)
{
    d->memory = copse_alloc(k + 3 * p * p + p, sizeof *d->memory);
    d->sizes = copse_alloc(2 * k + p, sizeof *d->sizes);
    if (d->memory == NULL || d->sizes == NULL) return COPSE_ENOMEM;
    d->triangle = d->memory;
    d->basis = d->triangle + p * p;
    d->work = d->basis + p * p;
    d->y = d->work + p * p + p;
    d->place = d->sizes;
    d->room = d->place + k;
    d->others = d->room + k;
    return COPSE_OK;
}

/* For an intercept the problem has the study with the smallest v first. */
static void find_places(copse_i_deletion *d, const copse_i_data *data)
{
    size_t heaviest = 0;
    for (size_t i = 0; i < data->k; i++) {
        d->place[i] = i;
        if (data->v[i] < data->v[heaviest]) heaviest = i;
    }
    if (d->problem.blocks == 0) return;
    d->place[0] = heaviest;
    d->place[heaviest] = 0;
}

/* Differences from one study first, as in problem.c. */
static void centre_y(copse_i_deletion *d, const copse_i_data *data)
{
    const double factor = ldexp(1, -d->problem.scale), origin = data->y[0] * factor;
    double sum = 0;
    for (size_t i = 0; i < data->k; i++) sum += data->y[i] * factor - origin;
    for (size_t i = 0; i < data->k; i++) d->y[d->place[i]] = (data->y[i] * factor - origin) - sum / (double)data->k;
}

/* A column that is 1 in all studies left is an intercept, which the design of all may not have. */
static void count_others(copse_i_deletion *d, const copse_i_data *data)
{
    for (size_t j = 0; data->X != NULL && j < data->p; j++)
        for (size_t i = 0; i < data->k; i++) d->others[j] += data->X[i * data->p + j] != 1;
}

static void keep_basis(copse_i_deletion *d)
{
    const size_t p = d->problem.p;
    d->triangle[0] = 1;
    if (d->problem.blocks == 0) memcpy(d->triangle, d->problem.triangle, p * p * sizeof *d->triangle);
    memcpy(d->basis, d->triangle, p * p * sizeof *d->basis);
    copse_i_invert_triangle(d->basis, p);
}

static copse_status make_sums(copse_i_deletion *d, copse_error *err)
{
    copse_i_problem *pr = &d->problem;
    copse_i_point point;
    if (d->opts.method == COPSE_METHOD_GENQ) copse_i_weigh(pr, &d->opts.setup);
    copse_i_evaluate(pr, d->tau2.value, &point);
    d->weight_of_all = point.w1;
    keep_basis(d);
    copse_status status = copse_i_power_sums_init(&d->sums, pr, d->tau2.value);
    if (status == COPSE_OK) status = copse_i_rest_init(&d->rest, &d->sums, &d->opts.setup, d->y);
    if (d->opts.method == COPSE_METHOD_GENQ) d->rest.a = pr->a;
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

copse_status copse_i_deletion_init(copse_i_deletion *d, const copse_i_data *data, const copse_fit_opts *opts,
                                   copse_error *err)
{
    *d = (copse_i_deletion){.opts = *opts};
    copse_status status = copse_fit_opts_check(opts, data->p, err);
    if (status == COPSE_OK) status = copse_i_problem_init(&d->problem, data, err);
    if (status == COPSE_OK && d->problem.blocks == 0)
        status = copse_fit_opts_check(opts, data->p > 1 ? data->p : 2, err);
    if (status == COPSE_OK && data->k <= data->p) status = copse_fail(err, COPSE_ETOOFEW, "no study to spare");
    if (status == COPSE_OK && allocate(d, data->k, data->p) != COPSE_OK) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_find_tau2(&d->problem, opts, &d->tau2, err);
    if (status != COPSE_OK) return status;
    if (!(d->tau2.value <= 0x1p300)) return copse_fail(err, COPSE_ERANGE, "tau2 is too large");
    find_places(d, data);
    centre_y(d, data);
    count_others(d, data);
    return make_sums(d, err);
}

bool copse_i_deletion_is_whole(const copse_fit_opts *opts)
{
    const bool kr = opts->pi == COPSE_PI_KR || opts->pi == COPSE_PI_KR_PR;
    const copse_test t = opts->test;
    const bool wald = t == COPSE_TEST_Z || t == COPSE_TEST_T || t == COPSE_TEST_KNHA || t == COPSE_TEST_ADHOC;
    return (wald || t == COPSE_TEST_HK_CI) && !kr;
}

/* Does the design of the rest have the same intercept, or none, as that of all? */
static bool keeps_its_shape(const copse_i_deletion *d, size_t count)
{
    for (size_t j = 0; !d->problem.intercept && j < d->problem.p; j++)
        if (d->others[j] <= count) return false;
    return true;
}

bool copse_i_deletion_fit(copse_i_deletion *d, const size_t *study, size_t count, copse_i_tau2 *tau2, bool *known,
                          copse_without *out)
{
    const copse_i_problem *pr = &d->problem;
    *known = false;
    if (count > pr->k - pr->p || pr->k - count == pr->p || !keeps_its_shape(d, count)) return false;
    for (size_t i = 0; i < count; i++) d->room[i] = d->place[study[i]];
    copse_i_rest_choose(&d->rest, d->room, count);
    d->rest.size_out = 0;
    for (size_t i = 0; d->opts.setup.size != NULL && i < count; i++) d->rest.size_out += d->opts.setup.size[study[i]];
    *tau2 = (copse_i_tau2){.se = NAN, .stop = COPSE_STOP_FIXED};
    if (!isnan(d->opts.tau2)) tau2->value = d->tau2.value;
    if (copse_i_is_equal_effects(d->opts.method)) tau2->value = 0;
    else if (isnan(d->opts.tau2)) {
        if (!copse_method_can(d->opts.method, d->rest.k, pr->p)) return false;
        if (!copse_i_rest_tau2(&d->rest, &d->opts, tau2) || !(tau2->value <= 0x1p300)) return false;
    }
    *known = true;
    const bool whole = copse_i_deletion_is_whole(&d->opts) && copse_i_deletion_complete(d, tau2, out);
    tau2->value = copse_i_unscale(pr, tau2->value, 2);
    tau2->se = copse_i_unscale(pr, tau2->se, 2);
    return whole;
}
