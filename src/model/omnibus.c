/* The Wald test of some coefficients together. */
#include <copse/math.h>
#include <copse/model.h>
#include <math.h>
#include <stdlib.h>

/* V scaled to a diagonal of ones becomes its Cholesky factor (lower, by rows), and b what solves it; false where V is not
 * positive. */
static bool solve(double *V, double *b, size_t m)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = V[i * m + j];
            for (size_t l = 0; l < j; l++) sum -= V[i * m + l] * V[j * m + l];
            if (i == j && !(sum > 0)) return false;
            V[i * m + j] = i == j ? sqrt(sum) : sum / V[j * m + j];
        }
        for (size_t l = 0; l < i; l++) b[i] -= V[i * m + l] * b[l];
        b[i] /= V[i * m + i];
    }
    return true;
}

static void test(const copse_fit *fit, const size_t *index, size_t m, double *V, double *b, copse_omnibus *out)
{
    const double df = fit->coef[index[0]].df;
    double sum = 0;
    *out = (copse_omnibus){.QM = NAN, .df = (double)m, .df2 = df, .p = NAN};
    for (size_t i = 0; i < m; i++) {
        const copse_coefficient *c = &fit->coef[index[i]];
        if (!(c->se > 0)) return;
        b[i] = c->estimate / c->se;
        for (size_t j = 0; j < m; j++)
            V[i * m + j] = fit->vcov[index[i] * fit->p + index[j]] / c->se / fit->coef[index[j]].se;
    }
    if (!solve(V, b, m)) return;
    for (size_t i = 0; i < m; i++) sum += b[i] * b[i];
    out->QM = isnan(df) ? sum : sum / (double)m;
    out->p = isnan(df) ? copse_chisq_upper(out->QM, out->df) : copse_f_upper(out->QM, out->df, df);
}

copse_status copse_fit_omnibus(const copse_fit *fit, const bool *tested, copse_omnibus *omnibus, copse_error *err)
{
    if (fit == NULL || tested == NULL || omnibus == NULL) return copse_fail(err, COPSE_EINVAL, "no fit to test");
    const size_t p = fit->p;
    size_t m = 0;
    for (size_t j = 0; j < p; j++) m += tested[j];
    if (m == 0) return copse_fail(err, COPSE_EINVAL, "no coefficient to test");
    size_t *index = copse_alloc(m, sizeof *index);
    double *work = copse_alloc(m * m + m, sizeof *work);
    if (index != NULL && work != NULL) {
        for (size_t j = 0, next = 0; j < p; j++)
            if (tested[j]) index[next++] = j;
        test(fit, index, m, work, work + m * m, omnibus);
    }
    const copse_status status = index != NULL && work != NULL ? COPSE_OK : copse_fail_memory(err);
    free(index);
    free(work);
    return status;
}
