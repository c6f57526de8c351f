/* Cells that several tables share: a pooled result for a reader or for a program. */
#include "tables.h"

#include <math.h>

/* `single`: for one trial's true effect, of which there is no mean over the distribution to take. */
static copse_transform_settings pool_settings(const copse_i_analysis *analysis, const copse_fit *fit, bool single)
{
    const copse_study_set *set = &analysis->set;
    const size_t levels = analysis->has_subgroups ? analysis->subgroups.levels : 0;
    size_t level = 0;
    while (level < levels && fit != &analysis->subgroups.fit[level]) level++;
    return copse_transform_for_pool(analysis->outcome->shown_as, &analysis->outcome->settings,
                                    single ? 0.0 : fit->het.tau2, set->vi, set->ni, level < levels ? set->group : NULL,
                                    level, set->k);
}

double copse_i_shown(const copse_i_analysis *analysis, const copse_fit *fit, double x)
{
    const copse_transform_settings settings = pool_settings(analysis, fit, false);
    return copse_transform_apply_with(analysis->outcome->shown_as, x, &settings);
}

copse_interval copse_i_shown_interval(const copse_i_analysis *analysis, const copse_fit *fit, copse_interval x,
                                      bool single)
{
    const copse_transform_settings settings = pool_settings(analysis, fit, single);
    (void)copse_transform_interval(analysis->outcome->shown_as, &x.lower, &x.upper, &settings);
    return x;
}

static copse_transform_settings study_settings(const copse_i_analysis *analysis, size_t i)
{
    const copse_study_set *set = &analysis->set;
    return copse_transform_for_study(analysis->outcome->shown_as, &analysis->outcome->settings, set->vi[i],
                                     set->ni != NULL ? set->ni[i] : (double)NAN);
}

double copse_i_shown_study(const copse_i_analysis *analysis, size_t i, double x)
{
    const copse_transform_settings settings = study_settings(analysis, i);
    return copse_transform_apply_with(analysis->outcome->shown_as, x, &settings);
}

copse_interval copse_i_shown_study_interval(const copse_i_analysis *analysis, size_t i, copse_interval x)
{
    const copse_transform_settings settings = study_settings(analysis, i);
    (void)copse_transform_interval(analysis->outcome->shown_as, &x.lower, &x.upper, &settings);
    return x;
}

const char *copse_i_effect_name(const copse_i_analysis *analysis)
{
    return copse_i_or(analysis->outcome->effect, analysis->outcome->shown_name);
}

const char *copse_i_outcome_title(const copse_i_outcome *outcome)
{
    return copse_i_or(outcome->title, outcome->name.text);
}

int copse_i_digits(const copse_i_outcome *outcome)
{
    return outcome->digits.line > 0 ? (int)outcome->digits.value : 2;
}

const char *copse_i_variant_title(const copse_i_analysis *analysis)
{
    if (analysis->variant == NULL) return "Main analysis";
    return copse_i_or(analysis->variant->title, analysis->variant->name.text);
}

static void add_fixed(copse_text *text, double x, int digits)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_add(text, copse_format_fixed(buf, sizeof buf, x, digits));
}

void copse_i_interval_cell(copse_document *document, double estimate, double lower, double upper, int digits)
{
    copse_text text = {0};
    if (isfinite(estimate)) {
        add_fixed(&text, estimate, digits);
        copse_text_add(&text, " ");
    }
    copse_text_add(&text, "[");
    add_fixed(&text, lower, digits);
    copse_text_add(&text, "; ");
    add_fixed(&text, upper, digits);
    copse_text_add(&text, "]");
    const bool shown = isfinite(lower) && isfinite(upper);
    copse_document_check(document, copse_text_status(&text));
    if (shown && isfinite(estimate)) copse_document_number_as(document, estimate, copse_text_string(&text));
    else copse_document_text(document, shown ? copse_text_string(&text) : NULL);
    copse_text_free(&text);
}

void copse_i_p_cell(copse_document *document, double p)
{
    char buf[COPSE_NUMBER_TEXT];
    if (isfinite(p)) copse_document_number_as(document, p, copse_format_p(buf, sizeof buf, p, 3));
    else copse_document_number(document, NAN);
}

static const char *const machine_keys[] = {"estimate",   "se",         "ci_lower", "ci_upper", "statistic", "df",
                                           "p",          "test",       "pi_lower", "pi_upper", "tau2",      "tau2_se",
                                           "tau2_lower", "tau2_upper", "I2",       "I2_lower", "I2_upper",  "I2_Q",
                                           "Q",          "Q_df",       "Q_p"};

static void machine_cells(copse_document *document, const copse_i_analysis *analysis, const copse_fit *fit)
{
    const copse_coefficient *mu = fit->coef;
    const copse_heterogeneity *het = &fit->het;
    const copse_interval ci = copse_i_shown_interval(analysis, fit, mu->ci, false);
    const copse_interval pi = copse_i_shown_interval(analysis, fit, fit->prediction, true);
    const double before[] = {
        copse_i_shown(analysis, fit, mu->estimate), mu->se, ci.lower, ci.upper, mu->statistic, mu->df, mu->p};
    const double after[] = {pi.lower,
                            pi.upper,
                            het->tau2,
                            het->tau2_se,
                            het->tau2_ci.lower,
                            het->tau2_ci.upper,
                            het->I2,
                            het->I2_ci.lower,
                            het->I2_ci.upper,
                            het->I2_Q,
                            het->Q,
                            het->Q_df,
                            het->Q_p};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) copse_document_number(document, before[i]);
    copse_document_text(document, copse_test_code(fit->test));
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) copse_document_number(document, after[i]);
}

void copse_i_estimate_column(copse_document *document, const char *key, const char *head, double level)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    copse_text_printf(&text, "%s [%s%% CI]", head, copse_format_exact(buf, sizeof buf, level));
    copse_document_check(document, copse_text_status(&text));
    copse_document_column(document, key, copse_text_string(&text), COPSE_ALIGN_RIGHT, -1);
    copse_text_free(&text);
}

void copse_i_result_columns(copse_document *document, bool machine, double level)
{
    copse_document_column(document, "k", "Trials", COPSE_ALIGN_RIGHT, 0);
    if (machine) {
        for (size_t i = 0; i < sizeof machine_keys / sizeof *machine_keys; i++)
            copse_document_column(document, machine_keys[i], machine_keys[i], COPSE_ALIGN_RIGHT, -1);
        return;
    }
    copse_i_estimate_column(document, "estimate", "Estimate", level);
    copse_document_column(document, "p", "p", COPSE_ALIGN_RIGHT, 3);
    copse_text prediction = {0};
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(&prediction, "%s%% PI", copse_format_exact(buf, sizeof buf, level));
    copse_document_check(document, copse_text_status(&prediction));
    copse_document_column(document, "prediction", copse_text_string(&prediction), COPSE_ALIGN_RIGHT, -1);
    copse_text_free(&prediction);
    copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "I2", "I² (%)", COPSE_ALIGN_RIGHT, 0);
}

void copse_i_result_cells(copse_document *document, bool machine, const copse_i_analysis *analysis,
                          const copse_fit *fit)
{
    if (fit == NULL) {
        const size_t cells = machine ? sizeof machine_keys / sizeof *machine_keys : 5;
        copse_document_number(document, (double)analysis->set.k);
        for (size_t i = 0; i < cells; i++) copse_document_text(document, NULL);
        return;
    }
    copse_document_number(document, (double)fit->k);
    if (machine) {
        machine_cells(document, analysis, fit);
        return;
    }
    const int digits = copse_i_digits(analysis->outcome);
    const copse_coefficient *mu = fit->coef;
    const copse_interval ci = copse_i_shown_interval(analysis, fit, mu->ci, false);
    copse_i_interval_cell(document, copse_i_shown(analysis, fit, mu->estimate), ci.lower, ci.upper, digits);
    copse_i_p_cell(document, mu->p);
    const copse_interval none = {NAN, NAN};
    const copse_interval pi = fit->k > 1 ? copse_i_shown_interval(analysis, fit, fit->prediction, true) : none;
    copse_i_interval_cell(document, NAN, pi.lower, pi.upper, digits);
    copse_document_number(document, fit->k > 1 ? fit->het.tau2 : NAN);
    copse_document_number(document, fit->k > 1 ? fit->het.I2 : NAN);
}
