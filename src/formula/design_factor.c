/* Factors: levels in rising order, of texts byte by byte, of numbers by value. */
#include "design_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A value of a factor: its name, and the number where it is one. */
typedef struct cell {
    const char *name;
    double number; /* NaN for text */
} cell;

static int compare_cells(const void *a, const void *b)
{
    const cell *x = a, *y = b;
    if (x->number < y->number) return -1;
    if (x->number > y->number) return 1;
    return strcmp(x->name, y->name);
}

static char *number_name(copse_i_formula_arena *arena, double x)
{
    copse_text text = {0};
    copse_i_formula_number(x, &text);
    return copse_i_formula_adopt(arena, &text);
}

/* The cells of numbers; of whole runs of the same number the name is made once. */
static copse_status cells_of_numbers(const copse_i_rows *rows, const double *x, cell *out)
{
    for (size_t i = 0; i < rows->k; i++) {
        const bool repeats = i > 0 && x[i] == x[i - 1];
        out[i] = (cell){repeats ? out[i - 1].name : number_name(rows->scratch, x[i]), x[i]};
        if (out[i].name == NULL) return copse_fail_memory(rows->err);
    }
    return COPSE_OK;
}

static copse_status cells_of_texts(const copse_i_rows *rows, const copse_i_node *node, const copse_column *column,
                                   cell *out)
{
    for (size_t i = 0; i < rows->k; i++) {
        out[i] = (cell){column->text[copse_i_row_at(rows, i)], NAN};
        if (out[i].name == NULL)
            return copse_i_design_fail(rows, COPSE_EMISSING, node, i, "column %s is missing", column->name);
    }
    return COPSE_OK;
}

/* The different names, in order. */
static copse_status learn_levels(const copse_i_rows *rows, const cell *value, copse_i_memory *memory)
{
    cell *sorted = copse_i_formula_take(rows->scratch, rows->k, sizeof *sorted);
    memory->level = copse_i_formula_take(rows->kept, rows->k, sizeof *memory->level);
    if (sorted == NULL || memory->level == NULL) return copse_fail_memory(rows->err);
    memcpy(sorted, value, rows->k * sizeof *sorted);
    qsort(sorted, rows->k, sizeof *sorted, compare_cells);
    for (size_t i = 0; i < rows->k; i++) {
        if (i > 0 && strcmp(sorted[i].name, sorted[i - 1].name) == 0) continue;
        memory->level[memory->levels] = copse_i_formula_copy(rows->kept, sorted[i].name, strlen(sorted[i].name));
        if (memory->level[memory->levels++] == NULL) return copse_fail_memory(rows->err);
    }
    return COPSE_OK;
}

static copse_status given_levels(const copse_i_rows *rows, const copse_i_node *list, copse_i_memory *memory)
{
    const size_t n = copse_i_constant_count(list);
    memory->level = copse_i_formula_take(rows->kept, n, sizeof *memory->level);
    if (memory->level == NULL) return copse_fail_memory(rows->err);
    for (size_t l = 0; l < n; l++) {
        double number = 0;
        const copse_i_node *item = copse_i_constant_item(list, l);
        const bool is_number = copse_i_constant_number(item, &number);
        const char *name = is_number ? number_name(rows->kept, number)
                                     : copse_i_formula_copy(rows->kept, item->text, strlen(item->text));
        if (name == NULL) return copse_fail_memory(rows->err);
        for (size_t m = 0; m < l; m++)
            if (strcmp(memory->level[m], name) == 0)
                return copse_i_design_fail(rows, COPSE_EUSAGE, item, rows->k, "level '%s' is given twice", name);
        memory->level[memory->levels++] = name;
    }
    return COPSE_OK;
}

static copse_status fail_unknown(const copse_i_rows *rows, const copse_i_node *node, const copse_i_memory *memory,
                                 size_t i, const char *name)
{
    const char *near = copse_nearest(name, memory->level, memory->levels);
    if (near != NULL)
        return copse_i_design_fail(rows, COPSE_ENOTFOUND, node, i, "'%s' is no level; did you mean '%s'?", name, near);
    return copse_i_design_fail(rows, COPSE_ENOTFOUND, node, i, "'%s' is not among the %zu levels ('%s' is the first)",
                               name, memory->levels, memory->levels > 0 ? memory->level[0] : "");
}

static copse_status code(const copse_i_rows *rows, const copse_i_node *node, const cell *value, copse_i_value *out)
{
    const copse_i_memory *memory = &rows->memory[node->id];
    *out = (copse_i_value){.kind = DESIGN_FACTOR,
                           .columns = 1,
                           .code = copse_i_formula_take(rows->scratch, rows->k, sizeof *out->code),
                           .level = memory->level,
                           .levels = memory->levels,
                           .coding = rows->coding};
    if (out->code == NULL) return copse_fail_memory(rows->err);
    for (size_t i = 0; i < rows->k; i++) {
        size_t l = i > 0 ? out->code[i - 1] : 0; /* rows of a level often stand together */
        if (l >= memory->levels || strcmp(memory->level[l], value[i].name) != 0) {
            l = 0;
            while (l < memory->levels && strcmp(memory->level[l], value[i].name) != 0) l++;
        }
        if (l == memory->levels) return fail_unknown(rows, node, memory, i, value[i].name);
        out->code[i] = l;
    }
    return COPSE_OK;
}

static copse_status learn_and_code(const copse_i_rows *rows, const copse_i_node *node, const cell *value,
                                   const copse_i_node *given, copse_i_value *out)
{
    copse_i_memory *memory = &rows->memory[node->id];
    copse_status status = COPSE_OK;
    if (rows->learning && memory->levels == 0)
        status = given != NULL ? given_levels(rows, given, memory) : learn_levels(rows, value, memory);
    return status == COPSE_OK ? code(rows, node, value, out) : status;
}

copse_status copse_i_factor_of_column(const copse_i_rows *rows, const copse_i_node *node, size_t at, copse_i_value *out)
{
    const copse_column *column = &rows->frame->column[at];
    cell *value = copse_i_formula_take(rows->scratch, rows->k, sizeof *value);
    double *number = copse_i_design_numbers(rows, 1);
    if (value == NULL || number == NULL) return copse_fail_memory(rows->err);
    copse_status status = COPSE_OK;
    if (column->text != NULL) {
        status = cells_of_texts(rows, node, column, value);
    } else { /* new data, of which all texts happen to be numbers */
        for (size_t i = 0; i < rows->k; i++) number[i] = column->number[copse_i_row_at(rows, i)];
        for (size_t i = 0; i < rows->k; i++)
            if (!isfinite(number[i]))
                return copse_i_design_fail(rows, COPSE_EMISSING, node, i, "column %s is missing", column->name);
        status = cells_of_numbers(rows, number, value);
    }
    return status == COPSE_OK ? learn_and_code(rows, node, value, NULL, out) : status;
}

copse_status copse_i_factor_of_truth(const copse_i_rows *rows, copse_i_value *value)
{
    static const char *const LEVEL[] = {"FALSE", "TRUE"};
    size_t *codes = copse_i_formula_take(rows->scratch, rows->k, sizeof *codes);
    if (codes == NULL) return copse_fail_memory(rows->err);
    for (size_t i = 0; i < rows->k; i++) codes[i] = value->number[i] != 0;
    *value = (copse_i_value){.kind = DESIGN_FACTOR,
                             .columns = 1,
                             .code = codes,
                             .level = LEVEL,
                             .levels = 2,
                             .coding = COPSE_CODING_TREATMENT};
    return COPSE_OK;
}

copse_status copse_i_factor_call(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    copse_i_value inner = {0};
    copse_status status = copse_i_design_evaluate(rows, node->slot[0], &inner);
    if (status == COPSE_OK && inner.kind == DESIGN_TRUTH) status = copse_i_factor_of_truth(rows, &inner);
    if (status != COPSE_OK) return status;
    if (inner.kind == DESIGN_TEXT || inner.columns != 1)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node->slot[0], rows->k, "factor() takes one column");
    cell *value = copse_i_formula_take(rows->scratch, rows->k, sizeof *value);
    if (value == NULL) return copse_fail_memory(rows->err);
    if (inner.kind == DESIGN_NUMBERS) {
        status = cells_of_numbers(rows, inner.number, value);
    } else {
        for (size_t i = 0; i < rows->k; i++) value[i] = (cell){inner.level[inner.code[i]], NAN};
    }
    if (status != COPSE_OK) return status;
    const bool as_it_is = inner.kind == DESIGN_FACTOR && node->slot[1] == NULL;
    if (!as_it_is) return learn_and_code(rows, node, value, node->slot[1], out);
    *out = inner; /* keeps the order that relevel gave it */
    return COPSE_OK;
}

copse_status copse_i_factor_relevel(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    double number = 0;
    copse_i_memory *memory = &rows->memory[node->id];
    copse_status status = copse_i_design_evaluate(rows, node->slot[0], out);
    if (status == COPSE_OK && out->kind == DESIGN_TRUTH) status = copse_i_factor_of_truth(rows, out);
    if (status != COPSE_OK) return status;
    if (out->kind != DESIGN_FACTOR)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node->slot[0], rows->k,
                                   "relevel() orders factors: factor(x) makes one of numbers;");
    const copse_i_node *slot = node->slot[1];
    const char *name = copse_i_constant_number(slot, &number) ? number_name(rows->scratch, number) : slot->text;
    if (name == NULL) return copse_fail_memory(rows->err);
    size_t first = 0;
    while (first < out->levels && strcmp(out->level[first], name) != 0) first++;
    if (first == out->levels) {
        const copse_i_memory known = {.level = (const char **)out->level, .levels = out->levels};
        return fail_unknown(rows, slot, &known, rows->k, name);
    }
    if (memory->levels == 0) {
        memory->level = copse_i_formula_take(rows->kept, out->levels, sizeof *memory->level);
        if (memory->level == NULL) return copse_fail_memory(rows->err);
        memory->level[memory->levels++] = out->level[first];
        for (size_t l = 0; l < out->levels; l++)
            if (l != first) memory->level[memory->levels++] = out->level[l];
    }
    for (size_t i = 0; i < rows->k; i++)
        out->code[i] = out->code[i] == first ? 0 : out->code[i] < first ? out->code[i] + 1 : out->code[i];
    out->level = memory->level;
    return COPSE_OK;
}
