/* The squared multiple correlation with fixed predictors. */
#include "noncentral_f.h"
#include "quadrature.h"
#include <copse/math.h>
#include <math.h>

static const double NOTHING = 1e-22, MOST_ROWS = 1e7, NOISE = 1e-15;

typedef struct posterior {
    copse_i_beta_point at; /* r2, with the halves of m and n - m - 1 */
    double n, top, mean;
    int moment;
} posterior;

/* log of exp(-L) 1F1((n-1)/2; m/2; L r2), but for what does not depend on rho2 */
static double log_weight(double rho2, const posterior *p)
{
    const double half = 0.5 * p->n * rho2 / (1 - rho2);
    return p->at.x > 0 ? copse_i_log_noncentral_kernel(&p->at, half) : -half;
}

static double value(double rho2, const void *context)
{
    const posterior *p = context;
    const double weight = exp(log_weight(rho2, p) - p->top), from_mean = rho2 - p->mean;
    return weight * (p->moment == 0 ? 1 : p->moment == 1 ? rho2 : from_mean * from_mean);
}

/* Outwards from where the weight is about highest. */
static double edge(const posterior *p, double from, double step, double end)
{
    double x = from;
    for (int i = 0; i < 200; i++) {
        x = fabs(step) < fabs(end - x) ? x + step : end > 0 ? 0.5 * (x + end) : end;
        if (x == end || !(log_weight(x, p) > p->top + log(NOTHING))) break;
        step *= 2;
    }
    return x;
}

copse_status copse_r2_fixed(double r2, double n, double m, double *mean, double *variance)
{
    *mean = *variance = NAN;
    if (!(r2 >= 0 && r2 < 1 && m >= 1 && n > m + 1 && n <= MOST_ROWS)) return COPSE_EDOM;
    posterior p = {copse_i_beta_at(r2, 0.5 * m, 0.5 * (n - m - 1), false), n, 0, 0, 0};
    const double adjusted = fmax(1 - (1 - r2) * ((n - 1) / (n - m - 1)), 0);
    const double spread = (1 - adjusted) * (2 * sqrt(adjusted / n) + 2 / n);
    p.top = log_weight(adjusted, &p);
    double cut[3];
    size_t cuts = 0;
    const double agree = 1e-14 + NOISE * sqrt(n);
    if (adjusted > 0) cut[cuts++] = edge(&p, adjusted, -4 * spread, 0);
    cut[cuts++] = adjusted;
    cut[cuts++] = edge(&p, adjusted, 4 * spread, 1);
    const double mass = copse_i_integral(value, &p, cut, cuts, agree, NULL);
    p.moment = 1;
    const double first = copse_i_integral(value, &p, cut, cuts, agree, NULL) / mass;
    p.moment = 2;
    p.mean = first;
    const double second = copse_i_integral(value, &p, cut, cuts, agree, NULL) / mass;
    if (!(isfinite(first) && isfinite(second))) return COPSE_ERANGE;
    *mean = first;
    *variance = second;
    return COPSE_OK;
}
