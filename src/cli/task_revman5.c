/* copse pool --as revman5: the formulas of Deeks & Higgins 2010, Statistical algorithms in Review Manager 5. */
#include "pool_counts.h"
#include "task_review.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* RevMan's standardised mean difference is not metafor's. */
static copse_status revman_smd(copse_study_set *set, copse_error *err)
{
    double *const *in = set->input;
    for (size_t i = 0; i < set->k; i++) {
        const double m[2] = {in[COPSE_IN_M1I][i], in[COPSE_IN_M2I][i]};
        const double sd[2] = {in[COPSE_IN_SD1I][i], in[COPSE_IN_SD2I][i]};
        const double n[2] = {in[COPSE_IN_N1I][i], in[COPSE_IN_N2I][i]};
        const copse_status status = copse_revman_smd(m, sd, n, &set->yi[i], &set->vi[i]);
        if (status != COPSE_OK) return copse_fail(err, status, "%s: its SMD cannot be computed", set->label[i]);
    }
    return COPSE_OK;
}

static bool empty_cell(const copse_study_set *set, size_t i)
{
    static const copse_input CELL[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI};
    for (int c = 0; c < 4; c++)
        if (set->input[CELL[c]][i] == 0) return true;
    return false;
}

/* RevMan's rule for tables with an empty cell was checked for OR and RR with groups without events alone. */
static void warn_of_cells(copse_i_task *task)
{
    const copse_study_set *set = &task->set;
    const copse_review_settings *s = &task->analysis->settings;
    if (s->type != COPSE_REVIEW_DICHOTOMOUS || s->method == COPSE_REVIEW_PETO) return;
    const bool difference = strcmp(set->measure->code, "RD") == 0, ratio = strcmp(set->measure->code, "RR") == 0;
    for (size_t i = 0; i < set->k; i++) {
        const bool all = set->input[COPSE_IN_BI][i] == 0 || set->input[COPSE_IN_DI][i] == 0;
        if (!(difference && empty_cell(set, i)) && !(ratio && all)) continue;
        copse_note(&task->warnings,
                   "%s: a cell is empty; 1/2 is added to its cells, and whether RevMan 5 does so for %s is not known",
                   set->label[i], set->measure->code);
        return;
    }
}

/* tau2 about the Mantel-Haenszel estimate. */
static copse_status mh_tau2(copse_i_task *task, double *tau2, copse_error *err)
{
    const copse_study_set *set = &task->set;
    const double *const table[4] = {set->input[COPSE_IN_AI], set->input[COPSE_IN_BI], set->input[COPSE_IN_CI],
                                    set->input[COPSE_IN_DI]};
    copse_mh measure = COPSE_MH_OR;
    double Q = NAN, estimate = NAN;
    if (copse_mh_find(set->measure->code, &measure) != COPSE_OK || table[0] == NULL)
        return copse_fail(err, COPSE_EUSAGE, "%s: the Mantel-Haenszel method needs 2x2 tables and OR, RR or RD",
                          task->file.source);
    const copse_status status = copse_mh_tau2(measure, table, set->yi, set->vi, set->k, tau2, &Q, &estimate, err);
    if (status != COPSE_OK) return status;
    char q[COPSE_NUMBER_TEXT], t[COPSE_NUMBER_TEXT];
    copse_note(
        &task->warnings,
        "as in RevMan 5, tau2 = %s comes from Q = %s about the Mantel-Haenszel estimate; Q and I2 shown are about "
        "the inverse-variance one",
        copse_format_significant(t, sizeof t, *tau2, 5), copse_format_significant(q, sizeof q, Q, 5));
    return COPSE_OK;
}

static copse_status choose_model(copse_i_task *task, copse_fit_opts *opts, copse_error *err)
{
    const copse_review_settings *s = &task->analysis->settings;
    *opts = copse_fit_opts_default();
    opts->method = !s->random ? COPSE_METHOD_FE : s->reml ? COPSE_METHOD_REML : COPSE_METHOD_DL;
    opts->test = s->random && s->knapp ? COPSE_TEST_KNHA : COPSE_TEST_Z;
    opts->level = s->level;
    if (s->method == COPSE_REVIEW_PETO && s->random)
        return copse_fail(err, COPSE_EUSAGE, "%s: analysis %s: Peto's method has no random effects", task->file.source,
                          task->analysis->id);
    if (s->method != COPSE_REVIEW_MH) return COPSE_OK;
    if (s->reml)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "%s: analysis %s: Mantel-Haenszel with tau2 by REML is not known how to be computed",
                          task->file.source, task->analysis->id);
    return mh_tau2(task, &opts->tau2, err);
}

/* The result and what the review stores differ by more than a thousandth of the standard error. */
static void compare(copse_i_task *task)
{
    const copse_review_settings *s = &task->analysis->settings;
    const copse_coefficient *mean = &task->fit.coef[0];
    char stored[COPSE_NUMBER_TEXT], here[COPSE_NUMBER_TEXT];
    const double value = s->log ? log(s->effect) : s->effect;
    if (!isfinite(value) || fabs(value - mean->estimate) <= 1e-3 * mean->se) return;
    copse_note(&task->warnings, "analysis %s stores the result %s, and this one is %s", task->analysis->id,
               copse_format_significant(stored, sizeof stored, s->effect, 6),
               copse_format_significant(here, sizeof here, s->log ? exp(mean->estimate) : mean->estimate, 6));
}

/* Mantel-Haenszel with a fixed effect: half an event in each cell of tables with an empty one, as for tau2, and the
 * variance of Greenland and Robins for risk differences. */
static copse_status mh_fixed(copse_i_task *task, copse_error *err)
{
    const copse_i_counts_values halves = {.add = 0.5, .to = COPSE_TO_ONLY0};
    copse_counts_opts opts = copse_counts_opts_default();
    opts.level = task->analysis->settings.level;
    opts.rd_variance = COPSE_RD_GREENLAND;
    opts.keep00 = true; /* what the binding did not leave out is in RevMan's Q */
    task->correction = COPSE_CORRECTION_CONSTANT;
    return copse_i_counts_fit(COPSE_POOLING_MH, &halves, &opts, task, err);
}

/* Each subgroup with its own tau2 about its own Mantel-Haenszel estimate. */
static copse_status mh_levels(copse_i_task *task, const copse_fit_opts *opts, copse_error *err)
{
    const copse_study_set *set = &task->set;
    const double *in[COPSE_IN_COUNT];
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) in[c] = set->effects == NULL ? set->input[c] : NULL;
    const copse_program_trials trials = {
        .measure = set->measure, .in = in, .yi = set->yi, .vi = set->vi, .k = set->k, .p = 1};
    copse_program_settings settings = copse_program_settings_default();
    settings.value[COPSE_SETTING_METHOD] = COPSE_METHOD_DL;
    settings.value[COPSE_SETTING_TEST] = (int)opts->test;
    settings.value[COPSE_SETTING_TAU2_ABOUT] = COPSE_ABOUT_MH;
    settings.fit.level = opts->level;
    const copse_status status = copse_program_fit_subgroups(&settings, &trials, set->group, set->levels,
                                                            COPSE_TAU2_SEPARATE, &task->subgroups, err);
    task->grouped = status == COPSE_OK;
    if (!task->grouped) copse_i_name_level(set, err);
    return status;
}

static copse_status inverse_variance(copse_i_task *task, copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_fit_opts opts;
    copse_status status = choose_model(task, &opts, err);
    if (status != COPSE_OK) return status;
    status = copse_pool(set->yi, set->vi, NULL, set->k, 1, &opts, &task->fit, err);
    task->fitted = status == COPSE_OK;
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "%s: ", task->file.source);
        return status;
    }
    if (set->group == NULL) return COPSE_OK;
    if (task->analysis->settings.method == COPSE_REVIEW_MH) return mh_levels(task, &opts, err);
    status = copse_pool_subgroups(set->yi, set->vi, set->group, set->k, set->levels, &opts, COPSE_TAU2_SEPARATE,
                                  &task->subgroups, err);
    task->grouped = status == COPSE_OK;
    if (!task->grouped) copse_i_name_level(set, err);
    return status;
}

copse_status copse_i_revman5_check(const copse_i_input_values *input, const copse_i_call *call, copse_error *err)
{
    static const char *const TAKEN[] = {"method", "test",   "level", "tau2",    "add",        "to",     "drop00",
                                        "cc",     "mh-add", "mh-to", "weights", "weights-by", "quality"};
    static const char *const BESIDE[] = {"prediction", "tau2-ci",  "tau2-value",   "tau2-weights", "tau2-start",
                                         "tau2-prior", "contrast", "vif",          "standardized", "compare",
                                         "scale-mods", "predict",  "model-average"};
    const char *taken = input->measure >= 0 ? "measure" : NULL; /* by its long name or its letter */
    for (size_t i = 0; taken == NULL && i < COPSE_I_COUNT(TAKEN); i++)
        if (copse_i_is_given(call, TAKEN[i])) taken = TAKEN[i];
    for (size_t i = 0; taken == NULL && i < COPSE_I_COUNT(BESIDE); i++)
        if (copse_i_is_given(call, BESIDE[i]))
            return copse_fail(err, COPSE_EUSAGE, "--as pools as the review's program did, which knows no --%s",
                              BESIDE[i]);
    if (taken == NULL) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--as takes --%s from the review: leave one of them out", taken);
}

copse_status copse_i_revman5_fit(copse_i_task *task, double *level, copse_error *err)
{
    copse_study_set *set = &task->set;
    const copse_review_settings *s = &task->analysis->settings;
    copse_status status = COPSE_OK;
    if (strcmp(set->measure->code, "SMD") == 0 && set->input[COPSE_IN_M1I] != NULL) status = revman_smd(set, err);
    if (status != COPSE_OK) return status;
    warn_of_cells(task);
    if (!s->totals) copse_note(&task->warnings, "the review shows no total of analysis %s", task->analysis->id);
    *level = s->level;
    status = s->method == COPSE_REVIEW_MH && !s->random ? mh_fixed(task, err) : inverse_variance(task, err);
    if (status == COPSE_OK) compare(task);
    return status;
}
