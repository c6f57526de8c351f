/* When a likelihood of counts has no maximum: the estimate would be infinite, and an iteration that stops somewhere on the
 * way would print nonsense with a huge standard error. */
#include "glmm_parts.h"

static copse_status nothing(const copse_glmm_opts *opts, copse_error *err, const char *which)
{
    const bool other = opts->measure == COPSE_GLMM_OR || opts->measure == COPSE_GLMM_PLO ||
                       opts->measure == COPSE_GLMM_IRR || opts->measure == COPSE_GLMM_IRLN;
    if (!other && opts->model != COPSE_POOLING_UM_FS)
        return copse_fail(
            err, COPSE_ENOTCOMPUTABLE,
            "the likelihood has no maximum inside: %s; a risk's estimate is 0 or 1, without a standard error", which);
    return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the likelihood has no maximum: %s; the effect's estimate is infinite",
                      which);
}

static bool risks(const copse_glmm_opts *opts)
{
    return opts->measure != COPSE_GLMM_IRR && opts->measure != COPSE_GLMM_IRLN;
}

static bool all_are(const copse_glmm_data *data, const double *x, const double *n)
{
    for (size_t i = 0; i < data->k; i++)
        if (x[i] != (n != NULL ? n[i] : 0.0)) return false;
    return true;
}

static copse_status say_end(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_error *err)
{
    if (data->x2 == NULL)
        return nothing(opts, err,
                       all_are(data, data->x1, NULL) ? "no events in any study" : "only events in every study");
    if (all_are(data, data->x1, NULL)) return nothing(opts, err, "no events in any treatment arm");
    if (all_are(data, data->x2, NULL)) return nothing(opts, err, "no events in any control arm");
    if (risks(opts) && all_are(data, data->x1, data->n1))
        return nothing(opts, err, "only events in every treatment arm");
    if (risks(opts) && all_are(data, data->x2, data->n2)) return nothing(opts, err, "only events in every control arm");
    return nothing(opts, err, "every study that tells of the effect has an infinite estimate on the same side");
}

copse_status copse_i_glmm_one_sided_check(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_error *err)
{
    bool one_sided = all_are(data, data->x1, NULL) || (risks(opts) && all_are(data, data->x1, data->n1));
    if (data->x2 != NULL)
        one_sided = one_sided || all_are(data, data->x2, NULL) || (risks(opts) && all_are(data, data->x2, data->n2));
    return data->X == NULL && one_sided ? say_end(data, opts, err) : COPSE_OK;
}

copse_status copse_i_glmm_separation_check(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                           const copse_i_glmm_problem *problem, copse_error *err)
{
    size_t telling = 0, low = 0, high = 0;
    const bool bounded = copse_i_glmm_is_bounded(opts->measure, opts->model);
    if (opts->model == COPSE_POOLING_UM_RS || (bounded && data->x2 == NULL))
        return copse_i_glmm_one_sided_check(data, opts, err);
    for (size_t i = 0; i < problem->k; i++) {
        if (!problem->trial[i].tells) continue;
        telling++;
        low += problem->trial[i].end < 0 ? 1 : 0;
        high += problem->trial[i].end > 0 ? 1 : 0;
    }
    if (telling == 0)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "nothing tells of the effect: no study has both events and participants without one");
    if (data->X == NULL && (low == telling || high == telling)) return say_end(data, opts, err);
    return COPSE_OK;
}
