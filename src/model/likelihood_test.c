/* Tests and intervals of a coefficient by its profile likelihood: Hardy & Thompson (1996); with Bartlett's correction
 * (Huizenga et al. 2011; Noma 2011; here for any design); with Skovgaard's (Guolo 2012, in skovgaard.c). */
#include "likelihood_of_mean.h"

#include "basis.h"
#include "fit_parts.h"
#include "skovgaard.h"

#include <copse/math.h>

/* The excess of the mean of the likelihood ratio over 1, from Lawley's expansion: with G = Q'WQ, C = U'U, U = (I - QQ')WQ and
 * g = R^-T e/|R^-T e|,
 *      (2/sum w^2) (g'Cg + (g'Gg)^2/4 + tr(G) g'Gg/2),
 * for an intercept 2 w3/(w1 w2) - w2/(2 w1^2). The triangle is not inverted. */
static double bartlett_excess(const copse_i_problem *pr, double tau2, const copse_i_point *point, size_t j)
{
    const size_t p = pr->p;
    const copse_i_basis basis = {pr, tau2, point->w1};
    double local[12], gCg = 0, gGg = 0, trace = 0, norm = 0;
    double *G = copse_i_basis_room(pr, local), *C = G + p * p, *row = C + p * p, *g = row + p;
    copse_i_basis_moments(&basis, G, C, row);
    copse_i_skovgaard_direction(pr, j, g);
    for (size_t a = 0; a < p; a++) {
        trace += G[a * p + a];
        norm += g[a] * g[a];
        for (size_t b = 0; b < p; b++) {
            gCg += g[a] * C[a * p + b] * g[b];
            gGg += g[a] * G[a * p + b] * g[b];
        }
    }
    gCg /= norm;
    gGg /= norm;
    return 2 / point->w2 * (gCg + 0.25 * gGg * gGg + 0.5 * trace * gGg);
}

typedef struct found {
    double statistic;
    copse_interval ci;
} found;

/* By the likelihood ratio, which the factor brings to a chi-square with one degree of freedom. */
static found by_ratio(const copse_i_profile *profile, double estimate, double critical, double factor)
{
    double tau2;
    const double most = critical * critical * factor;
    const double null = copse_i_profile_fall(profile, profile->null, &tau2);
    return (found){copysign(sqrt(null / factor), estimate - profile->null),
                   {copse_i_profile_limit(profile, most, -1), copse_i_profile_limit(profile, most, 1)}};
}

static void put(const copse_i_problem *pr, size_t a, found result, copse_fit *fit)
{
    copse_coefficient *c = &fit->coef[pr->column[a]];
    const int exponent = pr->scale - (pr->blocks > 0 ? 0 : pr->exponent[a]);
    c->statistic = result.statistic;
    c->p = 2 * copse_normal_upper(fabs(result.statistic));
    c->ci = (copse_interval){ldexp(pr->shift[a] + result.ci.lower, exponent),
                             ldexp(pr->shift[a] + result.ci.upper, exponent)};
}

copse_status copse_i_likelihood_tests(copse_i_problem *pr, double tau2, copse_fit *fit, copse_error *err)
{
    const double critical = copse_i_critical_value(fit, NAN);
    copse_i_point point;
    for (size_t a = 0; a < pr->p; a++) {
        copse_i_evaluate(pr, tau2, &point);
        copse_i_profile profile = {pr, a, tau2, point.Q, -pr->shift[a]};
        const double estimate = pr->delta[a];
        found result;
        if (fit->test == COPSE_TEST_PL_SKOVGAARD) {
            const copse_status st = copse_i_skovgaard(&profile, &point, critical, &result.statistic, &result.ci, err);
            if (st != COPSE_OK) return st;
        } else {
            const double excess = fit->test == COPSE_TEST_PL ? 0 : bartlett_excess(pr, tau2, &point, a);
            result = by_ratio(&profile, estimate, critical, 1 + excess);
        }
        put(pr, a, result, fit);
    }
    copse_i_evaluate(pr, tau2, &point);
    return COPSE_OK;
}
