/* Quantile estimation (McGrath et al. 2020): five distributions are fitted to the reported numbers, taken as quantiles of
 * 1/n, 1/4, 1/2, 3/4 and 1 - 1/n, by least squares; the closest gives mean and SD. Negative numbers leave the normal
 * distribution alone; numbers outside [0, 1] leave out the beta. Each fit is the minimum over all parameters, without the
 * bounds that the R package estmeansd puts on them. */
#include "five_numbers_fit.h"

#include <math.h>

typedef struct candidate {
    copse_i_five_fit (*fit)(const copse_i_five_quantiles *data);
    copse_five_family family;
    bool has_scale;
} candidate;

/* In the order in which ties are decided. */
static const candidate candidates[] = {{copse_i_five_fit_normal, COPSE_FIVE_NORMAL, true},
                                       {copse_i_five_fit_log_normal, COPSE_FIVE_LOG_NORMAL, true},
                                       {copse_i_five_fit_gamma, COPSE_FIVE_GAMMA, true},
                                       {copse_i_five_fit_weibull, COPSE_FIVE_WEIBULL, true},
                                       {copse_i_five_fit_beta, COPSE_FIVE_BETA, false}};

static bool possible(const candidate *c, const copse_i_five_quantiles *raw)
{
    const double lowest = raw->x[0], highest = raw->x[raw->count - 1];
    if (c->family == COPSE_FIVE_NORMAL) return true;
    return lowest >= 0 && (c->has_scale || highest <= 1);
}

/* Parameters of a fit to numbers times 2^-exponent, for the numbers themselves. */
static void unscale(copse_five_family family, int exponent, double parameter[2])
{
    if (family == COPSE_FIVE_LOG_NORMAL) parameter[0] += exponent * 0.693147180559945309417;
    if (family == COPSE_FIVE_GAMMA) parameter[1] = ldexp(parameter[1], -exponent);
    if (family == COPSE_FIVE_WEIBULL) parameter[1] = ldexp(parameter[1], exponent);
}

copse_status copse_i_five_qe(const copse_five *five, copse_five_result *result)
{
    int exponent;
    const copse_five scaled = copse_i_five_scaled(five, &exponent);
    const copse_i_five_quantiles raw = copse_i_five_quantiles_of(five, result->which);
    const copse_i_five_quantiles data = copse_i_five_quantiles_of(&scaled, result->which);
    double least = INFINITY; /* on the scaled numbers */
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        const candidate *c = &candidates[i];
        if (!possible(c, &raw)) continue;
        copse_i_five_fit fit = c->fit(c->has_scale ? &data : &raw);
        const int e = c->has_scale ? exponent : 0;
        const double objective = ldexp(fit.objective, 2 * (e - exponent));
        if (!fit.found || !(objective < least) || !isfinite(fit.mean) || !isfinite(fit.sd)) continue;
        least = objective;
        unscale(c->family, e, fit.parameter);
        result->family = c->family;
        result->mean = ldexp(fit.mean, e);
        result->sd = ldexp(fit.sd, e);
        result->parameter[0] = fit.parameter[0];
        result->parameter[1] = fit.parameter[1];
        result->objective = ldexp(fit.objective, 2 * e);
    }
    result->mean_formula = result->sd_formula = "McGrath et al. 2020, quantile estimation";
    return COPSE_OK;
}
