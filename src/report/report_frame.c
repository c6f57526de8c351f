/* `copse convert`: a frame as a table, every cell of it. */
#include "document.h"
#include "pool_output.h"
#include "pool_tables.h"

#include <math.h>

static copse_status frame_json(const copse_frame *frame, const copse_notes *warnings, copse_text *out)
{
    copse_i_json json = {.out = out};
    copse_i_json_open(&json, NULL, '{');
    copse_i_json_add(&json, "copse", copse_i_json_text(&json, copse_version()));
    copse_i_json_add(&json, "command", copse_i_json_text(&json, "convert"));
    copse_i_json_open(&json, "rows", '[');
    for (size_t r = 0; r < frame->rows && json.status == COPSE_OK; r++) {
        copse_i_json_row_open(&json);
        for (size_t c = 0; c < frame->columns; c++) {
            const copse_column *column = &frame->column[c];
            if (column->type == COPSE_COLUMN_NUMBER) copse_i_json_row_whole(&json, column->name, column->number[r]);
            else copse_i_json_row_text(&json, column->name, column->text[r]);
        }
        copse_i_json_row_close(&json);
    }
    copse_i_json_close(&json, ']');
    copse_i_warnings_json(&json, warnings, NULL);
    copse_i_json_close(&json, '}');
    return json.status == COPSE_OK ? copse_text_status(out) : json.status;
}

/* Decimals shown of a column: none where all are whole. */
static int decimals(const copse_column *column, size_t rows, int digits)
{
    for (size_t r = 0; r < rows; r++)
        if (!isnan(column->number[r]) && column->number[r] != floor(column->number[r])) return digits;
    return digits < 0 ? digits : 0;
}

static void frame_table(const copse_frame *frame, int digits, copse_document *document)
{
    copse_document_table(document, "rows", NULL);
    for (size_t c = 0; c < frame->columns; c++) {
        const copse_column *column = &frame->column[c];
        const bool number = column->type == COPSE_COLUMN_NUMBER;
        copse_document_column(document, column->name, column->name, number ? COPSE_ALIGN_DECIMAL : COPSE_ALIGN_LEFT,
                              number ? decimals(column, frame->rows, digits) : 0);
    }
    copse_i_document_expect(document, frame->rows);
    for (size_t r = 0; r < frame->rows; r++) {
        copse_document_row(document);
        for (size_t c = 0; c < frame->columns; c++) {
            const copse_column *column = &frame->column[c];
            if (column->type == COPSE_COLUMN_NUMBER) copse_document_number(document, column->number[r]);
            else copse_document_text(document, column->text[r]);
        }
    }
}

copse_status copse_report_frame(const copse_frame *frame, int digits, const copse_notes *warnings,
                                const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    const copse_notes none = {0};
    if (frame == NULL || opts == NULL || out == NULL) return copse_fail(err, COPSE_EINVAL, "nothing to render");
    if (opts->format == COPSE_FORMAT_JSON) {
        const copse_status status = frame_json(frame, warnings, out);
        return status == COPSE_OK ? status : copse_fail(err, status, "JSON: %s", copse_status_text(status));
    }
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    frame_table(frame, digits, document);
    copse_i_notes_section(document, &none, warnings);
    const copse_status status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    return status;
}
