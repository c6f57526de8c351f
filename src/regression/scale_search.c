/* Where to start, and the best of what is found. */
#include "scale_maximum.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SAME = 1e-9; /* log-likelihoods closer than this are the same maximum */

/* theta whose z theta + offset is nearest to target: z is orthonormal times sqrt(k). */
static void project(const copse_i_scale *s, const double *target, double *theta)
{
    for (size_t j = 0; j < s->q; j++) {
        theta[j] = 0;
        for (size_t i = 0; i < s->k; i++) theta[j] += s->z[j * s->k + i] * (target[i] - s->offset[i]) / (double)s->k;
    }
}

/* Study i has the tau2 of its offset, whatever theta. */
static bool is_free_of_theta(const copse_i_scale *s, size_t i)
{
    for (size_t j = 0; j < s->q; j++)
        if (s->z[j * s->k + i] != 0) return false;
    return true;
}

/* Identity link: moves theta until every tau2 is at least `least` times its place, by steps that mend the worst. */
static bool make_feasible(const copse_i_scale *s, double least, double *theta)
{
    for (int round = 0; round < 20000; round++) {
        size_t worst = s->k;
        double lowest = 0.5 * least;
        for (size_t i = 0; i < s->k; i++) {
            double tau2 = s->offset[i];
            for (size_t j = 0; j < s->q; j++) tau2 += s->z[j * s->k + i] * theta[j];
            if (tau2 < lowest && !is_free_of_theta(s, i)) lowest = tau2, worst = i;
        }
        if (worst == s->k) return true;
        double length = 0;
        for (size_t j = 0; j < s->q; j++) length += s->z[j * s->k + worst] * s->z[j * s->k + worst];
        if (!(length > 0)) return false;
        for (size_t j = 0; j < s->q; j++) theta[j] += (least - lowest) * s->z[j * s->k + worst] / length;
    }
    return false;
}

/* The excess of squared residuals of an unweighted fit over v, on average: a tau2 to start from. */
static double typical_tau2(const copse_i_scale *s, double *mean_v)
{
    double square = 0;
    *mean_v = 0;
    for (size_t i = 0; i < s->k; i++) {
        square += s->y[i] * s->y[i] / fmax((double)(s->k - s->p), 1);
        *mean_v += s->v[i] / (double)s->k;
    }
    return fmax(square - *mean_v, 0.1 * *mean_v);
}

typedef struct copse_i_quest {
    copse_i_scale *s;
    copse_i_scale_maximum here, *best;
    double *target;
    bool any;
} copse_i_quest;

static copse_status try_from(copse_i_quest *quest, const double *theta)
{
    copse_i_scale *s = quest->s;
    memcpy(quest->here.theta, theta, s->q * sizeof *theta);
    const copse_status status = copse_i_scale_climb(s, &quest->here);
    if (status == COPSE_ENOMEM) return status;
    if (status != COPSE_OK || !isfinite(quest->here.log_lik)) return COPSE_OK;
    copse_i_scale_maximum *best = quest->best;
    const double gain = quest->here.log_lik - best->log_lik;
    const bool better = !quest->any || gain > SAME || (gain > -SAME && quest->here.converged && !best->converged);
    quest->any = true;
    if (!better) return COPSE_OK;
    const copse_i_scale_maximum old = *best;
    *best = quest->here;
    quest->here = old; /* its memory */
    return COPSE_OK;
}

static copse_status try_target(copse_i_quest *quest, double *theta, double least)
{
    project(quest->s, quest->target, theta);
    if (quest->s->identity && !make_feasible(quest->s, least, theta)) return COPSE_OK;
    return try_from(quest, theta);
}

static copse_status try_constants(copse_i_quest *quest, double *theta)
{
    static const double SIZES[] = {1, 0.05, 10, 0.001};
    copse_i_scale *s = quest->s;
    double mean_v;
    const double tau2 = typical_tau2(s, &mean_v);
    copse_status status = COPSE_OK;
    for (size_t n = 0; status == COPSE_OK && n < sizeof SIZES / sizeof *SIZES; n++) {
        for (size_t i = 0; i < s->k; i++) quest->target[i] = s->identity ? SIZES[n] * tau2 : log(SIZES[n] * tau2);
        status = try_target(quest, theta, 0.1 * SIZES[n] * tau2);
    }
    return status;
}

/* log(r^2 + v/10) has mean about log(tau2 + v) - 1.27 (the mean of log chi-square with 1 df). */
static copse_status try_residuals(copse_i_quest *quest, double *theta)
{
    copse_i_scale *s = quest->s;
    double mean_v;
    const double tau2 = typical_tau2(s, &mean_v);
    for (size_t i = 0; i < s->k; i++) {
        const double square = s->y[i] * s->y[i];
        quest->target[i] = s->identity ? square - s->v[i] : log(square + 0.1 * s->v[i]) + 1.27;
    }
    return try_target(quest, theta, 0.1 * tau2);
}

/* From the best so far, a step to either side in each direction. */
static copse_status try_around(copse_i_quest *quest, double *theta)
{
    const size_t q = quest->s->q;
    double *centre = quest->target; /* k >= q places */
    copse_status status = COPSE_OK;
    memcpy(centre, quest->best->theta, q * sizeof *centre);
    for (size_t n = 0; status == COPSE_OK && n < 2 * q; n++) {
        memcpy(theta, centre, q * sizeof *theta);
        theta[n / 2] += n % 2 == 0 ? 2 : -2;
        if (quest->s->identity) theta[n / 2] = centre[n / 2] * (n % 2 == 0 ? 3 : -1);
        if (quest->s->identity && !make_feasible(quest->s, 1e-3 * fabs(centre[0]) + 1e-9, theta)) continue;
        status = try_from(quest, theta);
    }
    return status;
}

copse_status copse_i_scale_search(copse_i_scale *s, const double *warm, bool only_warm, copse_i_scale_maximum *best,
                                  copse_error *err)
{
    copse_i_quest quest = {.s = s, .best = best};
    double *room = copse_alloc(s->k + 2 * s->q, sizeof *room);
    copse_status status = room != NULL ? copse_i_scale_maximum_init(&quest.here, s->q) : COPSE_ENOMEM;
    if (status == COPSE_OK) {
        double *theta = room + s->k + s->q;
        quest.target = room;
        best->log_lik = -INFINITY;
        if (warm != NULL) {
            memcpy(theta, warm, s->q * sizeof *theta);
            if (!s->identity || make_feasible(s, 1e-9, theta)) status = try_from(&quest, theta);
        }
        if (status == COPSE_OK && !(only_warm && quest.any)) status = try_constants(&quest, theta);
        if (status == COPSE_OK && !only_warm) status = try_residuals(&quest, theta);
        if (status == COPSE_OK && !only_warm && quest.any) status = try_around(&quest, theta);
    }
    copse_i_scale_maximum_free(&quest.here);
    free(room);
    if (status != COPSE_OK) return copse_fail_memory(err);
    if (!quest.any)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "no scale coefficients were found that make tau2 of every study positive and the likelihood "
                          "finite");
    return COPSE_OK;
}
