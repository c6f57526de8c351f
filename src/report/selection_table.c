/* The parameters of a selection model, one a row. */
#include "selection_output.h"

#include <math.h>
#include <stdio.h>

typedef struct line {
    const char *name;
    char range[COPSE_I_RANGE_TEXT];
    double upto, count; /* NaN: none */
    copse_selmodel_parameter value;
} line;

void copse_i_selection_range(const copse_selmodel *fit, size_t delta, char buf[COPSE_I_RANGE_TEXT])
{
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    buf[0] = '\0';
    if (fit->type != COPSE_SELMODEL_STEPFUN) return;
    copse_format_significant(low, sizeof low, delta > 0 ? fit->step[delta - 1] : 0, 4);
    copse_format_significant(high, sizeof high, fit->step[delta], 4);
    (void)snprintf(buf, COPSE_I_RANGE_TEXT, "%s < p <= %s", low, high);
}

static void limit_text(copse_text *text, double x, int decimals)
{
    char number[COPSE_NUMBER_TEXT];
    if (isinf(x)) copse_text_add(text, "no limit");
    else copse_text_add(text, isnan(x) ? "NA" : copse_i_number(number, sizeof number, x, decimals));
}

static void interval_cell(copse_document *document, copse_interval interval, int decimals)
{
    copse_text text = {0};
    if (isnan(interval.lower) && isnan(interval.upper)) {
        copse_document_text(document, "");
        return;
    }
    limit_text(&text, interval.lower, decimals);
    copse_text_add(&text, " to ");
    limit_text(&text, interval.upper, decimals);
    copse_document_text(document, copse_text_string(&text));
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

static double finite_or_missing(double x)
{
    return isfinite(x) ? x : (double)NAN;
}

static int decimals_of(const line *l, int digits)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    if (isnan(l->value.se)) return copse_i_decimals_of(digits, l->value.estimate);
    copse_i_spread_look(&spread, l->value.se);
    return copse_i_decimals(digits, spread);
}

static void row_for_people(copse_document *document, const line *l, bool ranges, int digits)
{
    const int decimals = decimals_of(l, digits);
    copse_document_text(document, l->name);
    if (ranges) {
        if (isnan(l->upto)) copse_document_text(document, "");
        else copse_document_number(document, l->upto);
        if (isnan(l->count)) copse_document_text(document, "");
        else copse_document_number(document, l->count);
    }
    copse_i_cell_number(document, l->value.estimate, decimals);
    if (isnan(l->value.se)) copse_document_text(document, "");
    else copse_i_cell_number(document, l->value.se, decimals);
    interval_cell(document, l->value.ci, decimals);
    interval_cell(document, l->value.profile, decimals);
    copse_document_text(document, copse_selmodel_state_text(l->value.state));
}

static void row_for_machines(copse_document *document, const line *l)
{
    const copse_selmodel_parameter *v = &l->value;
    const double numbers[] = {v->estimate, v->se, v->statistic, v->p, v->ci.lower, v->ci.upper};
    copse_document_text(document, l->name);
    copse_document_text(document, l->range[0] != '\0' ? l->range : NULL);
    copse_document_number(document, l->count);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) copse_document_number(document, numbers[i]);
    copse_document_number(document, finite_or_missing(v->profile.lower));
    copse_document_number(document, finite_or_missing(v->profile.upper));
    copse_document_text(document, copse_selmodel_state_text(v->state));
}

static void columns(copse_document *document, const copse_i_view *view, bool ranges, bool exact)
{
    static const char *const NUMBERS[] = {"estimate", "se",       "statistic",     "p",
                                          "ci_lower", "ci_upper", "profile_lower", "profile_upper"};
    copse_text profile = {0};
    copse_document_table(document, "selection", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "parameter", "Parameter", COPSE_ALIGN_LEFT, 0);
    if (ranges) {
        copse_document_column(document, "range", exact ? "range" : "p up to",
                              exact ? COPSE_ALIGN_LEFT : COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "count", "k", COPSE_ALIGN_DECIMAL, 0);
    }
    if (exact) {
        for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
            copse_document_column(document, NUMBERS[i], NUMBERS[i], COPSE_ALIGN_RIGHT, -1);
    } else {
        copse_text_printf(&profile, "%s, profile", copse_text_string(&view->fit_ci));
        copse_document_column(document, "estimate", "Estimate", COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "se", "SE", COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
        copse_document_column(document, "profile", copse_text_string(&profile), COPSE_ALIGN_RIGHT, 0);
    }
    copse_document_column(document, "state", "", COPSE_ALIGN_LEFT, 0);
    copse_document_check(document, copse_text_status(&profile));
    copse_text_free(&profile);
}

static line coefficient_line(const copse_i_view *view, const copse_selmodel *fit, size_t j, char *name, size_t size)
{
    const copse_coefficient *c = &fit->coef[j];
    const bool effect = fit->p == 1 && view->pooled->moderators == NULL;
    return (line){.name = effect ? "effect" : copse_i_coefficient_name(view->pooled, j, name, size),
                  .upto = NAN,
                  .count = NAN,
                  .value = {.estimate = c->estimate,
                            .se = c->se,
                            .null = NAN,
                            .statistic = c->statistic,
                            .p = c->p,
                            .ci = c->ci,
                            .profile = fit->coef_profile[j]}};
}

void copse_i_selection_parameters(copse_document *document, const copse_i_view *view, const copse_selmodel *fit,
                                  int digits)
{
    char name[80];
    const bool exact = digits < 0, ranges = exact || fit->type == COPSE_SELMODEL_STEPFUN;
    columns(document, view, ranges, exact);
    for (size_t j = 0; j < fit->p + 1 + fit->deltas; j++) {
        line l = {.name = "tau2", .upto = NAN, .count = NAN, .value = fit->tau2};
        if (j < fit->p) {
            l = coefficient_line(view, fit, j, name, sizeof name);
        } else if (j > fit->p) {
            const size_t d = j - fit->p - 1;
            (void)snprintf(name, sizeof name, "delta%zu", d + 1);
            l = (line){.name = name, .upto = NAN, .count = NAN, .value = fit->delta[d]};
            copse_i_selection_range(fit, d, l.range);
            if (fit->type == COPSE_SELMODEL_STEPFUN) l.count = (double)fit->count[d], l.upto = fit->step[d];
        }
        copse_document_row(document);
        if (exact) row_for_machines(document, &l);
        else row_for_people(document, &l, ranges, digits);
    }
}
