/* A formula from text to terms. */
#include "formula_terms.h"

#include <stdlib.h>
#include <string.h>

/* Columns of a variable: names that stand where data stand. */
static copse_status add_columns(copse_formula *f, const copse_i_node *node, copse_error *err)
{
    copse_status status = COPSE_OK;
    if (node->kind == FORMULA_CALL) return add_columns(f, node->slot[0], err);
    for (size_t i = 0; status == COPSE_OK && i < node->args; i++) status = add_columns(f, node->arg[i], err);
    if (node->kind != FORMULA_NAME || status != COPSE_OK) return status;
    for (size_t c = 0; c < f->columns; c++)
        if (strcmp(f->column[c], node->text) == 0) return COPSE_OK;
    f->column_node[f->columns] = node;
    f->column[f->columns++] = node->text;
    return COPSE_OK;
}

static copse_status list_columns(copse_formula *f, copse_error *err)
{
    copse_status status = COPSE_OK;
    f->column_node = copse_i_formula_take(&f->arena, f->nodes, sizeof(const copse_i_node *));
    f->column = copse_i_formula_take(&f->arena, f->nodes, sizeof *f->column);
    if (f->column_node == NULL || f->column == NULL) return copse_fail_memory(err);
    for (size_t v = 0; v < f->terms.variables; v++) {
        bool used = false;
        for (size_t t = 0; t < f->terms.terms; t++) used = used || copse_i_term_has(&f->terms, t, v);
        if (used && status == COPSE_OK) status = add_columns(f, f->terms.variable[v].node, err);
    }
    return status;
}

copse_status copse_formula_parse(const char *text, copse_formula **formula, copse_error *err)
{
    if (formula == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the formula");
    *formula = NULL;
    if (text == NULL) return copse_fail(err, COPSE_EINVAL, "no formula");
    copse_formula *f = copse_alloc(1, sizeof *f);
    if (f == NULL) return copse_fail_memory(err);
    f->text = copse_copy(text);
    copse_status status = f->text == NULL ? copse_fail_memory(err) : COPSE_OK;
    if (status == COPSE_OK && !copse_utf8_valid(text, strlen(text), NULL))
        status = copse_fail(err, COPSE_EPARSE, "formula: the text is not valid UTF-8");
    if (status == COPSE_OK) status = copse_i_formula_read(f->text, &f->arena, &f->root, &f->nodes, err);
    if (status == COPSE_OK) status = copse_i_formula_check_calls(f->text, f->root, err);
    if (status == COPSE_OK) status = copse_i_formula_expand(f->text, f->root, &f->arena, &f->terms, err);
    if (status == COPSE_OK) status = list_columns(f, err);
    if (status == COPSE_OK) *formula = f;
    else copse_formula_free(f);
    return status;
}

void copse_formula_free(copse_formula *formula)
{
    if (formula == NULL) return;
    copse_i_formula_release(&formula->arena);
    free(formula->text);
    free(formula);
}

const char *copse_formula_text(const copse_formula *formula)
{
    return formula->text;
}

size_t copse_formula_columns(const copse_formula *formula, const char *const **name)
{
    if (name != NULL) *name = formula->column;
    return formula->columns;
}

copse_status copse_formula_check(const copse_formula *formula, const copse_frame *frame, copse_error *err)
{
    for (size_t c = 0; c < formula->columns; c++) {
        copse_error plain = {0};
        if (copse_frame_has(frame, formula->column[c])) continue;
        size_t index = 0;
        const copse_status status = copse_frame_column(frame, formula->column[c], &index, &plain);
        return copse_i_formula_fail(err, status, formula->text, formula->column_node[c]->at, "%s", plain.text);
    }
    return COPSE_OK;
}

#define CODING_NAME(id, name, text) name,
static const char *const CODING[] = {COPSE_CODING_LIST(CODING_NAME)};
#undef CODING_NAME

const char *copse_contrast_coding_name(copse_contrast_coding coding)
{
    return (unsigned)coding < COPSE_CODING_COUNT ? CODING[coding] : NULL;
}

copse_status copse_contrast_coding_find(const char *name, copse_contrast_coding *coding)
{
    for (int i = 0; name != NULL && i < COPSE_CODING_COUNT; i++)
        if (strcmp(name, CODING[i]) == 0) {
            *coding = (copse_contrast_coding)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}
