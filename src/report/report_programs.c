/* Settings of programs, and analyses under them side by side. */
#include "document.h"
#include "shown_number.h"

#include <math.h>

/* ------------------------------------------------------------------------------------------------- settings */

/* Where a setting in force is from. */
static const char *origin(const copse_program_settings *settings, copse_setting setting, copse_program as)
{
    if (settings->given[setting]) return "option";
    return as < COPSE_PROGRAM_COUNT ? copse_program_code(as) : "default";
}

/* What an option asked for where the value does not say it. */
static const char *value_text(const copse_program_settings *settings, copse_setting setting)
{
    const bool said = setting != COPSE_SETTING_METHOD && setting != COPSE_SETTING_TEST;
    if (said && settings->given[setting]) return "as the option says";
    return copse_setting_value(setting, settings->value[setting]);
}

static void settings_in_force(copse_document *document, const copse_program_settings *settings, copse_program as)
{
    copse_document_heading(document, 1, "Settings in force");
    copse_document_table(document, "settings", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "setting", "Setting", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "Value", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "from", "From", COPSE_ALIGN_LEFT, 0);
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
        copse_document_row(document);
        copse_document_text(document, copse_setting_title(s));
        copse_document_text(document, value_text(settings, s));
        copse_document_text(document, origin(settings, s, as));
    }
}

static void program_table(copse_document *document, const copse_program_settings *settings, copse_program program)
{
    copse_program_settings its = *settings;
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) its.given[s] = false;
    copse_program_apply(program, &its);
    copse_text head = {0};
    copse_text_printf(&head, "--as %s: %s", copse_program_code(program), copse_program_text(program));
    copse_document_heading(document, 2, copse_text_string(&head));
    copse_document_check(document, copse_text_status(&head));
    copse_text_free(&head);
    copse_document_table(document, copse_program_code(program), NULL);
    copse_document_wrap(document);
    copse_document_column(document, "setting", "Setting", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "Value", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "changes", "Changes", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "source", "Source", COPSE_ALIGN_LEFT, 0);
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
        const bool other = its.value[s] != settings->value[s];
        copse_document_row(document);
        copse_document_text(document, copse_setting_key(s));
        copse_document_text(document, copse_setting_value(s, its.value[s]));
        copse_document_text(document, settings->given[s] ? "no: option" : other ? "yes" : "no");
        copse_document_text(document, copse_program_source(program, s));
    }
}

copse_status copse_report_settings(const copse_program_settings *settings, copse_program as,
                                   const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    if (settings == NULL || opts == NULL || out == NULL) return copse_fail(err, COPSE_EINVAL, "nothing to render");
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    settings_in_force(document, settings, as);
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++) program_table(document, settings, p);
    const copse_status status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    return status;
}

/* ----------------------------------------------------------------------------------------------- comparison */

/* For people numbers are shown as elsewhere; machines get the scale of analysis. */
typedef struct shown {
    const copse_pooled *pooled;
    bool machine;
} shown;

static double show(const shown *how, double x)
{
    if (how->machine) return x;
    const double value =
        copse_transform_apply_with(copse_transform_plain(how->pooled->transform), x, &how->pooled->settings);
    return isfinite(value) ? value : (double)NAN;
}

static copse_interval show_interval(const shown *how, copse_interval x)
{
    if (how->machine) return x;
    (void)copse_transform_interval(copse_transform_plain(how->pooled->transform), &x.lower, &x.upper,
                                   &how->pooled->settings);
    return (copse_interval){isfinite(x.lower) ? x.lower : (double)NAN, isfinite(x.upper) ? x.upper : (double)NAN};
}

typedef struct ranges {
    copse_i_range ci, prediction;
} ranges;

static ranges survey(const shown *how, const copse_compared *row, size_t rows)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    ranges r = {0};
    for (size_t i = 0; i < rows; i++)
        if (row[i].why == NULL) copse_i_spread_look_interval(&spread, show_interval(how, row[i].numbers.ci));
    r.ci.decimals = r.prediction.decimals = copse_i_decimals(how->pooled->digits, spread);
    for (size_t i = 0; i < rows; i++) {
        if (row[i].why != NULL) continue;
        copse_i_range_widen(&r.ci, show_interval(how, row[i].numbers.ci));
        copse_i_range_widen(&r.prediction, show_interval(how, row[i].numbers.prediction));
    }
    return r;
}

static void people_columns(copse_document *document, const copse_pooled *pooled)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text label = {0}, ci = {0}, pi = {0};
    copse_transform_label(copse_transform_plain(pooled->transform), pooled->measure, &label);
    copse_format_significant(buf, sizeof buf, pooled->level_percent, 6);
    copse_text_printf(&ci, "%s %% CI", buf);
    copse_text_printf(&pi, "%s %% PI", buf);
    copse_document_column(document, "estimate", copse_text_string(&label), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&ci), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "I2", "I², %", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "pi", copse_text_string(&pi), COPSE_ALIGN_RIGHT, 0);
    copse_document_check(document, copse_text_status(&label));
    copse_document_check(document, copse_text_status(&ci));
    copse_document_check(document, copse_text_status(&pi));
    copse_text_free(&label);
    copse_text_free(&ci);
    copse_text_free(&pi);
}

static void people_cells(copse_document *document, const shown *how, const copse_program_numbers *n, const ranges *r)
{
    copse_i_cell_number(document, show(how, n->estimate), r->ci.decimals);
    copse_i_cell_range(document, &r->ci, show_interval(how, n->ci));
    copse_i_cell_p(document, n->p);
    copse_i_cell_number(document, n->tau2, copse_i_decimals_of(how->pooled->digits, n->tau2));
    copse_i_cell_number(document, n->I2, 1);
    if (isnan(n->prediction.lower)) copse_document_text(document, NULL);
    else copse_i_cell_range(document, &r->prediction, show_interval(how, n->prediction));
}

static const char *const MACHINE[] = {"estimate",   "se",         "ci_lower", "ci_upper", "p",        "tau2",
                                      "tau2_lower", "tau2_upper", "I2",       "Q",        "pi_lower", "pi_upper"};
enum { MACHINES = sizeof MACHINE / sizeof *MACHINE };

static void machine_cells(copse_document *document, const copse_program_numbers *n)
{
    const double value[MACHINES] = {n->estimate, n->se,   n->ci.lower,         n->ci.upper,
                                    n->p,        n->tau2, n->tau2_ci.lower,    n->tau2_ci.upper,
                                    n->I2,       n->Q,    n->prediction.lower, n->prediction.upper};
    for (size_t j = 0; j < MACHINES; j++) copse_document_number(document, value[j]);
}

static void numbers_table(copse_document *document, const shown *how, const copse_compared *row, size_t rows)
{
    const ranges r = survey(how, row, rows);
    copse_document_heading(document, 1, "One analysis, as programs do it");
    copse_document_table(document, "compared", NULL);
    copse_document_column(document, "program", "Settings", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    if (how->machine)
        for (size_t j = 0; j < MACHINES; j++)
            copse_document_column(document, MACHINE[j], MACHINE[j], COPSE_ALIGN_RIGHT, -1);
    else people_columns(document, how->pooled);
    for (size_t i = 0; i < rows; i++) {
        if (row[i].why != NULL) continue;
        copse_document_row(document);
        copse_document_text(document, row[i].name);
        copse_document_number(document, (double)row[i].numbers.k);
        if (how->machine) machine_cells(document, &row[i].numbers);
        else people_cells(document, how, &row[i].numbers, &r);
    }
}

static void reasons_table(copse_document *document, const copse_compared *row, size_t rows)
{
    copse_document_heading(document, 2, "What makes the differences from the first row");
    copse_document_table(document, "differences", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "program", "Settings", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "setting", "Setting", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "first", "First row", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "here", "Here", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 1; i < rows; i++)
        for (copse_setting s = 0; s < COPSE_SETTING_COUNT && row[i].why == NULL; s++) {
            if (!row[i].moves[s]) continue;
            copse_document_row(document);
            copse_document_text(document, row[i].name);
            copse_document_text(document, copse_setting_key(s));
            copse_document_text(document, value_text(&row[0].settings, s));
            copse_document_text(document, value_text(&row[i].settings, s));
        }
}

copse_status copse_report_compared(const copse_pooled *pooled, const copse_compared *row, size_t rows,
                                   const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    if (pooled == NULL || row == NULL || opts == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "nothing to render");
    const shown how = {.pooled = pooled,
                       .machine = opts->format == COPSE_FORMAT_JSON || opts->format == COPSE_FORMAT_CSV};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    numbers_table(document, &how, row, rows);
    reasons_table(document, row, rows);
    for (size_t i = 0; i < rows; i++)
        if (row[i].why != NULL) copse_document_paragraph(document, "Note: %s: %s.", row[i].name, row[i].why);
    const copse_status status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    return status;
}
