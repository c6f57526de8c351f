/* The profile intervals of a fit: of its coefficients, each made the last of the basis in its turn, tau2, and the deltas. */
#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct all {
    copse_i_selmodel_problem *s;
    const double *X;
    double *maximum;
    copse_selmodel *fit;
    double drop, log_lik;
    bool higher;
} all;

static copse_status coefficient(all *a, size_t j, double *beta)
{
    copse_i_selmodel_problem *s = a->s;
    const size_t last = s->p - 1;
    copse_i_selmodel_limits limits;
    copse_i_selmodel_to_design(s, a->maximum, beta);
    copse_status status = copse_i_selmodel_basis(s, a->X, j, NULL);
    if (status != COPSE_OK) return status;
    copse_i_selmodel_to_basis(s, beta, a->maximum);
    const double unit = ldexp(1 / s->root[last * s->p + last], s->exponent);
    const double se = a->fit->coef[j].se / unit;
    status = copse_i_selmodel_profile(s, a->maximum, a->log_lik, last, se, a->drop, &limits);
    a->higher = limits.higher;
    a->fit->coef_profile[j] = (copse_interval){limits.lower * unit, limits.upper * unit};
    return status;
}

static copse_status tau2(all *a)
{
    copse_i_selmodel_problem *s = a->s;
    copse_i_selmodel_limits limits;
    const double se = ldexp(a->fit->tau2.se, -2 * s->exponent);
    const copse_status status = copse_i_selmodel_profile(s, a->maximum, a->log_lik, s->p, se, a->drop, &limits);
    a->higher = limits.higher;
    a->fit->tau2.profile = (copse_interval){limits.lower == -INFINITY ? 0 : ldexp(limits.lower, 2 * s->exponent),
                                            ldexp(limits.upper, 2 * s->exponent)};
    return status;
}

static double delta_at(const copse_i_selmodel_problem *s, size_t slot, double t)
{
    if (s->kind[slot] == COPSE_I_CHAIN) return isnan(t) ? t : exp(-fmax(t, 0));
    if (t == -INFINITY) return 0;
    return s->kind[slot] == COPSE_I_LOG ? exp(t) : t;
}

static copse_status delta(all *a, size_t j)
{
    copse_i_selmodel_problem *s = a->s;
    copse_i_selmodel_limits limits;
    copse_selmodel_parameter *out = &a->fit->delta[copse_i_selmodel_public(s, j)];
    const size_t slot = s->slot[j];
    const bool chain = s->kind[slot] == COPSE_I_CHAIN, linear = s->kind[slot] == COPSE_I_LINEAR;
    const double se = linear ? out->se : out->se / out->estimate;
    if (chain) copse_i_selmodel_to_sum(s, slot, a->maximum);
    const copse_status status =
        copse_i_selmodel_profile(s, a->maximum, a->log_lik, s->p + 1 + slot, se, a->drop, &limits);
    if (chain) copse_i_selmodel_from_sum(s, slot, a->maximum);
    a->higher = limits.higher;
    const double low = delta_at(s, slot, limits.lower), high = delta_at(s, slot, limits.upper);
    out->profile = chain ? (copse_interval){high, low} : (copse_interval){low, high};
    return status;
}

copse_status copse_i_selmodel_profiles(copse_i_selmodel_problem *s, const double *X, double *maximum,
                                       copse_selmodel *fit, bool *higher)
{
    all a = {s, X, maximum, fit, copse_chisq_quantile_upper(1 - fit->level / 100, 1), fit->stat.log_lik, false};
    double *beta = copse_alloc(s->p, sizeof *beta);
    copse_status status = beta != NULL ? COPSE_OK : COPSE_ENOMEM;
    for (size_t j = 0; status == COPSE_OK && !a.higher && j < s->p; j++) status = coefficient(&a, j, beta);
    if (status == COPSE_OK && !a.higher && !s->held[s->p]) status = tau2(&a);
    for (size_t j = 0; status == COPSE_OK && !a.higher && j < s->deltas; j++)
        if (s->slot[j] != SIZE_MAX) status = delta(&a, j);
    *higher = a.higher;
    free(beta);
    return status;
}
