/* The closed forms of tau2_moment.c from what is left of sums over all studies. For weights 1/(v + s) the traces of the variance
 * follow from tr P and tr PP, since P (V + s I) P = P. */
#include "rest.h"

#include <copse/math.h>
#include <math.h>

static const double ROUNDING = 0x1p-50;

static bool use(const copse_i_moment *m, copse_i_tau2 *out)
{
    out->truncated = m->value < 0;
    out->value = fmax(m->value, 0);
    out->se = copse_i_moment_se(m, out->value);
    out->stop = COPSE_STOP_CLOSED_FORM;
    return isfinite(m->value) && isfinite(out->se);
}

static bool inverse_variance(copse_i_rest *r, copse_method method, copse_i_tau2 *out)
{
    copse_i_rest_point pt;
    if (!copse_i_rest_at(r, 0, &pt) || !pt.steady) return false;
    const double k = (double)r->k, df = (double)(r->k - r->sums->pr->p);
    const double excess = pt.at.Q - (method == COPSE_METHOD_HS ? k : df);
    copse_i_moment m = {.tr_pvpv = df, .tr_pvp = pt.at.trP, .tr_pp = pt.at.trPP};
    m.factor = method == COPSE_METHOD_DL ? 1 / pt.at.trP : method == COPSE_METHOD_HS ? 1 / pt.at.w1 : k / df / pt.at.w1;
    m.value = m.factor * excess;
    return copse_i_is_sure(pt.Q_noise, fabs(excess)) && use(&m, out);
}

/* HE with weights 1, GENQ with others. */
static bool fixed_weights(copse_i_rest *r, copse_i_tau2 *out)
{
    copse_i_fixed_point pt;
    if (!copse_i_rest_fixed(r, &pt) || !pt.traces_sure) return false;
    copse_i_moment m = {.factor = 1 / pt.trP, .tr_pvpv = pt.tr_pvpv, .tr_pvp = pt.tr_pvp, .tr_pp = pt.tr_pp};
    const double excess = pt.Q - pt.trPV;
    m.value = excess * m.factor;
    return copse_i_is_sure(pt.Q_noise + pt.trPV_noise, fabs(excess)) && use(&m, out);
}

/* The traces with weights 1/(v + s); false where they cancel at the tau2 that the moment gives. */
static bool add_shifted_traces(const copse_i_rest_point *pt, double df, double s, copse_i_moment *m)
{
    m->tr_pvpv = df - 2 * s * pt->at.trP + s * s * pt->at.trPP;
    m->tr_pvp = pt->at.trP - s * pt->at.trPP;
    m->tr_pp = pt->at.trPP;
    const double t = fmax(m->value, 0), shift = t - s;
    const double sum =
        df + 2 * shift * pt->at.trP + shift * shift * pt->at.trPP; /* what the variance is a multiple of */
    const double size = df + 2 * (t + s) * pt->at.trP + (t + s) * (t + s) * pt->at.trPP;
    return pt->steady && copse_i_is_sure(ROUNDING * pt->growth * size, sum);
}

static bool variance_of_y(const copse_i_rest *r, double *variance)
{
    double sum = r->y_sum, square = r->y_squares;
    for (size_t i = 0; i < r->outs; i++) {
        sum -= r->y[r->out[i]];
        square -= r->y[r->out[i]] * r->y[r->out[i]];
    }
    const double left = square - sum * (sum / (double)r->k);
    *variance = left / (double)r->k;
    return copse_i_is_sure(ROUNDING * r->y_squares, left);
}

static bool sidik_jonkman(copse_i_rest *r, copse_i_tau2 *out)
{
    const double df = (double)(r->k - r->sums->pr->p);
    copse_i_tau2 he = {0};
    double start;
    if (r->setup.start == COPSE_TAU2_START_VALUE) {
        start = copse_i_unscale(r->sums->pr, r->setup.start_tau2, -2);
    } else if (r->setup.start == COPSE_TAU2_START_HE) {
        if (!fixed_weights(r, &he)) return false;
        start = fmax(he.value, copse_i_unscale(r->sums->pr, 0.01, -2));
    } else if (!variance_of_y(r, &start)) {
        return false;
    }
    copse_i_rest_point pt;
    if (!(start > 0) || !copse_i_rest_at(r, start, &pt)) return false;
    copse_i_moment m = {.factor = start / df, .value = start * pt.at.Q / df};
    return copse_i_is_sure(pt.Q_noise, pt.at.Q) && add_shifted_traces(&pt, df, start, &m) && use(&m, out);
}

static bool two_step(copse_i_rest *r, bool unweighted, copse_i_tau2 *out)
{
    if (unweighted ? !fixed_weights(r, out) : !inverse_variance(r, COPSE_METHOD_DL, out)) return false;
    const double t = out->value, df = (double)(r->k - r->sums->pr->p);
    copse_i_rest_point pt;
    if (!copse_i_rest_at(r, t, &pt)) return false;
    const double excess = pt.at.Q - df + t * pt.at.trP;
    copse_i_moment m = {.factor = 1 / pt.at.trP, .value = excess / pt.at.trP};
    const double noise = pt.Q_noise + ROUNDING * pt.growth * (df + t * pt.at.w1);
    return copse_i_is_sure(noise, fabs(excess)) && add_shifted_traces(&pt, df, t, &m) && use(&m, out);
}

static bool hartung_makambi(copse_i_rest *r, copse_i_tau2 *out)
{
    copse_i_rest_point pt;
    if (!copse_i_rest_at(r, 0, &pt) || !pt.steady || !copse_i_is_sure(pt.Q_noise, pt.at.Q)) return false;
    const double df = (double)(r->k - r->sums->pr->p), Q = pt.at.Q, sum = 2 * df + Q;
    copse_i_moment m = {.tr_pvpv = df, .tr_pvp = pt.at.trP, .tr_pp = pt.at.trPP};
    m.value = Q / sum * (Q / pt.at.trP);
    m.factor = Q * (Q + 4 * df) / (sum * sum) / pt.at.trP;
    return use(&m, out);
}

static bool rukhin(copse_i_rest *r, bool positive, copse_i_tau2 *out)
{
    const copse_i_problem *pr = r->sums->pr;
    const double k = (double)r->k;
    const double spare = pr->size - r->size_out - k;
    const double c = isnan(spare) ? 1 : fmax(spare, 0) / (fmax(spare, 0) + 2);
    copse_i_fixed_point pt;
    if (!copse_i_rest_fixed(r, &pt) || !pt.traces_sure) return false;
    const double prior = 2 * c * copse_i_unscale(pr, r->setup.prior_tau2, -2);
    const double sum = positive ? pt.Q : pt.Q + prior - c * pt.trPV;
    copse_i_moment m = {
        .factor = 1 / (k + 1), .value = sum / (k + 1), .tr_pvpv = pt.tr_pvpv, .tr_pvp = pt.tr_pvp, .tr_pp = pt.tr_pp};
    return copse_i_is_sure(pt.Q_noise + (positive ? 0 : pt.trPV_noise), fabs(sum)) && use(&m, out);
}

bool copse_i_rest_moment(copse_i_rest *r, copse_method method, copse_i_tau2 *out)
{
    switch (method) {
    case COPSE_METHOD_HE:
    case COPSE_METHOD_GENQ:
        return fixed_weights(r, out);
    case COPSE_METHOD_SJ:
        return sidik_jonkman(r, out);
    case COPSE_METHOD_DL2:
    case COPSE_METHOD_CA2:
        return two_step(r, method == COPSE_METHOD_CA2, out);
    case COPSE_METHOD_HM:
        return hartung_makambi(r, out);
    case COPSE_METHOD_RB:
    case COPSE_METHOD_RBP:
        return r->sums->pr->spans_one && rukhin(r, method == COPSE_METHOD_RBP, out);
    default:
        return inverse_variance(r, method, out);
    }
}

/* As in tau2_estimate.c. */
static bool likelihood(copse_i_rest *r, bool restricted, copse_i_tau2 *out)
{
    copse_i_rest_point pt;
    if (!copse_i_rest_likelihood(r, restricted, out) || !copse_i_rest_at(r, out->value, &pt) || !pt.steady)
        return false;
    out->se = sqrt(2 / (restricted ? pt.at.trPP : pt.at.w2));
    return true;
}

static bool root(copse_i_rest *r, double target, copse_i_tau2 *out)
{
    copse_i_rest_point pt;
    if (!copse_i_rest_root(r, target, out) || !copse_i_rest_at(r, out->value, &pt) || !pt.steady) return false;
    out->se = (double)r->k * sqrt(2 / (double)(r->k - r->sums->pr->p)) / pt.at.w1;
    return true;
}

bool copse_i_rest_tau2(copse_i_rest *r, const copse_fit_opts *opts, copse_i_tau2 *out)
{
    const double df = (double)(r->k - r->sums->pr->p);
    switch (opts->method) {
    case COPSE_METHOD_ML:
    case COPSE_METHOD_REML:
        return likelihood(r, opts->method == COPSE_METHOD_REML, out);
    case COPSE_METHOD_EB:
    case COPSE_METHOD_PM:
    case COPSE_METHOD_DLIT:
    case COPSE_METHOD_SJIT:
        return root(r, df, out);
    case COPSE_METHOD_PMM:
        return root(r, copse_chisq_quantile_lower(0.5, df), out);
    case COPSE_METHOD_GENQM: /* integrals of the distribution of a quadratic form */
    case COPSE_METHOD_BMM:   /* several modes may have to be compared */
    case COPSE_METHOD_BMR:
    case COPSE_METHOD_EE:
    case COPSE_METHOD_FE:
    case COPSE_METHOD_COUNT:
        return false;
    default:
        return copse_i_rest_moment(r, opts->method, out);
    }
}
