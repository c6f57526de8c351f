#include "study_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A row with its value; `place` keeps the sort stable. Falling order turns the sign of comparisons of values only. */
typedef struct entry {
    const char *text;
    double number;
    size_t row, place;
    int sign;
    bool missing;
} entry;

static int compare_places(const entry *a, const entry *b)
{
    return (a->place > b->place) - (a->place < b->place);
}

static int compare_entries(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    if (a->missing || b->missing) return a->missing == b->missing ? compare_places(a, b) : a->missing - b->missing;
    int order = a->text ? strcmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
    order = (order > 0) - (order < 0);
    return order != 0 ? a->sign * order : compare_places(a, b);
}

static copse_status order_column(const copse_frame *frame, const char *order, size_t *column, int *sign,
                                 copse_error *err)
{
    *sign = 1;
    if (order[0] == '-' && !copse_frame_has(frame, order)) {
        *sign = -1;
        order++;
    }
    return copse_frame_column(frame, order, column, err);
}

copse_status copse_i_sort_rows(const copse_frame *frame, const char *order, size_t *row, size_t k, copse_error *err)
{
    size_t column = 0;
    int sign = 1;
    const copse_status status = order_column(frame, order, &column, &sign, err);
    if (status != COPSE_OK) return status;
    entry *list = copse_alloc(k, sizeof *list);
    if (!list) return copse_fail_memory(err);
    const copse_column *c = &frame->column[column];
    const bool numeric = c->type == COPSE_COLUMN_NUMBER;
    for (size_t i = 0; i < k; i++) {
        list[i] = (entry){.row = row[i], .place = i, .sign = sign};
        if (numeric) list[i].number = c->number[row[i]];
        if (!numeric) list[i].text = c->text[row[i]];
        list[i].missing = numeric ? isnan(list[i].number) : !list[i].text;
    }
    qsort(list, k, sizeof *list, compare_entries);
    for (size_t i = 0; i < k; i++) row[i] = list[i].row;
    free(list);
    return COPSE_OK;
}
