/* Biggerstaff & Tweedie (1997): each weight 1/(v + tau2) in its mean over the distribution of the DerSimonian-Laird estimate,
 * Q being taken as gamma with the mean and variance that it has where tau2 is that estimate (before truncation, as Stata's
 * metan has it: the mean is Q). With c = w1 - w2/w1,
 *      w* = P(Q <= k - 1)/v + integral over t > 0 of c f(c t + k - 1)/(v + t) dt,
 *      mu = sum w* y/sum w*,   se^2 = sum w*^2 (v + tau2)/(sum w*)^2,   normal. */
#include "fit_parts.h"

#include <copse/math.h>
#include <math.h>

typedef struct gamma {
    double shape, rate, log_constant; /* of the density of Q */
    double c, df, zero;               /* zero: P(Q <= k - 1) */
    double highest;                   /* tau2 */
    double v;
} gamma;

/* v and t on a log scale: dt/(v + t) is ds for t = v (e^s - 1). */
static double density(double s, const void *context)
{
    const gamma *g = context;
    const double q = g->c * g->v * expm1(s) + g->df;
    return g->c * exp(g->log_constant + (g->shape - 1) * log(q) - g->rate * q);
}

static double mean_weight(gamma *g, double v)
{
    enum { CUTS = 25 };
    double cut[CUTS];
    const double end = log1p(g->highest / v);
    if (!(g->zero < 1) || !(end > 0)) return 1 / v;
    for (size_t i = 0; i < CUTS; i++) cut[i] = end * (double)i / (CUTS - 1);
    g->v = v;
    return g->zero / v + copse_integral(density, g, cut, CUTS);
}

static gamma distribution(copse_i_problem *pr)
{
    copse_i_point zero;
    copse_i_evaluate(pr, 0, &zero);
    const double df = (double)(pr->k - 1), c = zero.trP, raw = (zero.Q - df) / c;
    const double variance = 2 * df + 4 * c * raw + 2 * zero.trPP * raw * raw;
    gamma g = {.c = c, .df = df, .zero = 1};
    if (!(zero.Q > 0 && variance > 1e-12 * df)) return g; /* a point, below k - 1 */
    g.rate = zero.Q / variance;
    g.shape = zero.Q * g.rate;
    g.log_constant = g.shape * log(g.rate) - copse_log_gamma(g.shape);
    g.zero = copse_gamma_lower(g.rate * df, g.shape);
    g.highest = (copse_gamma_quantile_upper(1e-18, g.shape) / g.rate - df) / c;
    return g;
}

void copse_i_biggerstaff_tweedie(copse_i_problem *pr, double tau2, const copse_i_data *data, copse_fit *fit)
{
    gamma g = distribution(pr);
    const double factor = ldexp(1, -pr->scale), origin = pr->shift[0];
    double sum = 0, above = 0, square = 0;
    for (size_t i = 0; i < pr->k; i++) {
        const double v = data->v[i] * factor * factor, w = mean_weight(&g, v);
        fit->weight[i] = w;
        sum += w;
        above += w * (data->y[i] * factor - origin);
        square += w * w * (v + tau2);
    }
    const double mu = origin + above / sum, se = sqrt(square) / sum;
    for (size_t i = 0; i < pr->k; i++) fit->weight[i] = 100 * (fit->weight[i] / sum);
    fit->variance_factor = NAN;
    fit->vcov[0] = copse_i_unscale(pr, se * se, 2);
    fit->coef[0] = copse_i_test_coefficient(mu, se, NAN, copse_i_critical_value(fit, NAN), pr->scale);
}
