#include "study_labels.h"

#include "study_strings.h"

#include <stdlib.h>
#include <string.h>

/* A text column called `name`: a number in a column called trial is a serial number, not a name. */
static bool has_names(const copse_frame *frame, const char *name)
{
    size_t column = 0;
    return copse_frame_has(frame, name) && copse_frame_column(frame, name, &column, NULL) == COPSE_OK &&
           frame->column[column].type == COPSE_COLUMN_TEXT;
}

static size_t default_columns(const copse_frame *frame, const char **name)
{
    if (copse_frame_has(frame, name[0] = "study")) return 1;
    if (has_names(frame, name[0] = "trial")) return 1;
    if (copse_frame_has(frame, name[0] = "author")) return copse_frame_has(frame, name[1] = "year") ? 2 : 1;
    return copse_frame_has(frame, name[0] = "trial") ? 1 : 0;
}

copse_status copse_i_labels_bind(const copse_frame *frame, const copse_binding *binding, copse_i_labels *labels,
                                 copse_error *err)
{
    const char *standard[2] = {0};
    const char *const *name = binding->label;
    size_t columns = binding->label ? binding->labels : 0;
    if (columns == 0) {
        columns = default_columns(frame, standard);
        name = standard;
    }
    labels->frame = frame;
    labels->column = copse_alloc(columns, sizeof *labels->column);
    if (!labels->column) return copse_fail_memory(err);
    for (size_t j = 0; j < columns; j++) {
        const copse_status status = copse_frame_column(frame, name[j], &labels->column[j], err);
        if (status != COPSE_OK) return status;
    }
    labels->columns = columns;
    return COPSE_OK;
}

char *copse_i_label(copse_i_labels *labels, size_t i, void **store)
{
    char buf[COPSE_NUMBER_TEXT];
    if (labels->columns == 1) {
        const char *cell = copse_frame_cell(labels->frame, labels->column[0], i, buf, sizeof buf);
        if (cell) return copse_i_strings_add(store, cell, strlen(cell));
    }
    copse_text *text = &labels->text;
    text->length = 0;
    for (size_t j = 0; j < labels->columns; j++) {
        const char *cell = copse_frame_cell(labels->frame, labels->column[j], i, buf, sizeof buf);
        if (!cell) continue;
        if (text->length > 0) copse_text_add(text, " ");
        copse_text_add(text, cell);
    }
    if (text->length == 0) copse_text_printf(text, "Row %zu", labels->frame->row[i]);
    if (copse_text_status(text) != COPSE_OK) return NULL;
    return copse_i_strings_add(store, text->bytes, text->length);
}

void copse_i_labels_free(copse_i_labels *labels)
{
    free(labels->column);
    copse_text_free(&labels->text);
    *labels = (copse_i_labels){0};
}
