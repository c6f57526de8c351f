/* Which rows are arms of one trial that share a control: rows of equal keys, found by sorting. */
#include "arm_groups.h"

#include <stdlib.h>
#include <string.h>

static const copse_quantity CONTROL[] = {COPSE_Q_N2, COPSE_Q_MEAN2, COPSE_Q_SD2, COPSE_Q_EVENTS2, COPSE_Q_OTHERS2};
enum { CONTROLS = sizeof CONTROL / sizeof *CONTROL };

typedef struct keyed {
    const char *key; /* NULL: alone */
    size_t trial;    /* how much of the key is about the trial, without its control */
    size_t row;
} keyed;

static int by_key(const void *left, const void *right)
{
    const keyed *a = left, *b = right;
    if (a->key == NULL || b->key == NULL) return (a->key == NULL) - (b->key == NULL);
    const int order = strcmp(a->key, b->key);
    return order != 0 ? order : a->row < b->row ? -1 : a->row > b->row;
}

/* Cells with their lengths, so that no two rows of different cells have one key. No key where a cell of `by` is empty. */
static keyed make_key(const copse_frame *frame, const size_t *column, size_t by, size_t count, size_t row,
                      copse_text *key)
{
    char buffer[COPSE_NUMBER_TEXT];
    size_t trial = 0;
    bool whole = true;
    for (size_t i = 0; i < count; i++) {
        const char *cell = copse_frame_cell(frame, column[i], row, buffer, sizeof buffer);
        if (cell == NULL && i < by) whole = false;
        copse_text_printf(key, "%zu:%s", cell != NULL ? strlen(cell) + 1 : 0, cell != NULL ? cell : "");
        if (i + 1 == by) trial = key->length;
    }
    return (keyed){whole ? copse_text_string(key) : NULL, trial, row};
}

static copse_status find_columns(const char *option, const copse_names *by, const copse_i_columns *columns,
                                 const copse_frame *frame, size_t *column, size_t *count, copse_error *err)
{
    for (*count = 0; *count < by->count; ++*count) {
        const copse_status status = copse_frame_column(frame, by->item[*count], &column[*count], err);
        if (status != COPSE_OK) return copse_error_prefix(err, "--%s: ", option);
    }
    for (size_t i = 0; i < CONTROLS; i++) {
        const char *name = columns->name[CONTROL[i]];
        if (!copse_frame_has(frame, name)) continue;
        const copse_status status = copse_frame_column(frame, name, &column[*count], err);
        if (status != COPSE_OK) return status;
        ++*count;
    }
    return COPSE_OK;
}

static void chain(const keyed *sorted, size_t rows, copse_i_arm_groups *groups)
{
    for (size_t i = 0; i < rows; i++) {
        const size_t row = sorted[i].row;
        groups->next[row] = COPSE_I_LAST;
        groups->first[row] = row;
        if (i == 0 || sorted[i].key == NULL || sorted[i - 1].key == NULL) continue;
        const size_t before = sorted[i - 1].row;
        if (strcmp(sorted[i].key, sorted[i - 1].key) == 0) {
            groups->first[row] = groups->first[before];
            groups->next[before] = row;
        } else if (sorted[i].trial == sorted[i - 1].trial &&
                   memcmp(sorted[i].key, sorted[i - 1].key, sorted[i].trial) == 0) {
            groups->differs[row] = groups->differs[groups->first[before]] = true;
        }
    }
}

copse_status copse_i_arm_groups_find(const char *option, const copse_names *by, const copse_i_columns *columns,
                                     const copse_frame *frame, copse_i_arm_groups *groups, copse_error *err)
{
    size_t count = 0;
    *groups = (copse_i_arm_groups){.first = copse_alloc(frame->rows, sizeof(size_t)),
                                   .next = copse_alloc(frame->rows, sizeof(size_t)),
                                   .differs = copse_alloc(frame->rows, sizeof(bool))};
    size_t *column = copse_alloc(by->count + CONTROLS, sizeof *column);
    keyed *sorted = copse_alloc(frame->rows, sizeof *sorted);
    copse_text *key = copse_alloc(frame->rows, sizeof *key);
    copse_status status = COPSE_OK;
    if (groups->first == NULL || groups->next == NULL || groups->differs == NULL || column == NULL || sorted == NULL ||
        key == NULL)
        status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = find_columns(option, by, columns, frame, column, &count, err);
    for (size_t r = 0; status == COPSE_OK && r < frame->rows; r++) {
        sorted[r] = make_key(frame, column, by->count, count, r, &key[r]);
        if (key[r].failed) status = copse_fail_memory(err);
    }
    if (status == COPSE_OK) {
        qsort(sorted, frame->rows, sizeof *sorted, by_key);
        chain(sorted, frame->rows, groups);
    }
    for (size_t r = 0; key != NULL && r < frame->rows; r++) copse_text_free(&key[r]);
    free(key);
    free(sorted);
    free(column);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

void copse_i_arm_groups_free(copse_i_arm_groups *groups)
{
    free(groups->first);
    free(groups->next);
    free(groups->differs);
    *groups = (copse_i_arm_groups){0};
}

void copse_i_arm_groups_warn(const copse_i_arm_groups *groups, const copse_frame *frame, const char *what,
                             copse_i_audit *audit, copse_notes *warnings)
{
    for (size_t r = 0; r < frame->rows; r++) {
        if (!groups->differs[r]) continue;
        copse_text_printf(copse_i_audit_entry(audit, r), "not %s with other rows of its trial: their control differs",
                          what);
        copse_note(warnings, "%s:%zu: not %s with other rows of its trial: their control differs", frame->source,
                   frame->line[r], what);
    }
}

void copse_i_arm_groups_lines(const copse_i_arm_groups *groups, const copse_frame *frame, size_t first,
                              copse_text *text)
{
    for (size_t r = first; r != COPSE_I_LAST; r = groups->next[r])
        copse_text_printf(text, "%s%zu", r == first ? "lines " : ", ", frame->line[r]);
}
