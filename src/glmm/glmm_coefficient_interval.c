/* Intervals and tests of coefficients by their profile likelihood, or profile penalised likelihood (Heinze & Schemper 2002):
 * all other parameters at their best for each value of the one. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

typedef struct search {
    const copse_i_glmm_ridge *ridge;
    size_t j;
    double target;
    copse_status status; /* ENOMEM, once it was */
} search;

/* The profile above the target; -Inf where there is no maximum. */
static double above(search *s, double value, double *slope, copse_error *err)
{
    copse_error own = {0};
    double height = NAN;
    const copse_status status = s->ridge->at(s->ridge->context, s->j, value, &height, slope, &own);
    if (status == COPSE_ENOMEM) s->status = copse_fail_memory(err);
    return status == COPSE_OK && isfinite(height) ? height - s->target : -HUGE_VAL;
}

/* The root between inside (above the target) and outside, by Newton's steps, halved where they leave. */
static double crossing(search *s, double inside, double outside, double se, copse_error *err)
{
    enum { STEPS = 200 };
    double value = 0.5 * (inside + outside), height = NAN;
    for (int step = 0; step < STEPS && s->status == COPSE_OK; step++) {
        double slope = NAN;
        height = above(s, value, &slope, err);
        if (height > 0.0) {
            inside = value;
        } else {
            outside = value;
        }
        double next = value - height / slope;
        const double low = fmin(inside, outside), high = fmax(inside, outside);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        if (fabs(next - value) <= 1e-13 * (se + fabs(value))) break;
        value = next;
    }
    return fabs(height) < fmax(1e-7, 100.0 * s->ridge->noise)
               ? value
               : NAN; /* else it is where the profile ends, not where it crosses */
}

/* One limit: outwards in growing steps to below the target, then back to the crossing. */
static double limit(search *s, double estimate, double step, double se, copse_error *err)
{
    enum { STEPS = 25 };
    double slope, inside = estimate;
    for (int n = 0; n < STEPS && s->status == COPSE_OK; n++) {
        const double value = inside + step, height = above(s, value, &slope, err);
        if (height < 0.0) return crossing(s, inside, value, se, err);
        inside = value;
        step *= 1.5;
    }
    return NAN;
}

copse_status copse_i_glmm_ridge_interval(const copse_i_glmm_ridge *ridge, size_t j, double estimate, double se,
                                         double level, copse_interval *interval, copse_error *err)
{
    const double fall = 0.5 * copse_chisq_quantile_upper(1.0 - level / 100.0, 1.0), wide = sqrt(2.0 * fall) * se;
    search s = {ridge, j, ridge->highest - fall, COPSE_OK};
    interval->lower = limit(&s, estimate, -wide, se, err);
    interval->upper = limit(&s, estimate, wide, se, err);
    return s.status;
}

copse_status copse_i_glmm_ridge_tell(const copse_i_glmm_ridge *ridge, copse_fit *fit, copse_error *err)
{
    for (size_t j = 0; j < fit->p; j++) {
        copse_coefficient *c = &fit->coef[j];
        search s = {ridge, j, ridge->highest, COPSE_OK};
        double slope;
        const double fall = fmax(0.0, -above(&s, 0.0, &slope, err)), root = sqrt(2.0 * fall);
        c->df = NAN;
        c->statistic = isfinite(root) ? copysign(root, c->estimate) : NAN;
        c->p = 2.0 * copse_normal_upper(root);
        if (!isfinite(root)) c->p = NAN; /* 0 is nothing that the coefficient can be */
        if (s.status == COPSE_OK)
            s.status = copse_i_glmm_ridge_interval(ridge, j, c->estimate, c->se, fit->opts.level, &c->ci, err);
        if (s.status != COPSE_OK) return s.status;
    }
    return COPSE_OK;
}
