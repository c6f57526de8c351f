/* Intervals and their Monte Carlo errors (Davison & Hinkley 1997, chapter 5; DiCiccio & Efron 1996). */
#include "boot_interval.h"

#include <copse/math.h>

#include <math.h>

static double density(double z)
{
    return copse_exp(-0.5 * z * z) / sqrt(2 * COPSE_PI);
}

/* The normal quantile of a lower tail. */
static double quantile(double p)
{
    return p > 0 && p < 1 ? -copse_normal_quantile_upper(p) : p == 0 ? -INFINITY : p == 1 ? INFINITY : NAN;
}

double copse_i_boot_bias_correction(double share)
{
    return quantile(share);
}

copse_i_boot_central copse_i_boot_central_of(const double raw[COPSE_I_BOOT_MOMENTS], double n, double origin,
                                             double scale)
{
    const double a = raw[0], second = raw[1] - a * a;
    const double third = raw[2] - 3 * a * raw[1] + 2 * a * a * a;
    const double fourth = raw[3] - 4 * a * raw[2] + 6 * a * a * raw[1] - 3 * a * a * a * a;
    return (copse_i_boot_central){
        .mean = origin + a / scale,
        .sd = n > 1 ? sqrt(fmax(second, 0) * n / (n - 1)) / scale : NAN, /* its square may be out of range */
        .skewness = second > 0 ? third / (second * sqrt(second)) : 0,
        .kurtosis = second > 0 ? fourth / (second * second) : 3,
    };
}

void copse_i_boot_influence(const double *t, size_t stride, const size_t *unit, size_t n, double factor, double *cubes,
                            double *squares)
{
    double mean = 0;
    for (size_t j = 0; j < n; j++) mean += t[(unit == NULL ? j : unit[j]) * stride] / (double)n;
    for (size_t j = 0; j < n; j++) {
        const double L = factor * (mean - t[(unit == NULL ? j : unit[j]) * stride]);
        *cubes += L * L * L;
        *squares += L * L;
    }
}

double copse_i_boot_acceleration(double cubes, double squares)
{
    return squares > 0 ? cubes / (6 * squares * sqrt(squares)) : NAN;
}

/* Monte Carlo standard error of a quantile: half the distance between the quantiles one binomial standard error away.
 * `share` is that standard error. */
static double quantile_error(const copse_i_boot_basis *basis, double alpha, double share)
{
    bool extreme = false;
    if (!basis->errors) return NAN;
    const double n = (double)basis->sample->count, low = 1 / (n + 1), high = n / (n + 1);
    const double from = fmin(fmax(alpha - share, low), high), to = fmin(fmax(alpha + share, low), high);
    const double error =
        (copse_i_boot_quantile(basis->sample, to, &extreme) - copse_i_boot_quantile(basis->sample, from, &extreme)) / 2;
    return isfinite(error) ? error : NAN;
}

static double binomial_error(double alpha, double n)
{
    return sqrt(alpha * (1 - alpha) / n);
}

/* t - bias -+ z s. The variances of mean and s, and their covariance, are those of moments (Cramér 1946). */
static copse_boot_limits normal_interval(const copse_i_boot_basis *basis, double z)
{
    const copse_i_boot_central *m = &basis->central;
    const double s = m->sd, n = (double)basis->sample->count;
    const double centre = basis->estimate - (m->mean - basis->estimate);
    const double base = 1 + z * z * (m->kurtosis - 1) / 4, lean = z * m->skewness;
    return (copse_boot_limits){
        .limit = {centre - z * s, centre + z * s},
        .error = {s * sqrt(fmax(base + lean, 0) / n), s * sqrt(fmax(base - lean, 0) / n)},
    };
}

/* A quantile with its error. One that was taken at the end of the replicates has none that they could tell. */
static double quantile_limit(const copse_i_boot_basis *basis, double alpha, double share, double *error, bool *extreme)
{
    bool end = false;
    const double limit = copse_i_boot_quantile(basis->sample, alpha, &end);
    *error = end ? NAN : quantile_error(basis, alpha, share);
    *extreme = *extreme || end;
    return limit;
}

static copse_boot_limits percentile_interval(const copse_i_boot_basis *basis, double low, double high)
{
    copse_boot_limits out = {0};
    const double n = (double)basis->sample->count;
    out.limit.lower = quantile_limit(basis, low, binomial_error(low, n), &out.error.lower, &out.extreme);
    out.limit.upper = quantile_limit(basis, high, binomial_error(high, n), &out.error.upper, &out.extreme);
    return out;
}

/* One BCa limit: the quantile at Phi(z0 + (z0 + z)/(1 - a (z0 + z))). As z0 is estimated from the same replicates, the
 * share that the quantile is read at errs with it: by g' e(t) - e(q), e the error of the empirical distribution. */
static double bca_limit(const copse_i_boot_basis *basis, double z, double *error, bool *extreme)
{
    const copse_i_boot_sample *sample = basis->sample;
    const double z0 = basis->bias_correction, a = basis->acceleration;
    const double n = (double)sample->count, stretch = 1 - a * (z0 + z);
    *error = NAN;
    if (!(stretch > 0)) { /* past the pole the limit runs to the end of the replicates */
        *extreme = true;
        return z > 0 ? sample->most : sample->least;
    }
    const double at = z0 + (z0 + z) / stretch, alpha = copse_normal_lower(at), p0 = copse_normal_lower(z0);
    const double slope = density(at) * (1 + 1 / (stretch * stretch)) / density(z0);
    const double variance =
        slope * slope * p0 * (1 - p0) + alpha * (1 - alpha) - 2 * slope * (fmin(p0, alpha) - p0 * alpha);
    return quantile_limit(basis, alpha, sqrt(fmax(variance, 0) / n), error, extreme);
}

static copse_boot_limits bca_interval(const copse_i_boot_basis *basis, double low, double high)
{
    copse_boot_limits out = {0};
    out.limit.lower = bca_limit(basis, quantile(low), &out.error.lower, &out.extreme);
    out.limit.upper = bca_limit(basis, quantile(high), &out.error.upper, &out.extreme);
    return out;
}

/* Reflects quantiles about the estimate: t - factor (q - centre). */
static copse_boot_limits reflected(copse_boot_limits q, double estimate, double centre, double factor)
{
    return (copse_boot_limits){
        .limit = {estimate - factor * (q.limit.upper - centre), estimate - factor * (q.limit.lower - centre)},
        .error = {factor * q.error.upper, factor * q.error.lower},
        .extreme = q.extreme,
    };
}

copse_boot_limits copse_i_boot_interval(copse_boot_interval_kind kind, const copse_i_boot_basis *basis, double level)
{
    const copse_boot_limits none = {.limit = {NAN, NAN}, .error = {NAN, NAN}};
    const double conf = level / 100, low = (1 - conf) / 2, high = (1 + conf) / 2;
    if (basis->sample->count < 2) return none;
    switch (kind) {
    case COPSE_BOOT_NORMAL:
        return normal_interval(basis, quantile(high));
    case COPSE_BOOT_BASIC:
        return reflected(percentile_interval(basis, low, high), basis->estimate, basis->estimate, 1);
    case COPSE_BOOT_PERCENTILE:
        return percentile_interval(basis, low, high);
    case COPSE_BOOT_BCA:
        if (!isfinite(basis->bias_correction) || !isfinite(basis->acceleration)) return none;
        return bca_interval(basis, low, high);
    case COPSE_BOOT_STUDENTISED:
        return reflected(percentile_interval(basis, low, high), basis->estimate, 0, basis->se);
    default:
        return none;
    }
}
