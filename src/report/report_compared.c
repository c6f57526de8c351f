/* Analyses under the settings of programs, side by side. */
#include "document.h"
#include "pool_coefficients.h"
#include "setting_value.h"
#include "shown_number.h"

#include <math.h>

/* For people numbers are shown as elsewhere; machines get the scale of analysis. */
typedef struct shown {
    const copse_pooled *pooled;
    bool machine, moderators; /* moderators: no single estimate, but coefficients */
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

static void effect_columns(copse_document *document, const copse_pooled *pooled)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text label = {0}, ci = {0};
    copse_transform_label(copse_transform_plain(pooled->transform), pooled->measure, &label);
    copse_format_significant(buf, sizeof buf, pooled->level_percent, 6);
    copse_text_printf(&ci, "%s %% CI", buf);
    copse_document_column(document, "estimate", copse_text_string(&label), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&ci), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    copse_document_check(document, copse_text_status(&label));
    copse_document_check(document, copse_text_status(&ci));
    copse_text_free(&label);
    copse_text_free(&ci);
}

static void people_columns(copse_document *document, const shown *how)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text pi = {0};
    copse_format_significant(buf, sizeof buf, how->pooled->level_percent, 6);
    copse_text_printf(&pi, "%s %% PI", buf);
    if (!how->moderators) effect_columns(document, how->pooled);
    copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "I2", "I², %", COPSE_ALIGN_DECIMAL, -1);
    if (how->moderators) {
        copse_document_column(document, "R2", "R², %", COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "QM", "Q of moderators", COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "QM_p", "p", COPSE_ALIGN_DECIMAL, -1);
    } else {
        copse_document_column(document, "pi", copse_text_string(&pi), COPSE_ALIGN_RIGHT, 0);
    }
    copse_document_check(document, copse_text_status(&pi));
    copse_text_free(&pi);
}

static void people_cells(copse_document *document, const shown *how, const copse_program_numbers *n, const ranges *r)
{
    if (!how->moderators) {
        copse_i_cell_number(document, show(how, n->estimate), r->ci.decimals);
        copse_i_cell_range(document, &r->ci, show_interval(how, n->ci));
        copse_i_cell_p(document, n->p);
    }
    copse_i_cell_number(document, n->tau2, copse_i_decimals_of(how->pooled->digits, n->tau2));
    copse_i_cell_number(document, n->I2, 1);
    if (how->moderators) {
        copse_i_cell_number(document, n->R2, 1);
        copse_i_cell_number(document, n->QM, copse_i_decimals_of(how->pooled->digits, n->QM));
        copse_i_cell_p(document, n->QM_p);
    } else if (isnan(n->prediction.lower)) {
        copse_document_text(document, NULL);
    } else {
        copse_i_cell_range(document, &r->prediction, show_interval(how, n->prediction));
    }
}

static const char *const MACHINE[] = {"estimate",   "se",         "ci_lower", "ci_upper", "p",        "tau2",
                                      "tau2_lower", "tau2_upper", "I2",       "Q",        "pi_lower", "pi_upper"};
enum { MACHINES = sizeof MACHINE / sizeof *MACHINE };

static const char *const MACHINE_REGRESSION[] = {"tau2", "tau2_lower", "tau2_upper", "I2", "Q", "QM", "QM_p", "R2"};
enum { MACHINES_REGRESSION = sizeof MACHINE_REGRESSION / sizeof *MACHINE_REGRESSION };

static void regression_cells(copse_document *document, const copse_program_numbers *n)
{
    const double value[MACHINES_REGRESSION] = {n->tau2, n->tau2_ci.lower, n->tau2_ci.upper, n->I2, n->Q, n->QM, n->QM_p,
                                               n->R2};
    for (size_t j = 0; j < MACHINES_REGRESSION; j++) copse_document_number(document, value[j]);
}

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
    const char *const *name = how->moderators ? MACHINE_REGRESSION : MACHINE;
    const size_t names = how->moderators ? MACHINES_REGRESSION : MACHINES;
    for (size_t j = 0; how->machine && j < names; j++)
        copse_document_column(document, name[j], name[j], COPSE_ALIGN_RIGHT, -1);
    if (!how->machine) people_columns(document, how);
    for (size_t i = 0; i < rows; i++) {
        if (row[i].why != NULL) continue;
        copse_document_row(document);
        copse_document_text(document, row[i].name);
        copse_document_number(document, (double)row[i].numbers.k);
        if (how->machine && how->moderators) regression_cells(document, &row[i].numbers);
        else if (how->machine) machine_cells(document, &row[i].numbers);
        else people_cells(document, how, &row[i].numbers, &r);
    }
}

static int coefficient_decimals(const shown *how, const copse_compared *row, size_t rows)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; row[i].why == NULL && j < row[i].numbers.coefs; j++)
            if (row[i].numbers.coef[j].se > 0) copse_i_spread_look(&spread, row[i].numbers.coef[j].se);
    return copse_i_decimals(how->pooled->digits, spread);
}

/* On the scale of analysis: a coefficient by all programs, then the next. */
static void coefficients_table(copse_document *document, const shown *how, const copse_compared *row, size_t rows)
{
    copse_i_range range = {.decimals = coefficient_decimals(how, row, rows)};
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; row[i].why == NULL && j < row[i].numbers.coefs; j++)
            copse_i_range_widen(&range, row[i].numbers.coef[j].ci);
    copse_document_heading(document, 2, "Coefficients, on the scale of analysis");
    copse_document_table(document, "coefficients", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "program", "Settings", COPSE_ALIGN_LEFT, 0);
    copse_i_coefficient_columns(document, "Statistic", how->pooled->level_percent, how->machine);
    for (size_t j = 0; j < row[0].numbers.coefs; j++)
        for (size_t i = 0; i < rows; i++) {
            if (row[i].why != NULL) continue;
            copse_document_row(document);
            copse_document_text(document, how->machine || i == 0 ? how->pooled->moderators->coefficient[j] : "");
            copse_document_text(document, row[i].name);
            copse_i_coefficient_cells(document, &row[i].numbers.coef[j], &range, how->machine);
        }
}

static void reasons_table(copse_document *document, const shown *how, const copse_compared *row, size_t rows)
{
    bool any = how->machine;
    for (size_t i = 1; i < rows; i++)
        for (copse_setting s = 0; s < COPSE_SETTING_COUNT && row[i].why == NULL; s++) any = any || row[i].moves[s];
    if (!any) {
        copse_document_paragraph(document, "No setting makes a difference.");
        return;
    }
    copse_document_heading(document, 2, "What makes the differences from the first row");
    copse_document_table(document, "differences", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "program", "Settings", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "setting", "Setting", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "first", "First row", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "here", "Here", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 1; i < rows; i++) {
        bool said = false;
        for (copse_setting s = 0; s < COPSE_SETTING_COUNT && row[i].why == NULL; s++) {
            if (!row[i].moves[s]) continue;
            copse_document_row(document);
            copse_document_text(document, said && !how->machine ? "" : row[i].name);
            said = true;
            copse_document_text(document, copse_setting_key(s));
            copse_document_text(document, copse_i_setting_text(&row[0].settings, s));
            copse_document_text(document, copse_i_setting_text(&row[i].settings, s));
        }
    }
}

/* For machines, which read no notes. */
static void missing_table(copse_document *document, const copse_compared *row, size_t rows)
{
    bool any = false;
    for (size_t i = 0; i < rows; i++) any = any || row[i].why != NULL;
    if (!any) return;
    copse_document_table(document, "missing", NULL);
    copse_document_column(document, "program", "program", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "why", "why", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < rows; i++) {
        if (row[i].why == NULL) continue;
        copse_document_row(document);
        copse_document_text(document, row[i].name);
        copse_document_text(document, row[i].why);
    }
}

copse_status copse_report_compared(const copse_pooled *pooled, const copse_compared *row, size_t rows,
                                   const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    if (pooled == NULL || row == NULL || opts == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "nothing to render");
    const shown how = {.pooled = pooled,
                       .moderators = rows > 0 && row[0].numbers.coefs > 0 && pooled->moderators != NULL,
                       .machine = opts->format == COPSE_FORMAT_JSON || opts->format == COPSE_FORMAT_CSV};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    numbers_table(document, &how, row, rows);
    if (how.moderators) coefficients_table(document, &how, row, rows);
    reasons_table(document, &how, row, rows);
    if (how.machine) missing_table(document, row, rows);
    for (size_t i = 0; i < rows; i++)
        if (row[i].why != NULL) copse_document_paragraph(document, "Note: %s: %s.", row[i].name, row[i].why);
    const copse_status status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    return status;
}
