/* Sequential boundaries and the confidence sequence of `copse cumulate`. */
#include "report_cumulative.h"

#include "shown_effect.h"

#include <math.h>

static void boundaries_table(copse_document *document, const copse_accumulated *a)
{
    const copse_trial_sequential *t = a->sequential;
    const bool futility = a->sequential_opts.bounds.futility;
    const double side = a->sequential_opts.bounds.one_sided && a->sequential_opts.effect < 0 ? -1 : 1; /* as Z has it */
    copse_document_heading(document, 2, "Trial sequential analysis");
    copse_document_table(document, "sequential", NULL);
    copse_document_column(document, "name", "Up to", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "t", "Information %", COPSE_ALIGN_DECIMAL, 1);
    copse_document_column(document, "z", "Z", COPSE_ALIGN_DECIMAL, 3);
    copse_document_column(document, "efficacy", "Boundary", COPSE_ALIGN_DECIMAL, 3);
    if (futility) copse_document_column(document, "futility", "Futility", COPSE_ALIGN_DECIMAL, 3);
    copse_document_column(document, "alpha", "α spent", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "verdict", "", COPSE_ALIGN_LEFT, 0);
    for (size_t s = 0; s < t->looks; s++) {
        const copse_trial_look *look = &t->look[s];
        copse_document_row(document);
        copse_document_text(document, a->step[s]);
        copse_i_cell_number(document, 100 * look->boundary.t, 1);
        copse_i_cell_number(document, look->z, 3);
        copse_i_cell_number(document, side * look->boundary.efficacy, 3);
        if (futility) copse_i_cell_number(document, side * look->boundary.futility, 3);
        copse_i_cell_p(document, look->boundary.alpha);
        copse_document_text(document, look->crossed ? "crossed" : look->futile ? "futile" : "");
    }
}

static void sequence_table(copse_document *document, const copse_accumulated *a, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    const copse_transform_settings settings = copse_i_pooled_settings(pooled, pooled->fit);
    char buf[COPSE_NUMBER_TEXT];
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_range range = {0};
    for (size_t s = 0; s < a->cumulative->count; s++)
        copse_i_spread_look_interval(&spread, copse_i_show_interval(pooled, &settings, a->anytime[s].interval, NULL));
    range.decimals = copse_i_decimals(pooled->digits, spread);
    for (size_t s = 0; s < a->cumulative->count; s++)
        copse_i_range_widen(&range, copse_i_show_interval(pooled, &settings, a->anytime[s].interval, NULL));
    copse_text head = {0};
    copse_text_printf(&head, "%s %% sequence", copse_format_significant(buf, sizeof buf, pooled->fit->opts.level, 6));
    copse_document_heading(document, 2, "Confidence sequence");
    copse_document_table(document, "anytime", NULL);
    copse_document_column(document, "name", "Up to", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "estimate", copse_text_string(&view->shown), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "interval", copse_text_string(&head), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "e", "e-value", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "p", "p at any time", COPSE_ALIGN_DECIMAL, -1);
    for (size_t s = 0; s < a->cumulative->count; s++) {
        const copse_anytime_step *step = &a->anytime[s];
        copse_document_row(document);
        copse_document_text(document, a->step[s]);
        copse_i_cell_effect(document, pooled, &settings, step->estimate, range.decimals);
        copse_i_cell_effect_range(document, pooled, &settings, &range, step->interval);
        const double e = exp(step->log_e);
        copse_document_text(document, isfinite(e) ? copse_format_significant(buf, sizeof buf, e, 3) : "> 1e308");
        copse_i_cell_p(document, step->p);
    }
    copse_document_check(document, copse_text_status(&head));
    copse_text_free(&head);
}

void copse_i_sequential_tables(copse_document *document, const copse_accumulated *a, const copse_i_view *view)
{
    if (a->sequential != NULL) boundaries_table(document, a);
    if (a->anytime != NULL) sequence_table(document, a, view);
}

enum { LOOK_NUMBERS = 10, ANYTIME_NUMBERS = 6 };

void copse_i_sequential_csv(copse_document *document, const copse_accumulated *a)
{
    static const char *const LOOK_KEY[LOOK_NUMBERS] = {
        "information",    "t",       "z",     "efficacy", "futility", "alpha", "adjusted_lower",
        "adjusted_upper", "crossed", "futile"};
    static const char *const ANYTIME_KEY[ANYTIME_NUMBERS] = {"estimate", "information", "lower", "upper", "log_e", "p"};
    if (a->sequential != NULL) {
        copse_document_table(document, "sequential", NULL);
        copse_document_column(document, "name", "name", COPSE_ALIGN_LEFT, 0);
        for (size_t j = 0; j < LOOK_NUMBERS; j++)
            copse_document_column(document, LOOK_KEY[j], LOOK_KEY[j], COPSE_ALIGN_RIGHT, -1);
    }
    for (size_t s = 0; a->sequential != NULL && s < a->sequential->looks; s++) {
        const copse_trial_look *look = &a->sequential->look[s];
        const double number[LOOK_NUMBERS] = {look->information,
                                             look->boundary.t,
                                             look->z,
                                             look->boundary.efficacy,
                                             look->boundary.futility,
                                             look->boundary.alpha,
                                             look->adjusted.lower,
                                             look->adjusted.upper,
                                             look->crossed,
                                             look->futile};
        copse_document_row(document);
        copse_document_text(document, a->step[s]);
        for (size_t j = 0; j < LOOK_NUMBERS; j++) copse_document_number(document, number[j]);
    }
    if (a->anytime == NULL) return;
    copse_document_table(document, "anytime", NULL);
    copse_document_column(document, "name", "name", COPSE_ALIGN_LEFT, 0);
    for (size_t j = 0; j < ANYTIME_NUMBERS; j++)
        copse_document_column(document, ANYTIME_KEY[j], ANYTIME_KEY[j], COPSE_ALIGN_RIGHT, -1);
    for (size_t s = 0; s < a->cumulative->count; s++) {
        const copse_anytime_step *step = &a->anytime[s];
        const double number[ANYTIME_NUMBERS] = {step->estimate,       step->information, step->interval.lower,
                                                step->interval.upper, step->log_e,       step->p};
        copse_document_row(document);
        copse_document_text(document, a->step[s]);
        for (size_t j = 0; j < ANYTIME_NUMBERS; j++) copse_document_number(document, number[j]);
    }
}
