/* See pool_regression.h. Everything is on the scale of analysis: a difference or a multiple of log ratios is no ratio. */
#include "pool_regression.h"

#include "shown_number.h"

#include <math.h>
#include <stdio.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static bool has_simultaneous(const copse_contrast_tests *t)
{
    return !isnan(t->critical);
}

/* With simultaneous intervals people get these alone. */
static void short_cells(copse_document *document, const copse_coefficient *c, int decimals)
{
    copse_i_cell_number(document, c->estimate, decimals);
    copse_i_cell_number(document, c->se, decimals);
    copse_i_cell_number(document, c->statistic, 3);
    copse_i_cell_df(document, c->df);
    copse_i_cell_p(document, c->p);
}

static void contrast_rows(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_contrast_tests *t = pooled->regression->contrasts;
    const copse_i_range ci = copse_i_coefficient_range(pooled->digits, t->row, t->m, sizeof *t->row);
    copse_i_range together = {.decimals = ci.decimals};
    for (size_t i = 0; i < t->m; i++) copse_i_range_widen(&together, t->simultaneous[i]);
    for (size_t i = 0; i < t->m; i++) {
        const copse_interval both = t->simultaneous[i];
        copse_document_row(document);
        copse_document_text(document, pooled->regression->contrast[i]);
        if (has_simultaneous(t) && !exact) short_cells(document, &t->row[i], ci.decimals);
        else copse_i_coefficient_cells(document, &t->row[i], &ci, exact);
        if (t->adjust == COPSE_ADJUST_NONE) continue;
        if (exact) copse_document_number(document, t->p_adjusted[i]);
        else copse_i_cell_p(document, t->p_adjusted[i]);
        if (!has_simultaneous(t)) continue;
        if (exact) {
            copse_document_number(document, both.lower);
            copse_document_number(document, both.upper);
        } else {
            copse_i_cell_range(document, &together, both);
        }
    }
}

static void joint_table(copse_document *document, const copse_contrast_tests *t, bool exact)
{
    copse_document_table(document, "contrasts_together", exact ? NULL : "All contrasts together");
    copse_document_column(document, "statistic", isnan(t->joint_df2) ? "Chi-square" : "F", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, -1);
    const bool df2 = exact || !isnan(t->joint_df2);
    if (df2) copse_document_column(document, "df2", "df2", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    copse_document_row(document);
    if (exact) {
        copse_document_number(document, t->joint);
        copse_document_number(document, t->joint_df);
        copse_document_number(document, t->joint_df2);
        copse_document_number(document, t->joint_p);
        return;
    }
    copse_i_cell_number(document, t->joint, 3);
    copse_i_cell_df(document, t->joint_df);
    if (df2) copse_i_cell_df(document, t->joint_df2);
    copse_i_cell_p(document, t->joint_p);
}

static void contrasts_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_contrast_tests *t = pooled->regression->contrasts;
    double error = 0;
    if (!exact) copse_document_heading(document, 2, "Contrasts");
    copse_document_table(document, "contrasts", NULL);
    copse_document_column(document, "name", "Contrast", COPSE_ALIGN_LEFT, 0);
    const double level = has_simultaneous(t) && !exact ? (double)NAN : pooled->fit->opts.level;
    copse_i_coefficient_columns(document, copse_i_statistic_head(pooled->fit->test), level, exact);
    if (t->adjust != COPSE_ADJUST_NONE)
        copse_document_column(document, "p_adjusted", "adjusted p", COPSE_ALIGN_DECIMAL, -1);
    if (has_simultaneous(t) && exact) {
        copse_document_column(document, "simultaneous_lower", "simultaneous_lower", COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "simultaneous_upper", "simultaneous_upper", COPSE_ALIGN_DECIMAL, -1);
    } else if (has_simultaneous(t)) {
        char head[48];
        (void)snprintf(head, sizeof head, "simultaneous %g %% CI", pooled->fit->opts.level);
        copse_document_column(document, "simultaneous", head, COPSE_ALIGN_RIGHT, 0);
    }
    contrast_rows(document, pooled, exact);
    for (size_t i = 0; i < t->m; i++) error = fmax(error, t->p_error[i]);
    joint_table(document, t, exact);
    if (exact) return;
    if (t->adjust != COPSE_ADJUST_NONE)
        copse_document_paragraph(document, "p adjusted: %s (%s).", copse_adjust_text(t->adjust),
                                 copse_adjust_paper(t->adjust));
    if (error > 0)
        copse_document_paragraph(document, "The adjusted p are right to %.1g (99 %% bound of the lattice).", error);
}

static void inflation_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_pooled_regression *r = pooled->regression;
    if (!exact) copse_document_heading(document, 2, "Variance inflation");
    copse_document_table(document, "vif", NULL);
    copse_document_column(document, "name", "Coefficient", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "vif", "VIF", COPSE_ALIGN_DECIMAL, exact ? -1 : 4);
    for (size_t j = 0; j < pooled->fit->p; j++) {
        if (isnan(r->vif[j])) continue; /* the intercept */
        copse_document_row(document);
        copse_document_text(document, pooled->moderators->coefficient[j]);
        copse_document_number(document, r->vif[j]);
    }
    copse_document_table(document, "gvif", NULL);
    copse_document_column(document, "term", "Term", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "gvif", "GVIF", COPSE_ALIGN_DECIMAL, exact ? -1 : 4);
    copse_document_column(document, "scaled", "GVIF^(1/(2 df))", COPSE_ALIGN_DECIMAL, exact ? -1 : 4);
    for (size_t t = 0; t < r->terms; t++) {
        if (r->inflation[t].df == 0) continue;
        copse_document_row(document);
        copse_document_text(document, r->term[t]);
        copse_document_number(document, (double)r->inflation[t].df);
        copse_document_number(document, r->inflation[t].gvif);
        copse_document_number(document, r->inflation[t].scaled);
    }
}

static void standardised_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_standardised *s = pooled->regression->standardised;
    const copse_i_range range = copse_i_coefficient_range(pooled->digits, &s->by_x, pooled->fit->p, sizeof *s);
    if (!exact) copse_document_heading(document, 2, "Standardised coefficients");
    copse_document_table(document, "standardized", NULL);
    copse_document_column(document, "name", "Coefficient", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "sd", "SD", COPSE_ALIGN_DECIMAL, -1);
    copse_i_coefficient_columns(document, copse_i_statistic_head(pooled->fit->test), pooled->fit->opts.level, exact);
    copse_document_column(document, "beta", "b sd(x)/sd(y)", COPSE_ALIGN_DECIMAL, -1);
    for (size_t j = 0; j < pooled->fit->p; j++) {
        if (isnan(s[j].sd_x)) continue;
        copse_document_row(document);
        copse_document_text(document, pooled->moderators->coefficient[j]);
        if (exact) copse_document_number(document, s[j].sd_x);
        else copse_i_cell_number(document, s[j].sd_x, copse_i_decimals_of(pooled->digits, s[j].sd_x));
        copse_i_coefficient_cells(document, &s[j].by_x, &range, exact);
        if (exact) copse_document_number(document, s[j].by_both);
        else copse_i_cell_number(document, s[j].by_both, 4);
    }
    if (!exact)
        copse_document_paragraph(document, "Estimates are of a change of the moderator by one standard deviation.");
}

void copse_i_regression_tables(copse_document *document, const copse_i_view *view, bool exact)
{
    const copse_pooled *pooled = view->pooled;
    if (pooled->regression == NULL) return;
    if (pooled->regression->contrasts != NULL) contrasts_table(document, pooled, exact);
    if (pooled->regression->vif != NULL) inflation_table(document, pooled, exact);
    if (pooled->regression->standardised != NULL) standardised_table(document, pooled, exact);
    if (pooled->regression->comparison != NULL) copse_i_comparison_tables(document, pooled, exact);
    if (pooled->regression->average != NULL) copse_i_average_tables(document, pooled, exact);
    if (pooled->regression->scale != NULL) copse_i_scale_tables(document, pooled, exact);
}

static void contrasts_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_contrast_tests *t = pooled->regression->contrasts;
    json_t *object = json_object(), *rows = json_array();
    SET(object, "adjust", copse_i_json_text(json, copse_adjust_code(t->adjust)));
    for (size_t i = 0; i < t->m; i++) {
        json_t *row = copse_i_plain_coefficient_json(json, pooled->regression->contrast[i], &t->row[i]);
        SET(row, "p_adjusted", copse_i_json_real(t->p_adjusted[i]));
        SET(row, "p_error", copse_i_json_real(t->p_error[i]));
        SET(row, "simultaneous", copse_i_json_pair(json, t->simultaneous[i].lower, t->simultaneous[i].upper));
        copse_i_json_append(json, rows, row);
    }
    SET(object, "rows", rows);
    SET(object, "critical", copse_i_json_real(t->critical));
    SET(object, "statistic", copse_i_json_real(t->joint));
    SET(object, "df", copse_i_json_whole(t->joint_df));
    SET(object, "df2", copse_i_json_whole(t->joint_df2));
    SET(object, "p", copse_i_json_real(t->joint_p));
    copse_i_json_add(json, "contrasts", object);
}

static void inflation_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_pooled_regression *r = pooled->regression;
    json_t *object = json_object(), *coefficients = json_array(), *terms = json_array();
    for (size_t j = 0; j < pooled->fit->p; j++) {
        json_t *row = json_object();
        SET(row, "name", copse_i_json_text(json, pooled->moderators->coefficient[j]));
        SET(row, "vif", copse_i_json_real(r->vif[j]));
        copse_i_json_append(json, coefficients, row);
    }
    for (size_t t = 0; t < r->terms; t++) {
        json_t *row = json_object();
        SET(row, "term", copse_i_json_text(json, r->term[t]));
        SET(row, "df", copse_i_json_count(r->inflation[t].df));
        SET(row, "gvif", copse_i_json_real(r->inflation[t].gvif));
        SET(row, "scaled", copse_i_json_real(r->inflation[t].scaled));
        copse_i_json_append(json, terms, row);
    }
    SET(object, "coefficients", coefficients);
    SET(object, "terms", terms);
    copse_i_json_add(json, "vif", object);
}

static void standardised_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_standardised *s = pooled->regression->standardised;
    json_t *rows = json_array();
    for (size_t j = 0; j < pooled->fit->p; j++) {
        json_t *row = copse_i_plain_coefficient_json(json, pooled->moderators->coefficient[j], &s[j].by_x);
        SET(row, "sd", copse_i_json_real(s[j].sd_x));
        SET(row, "beta", copse_i_json_real(s[j].by_both));
        SET(row, "beta_se", copse_i_json_real(s[j].by_both_se));
        copse_i_json_append(json, rows, row);
    }
    copse_i_json_add(json, "standardized", rows);
}

void copse_i_regression_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_pooled_regression *r = pooled->regression;
    if (r == NULL) return;
    if (r->contrasts != NULL) contrasts_json(json, pooled);
    if (r->vif != NULL) inflation_json(json, pooled);
    if (r->standardised != NULL) standardised_json(json, pooled);
    if (r->comparison != NULL) copse_i_comparison_json(json, pooled);
    if (r->average != NULL) copse_i_average_json(json, pooled);
    if (r->scale != NULL) copse_i_scale_json(json, pooled);
}
