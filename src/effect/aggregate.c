/* The effects of one trial → one: plain arrays. */
#include "dependence.h"

#include <math.h>
#include <stdlib.h>

static copse_status check_number(double x, const char *name, double low, copse_error *err)
{
    char number[COPSE_NUMBER_TEXT];
    if (x >= low && x <= 1.0) return COPSE_OK;
    return copse_fail(err, COPSE_EDOM, "%s, the correlation%s, must lie between %g and 1, and is %s", name,
                      low < 0.0 ? " between effects" : " of effects one unit of time apart", low,
                      copse_format_exact(number, sizeof number, x));
}

copse_status copse_aggregate_check(const copse_aggregate_opts *opts, bool has_time, bool has_obs, copse_error *err)
{
    const copse_structure structure = opts->structure;
    copse_status status = COPSE_OK;
    if ((size_t)opts->combine >= COPSE_COMBINE_COUNT || (size_t)structure >= COPSE_STRUCTURE_COUNT) {
        return copse_fail(err, COPSE_EINVAL, "no such way to combine effects");
    }
    if ((copse_structure_has_time(structure) && !has_time) || (copse_structure_has_obs(structure) && !has_obs)) {
        return copse_fail(err, COPSE_EINVAL, "structure %s needs times%s", copse_structure_name(structure),
                          copse_structure_has_obs(structure) ? " and what each effect is on" : "");
    }
    if (copse_structure_has_rho(structure)) status = check_number(opts->rho, "rho", -1.0, err);
    if (status == COPSE_OK && copse_structure_has_time(structure)) status = check_number(opts->phi, "phi", 0.0, err);
    return status;
}

static copse_status check(const double *yi, const double *vi, const double *time, const size_t *obs, size_t m,
                          const copse_aggregate_opts *opts, copse_error *err)
{
    if (!yi || !vi || !opts || m == 0) return copse_fail(err, COPSE_EINVAL, "no effects to combine");
    copse_status status = copse_aggregate_check(opts, time != NULL, obs != NULL, err);
    const bool timed = time && copse_structure_has_time(opts->structure);
    for (size_t j = 0; status == COPSE_OK && j < m; j++) {
        if (!isfinite(yi[j]) || !(vi[j] > 0.0 && isfinite(vi[j])) || (timed && !isfinite(time[j]))) {
            status = copse_fail(err, COPSE_EDOM, "effect %zu: not a finite effect, variance above 0%s", j + 1,
                                timed ? " and time" : "");
        }
    }
    return status;
}

static copse_status impossible(const copse_i_dependence *r, const copse_aggregate_opts *opts, copse_error *err)
{
    char number[COPSE_NUMBER_TEXT];
    if (r->same) {
        return copse_fail(err, COPSE_EDOM, "a correlation of %s is not possible between %zu effects",
                          copse_format_exact(number, sizeof number, r->rho), r->m);
    }
    return copse_fail(err, COPSE_EDOM,
                      "the correlations of structure %s are not positive definite: effects %zu and %zu of %zu are "
                      "as good as the same%s",
                      copse_structure_name(opts->structure), r->beside + 1, r->bad + 1, r->m,
                      opts->structure == COPSE_STRUCTURE_CS_X_CAR ? " (one time and outcome?)" : " (at one time?)");
}

/* The smallest variance's error over each effect's own: at most 1, so that squares do not overflow. */
static double relative_precision(const double *vi, size_t m, double *u)
{
    double least = vi[0];
    for (size_t j = 1; j < m; j++) least = fmin(least, vi[j]);
    for (size_t j = 0; j < m; j++) u[j] = sqrt(least) / sqrt(vi[j]);
    return least;
}

/* sum w (y - y_0) / sum w, about the first so that a common shift costs no digits. */
static double weighted_mean(const double *yi, const double *w, size_t m)
{
    double sum = 0.0, total = 0.0;
    for (size_t j = 0; j < m; j++) {
        sum += w[j] * (yi[j] - yi[0]);
        total += w[j];
    }
    return yi[0] + sum / total;
}

/* w = V^-1 1; a = sqrt(least) / sqrt(v), on entry and left so. */
static void by_least_squares(const copse_i_dependence *r, const double *yi, double least, const double *a, double *w,
                             double *y, double *v, bool *negative)
{
    double total = 0.0;
    for (size_t j = 0; j < r->m; j++) w[j] = a[j];
    copse_i_dependence_solve(r, w);
    for (size_t j = 0; j < r->m; j++) {
        w[j] *= a[j];
        total += w[j];
        if (w[j] < 0.0 && negative) *negative = true;
    }
    *y = weighted_mean(yi, w, r->m);
    *v = least / total;
}

/* Given weights: the variance is a'Ra / (sum w)^2 with a_j = w_j sqrt(v_j). */
static copse_status by_weights(const copse_i_dependence *r, const copse_aggregate_opts *opts, const double *yi,
                               const double *vi, double *a, double *w, double *y, double *v, copse_error *err)
{
    const bool weighted = opts->combine == COPSE_COMBINE_WEIGHTED;
    const size_t m = r->m;
    double scale = weighted ? relative_precision(vi, m, a) : vi[0], total = 0.0, norm = 0.0;
    for (size_t j = 1; !weighted && j < m; j++) scale = fmax(scale, vi[j]);
    for (size_t j = 0; j < m; j++) {
        w[j] = weighted ? a[j] * a[j] : 1.0;
        if (!weighted) a[j] = sqrt(vi[j]) / sqrt(scale);
        total += w[j];
        norm += a[j] * a[j];
    }
    const double square = copse_i_dependence_quadratic(r, a);
    if (!(square > r->tolerance * norm)) return impossible(r, opts, err); /* the errors would cancel */
    *y = weighted_mean(yi, w, m);
    *v = square / total * (scale / total);
    return COPSE_OK;
}

static copse_status combine(const copse_i_dependence *r, const double *yi, const double *vi,
                            const copse_aggregate_opts *opts, double *y, double *v, bool *negative, copse_error *err)
{
    const bool gls = opts->combine == COPSE_COMBINE_GLS;
    if (r->indefinite || (gls && r->singular)) return impossible(r, opts, err);
    double *room = copse_alloc(r->m, 2 * sizeof *room);
    if (!room) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    if (gls) {
        const double least = relative_precision(vi, r->m, room);
        by_least_squares(r, yi, least, room, room + r->m, y, v, negative);
    } else {
        status = by_weights(r, opts, yi, vi, room, room + r->m, y, v, err);
    }
    free(room);
    return status;
}

copse_status copse_aggregate(const double *yi, const double *vi, const double *time, const size_t *obs, size_t m,
                             const copse_aggregate_opts *opts, double *y, double *v, bool *negative, copse_error *err)
{
    copse_i_dependence r = {0};
    if (!y || !v) return copse_fail(err, COPSE_EINVAL, "no place for the combined effect");
    *y = *v = (double)NAN;
    if (negative) *negative = false;
    copse_status status = check(yi, vi, time, obs, m, opts, err);
    if (status != COPSE_OK) return status;
    double mean = yi[0], variance = vi[0];
    if (m > 1) {
        if (copse_i_dependence_factor(&r, opts, time, obs, m) != COPSE_OK) status = copse_fail_memory(err);
        if (status == COPSE_OK) status = combine(&r, yi, vi, opts, &mean, &variance, negative, err);
        copse_i_dependence_free(&r);
    }
    if (status == COPSE_OK && !(isfinite(mean) && variance > 0.0 && isfinite(variance))) {
        status = copse_fail(err, COPSE_ERANGE, "the combined effect is not a finite number");
    }
    if (status != COPSE_OK) return status;
    *y = mean;
    *v = variance;
    return COPSE_OK;
}
