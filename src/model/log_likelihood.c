/* Log-likelihoods in tau2, profiled over (ML) or integrated over (REML, Harville 1974) the coefficients. */
#include "evaluate.h"

#include <copse/math.h>
#include <math.h>

double copse_i_sum_log(const copse_i_problem *pr, double tau2)
{
    copse_i_dd sum = {0, 0};
    for (size_t i = 0; i < pr->k; i++) sum = dd_add(sum, dd_from(log(pr->v[i] + tau2)));
    return sum.hi;
}

double copse_i_sum_log_ratio(const copse_i_problem *pr, double tau2)
{
    copse_i_dd sum = {0, 0};
    for (size_t i = 0; i < pr->k; i++) sum = dd_add(sum, dd_from(log1p(tau2 / pr->v[i])));
    return sum.hi;
}

double copse_i_log_lik_of(const copse_i_problem *pr, const copse_i_point *point, double sum_log, bool restricted)
{
    const double df = (double)(restricted ? pr->k - pr->p : pr->k);
    const double log_det = restricted ? point->log_det - pr->log_det_xx : 0;
    return -0.5 * (df * log(2 * COPSE_PI) + sum_log + log_det + point->Q);
}

double copse_i_log_lik(const copse_i_problem *pr, double tau2, const copse_i_point *point, bool restricted)
{
    return copse_i_log_lik_of(pr, point, copse_i_sum_log(pr, tau2), restricted);
}
