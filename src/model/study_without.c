/* The fit without one study, and what it says at that study's x. */
#include "study_residuals.h"

#include <math.h>
#include <stdlib.h>

void copse_i_without_free(copse_i_without *without)
{
    free(without->memory);
    *without = (copse_i_without){0};
}

copse_status copse_i_without_init(const copse_i_fitted *of, copse_i_without *out, copse_error *err)
{
    const size_t k = of->fit->k, p = of->X == NULL ? 0 : of->fit->p; /* k p was in range for the fit */
    *out = (copse_i_without){.memory = copse_alloc(k * (p + 2), sizeof *out->memory)};
    if (out->memory == NULL) return copse_fail_memory(err);
    out->y = out->memory;
    out->v = out->y + k;
    out->X = of->X == NULL ? NULL : out->v + k;
    return COPSE_OK;
}

/* The first column of ones; p where there is none. */
static size_t find_intercept(const copse_i_fitted *of)
{
    const size_t k = of->fit->k, p = of->fit->p;
    for (size_t j = 0; j < p; j++) {
        size_t i = 0;
        while (i < k && of->X[i * p + j] == 1) i++;
        if (i == k) return j;
    }
    return p;
}

/* All studies but i. With an intercept, y and the other columns are counted from study i, so that it lies where all but
 * the intercept are 0: the prediction there is one coefficient with its own standard error, the residual is minus that,
 * and nothing cancels. No estimator of tau2 minds. */
static void copy_without(const copse_i_fitted *of, size_t i, size_t intercept, const copse_i_without *out)
{
    const size_t k = of->fit->k, p = of->fit->p;
    const double *x = of->X == NULL ? NULL : of->X + i * p, origin = intercept < p ? of->y[i] : 0;
    for (size_t from = 0, to = 0; from < k; from++) {
        if (from == i) continue;
        out->y[to] = of->y[from] - origin;
        out->v[to] = of->v[from];
        for (size_t j = 0; x != NULL && j < p; j++)
            out->X[to * p + j] = of->X[from * p + j] - (intercept == p || j == intercept ? 0 : x[j]);
        to++;
    }
}

static void predict(const copse_fit *fit, double y, const double *x, size_t intercept, copse_i_prediction *out)
{
    const size_t p = fit->p;
    out->tau2 = fit->het.tau2;
    out->variance_factor = fit->variance_factor;
    if (intercept < p) {
        out->residual = -fit->coef[intercept].estimate;
        out->variance = fit->coef[intercept].se * fit->coef[intercept].se;
        return;
    }
    out->residual = y;
    out->variance = 0;
    for (size_t a = 0; a < p; a++) {
        out->residual -= x[a] * fit->coef[a].estimate;
        for (size_t b = 0; b < p; b++) out->variance += x[a] * fit->vcov[a * p + b] * x[b];
    }
}

copse_status copse_i_predict_without(const copse_i_fitted *of, size_t i, const copse_fit_opts *opts,
                                     copse_i_without *without, copse_i_prediction *out, copse_error *err)
{
    const size_t k = of->fit->k, p = of->fit->p;
    *out = (copse_i_prediction){.residual = NAN, .variance = NAN, .tau2 = NAN, .variance_factor = NAN};
    if (k - 1 < p) return COPSE_OK;
    const size_t intercept = of->X == NULL ? 0 : find_intercept(of);
    copy_without(of, i, intercept, without);
    copse_fit_opts brief = *opts;
    brief.without_tau2_ci = brief.without_R2 = true;
    copse_fit fit;
    copse_status status = copse_pool(without->y, without->v, without->X, k - 1, p, &brief, &fit, err);
    if (status == COPSE_OK) predict(&fit, of->y[i], of->X == NULL ? NULL : of->X + i * p, intercept, out);
    else if (status == COPSE_ERANK) status = COPSE_OK; /* only study i tells some coefficient */
    else (void)copse_error_prefix(err, "without study %zu: ", i + 1);
    copse_fit_free(&fit);
    return status;
}
