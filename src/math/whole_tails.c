/* Abramowitz & Stegun 1964: 26.4.4 and 26.4.5 (chi-square), 26.7.3 and 26.7.4 (t), 26.5.4 (small tails of t). */
#include "whole_tails.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>

static const double MOST_DF = 100;
static const double MOST_X = 1400;     /* exp(-700) is 1e-304 */
static const double SMALL_TAIL = 2e-3; /* 1 - A keeps 13 digits down to here */
static const double LONG_SERIES = 0.6; /* of its argument: 0.6^72 is 1e-16 */

bool copse_i_whole_df(double df)
{
    return df >= 1 && df <= MOST_DF && df == (double)(int)df;
}

double copse_i_whole_chisq_upper(double x, int df)
{
    if (!(x < MOST_X)) return NAN;
    const double half = 0.5 * x;
    double sum = 1;
    if (df % 2 == 0) {
        for (int r = df / 2 - 1; r >= 1; r--) sum = 1 + sum * (half / r);
        return exp(-half) * sum;
    }
    const double root = sqrt(x), tail = erfc(root / COPSE_SQRT2);
    for (int r = df - 2; r >= 3; r -= 2) sum = 1 + sum * (x / r);
    return df == 1 ? tail : tail + sqrt(2 / COPSE_PI) * root * exp(-half) * sum;
}

/* P(|T| < t). With tan(theta) = t/sqrt(df) and c = cos(theta)^2:
 *      even df:  sin(theta) (1 + 1/2 c (1 + 3/4 c (1 + ...)))
 *      odd df:   2/pi (theta + sin(theta) cos(theta) (1 + 2/3 c (1 + 4/5 c (1 + ...)))) */
static double two_sided_central(double t, int df)
{
    const double length = sqrt(df + t * t), sine = t / length, c = df / (df + t * t);
    double sum = 1;
    for (int j = df - 3; j >= 1; j -= 2) sum = 1 + sum * (c * (j / (j + 1.0)));
    if (df % 2 == 0) return sine * sum;
    const double angle = atan(t / sqrt(df));
    return 2 / COPSE_PI * (df == 1 ? angle : angle + sine * sqrt(c) * sum);
}

double copse_i_whole_t_central(double t, int df)
{
    return 0.5 * two_sided_central(t, df);
}

/* Gamma((df + 1)/2) / (Gamma(df/2) sqrt(pi)) = 1/B(df/2, 1/2) */
static double inverse_beta(int df)
{
    double value = df % 2 == 0 ? 0.5 : 1 / COPSE_PI;
    for (int j = df % 2 == 0 ? 2 : 1; j < df; j += 2) value *= (j + 1.0) / j;
    return value;
}

/* P(|T| > t) = I_c(df/2, 1/2) by its power series in c; NaN where that is long. */
static double two_sided_series(double t, int df)
{
    const double a = 0.5 * df, c = df / (df + t * t);
    if (c > LONG_SERIES) return NAN;
    double term = 1, sum = 1;
    for (int n = 0; term > 0.25 * DBL_EPSILON * sum; n++) {
        term *= c * ((a + 0.5 + n) / (a + 1 + n));
        sum += term;
    }
    return inverse_beta(df) / a * pow(c, a) * (t / sqrt(df + t * t)) * sum;
}

double copse_i_whole_t_upper(double t, int df)
{
    const double tail = 1 - two_sided_central(t, df);
    return 0.5 * (tail >= SMALL_TAIL ? tail : two_sided_series(t, df));
}
