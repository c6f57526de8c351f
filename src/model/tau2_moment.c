/* Closed forms, with their standard errors (Biggerstaff & Tweedie 1997; Viechtbauer 2005, 2015). For weights A and
 * P = A - A X (X'AX)^-1 X'A, E y'Py = tr(PV) + tau2 tr P and Var y'Py = 2 tr(P S P S), S = V + tau2 I. */
#include "tau2.h"

#include <float.h>
#include <math.h>

/* The moment equation: tau2 = excess/denominator, and the traces of its variance. */
typedef struct moment {
    double value, factor; /* tau2 before truncation; what y'Py is multiplied by */
    double tr_pvpv, tr_pvp, tr_pp;
} moment;

static void use(const moment *m, copse_i_tau2 *out)
{
    out->truncated = m->value < 0;
    out->value = fmax(m->value, 0);
    const double t = out->value;
    out->se = m->factor * sqrt(2 * m->tr_pvpv + 4 * t * m->tr_pvp + 2 * t * t * m->tr_pp);
    out->stop = COPSE_STOP_CLOSED_FORM;
}

/* DL, HS, HSk: A = 1/V, so that PV is idempotent. */
static void inverse_variance(copse_i_problem *pr, copse_method method, copse_i_tau2 *out)
{
    copse_i_point pt;
    copse_i_evaluate(pr, 0, &pt);
    copse_i_refine_traces(pr, 0, &pt);
    const double k = (double)pr->k, df = (double)(pr->k - pr->p);
    moment m = {.tr_pvpv = df, .tr_pvp = pt.trP, .tr_pp = pt.trPP};
    m.factor = method == COPSE_METHOD_DL ? 1 / pt.trP : method == COPSE_METHOD_HS ? 1 / pt.w1 : k / df / pt.w1;
    m.value = m.factor * copse_i_excess_at_zero(pr, &pt, method == COPSE_METHOD_HS ? k : df);
    use(&m, out);
}

/* Weights a_i = 1/(v_i + tau20); tau20 < 0 means A = I. */
typedef struct weighting {
    double tau20;
} weighting;

static double weight(const weighting *wt, double v)
{
    return wt->tau20 < 0 ? 1 : 1 / (v + wt->tau20);
}

/* Traces for one block of intercepts: P_ii = a (1 - h), P_ij = -a_i a_j/sum a. */
static void block_traces(const double *v, size_t n, const weighting *wt, moment *m)
{
    double others = 0;
    for (size_t i = 1; i < n; i++) others += weight(wt, v[i]);
    const double sum = others + weight(wt, v[0]);
    double aav = 0, aa = 0, a4vv = 0, a4v = 0, a4 = 0;
    for (size_t i = 0; i < n; i++) {
        const double a = weight(wt, v[i]), rest = i == 0 ? others / sum : 1 - a / sum, d = a * rest;
        m->tr_pvpv += d * v[i] * (d * v[i]);
        m->tr_pvp += d * v[i] * d;
        m->tr_pp += d * d;
        const double share = a * (a / sum);
        aa += share;
        aav += share * v[i];
        a4 += share * share;
        a4v += share * share * v[i];
        a4vv += share * v[i] * (share * v[i]);
    }
    m->tr_pvpv += fmax(aav * aav - a4vv, 0);
    m->tr_pvp += fmax(aav * aa - a4v, 0);
    m->tr_pp += fmax(aa * aa - a4, 0);
}

/* The same for a general design, from Q of A^(1/2) X: P = A^(1/2) (I - QQ') A^(1/2). */
static void design_traces(copse_i_problem *pr, const weighting *wt, moment *m)
{
    const size_t k = pr->k, p = pr->p;
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < k; i++) pr->q[j * k + i] = pr->x[j * k + i] * sqrt(weight(wt, pr->v[i]));
    copse_i_orthonormalise(pr->q, k, p, pr->triangle);
    for (size_t i = 0; i < k; i++) {
        double h = 0;
        for (size_t j = 0; j < p; j++) h += pr->q[j * k + i] * pr->q[j * k + i];
        const double v = pr->v[i], a = weight(wt, v), d = a * a * (1 - 2 * h);
        m->tr_pvpv += d * v * v;
        m->tr_pvp += d * v;
        m->tr_pp += d;
    }
    for (size_t s = 0; s < p; s++)
        for (size_t t = 0; t < p; t++) {
            double av = 0, a = 0;
            for (size_t i = 0; i < k; i++) {
                const double qq = pr->q[s * k + i] * pr->q[t * k + i] * weight(wt, pr->v[i]);
                a += qq;
                av += qq * pr->v[i];
            }
            m->tr_pvpv += av * av;
            m->tr_pvp += av * a;
            m->tr_pp += a * a;
        }
}

static void traces(copse_i_problem *pr, const weighting *wt, moment *m)
{
    if (pr->blocks == 0) design_traces(pr, wt, m);
    for (size_t b = 0; b < pr->blocks; b++) block_traces(pr->v + pr->start[b], pr->start[b + 1] - pr->start[b], wt, m);
}

/* Hedges: unweighted; y'Py - tr(PV) may cancel, and costs no more in double-double. */
static void hedges(copse_i_problem *pr, copse_i_tau2 *out)
{
    const double df = (double)(pr->k - pr->p);
    copse_i_exact e;
    moment m = {.factor = 1 / df, .value = NAN};
    if (copse_i_evaluate_exactly(pr, 0, true, &e)) m.value = dd_value(dd_subtract(e.Q, e.trPV)) / df;
    traces(pr, &(weighting){-1}, &m);
    use(&m, out);
}

/* Sidik and Jonkman: one step from tau20, the variance of the estimates; positive unless they are all equal. */
static void sidik_jonkman(copse_i_problem *pr, copse_i_tau2 *out)
{
    const double df = (double)(pr->k - pr->p), start = pr->y_variance;
    moment m = {.factor = start / df};
    if (start > 0) {
        copse_i_point pt;
        copse_i_evaluate(pr, start, &pt);
        m.value = start * pt.Q / df;
        traces(pr, &(weighting){start}, &m);
    }
    use(&m, out);
}

void copse_i_tau2_moment(copse_i_problem *pr, copse_method method, copse_i_tau2 *out)
{
    if (method == COPSE_METHOD_HE) hedges(pr, out);
    else if (method == COPSE_METHOD_SJ) sidik_jonkman(pr, out);
    else inverse_variance(pr, method, out);
}
