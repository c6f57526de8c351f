/* The noncentral t distribution: with S = sqrt(chi-square(df)/df)
 *      P(T <= t) = E Phi(t S - ncp),
 * the integral of a positive function with a concave logarithm (for df >= 1). GSL has no noncentral t; the usual series (Lenth
 * 1989) subtracts one tail from 1. */
#include "gamma_function.h"
#include "quadrature.h"
#include <copse/math.h>
#include <math.h>

static const double LEAST_DF = 1, MOST_DF = 1e10, MOST_NCP = 1e5;
static const double FAR_LEFT = -30; /* where phi/Phi is as good as -z */

typedef struct noncentral {
    double t, df, ncp;
} noncentral;

/* log of the density of S at 1 + h but for its constant, and of Phi */
static double log_value(double h, const void *context)
{
    const noncentral *d = context;
    const double s = 1 + h, tail = copse_log_normal_lower((d->t - d->ncp) + d->t * h);
    if (fabs(h) < 0.5) return copse_i_log_excess(d->df, h, s) - 0.5 * d->df * h * h - log1p(h) + tail;
    return (d->df > 1 ? (d->df - 1) * log(s) : 0) - 0.5 * d->df * h * (h + 2) + tail;
}

static double slope(double h, const void *context)
{
    const noncentral *d = context;
    const double s = 1 + h, z = (d->t - d->ncp) + d->t * h;
    const double mills = z < FAR_LEFT ? -z : copse_normal_density(z) / copse_normal_lower(z);
    return (d->df - 1) / s - d->df * s + d->t * mills;
}

double copse_log_noncentral_t_lower(double t, double df, double ncp)
{
    if (isnan(t) || !(df >= LEAST_DF && df <= MOST_DF) || !(fabs(ncp) <= MOST_NCP)) return NAN;
    if (isinf(t)) return t > 0 ? 0 : -INFINITY;
    if (t == 0) return copse_log_normal_lower(-ncp);
    const noncentral d = {t, df, ncp};
    const copse_i_log_concave f = {.log_value = log_value,
                                   .slope = slope,
                                   .context = &d,
                                   .low = -1,
                                   .high = INFINITY,
                                   .kink = (ncp - t) / t,
                                   .width = 1 / fabs(t)};
    const double log_front = 0.5 * log(df / COPSE_PI) - copse_i_stirling_rest(0.5 * df);
    return fmin(copse_i_log_concave_integral(&f) + log_front, 0);
}

double copse_log_noncentral_t_upper(double t, double df, double ncp)
{
    return copse_log_noncentral_t_lower(-t, df, -ncp);
}

double copse_noncentral_t_lower(double t, double df, double ncp)
{
    return exp(copse_log_noncentral_t_lower(t, df, ncp));
}

double copse_noncentral_t_upper(double t, double df, double ncp)
{
    return copse_noncentral_t_lower(-t, df, -ncp);
}
