/* From columns of a file to quantities of a trial, and back. */
#include "prepare_audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static copse_status unknown(const char *item, size_t n, copse_error *err)
{
    const char *names[COPSE_QUANTITY_COUNT];
    for (int i = 0; i < COPSE_QUANTITY_COUNT; i++) names[i] = copse_quantity_name((copse_quantity)i);
    char *name = copse_copy_text(item, n);
    if (name == NULL) return copse_fail_memory(err);
    const char *near = copse_nearest(name, names, COPSE_QUANTITY_COUNT);
    const copse_status status =
        near != NULL ? copse_fail(err, COPSE_EUSAGE, "--from: there is no quantity '%s'; do you mean '%s'?", name, near)
                     : copse_fail(err, COPSE_EUSAGE,
                                  "--from: there is no quantity '%s' (copse convert --methods lists them)", name);
    free(name);
    return status;
}

static copse_status map_item(const char *item, copse_i_columns *columns, copse_error *err)
{
    const char *equal = strchr(item, '=');
    if (equal == NULL || equal == item || equal[1] == '\0')
        return copse_fail(err, COPSE_EUSAGE, "--from: '%s' is not NAME=COL", item);
    const size_t n = (size_t)(equal - item);
    for (int i = 0; i < COPSE_QUANTITY_COUNT; i++) {
        const char *name = copse_quantity_name((copse_quantity)i);
        if (strlen(name) != n || memcmp(name, item, n) != 0) continue;
        if (columns->mapped[i]) return copse_fail(err, COPSE_EUSAGE, "--from names %s twice", name);
        columns->name[i] = equal + 1;
        columns->mapped[i] = true;
        return COPSE_OK;
    }
    return unknown(item, n, err);
}

copse_status copse_i_columns_map(const char *const *item, size_t count, copse_i_columns *columns, copse_error *err)
{
    copse_status status = COPSE_OK;
    *columns = (copse_i_columns){0};
    for (int i = 0; i < COPSE_QUANTITY_COUNT; i++) columns->name[i] = copse_quantity_name((copse_quantity)i);
    for (size_t i = 0; status == COPSE_OK && i < count; i++) status = map_item(item[i], columns, err);
    return status;
}

copse_status copse_i_columns_check(const copse_i_columns *columns, const copse_frame *frame, copse_error *err)
{
    for (int i = 0; i < COPSE_QUANTITY_COUNT; i++) {
        size_t index;
        if (!columns->mapped[i]) continue;
        const copse_status status = copse_frame_column(frame, columns->name[i], &index, err);
        if (status != COPSE_OK) return copse_error_prefix(err, "--from: ");
    }
    return COPSE_OK;
}

/* Texts that are numbers; *any where one is. */
static void parse_cells(const copse_column *column, size_t rows, double *number, bool *any)
{
    *any = false;
    for (size_t r = 0; r < rows; r++) {
        number[r] = NAN;
        if (column->text[r] != NULL && copse_parse_number(column->text[r], strlen(column->text[r]), '.', &number[r]))
            *any = true;
    }
}

copse_status copse_i_column_read(const copse_frame *frame, const char *name, double **number, copse_notes *warnings,
                                 copse_error *err)
{
    size_t index = 0;
    bool any = true;
    *number = NULL;
    if (!copse_frame_has(frame, name)) return COPSE_OK;
    copse_status status = copse_frame_column(frame, name, &index, err);
    if (status != COPSE_OK) return status;
    const copse_column *column = &frame->column[index];
    double *out = copse_alloc(frame->rows, sizeof *out);
    if (out == NULL) return copse_fail_memory(err);
    if (column->number != NULL) memcpy(out, column->number, frame->rows * sizeof *out);
    else parse_cells(column, frame->rows, out, &any);
    if (!any) {
        free(out);
        return COPSE_OK;
    }
    for (size_t r = 0; column->number == NULL && r < frame->rows; r++)
        if (isnan(out[r]) && column->text[r] != NULL)
            copse_note(warnings, "%s:%zu: column %s: '%s' is not a number, and taken as missing", frame->source,
                       frame->line[r], name, column->text[r]);
    *number = out;
    return COPSE_OK;
}

copse_status copse_i_column_write(copse_frame *frame, const char *name, const double *number, copse_error *err)
{
    double *read = NULL;
    copse_notes told = {0};
    copse_status status = copse_i_column_read(frame, name, &read, &told, err);
    if (status == COPSE_OK && read == NULL && copse_frame_has(frame, name)) {
        const double *old = NULL; /* texts, and not a number among them: another thing of the same name, kept */
        status = copse_frame_numbers(frame, name, &old, err);
    }
    free(read);
    copse_notes_free(&told);
    return status == COPSE_OK ? copse_frame_put_numbers(frame, name, number, err) : status;
}
