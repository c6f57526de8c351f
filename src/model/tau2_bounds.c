/* Intervals of tau2 for callers, on the scale of the data, with tau, I2 and H2. */
#include "fit_parts.h"

#include <math.h>
#include <string.h>

typedef struct work {
    copse_i_problem problem;
    copse_i_tau2 tau2;
    double typical;
} work;

static copse_status begin(const copse_i_data *data, const copse_fit_opts *opts, work *w, copse_error *err)
{
    copse_status status = copse_i_problem_init(&w->problem, data, err);
    if (status == COPSE_OK) status = copse_i_find_tau2(&w->problem, opts, &w->tau2, err);
    if (status != COPSE_OK || data->k == data->p) return status;
    copse_i_point zero;
    copse_i_evaluate(&w->problem, 0, &zero);
    copse_i_refine_traces(&w->problem, 0, &zero);
    w->typical = (double)(data->k - data->p) / zero.trP;
    return COPSE_OK;
}

static copse_status one(work *w, const copse_fit_opts *opts, copse_tau2_ci type, copse_tau2_bounds *out,
                        copse_error *err)
{
    copse_interval ci;
    const copse_i_problem *pr = &w->problem;
    out->type = type;
    const copse_status status = copse_i_tau2_ci(&w->problem, opts, &w->tau2, type, &ci, &out->state, err);
    out->tau2 = (copse_interval){copse_i_unscale(pr, ci.lower, 2), copse_i_unscale(pr, ci.upper, 2)};
    out->tau = (copse_interval){copse_i_unscale(pr, sqrt(ci.lower), 1), copse_i_unscale(pr, sqrt(ci.upper), 1)};
    out->I2 = (copse_interval){copse_i_share(ci.lower, w->typical), copse_i_share(ci.upper, w->typical)};
    out->H2 = (copse_interval){1 + ci.lower / w->typical, 1 + ci.upper / w->typical};
    if (status == COPSE_OK && isinf(out->tau2.upper))
        return copse_fail(err, COPSE_ERANGE, "a limit of the %s interval of tau2 is beyond the range of numbers",
                          copse_tau2_ci_code(type));
    return status;
}

static copse_status several(const copse_i_data *given, const copse_fit_opts *asked, copse_tau2_ci first, size_t count,
                            copse_tau2_bounds *bounds, copse_error *err)
{
    if (bounds == NULL || given->y == NULL || given->v == NULL) return copse_fail(err, COPSE_EINVAL, "a null pointer");
    memset(bounds, 0, count * sizeof *bounds);
    const copse_fit_opts opts = asked != NULL ? *asked : copse_fit_opts_default();
    copse_i_data data = *given;
    data.weight = opts.setup.weight;
    data.size = opts.setup.size;
    work w = {.typical = NAN};
    copse_status status = copse_i_check_options(&opts, err);
    if (status != COPSE_OK) return status;
    status = begin(&data, &opts, &w, err);
    for (size_t i = 0; i < count && status == COPSE_OK; i++)
        status = one(&w, &opts, (copse_tau2_ci)((size_t)first + i), &bounds[i], err);
    copse_i_problem_free(&w.problem);
    return status;
}

copse_status copse_tau2_interval(const double *y, const double *v, const double *X, size_t k, size_t p,
                                 const copse_fit_opts *opts, copse_tau2_ci type, copse_tau2_bounds *bounds,
                                 copse_error *err)
{
    if ((unsigned)type >= COPSE_TAU2_CI_COUNT) return copse_fail(err, COPSE_EINVAL, "no such interval of tau2");
    const copse_i_data data = {.y = y, .v = v, .X = X, .k = k, .p = p};
    return several(&data, opts, type, 1, bounds, err);
}

copse_status copse_tau2_intervals(const double *y, const double *v, const double *X, size_t k, size_t p,
                                  const copse_fit_opts *opts, copse_tau2_bounds bounds[COPSE_TAU2_CI_COUNT],
                                  copse_error *err)
{
    const copse_i_data data = {.y = y, .v = v, .X = X, .k = k, .p = p};
    return several(&data, opts, COPSE_TAU2_CI_QP, COPSE_TAU2_CI_COUNT, bounds, err);
}
