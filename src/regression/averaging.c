#include "averaging.h"

#include "reference_distribution.h"

#include <math.h>

/* The columns that the model has, side by side; returns how many. */
static size_t choose_columns(const copse_i_averaging *a, uint64_t subset, double *X)
{
    size_t p = 0, n = 0;
    for (size_t j = 0; j < a->p; j++) p += copse_i_model_has(subset, a->terms->term[j]);
    for (size_t i = 0; i < a->k; i++)
        for (size_t j = 0; j < a->p; j++)
            if (copse_i_model_has(subset, a->terms->term[j])) X[n++] = a->X[i * a->p + j];
    return p;
}

static double smallest_df(const copse_fit *fit)
{
    double df = NAN;
    for (size_t j = 0; j < fit->p; j++) df = fmin(df, fit->coef[j].df);
    return df;
}

static copse_status keep(const copse_i_averaging *a, size_t m, const copse_fit *fit, copse_error *err)
{
    const double elsewhere = smallest_df(fit);
    a->model[m] = (copse_average_model){.terms = a->subset[m],
                                        .p = fit->p,
                                        .tau2 = fit->het.tau2,
                                        .log_lik = fit->stat.log_lik,
                                        .AIC = fit->stat.AIC,
                                        .BIC = fit->stat.BIC,
                                        .AICc = fit->stat.AICc};
    if (!isfinite(fit->stat.log_lik))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "a model has no likelihood: it leaves no residuals");
    for (size_t j = 0, n = 0; j < a->p; j++) {
        const bool has = copse_i_model_has(a->subset[m], a->terms->term[j]);
        const copse_coefficient none = {.df = elsewhere}, *c = has ? &fit->coef[n++] : &none;
        if (!isfinite(c->estimate) || !isfinite(c->se))
            return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the test '%s' gives no standard errors to average",
                              copse_test_code(fit->test));
        a->estimate[m * a->p + j] = c->estimate;
        a->se[m * a->p + j] = c->se;
        a->df[m * a->p + j] = c->df;
    }
    return COPSE_OK;
}

static copse_status fit_model(void *context, size_t m, int thread, copse_error *err)
{
    const copse_i_averaging *a = context;
    double *X = a->design + (size_t)thread * a->k * a->p;
    const size_t p = choose_columns(a, a->subset[m], X);
    copse_fit fit;
    copse_status status = copse_pool(a->y, a->v, X, a->k, p, &a->opts.fit, &fit, err);
    if (status == COPSE_OK) status = keep(a, m, &fit, err);
    copse_fit_free(&fit);
    return status;
}

copse_status copse_i_averaging_fit(copse_i_averaging *a, int threads, copse_error *err)
{
    return copse_parallel_for(a->models, threads, fit_model, a, err);
}

/* Weight of the i-th best model among those that column j's average is over; they may all be far behind the best, so that
 * the share of all models would underflow: relative to the first of them. */
static double weight_among(const copse_i_averaging *a, const copse_average *out, size_t i, size_t j, bool all,
                           double *first)
{
    if (!all && !copse_i_model_has(out->model[i].terms, a->terms->term[j])) return 0;
    if (isnan(*first)) *first = out->model[i].delta;
    return copse_exp((*first - out->model[i].delta) / 2);
}

/* Of column j over all models, or over those that have it. */
static copse_coefficient average(const copse_i_averaging *a, const size_t *rank, const copse_average *out, size_t j,
                                 bool all)
{
    double total = 0, mean = 0, df = 0, se = 0, first = NAN;
    const bool revised = a->opts.se == COPSE_AVERAGE_SE_REVISED;
    for (size_t i = 0; i < a->models; i++) {
        const double w = weight_among(a, out, i, j, all, &first);
        total += w;
        if (w == 0) continue; /* 0 times a df that is not there is not 0 */
        mean += w * a->estimate[rank[i] * a->p + j];
        df += w * a->df[rank[i] * a->p + j];
    }
    mean /= total;
    for (size_t i = 0; i < a->models; i++) {
        const double w = weight_among(a, out, i, j, all, &first) / total;
        const double s = a->se[rank[i] * a->p + j], off = a->estimate[rank[i] * a->p + j] - mean;
        se += w * (revised ? s * s + off * off : hypot(s, off));
    }
    return copse_i_test_estimate(mean, revised ? sqrt(se) : se, 0, df / total, a->opts.fit.level);
}

void copse_i_average_coefficients(const copse_i_averaging *a, const size_t *rank, copse_average *out)
{
    for (size_t j = 0; j < a->p; j++) {
        out->full[j] = average(a, rank, out, j, true);
        out->conditional[j] = average(a, rank, out, j, false);
    }
}
