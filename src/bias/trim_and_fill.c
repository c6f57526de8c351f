/* Trim and fill: how many studies are missing on one side, by the ranks of the deviations from the mean of the others; then the
 * mean with mirror images of the outermost ones. */
#include "bias_parts.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_ITERATIONS = 100 };

const char *copse_trimfill_estimator_name(copse_trimfill_estimator estimator)
{
    static const char *const NAMES[COPSE_TRIMFILL_COUNT] = {"L0", "R0", "Q0"};
    return (unsigned)estimator < COPSE_TRIMFILL_COUNT ? NAMES[estimator] : "";
}

const char *copse_trimfill_side_name(copse_trimfill_side side)
{
    static const char *const NAMES[] = {"auto", "left", "right"};
    return (unsigned)side <= COPSE_TRIMFILL_RIGHT ? NAMES[side] : "";
}

/* A study, turned so that the missing ones are on the left. */
typedef struct study {
    double y, v, size; /* the size of studies is for RB's tau2 */
    size_t place;
} study;

static int by_estimate(const void *left, const void *right)
{
    const study *a = left, *b = right;
    if (a->y != b->y) return a->y < b->y ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* Where the study at `at` of the sorted ones is from the mean. */
typedef struct distance {
    double deviation;
    size_t at;
} distance;

/* By size of the deviation; equal ones in the order of the estimates. */
static int by_distance(const void *left, const void *right)
{
    const distance *a = left, *b = right;
    const double x = fabs(a->deviation), y = fabs(b->deviation);
    if (x != y) return x < y ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

/* Everything under way. */
typedef struct trim {
    size_t k;
    study *sorted; /* by estimate */
    distance *distance;
    double *y, *v, *size; /* room for 2k: a sorted part, or all with those filled in */
    double mean;          /* of the last trimmed set */
} trim;

static void trim_free(trim *t)
{
    free(t->sorted);
    free(t->distance);
    free(t->y);
    free(t->v);
    free(t->size);
}

static copse_status trim_init(trim *t, const double *y, const double *v, const double *size, size_t k, bool right,
                              copse_error *err)
{
    *t = (trim){.k = k,
                .sorted = copse_alloc(k, sizeof *t->sorted),
                .distance = copse_alloc(k, sizeof *t->distance),
                .y = copse_alloc(k, 2 * sizeof *t->y),
                .v = copse_alloc(k, 2 * sizeof *t->v),
                .size = copse_alloc(k, 2 * sizeof *t->size),
                .mean = NAN};
    if (t->sorted == NULL || t->distance == NULL || t->y == NULL || t->v == NULL || t->size == NULL)
        return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++)
        t->sorted[i] = (study){right ? -y[i] : y[i], v[i], size != NULL ? size[i] : (double)NAN, i};
    qsort(t->sorted, k, sizeof *t->sorted, by_estimate);
    return COPSE_OK;
}

/* Does y fall as its standard error rises? */
static copse_status find_side(const double *y, const double *v, size_t k, const copse_fit_opts *opts,
                              copse_trimfill_side *side, copse_error *err)
{
    copse_fit_opts how = *opts;
    copse_i_line line = {0};
    how.test = COPSE_TEST_Z;
    how.pi = COPSE_PI_METAFOR;
    how.setup.size = NULL;
    if (copse_bias_same_errors(v, k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the standard error is the same in all studies: name the side where they are missing");
    if (!copse_method_can(opts->method, k, 2))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "%s cannot tell the side from %zu studies: name the side where they are missing",
                          copse_method_code(opts->method), k);
    double *s = copse_alloc(k, sizeof *s);
    for (size_t i = 0; s != NULL && i < k; i++) s[i] = sqrt(v[i]);
    const copse_status status =
        s != NULL ? copse_i_bias_line(y, v, s, NULL, k, 1, &how, how.level, &line, err) : copse_fail_memory(err);
    free(s);
    if (status == COPSE_OK) *side = line.slope.estimate < 0 ? COPSE_TRIMFILL_RIGHT : COPSE_TRIMFILL_LEFT;
    return status;
}

/* The mean without the `cut` outermost studies. */
static copse_status trimmed_mean(trim *t, size_t cut, const copse_fit_opts *opts, copse_error *err)
{
    copse_fit_opts how = *opts;
    copse_fit fit = {0};
    how.test = COPSE_TEST_Z; /* the mean alone matters */
    how.pi = COPSE_PI_METAFOR;
    how.without_tau2_ci = how.without_R2 = true;
    how.setup.size = opts->setup.size != NULL ? t->size : NULL;
    for (size_t i = 0; i < t->k - cut; i++) {
        t->y[i] = t->sorted[i].y;
        t->v[i] = t->sorted[i].v;
        t->size[i] = t->sorted[i].size;
    }
    const copse_status status = copse_pool(t->y, t->v, NULL, t->k - cut, 1, &how, &fit, err);
    if (status == COPSE_OK) t->mean = fit.coef[0].estimate;
    copse_fit_free(&fit);
    return status;
}

/* Sum of ranks above the mean, and the largest rank below it (0: none is). */
static void rank_sums(trim *t, double *above, size_t *below)
{
    *above = 0;
    *below = 0;
    for (size_t i = 0; i < t->k; i++) t->distance[i] = (distance){t->sorted[i].y - t->mean, i};
    qsort(t->distance, t->k, sizeof *t->distance, by_distance);
    for (size_t i = 0; i < t->k; i++) {
        if (t->distance[i].deviation > 0) *above += (double)(i + 1);
        if (t->distance[i].deviation < 0) *below = i + 1;
    }
}

/* The estimate before rounding, and its standard error. */
static double estimate_missing(const trim *t, copse_trimfill_estimator estimator, double S, size_t below, double *se)
{
    const double k = (double)t->k;
    if (estimator == COPSE_TRIMFILL_R0) {
        const double m = below > 0 ? k - (double)below - 1 : (double)NAN;
        *se = sqrt(2 * fmax(0, m) + 2);
        return m;
    }
    const double m =
        estimator == COPSE_TRIMFILL_L0 ? (4 * S - k * (k + 1)) / (2 * k - 1) : k - 0.5 - sqrt(2 * k * k - 4 * S + 0.25);
    const double variance = (k * (k + 1) * (2 * k + 1) + 10 * m * m * m + 27 * m * m + 17 * m - 18 * k * m * m -
                             18 * k * m + 6 * k * k * m) /
                            24;
    *se = estimator == COPSE_TRIMFILL_L0 ? 4 * sqrt(variance) / (2 * k - 1)
                                         : 2 * sqrt(variance) / sqrt((k - 0.5) * (k - 0.5) - m * (2 * k - m - 1));
    return m;
}

static copse_status settle(trim *t, copse_trimfill *out, const copse_fit_opts *opts, copse_error *err)
{
    double S = 0;
    size_t below = 0, before = 0;
    for (out->iterations = 1; out->iterations <= MOST_ITERATIONS; out->iterations++) {
        before = out->missing;
        const copse_status status = trimmed_mean(t, before, opts, err);
        if (status != COPSE_OK) return status;
        rank_sums(t, &S, &below);
        const double m = estimate_missing(t, out->estimator, S, below, &out->missing_se);
        if (!(m < (double)t->k - 0.5))
            return copse_fail(err, COPSE_ENOTCOMPUTABLE, "%s has no value for these studies",
                              copse_trimfill_estimator_name(out->estimator));
        out->missing = m > 0 ? (size_t)nearbyint(m) : 0;
        if (out->missing == before) return COPSE_OK;
    }
    return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                      "the number of missing studies does not settle: after %d rounds it goes "
                      "from %zu to %zu",
                      MOST_ITERATIONS, before, out->missing);
}

static copse_status fill_in(trim *t, const double *y, copse_trimfill *out, const copse_fit_opts *opts, copse_error *err)
{
    const bool right = out->side == COPSE_TRIMFILL_RIGHT;
    const double mean = right ? -t->mean : t->mean;
    const size_t k = t->k, m = out->missing;
    out->y = copse_alloc(m, sizeof *out->y);
    out->v = copse_alloc(m, sizeof *out->v);
    out->mirrored = copse_alloc(m, sizeof *out->mirrored);
    if (out->y == NULL || out->v == NULL || out->mirrored == NULL) return copse_fail_memory(err);
    copse_fit_opts how = *opts;
    how.setup.size = opts->setup.size != NULL ? t->size : NULL;
    for (size_t i = 0; i < k; i++) {
        const study *s = &t->sorted[i];
        t->y[s->place] = y[s->place];
        t->v[s->place] = s->v;
        t->size[s->place] = s->size;
    }
    for (size_t i = 0; i < m; i++) {
        const study *s = &t->sorted[k - m + i];
        out->mirrored[i] = s->place;
        out->y[i] = t->y[k + i] = mean - (y[s->place] - mean);
        out->v[i] = t->v[k + i] = s->v;
        t->size[k + i] = s->size;
    }
    return copse_pool(t->y, t->v, NULL, k + m, 1, &how, &out->fit, err);
}

copse_status copse_bias_trimfill_about(const double *y, const double *v, size_t k, copse_trimfill_estimator estimator,
                                       copse_trimfill_side side, copse_method trim_method, const copse_fit_opts *opts,
                                       copse_trimfill *out, copse_error *err)
{
    const copse_fit_opts usual = copse_fit_opts_default();
    trim t = {0};
    if (out == NULL || (unsigned)estimator >= COPSE_TRIMFILL_COUNT || (unsigned)side > COPSE_TRIMFILL_RIGHT)
        return copse_fail(err, COPSE_EINVAL, "no such estimator or side");
    if ((unsigned)trim_method >= COPSE_METHOD_COUNT)
        return copse_fail(err, COPSE_EINVAL, "no such estimator of tau2 to trim by");
    if (opts == NULL) opts = &usual;
    copse_fit_opts about = *opts;
    about.method = trim_method;
    *out =
        (copse_trimfill){.estimator = estimator, .side = side, .trim_method = trim_method, .missing_se = NAN, .p = NAN};
    if (k < 2) return copse_fail(err, COPSE_ETOOFEW, "trim and fill needs two studies");
    copse_status status = copse_i_bias_check_studies(y, v, k, err);
    if (status == COPSE_OK && opts->setup.weight != NULL)
        status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "the studies filled in have no weights of their own");
    if (status == COPSE_OK && side == COPSE_TRIMFILL_AUTO) status = find_side(y, v, k, &about, &out->side, err);
    if (status == COPSE_OK) status = trim_init(&t, y, v, opts->setup.size, k, out->side == COPSE_TRIMFILL_RIGHT, err);
    if (status == COPSE_OK) status = settle(&t, out, &about, err);
    if (status == COPSE_OK && estimator == COPSE_TRIMFILL_R0) out->p = ldexp(1, -(int)out->missing - 1);
    if (status == COPSE_OK) status = fill_in(&t, y, out, opts, err);
    out->fit.opts.setup.size = NULL; /* it went with the sorted studies */
    trim_free(&t);
    return status;
}

copse_status copse_bias_trimfill(const double *y, const double *v, size_t k, copse_trimfill_estimator estimator,
                                 copse_trimfill_side side, const copse_fit_opts *opts, copse_trimfill *out,
                                 copse_error *err)
{
    const copse_method method = opts != NULL ? opts->method : copse_fit_opts_default().method;
    return copse_bias_trimfill_about(y, v, k, estimator, side, method, opts, out, err);
}

void copse_trimfill_free(copse_trimfill *trimfill)
{
    if (trimfill == NULL) return;
    free(trimfill->mirrored);
    free(trimfill->y);
    free(trimfill->v);
    copse_fit_free(&trimfill->fit);
    *trimfill = (copse_trimfill){0};
}
