/* Building, finishing and freeing a review. */
#include "review_parts.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void free_settings(copse_review_settings *settings)
{
    free(settings->measure_text);
    for (int i = 0; i < 2; i++) {
        free(settings->group[i]);
        free(settings->favours[i]);
    }
}

static void free_rows(copse_i_review_rows *rows)
{
    if (rows == NULL) return;
    for (size_t r = 0; r < rows->rows; r++) {
        free(rows->row[r].study);
        free(rows->row[r].year);
    }
    for (size_t s = 0; s < rows->subgroups; s++) free(rows->subgroup[s]);
    for (size_t s = 0; s < rows->studies; s++) {
        free(rows->study[s].id);
        free(rows->study[s].name);
        free(rows->study[s].year);
    }
    free(rows->row);
    free(rows->subgroup);
    free(rows->study);
    free(rows);
}

void copse_review_free(copse_review *review)
{
    if (review == NULL) return;
    for (size_t a = 0; a < review->analyses; a++) {
        free(review->analysis[a].comparison_name);
        free(review->analysis[a].name);
        free_settings(&review->analysis[a].settings);
    }
    free(review->analysis);
    free_rows(review->rows);
    free(review->source);
    free(review->title);
    free(review->program);
    *review = (copse_review){0};
}

copse_status copse_i_review_new(const char *source, copse_review *review, copse_error *err)
{
    *review = (copse_review){.source = copse_copy(source)};
    review->title = copse_copy("");
    review->program = copse_copy("");
    review->rows = copse_alloc(1, sizeof(copse_i_review_rows));
    if (review->source != NULL && review->title != NULL && review->program != NULL && review->rows != NULL)
        return COPSE_OK;
    copse_review_free(review);
    return copse_fail_memory(err);
}

copse_review_analysis *copse_i_review_add(copse_review *review, unsigned long comparison, unsigned long outcome)
{
    copse_i_review_rows *rows = review->rows;
    const size_t need = review->analyses + 1;
    if (copse_reserve((void **)&review->analysis, &rows->analysis_capacity, need, sizeof *review->analysis) != COPSE_OK)
        return NULL;
    copse_review_analysis *made = &review->analysis[review->analyses++];
    *made = (copse_review_analysis){.comparison = comparison, .outcome = outcome};
    (void)snprintf(made->id, sizeof made->id, "%lu.%lu", comparison % 1000000, outcome % 1000000);
    copse_review_settings *s = &made->settings;
    *s = (copse_review_settings){.measure = "GEN", .totals = true, .study_level = 95, .level = 95};
    s->effect = s->lower = s->upper = s->tau2 = s->Q = s->I2 = s->z = NAN;
    made->comparison_name = copse_copy("");
    made->name = copse_copy("");
    s->measure_text = copse_copy("");
    bool whole = made->comparison_name != NULL && made->name != NULL && s->measure_text != NULL;
    for (int i = 0; i < 2; i++) {
        s->group[i] = copse_copy("");
        s->favours[i] = copse_copy("");
        whole = whole && s->group[i] != NULL && s->favours[i] != NULL;
    }
    return whole ? made : NULL;
}

copse_i_review_row *copse_i_review_add_row(copse_review *review, size_t analysis)
{
    copse_i_review_rows *rows = review->rows;
    if (copse_reserve((void **)&rows->row, &rows->row_capacity, rows->rows + 1, sizeof *rows->row) != COPSE_OK)
        return NULL;
    copse_i_review_row *row = &rows->row[rows->rows];
    *row = (copse_i_review_row){
        .analysis = analysis, .order = rows->rows, .subgroup = SIZE_MAX, .line = 1, .estimable = true};
    for (int i = 0; i < COPSE_I_REVIEW_NUMBERS; i++) row->number[i] = NAN;
    rows->rows++;
    return row;
}

size_t copse_i_review_add_subgroup(copse_review *review, const char *name, size_t n)
{
    copse_i_review_rows *rows = review->rows;
    char *text = NULL;
    if (copse_i_review_text(&text, name, n) != COPSE_OK) return SIZE_MAX;
    if (copse_reserve((void **)&rows->subgroup, &rows->subgroup_capacity, rows->subgroups + 1,
                      sizeof *rows->subgroup) != COPSE_OK) {
        free(text);
        return SIZE_MAX;
    }
    rows->subgroup[rows->subgroups] = text;
    return rows->subgroups++;
}

copse_status copse_i_review_add_study(copse_review *review, const char *id, const char *name, const char *year)
{
    copse_i_review_rows *rows = review->rows;
    if (copse_reserve((void **)&rows->study, &rows->study_capacity, rows->studies + 1, sizeof *rows->study) != COPSE_OK)
        return COPSE_ENOMEM;
    copse_i_review_study *study = &rows->study[rows->studies];
    *study = (copse_i_review_study){.order = rows->studies};
    rows->studies++;
    copse_status status = copse_i_review_text(&study->id, id, strlen(id));
    if (status == COPSE_OK) status = copse_i_review_text(&study->name, name, strlen(name));
    if (status == COPSE_OK && year != NULL) status = copse_i_review_text(&study->year, year, strlen(year));
    return status;
}

copse_i_review_excerpt copse_i_review_cut(const char *text)
{
    copse_i_review_excerpt cut = {""};
    size_t n = strlen(text);
    if (n > 100) n = 100;
    while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) n--;
    memcpy(cut.text, text, n);
    return cut;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

copse_status copse_i_review_text(char **text, const char *bytes, size_t n)
{
    char *made = copse_alloc(n + 1, 1);
    if (made == NULL) return COPSE_ENOMEM;
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_space(bytes[i])) made[length++] = bytes[i];
        else if (length > 0 && made[length - 1] != ' ') made[length++] = ' ';
    }
    if (length > 0 && made[length - 1] == ' ') length--;
    made[length] = '\0';
    free(*text);
    *text = made;
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------ finishing */

static int by_analysis(const void *a, const void *b)
{
    const copse_i_review_row *x = a, *y = b;
    if (x->analysis != y->analysis) return x->analysis < y->analysis ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int by_id(const void *a, const void *b)
{
    const copse_i_review_study *x = a, *y = b;
    const int order = strcmp(x->id, y->id);
    if (order != 0) return order;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int compare_id(const void *id, const void *study)
{
    return strcmp(id, ((const copse_i_review_study *)study)->id);
}

/* A row knows its study by an id; one that is not in the list keeps it for a name. */
static copse_status name_studies(copse_i_review_rows *rows)
{
    if (rows->studies == 0) return COPSE_OK;
    qsort(rows->study, rows->studies, sizeof *rows->study, by_id);
    for (size_t r = 0; r < rows->rows; r++) {
        copse_i_review_row *row = &rows->row[r];
        const copse_i_review_study *study =
            bsearch(row->study, rows->study, rows->studies, sizeof *rows->study, compare_id);
        if (study == NULL) continue;
        char *name = copse_copy(study->name[0] != '\0' ? study->name : study->id);
        if (name == NULL) return COPSE_ENOMEM;
        free(row->study);
        row->study = name;
        if (study->year == NULL || study->year[0] == '\0') continue;
        row->year = copse_copy(study->year);
        if (row->year == NULL) return COPSE_ENOMEM;
    }
    return COPSE_OK;
}

typedef struct numbered {
    unsigned long comparison, outcome;
} numbered;

static int by_number(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    if (x->comparison != y->comparison) return x->comparison < y->comparison ? -1 : 1;
    return x->outcome < y->outcome ? -1 : x->outcome > y->outcome;
}

static copse_status check_ids(const copse_review *review, copse_error *err)
{
    numbered *sorted = copse_alloc(review->analyses, sizeof *sorted);
    if (sorted == NULL) return copse_fail_memory(err);
    for (size_t a = 0; a < review->analyses; a++)
        sorted[a] = (numbered){review->analysis[a].comparison, review->analysis[a].outcome};
    qsort(sorted, review->analyses, sizeof *sorted, by_number);
    copse_status status = COPSE_OK;
    for (size_t a = 1; status == COPSE_OK && a < review->analyses; a++)
        if (by_number(&sorted[a - 1], &sorted[a]) == 0)
            status = copse_fail(err, COPSE_EPARSE, "%s: two analyses are called %lu.%lu", review->source,
                                sorted[a].comparison, sorted[a].outcome);
    free(sorted);
    return status;
}

copse_status copse_i_review_finish(copse_review *review, copse_error *err)
{
    copse_i_review_rows *rows = review->rows;
    if (review->analyses == 0) return copse_fail(err, COPSE_ENODATA, "%s: the review has no analyses", review->source);
    copse_status status = check_ids(review, err);
    if (status != COPSE_OK) return status;
    if (name_studies(rows) != COPSE_OK) return copse_fail_memory(err);
    if (rows->rows > 0) qsort(rows->row, rows->rows, sizeof *rows->row, by_analysis);
    size_t subgroup = SIZE_MAX;
    for (size_t r = 0; r < rows->rows; r++) {
        const copse_i_review_row *row = &rows->row[r];
        copse_review_analysis *analysis = &review->analysis[row->analysis];
        if (analysis->k++ == 0) {
            analysis->first = r;
            subgroup = SIZE_MAX;
        }
        if (row->subgroup != SIZE_MAX && row->subgroup != subgroup) analysis->subgroups++;
        subgroup = row->subgroup;
    }
    return COPSE_OK;
}
