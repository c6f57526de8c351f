/* The rows of an analysis, and the list of analyses, as frames. */
#include "review_parts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------ find */

static bool parse_id(const char *id, unsigned long *comparison, unsigned long *outcome)
{
    char *end = NULL;
    if (copse_i_review_begins(id, "CMP-")) id += 4;
    if (id[0] < '0' || id[0] > '9') return false;
    *comparison = strtoul(id, &end, 10);
    if (*end != '.' || end[1] < '0' || end[1] > '9') return false;
    *outcome = strtoul(end + 1, &end, 10);
    return *end == '\0';
}

copse_status copse_review_find(const copse_review *review, const char *id, size_t *index, copse_error *err)
{
    unsigned long comparison = 0, outcome = 0;
    if (!parse_id(id, &comparison, &outcome))
        return copse_fail(err, COPSE_EUSAGE,
                          "'%s' is no number of an analysis; it is one of comparison and outcome, such as %s", id,
                          review->analysis[0].id);
    for (size_t a = 0; a < review->analyses; a++) {
        if (review->analysis[a].comparison != comparison || review->analysis[a].outcome != outcome) continue;
        *index = a;
        return COPSE_OK;
    }
    return copse_fail(err, COPSE_ENOTFOUND, "%s: no analysis %s among its %zu (copse convert FILE --list shows them)",
                      review->source, id, review->analyses);
}

/* ------------------------------------------------------------------------------------------------ rows */

/* Room for one column at a time. */
typedef struct frame_maker {
    const copse_review_analysis *analysis;
    const copse_i_review_row *row;
    const copse_i_review_rows *rows;
    copse_frame *frame;
    copse_error *err;
    double *x;
    const char **text;
} frame_maker;

static bool has_number(const frame_maker *m, copse_i_review_number number)
{
    for (size_t r = 0; r < m->frame->rows; r++)
        if (!isnan(m->row[r].number[number])) return true;
    return false;
}

/* RevMan writes 0 for a size, an SD or a standard error that nobody entered, and calls the study not estimable. */
static double known(const copse_i_review_row *row, copse_i_review_number number)
{
    const bool positive = number == COPSE_I_TOTAL_1 || number == COPSE_I_TOTAL_2 || number == COPSE_I_SD_1 ||
                          number == COPSE_I_SD_2 || number == COPSE_I_SE;
    return positive && row->number[number] == 0 ? NAN : row->number[number];
}

static copse_status put(frame_maker *m, const char *name, copse_i_review_number number)
{
    for (size_t r = 0; r < m->frame->rows; r++) m->x[r] = known(&m->row[r], number);
    return copse_frame_put_numbers(m->frame, name, m->x, m->err);
}

/* A column that is not of the type's own, where it says anything: zeros are what RevMan writes for nothing. */
static copse_status put_beside(frame_maker *m, const char *name, copse_i_review_number number)
{
    for (size_t r = 0; r < m->frame->rows; r++) {
        if (isnan(m->row[r].number[number]) || m->row[r].number[number] == 0) continue;
        return put(m, name, number);
    }
    return COPSE_OK;
}

static copse_status put_studies(frame_maker *m)
{
    bool years = false, numbers = true;
    for (size_t r = 0; r < m->frame->rows; r++) {
        m->text[r] = m->row[r].study;
        m->frame->line[r] = m->row[r].line;
    }
    copse_status status = copse_frame_put_texts(m->frame, "study", m->text, m->err);
    for (size_t r = 0; r < m->frame->rows; r++) {
        const char *year = m->row[r].year;
        m->text[r] = year;
        m->x[r] = NAN;
        years = years || year != NULL;
        if (year != NULL && !copse_parse_number(year, strlen(year), '.', &m->x[r])) numbers = false;
    }
    if (status != COPSE_OK || !years) return status;
    return numbers ? copse_frame_put_numbers(m->frame, "year", m->x, m->err)
                   : copse_frame_put_texts(m->frame, "year", m->text, m->err);
}

static copse_status put_subgroups(frame_maker *m)
{
    bool any = false;
    for (size_t r = 0; r < m->frame->rows; r++) {
        const size_t subgroup = m->row[r].subgroup;
        m->text[r] = subgroup != SIZE_MAX ? m->rows->subgroup[subgroup] : NULL;
        any = any || m->text[r] != NULL;
    }
    return any ? copse_frame_put_texts(m->frame, "subgroup", m->text, m->err) : COPSE_OK;
}

/* Events, or those without where the analysis swaps them. */
static copse_status put_events(frame_maker *m, const char *name, copse_i_review_number events,
                               copse_i_review_number total)
{
    const bool swap = m->analysis->settings.swap_events;
    for (size_t r = 0; r < m->frame->rows; r++)
        m->x[r] = swap ? m->row[r].number[total] - m->row[r].number[events] : m->row[r].number[events];
    return copse_frame_put_numbers(m->frame, name, m->x, m->err);
}

static copse_status put_dichotomous(frame_maker *m)
{
    copse_status status = put_events(m, "ai", COPSE_I_EVENTS_1, COPSE_I_TOTAL_1);
    if (status == COPSE_OK) status = put(m, "n1i", COPSE_I_TOTAL_1);
    if (status == COPSE_OK) status = put_events(m, "ci", COPSE_I_EVENTS_2, COPSE_I_TOTAL_2);
    if (status == COPSE_OK) status = put(m, "n2i", COPSE_I_TOTAL_2);
    return status;
}

static copse_status put_continuous(frame_maker *m)
{
    static const struct {
        const char *name;
        copse_i_review_number number;
    } COLUMNS[] = {{"m1i", COPSE_I_MEAN_1}, {"sd1i", COPSE_I_SD_1}, {"n1i", COPSE_I_TOTAL_1},
                   {"m2i", COPSE_I_MEAN_2}, {"sd2i", COPSE_I_SD_2}, {"n2i", COPSE_I_TOTAL_2}};
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < sizeof COLUMNS / sizeof *COLUMNS; i++)
        status = put(m, COLUMNS[i].name, COLUMNS[i].number);
    return status;
}

static copse_status put_generic(frame_maker *m)
{
    copse_status status = put(m, "yi", COPSE_I_ESTIMATE);
    if (status == COPSE_OK) status = put(m, "sei", COPSE_I_SE);
    if (status == COPSE_OK) status = put_beside(m, "n1i", COPSE_I_TOTAL_1);
    if (status == COPSE_OK) status = put_beside(m, "n2i", COPSE_I_TOTAL_2);
    return status;
}

/* (O - E)/V with variance 1/V; a study without V > 0 has no estimate. */
static copse_status put_observed(frame_maker *m)
{
    for (size_t r = 0; r < m->frame->rows; r++) {
        const double v = m->row[r].number[COPSE_I_VAR], y = m->row[r].number[COPSE_I_O_E] / v;
        m->x[r] = v > 0 && isfinite(y) ? y : NAN;
    }
    copse_status status = copse_frame_put_numbers(m->frame, "yi", m->x, m->err);
    for (size_t r = 0; r < m->frame->rows; r++) {
        const double v = m->row[r].number[COPSE_I_VAR];
        m->x[r] = v > 0 && isfinite(1 / v) ? 1 / v : NAN;
    }
    if (status == COPSE_OK) status = copse_frame_put_numbers(m->frame, "vi", m->x, m->err);
    if (status == COPSE_OK) status = put(m, "oei", COPSE_I_O_E);
    if (status == COPSE_OK) status = put(m, "voei", COPSE_I_VAR);
    if (status == COPSE_OK) status = put_beside(m, "ai", COPSE_I_EVENTS_1);
    if (status == COPSE_OK) status = put_beside(m, "n1i", COPSE_I_TOTAL_1);
    if (status == COPSE_OK) status = put_beside(m, "ci", COPSE_I_EVENTS_2);
    if (status == COPSE_OK) status = put_beside(m, "n2i", COPSE_I_TOTAL_2);
    return status;
}

static copse_status put_columns(frame_maker *m)
{
    static copse_status (*const PUT[])(frame_maker *) = {put_dichotomous, put_continuous, put_generic, put_observed};
    copse_status status = put_studies(m);
    if (status == COPSE_OK) status = put_subgroups(m);
    if (status == COPSE_OK) status = PUT[m->analysis->settings.type](m);
    if (status == COPSE_OK && has_number(m, COPSE_I_STORED)) status = put(m, "stored_estimate", COPSE_I_STORED);
    if (status == COPSE_OK && has_number(m, COPSE_I_WEIGHT)) status = put(m, "stored_weight", COPSE_I_WEIGHT);
    return status;
}

copse_status copse_review_frame(const copse_review *review, size_t analysis, copse_frame *frame, copse_error *err)
{
    *frame = (copse_frame){0};
    const copse_review_analysis *from = &review->analysis[analysis];
    const copse_i_review_rows *rows = review->rows;
    if (from->settings.type == COPSE_REVIEW_OTHER)
        return copse_fail(err, COPSE_ENODATA, "%s: analysis %s holds text, not numbers", review->source, from->id);
    if (from->k == 0) return copse_fail(err, COPSE_ENODATA, "%s: analysis %s has no studies", review->source, from->id);
    copse_status status = copse_frame_new(review->source, from->k, frame, err);
    if (status != COPSE_OK) return status;
    memcpy(frame->sha256, review->sha256, sizeof frame->sha256);
    frame_maker maker = {.analysis = from, .row = rows->row + from->first, .rows = rows, .frame = frame, .err = err};
    maker.x = copse_alloc(from->k, sizeof *maker.x);
    maker.text = copse_alloc(from->k, sizeof *maker.text);
    if (maker.x != NULL && maker.text != NULL) status = put_columns(&maker);
    else status = copse_fail_memory(err);
    free(maker.x);
    free(maker.text);
    if (status != COPSE_OK) copse_frame_free(frame);
    return status;
}

/* ------------------------------------------------------------------------------------------------ list */

static const char *listed_text(const copse_review_analysis *a, size_t column)
{
    const copse_review_settings *s = &a->settings;
    const bool other = s->type == COPSE_REVIEW_OTHER;
    switch (column) {
    case 0:
        return a->id;
    case 1:
        return a->comparison_name;
    case 2:
        return a->name;
    case 3:
        return copse_review_type_name(s->type);
    case 4:
        return s->measure_text;
    case 5:
        return other ? NULL : copse_review_method_name(s->method);
    default:
        return other ? NULL : s->random ? "random" : "fixed";
    }
}

static double listed_number(const copse_review_analysis *a, size_t column)
{
    if (a->settings.type == COPSE_REVIEW_OTHER) return NAN;
    return column == 0 ? (double)a->k : column == 1 ? (double)a->subgroups : a->settings.level;
}

copse_status copse_review_list(const copse_review *review, copse_frame *frame, copse_error *err)
{
    static const char *const TEXT[] = {"analysis", "comparison", "outcome", "type", "measure", "method", "model"};
    static const char *const NUMBER[] = {"studies", "subgroups", "level"};
    copse_status status = copse_frame_new(review->source, review->analyses, frame, err);
    if (status != COPSE_OK) return status;
    const char **text = copse_alloc(review->analyses, sizeof *text);
    double *x = copse_alloc(review->analyses, sizeof *x);
    if (text == NULL || x == NULL) {
        free(text);
        free(x);
        copse_frame_free(frame);
        return copse_fail_memory(err);
    }
    for (size_t c = 0; status == COPSE_OK && c < sizeof TEXT / sizeof *TEXT; c++) {
        for (size_t a = 0; a < review->analyses; a++) text[a] = listed_text(&review->analysis[a], c);
        status = copse_frame_put_texts(frame, TEXT[c], text, err);
    }
    for (size_t c = 0; status == COPSE_OK && c < sizeof NUMBER / sizeof *NUMBER; c++) {
        for (size_t a = 0; a < review->analyses; a++) x[a] = listed_number(&review->analysis[a], c);
        status = copse_frame_put_numbers(frame, NUMBER[c], x, err);
    }
    free(text);
    free(x);
    if (status != COPSE_OK) copse_frame_free(frame);
    return status;
}
