/* JSON of a document: its tables; each row is an object. */
#include "json_stream.h"
#include "render.h"

static json_t *cell_json(copse_i_json *json, const copse_document *document, const copse_i_column *column,
                         const copse_i_cell *cell)
{
    if (cell->kind == COPSE_I_TEXT) return copse_i_json_text(json, copse_i_document_string(document, cell->text));
    return column->digits == 0 ? copse_i_json_whole(cell->number) : copse_i_json_real(cell->number);
}

static json_t *row_json(copse_i_json *json, const copse_document *document, const copse_i_table *table, size_t row)
{
    json_t *object = json_object();
    for (size_t j = 0; j < table->columns; j++) {
        const copse_i_column *column = &table->column[j];
        copse_i_json_set(json, object, copse_i_document_string(document, column->key),
                         cell_json(json, document, column, &table->cell[row * table->columns + j]));
    }
    return object;
}

static void add_rows(copse_i_json *json, const copse_document *document, const copse_i_table *table)
{
    for (size_t row = 0; row < table->rows && json->status == COPSE_OK; row++)
        copse_i_json_add(json, NULL, row_json(json, document, table, row));
}

copse_status copse_document_rows_json(const copse_document *document, copse_text *out, copse_error *err)
{
    copse_i_json json = {.out = out};
    const copse_i_table *table = NULL;
    if (document->status != COPSE_OK) return copse_fail_memory(err);
    for (size_t i = 0; i < document->blocks && table == NULL; i++) table = document->block[i].table;
    copse_i_json_open(&json, NULL, '[');
    if (table != NULL) add_rows(&json, document, table);
    copse_i_json_close(&json, ']');
    return json.status == COPSE_OK ? copse_text_status(out) : copse_fail_memory(err);
}

copse_status copse_i_render_json(const copse_document *document, copse_text *out)
{
    copse_i_json json = {.out = out};
    copse_i_json_open(&json, NULL, '{');
    copse_i_json_open(&json, "tables", '[');
    for (size_t i = 0; i < document->blocks && json.status == COPSE_OK; i++) {
        const copse_i_table *table = document->block[i].table;
        if (table == NULL) continue;
        copse_i_json_open(&json, NULL, '{');
        copse_i_json_add(&json, "id", copse_i_json_text(&json, copse_i_document_string(document, table->id)));
        copse_i_json_open(&json, "rows", '[');
        add_rows(&json, document, table);
        copse_i_json_close(&json, ']');
        copse_i_json_close(&json, '}');
    }
    copse_i_json_close(&json, ']');
    copse_i_json_close(&json, '}');
    return json.status;
}
