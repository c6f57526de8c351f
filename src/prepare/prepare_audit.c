/* How each value came about: one text a row. */
#include "prepare_audit.h"

#include <stdlib.h>

copse_status copse_i_audit_new(size_t rows, copse_i_audit *audit, copse_error *err)
{
    *audit = (copse_i_audit){.row = copse_alloc(rows, sizeof(copse_text)), .rows = rows};
    return audit->row != NULL ? COPSE_OK : copse_fail_memory(err);
}

void copse_i_audit_free(copse_i_audit *audit)
{
    for (size_t i = 0; audit->row != NULL && i < audit->rows; i++) copse_text_free(&audit->row[i]);
    free(audit->row);
    *audit = (copse_i_audit){0};
}

copse_text *copse_i_audit_entry(copse_i_audit *audit, size_t row)
{
    copse_text *text = &audit->row[row];
    if (text->length > 0) copse_text_add(text, "; ");
    return text;
}

copse_status copse_i_audit_check(const char *column, const copse_frame *frame, copse_error *err)
{
    size_t index = 0;
    if (!copse_frame_has(frame, column)) return COPSE_OK;
    const copse_status status = copse_frame_column(frame, column, &index, err);
    if (status != COPSE_OK || frame->column[index].type == COPSE_COLUMN_TEXT) return status;
    return copse_fail(err, COPSE_EUSAGE, "--how: column %s of %s holds numbers", column, frame->source);
}

/* What a column of that name said before. */
static copse_status add_earlier(const copse_frame *frame, const char *column, copse_text *all, copse_error *err)
{
    size_t index = 0;
    if (!copse_frame_has(frame, column)) return COPSE_OK;
    const copse_status status = copse_frame_column(frame, column, &index, err);
    for (size_t r = 0; status == COPSE_OK && r < frame->rows; r++) {
        char buffer[COPSE_NUMBER_TEXT];
        const char *cell = copse_frame_cell(frame, index, r, buffer, sizeof buffer);
        if (cell != NULL) copse_text_add(&all[r], cell);
    }
    return status;
}

copse_status copse_i_audit_put(const copse_i_audit *audit, const char *column, copse_frame *frame, copse_error *err)
{
    copse_i_audit all = {0};
    const char **text = copse_alloc(frame->rows, sizeof *text);
    if (text == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_audit_new(frame->rows, &all, err);
    if (status == COPSE_OK) status = add_earlier(frame, column, all.row, err);
    for (size_t r = 0; status == COPSE_OK && r < frame->rows; r++) {
        if (audit->row[r].length > 0 || audit->row[r].failed)
            copse_text_add(copse_i_audit_entry(&all, r), copse_text_string(&audit->row[r]));
        if (audit->row[r].failed || all.row[r].failed) status = copse_fail_memory(err);
        text[r] = all.row[r].length > 0 ? copse_text_string(&all.row[r]) : NULL;
    }
    if (status == COPSE_OK) status = copse_frame_put_texts(frame, column, text, err);
    copse_i_audit_free(&all);
    free(text);
    return status;
}
