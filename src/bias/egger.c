/* Egger's regression test, of any predictor and with moderators kept. */
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

static copse_status check(const double *y, const double *v, const double *X, size_t k, size_t p,
                          const copse_egger_opts *opts, copse_error *err)
{
    if (p == 0 || (X == NULL && p != 1) || (unsigned)opts->model > COPSE_EGGER_RMA ||
        (unsigned)opts->predictor >= COPSE_EGGER_PREDICTOR_COUNT)
        return copse_fail(err, COPSE_EINVAL, "Egger's test has no such model, predictor or design");
    if (k < p + 2)
        return copse_fail(err, COPSE_ETOOFEW, "%zu %s; with %zu coefficients it takes at least %zu", k,
                          k == 1 ? "study" : "studies", p + 1, p + 2);
    return copse_i_bias_check_studies(y, v, k, err);
}

/* Where a larger study has a smaller predictor, so that 0 stands for one without end. */
static bool falls_with_size(copse_egger_predictor predictor)
{
    return predictor != COPSE_EGGER_NI && predictor != COPSE_EGGER_SQRTNI;
}

copse_status copse_bias_egger(const double *y, const double *v, const double *n, const double *X, size_t k, size_t p,
                              const copse_egger_opts *opts, copse_egger *egger, copse_error *err)
{
    const copse_egger_opts usual = copse_egger_opts_default();
    if (egger == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the result");
    if (opts == NULL) opts = &usual;
    *egger = (copse_egger){.model = opts->model, .predictor = opts->predictor, .k = k, .p = p + 1};
    copse_i_line line = copse_i_line_none;
    copse_status status = check(y, v, X, k, p, opts, err);
    double *g = status == COPSE_OK ? copse_alloc(k, sizeof *g) : NULL;
    if (status == COPSE_OK)
        status = g != NULL ? fill_predictor(opts->predictor, v, n, k, g, err) : copse_fail_memory(err);
    if (status == COPSE_OK)
        status = copse_i_bias_line(y, v, g, X, k, p, opts->model == COPSE_EGGER_RMA ? &opts->fit : NULL,
                                   opts->fit.level, &line, err);
    free(g);
    egger->slope = line.slope;
    egger->limit = falls_with_size(opts->predictor) ? line.intercept : copse_i_line_none.intercept;
    egger->dispersion = line.dispersion;
    egger->tau2 = line.tau2;
    egger->moderators = line.moderators;
    return status;
}
