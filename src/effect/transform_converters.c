/* Effect sizes as other effect sizes. d: a standardized mean difference of two normal groups of equal variance, which
 * are equally large where sizes matter. */
#include "transform_functions.h"

#include <copse/math.h>

#include <math.h>

/* McGraw & Wong 1992. */
double copse_i_d_to_cles(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return copse_normal_lower(x / COPSE_SQRT2);
}

/* 2 CLES - 1 (Cliff 1993). */
double copse_i_d_to_cliff(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return erf(0.5 * x);
}

/* Of the area under each curve, what lies under both too (Reiser & Faraggi 1999). */
double copse_i_d_to_overlap(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return erfc(fabs(x) / (2.0 * COPSE_SQRT2));
}

/* Cohen 1988, chapter 2: (2 U2 - 1)/U2. */
double copse_i_d_to_u1(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return erf(fabs(x) / (2.0 * COPSE_SQRT2)) / copse_normal_lower(0.5 * fabs(x));
}

double copse_i_d_to_u2(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return copse_normal_lower(0.5 * x);
}

double copse_i_d_to_u3(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return copse_normal_lower(x);
}

double copse_i_d_to_rpb(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return isinf(x) ? copysign(1.0, x) : x / hypot(x, 2.0);
}

/* (1 + r)/2, r the point-biserial correlation (Rosenthal & Rubin 1982). */
double copse_i_d_to_besd(double x, const copse_transform_settings *settings)
{
    (void)settings;
    const double length = hypot(x, 2.0);
    if (x >= 0.0) return 0.5 + 0.5 * (isinf(x) ? 1.0 : x / length);
    return 2.0 / (length * (length - x));
}

/* sqrt(p (1 - p))/phi(z_p) of groups of equal size, p = 1/2. */
static const double BISERIAL = 1.25331413731550025121;

/* As a biserial correlation, cut at 1. */
double copse_i_d_to_rbis(double x, const copse_transform_settings *settings)
{
    const double r = BISERIAL * copse_i_d_to_rpb(x, settings);
    return isnan(r) ? r : fmin(fmax(r, -1.0), 1.0);
}

double copse_i_d_to_md(double x, const copse_transform_settings *settings)
{
    return settings->sd > 0.0 ? x * settings->sd : (double)NAN;
}

double copse_i_d_to_log_odds_logistic(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return x * COPSE_LOGISTIC_SD;
}

double copse_i_d_to_log_odds_normal(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return x * COPSE_LOG_ODDS_PER_D_NORMAL;
}

double copse_i_log_odds_to_d_logistic(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return x / COPSE_LOGISTIC_SD;
}

double copse_i_log_odds_to_d_normal(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return x / COPSE_LOG_ODDS_PER_D_NORMAL;
}

/* cos(pi/(1 + sqrt(OR))) (Pearson 1900), written as a sine that is 0 without effect. */
double copse_i_tetrachoric_pearson(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return sin(0.5 * COPSE_PI * tanh(0.25 * x));
}

/* (OR^(3/4) - 1)/(OR^(3/4) + 1) (Digby 1983). */
double copse_i_tetrachoric_digby(double x, const copse_transform_settings *settings)
{
    (void)settings;
    return tanh(0.375 * x);
}

double copse_i_rpb_to_d(double x, const copse_transform_settings *settings)
{
    (void)settings;
    const double r = isnan(x) ? x : fmin(fmax(x, -1.0), 1.0);
    return 2.0 * r / sqrt((1.0 - r) * (1.0 + r));
}

/* The correlation becomes a point-biserial one when one of the two variables is cut at its median. */
double copse_i_r_to_d(double x, const copse_transform_settings *settings)
{
    const double r = isnan(x) ? x : fmin(fmax(x, -1.0), 1.0);
    return copse_i_rpb_to_d(r / BISERIAL, settings);
}

double copse_i_cles_to_d(double x, const copse_transform_settings *settings)
{
    (void)settings;
    if (x <= 0.0) return -(double)INFINITY;
    if (x >= 1.0) return (double)INFINITY;
    return x < 0.5 ? -COPSE_SQRT2 * copse_normal_quantile_upper(x) : COPSE_SQRT2 * copse_normal_quantile_upper(1.0 - x);
}
