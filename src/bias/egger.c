/* Egger's regression test, of any predictor and with moderators kept. The multiplicative model is the equal-effects
 * regression whose covariance is multiplied by Q/(k - p), which is what Hartung and Knapp's factor is at tau2 = 0. */
#include "bias_parts.h"

#include <math.h>
#include <stdlib.h>

copse_egger_opts copse_egger_opts_default(void)
{
    copse_egger_opts opts = {.fit = copse_fit_opts_default()};
    opts.fit.test = COPSE_TEST_Z;
    return opts;
}

static double predictor_value(copse_egger_predictor predictor, double v, double n)
{
    switch (predictor) {
    case COPSE_EGGER_VI:
        return v;
    case COPSE_EGGER_NI:
        return n;
    case COPSE_EGGER_NINV:
        return 1 / n;
    case COPSE_EGGER_SQRTNI:
        return sqrt(n);
    case COPSE_EGGER_SQRTNINV:
        return 1 / sqrt(n);
    default:
        return sqrt(v);
    }
}

static bool takes_size(copse_egger_predictor predictor)
{
    return predictor != COPSE_EGGER_SEI && predictor != COPSE_EGGER_VI;
}

static copse_status fill_predictor(copse_egger_predictor predictor, const double *v, const double *n, size_t k,
                                   double *g, copse_error *err)
{
    for (size_t i = 0; i < k; i++) {
        if (takes_size(predictor) && (n == NULL || !(n[i] > 0) || !isfinite(n[i])))
            return copse_fail(err, COPSE_EMISSING, "study %zu has no sample size, which the predictor %s is made of",
                              i + 1, copse_egger_predictor_name(predictor));
        g[i] = predictor_value(predictor, v[i], n != NULL ? n[i] : NAN);
    }
    if (copse_i_bias_constant(g, k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the %s is the same in all studies: nothing can depend on it",
                          copse_egger_predictor_text(predictor));
    return COPSE_OK;
}

static copse_fit_opts fit_opts(const copse_egger_opts *opts)
{
    copse_fit_opts fit = opts->fit;
    if (opts->model == COPSE_EGGER_LM) {
        fit = copse_fit_opts_default();
        fit.method = COPSE_METHOD_EE;
        fit.test = COPSE_TEST_KNHA;
        fit.level = opts->fit.level;
    }
    fit.without_tau2_ci = true;
    fit.without_R2 = true;
    return fit;
}

/* Where the predictor is 0 and nothing else is held at a value. */
static bool has_limit(const copse_egger_opts *opts, const double *X)
{
    return X == NULL && opts->predictor != COPSE_EGGER_NI && opts->predictor != COPSE_EGGER_SQRTNI;
}

static void collect(const copse_fit *fit, const copse_egger_opts *opts, const double *X, copse_egger *egger)
{
    static const copse_interval none = {NAN, NAN};
    const bool multiplicative = opts->model == COPSE_EGGER_LM;
    egger->slope = fit->coef[fit->p - 1];
    egger->limit = has_limit(opts, X) ? fit->coef[0] : (copse_coefficient){NAN, NAN, NAN, NAN, NAN, none};
    egger->dispersion = multiplicative ? fit->variance_factor : (double)NAN;
    egger->tau2 = multiplicative ? (double)NAN : fit->het.tau2;
}

static copse_status check(const double *y, const double *v, const double *X, size_t k, size_t p,
                          const copse_egger_opts *opts, copse_error *err)
{
    if (y == NULL || v == NULL || p == 0 || (X == NULL && p != 1) || (unsigned)opts->model > COPSE_EGGER_RMA ||
        (unsigned)opts->predictor >= COPSE_EGGER_PREDICTOR_COUNT)
        return copse_fail(err, COPSE_EINVAL, "Egger's test needs estimates, variances and a design");
    if (k < p + 2)
        return copse_fail(err, COPSE_ETOOFEW, "%zu studies; with %zu coefficients it takes at least %zu", k, p + 1,
                          p + 2);
    for (size_t i = 0; i < k; i++)
        if (!(v[i] > 0) || !isfinite(v[i]) || !isfinite(y[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu has no estimate, or no variance above 0", i + 1);
    return COPSE_OK;
}

static copse_status fit_line(const double *y, const double *v, const double *X, size_t k, size_t p, const double *g,
                             const copse_egger_opts *opts, copse_egger *egger, copse_error *err)
{
    const copse_fit_opts how = fit_opts(opts);
    copse_fit fit = {0};
    double *design = copse_i_bias_beside(X, k, p, g);
    copse_status status = design != NULL ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_pool(y, v, design, k, p + 1, &how, &fit, err);
    if (status == COPSE_OK) collect(&fit, opts, X, egger);
    if (status == COPSE_OK && isnan(egger->slope.p))
        status =
            copse_fail(err, COPSE_ENOTCOMPUTABLE, "the studies lie on one line: there are no residuals to test by");
    copse_fit_free(&fit);
    free(design);
    return status;
}

copse_status copse_bias_egger(const double *y, const double *v, const double *n, const double *X, size_t k, size_t p,
                              const copse_egger_opts *opts, copse_egger *egger, copse_error *err)
{
    const copse_egger_opts usual = copse_egger_opts_default();
    if (egger == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the result");
    if (opts == NULL) opts = &usual;
    *egger = (copse_egger){.model = opts->model, .predictor = opts->predictor, .k = k, .p = p + 1};
    copse_status status = check(y, v, X, k, p, opts, err);
    if (status != COPSE_OK) return status;
    double *g = copse_alloc(k, sizeof *g);
    status = g != NULL ? fill_predictor(opts->predictor, v, n, k, g, err) : copse_fail_memory(err);
    if (status == COPSE_OK) status = fit_line(y, v, X, k, p, g, opts, egger, err);
    free(g);
    return status;
}
