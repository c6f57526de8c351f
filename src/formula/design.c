/* The design of a formula for the rows of a frame, and for others by the same functions. */
#include "design_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_design_opts copse_design_opts_default(void)
{
    return (copse_design_opts){.coding = COPSE_CODING_TREATMENT};
}

static bool is_used(const copse_i_terms *terms, size_t variable)
{
    for (size_t t = 0; t < terms->terms; t++)
        if (copse_i_term_has(terms, t, variable)) return true;
    return false;
}

/* A text that varies not has no contrast; nor has one number. */
static copse_status check_levels(const copse_i_rows *rows, const copse_i_variable *variable, const copse_i_value *value)
{
    if (!rows->learning) return COPSE_OK;
    size_t same = 1;
    while (same < rows->k && value->code[same] == value->code[0]) same++;
    if (same < rows->k) return COPSE_OK;
    return copse_i_design_fail(rows, COPSE_EDOM, variable->node, rows->k,
                               "%s is a factor with one level only, '%s', in the %zu %s used,", variable->label,
                               value->level[value->code[0]], rows->k, copse_plural(rows->k, "study", "studies"));
}

static copse_status evaluate_variables(const copse_i_rows *rows, copse_i_value **out)
{
    const copse_i_terms *terms = &rows->formula->terms;
    copse_status status = COPSE_OK;
    copse_i_value *value = copse_i_formula_take(rows->scratch, terms->variables, sizeof *value);
    if (value == NULL) return copse_fail_memory(rows->err);
    for (size_t v = 0; status == COPSE_OK && v < terms->variables; v++) {
        if (!is_used(terms, v)) continue;
        status = copse_i_design_evaluate(rows, terms->variable[v].node, &value[v]);
        if (status == COPSE_OK && value[v].kind == DESIGN_TRUTH) status = copse_i_factor_of_truth(rows, &value[v]);
        if (status == COPSE_OK && value[v].kind == DESIGN_FACTOR)
            status = check_levels(rows, &terms->variable[v], &value[v]);
    }
    *out = value;
    return status;
}

/* ---- learning */

static copse_status list_factors(const copse_i_rows *rows, const copse_i_value *value, copse_design *design)
{
    const copse_i_terms *terms = &rows->formula->terms;
    copse_design_factor *factor = copse_i_formula_take(rows->kept, terms->variables, sizeof *factor);
    if (factor == NULL) return copse_fail_memory(rows->err);
    for (size_t v = 0; v < terms->variables; v++)
        if (is_used(terms, v) && value[v].kind == DESIGN_FACTOR)
            factor[design->factors++] =
                (copse_design_factor){terms->variable[v].label, value[v].level, value[v].levels};
    design->factor = factor;
    return COPSE_OK;
}

static copse_status list_terms(const copse_i_rows *rows, copse_design *design)
{
    const copse_i_terms *terms = &rows->formula->terms;
    const char **label = copse_i_formula_take(rows->kept, terms->terms, sizeof *label);
    if (label == NULL) return copse_fail_memory(rows->err);
    for (size_t t = 0; t < terms->terms; t++) {
        label[t] = copse_i_term_label(terms, t, rows->kept);
        if (label[t] == NULL) return copse_fail_memory(rows->err);
    }
    design->term = label;
    design->terms = terms->terms;
    return COPSE_OK;
}

/* Which columns stay; their names and terms, and the names of the others. */
static copse_status choose_columns(const copse_i_rows *rows, const bool *redundant, copse_i_design_state *state,
                                   copse_design *design)
{
    const size_t all = state->all;
    const char **column = copse_i_formula_take(rows->kept, all, sizeof *column);
    const char **dropped = copse_i_formula_take(rows->kept, all, sizeof *dropped);
    size_t *term_of = copse_i_formula_take(rows->kept, all, sizeof *term_of);
    state->keep = copse_i_formula_take(rows->kept, all, sizeof *state->keep);
    if (column == NULL || dropped == NULL || term_of == NULL || state->keep == NULL)
        return copse_fail_memory(rows->err);
    for (size_t j = 0; j < all; j++) {
        if (redundant[j]) {
            dropped[design->dropped++] = state->name[j];
            continue;
        }
        state->keep[design->p] = j;
        column[design->p] = state->name[j];
        term_of[design->p++] = state->term[j];
    }
    design->column = column;
    design->dropped_column = dropped;
    design->term_of = term_of;
    design->intercept = rows->formula->terms.intercept;
    if (design->p > 0) return COPSE_OK;
    return copse_fail(rows->err, COPSE_ERANK, "formula: no column is left of the design: %s", rows->formula->text);
}

static void by_rows(const double *X, size_t k, const copse_i_design_state *state, size_t p, double *out)
{
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < k; i++) out[i * p + j] = X[state->keep[j] * k + i];
}

static copse_status build(const copse_i_rows *rows, bool keep_redundant, copse_i_design_state *state,
                          copse_design *design)
{
    copse_i_value *value = NULL;
    double *X = NULL, *copy = NULL;
    copse_status status = evaluate_variables(rows, &value);
    if (status == COPSE_OK) status = list_factors(rows, value, design);
    if (status == COPSE_OK) status = list_terms(rows, design);
    if (status == COPSE_OK) status = copse_i_design_columns(rows, value, state, true, &X);
    if (status != COPSE_OK) return status;
    bool *redundant = copse_i_formula_take(rows->scratch, state->all, sizeof *redundant);
    copy = copse_i_design_numbers(rows, state->all);
    if (redundant == NULL || copy == NULL) return copse_fail_memory(rows->err);
    memcpy(copy, X, rows->k * state->all * sizeof *copy);
    if (!keep_redundant) copse_i_design_rank(copy, rows->k, state->all, redundant);
    status = choose_columns(rows, redundant, state, design);
    if (status != COPSE_OK) return status;
    design->X = copse_alloc(rows->k * design->p, sizeof *design->X);
    if (design->X == NULL) return copse_fail_memory(rows->err);
    by_rows(X, rows->k, state, design->p, design->X);
    return COPSE_OK;
}

static copse_status check_rows(const copse_frame *frame, const size_t *row, size_t k, copse_error *err)
{
    if (frame == NULL) return copse_fail(err, COPSE_EINVAL, "no data frame");
    if (row == NULL && k > frame->rows) return copse_fail(err, COPSE_EINVAL, "the frame has %zu rows", frame->rows);
    for (size_t i = 0; row != NULL && i < k; i++)
        if (row[i] >= frame->rows) return copse_fail(err, COPSE_EINVAL, "the frame has %zu rows", frame->rows);
    return COPSE_OK;
}

/* A design owns a formula of its own, so that it outlives the caller's. */
static copse_status new_state(const copse_formula *formula, copse_design *design, copse_error *err)
{
    copse_i_design_state *state = copse_alloc(1, sizeof *state);
    if (state == NULL) return copse_fail_memory(err);
    design->state = state;
    const copse_status status = copse_formula_parse(formula->text, &state->formula, err);
    if (status != COPSE_OK) return status;
    state->memory = copse_i_formula_take(&state->kept, state->formula->nodes, sizeof *state->memory);
    return state->memory != NULL ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_design_build(const copse_formula *formula, const copse_frame *frame, const size_t *row, size_t k,
                                const copse_design_opts *opts, copse_design *design, copse_error *err)
{
    if (design == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the design");
    *design = (copse_design){.k = k};
    if (formula == NULL) return copse_fail(err, COPSE_EINVAL, "no formula");
    const copse_design_opts chosen = opts != NULL ? *opts : copse_design_opts_default();
    if ((unsigned)chosen.coding >= COPSE_CODING_COUNT) return copse_fail(err, COPSE_EINVAL, "no such coding");
    copse_status status = check_rows(frame, row, k, err);
    if (status == COPSE_OK && k == 0) status = copse_fail(err, COPSE_EDOM, "formula: no studies");
    if (status == COPSE_OK) status = copse_formula_check(formula, frame, err);
    if (status == COPSE_OK) status = new_state(formula, design, err);
    if (status != COPSE_OK) return status;
    copse_i_design_state *state = design->state;
    copse_i_formula_arena scratch = {0};
    state->coding = chosen.coding;
    const copse_i_rows rows = {.formula = state->formula,
                               .frame = frame,
                               .row = row,
                               .k = k,
                               .memory = state->memory,
                               .learning = true,
                               .coding = chosen.coding,
                               .kept = &state->kept,
                               .scratch = &scratch,
                               .err = err};
    status = build(&rows, chosen.keep_redundant, state, design);
    copse_i_formula_release(&scratch);
    return status;
}

copse_status copse_design_apply(const copse_design *design, const copse_frame *frame, const size_t *row, size_t k,
                                double *X, copse_error *err)
{
    if (design == NULL || design->state == NULL || X == NULL) return copse_fail(err, COPSE_EINVAL, "no design");
    copse_i_design_state *state = design->state;
    copse_i_formula_arena scratch = {0};
    copse_i_value *value = NULL;
    double *columns = NULL;
    copse_status status = check_rows(frame, row, k, err);
    if (status == COPSE_OK) status = copse_formula_check(state->formula, frame, err);
    if (status != COPSE_OK) return status;
    copse_i_rows rows = {.formula = state->formula,
                         .frame = frame,
                         .row = row,
                         .k = k,
                         .memory = state->memory,
                         .coding = state->coding,
                         .kept = &scratch,
                         .scratch = &scratch,
                         .err = err};
    status = evaluate_variables(&rows, &value);
    if (status == COPSE_OK) status = copse_i_design_columns(&rows, value, state, false, &columns);
    if (status == COPSE_OK) by_rows(columns, k, state, design->p, X);
    copse_i_formula_release(&scratch);
    return status;
}

void copse_design_free(copse_design *design)
{
    if (design == NULL) return;
    copse_i_design_state *state = design->state;
    if (state != NULL) {
        copse_formula_free(state->formula);
        copse_i_formula_release(&state->kept);
        free(state);
    }
    free(design->X);
    *design = (copse_design){0};
}
