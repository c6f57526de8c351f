/* Best linear unbiased predictions of the studies' true effects. */
#include "study_residuals.h"

#include <copse/math.h>
#include <math.h>

/* x'Vx. With V = f (X'WX)^-1 it is f h m, which keeps its digits where x'Vx cancels; with a V of another kind it is not. */
static double prediction_variance(const copse_i_fitted *of, const copse_i_basics *basics, size_t i)
{
    const copse_fit *fit = of->fit;
    const size_t p = fit->p;
    double plain = 0;
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b < p; b++)
            plain += fit->vcov[a * p + b] * (of->X == NULL ? 1 : of->X[i * p + a] * of->X[i * p + b]);
    const double kept = fit->variance_factor * basics->hat[i] * (of->v[i] + fit->het.tau2);
    return fabs(plain - kept) <= 1e-4 * kept ? kept : plain;
}

/* Of the test in force. */
static double critical_value(const copse_fit *fit)
{
    const double tail = (100 - fit->opts.level) / 200;
    double df = INFINITY;
    for (size_t j = 0; j < fit->p; j++) df = fmin(df, fit->coef[j].df); /* fmin passes by the NaN of a normal test */
    return isinf(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
}

static copse_interval around(double estimate, double half)
{
    return (copse_interval){estimate - half, estimate + half};
}

static copse_blup predict(const copse_i_fitted *of, const copse_i_basics *basics, size_t i, double critical)
{
    const double v = of->v[i], tau2 = of->fit->het.tau2, e = basics->residual[i];
    const double share = 1 / (1 + v / tau2), rest = 1 / (1 + tau2 / v); /* l and 1 - l */
    const double s = prediction_variance(of, basics, i);
    copse_blup b = {.estimate = of->y[i] - rest * e, .effect = share * e};
    b.se = sqrt(share * v + rest * rest * s);
    b.effect_se = sqrt(share * v + share * share * s);
    b.interval = around(b.estimate, critical * b.se);
    b.effect_interval = around(b.effect, critical * b.effect_se);
    return b;
}

copse_status copse_pool_blups(const double *y, const double *v, const double *X, const copse_fit *fit, copse_blup *blup,
                              copse_error *err)
{
    const copse_i_fitted of = {.y = y, .v = v, .X = X, .fit = fit};
    copse_status status = copse_i_fitted_check(&of, blup, err);
    if (status != COPSE_OK) return status;
    copse_i_basics basics;
    status = copse_i_basics_init(&of, &basics, err);
    const double critical = critical_value(fit);
    for (size_t i = 0; status == COPSE_OK && i < fit->k; i++) blup[i] = predict(&of, &basics, i, critical);
    copse_i_basics_free(&basics);
    return status;
}
