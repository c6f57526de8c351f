/* The profile-likelihood interval of tau2 (Hardy & Thompson 1996): where twice the log-likelihood, all else at its best, is
 * within the chi-square quantile of the maximum. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

typedef struct profile {
    copse_i_glmm_problem *problem;
    copse_i_glmm_peak point;
    double target;
    copse_status status;
} profile;

/* The profile at tau above the target, and its slope (the envelope theorem). */
static double above(profile *f, double tau, double *slope, copse_error *err)
{
    f->status = copse_i_glmm_peak_hold_tau(f->problem, tau, &f->point, slope, err);
    return f->point.at.value - f->target;
}

/* The root between tau = inside (above the target) and outside (below), by Newton's steps, halved where they leave. */
static double crossing(profile *f, double inside, double outside, copse_error *err)
{
    enum { STEPS = 100 };
    double tau = 0.5 * (inside + outside);
    for (int step = 0; step < STEPS && f->status == COPSE_OK; step++) {
        double slope = 0.0;
        const double height = above(f, tau, &slope, err);
        if (height > 0.0) {
            inside = tau;
        } else {
            outside = tau;
        }
        double next = tau - height / slope;
        if (fabs(next - tau) <= 1e-6 * tau) return next; /* the step after it would be the square of this one */
        const double low = fmin(inside, outside), high = fmax(inside, outside);
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        tau = next;
    }
    return tau;
}

/* A tau beyond the peak where the profile is below the target; NaN where it stays above. */
static double beyond(profile *f, double from, copse_error *err)
{
    double slope = 0.0, tau = fmax(1.5 * from, 0.2);
    while (tau < 60.0 && f->status == COPSE_OK) {
        if (above(f, tau, &slope, err) < 0.0) return tau;
        tau *= 1.6;
    }
    return NAN;
}

copse_status copse_i_glmm_tau2_interval(copse_i_glmm_problem *problem, const copse_i_glmm_peak *peak, double level,
                                        copse_heterogeneity *het, copse_error *err)
{
    copse_interval *interval = &het->tau2_ci;
    *interval = (copse_interval){NAN, NAN};
    const double tau = het->tau;
    const double fall = 0.5 * copse_chisq_quantile_upper(1.0 - level / 100.0, 1.0);
    profile f = {.problem = problem, .target = peak->at.value - fall, .status = COPSE_OK};
    copse_status status = copse_i_glmm_peak_init(&f.point, peak->n);
    if (status != COPSE_OK) {
        copse_i_glmm_peak_free(&f.point);
        return copse_fail_memory(err);
    }
    copse_i_glmm_peak_copy(&f.point, peak);
    double slope = 0.0, lower = 0.0;
    if (tau > 0.0 && above(&f, 0.0, &slope, err) < 0.0) lower = crossing(&f, tau, 0.0, err);
    copse_i_glmm_peak_copy(&f.point, peak);
    const double far = beyond(&f, tau, err);
    const double upper = isnan(far) ? NAN : crossing(&f, tau, far, err);
    if (f.status == COPSE_OK) *interval = (copse_interval){lower * lower, upper * upper};
    het->tau2_ci_state = isnan(interval->upper) ? COPSE_TAU2_STATE_OPEN : COPSE_TAU2_STATE_FOUND;
    copse_i_glmm_peak_free(&f.point);
    return f.status == COPSE_ENOMEM ? f.status : COPSE_OK;
}
