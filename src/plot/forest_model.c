#include "forest_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plot_text.h"

void copse_i_forest_free(forest_model *model)
{
    free(model->row);
    copse_notes_free(&model->pool);
    *model = (forest_model){0};
}

/* The pool takes `line`, also where that fails. */
static const char *keep(forest_model *model, char *line)
{
    copse_notes *pool = &model->pool;
    if (line == NULL ||
        copse_reserve((void **)&pool->line, &pool->capacity, pool->count + 1, sizeof *pool->line) != COPSE_OK) {
        free(line);
        model->failed = true;
        return "";
    }
    pool->line[pool->count++] = line;
    return line;
}

const char *copse_i_forest_text(forest_model *model, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    char *line = n < 0 ? NULL : copse_alloc((size_t)n + 1, 1);
    if (line != NULL) (void)vsnprintf(line, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return keep(model, line);
}

const char *copse_i_forest_label(forest_model *model, const char *label)
{
    if (label == NULL) return NULL;
    copse_text text = {0};
    copse_i_clean_label(label, &text);
    char *line = text.failed ? NULL : copse_copy(copse_text_string(&text));
    copse_text_free(&text);
    return keep(model, line);
}

static void clear_row(forest_row *row, forest_row_kind kind)
{
    *row = (forest_row){.kind = kind, .estimate = NAN, .lower = NAN, .upper = NAN, .weight = NAN, .square = NAN};
}

forest_row *copse_i_forest_row(forest_model *model, forest_row_kind kind, forest_row *scratch)
{
    clear_row(scratch, kind);
    if (copse_reserve((void **)&model->row, &model->row_capacity, model->rows + 1, sizeof *model->row) != COPSE_OK) {
        model->failed = true;
        return scratch;
    }
    clear_row(&model->row[model->rows], kind);
    return &model->row[model->rows++];
}

size_t copse_i_forest_column(forest_model *model, forest_align align, double gap)
{
    const size_t index = model->columns < FOREST_COLUMNS ? model->columns++ : FOREST_COLUMNS - 1;
    model->column[index] = (forest_column){.align = align, .gap = gap};
    return index;
}

void copse_i_forest_head(forest_model *model, forest_head head)
{
    if (model->heads < FOREST_HEADS && head.text != NULL) model->head[model->heads++] = head;
}

double copse_i_forest_indent(const forest_model *model, const forest_row *row)
{
    const bool grouped = model->rows > 0 && model->row[0].kind == FOREST_LEVEL;
    return grouped && row->kind == FOREST_STUDY ? model->font : 0.0;
}

bool copse_i_forest_bold(forest_row_kind kind)
{
    return kind == FOREST_LEVEL || kind == FOREST_SUBTOTAL || kind == FOREST_TOTAL;
}
