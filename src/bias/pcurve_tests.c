/* The tests of a p-curve: their tails with an effect, and the noncentrality that gives them a power. */
#include "pcurve_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>

static const double LEAST_TAIL = 1e-300;  /* of F and chi2 */
static const double NEXT_TO_ONE = -1e-16; /* log of a pp-value that rounding has made 1 */
static const double MOST_T = 9e4;         /* noncentrality: math.h */
static const double SETTLED = 1e-14;      /* a step of the secants */
enum { MOST_SECANTS = 12 };

double copse_i_result_quantile(const copse_i_result *r, double p)
{
    switch (r->kind) {
    case COPSE_STUDY_TEST_Z:
        return copse_normal_quantile_upper(p / 2);
    case COPSE_STUDY_TEST_T:
        return copse_t_quantile_upper(p / 2, r->df2);
    case COPSE_STUDY_TEST_CHI2:
        return copse_chisq_quantile_upper(p, r->df1);
    default: /* F is (df2/df1) B/(1 - B), B beta(df1/2, df2/2) */
        return r->df2 / r->df1 * copse_beta_quantile_upper(p, r->df1 / 2, r->df2 / 2) /
               copse_beta_quantile_lower(p, r->df2 / 2, r->df1 / 2);
    }
}

void copse_i_result_cut(copse_i_result *r, double alpha)
{
    r->whole = copse_i_result_quantile(r, alpha);
    r->half = copse_i_result_quantile(r, alpha / 2);
}

static double log_of_tail(double tail)
{
    return isnan(tail) ? NAN : log(fmax(tail, LEAST_TAIL));
}

static double log_sum(double larger, double smaller)
{
    return larger + log1p(exp(smaller - larger));
}

double copse_i_log_beyond(const copse_i_result *r, double x, double d)
{
    double lower, upper;
    switch (r->kind) {
    case COPSE_STUDY_TEST_Z:
        return log_sum(copse_i_log_upper(x - d), copse_i_log_upper(x + d));
    case COPSE_STUDY_TEST_T:
        return log_sum(copse_log_noncentral_t_upper(x, r->df2, d), copse_log_noncentral_t_lower(-x, r->df2, d));
    case COPSE_STUDY_TEST_CHI2:
        if (!(d > 0)) return log_of_tail(copse_chisq_upper(x, r->df1));
        return copse_noncentral_chisq(x, r->df1, d, &lower, &upper) == COPSE_OK ? log_of_tail(upper) : NAN;
    default:
        return log_of_tail(d > 0 ? copse_noncentral_f_upper(x, r->df1, r->df2, d) : copse_f_upper(x, r->df1, r->df2));
    }
}

double copse_i_log_beyond_whole(const copse_i_result *r, double d)
{
    if (r->kind == COPSE_STUDY_TEST_Z) return copse_i_log_conditional(r->whole - d, r->x - r->whole, r->x - d);
    return copse_log_noncentral_t_upper(r->x, r->df2, d) - copse_log_noncentral_t_upper(r->whole, r->df2, d);
}

typedef struct wanted {
    const copse_i_result *result;
    double power;
} wanted;

static double power_gap(double d, const void *context)
{
    const wanted *w = context;
    return exp(copse_i_log_beyond(w->result, w->result->whole, d)) - w->power;
}

/* The same for z and t on the scale of normal quantiles, where power is nearly a straight line of slope 1. */
static double quantile_gap(const copse_i_result *r, double quantile, double d)
{
    return copse_i_normal_from_log_lower(fmin(copse_i_log_beyond(r, r->whole, d), NEXT_TO_ONE)) - quantile;
}

/* By secants from the normal approximation of noncentral t; NaN where they do not settle. */
static double settle(const copse_i_result *r, double power)
{
    const double quantile = -copse_normal_quantile_upper(power);
    const double df = r->kind == COPSE_STUDY_TEST_T ? r->df2 : INFINITY;
    double d = r->whole * (1 - 0.25 / df) + quantile * sqrt(1 + r->whole * r->whole / (2 * df));
    double gap = quantile_gap(r, quantile, d), step = -gap;
    for (int i = 0; i < MOST_SECANTS; i++) {
        const double next = quantile_gap(r, quantile, d + step), change = next - gap;
        d += step;
        if (!(d > 0 && d < MOST_T)) return NAN;
        step *= fabs(change) > 0 ? -next / change : 0;
        if (fabs(step) <= SETTLED * (1 + d)) return d + step;
        gap = next;
    }
    return NAN;
}

/* The noncentrality at which a test has that power; none at alpha. */
static double noncentrality(const copse_i_result *r, double power, double alpha)
{
    const bool straight = r->kind == COPSE_STUDY_TEST_Z || r->kind == COPSE_STUDY_TEST_T;
    const wanted w = {r, power};
    double high = straight ? r->whole + 3 : 10, d = NAN;
    if (!(power > alpha)) return 0;
    if (straight) d = settle(r, power);
    if (!isnan(d)) return d;
    while (high < MOST_T && !(power_gap(high, &w) > 0)) high *= 2;
    return copse_root(power_gap, &w, 0, high, &d) == COPSE_OK ? d : NAN;
}

void copse_i_pcurve_set_power(copse_i_pcurve *c, double power)
{
    for (size_t i = 0; i < c->n; i++) {
        copse_i_result *r = &c->result[i];
        const copse_i_result *like = &c->result[r->like];
        const bool known = r->like < i, none = !(power > c->opts->alpha);
        const double d = known ? like->noncentrality : noncentrality(r, power, c->opts->alpha);
        r->noncentrality = d;
        r->log_whole = known ? like->log_whole : none ? log(c->opts->alpha) : copse_i_log_beyond(r, r->whole, d);
        r->log_half = known ? like->log_half : none ? log(c->opts->alpha / 2) : copse_i_log_beyond(r, r->half, d);
    }
}

double copse_i_stouffer(const copse_i_pcurve *c, bool half, double log_excess)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const copse_i_result *r = &c->result[i];
        if (half && !(r->x > r->half)) continue;
        const double share = (half ? r->log_half : r->log_whole) + log_excess;
        const double log_pp = copse_i_log_beyond(r, r->x, r->noncentrality) - share;
        sum -= copse_i_normal_from_log_lower(log_pp > NEXT_TO_ONE ? NEXT_TO_ONE : log_pp);
        n++;
    }
    return n > 0 ? sum / sqrt((double)n) : NAN;
}
