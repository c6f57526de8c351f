#include "reference_distribution.h"

#include <copse/math.h>
#include <math.h>

double copse_i_combination_df(const copse_fit *fit, const double *x)
{
    double df = NAN;
    for (size_t j = 0; j < fit->p; j++)
        if (x[j] != 0) df = fmin(df, fit->coef[j].df); /* fmin leaves NaN, the normal distribution, aside */
    return df;
}

static bool is_normal(double df)
{
    return isnan(df) || isinf(df);
}

double copse_i_reference_quantile(double level, double df)
{
    const double tail = (100 - level) / 200;
    return is_normal(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
}

double copse_i_two_sided(double statistic, double df)
{
    return is_normal(df) ? 2 * copse_normal_upper(fabs(statistic)) : copse_t_two_sided(statistic, df);
}

copse_coefficient copse_i_test_estimate(double estimate, double se, double null, double df, double level)
{
    copse_coefficient c = {.estimate = estimate, .se = se, .df = df, .statistic = NAN, .p = NAN};
    const double half = se > 0 ? copse_i_reference_quantile(level, df) * se : se;
    c.ci = (copse_interval){estimate - half, estimate + half};
    if (!(se > 0)) return c;
    c.statistic = (estimate - null) / se;
    c.p = copse_i_two_sided(c.statistic, df);
    return c;
}

double copse_i_level(const copse_fit *fit, double level)
{
    if (isnan(level)) return fit->opts.level;
    return level > 0 && level < 100 ? level : NAN;
}

double copse_i_quadratic(const double *vcov, size_t p, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < p; i++) {
        double row = 0;
        for (size_t j = 0; j < p; j++) row += vcov[i * p + j] * x[j];
        sum += row * x[i];
    }
    return fmax(sum, 0);
}
