/* Expressions on rows: columns, constants, arithmetic, comparisons. */
#include "design_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

copse_status copse_i_design_fail(const copse_i_rows *rows, copse_status status, const copse_i_node *node, size_t i,
                                 const char *format, ...)
{
    char message[COPSE_ERROR_TEXT / 2];
    va_list args;
    va_start(args, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it is started one line above */
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    status = copse_i_formula_fail(rows->err, status, rows->formula->text, node->at, "%s", message);
    if (i < rows->k)
        (void)copse_error_prefix(rows->err, "%s:%zu: ", rows->frame->source,
                                 rows->frame->line[copse_i_row_at(rows, i)]);
    return status;
}

double *copse_i_design_numbers(const copse_i_rows *rows, size_t columns)
{
    if (columns > 0 && rows->k > SIZE_MAX / sizeof(double) / columns) return NULL;
    return copse_i_formula_take(rows->scratch, rows->k * columns, sizeof(double));
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double *copse_i_design_sorted(copse_i_formula_arena *arena, const double *x, size_t n)
{
    double *sorted = copse_i_formula_take(arena, n, sizeof *sorted);
    if (sorted == NULL) return NULL;
    memcpy(sorted, x, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    return sorted;
}

static copse_status column_of(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    copse_error plain = {0};
    size_t at = 0;
    const copse_status status = copse_frame_column(rows->frame, node->text, &at, &plain);
    if (status != COPSE_OK) return copse_i_design_fail(rows, status, node, rows->k, "%s", plain.text);
    const copse_column *column = &rows->frame->column[at];
    if (column->number == NULL && !rows->learning && rows->memory[node->id].levels == 0)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node, rows->k,
                                   "%s: column %s holds text, and numbers where the model was fitted",
                                   rows->frame->source, node->text);
    if (column->number == NULL || (!rows->learning && rows->memory[node->id].levels > 0))
        return copse_i_factor_of_column(rows, node, at, out);
    *out = (copse_i_value){.kind = DESIGN_NUMBERS, .columns = 1, .number = copse_i_design_numbers(rows, 1)};
    if (out->number == NULL) return copse_fail_memory(rows->err);
    for (size_t i = 0; i < rows->k; i++) {
        out->number[i] = column->number[copse_i_row_at(rows, i)];
        if (!isfinite(out->number[i]))
            return copse_i_design_fail(rows, COPSE_EMISSING, node, i, "column %s is missing", node->text);
    }
    return COPSE_OK;
}

static copse_status constant(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    *out = (copse_i_value){.kind = DESIGN_NUMBERS, .columns = 1, .number = copse_i_design_numbers(rows, 1)};
    if (out->number == NULL) return copse_fail_memory(rows->err);
    for (size_t i = 0; i < rows->k; i++) out->number[i] = node->number;
    return COPSE_OK;
}

copse_status copse_i_design_evaluate(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    switch (node->kind) {
    case FORMULA_NUMBER:
        return constant(rows, node, out);
    case FORMULA_STRING:
        *out = (copse_i_value){.kind = DESIGN_TEXT, .columns = 1, .text = node->text};
        return COPSE_OK;
    case FORMULA_NAME:
        return column_of(rows, node, out);
    case FORMULA_CALL:
        return copse_i_design_function(rows, node, out);
    case FORMULA_GROUP:
        return copse_i_design_evaluate(rows, node->arg[0], out);
    case FORMULA_UNARY:
    case FORMULA_BINARY:
        return copse_i_design_arithmetic(rows, node, out);
    }
    return copse_fail(rows->err, COPSE_EINVAL, "no such expression");
}

copse_status copse_i_design_evaluate_numbers(const copse_i_rows *rows, const copse_i_node *node, double **number)
{
    copse_i_value value = {0};
    const copse_status status = copse_i_design_evaluate(rows, node, &value);
    *number = value.number;
    if (status != COPSE_OK) return status;
    if (value.kind == DESIGN_FACTOR || value.kind == DESIGN_TEXT)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node, rows->k, "text where numbers are needed");
    if (value.columns != 1)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node, rows->k, "several columns where one is needed");
    return COPSE_OK;
}
