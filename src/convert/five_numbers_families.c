/* Normal, log-normal, Weibull and gamma distributions fitted to quantiles. */
#include "five_numbers_fit.h"

#include <copse/math.h>

#include <math.h>

copse_i_five_quantiles copse_i_five_quantiles_of(const copse_five *five, copse_five_case which)
{
    const double p = 1 / five->n;
    const copse_five tail = {p, 0.25, 0.5, 0.25, p, five->n};
    copse_i_five_quantiles data;
    data.count = copse_i_five_values(five, which, data.x);
    (void)copse_i_five_values(&tail, which, data.tail);
    for (size_t i = 0; i < data.count; i++) data.upper[i] = 2 * i > data.count;
    return data;
}

static double normal_quantile(const copse_i_five_quantiles *data, size_t i)
{
    if (data->tail[i] == 0.5) return 0;
    const double z = copse_normal_quantile_upper(data->tail[i]);
    return data->upper[i] ? z : -z;
}

/* Linear least squares: the quantiles z are symmetric about 0. */
copse_i_five_fit copse_i_five_fit_normal(const copse_i_five_quantiles *data)
{
    double mean = 0, zx = 0, zz = 0, sum = 0;
    for (size_t i = 0; i < data->count; i++) mean += data->x[i] / (double)data->count;
    for (size_t i = 0; i < data->count; i++) {
        const double z = normal_quantile(data, i);
        zx += z * (data->x[i] - mean);
        zz += z * z;
    }
    const double sd = zx / zz;
    for (size_t i = 0; i < data->count; i++) {
        const double r = data->x[i] - mean - sd * normal_quantile(data, i);
        sum += r * r;
    }
    return (copse_i_five_fit){true, sum, mean, sd, {mean, sd}};
}

/* exp(u t), over the largest, with t the quantiles of the logarithm at u = 1. */
static void exponentials(double u, size_t count, const double *t, double *q, double *slope)
{
    for (size_t i = 0; i < count; i++) {
        q[i] = exp(u * (t[i] - t[count - 1]));
        if (slope) slope[i] = u * (t[i] - t[count - 1]) * q[i];
    }
}

static void log_normal_quantiles(double u, const copse_i_five_quantiles *data, double *q, double *slope)
{
    double t[COPSE_I_FIVE_MOST];
    for (size_t i = 0; i < data->count; i++) t[i] = normal_quantile(data, i);
    exponentials(u, data->count, t, q, slope);
}

static const double LOWEST_SHAPE = 1e-9, HIGHEST_SHAPE = 40;

copse_i_five_fit copse_i_five_fit_log_normal(const copse_i_five_quantiles *data)
{
    copse_i_five_fit fit = {0};
    double u, scale;
    fit.found =
        copse_i_five_fit_shape(log_normal_quantiles, data, LOWEST_SHAPE, HIGHEST_SHAPE, &u, &scale, &fit.objective);
    if (!fit.found) return fit;
    const double location = log(scale) - u * normal_quantile(data, data->count - 1);
    fit.mean = exp(location + u * u / 2);
    fit.sd = fit.mean * sqrt(expm1(u * u));
    fit.parameter[0] = location;
    fit.parameter[1] = u;
    return fit;
}

/* log of -log(1 - p) */
static double weibull_log_quantile(const copse_i_five_quantiles *data, size_t i)
{
    return log(data->upper[i] ? -log(data->tail[i]) : -log1p(-data->tail[i]));
}

static void weibull_quantiles(double u, const copse_i_five_quantiles *data, double *q, double *slope)
{
    double t[COPSE_I_FIVE_MOST];
    for (size_t i = 0; i < data->count; i++) t[i] = weibull_log_quantile(data, i);
    exponentials(u, data->count, t, q, slope);
}

/* log Gamma(1 + 2u) - 2 log Gamma(1 + u) = sum over k >= 2 of zeta(k) (2^k - 2) (-u)^k/k for u < 1/2. */
double copse_i_five_weibull_log_ratio(double u)
{
    static const double zeta_minus_1[] = {/* mpmath: zeta(k) - 1, k = 2..9; beyond, 2^-k + 3^-k + 4^-k + 5^-k + ... */
                                          0.64493406684822643647,   0.20205690315959428540,  0.082323233711138191516,
                                          0.036927755143369926331,  0.017343061984449139714, 0.0083492773819228268398,
                                          0.0040773561979443393786, 0.0020083928260822144179};
    if (u > 0.25) return copse_log_gamma(1 + 2 * u) - 2 * copse_log_gamma(1 + u);
    double sum = 0, power = -u;
    for (int k = 2; k <= 56; k++) {
        double tail = k <= 9 ? zeta_minus_1[k - 2] : 0;
        if (k > 9) {
            double term = 1;
            for (int j = 2; term > 1e-17; j++) tail += term = pow(j, -k);
        }
        power *= -u;
        sum += (1 + tail) * (ldexp(1, k) - 2) * power / k;
    }
    return sum;
}

copse_i_five_fit copse_i_five_fit_weibull(const copse_i_five_quantiles *data)
{
    copse_i_five_fit fit = {0};
    double u, scale;
    fit.found =
        copse_i_five_fit_shape(weibull_quantiles, data, LOWEST_SHAPE, HIGHEST_SHAPE, &u, &scale, &fit.objective);
    if (!fit.found) return fit;
    const double log_scale = log(scale) - u * weibull_log_quantile(data, data->count - 1);
    fit.mean = exp(log_scale + copse_log_gamma(1 + u));
    fit.sd = fit.mean * sqrt(expm1(copse_i_five_weibull_log_ratio(u)));
    fit.parameter[0] = 1 / u;
    fit.parameter[1] = exp(log_scale);
    return fit;
}

/* Over the shape, so that they stay near 1; u = shape^-1/2. */
static double gamma_quantile(const copse_i_five_quantiles *data, size_t i, double log_u)
{
    const double shape = exp(-2 * log_u), p = data->tail[i];
    return (data->upper[i] ? copse_gamma_quantile_upper(p, shape) : copse_gamma_quantile_lower(p, shape)) / shape;
}

/* The derivative by central differences of sixth order (error of about 1e-11). */
static void gamma_quantiles(double u, const copse_i_five_quantiles *data, double *q, double *slope)
{
    const double log_u = log(u), h = 0.02;
    for (size_t i = 0; i < data->count; i++) {
        q[i] = gamma_quantile(data, i, log_u);
        if (!slope) continue;
        double d[4];
        for (int k = 1; k <= 3; k++)
            d[k] = gamma_quantile(data, i, log_u + k * h) - gamma_quantile(data, i, log_u - k * h);
        slope[i] = (45 * d[1] - 9 * d[2] + d[3]) / (60 * h);
    }
}

copse_i_five_fit copse_i_five_fit_gamma(const copse_i_five_quantiles *data)
{
    copse_i_five_fit fit = {0};
    double u, scale;
    fit.found = copse_i_five_fit_shape(gamma_quantiles, data, 1.6e-5, 28, &u, &scale, &fit.objective);
    if (!fit.found) return fit;
    fit.mean = scale;
    fit.sd = scale * u;
    fit.parameter[0] = 1 / (u * u);
    fit.parameter[1] = fit.parameter[0] / scale;
    return fit;
}
