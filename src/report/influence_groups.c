/* See influence_groups.h. */
#include "influence_groups.h"

#include "shown_effect.h"
#include "shown_number.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

void copse_i_dfbetas_columns(copse_document *document, const copse_pooled *pooled, bool exact)
{
    char name[64];
    for (size_t j = 0; j < pooled->fit->p; j++) {
        copse_text key = {0};
        const char *coefficient = copse_i_coefficient_name(pooled, j, name, sizeof name);
        if (exact) copse_text_printf(&key, "dfbetas %s", coefficient);
        else if (pooled->fit->p == 1) copse_text_add(&key, "DFBETAS");
        else copse_text_printf(&key, "DFBETAS %s", coefficient);
        copse_document_column(document, copse_text_string(&key), copse_text_string(&key), COPSE_ALIGN_DECIMAL, -1);
        copse_document_check(document, copse_text_status(&key));
        copse_text_free(&key);
    }
}

static void columns(copse_document *document, const copse_influenced *in, bool exact)
{
    const copse_pooled *pooled = &in->pooled;
    const struct {
        const char *key, *head;
    } column[] = {{"chi2", "χ²"}, {"df", "df"}, {"p", "p"}, {"cook", "Cook's D"}, {"cov_ratio", "Cov. ratio"}};
    copse_document_column(document, "group", in->by != NULL && !exact ? in->by : "group", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "studies", exact ? "studies" : "Studies", COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < sizeof column / sizeof *column; i++) {
        if (i == 1 && !exact) continue; /* as many as studies */
        copse_document_column(document, column[i].key, exact ? column[i].key : column[i].head, COPSE_ALIGN_DECIMAL, -1);
    }
    copse_i_dfbetas_columns(document, pooled, exact);
}

void copse_i_influence_groups_table(copse_document *document, const copse_influenced *in)
{
    const copse_group_influence *all = in->groups;
    if (all == NULL) return;
    const int digits = in->pooled.digits < 3 ? in->pooled.digits : 3;
    copse_document_heading(document, 2, "Influence");
    copse_document_table(document, "groups", NULL);
    columns(document, in, false);
    copse_document_column(document, "flag", "", COPSE_ALIGN_LEFT, 0);
    for (size_t g = 0; g < all->groups; g++) {
        const copse_influence_group *s = &all->group[g];
        copse_document_row(document);
        copse_document_text(document, in->group[g]);
        copse_document_number(document, (double)s->studies);
        copse_i_cell_number(document, s->chi2, 2);
        copse_i_cell_p(document, s->p);
        copse_i_cell_number(document, s->cook, digits);
        copse_i_cell_number(document, s->cov_ratio, digits);
        for (size_t j = 0; j < all->p; j++) copse_i_cell_number(document, all->dfbetas[g * all->p + j], digits);
        copse_document_text(document, s->influential ? "*" : "");
    }
}

void copse_i_influence_groups_csv(copse_document *document, const copse_influenced *in)
{
    const copse_group_influence *all = in->groups;
    if (all == NULL) return;
    copse_document_table(document, "groups", NULL);
    columns(document, in, true);
    copse_document_column(document, "influential", "influential", COPSE_ALIGN_RIGHT, 0);
    for (size_t g = 0; g < all->groups; g++) {
        const copse_influence_group *s = &all->group[g];
        const double number[] = {(double)s->studies, s->chi2, s->df, s->p, s->cook, s->cov_ratio};
        copse_document_row(document);
        copse_document_text(document, in->group[g]);
        for (size_t i = 0; i < sizeof number / sizeof *number; i++) copse_document_number(document, number[i]);
        for (size_t j = 0; j < all->p; j++) copse_document_number(document, all->dfbetas[g * all->p + j]);
        copse_document_number(document, s->influential);
    }
}

void copse_i_influence_reason(copse_text *text, bool on, const char *name, double value, double limit)
{
    char buf[COPSE_NUMBER_TEXT], most[COPSE_NUMBER_TEXT];
    if (!on) return;
    copse_text_printf(text, "%s%s %s, limit %s", text->length > 0 ? "; " : "", name,
                      copse_format_significant(buf, sizeof buf, value, 3),
                      copse_format_significant(most, sizeof most, limit, 3));
}

static void note_flag(const copse_influenced *in, size_t g, copse_notes *notes)
{
    const copse_group_influence *all = in->groups;
    copse_text why = {0};
    double largest = 0;
    for (size_t j = 0; j < all->p; j++)
        if (fabs(all->dfbetas[g * all->p + j]) > fabs(largest)) largest = all->dfbetas[g * all->p + j];
    copse_i_influence_reason(&why, all->group[g].by_cook, "Cook's D", all->group[g].cook, all->cook_limit);
    copse_i_influence_reason(&why, all->group[g].by_dfbetas, "DFBETAS", largest, 1);
    copse_note(notes, "* %s: %s", in->group[g], copse_text_string(&why));
    notes->failed = notes->failed || why.failed;
    copse_text_free(&why);
}

void copse_i_influence_groups_notes(const copse_influenced *in, copse_notes *notes)
{
    const copse_group_influence *all = in->groups;
    size_t flagged = 0, known = 0;
    if (all == NULL) return;
    for (size_t g = 0; g < all->groups; g++) {
        if (!isnan(all->group[g].cook)) known++;
        if (!all->group[g].influential) continue;
        flagged++;
        note_flag(in, g, notes);
    }
    if (known == 0) {
        copse_note(notes, "no influence diagnostics: too few studies, or estimates that are all alike");
        return;
    }
    if (flagged == 0) copse_note(notes, "no group is flagged as influential (by Cook's distance or DFBETAS)");
    copse_note(notes, "χ² is of the deleted residuals of a group's studies together, with as many degrees of freedom");
}

json_t *copse_i_influence_groups_json(copse_i_json *json, const copse_influenced *in)
{
    const copse_group_influence *all = in->groups;
    json_t *out = json_array();
    for (size_t g = 0; all != NULL && g < all->groups; g++) {
        const copse_influence_group *s = &all->group[g];
        json_t *row = json_object(), *dfbetas = json_array(), *flags = json_array();
        for (size_t j = 0; j < all->p; j++)
            copse_i_json_append(json, dfbetas, copse_i_json_real(all->dfbetas[g * all->p + j]));
        if (s->by_cook) copse_i_json_append(json, flags, copse_i_json_text(json, "cook"));
        if (s->by_dfbetas) copse_i_json_append(json, flags, copse_i_json_text(json, "dfbetas"));
        SET(row, "name", copse_i_json_text(json, in->group[g]));
        SET(row, "studies", copse_i_json_count(s->studies));
        SET(row, "chi2", copse_i_json_real(s->chi2));
        SET(row, "df", copse_i_json_whole(s->df));
        SET(row, "p", copse_i_json_real(s->p));
        SET(row, "cook", copse_i_json_real(s->cook));
        SET(row, "cov_ratio", copse_i_json_real(s->cov_ratio));
        SET(row, "dfbetas", dfbetas);
        SET(row, "influential", json_boolean(s->influential));
        SET(row, "flags", flags);
        copse_i_json_append(json, out, row);
    }
    return out;
}

json_t *copse_i_influence_group_limits_json(copse_i_json *json, const copse_group_influence *all)
{
    json_t *out = json_object();
    SET(out, "dffits", json_null());
    SET(out, "cook", copse_i_json_real(all->cook_limit));
    SET(out, "hat", json_null());
    SET(out, "dfbetas", copse_i_json_whole(1));
    return out;
}
