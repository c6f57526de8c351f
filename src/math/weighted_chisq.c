/* Sums of weighted chi-squares, and the noncentral chi-square, by inverting their cumulant functions. Unlike the series of
 * Farebrother (1984) this does not slow down where weights differ by orders of magnitude, and unlike the inversion of
 * Davies (1980) it keeps the relative accuracy of small tails. */
#include <copse/math.h>
#include <math.h>

typedef struct weighted_sum {
    const double *weight, *df;
    size_t n;
    double largest; /* weights are taken relative to it */
} weighted_sum;

/* -1/2 sum df log(1 - 2 s w): off the real axis each argument keeps its sign. */
static void sum_at(double re, double im, const void *context, double *real, double *imaginary)
{
    const weighted_sum *s = context;
    double log_modulus = 0, angle = 0;
    for (size_t i = 0; i < s->n; i++) {
        const double df = s->df != NULL ? s->df[i] : 1, w = s->weight[i] / s->largest;
        const double a = 1 - 2 * re * w, b = -2 * im * w;
        log_modulus += df * log(hypot(a, b));
        angle += df * atan2(b, a);
    }
    *real = -0.5 * log_modulus;
    *imaginary = im == 0 ? 0 : -0.5 * angle;
}

copse_status copse_weighted_chisq(double x, const double *weight, const double *df, size_t n, double *lower,
                                  double *upper)
{
    *lower = *upper = NAN;
    if (weight == NULL || n == 0 || isnan(x)) return COPSE_EINVAL;
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(weight[i] > 0 && isfinite(weight[i]))) return COPSE_EDOM;
        if (df != NULL && !(df[i] > 0 && isfinite(df[i]))) return COPSE_EDOM;
        largest = fmax(largest, weight[i]);
    }
    const weighted_sum sum = {weight, df, n, largest};
    const copse_cumulants f = {sum_at, &sum, 0.5};
    return copse_cumulant_tails(&f, x / largest, lower, upper);
}

typedef struct noncentral {
    double df, ncp;
} noncentral;

/* ncp s/(1 - 2 s) - df/2 log(1 - 2 s) */
static void noncentral_at(double re, double im, const void *context, double *real, double *imaginary)
{
    const noncentral *d = context;
    const double a = 1 - 2 * re, b = -2 * im, norm = hypot(a, b), ca = a / norm, cb = b / norm;
    /* s/(1 - 2s) = (1/(1 - 2s) - 1)/2; its real part without that difference */
    *real = d->ncp * (re * ca + im * cb) / norm - 0.5 * d->df * log(norm);
    *imaginary = im == 0 ? 0 : d->ncp * (im * ca - re * cb) / norm - 0.5 * d->df * atan2(b, a);
}

copse_status copse_noncentral_chisq(double x, double df, double ncp, double *lower, double *upper)
{
    *lower = *upper = NAN;
    if (isnan(x)) return COPSE_EINVAL;
    if (!(df > 0 && isfinite(df) && ncp >= 0 && isfinite(ncp))) return COPSE_EDOM;
    const noncentral d = {df, ncp};
    const copse_cumulants f = {noncentral_at, &d, 0.5};
    return copse_cumulant_tails(&f, x, lower, upper);
}
