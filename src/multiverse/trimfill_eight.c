/* Trim and fill of eight data sets at once: a lane's weights are 1 for the studies that are in it, 0 for those trimmed or not filled in.
 * Definitions, ties and limits as copse_bias_trimfill (trim_and_fill.c). */
#include "adjust_eight.h"

#include <copse/bias.h>

#include <math.h>
#include <stdlib.h>

enum { MOST_ROUNDS = 100 };

/* A study by its rank, or by its distance from the mean; ties in the order of `place`. */
typedef struct ranked {
    double value, turned;
    size_t place;
} ranked;

static int rising(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

typedef struct trim {
    size_t k;
    copse_lanes *engine; /* of 2k rows */
    ranked *sorted;      /* by lane: k studies by their estimates, turned so that the missing ones are on the left */
    ranked *distance;    /* k */
    double *y, *v, *n;   /* 2k rows, y and n by lane: the studies, then what mirrors them */
    double turn[COPSE_LANES], mean[COPSE_LANES];
    size_t missing[COPSE_LANES], rounds;
    bool live[COPSE_LANES], settled[COPSE_LANES];
} trim;

static void trim_free(trim *t)
{
    copse_lanes_free(t->engine);
    free(t->sorted);
    free(t->distance);
    free(t->y);
    free(t->v);
    free(t->n);
}

static copse_status trim_new(const copse_multiverse_question *q, size_t m, trim *t, copse_error *err)
{
    const size_t k = q->k;
    const copse_lanes_opts opts = copse_i_eight_opts(q, m);
    *t = (trim){.k = k,
                .sorted = copse_alloc(k * COPSE_LANES, sizeof *t->sorted),
                .distance = copse_alloc(k, sizeof *t->distance),
                .y = copse_alloc(2 * k * COPSE_LANES, sizeof *t->y),
                .v = copse_alloc(2 * k, sizeof *t->v),
                .n = copse_alloc(2 * k * COPSE_LANES, sizeof *t->n)};
    if (t->sorted == NULL || t->distance == NULL || t->y == NULL || t->v == NULL || t->n == NULL)
        return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) t->v[i] = t->v[k + i] = q->v[i];
    for (size_t i = 0; i < k * COPSE_LANES; i++) {
        t->y[i] = q->y[i];
        t->n[i] = 1;
    }
    return copse_lanes_new(&opts, NULL, 2 * k, 1, &t->engine, err);
}

/* The side to which y falls as its standard error rises has the studies; the others are missing. */
static copse_status find_sides(const copse_multiverse_question *q, size_t m, trim *t, copse_error *err)
{
    const size_t k = q->k;
    copse_lanes_opts opts = copse_i_eight_opts(q, m);
    copse_lanes *engine = NULL;
    copse_lanes_fit fit;
    if (k < 2 || copse_bias_same_errors(q->v, k) || !copse_method_can(q->method[m], k, 2)) return COPSE_OK; /* none */
    double *design = copse_alloc(2 * k, sizeof *design);
    if (design == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) {
        design[2 * i] = 1;
        design[2 * i + 1] = sqrt(q->v[i]);
    }
    opts.fit.test = COPSE_TEST_Z;
    const copse_lanes_group group = {.k = k, .y = q->y, .v = q->v, .y_by_lane = true};
    copse_status st = copse_lanes_new(&opts, design, k, 2, &engine, err);
    if (st == COPSE_OK) st = copse_lanes_run(engine, &group, &fit, err);
    for (size_t l = 0; l < COPSE_LANES && st == COPSE_OK; l++) {
        t->live[l] = fit.status[l] == COPSE_LANE_OK;
        t->turn[l] = fit.coef[1][l] < 0 ? -1 : 1;
    }
    copse_lanes_free(engine);
    free(design);
    return st;
}

static void sort_all(trim *t)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        ranked *sorted = t->sorted + l * t->k;
        for (size_t i = 0; i < t->k; i++) {
            const double y = t->turn[l] * t->y[i * COPSE_LANES + l];
            sorted[i] = (ranked){y, y, i};
        }
        qsort(sorted, t->k, sizeof *sorted, rising);
    }
}

/* L0 before rounding, from the ranks of the distances from the mean. */
static double missing_studies(trim *t, size_t lane)
{
    const ranked *sorted = t->sorted + lane * t->k;
    const double k = (double)t->k, mean = t->turn[lane] * t->mean[lane];
    double above = 0;
    for (size_t i = 0; i < t->k; i++) {
        const double far = sorted[i].turned - mean;
        t->distance[i] = (ranked){fabs(far), far, i};
    }
    qsort(t->distance, t->k, sizeof *t->distance, rising);
    for (size_t i = 0; i < t->k; i++)
        if (t->distance[i].turned > 0) above += (double)(i + 1);
    return (4 * above - k * (k + 1)) / (2 * k - 1);
}

/* The means of what is left, in all lanes; then how many more are missing. */
static copse_status trim_once(trim *t, copse_error *err)
{
    copse_lanes_fit fit;
    const copse_lanes_group group = {.k = t->k, .y = t->y, .v = t->v, .y_by_lane = true, .n = t->n};
    for (size_t l = 0; l < COPSE_LANES; l++)
        for (size_t i = 0; i < t->k; i++)
            t->n[t->sorted[l * t->k + i].place * COPSE_LANES + l] = i + t->missing[l] < t->k ? 1 : 0;
    const copse_status st = copse_lanes_run(t->engine, &group, &fit, err);
    for (size_t l = 0; l < COPSE_LANES && st == COPSE_OK; l++) {
        if (!t->live[l] || t->settled[l]) continue;
        t->live[l] = fit.status[l] == COPSE_LANE_OK;
        t->mean[l] = fit.coef[0][l];
        const double missing = t->live[l] ? missing_studies(t, l) : (double)NAN;
        t->live[l] = missing < (double)t->k - 0.5;
        const size_t now = t->live[l] && missing > 0 ? (size_t)nearbyint(missing) : 0;
        t->settled[l] = now == t->missing[l];
        t->missing[l] = now;
    }
    return st;
}

static bool goes_on(const trim *t)
{
    for (size_t l = 0; l < COPSE_LANES; l++)
        if (t->live[l] && !t->settled[l]) return true;
    return false;
}

static void fill_in(trim *t)
{
    for (size_t l = 0; l < COPSE_LANES; l++)
        for (size_t i = 0; i < t->k; i++) {
            const size_t place = t->sorted[l * t->k + i].place, at = place * COPSE_LANES + l;
            const size_t mirror = at + t->k * COPSE_LANES;
            const bool mirrored = t->settled[l] && i + t->missing[l] >= t->k;
            t->n[at] = 1;
            t->n[mirror] = mirrored ? 1 : 0;
            t->y[mirror] = mirrored ? t->mean[l] - (t->y[at] - t->mean[l]) : 0;
        }
}

static copse_status pool_all(const copse_multiverse_question *q, trim *t, size_t stride,
                             copse_multiverse_answer *answer, copse_error *err)
{
    copse_lanes_fit fit[COPSE_TEST_COUNT];
    const copse_lanes_group group = {.k = 2 * t->k, .y = t->y, .v = t->v, .y_by_lane = true, .n = t->n};
    const copse_status st = copse_lanes_run_tests(t->engine, &group, q->test, q->tests, fit, err);
    for (size_t l = 0; l < COPSE_LANES && st == COPSE_OK; l++)
        for (size_t i = 0; i < q->tests; i++) {
            copse_i_eight_answer(&fit[i], l, &answer[l * stride + i]);
            answer[l * stride + i].known = answer[l * stride + i].known && t->live[l] && t->settled[l];
        }
    return st;
}

copse_status copse_i_trimfill_eight(const copse_multiverse_question *question, size_t m, size_t stride,
                                    copse_multiverse_answer *answer, copse_error *err)
{
    trim t = {0};
    copse_status st = trim_new(question, m, &t, err);
    if (st == COPSE_OK) st = find_sides(question, m, &t, err);
    if (st == COPSE_OK) sort_all(&t);
    while (st == COPSE_OK && goes_on(&t) && t.rounds++ < MOST_ROUNDS) st = trim_once(&t, err);
    if (st == COPSE_OK) fill_in(&t);
    if (st == COPSE_OK) st = pool_all(question, &t, stride, answer, err);
    trim_free(&t);
    return st;
}
