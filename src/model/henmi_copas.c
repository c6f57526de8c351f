/* Henmi & Copas (2010): the mean with weights 1/v, which publication bias moves least, its variance with tau2 of DerSimonian
 * and Laird, and the distribution of their ratio with Q given the mean approximated by a gamma distribution. With W_1 = sum w,
 * W_j = sum w^j/W_1, V = 1 + tau2 W_2, R normal, the tail beyond t is
 *      P(|U| > t sqrt(V) se)/2 = integral over r > t of F(f(r/t); mean and variance of Q given R = sqrt(V) r) phi(r) dr,
 *      f(x) = (W_1/W_2 - 1)(x^2 - 1) + k - 1. */
#include "fit_parts.h"

#include <copse/math.h>
#include <math.h>

typedef struct shape {
    double mean0, mean2, variance0, variance2; /* of Q given R: c0 + c2 R^2 */
    double f0, f2;                             /* f */
    double V, t, tail;
} shape;

static double tail_integrand(double r, const void *context)
{
    const shape *s = context;
    const double R2 = s->V * r * r, x = r / s->t;
    const double mean = s->mean0 + s->mean2 * R2, variance = s->variance0 + s->variance2 * R2;
    const double q = s->f0 + s->f2 * x * x, density = exp(-0.5 * r * r) / sqrt(2 * COPSE_PI);
    if (!(q > 0)) return 0;
    if (!(mean > 0 && variance > 0)) return density * (q >= mean ? 1 : 0); /* the gamma distribution is a point */
    return density * copse_gamma_lower(q * mean / variance, mean * mean / variance);
}

/* Half the p-value of |estimate|/se = t sqrt(V). */
static double tail_beyond(shape *s, double t)
{
    if (!(t > 0)) return 0.5;
    if (t > 38) return 0; /* below the smallest double */
    double cut[10];
    s->t = t;
    for (int i = 0; i < 10; i++) cut[i] = t + 0.25 * i * i * fmin(1, 8 / (t + 1)); /* to where phi has nothing left */
    cut[9] = fmax(cut[9], t + 1);
    return copse_integral(tail_integrand, s, cut, 10);
}

static double excess(double t, const void *context)
{
    shape s = *(const shape *)context;
    return tail_beyond(&s, t) - s.tail;
}

static shape shape_of(const copse_i_problem *pr, double tau2, double W1)
{
    double W2 = 0, W3 = 0, W4 = 0;
    for (size_t i = 0; i < pr->k; i++) {
        const double w = 1 / pr->v[i], share = w / W1;
        W2 += share * w;
        W3 += share * w * w;
        W4 += share * w * w * w;
    }
    const double t = tau2, k1 = (double)(pr->k - 1), V = 1 + t * W2, third = W3 - W2 * W2;
    const double fourth = W4 - 2 * W2 * W3 + W2 * W2 * W2, slope = 4 * t * t * third + 4 * t * t * t * fourth;
    const double square = 2 * t * t * t * t * third * third;
    return (shape){.mean0 = k1 + t * (W1 - W2) - t * t * third / V,
                   .mean2 = t * t * third / (V * V),
                   .variance0 = 2 * k1 + 4 * t * (W1 - W2) + 2 * t * t * (W1 * W2 - 2 * W3 + W2 * W2) - slope / V +
                                square / (V * V),
                   .variance2 = slope / (V * V) - 2 * square / (V * V * V),
                   .f0 = k1 - (W1 / W2 - 1),
                   .f2 = W1 / W2 - 1,
                   .V = V};
}

copse_status copse_i_henmi_copas(copse_i_problem *pr, double tau2, copse_fit *fit, copse_error *err)
{
    copse_i_point zero;
    copse_i_evaluate(pr, 0, &zero);
    shape s = shape_of(pr, tau2, zero.w1);
    const double mu = pr->shift[0] + pr->delta[0], se = sqrt(s.V / zero.w1), root = sqrt(s.V);
    double t, high = 2;
    s.tail = (100 - fit->opts.level) / 200;
    while (excess(high, &s) > 0 && high < 64) high *= 2;
    if (copse_root(excess, &s, 0, high, &t) != COPSE_OK)
        return copse_fail(err, COPSE_ERANGE, "the interval of Henmi and Copas cannot be computed from these numbers");
    fit->vcov[0] = copse_i_unscale(pr, se * se, 2);
    fit->coef[0] = copse_i_test_coefficient(mu, se, NAN, root * t, pr->scale);
    fit->coef[0].p = fmin(2 * tail_beyond(&s, fabs(mu) / se / root), 1);
    return COPSE_OK;
}
