/* Which rows of a frame share their keys. */
#include "reshape_parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A row's keys in one text: each behind its length, so that no two lists of cells give the same text. */
typedef struct keyed {
    char *text;
    size_t row;
} keyed;

static int compare(const void *left, const void *right)
{
    const keyed *a = left, *b = right;
    const int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static copse_status key_text(const copse_frame *frame, const size_t *column, size_t keys, size_t row, char **out,
                             copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    for (size_t j = 0; j < keys; j++) {
        const char *cell = copse_frame_cell(frame, column[j], row, buf, sizeof buf);
        if (cell == NULL) {
            copse_text_free(&text);
            return copse_fail(err, COPSE_EMISSING, "%s:%zu: column %s, which names the trial, is empty", frame->source,
                              frame->line[row], frame->column[column[j]].name);
        }
        copse_text_printf(&text, "%zu:", strlen(cell));
        copse_text_add(&text, cell);
    }
    *out = copse_text_status(&text) == COPSE_OK ? copse_copy(copse_text_string(&text)) : NULL;
    copse_text_free(&text);
    return *out != NULL ? COPSE_OK : copse_fail_memory(err);
}

static copse_status find_columns(const copse_frame *frame, const char *const *key, size_t keys, size_t *column,
                                 copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t j = 0; status == COPSE_OK && j < keys; j++) status = copse_frame_column(frame, key[j], &column[j], err);
    return status;
}

/* Numbers the groups of equal texts, then anew by their first rows. */
static void number_trials(const keyed *sorted, size_t rows, size_t *renamed, copse_i_trials *t)
{
    size_t groups = 0;
    for (size_t i = 0; i < rows; i++) {
        if (i > 0 && strcmp(sorted[i].text, sorted[i - 1].text) != 0) groups++;
        t->id[sorted[i].row] = groups;
    }
    for (size_t g = 0; g < rows; g++) renamed[g] = SIZE_MAX;
    for (size_t r = 0; r < rows; r++) {
        size_t *name = &renamed[t->id[r]];
        if (*name == SIZE_MAX) *name = t->count++;
        t->id[r] = *name;
        t->start[*name + 1]++;
    }
    for (size_t g = 0; g < t->count; g++) t->start[g + 1] += t->start[g];
    for (size_t g = 0; g < t->count; g++) renamed[g] = t->start[g]; /* now the next free place */
    for (size_t r = 0; r < rows; r++) t->member[renamed[t->id[r]]++] = r;
}

copse_status copse_i_trials_find(const copse_frame *frame, const char *const *key, size_t keys, copse_i_trials *trials,
                                 copse_error *err)
{
    const size_t rows = frame->rows;
    *trials = (copse_i_trials){0};
    keyed *list = copse_alloc(rows, sizeof *list);
    size_t *column = copse_alloc(keys, sizeof *column), *renamed = copse_alloc(rows, sizeof *renamed);
    trials->id = copse_alloc(rows, sizeof *trials->id);
    trials->member = copse_alloc(rows, sizeof *trials->member);
    trials->start = copse_alloc(rows + 1, sizeof *trials->start);
    const bool room = list && column && renamed && trials->id && trials->member && trials->start;
    copse_status status = room ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) status = find_columns(frame, key, keys, column, err);
    for (size_t r = 0; status == COPSE_OK && r < rows; r++) {
        list[r].row = r;
        status = key_text(frame, column, keys, r, &list[r].text, err);
    }
    if (status == COPSE_OK) {
        qsort(list, rows, sizeof *list, compare);
        number_trials(list, rows, renamed, trials);
    }
    for (size_t r = 0; list != NULL && r < rows; r++) free(list[r].text);
    free(list);
    free(column);
    free(renamed);
    if (status != COPSE_OK) copse_i_trials_free(trials);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

void copse_i_trials_free(copse_i_trials *trials)
{
    free(trials->id);
    free(trials->member);
    free(trials->start);
    *trials = (copse_i_trials){0};
}

void copse_i_trial_name(const copse_frame *frame, const char *const *key, size_t keys, size_t row, copse_text *out)
{
    char buf[COPSE_NUMBER_TEXT];
    for (size_t j = 0; j < keys; j++) {
        size_t column = 0;
        if (copse_frame_column(frame, key[j], &column, NULL) != COPSE_OK) continue;
        const char *cell = copse_frame_cell(frame, column, row, buf, sizeof buf);
        copse_text_printf(out, "%s%s %s", j > 0 ? ", " : "", key[j], cell != NULL ? cell : "missing");
    }
}

bool copse_i_same_cell(const copse_frame *frame, size_t column, size_t a, size_t b)
{
    char one[COPSE_NUMBER_TEXT], two[COPSE_NUMBER_TEXT];
    const char *first = copse_frame_cell(frame, column, a, one, sizeof one);
    const char *second = copse_frame_cell(frame, column, b, two, sizeof two);
    return first == NULL || second == NULL ? first == second : strcmp(first, second) == 0;
}

size_t copse_i_differs(const copse_frame *frame, const copse_i_trials *trials, size_t column)
{
    for (size_t t = 0; t < trials->count; t++)
        for (size_t i = trials->start[t] + 1; i < trials->start[t + 1]; i++)
            if (!copse_i_same_cell(frame, column, trials->member[trials->start[t]], trials->member[i]))
                return trials->member[i];
    return SIZE_MAX;
}
