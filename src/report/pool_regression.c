/* See pool_regression.h. Everything is on the scale of analysis: a difference or a multiple of log ratios is no ratio. */
#include "pool_regression.h"

#include "shown_number.h"

#include <math.h>
#include <stdio.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

const char *copse_i_statistic_head(copse_test test)
{
    return test == COPSE_TEST_Z ? "z" : "t";
}

void copse_i_coefficient_columns(copse_document *document, const char *statistic, double level, bool exact)
{
    char head[32];
    (void)snprintf(head, sizeof head, "%g %% CI", level);
    copse_document_column(document, "estimate", "Estimate", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "se", "SE", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "statistic", statistic, COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci_lower", exact ? "ci_lower" : head, COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci_upper", exact ? "ci_upper" : "", COPSE_ALIGN_DECIMAL, -1);
}

void copse_i_coefficient_cells(copse_document *document, const copse_coefficient *c, int decimals, bool exact)
{
    const double number[] = {c->estimate, c->se, c->statistic, c->df, c->p, c->ci.lower, c->ci.upper};
    for (size_t j = 0; j < sizeof number / sizeof *number; j++) {
        if (exact) copse_document_number(document, number[j]);
        else if (j == 3) copse_i_cell_df(document, number[j]);
        else if (j == 4) copse_i_cell_p(document, number[j]);
        else copse_i_cell_number(document, number[j], j == 2 ? 3 : decimals);
    }
}

json_t *copse_i_plain_coefficient_json(copse_i_json *json, const char *name, const copse_coefficient *c)
{
    json_t *object = json_object();
    SET(object, "name", copse_i_json_text(json, name));
    SET(object, "estimate", copse_i_json_real(c->estimate));
    SET(object, "se", copse_i_json_real(c->se));
    SET(object, "statistic", copse_i_json_real(c->statistic));
    SET(object, "df", copse_i_json_whole(c->df));
    SET(object, "p", copse_i_json_real(c->p));
    SET(object, "ci_lower", copse_i_json_real(c->ci.lower));
    SET(object, "ci_upper", copse_i_json_real(c->ci.upper));
    return object;
}

static bool has_simultaneous(const copse_contrast_tests *t)
{
    return !isnan(t->critical);
}

static void contrast_rows(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_contrast_tests *t = pooled->regression->contrasts;
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t i = 0; i < t->m; i++) copse_i_spread_look(&spread, t->row[i].se);
    const int decimals = copse_i_decimals(pooled->digits, spread);
    for (size_t i = 0; i < t->m; i++) {
        const double further[] = {t->p_adjusted[i], t->simultaneous[i].lower, t->simultaneous[i].upper};
        copse_document_row(document);
        copse_document_text(document, pooled->regression->contrast[i]);
        copse_i_coefficient_cells(document, &t->row[i], decimals, exact);
        if (t->adjust == COPSE_ADJUST_NONE) continue;
        if (exact) copse_document_number(document, further[0]);
        else copse_i_cell_p(document, further[0]);
        for (size_t j = 1; j < 3 && has_simultaneous(t); j++) {
            if (exact) copse_document_number(document, further[j]);
            else copse_i_cell_number(document, further[j], decimals);
        }
    }
}

static void joint_table(copse_document *document, const copse_contrast_tests *t, bool exact)
{
    copse_document_table(document, "contrasts_together", exact ? NULL : "All contrasts together");
    copse_document_column(document, "statistic", isnan(t->joint_df2) ? "Chi-square" : "F", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "df2", "df2", COPSE_ALIGN_RIGHT, -1);
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
    copse_i_cell_df(document, t->joint_df2);
    copse_i_cell_p(document, t->joint_p);
}

static void contrasts_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_contrast_tests *t = pooled->regression->contrasts;
    double error = 0;
    if (!exact) copse_document_heading(document, 2, "Contrasts");
    copse_document_table(document, "contrasts", NULL);
    copse_document_column(document, "name", "Contrast", COPSE_ALIGN_LEFT, 0);
    copse_i_coefficient_columns(document, copse_i_statistic_head(pooled->fit->test), pooled->fit->opts.level, exact);
    if (t->adjust != COPSE_ADJUST_NONE)
        copse_document_column(document, "p_adjusted", "adjusted p", COPSE_ALIGN_DECIMAL, -1);
    if (has_simultaneous(t)) {
        copse_document_column(document, "simultaneous_lower", exact ? "simultaneous_lower" : "simultaneous",
                              COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "simultaneous_upper", exact ? "simultaneous_upper" : "", COPSE_ALIGN_DECIMAL,
                              -1);
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
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t j = 0; j < pooled->fit->p; j++) copse_i_spread_look(&spread, s[j].by_x.se);
    const int decimals = copse_i_decimals(pooled->digits, spread);
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
        copse_i_coefficient_cells(document, &s[j].by_x, decimals, exact);
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
