/* The bootstrap prediction interval of Nagashima, Noma & Furukawa 2019. */
#include "confidence_map.h"

#include <copse/math.h>
#include <copse/resample.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM = 5, BLOCK = 1024 };

typedef struct work {
    const double *y, *v;
    size_t k;
    uint64_t replicates;
    uint32_t seed;
    copse_i_confidence_map map;
    double *z, *theta; /* replicates */
} work;

static void normals(const work *w, uint64_t b, double z[2])
{
    copse_draw_normals((copse_address){.seed = w->seed, .stream = STREAM, .replicate = b, .draw = 0}, z);
}

/* Mean and Hartung-Knapp standard error with the weights 1/(v + tau2). */
static void mean_at(const work *w, double tau2, double *mean, double *se)
{
    double sum = 0, moment = 0, squares = 0;
    const double origin = w->y[0];
    for (size_t i = 0; i < w->k; i++) {
        const double weight = 1 / (w->v[i] + tau2);
        sum += weight;
        moment += weight * (w->y[i] - origin);
    }
    const double centre = moment / sum;
    for (size_t i = 0; i < w->k; i++) {
        const double d = w->y[i] - origin - centre;
        squares += d * (d / (w->v[i] + tau2));
    }
    *mean = origin + centre;
    *se = sqrt(squares / ((double)(w->k - 1) * sum));
}

static copse_status draw_block(void *context, size_t block, int thread, copse_error *err)
{
    (void)thread;
    (void)err;
    work *w = context;
    const uint64_t first = (uint64_t)block * BLOCK, end = first + BLOCK;
    for (uint64_t b = first; b < end && b < w->replicates; b++) {
        const copse_address at = {.seed = w->seed, .stream = STREAM, .replicate = b, .draw = 1};
        const double t = copse_draw_t(at, (double)(w->k - 1)), tau2 = copse_i_confidence_at(&w->map, w->z[b]);
        double z[2], mean, se;
        normals(w, b, z);
        mean_at(w, tau2, &mean, &se);
        w->theta[b] = mean + z[1] * sqrt(tau2) - t * se;
    }
    return COPSE_OK;
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Type 7 of Hyndman & Fan 1996. */
static double quantile(const double *sorted, uint64_t n, double p)
{
    const double h = (double)(n - 1) * fmin(fmax(p, 0), 1), below = floor(h);
    const uint64_t i = (uint64_t)below;
    return i + 1 < n ? sorted[i] + (h - below) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

/* Half the distance between the quantiles one binomial standard error away; NaN where that leaves the draws. */
static double quantile_error(const double *sorted, uint64_t n, double p)
{
    const double step = sqrt(p * (1 - p) / (double)n);
    if (!(p - step > 0 && p + step < 1)) return NAN;
    return 0.5 * (quantile(sorted, n, p + step) - quantile(sorted, n, p - step));
}

static copse_status check(const copse_boot_predict_plan *plan, copse_error *err)
{
    if (plan == NULL || plan->y == NULL || plan->v == NULL)
        return copse_fail(err, COPSE_EINVAL, "no estimates or no sampling variances");
    if (!(plan->level > 0 && plan->level < 100))
        return copse_fail(err, COPSE_EINVAL, "the level of an interval lies between 0 and 100 %%");
    if (plan->replicates < 1 || plan->replicates > COPSE_BOOT_PREDICT_MOST)
        return copse_fail(err, COPSE_EINVAL, "1 to %d draws make a prediction interval", COPSE_BOOT_PREDICT_MOST);
    return COPSE_OK;
}

static copse_status draw(const copse_boot_predict_plan *plan, work *w, copse_error *err)
{
    double low = INFINITY, high = -INFINITY;
    w->z = copse_alloc(w->replicates, sizeof *w->z);
    w->theta = copse_alloc(w->replicates, sizeof *w->theta);
    if (w->z == NULL || w->theta == NULL) return copse_fail_memory(err);
    for (uint64_t b = 0; b < w->replicates; b++) {
        double z[2];
        normals(w, b, z);
        w->z[b] = z[0];
        low = fmin(low, z[0]);
        high = fmax(high, z[0]);
    }
    copse_status status = copse_i_confidence_map_init(&w->map, w->y, w->v, w->k, low, high, err);
    const size_t blocks = (size_t)((w->replicates + BLOCK - 1) / BLOCK);
    if (status == COPSE_OK) status = copse_parallel_for(blocks, plan->threads, draw_block, w, err);
    if (status != COPSE_OK) return status;
    for (uint64_t b = 0; b < w->replicates; b++)
        if (!isfinite(w->theta[b])) return copse_fail(err, COPSE_ERANGE, "a draw is beyond the range of numbers");
    qsort(w->theta, w->replicates, sizeof *w->theta, rising);
    return COPSE_OK;
}

copse_status copse_boot_predict(const copse_boot_predict_plan *plan, copse_boot_prediction *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the interval");
    memset(out, 0, sizeof *out);
    copse_status status = check(plan, err);
    if (status != COPSE_OK) return status;
    work w = {.y = plan->y, .v = plan->v, .k = plan->k, .replicates = plan->replicates, .seed = plan->seed};
    status = draw(plan, &w, err);
    if (status == COPSE_OK) {
        const uint64_t n = w.replicates;
        const double low = (100 - plan->level) / 200, high = (100 + plan->level) / 200;
        out->pi = (copse_interval){quantile(w.theta, n, low), quantile(w.theta, n, high)};
        out->error = (copse_interval){quantile_error(w.theta, n, low), quantile_error(w.theta, n, high)};
        out->draw = w.theta;
        out->replicates = n;
        out->seed = plan->seed;
        w.theta = NULL;
    }
    copse_i_confidence_map_free(&w.map);
    free(w.z);
    free(w.theta);
    return status;
}

double copse_boot_prediction_beyond(const copse_boot_prediction *prediction, double limit, bool above)
{
    const uint64_t n = prediction->replicates;
    if (prediction->draw == NULL || n == 0 || isnan(limit)) return NAN;
    uint64_t beyond = 0;
    for (uint64_t b = 0; b < n; b++) beyond += above ? prediction->draw[b] > limit : prediction->draw[b] < limit;
    return (double)beyond / (double)n;
}

void copse_boot_prediction_free(copse_boot_prediction *prediction)
{
    if (prediction == NULL) return;
    free(prediction->draw);
    memset(prediction, 0, sizeof *prediction);
}
