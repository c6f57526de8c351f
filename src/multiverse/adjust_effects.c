/* Effects adjusted for small-study effects, by all methods and tests of a multiverse. What does not depend on the method or the
 * test is fitted once. */
#include <copse/bias.h>
#include <copse/multiverse.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void answer_why(copse_multiverse_answer *answer, size_t n, const char *why)
{
    for (size_t i = 0; i < n; i++) {
        answer[i].known = false;
        (void)snprintf(answer[i].why, sizeof answer[i].why, "%.*s", (int)sizeof answer[i].why - 1, why);
    }
}

static void answer_all(copse_multiverse_answer *answer, size_t n, const copse_coefficient *effect, double tau2)
{
    for (size_t i = 0; i < n; i++) {
        answer[i].known = true;
        answer[i].effect = *effect;
        answer[i].tau2 = tau2;
    }
}

static copse_fit_opts fit_opts(const copse_multiverse_question *q, size_t m, copse_test test)
{
    copse_fit_opts opts = q->fit;
    opts.method = q->method[m];
    opts.test = test;
    opts.without_tau2_ci = opts.without_R2 = true;
    return opts;
}

static double tau2_of(const copse_fit *fit)
{
    return isnan(fit->het.tau2) ? 0 : fit->het.tau2; /* of an equal-effects model */
}

/* ----------------------------------------------------------------------------------------------------- trim and fill */

static void answer_fit(copse_multiverse_answer *answer, const copse_fit *fit, copse_test test)
{
    if (fit->test == test) answer_all(answer, 1, &fit->coef[0], fit->het.tau2);
    else answer_why(answer, 1, "the test cannot be had for these studies");
}

/* The other tests of the same filled studies. */
static copse_status refill(const copse_multiverse_question *q, size_t m, const copse_trimfill *filled,
                           copse_multiverse_answer *answer)
{
    const size_t k = q->k + filled->missing;
    double *y = copse_alloc(2 * k, sizeof *y), *v = y == NULL ? NULL : y + k;
    if (y == NULL) return COPSE_ENOMEM;
    memcpy(y, q->y, q->k * sizeof *y);
    memcpy(v, q->v, q->k * sizeof *v);
    for (size_t i = 0; i < filled->missing; i++) {
        y[q->k + i] = filled->y[i];
        v[q->k + i] = filled->v[i];
    }
    copse_status st = COPSE_OK;
    for (size_t t = 1; t < q->tests && st != COPSE_ENOMEM; t++) {
        const copse_fit_opts opts = fit_opts(q, m, q->test[t]);
        copse_error own = {0};
        copse_fit fit = {0};
        st = copse_pool(y, v, NULL, k, 1, &opts, &fit, &own);
        if (st == COPSE_OK) answer_fit(&answer[t], &fit, q->test[t]);
        else answer_why(&answer[t], 1, own.text);
        copse_fit_free(&fit);
    }
    free(y);
    return st == COPSE_ENOMEM ? st : COPSE_OK;
}

static copse_status trim_and_fill(const copse_multiverse_question *q, size_t m, copse_multiverse_answer *answer)
{
    copse_trimfill filled = {0};
    copse_error own = {0};
    const copse_fit_opts opts = fit_opts(q, m, q->test[0]);
    copse_status st =
        copse_bias_trimfill(q->y, q->v, q->k, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, &opts, &filled, &own);
    if (st == COPSE_OK) {
        answer_fit(answer, &filled.fit, q->test[0]);
        st = refill(q, m, &filled, answer);
    } else {
        answer_why(answer, q->tests, own.text);
    }
    copse_trimfill_free(&filled);
    return st == COPSE_ENOMEM ? st : COPSE_OK;
}

/* ----------------------------------------------------------------------------------------------- limit meta-analysis */

static copse_status limit_meta(const copse_multiverse_question *q, size_t m, copse_multiverse_answer *answer)
{
    const copse_fit_opts opts = fit_opts(q, m, COPSE_TEST_Z);
    copse_fit fit = {0};
    copse_limit_meta limit = {0};
    copse_error own = {0};
    copse_status st = copse_pool(q->y, q->v, NULL, q->k, 1, &opts, &fit, &own);
    if (st == COPSE_OK) st = copse_bias_limit(q->y, q->v, q->k, tau2_of(&fit), q->fit.level, &limit, &own);
    if (st == COPSE_OK) answer_all(answer, q->tests, &limit.beta0, tau2_of(&fit));
    else answer_why(answer, q->tests, own.text);
    copse_fit_free(&fit);
    return st == COPSE_ENOMEM ? st : COPSE_OK;
}

/* --------------------------------------------------------------------------- models by maximum likelihood, fitted once */

/* The side on which large effects were selected: that of the pooled effect. */
static copse_status pooled_is_negative(const copse_multiverse_question *q, bool *negative, copse_error *err)
{
    copse_fit_opts opts = q->fit;
    copse_fit fit = {0};
    opts.method = COPSE_METHOD_REML;
    opts.test = COPSE_TEST_Z;
    opts.without_tau2_ci = opts.without_R2 = true;
    const copse_status st = copse_pool(q->y, q->v, NULL, q->k, 1, &opts, &fit, err);
    if (st == COPSE_OK) *negative = fit.coef[0].estimate < 0;
    copse_fit_free(&fit);
    return st;
}

static copse_status selection(const copse_multiverse_question *q, const copse_adjust_opts *steps,
                              copse_coefficient *effect, double *tau2, copse_error *err)
{
    copse_selmodel_opts opts = copse_selmodel_opts_default();
    copse_selmodel found = {0};
    bool negative = false;
    copse_status st = pooled_is_negative(q, &negative, err);
    if (st != COPSE_OK) return st;
    opts.level = q->fit.level;
    opts.side = negative ? COPSE_SELMODEL_LESS : COPSE_SELMODEL_GREATER;
    opts.without_profile = true;
    if (q->adjustment == COPSE_ADJUSTMENT_SELECTION_STEPS && steps != NULL) {
        opts.step = steps->step;
        opts.steps = steps->steps;
    }
    st = copse_selmodel_fit(q->y, q->v, NULL, NULL, q->k, 1, &opts, &found, err);
    if (st == COPSE_OK && !(found.converged && found.identified))
        st = copse_fail(err, COPSE_ENOTCOMPUTABLE, "the data do not identify the selection model");
    if (st == COPSE_OK) {
        *effect = found.coef[0];
        *tau2 = found.tau2.estimate;
    }
    copse_selmodel_free(&found);
    return st;
}

static copse_status puniform_star(const copse_multiverse_question *q, copse_coefficient *effect, double *tau2,
                                  copse_error *err)
{
    copse_puniform_opts opts = copse_puniform_star_opts_default();
    copse_puniform_star found = {0};
    opts.level = q->fit.level;
    const copse_status st = copse_bias_puniform_star(q->y, q->v, q->k, &opts, &found, err);
    if (st != COPSE_OK) return st;
    if (!found.identified) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the likelihood of p-uniform* has no maximum");
    *effect = (copse_coefficient){
        .estimate = found.estimate, .se = NAN, .statistic = NAN, .df = NAN, .p = found.p, .ci = found.ci};
    *tau2 = found.tau2;
    return COPSE_OK;
}

static copse_status copas(const copse_multiverse_question *q, copse_coefficient *effect, double *tau2, copse_error *err)
{
    copse_copas_opts opts = copse_copas_opts_default();
    copse_copas found = {0};
    opts.level = q->fit.level;
    copse_status st = copse_bias_copas(q->y, q->v, q->k, &opts, &found, err);
    if (st == COPSE_OK && found.chosen == found.points)
        st = copse_fail(err, COPSE_ENOTCOMPUTABLE, "no strength of Copas' selection explains the asymmetry");
    if (st == COPSE_OK) {
        const copse_copas_point *at = &found.point[found.chosen];
        *effect = (copse_coefficient){
            .estimate = at->estimate, .se = at->se, .statistic = at->statistic, .df = NAN, .p = at->p, .ci = at->ci};
        *tau2 = at->tau2;
    }
    copse_copas_free(&found);
    return st;
}

static copse_status fit_once(const copse_adjust_opts *opts, const copse_multiverse_question *q,
                             copse_multiverse_answer *answer)
{
    const size_t n = q->methods * q->tests;
    copse_coefficient effect = {0};
    double tau2 = NAN;
    copse_error own = {0};
    copse_status st = COPSE_OK;
    if (q->adjustment == COPSE_ADJUSTMENT_PUNIFORM_STAR) st = puniform_star(q, &effect, &tau2, &own);
    else if (q->adjustment == COPSE_ADJUSTMENT_COPAS) st = copas(q, &effect, &tau2, &own);
    else st = selection(q, opts, &effect, &tau2, &own);
    if (st == COPSE_OK) answer_all(answer, n, &effect, tau2);
    else answer_why(answer, n, own.text);
    return st == COPSE_ENOMEM ? st : COPSE_OK;
}

copse_status copse_adjust_effects(void *context, const copse_multiverse_question *question,
                                  copse_multiverse_answer *answer, copse_error *err)
{
    const size_t tests = question->tests;
    const bool fill = question->adjustment == COPSE_ADJUSTMENT_TRIMFILL;
    const bool limit = question->adjustment == COPSE_ADJUSTMENT_LIMIT;
    copse_status st = COPSE_OK;
    for (size_t m = 0; m < question->methods && (fill || limit) && st == COPSE_OK; m++)
        st = fill ? trim_and_fill(question, m, answer + m * tests) : limit_meta(question, m, answer + m * tests);
    if (!fill && !limit) st = fit_once(context, question, answer);
    return st == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}
