/* What a program shows of a fit: its I2, its interval of tau2, its prediction interval. */
#include <copse/programs.h>

#include <copse/math.h>
#include <math.h>

/* mu -+ t sqrt(tau2 + 1/sum w), sum w from the weights in vcov. */
static void predict(copse_fit *fit, double df)
{
    const bool possible = fit->p == 1 && df > 0 && !isnan(fit->prediction.lower) && fit->variance_factor > 0;
    fit->prediction = (copse_interval){NAN, NAN};
    fit->prediction_df = NAN;
    if (!possible) return;
    const double mu = fit->coef[0].estimate, wald = fit->vcov[0] / fit->variance_factor;
    const double half = copse_t_quantile_upper((100 - fit->opts.level) / 200, df) * sqrt(fit->het.tau2 + wald);
    fit->prediction = (copse_interval){mu - half, mu + half};
    fit->prediction_df = df;
}

/* Another Q, and what follows from it. */
static void take_q(double Q, copse_heterogeneity *het)
{
    het->Q = Q;
    het->Q_p = copse_chisq_upper(Q, het->Q_df);
    het->I2_Q = Q > het->Q_df ? 100 * (Q - het->Q_df) / Q : 0;
}

void copse_program_dress(const copse_program_settings *s, double Q, copse_fit *fit)
{
    const copse_interval none = {NAN, NAN};
    if (!isnan(Q)) take_q(Q, &fit->het);
    if (s->value[COPSE_SETTING_TAU2_CI] == COPSE_TAU2_CI_NONE && !s->given[COPSE_SETTING_TAU2_CI])
        fit->het.tau2_ci = fit->het.I2_ci = fit->het.H2_ci = none;
    if (s->value[COPSE_SETTING_I2] == COPSE_I2_Q) {
        fit->het.I2 = fit->het.I2_Q;
        fit->het.H2 = fit->het.Q_df > 0 ? fit->het.Q / fit->het.Q_df : NAN;
        fit->het.I2_ci = fit->het.H2_ci = none;
    }
    const double k = (double)fit->k;
    if (s->given[COPSE_SETTING_PREDICTION]) return;
    switch (s->value[COPSE_SETTING_PREDICTION]) {
    case COPSE_PI_RULE_T1:
        predict(fit, k - 1);
        break;
    case COPSE_PI_RULE_T2:
        predict(fit, k - 2);
        break;
    case COPSE_PI_RULE_NONE:
        predict(fit, NAN);
        break;
    default:
        break;
    }
}
