/* The fit as a program has it. */
#include <copse/programs.h>

#include <copse/lanes.h>
#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

/* tau2 about the Mantel-Haenszel estimate; NaN where the trials did not come as tables. */
static copse_status mh_tau2(const copse_measure *measure, const double *const in[COPSE_IN_COUNT], size_t k,
                            const double *yi, const double *vi, double *tau2, double *Q, copse_error *err)
{
    const double *const table[4] = {in[COPSE_IN_AI], in[COPSE_IN_BI], in[COPSE_IN_CI], in[COPSE_IN_DI]};
    copse_mh mh = COPSE_MH_OR;
    double estimate = NAN;
    if (copse_mh_find(measure->code, &mh) != COPSE_OK) return COPSE_OK;
    for (size_t c = 0; c < 4; c++) {
        if (table[c] == NULL) return COPSE_OK;
        for (size_t i = 0; i < k; i++)
            if (!isfinite(table[c][i])) return COPSE_OK;
    }
    return copse_mh_tau2(mh, table, yi, vi, k, tau2, Q, &estimate, err);
}

copse_status copse_program_fit_opts(const copse_program_settings *s, const copse_measure *measure,
                                    const double *const in[COPSE_IN_COUNT], size_t k, const double *yi,
                                    const double *vi, copse_fit_opts *opts, double *Q, copse_error *err)
{
    if (s == NULL || measure == NULL || in == NULL || opts == NULL || Q == NULL)
        return copse_fail(err, COPSE_EINVAL, "a null pointer");
    *opts = s->fit;
    *Q = NAN;
    opts->method = (copse_method)s->value[COPSE_SETTING_METHOD];
    opts->test = (copse_test)s->value[COPSE_SETTING_TEST];
    const bool about = s->value[COPSE_SETTING_TAU2_ABOUT] == COPSE_ABOUT_MH && opts->method == COPSE_METHOD_DL &&
                       isnan(opts->tau2) && copse_setting_concerns(COPSE_SETTING_TAU2_ABOUT, measure);
    return about && k > 1 ? mh_tau2(measure, in, k, yi, vi, &opts->tau2, Q, err) : COPSE_OK;
}

/* mu -+ t sqrt(tau2 + 1/sum w), sum w from the weights in vcov. */
static void predict(copse_fit *fit, double df)
{
    const bool possible = fit->p == 1 && df > 0 && !isnan(fit->prediction.lower) && fit->variance_factor > 0;
    fit->prediction = (copse_interval){NAN, NAN};
    fit->prediction_df = NAN;
    if (!possible) return;
    const double mu = fit->coef[0].estimate, wald = fit->vcov[0] / fit->variance_factor;
    const double half = copse_t_quantile_upper((100 - fit->opts.level) / 200, df) * sqrt(fit->het.tau2 + wald);
    fit->prediction = (copse_interval){mu - half, mu + half};
    fit->prediction_df = df;
}

/* Another Q, and what follows from it. */
static void take_q(double Q, copse_heterogeneity *het)
{
    het->Q = Q;
    het->Q_p = copse_chisq_upper(Q, het->Q_df);
    het->I2_Q = Q > het->Q_df ? 100 * (Q - het->Q_df) / Q : 0;
}

void copse_program_dress(const copse_program_settings *s, double Q, copse_fit *fit)
{
    const copse_interval none = {NAN, NAN};
    if (!isnan(Q)) take_q(Q, &fit->het);
    if (s->value[COPSE_SETTING_TAU2_CI] == COPSE_TAU2_CI_NONE && !s->given[COPSE_SETTING_TAU2_CI])
        fit->het.tau2_ci = fit->het.I2_ci = fit->het.H2_ci = none;
    if (s->value[COPSE_SETTING_I2] == COPSE_I2_Q) {
        fit->het.I2 = fit->het.I2_Q;
        fit->het.H2 = fit->het.Q_df > 0 ? fit->het.Q / fit->het.Q_df : NAN;
        fit->het.I2_ci = fit->het.H2_ci = none;
    }
    const double k = (double)fit->k;
    if (s->given[COPSE_SETTING_PREDICTION]) return;
    switch (s->value[COPSE_SETTING_PREDICTION]) {
    case COPSE_PI_RULE_T1:
        predict(fit, k - 1);
        break;
    case COPSE_PI_RULE_T2:
        predict(fit, k - 2);
        break;
    case COPSE_PI_RULE_NONE:
        predict(fit, NAN);
        break;
    default:
        break;
    }
}

static copse_program_numbers numbers_of(const copse_fit *fit)
{
    const copse_coefficient *c = &fit->coef[0];
    const copse_heterogeneity *h = &fit->het;
    return (copse_program_numbers){.k = fit->k,
                                   .estimate = c->estimate,
                                   .se = c->se,
                                   .ci = c->ci,
                                   .p = c->p,
                                   .tau2 = h->tau2,
                                   .tau2_ci = h->tau2_ci,
                                   .I2 = h->I2,
                                   .Q = h->Q,
                                   .prediction = fit->prediction};
}

/* Everything that is computed on the way, k of each. */
typedef struct trials {
    const double *in[COPSE_IN_COUNT];
    double *input[COPSE_IN_COUNT], *yi, *vi, *memory;
    copse_effect_row *row;
    size_t k;
} trials;

static copse_status allocate(trials *t, const double *const in[COPSE_IN_COUNT], size_t k, copse_error *err)
{
    size_t columns = 2;
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) columns += in[c] != NULL;
    t->memory = copse_alloc(columns * k, sizeof *t->memory);
    t->row = copse_alloc(k, sizeof *t->row);
    if (t->memory == NULL || t->row == NULL) return copse_fail_memory(err);
    t->yi = t->memory;
    t->vi = t->yi + k;
    double *next = t->vi + k;
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) {
        if (in[c] == NULL) continue;
        t->in[c] = t->input[c] = next;
        for (size_t i = 0; i < k; i++) next[i] = in[c][i];
        next += k;
    }
    return COPSE_OK;
}

static void keep_computed(trials *t, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        if (t->row[i].status != COPSE_OK) continue;
        t->yi[t->k] = t->yi[i];
        t->vi[t->k] = t->vi[i];
        for (size_t c = 0; c < COPSE_IN_COUNT; c++)
            if (t->input[c] != NULL) t->input[c][t->k] = t->input[c][i];
        t->k++;
    }
}

/* From the counts, a table has all four. */
static copse_status compute(const copse_program_settings *s, const copse_measure *measure, size_t k, trials *t,
                            copse_error *err)
{
    const copse_effect_opts opts = copse_program_effect_opts(s, measure);
    copse_status status = copse_effect_compute(measure, t->in, k, &opts, t->yi, t->vi, NULL, t->row);
    if (status != COPSE_OK) return copse_fail(err, status, "the effect sizes cannot be computed");
    status = copse_program_adjust(s, measure, t->in, k, t->yi, t->vi, err);
    if (status == COPSE_OK) keep_computed(t, k);
    if (status == COPSE_OK && t->k == 0) status = copse_fail(err, COPSE_ETOOFEW, "no trial is left");
    return status;
}

copse_status copse_program_pool(const copse_program_settings *s, const copse_measure *measure,
                                const double *const in[COPSE_IN_COUNT], size_t k, copse_program_numbers *numbers,
                                copse_error *err)
{
    if (s == NULL || measure == NULL || in == NULL || numbers == NULL || k == 0)
        return copse_fail(err, COPSE_EINVAL, "no settings, no trials, or no place for the numbers");
    trials t = {0};
    copse_fit fit = {0};
    copse_fit_opts opts;
    double Q = NAN;
    copse_status status = allocate(&t, in, k, err);
    if (status == COPSE_OK) status = compute(s, measure, k, &t, err);
    if (status == COPSE_OK) status = copse_program_fit_opts(s, measure, t.in, t.k, t.yi, t.vi, &opts, &Q, err);
    if (status == COPSE_OK) status = copse_pool(t.yi, t.vi, NULL, t.k, 1, &opts, &fit, err);
    if (status == COPSE_OK) {
        copse_program_dress(s, Q, &fit);
        *numbers = numbers_of(&fit);
    }
    copse_fit_free(&fit);
    free(t.memory);
    free(t.row);
    return status;
}
