/* Standardised coefficients. */
#include "reference_distribution.h"

#include <copse/regression.h>
#include <math.h>

/* Of n values `stride` apart: two passes from the first value, so that an offset costs no digits. */
static double sd_of(const double *x, size_t n, size_t stride)
{
    if (n < 2) return NAN;
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) mean += (x[i * stride] - x[0]) / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double d = (x[i * stride] - x[0]) - mean;
        sum += d * d;
    }
    return sum > 0 ? sqrt(sum / (double)(n - 1)) : NAN;
}

copse_status copse_standardise(const copse_fit *fit, const double *y, const double *X, copse_standardised *out,
                               copse_error *err)
{
    if (fit == NULL || fit->coef == NULL || y == NULL || out == NULL || (X == NULL && fit->p != 1))
        return copse_fail(err, COPSE_EINVAL, "no fit, no data or no place for standardised coefficients");
    const double sd_y = sd_of(y, fit->k, 1);
    for (size_t j = 0; j < fit->p; j++) {
        const copse_coefficient *c = &fit->coef[j];
        const double sd = X == NULL ? NAN : sd_of(X + j, fit->k, fit->p);
        out[j] = (copse_standardised){.sd_x = sd, .sd_y = sd_y, .by_x = *c};
        out[j].by_x.estimate *= sd;
        out[j].by_x.se *= sd;
        out[j].by_x.ci = (copse_interval){c->ci.lower * sd, c->ci.upper * sd};
        if (isnan(sd)) out[j].by_x.statistic = out[j].by_x.p = out[j].by_x.df = NAN;
        out[j].by_both = c->estimate * sd / sd_y;
        out[j].by_both_se = c->se * sd / sd_y;
    }
    return COPSE_OK;
}
