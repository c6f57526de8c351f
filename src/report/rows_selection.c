/* What selection models say: their rows and remarks, the table of their parameters. */
#include "report_bias.h"
#include "selection_output.h"

#include <math.h>

static const char *ALSO[] = {"stepfun, two steps", "beta"};

static void add_number(copse_text *text, double x)
{
    char number[COPSE_NUMBER_TEXT];
    copse_text_add(text, copse_format_significant(number, sizeof number, x, 3));
}

/* How many studies each weight is of: a weight of few or none is hardly known. */
static void remark_counts(copse_text *text, const copse_selmodel *fit)
{
    if (fit->type != COPSE_SELMODEL_STEPFUN) return;
    copse_text_add(text, "; p-values in the intervals: ");
    for (size_t j = 0; j < fit->steps; j++) copse_text_printf(text, "%s%zu", j > 0 ? ", " : "", fit->count[j]);
}

static void remark_troubles(copse_text *text, const copse_selmodel *fit)
{
    if (!fit->converged) copse_text_add(text, "; the search did not converge");
    if (!fit->identified)
        copse_text_add(text, "; not identified by these studies (the information is singular): no standard errors");
    if (!isnan(fit->edge_log_lik))
        copse_text_add(text, "; the likelihood is higher at the end of what is searched, which is not this maximum");
    if (fit->tau2.state == COPSE_SELMODEL_LOWER) copse_text_add(text, "; tau2 is 0");
}

static bool is_truncation(const copse_selmodel *fit)
{
    return fit->type == COPSE_SELMODEL_TRUNC || fit->type == COPSE_SELMODEL_TRUNCEST;
}

/* Where weights begin to change, where that is not in the table. */
static void remark_steps(copse_text *text, const copse_selmodel *fit)
{
    if (fit->type == COPSE_SELMODEL_TRUNC) {
        copse_text_add(text, " at ");
        add_number(text, fit->steps > 0 ? fit->step[0] : 0);
    } else if (fit->type == COPSE_SELMODEL_BETA && fit->steps == 2) {
        copse_text_add(text, " cut off at p ");
        add_number(text, fit->step[0]);
        copse_text_add(text, " and ");
        add_number(text, fit->step[1]);
    } else if (fit->type != COPSE_SELMODEL_STEPFUN && fit->steps == 1) {
        copse_text_add(text, " beyond p ");
        add_number(text, fit->step[0]);
        copse_text_printf(text, " (%zu %s up to it, %zu above)", fit->count[0],
                          fit->count[0] == 1 ? "study" : "studies", fit->count[1]);
    }
}

static void remark_deltas(copse_text *text, const copse_selmodel *fit)
{
    for (size_t j = 0; j < fit->deltas; j++) {
        const copse_selmodel_parameter *d = &fit->delta[j];
        if (d->state == COPSE_SELMODEL_FIXED) continue;
        copse_text_printf(text, "; delta%zu ", j + 1);
        add_number(text, d->estimate);
        if (d->state == COPSE_SELMODEL_EMPTY) copse_text_add(text, " (no p-value in its interval: no standard error)");
        if (d->state == COPSE_SELMODEL_LOWER)
            copse_text_add(text, " (at the lower end of its range: no standard error)");
        if (d->state == COPSE_SELMODEL_UPPER)
            copse_text_add(text, " (at the upper end of what is searched, where the likelihood still rises)");
        if (d->state == COPSE_SELMODEL_TIED) copse_text_add(text, " (held at the weight before it)");
    }
    if (fit->type == COPSE_SELMODEL_TRUNCEST)
        copse_text_add(text,
                       "; the likelihood jumps in the point, which the test and the standard errors take as known");
}

static void remark(copse_text *text, const copse_bias_report *report, const copse_selmodel *fit)
{
    copse_text_add(text, copse_selmodel_text(fit->type));
    if (fit->precision != COPSE_SELMODEL_NO_PRECISION)
        copse_text_printf(text, " by %s", copse_selmodel_precision_name(fit->precision));
    remark_steps(text, fit);
    copse_text_printf(text, "%s, %s of the side '%s'%s", fit->decreasing ? ", decreasing" : "",
                      is_truncation(fit) ? "estimates" : "p-values", copse_selmodel_side_name(fit->side),
                      report->selection_side_of_effect ? " (that of the pooled effect)" : "");
    remark_deltas(text, fit);
    copse_i_bias_moderators_text(text, &fit->moderators, "likelihood ratio chi2");
    remark_counts(text, fit);
    remark_troubles(text, fit);
}

static void row_of(const copse_bias_report *report, const copse_selmodel *fit, const char *variant,
                   copse_i_bias_rows *rows)
{
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_SELECTION, variant);
    if (fit->lrt_df > 0) {
        row->symbol = "chi2";
        row->statistic = fit->lrt;
        row->df = fit->lrt_df;
        row->p = fit->lrt_p;
    }
    if (fit->p == 1 && report->pooled.moderators == NULL) copse_i_bias_row_effect(row, &fit->coef[0]);
    remark(&row->remark, report, fit);
}

static void selection_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    row_of(report, report->selection, copse_selmodel_name(report->selection->type), rows);
    for (size_t i = 0; i < report->selections_also; i++) {
        const copse_selmodel *fit = &report->selection_also[i];
        row_of(report, fit, ALSO[fit->type == COPSE_SELMODEL_BETA ? 1 : 0], rows);
    }
}

static void selection_tables(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    copse_text heading = {0};
    copse_text_printf(&heading, "Selection model: %s", copse_selmodel_text(report->selection->type));
    copse_document_heading(document, 2, copse_text_string(&heading));
    copse_document_check(document, copse_text_status(&heading));
    copse_text_free(&heading);
    copse_i_selection_parameters(document, view, report->selection, view->pooled->digits);
    copse_document_paragraph(document,
                             "Weights are w(p) = %s. Estimates by maximum likelihood, on the scale of analysis.",
                             copse_selmodel_weight_formula(report->selection->type));
}

static void selection_csv(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    copse_i_selection_parameters(document, view, report->selection, -1);
}

const copse_i_bias_part copse_i_bias_selection_part = {
    .rows = selection_rows, .tables = selection_tables, .csv = selection_csv, .json = copse_i_selection_json};
