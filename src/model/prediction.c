/* Prediction intervals of an intercept: mu -+ c sqrt(tau2 + se^2), kinds by their standard error and distribution. */
#include "fit_parts.h"

#include <math.h>

/* What a kind makes of it, on the problem's scale: se^2 and degrees of freedom (NaN: normal). */
typedef struct parts {
    double variance, df;
    bool defined;
} parts;

static parts parts_of(const copse_i_problem *pr, double tau2, const copse_i_point *point, const copse_fit *fit)
{
    const double df = (double)(pr->k - pr->p), wald = 1 / point->w1;
    parts out = {wald, df, true};
    switch (fit->opts.pi) {
    case COPSE_PI_T:
        break;
    case COPSE_PI_HTS:
        out.df = df - 1;
        break;
    case COPSE_PI_HK:
    case COPSE_PI_HK_PR:
        out.variance = copse_i_hartung_knapp(pr, point) * wald;
        out.df = fit->opts.pi == COPSE_PI_HK ? df : df - 1;
        break;
    case COPSE_PI_KR:
    case COPSE_PI_KR_PR:
        copse_i_kenward_roger_mean(pr, tau2, point, &out.variance, &out.df);
        if (fit->opts.pi == COPSE_PI_KR_PR) out.df -= 1;
        break;
    case COPSE_PI_SKIPKA:
        out.df = NAN;
        return out;
    case COPSE_PI_METAFOR:
    case COPSE_PI_BOOT: /* refused before */
    case COPSE_PI_COUNT: {
        const double se = ldexp(fit->coef[0].se, -pr->scale);
        out.variance = isnan(fit->variance_factor) ? se * se : fit->variance_factor / point->w1;
        out.df = fit->coef[0].df;
        return out;
    }
    }
    out.defined = out.df > 0 && isfinite(copse_i_critical_value(fit, out.df));
    return out;
}

void copse_i_fill_prediction(copse_i_problem *pr, double tau2, const copse_i_point *point, copse_fit *fit)
{
    fit->prediction = (copse_interval){NAN, NAN};
    fit->prediction_df = NAN;
    if (pr->blocks == 0 || copse_i_is_equal_effects(fit->opts.method) || pr->k == pr->p) return;
    const parts p = parts_of(pr, tau2, point, fit);
    if (!p.defined) return;
    const double mu = ldexp(fit->coef[0].estimate, -pr->scale);
    const double half = copse_i_critical_value(fit, p.df) * sqrt(p.variance + tau2);
    fit->prediction = (copse_interval){copse_i_unscale(pr, mu - half, 1), copse_i_unscale(pr, mu + half, 1)};
    fit->prediction_df = p.df;
}
