/* Nested models by their likelihoods. */
#include "scale_problem.h"

#include <copse/math.h>
#include <copse/regression.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double INSIDE = 1e-9; /* of a column's length: what is left outside the larger model's space */

static void fill_columns(const double *X, size_t k, size_t p, double *columns)
{
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < k; i++) columns[j * k + i] = X == NULL ? 1 : X[i * p + j];
}

/* Is each column of b (k x pb) a combination of those of a (k x pa)? */
static copse_status is_within(const double *a, size_t pa, const double *b, size_t pb, size_t k, bool *within)
{
    double *room = copse_alloc(k * (pa + pb) + pa * pa, sizeof *room);
    if (room == NULL) return COPSE_ENOMEM;
    double *space = room, *column = room + k * pa, *triangle = column + k * pb;
    fill_columns(a, k, pa, space);
    fill_columns(b, k, pb, column);
    *within = copse_i_orthonormal_columns(space, k, pa, triangle, 1e-11);
    for (size_t j = 0; *within && j < pb; j++, column += k) {
        double before = 0, after = 0;
        for (size_t i = 0; i < k; i++) before += column[i] * column[i];
        for (int pass = 0; pass < 2; pass++)
            for (size_t l = 0; l < pa; l++) {
                double dot = 0;
                for (size_t i = 0; i < k; i++) dot += space[l * k + i] * column[i];
                for (size_t i = 0; i < k; i++) column[i] -= dot * space[l * k + i];
            }
        for (size_t i = 0; i < k; i++) after += column[i] * column[i];
        *within = sqrt(after) <= INSIDE * sqrt(before);
    }
    free(room);
    return COPSE_OK;
}

static bool has_no_tau2(const copse_fit *fit)
{
    return fit->opts.method == COPSE_METHOD_EE || fit->opts.method == COPSE_METHOD_FE;
}

static copse_status check(const copse_fit *full, const copse_fit *reduced, copse_error *err)
{
    if (full->k != reduced->k)
        return copse_fail(err, COPSE_EINVAL, "the models are of %zu and %zu studies: they must be of the same", full->k,
                          reduced->k);
    if (full->opts.method != reduced->opts.method || full->pooling != reduced->pooling)
        return copse_fail(err, COPSE_EINVAL, "the models are fitted by %s and %s: they must be fitted alike",
                          copse_fit_method_code(full), copse_fit_method_code(reduced));
    if (full->opts.method == COPSE_METHOD_REML)
        return copse_fail(err, COPSE_EINVAL,
                          "restricted likelihoods of models with different moderators are of different data and cannot "
                          "be compared: use --method ML");
    if (full->opts.method != COPSE_METHOD_ML && !has_no_tau2(full))
        return copse_fail(err, COPSE_EINVAL, "%s does not maximise a likelihood: use --method ML",
                          copse_fit_method_code(full));
    if (!isnan(full->opts.tau2))
        return copse_fail(err, COPSE_EINVAL, "with a given tau2 there is no maximum of the likelihood to compare");
    if (!isfinite(full->stat.log_lik) || !isfinite(reduced->stat.log_lik))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "a model has no likelihood: it leaves no residuals");
    return COPSE_OK;
}

copse_status copse_compare(const copse_fit *full, const double *X_full, const copse_fit *reduced,
                           const double *X_reduced, copse_comparison *out, copse_error *err)
{
    bool within = false, same = false;
    *out = (copse_comparison){NAN, NAN, NAN, NAN};
    copse_status status = check(full, reduced, err);
    if (status != COPSE_OK) return status;
    status = is_within(X_full, full->p, X_reduced, reduced->p, full->k, &within);
    if (status == COPSE_OK && full->p == reduced->p) same = within;
    if (status != COPSE_OK) return copse_fail_memory(err);
    if (same) return copse_fail(err, COPSE_EINVAL, "both models are the same");
    if (!within || full->p <= reduced->p)
        return copse_fail(err, COPSE_EINVAL, "the models are not nested: one must hold all that is in the other");
    out->df = (double)(full->p - reduced->p);
    out->lr = fmax(0, 2 * (full->stat.log_lik - reduced->stat.log_lik));
    out->p = copse_chisq_upper(out->lr, out->df);
    const double k = (double)full->k;
    const double with = has_no_tau2(full) ? full->het.Q / (k - (double)full->p) : full->het.tau2;
    const double without = has_no_tau2(full) ? reduced->het.Q / (k - (double)reduced->p) : reduced->het.tau2;
    out->R2 = without > 0 ? fmax(0, 100 * (without - with) / without) : 0;
    if (full->k == full->p) out->R2 = NAN;
    return COPSE_OK;
}
