/* The fit as a whole: checks, tau2, and the parts in their order. */
#include "fit_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_at_least_0(double x)
{
    return x >= 0 && isfinite(x);
}

static copse_status check_setup(const copse_tau2_setup *s, copse_error *err)
{
    if ((unsigned)s->ci >= COPSE_TAU2_CI_COUNT) return copse_fail(err, COPSE_EINVAL, "no such interval of tau2");
    if ((unsigned)s->weighting > COPSE_TAU2_WEIGHTS_GIVEN || (unsigned)s->start > COPSE_TAU2_START_VALUE)
        return copse_fail(err, COPSE_EINVAL, "no such weights, or no such start");
    if ((s->weighting == COPSE_TAU2_WEIGHTS_GIVEN) != (s->weight != NULL))
        return copse_fail(err, COPSE_EINVAL, "weights for tau2 are given, or they are not");
    if (!is_at_least_0(s->weight_tau2) || !is_at_least_0(s->prior_tau2))
        return copse_fail(err, COPSE_EINVAL, "a tau2 for weights, or a prior mean of it, is a number of at least 0");
    if (s->start == COPSE_TAU2_START_VALUE && !(s->start_tau2 > 0 && isfinite(s->start_tau2)))
        return copse_fail(err, COPSE_EINVAL, "tau2 starts from a number above 0");
    return COPSE_OK;
}

copse_status copse_i_check_options(const copse_fit_opts *opts, copse_error *err)
{
    if ((unsigned)opts->method >= COPSE_METHOD_COUNT) return copse_fail(err, COPSE_EINVAL, "no such method");
    if ((unsigned)opts->test >= COPSE_TEST_COUNT) return copse_fail(err, COPSE_EINVAL, "no such test");
    if (!(opts->level > 0 && opts->level < 100))
        return copse_fail(err, COPSE_EINVAL, "the level of an interval lies between 0 and 100 %%");
    if (!isnan(opts->tau2) && !(opts->tau2 >= 0 && isfinite(opts->tau2)))
        return copse_fail(err, COPSE_EINVAL, "a fixed tau2 is a number of at least 0");
    return check_setup(&opts->setup, err);
}

static copse_status allocate(copse_fit *fit, size_t k, size_t p)
{
    fit->coef = copse_alloc(p, sizeof *fit->coef);
    fit->vcov = copse_alloc(p * p, sizeof *fit->vcov); /* the design was k x p with k >= p: no overflow */
    fit->weight = copse_alloc(k, sizeof *fit->weight);
    return fit->coef != NULL && fit->vcov != NULL && fit->weight != NULL ? COPSE_OK : COPSE_ENOMEM;
}

copse_status copse_i_find_tau2(copse_i_problem *pr, const copse_fit_opts *opts, copse_i_tau2 *out, copse_error *err)
{
    *out = (copse_i_tau2){.se = NAN, .stop = COPSE_STOP_FIXED};
    if (copse_i_is_equal_effects(opts->method)) return COPSE_OK;
    if (!isnan(opts->tau2)) out->value = copse_i_unscale(pr, opts->tau2, -2);
    else if (pr->k == pr->p) out->stop = COPSE_STOP_NO_DF;
    else return copse_i_tau2_estimate(pr, opts, out, err);
    return COPSE_OK;
}

static void fill_weights(const copse_i_problem *pr, const double *v, double tau2, copse_fit *fit)
{
    const double factor = ldexp(1, -pr->scale);
    double sum = 0, *weight = fit->weight;
    const double t = fit->test == COPSE_TEST_HENMI_COPAS ? 0 : tau2;
    for (size_t i = 0; i < pr->k; i++) sum += weight[i] = 1 / (v[i] * factor * factor + t);
    for (size_t i = 0; i < pr->k; i++) weight[i] = 100 * (weight[i] / sum); /* 100 for one study, to the bit */
}

copse_status copse_i_check_range(const copse_i_problem *pr, const copse_i_tau2 *tau2, const copse_fit *fit,
                                 copse_error *err)
{
    bool good = true;
    for (size_t j = 0; j < fit->p; j++) good = good && isfinite(fit->coef[j].estimate) && isfinite(fit->coef[j].se);
    if (fit->stop != COPSE_STOP_NO_DF)
        good = good && isfinite(fit->het.tau2) && (fit->het.tau2 > 0) == (tau2->value > 0);
    if (pr->k > pr->p)
        good = good && fit->het.typical_v > 0 && isfinite(fit->het.typical_v) && isfinite(fit->stat.log_lik);
    return good ? COPSE_OK : copse_fail(err, COPSE_ERANGE, "a result is beyond the range of numbers");
}

static copse_status find_tau2(copse_i_problem *pr, const copse_i_tau2 *known, const copse_fit_opts *opts,
                              copse_i_tau2 *out, copse_error *err)
{
    if (known == NULL) return copse_i_find_tau2(pr, opts, out, err);
    *out = *known;
    out->value = copse_i_unscale(pr, known->value, -2);
    out->se = copse_i_unscale(pr, known->se, -2);
    return COPSE_OK;
}

static copse_status fill(copse_i_problem *pr, const copse_i_data *data, const copse_i_tau2 *known, copse_fit *fit,
                         copse_error *err)
{
    copse_i_tau2 tau2;
    copse_status status = find_tau2(pr, known, &fit->opts, &tau2, err);
    if (status != COPSE_OK) return status;
    if (!(tau2.value <= 0x1p300))
        return copse_fail(err, COPSE_ERANGE, "tau2 is too large beside the sampling variances");
    fit->stop = tau2.stop;
    fit->iterations = tau2.iterations;
    fit->maxima = tau2.maxima;
    fit->truncated = tau2.truncated;
    fit->het.QM = fit->het.QM_df = fit->het.QM_df2 = fit->het.QM_p = fit->het.R2 = NAN;
    status = copse_i_fill_heterogeneity(pr, &tau2, fit, err);
    if (status != COPSE_OK) return status;
    copse_i_point point;
    copse_i_evaluate(pr, tau2.value, &point);
    copse_i_fill_statistics(pr, tau2.value, &point, fit);
    fill_weights(pr, data->v, tau2.value, fit);
    status = copse_i_fill_coefficients(pr, tau2.value, &point, fit, err);
    if (status == COPSE_OK && fit->test == COPSE_TEST_BIGGERSTAFF_TWEEDIE)
        copse_i_biggerstaff_tweedie(pr, tau2.value, data, fit);
    if (status == COPSE_OK) copse_i_fill_prediction(pr, tau2.value, &point, fit);
    if (status == COPSE_OK) status = copse_i_check_range(pr, &tau2, fit, err);
    return status == COPSE_OK ? copse_i_fill_r_squared(data, pr, fit, err) : status;
}

copse_status copse_i_pool(const copse_i_data *data, const copse_fit_opts *opts, const copse_i_tau2 *known,
                          copse_fit *fit, copse_error *err)
{
    const size_t k = data->k, p = data->p;
    *fit = (copse_fit){.k = k, .p = p, .opts = *opts};
    copse_status status = copse_fit_opts_check(&fit->opts, p, err);
    if (status != COPSE_OK) return status;
    fit->test = k > p ? fit->opts.test : COPSE_TEST_Z;
    copse_i_problem problem;
    status = copse_i_problem_init(&problem, data, err);
    if (status == COPSE_OK && problem.blocks == 0) /* a single column that is not of ones is no mean, either */
        status = copse_fit_opts_check(&fit->opts, p > 1 ? p : 2, err);
    if (status == COPSE_OK && allocate(fit, k, p) != COPSE_OK) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = fill(&problem, data, known, fit, err);
    copse_i_problem_free(&problem);
    return status;
}

copse_status copse_pool(const double *y, const double *v, const double *X, size_t k, size_t p,
                        const copse_fit_opts *opts, copse_fit *fit, copse_error *err)
{
    if (fit == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the fit");
    memset(fit, 0, sizeof *fit);
    if (y == NULL || v == NULL) return copse_fail(err, COPSE_EINVAL, "no estimates or no sampling variances");
    const copse_fit_opts defaults = copse_fit_opts_default();
    if (opts == NULL) opts = &defaults;
    const copse_tau2_setup *setup = &opts->setup;
    const copse_i_data data = {.y = y, .v = v, .X = X, .k = k, .p = p, .weight = setup->weight, .size = setup->size};
    return copse_i_pool(&data, opts, NULL, fit, err);
}

void copse_fit_free(copse_fit *fit)
{
    if (fit == NULL) return;
    free(fit->coef);
    free(fit->vcov);
    free(fit->weight);
    memset(fit, 0, sizeof *fit);
}
