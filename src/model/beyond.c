/* The probability that the true effect in a new setting lies beyond a limit. */
#include <copse/math.h>
#include <copse/model.h>
#include <math.h>

static double upper_tail(double x, double df)
{
    return isnan(df) ? copse_normal_upper(x) : copse_t_upper(x, df);
}

/* By the prediction distribution, whose standard error the prediction interval holds. */
static double by_prediction(const copse_fit *fit, double limit, bool above)
{
    const double tail = (100 - fit->opts.level) / 200, df = fit->prediction_df;
    const double critical = isnan(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
    const double half = 0.5 * fit->prediction.upper - 0.5 * fit->prediction.lower;
    if (!(half > 0 && critical > 0)) return NAN;
    const double x = (limit - fit->coef[0].estimate) * (critical / half);
    return upper_tail(above ? x : -x, df);
}

/* Mathur & VanderWeele's delta method, logit(p) -+ z se with p = Phi(x): d p = phi(x) d x, x = (mu - q)/tau. */
static copse_beyond_state delta_interval(const copse_fit *fit, double x, copse_interval *ci)
{
    const double tau2 = fit->het.tau2, tau = sqrt(tau2);
    const double tau2_se = fit->stop == COPSE_STOP_FIXED ? 0 : fit->het.tau2_se;
    const double lower = copse_normal_lower(x), upper = copse_normal_upper(x);
    const double of_mu = fit->coef[0].se / tau, of_tau2 = x * (tau2_se / (2 * tau2));
    const double se = hypot(of_mu, of_tau2) * copse_normal_density(x) / lower / upper;
    if (!isfinite(se)) return isnan(tau2_se) ? COPSE_BEYOND_NO_SE : COPSE_BEYOND_TOO_FAR;
    const double half = copse_normal_quantile_upper((100 - fit->opts.level) / 200) * se;
    const double logit = log(lower) - log(upper);
    *ci = (copse_interval){1 / (1 + exp(half - logit)), 1 / (1 + exp(-half - logit))};
    return COPSE_BEYOND_FOUND;
}

const char *copse_beyond_state_text(copse_beyond_state state)
{
    switch (state) {
    case COPSE_BEYOND_FOUND:
        return "";
    case COPSE_BEYOND_NO_SPREAD:
        return "τ² is 0: all true effects are the mean";
    case COPSE_BEYOND_NO_SE:
        return "the standard error of τ² is not known";
    case COPSE_BEYOND_TOO_FAR:
        return "the limit is too far out";
    case COPSE_BEYOND_UNKNOWN:
        return "τ² is not known";
    }
    return "";
}

copse_status copse_fit_beyond(const copse_fit *fit, double limit, bool above, copse_beyond *out, copse_error *err)
{
    if (fit == NULL || fit->coef == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "no fit, or no place for a probability");
    *out = (copse_beyond){limit, above, NAN, NAN, {NAN, NAN}, COPSE_BEYOND_UNKNOWN};
    if (!isfinite(limit)) return copse_fail(err, COPSE_EDOM, "the limit is not finite");
    if (fit->p != 1) return copse_fail(err, COPSE_EINVAL, "with moderators there is no one mean to lie beyond a limit");
    if (!copse_fit_is_random(fit))
        return copse_fail(err, COPSE_EINVAL, "method %s has one true effect, which no probability is of",
                          copse_fit_method_code(fit));
    const double tau2 = fit->het.tau2, mean = fit->coef[0].estimate;
    if (isnan(tau2) || isnan(mean)) return COPSE_OK;
    out->estimate = by_prediction(fit, limit, above);
    if (!(tau2 > 0)) {
        out->plug_in = (above ? mean > limit : mean < limit) ? 1 : 0;
        out->state = COPSE_BEYOND_NO_SPREAD;
        return COPSE_OK;
    }
    const double x = (above ? mean - limit : limit - mean) / sqrt(tau2);
    out->plug_in = copse_normal_lower(x);
    out->state = delta_interval(fit, x, &out->ci);
    return COPSE_OK;
}
