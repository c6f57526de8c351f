/* Heterogeneity: tau2 with its interval, Q, I2, H2 (Higgins & Thompson 2002). */
#include "fit_parts.h"

#include <copse/math.h>
#include <math.h>

static double percent(double part, double whole)
{
    return part > 0 ? 100 * part / whole : 0;
}

/* tau2/(tau2 + v), without overflow at infinity */
double copse_i_share(double tau2, double v)
{
    return 100 / (1 + v / tau2);
}

/* k = p: no residuals, so that nothing is known of the heterogeneity. */
static void fill_without_df(const copse_fit *fit, copse_heterogeneity *het)
{
    het->Q = het->Q_df = 0;
    het->Q_p = 1;
    het->I2 = het->I2_Q = het->H2 = NAN;
    if (fit->stop == COPSE_STOP_NO_DF) het->tau2 = het->tau2_se = het->tau = NAN;
}

static copse_status fill_interval(copse_i_problem *pr, const copse_i_tau2 *tau2, double typical, copse_fit *fit,
                                  copse_error *err)
{
    copse_heterogeneity *het = &fit->het;
    copse_interval ci;
    const copse_status status =
        copse_i_tau2_ci(pr, &fit->opts, tau2, fit->opts.setup.ci, &ci, &het->tau2_ci_state, err);
    het->tau2_ci = (copse_interval){copse_i_unscale(pr, ci.lower, 2), copse_i_unscale(pr, ci.upper, 2)};
    het->I2_ci = (copse_interval){copse_i_share(ci.lower, typical), copse_i_share(ci.upper, typical)};
    het->H2_ci = (copse_interval){1 + ci.lower / typical, 1 + ci.upper / typical};
    return status;
}

/* The Q-profile interval belongs to an estimate; another type was asked for by name. */
static bool wants_interval(const copse_i_tau2 *tau2, const copse_fit *fit)
{
    if (copse_i_is_equal_effects(fit->opts.method)) return false;
    return tau2->stop != COPSE_STOP_FIXED || fit->opts.setup.ci != COPSE_TAU2_CI_QP;
}

void copse_i_put_heterogeneity(const copse_i_problem *pr, const copse_i_tau2 *tau2, const copse_i_point *zero,
                               double excess, copse_fit *fit)
{
    copse_heterogeneity *het = &fit->het;
    const copse_interval none = {NAN, NAN};
    het->tau2 = copse_i_unscale(pr, tau2->value, 2);
    het->tau2_se = copse_i_unscale(pr, tau2->se, 2);
    het->tau = copse_i_unscale(pr, sqrt(tau2->value), 1);
    het->tau2_ci = het->I2_ci = het->H2_ci = none;
    het->tau2_ci_state = COPSE_TAU2_STATE_NONE;
    het->typical_v = NAN;
    if (pr->k == pr->p) {
        fill_without_df(fit, het);
        return;
    }
    const double df = (double)(pr->k - pr->p), typical = df / zero->trP;
    het->typical_v = copse_i_unscale(pr, typical, 2);
    het->Q = zero->Q;
    het->Q_df = df;
    het->Q_p = copse_chisq_upper(zero->Q, df);
    het->I2_Q = percent(excess, zero->Q);
    const bool equal = copse_i_is_equal_effects(fit->opts.method);
    het->I2 = equal ? het->I2_Q : copse_i_share(tau2->value, typical);
    het->H2 = equal ? zero->Q / df : 1 + tau2->value / typical;
    if (wants_interval(tau2, fit) && fit->opts.without_tau2_ci) het->tau2_ci_state = COPSE_TAU2_STATE_LEFT_OUT;
}

copse_status copse_i_fill_heterogeneity(copse_i_problem *pr, const copse_i_tau2 *tau2, copse_fit *fit, copse_error *err)
{
    copse_i_point zero = {0};
    double excess = 0;
    if (pr->k > pr->p) {
        copse_i_evaluate(pr, 0, &zero);
        copse_i_refine_traces(pr, 0, &zero);
        excess = copse_i_excess_at_zero(pr, &zero, (double)(pr->k - pr->p));
    }
    copse_i_put_heterogeneity(pr, tau2, &zero, excess, fit);
    if (pr->k == pr->p || fit->opts.without_tau2_ci || !wants_interval(tau2, fit)) return COPSE_OK;
    return fill_interval(pr, tau2, (double)(pr->k - pr->p) / zero.trP, fit, err);
}
