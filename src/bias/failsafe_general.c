/* Fail-safe N of a model of any estimator of tau2: N studies are added that are as precise as those there are on average
 * and as heterogeneous, around the mean that the missing ones are supposed to have. */
#include "failsafe_general.h"

#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t EXACT_MOST = 5000; /* studies that are added to a fit */

typedef struct copse_i_enlarged {
    const double *y, *v;
    size_t k;
    const copse_failsafe_opts *opts;
    copse_fit_opts fit;
    double typical_v, estimate, tau2, target;
    bool exact;
    double *more_y, *more_v; /* room for k + EXACT_MOST studies; NULL unless exact */
    double p_at, estimate_at, tau2_at;
    bool fitted_at;
} copse_i_enlarged;

/* n values of mean m and of variance s2 exactly. Whatever else they are, the fits are the same: equal weights make them count
 * by these two alone. */
static void spread(double m, double s2, size_t n, double *y)
{
    const size_t pairs = n / 2;
    const double step = pairs == 0 ? 0 : sqrt(s2 * (double)(n - 1) / (2 * (double)pairs));
    for (size_t i = 0; i < n; i++) y[i] = m + (i < pairs ? step : i < 2 * pairs ? -step : 0);
}

static copse_status fit_with(copse_i_enlarged *e, size_t n, copse_error *err)
{
    copse_fit fit = {0};
    spread(e->opts->missing_mean, e->typical_v + e->tau2, n, e->more_y + e->k);
    const copse_status status = copse_pool(e->more_y, e->more_v, NULL, e->k + n, 1, &e->fit, &fit, err);
    if (status == COPSE_OK) {
        e->estimate_at = fit.coef[0].estimate;
        e->tau2_at = fit.het.tau2;
        e->p_at = fit.coef[0].p;
    }
    copse_fit_free(&fit);
    return status;
}

static double closed_tau2(const copse_i_enlarged *e, double n)
{
    const copse_method method = e->fit.method;
    if (method == COPSE_METHOD_EE || method == COPSE_METHOD_FE) return 0;
    if (!isnan(e->fit.tau2)) return e->tau2;
    const double k = (double)e->k, m = e->opts->missing_mean, mean = (k * e->estimate + n * m) / (k + n);
    const double between = k * (e->estimate - mean) * (e->estimate - mean) + n * (m - mean) * (m - mean);
    return copse_i_not_negative(((k - 1) * e->tau2 + fmax(0, n - 1) * e->tau2 + between) / (k + n - 1));
}

static void estimate_with(copse_i_enlarged *e, double n)
{
    double total;
    const double tau2 = closed_tau2(e, n), mean = copse_i_weighted_mean(e->y, e->v, e->k, tau2, &total);
    const double more = n / (e->typical_v + tau2), all = total + more;
    e->estimate_at = (mean * total + more * e->opts->missing_mean) / all;
    e->tau2_at = tau2;
    e->p_at = 2 * copse_normal_upper(fabs(e->estimate_at) * sqrt(all));
}

static copse_status enlarge(copse_i_enlarged *e, double n, copse_error *err)
{
    e->fitted_at = e->exact && n <= (double)EXACT_MOST;
    if (e->fitted_at) return fit_with(e, (size_t)n, err);
    estimate_with(e, n);
    return COPSE_OK;
}

/* Has the result turned? Where the missing studies have an effect themselves, an estimate on their side is no evidence of
 * the effect that was observed. */
static bool has_turned(const copse_i_enlarged *e)
{
    const double m = e->opts->missing_mean;
    if (!isnan(e->target)) return e->target > 0 ? e->estimate_at <= e->target : e->estimate_at >= e->target;
    return (m != 0 && (e->estimate_at > 0) == (m > 0)) || !(e->p_at < e->opts->alpha);
}

/* `low` studies do not turn the result, `high` do. */
static copse_status bisect(copse_i_enlarged *e, double low, double high, double *n, copse_error *err)
{
    copse_status status = COPSE_OK;
    while (status == COPSE_OK && high - low > 1) {
        const double middle = floor(low + (high - low) / 2);
        status = enlarge(e, middle, err);
        if (status == COPSE_OK && has_turned(e)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    *n = high;
    return status == COPSE_OK ? enlarge(e, high, err) : status;
}

static copse_status search(copse_i_enlarged *e, copse_failsafe_number *number, copse_error *err)
{
    double low = 0, high = 1;
    copse_status status = enlarge(e, high, err);
    while (status == COPSE_OK && !has_turned(e) && high < COPSE_FAILSAFE_MOST) {
        low = high;
        high = fmin(2 * high, COPSE_FAILSAFE_MOST);
        status = enlarge(e, high, err);
    }
    if (status != COPSE_OK) return status;
    number->capped = !has_turned(e);
    number->n = high;
    if (!number->capped) status = bisect(e, low, high, &number->n, err);
    number->exact = e->fitted_at;
    number->p_at = e->p_at;
    number->estimate_at = e->estimate_at;
    number->tau2_at = e->tau2_at;
    return status;
}

static copse_status make_room(copse_i_enlarged *e, copse_error *err)
{
    e->more_y = copse_alloc(e->k + EXACT_MOST, sizeof *e->more_y);
    e->more_v = copse_alloc(e->k + EXACT_MOST, sizeof *e->more_v);
    if (e->more_y == NULL || e->more_v == NULL) return copse_fail_memory(err);
    memcpy(e->more_y, e->y, e->k * sizeof *e->y);
    memcpy(e->more_v, e->v, e->k * sizeof *e->v);
    for (size_t i = 0; i < EXACT_MOST; i++) e->more_v[e->k + i] = e->typical_v;
    return COPSE_OK;
}

/* The studies there are. */
static copse_status observe(copse_i_enlarged *e, copse_failsafe_number *number, copse_error *err)
{
    copse_fit fit = {0};
    copse_status status = copse_pool(e->y, e->v, NULL, e->k, 1, &e->fit, &fit, err);
    if (status == COPSE_OK) {
        double total;
        (void)copse_i_weighted_mean(e->y, e->v, e->k, 0, &total);
        e->typical_v = (double)e->k / total;
        e->estimate = e->estimate_at = number->estimate = number->estimate_at = fit.coef[0].estimate;
        e->tau2 = number->tau2 = number->tau2_at = fit.het.tau2;
        e->p_at = number->p = number->p_at = fit.coef[0].p;
        e->exact = e->opts->exact || fit.test != COPSE_TEST_Z;
        if (!(e->tau2 >= 0)) status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "tau2 cannot be estimated");
    }
    copse_fit_free(&fit);
    return status;
}

copse_status copse_i_failsafe_general(const double *y, const double *v, size_t k, const copse_failsafe_opts *opts,
                                      copse_failsafe_number *number, copse_error *err)
{
    copse_i_enlarged e = {.y = y, .v = v, .k = k, .opts = opts, .fit = opts->fit};
    e.fit.without_tau2_ci = true;
    e.fit.without_R2 = true;
    copse_status status = observe(&e, number, err);
    if (status != COPSE_OK) return status;
    number->exact = e.exact;
    e.target = isnan(opts->target) ? NAN : copysign(opts->target, e.estimate);
    number->target = e.target;
    if (isnan(number->p) || has_turned(&e)) {
        number->n = isnan(number->p) ? NAN : 0;
        return COPSE_OK;
    }
    if (e.exact) status = make_room(&e, err);
    if (status == COPSE_OK) status = search(&e, number, err);
    free(e.more_y);
    free(e.more_v);
    return status;
}
