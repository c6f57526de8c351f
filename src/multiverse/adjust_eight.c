#include "adjust_eight.h"

#include <copse/bias.h>
#include <copse/math.h>

#include <math.h>
#include <stdlib.h>

copse_lanes_opts copse_i_eight_opts(const copse_multiverse_question *question, size_t m)
{
    copse_lanes_opts opts = copse_lanes_opts_default();
    opts.fit = question->fit;
    opts.fit.method = question->method[m];
    opts.fit.test = question->test[0];
    opts.fit.pi = COPSE_PI_METAFOR;
    opts.fit.without_tau2_ci = opts.fit.without_R2 = true;
    opts.without_R2 = true;
    return opts;
}

void copse_i_eight_answer(const copse_lanes_fit *fit, size_t lane, copse_multiverse_answer *answer)
{
    const double estimate = fit->coef[0][lane], se = fit->se[0][lane], df = fit->df[lane];
    answer->known = fit->status[lane] == COPSE_LANE_OK;
    answer->effect = (copse_coefficient){.estimate = estimate, .se = se, .df = df, .p = NAN};
    if (!(se > 0)) return;
    answer->effect.statistic = estimate / se;
    answer->effect.p = isnan(df) ? 2 * copse_normal_upper(fabs(estimate / se)) : copse_t_two_sided(estimate / se, df);
}

/* With s^2 = v + tau2: the line through y against s with weights 1/s^2, at s = tau. */
static void limit_effect(const double *y, const double *v, size_t k, double tau2, copse_coefficient *effect)
{
    double sum = 0, s_mean = 0, y_mean = 0, ss = 0, sy = 0;
    for (size_t i = 0; i < k; i++) sum += 1 / (v[i] + tau2);
    for (size_t i = 0; i < k; i++) {
        const double share = 1 / ((v[i] + tau2) * sum);
        s_mean += share * sqrt(v[i] + tau2);
        y_mean += share * y[i * COPSE_LANES];
    }
    for (size_t i = 0; i < k; i++) {
        const double s = sqrt(v[i] + tau2), w = 1 / (v[i] + tau2);
        ss += w * (s - s_mean) * (s - s_mean);
        sy += w * (s - s_mean) * (y[i * COPSE_LANES] - y_mean);
    }
    const double far = sqrt(tau2) - s_mean, estimate = y_mean + far * sy / ss, se = sqrt(1 / sum + far * far / ss);
    *effect = (copse_coefficient){.estimate = estimate,
                                  .se = se,
                                  .statistic = estimate / se,
                                  .df = NAN,
                                  .p = 2 * copse_normal_upper(fabs(estimate / se))};
}

copse_status copse_i_limit_eight(const copse_multiverse_question *question, size_t m, size_t stride,
                                 copse_multiverse_answer *answer, copse_error *err)
{
    const copse_lanes_opts opts = copse_i_eight_opts(question, m);
    const copse_lanes_group group = {.k = question->k, .y = question->y, .v = question->v, .y_by_lane = true};
    copse_lanes *engine = NULL;
    copse_lanes_fit fit;
    copse_status st = copse_lanes_new(&opts, NULL, question->k, 1, &engine, err);
    if (st == COPSE_OK) st = copse_lanes_run(engine, &group, &fit, err);
    copse_lanes_free(engine);
    for (size_t l = 0; l < COPSE_LANES && st == COPSE_OK; l++) {
        copse_multiverse_answer *first = &answer[l * stride];
        first->known =
            fit.status[l] == COPSE_LANE_OK && question->k > 2 && !copse_bias_same_errors(question->v, question->k);
        if (first->known)
            limit_effect(question->y + l, question->v, question->k, isnan(fit.tau2[l]) ? 0 : fit.tau2[l],
                         &first->effect);
        for (size_t t = 1; t < question->tests; t++) first[t] = *first;
    }
    return st;
}

/* Those that no lanes can have. */
static copse_status one_by_one(void *context, const copse_multiverse_question *question,
                               copse_multiverse_answer *answer, copse_error *err)
{
    const size_t n = question->methods * question->tests;
    copse_multiverse_question one = *question;
    double *y = copse_alloc(question->k, sizeof *y);
    if (y == NULL) return copse_fail_memory(err);
    copse_status st = COPSE_OK;
    one.y = y;
    for (size_t l = 0; l < COPSE_LANES && st == COPSE_OK; l++) {
        for (size_t i = 0; i < question->k; i++) y[i] = question->y[i * COPSE_LANES + l];
        st = copse_adjust_effects(context, &one, answer + l * n, err);
    }
    free(y);
    return st;
}

copse_status copse_adjust_eight(void *context, const copse_multiverse_question *question,
                                copse_multiverse_answer *answer, copse_error *err)
{
    const size_t n = question->methods * question->tests;
    const bool fill = question->adjustment == COPSE_ADJUSTMENT_TRIMFILL;
    if (!fill && question->adjustment != COPSE_ADJUSTMENT_LIMIT) return one_by_one(context, question, answer, err);
    copse_status st = COPSE_OK;
    for (size_t m = 0; m < question->methods && st == COPSE_OK; m++) {
        copse_multiverse_answer *at = answer + m * question->tests;
        st = fill ? copse_i_trimfill_eight(question, m, n, at, err) : copse_i_limit_eight(question, m, n, at, err);
    }
    return st == COPSE_ENOMEM ? copse_fail_memory(err) : st;
}
