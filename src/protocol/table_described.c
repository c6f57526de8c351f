/* What the literature describes but has no numbers to pool: listed, with the reason. */
#include "tables.h"

#include <stdlib.h>

static void described_row(const copse_frame *frame, const copse_i_described *entry, copse_document *document,
                          size_t row, const size_t *column)
{
    char buf[COPSE_NUMBER_TEXT];
    const size_t cells = 1 + entry->columns.count;
    copse_document_row(document);
    for (size_t j = 0; j < cells; j++)
        copse_document_text(document, copse_frame_cell(frame, column[j], row, buf, sizeof buf));
    const char *reason = entry->reason.line > 0 ? copse_frame_cell(frame, column[cells], row, buf, sizeof buf) : NULL;
    copse_document_text(document, reason != NULL ? reason : copse_i_or(entry->because, NULL));
}

static copse_status find_columns(const copse_frame *frame, const copse_i_described *entry, size_t *column,
                                 copse_error *err)
{
    copse_status status = copse_frame_column(frame, entry->label.text, &column[0], err);
    for (size_t j = 0; status == COPSE_OK && j < entry->columns.count; j++)
        status = copse_frame_column(frame, entry->columns.text[j], &column[j + 1], err);
    if (status == COPSE_OK && entry->reason.line > 0)
        status = copse_frame_column(frame, entry->reason.text, &column[1 + entry->columns.count], err);
    return status;
}

copse_status copse_i_table_described(const copse_i_run *run, size_t index, copse_document *document, copse_error *err)
{
    const copse_i_described *entry = copse_i_described_at(run->spec, index);
    const copse_frame *frame = &run->described[index];
    copse_status status = COPSE_OK;
    bool *keep = copse_alloc(frame->rows, sizeof *keep);
    size_t *column = copse_alloc(2 + entry->columns.count, sizeof *column);
    if (keep == NULL || column == NULL) {
        status = copse_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < frame->rows; i++) keep[i] = true;
    status = find_columns(frame, entry, column, err);
    if (status == COPSE_OK && entry->where.line > 0) status = copse_frame_where(frame, entry->where.text, keep, err);
    if (status != COPSE_OK) goto done;
    copse_document_table(document, entry->name.text, copse_i_or(entry->title, entry->name.text));
    copse_document_column(document, entry->label.text, entry->label.text, COPSE_ALIGN_LEFT, -1);
    for (size_t j = 0; j < entry->columns.count; j++)
        copse_document_column(document, entry->columns.text[j], entry->columns.text[j], COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "why_not_pooled", "Why not pooled", COPSE_ALIGN_LEFT, -1);
    for (size_t i = 0; i < frame->rows; i++)
        if (keep[i]) described_row(frame, entry, document, i, column);
done:
    free(keep);
    free(column);
    return status;
}
