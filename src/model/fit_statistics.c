/* Log-likelihood and information criteria: of the restricted likelihood for REML, of the full one for every other
 * method, which is what metafor's logLik() gives. */
#include "fit_parts.h"

#include <copse/math.h>
#include <math.h>

void copse_i_put_statistics(const copse_i_problem *pr, const copse_i_point *point, double sum_log, double sum_log_ratio,
                            copse_fit *fit)
{
    const bool restricted = fit->opts.method == COPSE_METHOD_REML;
    const double n = (double)(restricted ? pr->k - pr->p : pr->k);
    const bool estimated = !copse_i_is_equal_effects(fit->opts.method) && fit->stop != COPSE_STOP_FIXED;
    const double q = (double)pr->p + (estimated ? 1 : 0), m = fmax(n, q + 2);
    copse_fit_statistics *stat = &fit->stat;
    if (fit->stop == COPSE_STOP_NO_DF || (restricted && pr->k == pr->p)) { /* no residuals: nothing to fit */
        *stat = (copse_fit_statistics){NAN, NAN, NAN, NAN, NAN};
        return;
    }
    /* densities of y on the data's scale are smaller by 2^-scale for each */
    stat->log_lik = copse_i_log_lik_of(pr, point, sum_log, restricted) - n * pr->scale * COPSE_LN2;
    const double minus_two = -2 * stat->log_lik;
    stat->deviance = restricted ? minus_two : pr->k > pr->p ? sum_log_ratio + point->Q : 0;
    stat->AIC = minus_two + 2 * q;
    stat->BIC = minus_two + q * log(n);
    stat->AICc = minus_two + 2 * q * m / (m - q - 1);
}

void copse_i_fill_statistics(const copse_i_problem *pr, double tau2, const copse_i_point *point, copse_fit *fit)
{
    const bool restricted = fit->opts.method == COPSE_METHOD_REML;
    const double ratio = restricted || pr->k == pr->p ? 0 : copse_i_sum_log_ratio(pr, tau2);
    copse_i_put_statistics(pr, point, copse_i_sum_log(pr, tau2), ratio, fit);
}
