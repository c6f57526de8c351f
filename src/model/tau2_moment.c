/* Closed forms, with their standard errors (Biggerstaff & Tweedie 1997; Viechtbauer 2005, 2015). For weights A and
 * P = A - A X (X'AX)^-1 X'A, E y'Py = tr(PV) + tau2 tr P and Var y'Py = 2 tr(P S P S), S = V + tau2 I. */
#include "tau2.h"

#include <math.h>

static void use(const copse_i_moment *m, copse_i_tau2 *out)
{
    out->truncated = m->value < 0;
    out->value = fmax(m->value, 0);
    out->se = copse_i_moment_se(m, out->value);
    out->stop = COPSE_STOP_CLOSED_FORM;
}

/* DL, HS, HSk: A = 1/V, so that PV is idempotent. */
static void inverse_variance(copse_i_problem *pr, copse_method method, copse_i_tau2 *out)
{
    copse_i_point pt;
    copse_i_evaluate(pr, 0, &pt);
    copse_i_refine_traces(pr, 0, &pt);
    const double k = (double)pr->k, df = (double)(pr->k - pr->p);
    copse_i_moment m = {.tr_pvpv = df, .tr_pvp = pt.trP, .tr_pp = pt.trPP};
    m.factor = method == COPSE_METHOD_DL ? 1 / pt.trP : method == COPSE_METHOD_HS ? 1 / pt.w1 : k / df / pt.w1;
    m.value = m.factor * copse_i_excess_at_zero(pr, &pt, method == COPSE_METHOD_HS ? k : df);
    use(&m, out);
}

/* Hedges: unweighted; y'Py - tr(PV) may cancel, and costs no more in double-double. */
static void hedges(copse_i_problem *pr, copse_i_tau2 *out)
{
    const double df = (double)(pr->k - pr->p);
    copse_i_exact e;
    copse_i_moment m = {.factor = 1 / df, .value = NAN};
    if (copse_i_evaluate_exactly(pr, 0, true, &e)) m.value = dd_value(dd_subtract(e.Q, e.trPV)) / df;
    copse_i_weigh_equally(pr);
    copse_i_moment_traces(pr, &m);
    use(&m, out);
}

static double sidik_jonkman_start(copse_i_problem *pr, const copse_tau2_setup *setup)
{
    copse_i_tau2 he = {0};
    switch (setup->start) {
    case COPSE_TAU2_START_VARIANCE:
        break;
    case COPSE_TAU2_START_HE:
        hedges(pr, &he);
        return fmax(he.value, copse_i_unscale(pr, 0.01, -2));
    case COPSE_TAU2_START_VALUE:
        return copse_i_unscale(pr, setup->start_tau2, -2);
    }
    return pr->y_variance;
}

/* Sidik and Jonkman: one step from a start, the variance of the estimates; positive unless they are all equal. */
static void sidik_jonkman(copse_i_problem *pr, const copse_tau2_setup *setup, copse_i_tau2 *out)
{
    const double df = (double)(pr->k - pr->p), start = sidik_jonkman_start(pr, setup);
    copse_i_moment m = {.factor = start / df};
    if (start > 0) {
        copse_i_point pt;
        copse_i_evaluate(pr, start, &pt);
        m.value = start * pt.Q / df;
        copse_i_weigh_shifted(pr, start);
        copse_i_moment_traces(pr, &m);
    }
    use(&m, out);
}

/* Any weights, given or of the setup. */
static void generalised(copse_i_problem *pr, const copse_tau2_setup *setup, copse_i_tau2 *out)
{
    copse_i_weighted w;
    copse_i_moment m = {.value = NAN, .factor = NAN};
    copse_i_weigh(pr, setup);
    if (copse_i_evaluate_weighted(pr, &w)) {
        m.factor = 1 / dd_value(w.trP);
        m.value = dd_value(dd_subtract(w.Q, w.trPV)) * m.factor;
        copse_i_moment_traces(pr, &m);
    }
    use(&m, out);
}

/* DL2, CA2: weights 1/(v + t) with t of DL or HE (Cochran's ANOVA). tr(PV) = k - p - t tr P, so that y'Py - tr(PV) is
 * Q(t) - (k - p) + t tr P. */
static void two_step(copse_i_problem *pr, bool unweighted, copse_i_tau2 *out)
{
    if (unweighted) hedges(pr, out);
    else inverse_variance(pr, COPSE_METHOD_DL, out);
    const double t = out->value, df = (double)(pr->k - pr->p);
    copse_i_exact e;
    copse_i_moment m = {.value = NAN, .factor = NAN};
    if (copse_i_evaluate_exactly(pr, t, false, &e)) {
        const copse_i_dd shifted = dd_add(dd_subtract(e.Q, dd_from(df)), dd_scale(e.trP, t));
        m.factor = 1 / dd_value(e.trP);
        m.value = dd_value(shifted) * m.factor;
        copse_i_weigh_shifted(pr, t);
        copse_i_moment_traces(pr, &m);
    }
    use(&m, out);
}

/* Q^2/((2 (k - 1) + Q) tr P) with Q and P of DL; positive unless Q = 0. Its standard error by the delta method from that of
 * Q. */
static void hartung_makambi(copse_i_problem *pr, copse_i_tau2 *out)
{
    copse_i_point pt;
    copse_i_evaluate(pr, 0, &pt);
    const double df = (double)(pr->k - pr->p), sum = 2 * df + pt.Q;
    copse_i_moment m = {.tr_pvpv = df, .tr_pvp = pt.trP, .tr_pp = pt.trPP};
    m.value = pt.Q / sum * (pt.Q / pt.trP);
    m.factor = pt.Q * (pt.Q + 4 * df) / (sum * sum) / pt.trP;
    use(&m, out);
}

/* S/(k + 1) + c (2 k prior - (k - 1) sum v)/(k (k + 1)), S = sum (y - mean)^2 and c = (N - k)/(N - k + 2); the positive form is
 * S/(k + 1), of the prior mean (k - 1) sum v/(2 k). */
static void rukhin(copse_i_problem *pr, bool positive, const copse_tau2_setup *setup, copse_i_tau2 *out)
{
    const double k = (double)pr->k, spare = pr->size - k;
    const double c = isnan(spare) ? 1 : fmax(spare, 0) / (fmax(spare, 0) + 2);
    copse_i_exact e;
    copse_i_moment m = {.value = NAN, .factor = 1 / (k + 1)};
    if (copse_i_evaluate_exactly(pr, 0, true, &e)) {
        const copse_i_dd prior = dd_from(2 * c * copse_i_unscale(pr, setup->prior_tau2, -2));
        /* tr(PV) = (k - 1)/k sum v */
        const copse_i_dd rest = positive ? dd_from(0) : dd_subtract(prior, dd_scale(e.trPV, c));
        m.value = dd_value(dd_add(e.Q, rest)) / (k + 1);
    }
    copse_i_weigh_equally(pr);
    copse_i_moment_traces(pr, &m);
    use(&m, out);
}

void copse_i_tau2_moment(copse_i_problem *pr, copse_method method, const copse_tau2_setup *setup, copse_i_tau2 *out)
{
    if (method == COPSE_METHOD_HE) hedges(pr, out);
    else if (method == COPSE_METHOD_SJ) sidik_jonkman(pr, setup, out);
    else if (method == COPSE_METHOD_GENQ) generalised(pr, setup, out);
    else if (method == COPSE_METHOD_DL2 || method == COPSE_METHOD_CA2) two_step(pr, method == COPSE_METHOD_CA2, out);
    else if (method == COPSE_METHOD_HM) hartung_makambi(pr, out);
    else if (method == COPSE_METHOD_RB || method == COPSE_METHOD_RBP)
        rukhin(pr, method == COPSE_METHOD_RBP, setup, out);
    else inverse_variance(pr, method, out);
}
