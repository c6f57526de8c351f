/* The door of the room: checks, fits with and without variance between studies, and what is told of them. */
#include "glmm_beta_binomial.h"
#include "glmm_firth.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_count(double x)
{
    return x >= 0.0 && x <= 1e9 && x == floor(x);
}

static copse_status check_arm(const copse_glmm_opts *opts, const double *x, const double *n, size_t k, const char *arm,
                              copse_error *err)
{
    const bool risks = opts->measure != COPSE_GLMM_IRR && opts->measure != COPSE_GLMM_IRLN;
    for (size_t i = 0; i < k; i++) {
        if (!is_count(x[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: the events%s are not a whole number from 0 to 1e9", i + 1,
                              arm);
        if (risks && !(is_count(n[i]) && n[i] >= x[i] && n[i] > 0.0))
            return copse_fail(err, COPSE_EDOM,
                              "study %zu: the participants%s are not a whole number of at least the events", i + 1,
                              arm);
        if (!risks && !(n[i] > 0.0 && n[i] < HUGE_VAL))
            return copse_fail(err, COPSE_EDOM, "study %zu: the person-time%s is not a positive number", i + 1, arm);
    }
    return COPSE_OK;
}

static copse_status check_opts(const copse_glmm_opts *opts, copse_error *err)
{
    if ((size_t)opts->measure >= COPSE_GLMM_MEASURE_COUNT || !copse_glmm_has(opts->model, opts->measure))
        return copse_fail(err, COPSE_EUSAGE, "there is no such model for the measure");
    const bool firth = opts->model == COPSE_POOLING_FIRTH, beta = opts->model == COPSE_POOLING_BETA_BINOMIAL;
    const bool equal = opts->method == COPSE_METHOD_EE || opts->method == COPSE_METHOD_FE;
    if (firth && !equal)
        return copse_fail(err, COPSE_EUSAGE, "penalised likelihood has one effect for all studies: method EE");
    if (beta && opts->method != COPSE_METHOD_ML)
        return copse_fail(err, COPSE_EUSAGE, "the beta-binomial model takes method ML");
    if (copse_i_glmm_is_bounded(opts->measure, opts->model) && !equal)
        return copse_fail(err, COPSE_EUSAGE,
                          "a normal random effect on this scale gives risks above 1, where the likelihood is not "
                          "defined: method EE");
    if (opts->method != COPSE_METHOD_ML && !equal)
        return copse_fail(err, COPSE_EUSAGE, "models of counts take method ML (random effects) or EE (equal effects)");
    const bool profile = opts->test == COPSE_TEST_PL && (firth || beta);
    if (opts->test != COPSE_TEST_Z && opts->test != COPSE_TEST_T && !profile)
        return copse_fail(err, COPSE_EUSAGE, "models of counts take test z or t");
    if (!(opts->level > 0.0 && opts->level < 100.0))
        return copse_fail(err, COPSE_EINVAL, "the level is not between 0 and 100");
    if (opts->nagq > 100) return copse_fail(err, COPSE_EINVAL, "quadrature of an order above 100");
    if (opts->coding == 0.5 || opts->coding == 0.0 || opts->coding == 1.0) return COPSE_OK;
    return copse_fail(err, COPSE_EINVAL, "the coding is not 0, 1/2 or 1");
}

static copse_status check(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_error *err)
{
    if (data == NULL || data->k == 0 || data->p == 0 || data->x1 == NULL || data->n1 == NULL)
        return copse_fail(err, COPSE_EINVAL, "no counts to pool");
    copse_status status = check_opts(opts, err);
    if (status != COPSE_OK) return status;
    const bool two = copse_glmm_measure_arms(opts->measure) == 2;
    if (two != (data->x2 != NULL) || two != (data->n2 != NULL) || (data->X == NULL && data->p != 1))
        return copse_fail(err, COPSE_EINVAL, "arms or design do not fit the measure");
    if (data->k < data->p) return copse_fail(err, COPSE_ETOOFEW, "fewer studies than coefficients");
    for (size_t j = 0; data->X != NULL && j < data->k * data->p; j++)
        if (!isfinite(data->X[j])) return copse_fail(err, COPSE_EDOM, "the design has a value that is not finite");
    status = check_arm(opts, data->x1, data->n1, data->k, two ? " of the treatment arm" : "", err);
    if (status == COPSE_OK && two) status = check_arm(opts, data->x2, data->n2, data->k, " of the control arm", err);
    return status;
}

/* Fits, with the first look at whether there is a maximum. */
static copse_status find(const copse_glmm_data *data, const copse_glmm_opts *opts, bool random, const bool *null,
                         copse_i_glmm_problem *problem, copse_i_glmm_peak *peak, copse_error *err)
{
    copse_status status = copse_i_glmm_problem_init(data, opts, random, problem, err);
    if (status != COPSE_OK) return status;
    if (null == NULL) status = copse_i_glmm_separation_check(data, opts, problem, err);
    if (status != COPSE_OK) return status;
    if (copse_i_glmm_peak_init(peak, copse_i_glmm_parameters(problem)) != COPSE_OK) return copse_fail_memory(err);
    return copse_i_glmm_peak_find(problem, null, peak, err);
}

/* The likelihood-ratio test of the effect, or of all coefficients but the first where that is an intercept. */
static copse_status test_effect(const copse_glmm_data *data, const copse_glmm_opts *opts, bool random, double log_lik,
                                copse_glmm *glmm, copse_error *err)
{
    bool *null = copse_alloc(data->p, sizeof *null);
    copse_i_glmm_problem problem = {0};
    copse_i_glmm_peak peak = {0};
    if (null == NULL) return copse_fail_memory(err);
    const size_t nulls = copse_i_glmm_null(data, null);
    copse_error own = {0};
    const copse_status status = find(data, opts, random, null, &problem, &peak, &own);
    if (status == COPSE_OK) {
        const double df = (double)nulls, x = fmax(0.0, 2.0 * (log_lik - peak.at.value));
        glmm->effect = (copse_glmm_test){x, df, copse_chisq_upper(x, df)};
    }
    copse_i_glmm_peak_free(&peak);
    copse_i_glmm_problem_free(&problem);
    free(null);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : COPSE_OK; /* without a maximum there is no test */
}

static copse_status pool(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit, copse_glmm *glmm,
                         copse_error *err)
{
    const bool random = opts->method == COPSE_METHOD_ML && data->k > data->p;
    copse_i_glmm_problem equal = {0}, problem = {0};
    copse_i_glmm_peak equal_peak = {0}, peak = {0};
    copse_status status = find(data, opts, false, NULL, &equal, &equal_peak, err);
    if (status == COPSE_OK)
        status = opts->model == COPSE_POOLING_UM_RS
                     ? copse_i_glmm_saturated_rs(data, opts, equal_peak.at.value, glmm, err)
                     : copse_i_glmm_saturated(data, opts, equal_peak.at.value, glmm, err);
    if (status == COPSE_OK && random) status = find(data, opts, true, NULL, &problem, &peak, err);
    if (status == COPSE_OK) {
        const copse_i_glmm_problem *in_force = random ? &problem : &equal;
        status = copse_i_glmm_tell(data, opts, in_force, random ? &peak : &equal_peak, random, fit, glmm, err);
    }
    if (random && opts->without_tau2_ci) fit->het.tau2_ci_state = COPSE_TAU2_STATE_LEFT_OUT;
    else if (status == COPSE_OK && random)
        status = copse_i_glmm_tau2_interval(&problem, &peak, opts->level, &fit->het, err);
    if (status == COPSE_OK) status = test_effect(data, opts, random, fit->stat.log_lik, glmm, err);
    copse_i_glmm_peak_free(&peak);
    copse_i_glmm_peak_free(&equal_peak);
    copse_i_glmm_problem_free(&problem);
    copse_i_glmm_problem_free(&equal);
    return status;
}

static copse_status pool_by(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit, copse_glmm *glmm,
                            copse_error *err)
{
    switch (opts->model) {
    case COPSE_POOLING_FIRTH:
        return copse_i_firth_fit(data, opts, fit, glmm, err);
    case COPSE_POOLING_BETA_BINOMIAL:
        return copse_i_beta_binomial_fit(data, opts, fit, glmm, err);
    default:
        break;
    }
    return copse_i_glmm_is_bounded(opts->measure, opts->model) ? copse_i_glmm_bounded_fit(data, opts, fit, glmm, err)
                                                               : pool(data, opts, fit, glmm, err);
}

copse_status copse_glmm_fit(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit, copse_glmm *glmm,
                            copse_error *err)
{
    const copse_glmm_opts defaults = copse_glmm_opts_default();
    const copse_glmm_test none = {NAN, NAN, NAN};
    if (fit == NULL || glmm == NULL) return copse_fail(err, COPSE_EINVAL, "nowhere to put the fit");
    if (opts == NULL) opts = &defaults;
    *fit = (copse_fit){0};
    *glmm = (copse_glmm){.opts = *opts,
                         .baseline = NAN,
                         .sigma2 = NAN,
                         .rho = NAN,
                         .equal_log_lik = NAN,
                         .wald = none,
                         .lrt = none,
                         .effect = none,
                         .penalty = NAN,
                         .overdispersion = NAN,
                         .overdispersion_se = NAN,
                         .overdispersion_lrt = none};
    copse_status status = check(data, opts, err);
    if (status == COPSE_OK) status = pool_by(data, opts, fit, glmm, err);
    if (status != COPSE_OK) copse_fit_free(fit);
    return status;
}

copse_status copse_glmm_profile_at(const copse_glmm_data *data, const copse_glmm_opts *opts, double tau,
                                   double *log_lik, copse_error *err)
{
    const copse_glmm_opts defaults = copse_glmm_opts_default();
    copse_i_glmm_problem problem = {0};
    copse_i_glmm_peak peak = {0};
    if (opts == NULL) opts = &defaults;
    if (log_lik == NULL || !(tau >= 0.0 && tau <= 50.0) || opts->model == COPSE_POOLING_FIRTH ||
        opts->model == COPSE_POOLING_BETA_BINOMIAL || copse_i_glmm_is_bounded(opts->measure, opts->model))
        return copse_fail(err, COPSE_EINVAL, "no profile of the likelihood for this tau or model");
    *log_lik = NAN;
    copse_status status = check(data, opts, err);
    if (status == COPSE_OK) status = copse_i_glmm_problem_init(data, opts, true, &problem, err);
    if (status == COPSE_OK) status = copse_i_glmm_separation_check(data, opts, &problem, err);
    if (status == COPSE_OK && copse_i_glmm_peak_init(&peak, copse_i_glmm_parameters(&problem)) != COPSE_OK)
        status = copse_fail_memory(err);
    if (status == COPSE_OK) {
        double slope;
        if (opts->model == COPSE_POOLING_UM_RS) status = copse_i_glmm_peak_find(&problem, NULL, &peak, err);
        if (status == COPSE_OK) status = copse_i_glmm_peak_hold_tau(&problem, tau, &peak, &slope, err);
    }
    if (status == COPSE_OK) *log_lik = peak.at.value;
    copse_i_glmm_peak_free(&peak);
    copse_i_glmm_problem_free(&problem);
    return status;
}
