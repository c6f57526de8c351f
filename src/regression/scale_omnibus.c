/* Wald test of several scale coefficients at once. */
#include "joint_test.h"

#include <copse/math.h>
#include <copse/regression.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

copse_status copse_scale_test(const copse_scale_fit *fit, const size_t *list, size_t n, copse_scale_omnibus *out,
                              copse_error *err)
{
    *out = (copse_scale_omnibus){NAN, NAN, NAN, NAN};
    if (fit == NULL || fit->alpha == NULL || (n > 0 && list == NULL))
        return copse_fail(err, COPSE_EINVAL, "no fit or no list of scale coefficients");
    for (size_t i = 0; i < n; i++)
        if (list[i] >= fit->q) return copse_fail(err, COPSE_EINVAL, "there is no scale coefficient %zu", list[i] + 1);
    if (n == 0) return COPSE_OK;
    double *room = copse_alloc(n * n + 2 * n, sizeof *room), *d = room != NULL ? room + n * n : NULL;
    if (room == NULL) return copse_fail_memory(err);
    bool computable = true;
    for (size_t a = 0; a < n; a++) {
        d[a] = fit->alpha[list[a]].wald.estimate;
        d[n + a] = 64 * DBL_EPSILON;
        for (size_t b = 0; b < n; b++) room[a * n + b] = fit->alpha_vcov[list[a] * fit->q + list[b]];
        computable = computable && fit->alpha[list[a]].wald.se > 0;
    }
    copse_i_joint joint = {NAN, 0};
    size_t row;
    if (computable && copse_i_joint_test(room, d, d + n, n, &joint, &row) == COPSE_OK && joint.rank == n) {
        const double df2 = fit->alpha[list[0]].wald.df, m = (double)n;
        out->df = m;
        out->df2 = df2;
        out->QS = isnan(df2) ? joint.chi_square : joint.chi_square / m;
        out->p = isnan(df2) ? copse_chisq_upper(out->QS, m) : copse_f_upper(out->QS, m, df2);
    }
    free(room);
    return COPSE_OK;
}
