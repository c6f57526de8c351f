/* The fit as a program has it: by inverse variance, or by Mantel-Haenszel where it pools tables with a fixed effect so. */
#include "program_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

/* The four columns of 2x2 tables, or of events with person-times; false where a trial did not come so. */
static bool find_tables(const copse_program_trials *t, bool rate, const double *table[4])
{
    static const copse_input CELLS[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI};
    static const copse_input RATES[] = {COPSE_IN_X1I, COPSE_IN_T1I, COPSE_IN_X2I, COPSE_IN_T2I};
    for (size_t c = 0; c < 4; c++) {
        table[c] = t->in[rate ? RATES[c] : CELLS[c]];
        if (table[c] == NULL) return false;
        for (size_t i = 0; i < t->k; i++)
            if (!isfinite(table[c][i])) return false;
    }
    return true;
}

copse_fit_opts copse_i_program_fit_opts(const copse_program_settings *s)
{
    copse_fit_opts opts = s->fit;
    const bool by_method = s->value[COPSE_SETTING_TAU2_CI] == COPSE_TAU2_CI_BY_METHOD;
    opts.method = (copse_method)s->value[COPSE_SETTING_METHOD];
    opts.test = (copse_test)s->value[COPSE_SETTING_TEST];
    if (!s->given[COPSE_SETTING_PREDICTION]) opts.pi = COPSE_PI_METAFOR;
    if (!s->given[COPSE_SETTING_TAU2_CI])
        opts.setup.ci = by_method && opts.method == COPSE_METHOD_DL ? COPSE_TAU2_CI_BJ : COPSE_TAU2_CI_QP;
    return opts;
}

static bool is_about_mh(const copse_program_settings *s, const copse_program_trials *t, copse_mh *mh,
                        const double *table[4])
{
    return s->value[COPSE_SETTING_TAU2_ABOUT] == COPSE_ABOUT_MH && s->value[COPSE_SETTING_METHOD] == COPSE_METHOD_DL &&
           isnan(s->fit.tau2) && copse_setting_concerns(COPSE_SETTING_TAU2_ABOUT, t->measure) && t->X == NULL &&
           copse_mh_find(t->measure->code, mh) == COPSE_OK && find_tables(t, false, table);
}

/* Does the analysis pool the tables themselves? */
static bool finds_counts(const copse_program_settings *s, const copse_program_trials *t, copse_counts *counts)
{
    const int method = s->value[COPSE_SETTING_METHOD], fixed = s->value[COPSE_SETTING_FIXED];
    const double *table[4];
    if (fixed == COPSE_FIXED_IV || (method != COPSE_METHOD_EE && method != COPSE_METHOD_FE) || t->X != NULL)
        return false;
    if (copse_mh_find(t->measure->code, &counts->measure) != COPSE_OK) return false;
    const bool rate = copse_mh_is_rate(counts->measure);
    if ((rate && fixed != COPSE_FIXED_MH_COUNTED) || !find_tables(t, rate, table)) return false;
    *counts = (copse_counts){.measure = counts->measure,
                             .k = t->k,
                             .a = table[0],
                             .b = table[1],
                             .c = table[2],
                             .d = table[3],
                             .yi = t->yi,
                             .vi = t->vi};
    return true;
}

/* The tables as the effect sizes have them; person-times are not corrected. *store is freed by the caller. */
static copse_status correct(const copse_program_settings *s, const copse_measure *measure, copse_counts *counts,
                            double **store, copse_error *err)
{
    const size_t k = counts->k;
    const copse_effect_opts opts = copse_program_effect_opts(s, measure);
    const double *const cell[4] = {counts->a, counts->b, counts->c, counts->d};
    if (copse_mh_is_rate(counts->measure) || opts.to == COPSE_TO_NONE) return COPSE_OK;
    *store = copse_alloc(k, 4 * sizeof **store);
    if (*store == NULL) return copse_fail_memory(err);
    double *const corrected[4] = {*store, *store + k, *store + 2 * k, *store + 3 * k};
    const copse_status status = copse_correct_tables(COPSE_FAMILY_TABLE, cell, k, isnan(opts.add) ? 0.5 : opts.add,
                                                     opts.to, opts.correction, corrected);
    if (status != COPSE_OK) return copse_fail(err, status, "the tables cannot be corrected");
    counts->a = corrected[0];
    counts->b = corrected[1];
    counts->c = corrected[2];
    counts->d = corrected[3];
    return COPSE_OK;
}

/* The same Mantel-Haenszel weights, of the corrected tables, with the risk differences as counted (metabin). */
static void take_counted_differences(const copse_counts *counts, const double *yi, copse_fit *fit)
{
    double sum = 0, weights = 0;
    for (size_t i = 0; i < counts->k; i++) {
        const double n1 = counts->a[i] + counts->b[i], n2 = counts->c[i] + counts->d[i], w = n1 * (n2 / (n1 + n2));
        sum += w * yi[i];
        weights += w;
    }
    copse_coefficient *c = &fit->coef[0];
    const double estimate = sum / weights, half = (c->ci.upper - c->ci.lower) / 2;
    c->estimate = estimate;
    c->ci = (copse_interval){estimate - half, estimate + half};
    if (!(c->se > 0)) return;
    c->statistic = estimate / c->se;
    c->p = 2 * copse_normal_upper(fabs(c->statistic));
}

/* Heterogeneity about the inverse-variance estimate, in place of that about Mantel and Haenszel's. */
static copse_status take_heterogeneity(const copse_program_trials *t, copse_fit *fit, copse_error *err)
{
    copse_fit_opts opts = copse_fit_opts_default();
    copse_fit plain;
    opts.method = COPSE_METHOD_EE;
    opts.without_tau2_ci = opts.without_R2 = true;
    const copse_status status = copse_pool(t->yi, t->vi, NULL, t->k, 1, &opts, &plain, err);
    if (status == COPSE_OK && t->k > 1) {
        fit->het.Q = plain.het.Q;
        fit->het.Q_df = plain.het.Q_df;
        fit->het.Q_p = plain.het.Q_p;
        fit->het.I2 = fit->het.I2_Q = plain.het.I2_Q;
        fit->het.H2 = plain.het.Q / plain.het.Q_df;
    }
    copse_fit_free(&plain);
    return status;
}

static copse_status fit_tables(const copse_program_settings *s, const copse_program_trials *t, copse_counts *counts,
                               copse_fit *fit, copse_table_tests *tests, copse_error *err)
{
    double *store = NULL;
    copse_counts_opts opts = copse_counts_opts_default();
    const bool counted = s->value[COPSE_SETTING_FIXED] == COPSE_FIXED_MH_COUNTED;
    opts.level = s->fit.level;
    opts.rd_variance = COPSE_RD_GREENLAND;
    opts.keep00 = true; /* what the effect sizes did not leave out is in Q */
    copse_status status = correct(s, t->measure, counts, &store, err);
    if (status == COPSE_OK) status = copse_pool_mh(counts, &opts, fit, tests, err);
    if (status == COPSE_OK && counted && counts->measure == COPSE_MH_RD) take_counted_differences(counts, t->yi, fit);
    if (status == COPSE_OK && counted) status = take_heterogeneity(t, fit, err);
    free(store);
    return status;
}

static copse_status fit_estimates(const copse_program_settings *s, const copse_program_trials *t, copse_fit *fit,
                                  copse_error *err)
{
    copse_fit_opts opts = copse_i_program_fit_opts(s);
    copse_mh mh = COPSE_MH_OR;
    const double *table[4];
    double Q = NAN, estimate = NAN;
    copse_status status = COPSE_OK;
    if (t->k > 1 && is_about_mh(s, t, &mh, table))
        status = copse_mh_tau2(mh, table, t->yi, t->vi, t->k, &opts.tau2, &Q, &estimate, err);
    if (status == COPSE_OK) status = copse_pool(t->yi, t->vi, t->X, t->k, t->p, &opts, fit, err);
    if (status == COPSE_OK) copse_program_dress(s, Q, fit);
    return status;
}

static copse_table_tests no_tests(void)
{
    const copse_table_test none = {NAN, NAN, NAN};
    return (copse_table_tests){none, none, none, none, none, none, 0, 0};
}

copse_status copse_program_fit(const copse_program_settings *s, const copse_program_trials *t, copse_fit *fit,
                               copse_table_tests *tests, copse_error *err)
{
    copse_counts counts = {.measure = COPSE_MH_OR};
    copse_table_tests of = no_tests();
    copse_status status = COPSE_OK;
    if (fit == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the fit");
    *fit = (copse_fit){0};
    if (s == NULL || t == NULL || t->measure == NULL || t->in == NULL || t->yi == NULL || t->vi == NULL || t->k == 0)
        return copse_fail(err, COPSE_EINVAL, "a null pointer");
    if (finds_counts(s, t, &counts)) status = fit_tables(s, t, &counts, fit, &of, err);
    else status = fit_estimates(s, t, fit, err);
    if (tests != NULL) *tests = of;
    return status;
}

bool copse_i_program_is_of_levels(const copse_program_settings *s, const copse_program_trials *t)
{
    copse_counts counts = {.measure = COPSE_MH_OR};
    copse_mh mh = COPSE_MH_OR;
    const double *table[4];
    return finds_counts(s, t, &counts) || is_about_mh(s, t, &mh, table);
}
