/* Intervals of tau2, each on the scale of the problem. I2 and H2 follow from tau2 and the typical variance. */
#include "fit_parts.h"

#include <copse/math.h>
#include <math.h>

static const copse_interval NONE = {NAN, NAN};

typedef struct task {
    copse_i_problem *pr;
    const copse_fit_opts *opts;
    const copse_i_tau2 *tau2;
    double df, tail; /* probability beyond each limit */
    copse_tau2_ci_state state;
} task;

/* The test inverted for both limits; *rises tells the probability to exceed what was observed. */
static copse_interval generalised(task *t)
{
    copse_i_form form;
    if (!copse_i_form_init(&form, t->pr)) return NONE;
    return (copse_interval){copse_i_form_root(&form, t->tail), copse_i_form_root(&form, 1 - t->tail)};
}

/* A probability that rises with the parameter. */
typedef struct rising {
    double Q, df, trP, trPP, p;
} rising;

static double target_missed(double p, double lower, double upper)
{
    return p <= 0.5 ? upper - p : (1 - p) - lower;
}

/* Q as gamma with its mean and variance under tau2. */
static double gamma_excess(double tau2, const void *context)
{
    const rising *r = context;
    const double mean = r->df + tau2 * r->trP, variance = 2 * r->df + 4 * tau2 * r->trP + 2 * tau2 * tau2 * r->trPP;
    const double x = r->Q * (mean / variance), shape = mean * (mean / variance);
    return target_missed(r->p, copse_gamma_lower(x, shape), copse_gamma_upper(x, shape));
}

static double noncentral_excess(double ncp, const void *context)
{
    const rising *r = context;
    double lower = NAN, upper = NAN;
    if (copse_noncentral_chisq(r->Q, r->df, ncp, &lower, &upper) != COPSE_OK) return NAN;
    return target_missed(r->p, lower, upper);
}

static double root_of(copse_function *f, const rising *r, double scale)
{
    double low = 0, high = scale, root = NAN, at = f(0, r);
    if (isnan(at) || at >= 0) return at >= 0 ? 0 : (double)NAN;
    at = f(high, r);
    while (at < 0) {
        low = high;
        high *= 8;
        if (!(high < 0x1p600)) return NAN;
        at = f(high, r);
    }
    return isnan(at) || copse_root(f, r, low, high, &root) != COPSE_OK ? (double)NAN : root;
}

static rising at_zero(const task *t)
{
    copse_i_point zero;
    copse_i_evaluate(t->pr, 0, &zero);
    copse_i_refine_traces(t->pr, 0, &zero);
    return (rising){zero.Q, t->df, zero.trP, zero.trPP, NAN};
}

static copse_interval both(task *t, copse_function *f, double scale)
{
    rising low = at_zero(t), high = low;
    low.p = t->tail;
    high.p = 1 - t->tail;
    return (copse_interval){root_of(f, &low, scale), root_of(f, &high, scale)};
}

static copse_interval sidik_jonkman(task *t)
{
    copse_i_tau2 sj = {0};
    copse_i_tau2_moment(t->pr, COPSE_METHOD_SJ, &t->opts->setup, &sj);
    const double sum = t->df * sj.value;
    return (copse_interval){sum / copse_chisq_quantile_upper(t->tail, t->df),
                            sum / copse_chisq_quantile_lower(t->tail, t->df)};
}

static copse_interval wald(task *t, copse_tau2_ci type)
{
    const double value = t->tau2->value, se = t->tau2->se, z = copse_normal_quantile_upper(t->tail);
    const bool known = t->tau2->stop != COPSE_STOP_FIXED && !isnan(se);
    if (!known || (type != COPSE_TAU2_CI_WALD && !(value > 0))) {
        t->state = COPSE_TAU2_STATE_NO_ESTIMATE;
        return NONE;
    }
    if (type == COPSE_TAU2_CI_WALD) return (copse_interval){fmax(0, value - z * se), value + z * se};
    if (type == COPSE_TAU2_CI_WALD_LOG) {
        const double ratio = exp(z * se / value);
        return (copse_interval){value / ratio, value * ratio};
    }
    const double tau = sqrt(value), half = z * se / (2 * tau), low = fmax(0, tau - half);
    return (copse_interval){low * low, (tau + half) * (tau + half)};
}

/* log H is taken as normal; its standard error comes from the test of Q, or from the mean and variance of Q where that says
 * little. tau2 = (H2 - 1) typical v. */
static copse_interval test_based(task *t)
{
    const double k = (double)t->pr->k, z = copse_normal_quantile_upper(t->tail);
    if (t->pr->k < 3) {
        t->state = COPSE_TAU2_STATE_TOO_FEW;
        return NONE;
    }
    const rising r = at_zero(t);
    const double m = k - 2, low = sqrt((1 - 1 / (3 * m * m)) / (2 * m));
    const double se = r.Q > k ? 0.5 * log(r.Q / r.df) / (sqrt(2 * r.Q) - sqrt(2 * k - 3)) : low;
    const double H2 = fmax(1, r.Q / r.df), ratio = exp(2 * z * se), typical = r.df / r.trP;
    return (copse_interval){fmax(0, H2 / ratio - 1) * typical, (H2 * ratio - 1) * typical};
}

/* The mean of Q is df + noncentrality, and tau2 = noncentrality/tr P. */
static copse_interval noncentral(task *t)
{
    const rising r = at_zero(t);
    const copse_interval ncp = both(t, noncentral_excess, 1);
    return (copse_interval){ncp.lower / r.trP, ncp.upper / r.trP};
}

static copse_interval compute(task *t, copse_tau2_ci type)
{
    const bool plain = t->pr->p == 1 && t->pr->spans_one;
    if ((type == COPSE_TAU2_CI_HT || type == COPSE_TAU2_CI_NCQ) && !plain) {
        t->state = COPSE_TAU2_STATE_MODERATORS;
        return NONE;
    }
    switch (type) {
    case COPSE_TAU2_CI_QP:
    case COPSE_TAU2_CI_COUNT:
        return copse_i_q_profile(t->pr, t->opts->level);
    case COPSE_TAU2_CI_GENQ:
        copse_i_weigh(t->pr, &t->opts->setup);
        return generalised(t);
    case COPSE_TAU2_CI_BJ:
        copse_i_weigh_shifted(t->pr, 0);
        return generalised(t);
    case COPSE_TAU2_CI_BT:
        return both(t, gamma_excess, t->pr->v_min);
    case COPSE_TAU2_CI_PL_ML:
    case COPSE_TAU2_CI_PL_REML:
        return copse_i_profile_likelihood(t->pr, type == COPSE_TAU2_CI_PL_REML, t->opts->level, &t->state);
    case COPSE_TAU2_CI_SJ:
        return sidik_jonkman(t);
    case COPSE_TAU2_CI_WALD:
    case COPSE_TAU2_CI_WALD_LOG:
    case COPSE_TAU2_CI_WALD_SQRT:
        return wald(t, type);
    case COPSE_TAU2_CI_HT:
        return test_based(t);
    case COPSE_TAU2_CI_NCQ:
        return noncentral(t);
    }
    return NONE;
}

/* Types that invert a test: no tau2 may pass it. */
static bool can_be_empty(copse_tau2_ci type)
{
    return type == COPSE_TAU2_CI_QP || type == COPSE_TAU2_CI_GENQ || type == COPSE_TAU2_CI_BJ ||
           type == COPSE_TAU2_CI_BT || type == COPSE_TAU2_CI_NCQ;
}

copse_status copse_i_tau2_ci(copse_i_problem *pr, const copse_fit_opts *opts, const copse_i_tau2 *tau2,
                             copse_tau2_ci type, copse_interval *ci, copse_tau2_ci_state *state, copse_error *err)
{
    *ci = NONE;
    *state = COPSE_TAU2_STATE_NONE;
    if (copse_i_is_equal_effects(opts->method) || pr->k == pr->p) return COPSE_OK;
    task t = {pr, opts, tau2, (double)(pr->k - pr->p), (100 - opts->level) / 200, COPSE_TAU2_STATE_FOUND};
    *ci = compute(&t, type);
    if (t.state == COPSE_TAU2_STATE_FOUND && can_be_empty(type) && ci->upper == 0) t.state = COPSE_TAU2_STATE_EMPTY;
    *state = t.state;
    const bool reached =
        t.state == COPSE_TAU2_STATE_FOUND || t.state == COPSE_TAU2_STATE_EMPTY || t.state == COPSE_TAU2_STATE_PIECES;
    if (reached && (isnan(ci->lower) || isnan(ci->upper)))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the %s interval of tau2 could not be computed",
                          copse_tau2_ci_code(type));
    return COPSE_OK;
}
