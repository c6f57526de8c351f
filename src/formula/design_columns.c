/* From variables to columns: each term is the products of its variables' columns, the first variable's running fastest. */
#include "design_parts.h"

#include <math.h>
#include <string.h>

enum { MOST_COLUMNS = 10000 };

/* A variable within a term: how many columns it has there. */
typedef struct part {
    const copse_i_value *value;
    const char *label;
    size_t columns;
    bool full; /* a factor coded by all its levels */
} part;

/* A model without intercept gives its first factor all levels, wherever that stands (R's rule). */
static size_t first_factor_term(const copse_i_terms *terms, const copse_i_value *value, size_t *variable)
{
    for (size_t t = 0; t < terms->terms; t++)
        for (size_t v = 0; v < terms->variables; v++)
            if (copse_i_term_has(terms, t, v) && value[v].kind == DESIGN_FACTOR) {
                *variable = v;
                return t;
            }
    return SIZE_MAX;
}

static part part_of(const copse_i_terms *terms, const copse_i_value *value, size_t t, size_t v)
{
    part p = {.value = &value[v], .label = terms->variable[v].label, .columns = value[v].columns};
    if (value[v].kind != DESIGN_FACTOR) return p;
    size_t first_variable = 0;
    const bool first =
        !terms->intercept && first_factor_term(terms, value, &first_variable) == t && first_variable == v;
    p.full = first || copse_i_term_full(terms, t, v);
    p.columns = p.full ? value[v].levels : value[v].levels - 1;
    return p;
}

/* Row `level` of the matrix of contrasts. */
static double contrast(const copse_i_value *value, size_t level, size_t column)
{
    switch (value->coding) {
    case COPSE_CODING_SUM:
        return level == column ? 1 : level + 1 == value->levels ? -1 : 0;
    case COPSE_CODING_HELMERT:
        return level <= column ? -1 : level == column + 1 ? (double)level : 0;
    default:
        return level == column + 1;
    }
}

static void multiply(const part *p, size_t column, size_t k, double *x)
{
    const copse_i_value *value = p->value;
    for (size_t i = 0; i < k; i++) {
        if (value->kind != DESIGN_FACTOR) x[i] *= value->number[column * k + i];
        else x[i] *= p->full ? value->code[i] == column : contrast(value, value->code[i], column);
    }
}

static void add_name(const part *p, size_t column, copse_text *name)
{
    if (name->length > 0) copse_text_add_char(name, ':', 1);
    copse_text_add(name, p->label);
    const bool factor = p->value->kind == DESIGN_FACTOR;
    if (factor && (p->full || p->value->coding == COPSE_CODING_TREATMENT))
        copse_text_add(name, p->value->level[p->full ? column : column + 1]);
    else if (factor || p->columns > 1) copse_text_printf(name, "%zu", column + 1);
}

typedef struct column_filler {
    const copse_i_rows *rows;
    copse_i_design_state *state;
    double *X;
    bool name;
    size_t next;
} column_filler;

static copse_status fill_column(column_filler *f, const part *parts, size_t count, size_t term, size_t combination)
{
    const size_t k = f->rows->k;
    double *x = f->X + f->next * k;
    copse_text name = {0};
    for (size_t i = 0; i < k; i++) x[i] = 1;
    for (size_t j = 0, rest = combination; j < count; j++) {
        multiply(&parts[j], rest % parts[j].columns, k, x);
        if (f->name) add_name(&parts[j], rest % parts[j].columns, &name);
        rest /= parts[j].columns;
    }
    if (f->name) {
        f->state->term[f->next] = term + 1;
        f->state->name[f->next] = copse_i_formula_adopt(&f->state->kept, &name);
        if (f->state->name[f->next] == NULL) return copse_fail_memory(f->rows->err);
    }
    for (size_t i = 0; i < k; i++)
        if (!isfinite(x[i]))
            return copse_fail(f->rows->err, COPSE_ERANGE, "%s:%zu: moderator %s is too large", f->rows->frame->source,
                              f->rows->frame->line[copse_i_row_at(f->rows, i)], f->state->name[f->next]);
    f->next++;
    return COPSE_OK;
}

/* The parts of a term, and of how many columns it is the product. */
static size_t parts_of(const copse_i_terms *terms, const copse_i_value *value, size_t t, part *parts, size_t *columns)
{
    size_t count = 0;
    *columns = 1;
    for (size_t v = 0; v < terms->variables; v++) {
        if (!copse_i_term_has(terms, t, v)) continue;
        parts[count] = part_of(terms, value, t, v);
        *columns = *columns > MOST_COLUMNS ? *columns : *columns * parts[count].columns;
        count++;
    }
    return count;
}

static copse_status count_columns(const copse_i_rows *rows, const copse_i_value *value, part *parts, size_t *all)
{
    const copse_i_terms *terms = &rows->formula->terms;
    *all = terms->intercept ? 1 : 0;
    for (size_t t = 0; t < terms->terms; t++) {
        size_t columns = 0;
        (void)parts_of(terms, value, t, parts, &columns);
        *all += columns;
        if (*all > MOST_COLUMNS)
            return copse_fail(rows->err, COPSE_EDOM, "formula: more than %d columns: %s", MOST_COLUMNS,
                              rows->formula->text);
    }
    return COPSE_OK;
}

static copse_status make_room(column_filler *f, size_t all)
{
    copse_i_design_state *state = f->state;
    f->X = copse_i_design_numbers(f->rows, all);
    if (f->name) {
        state->all = all;
        state->name = copse_i_formula_take(&state->kept, all, sizeof *state->name);
        state->term = copse_i_formula_take(&state->kept, all, sizeof *state->term);
    }
    return f->X == NULL || state->name == NULL || state->term == NULL ? copse_fail_memory(f->rows->err) : COPSE_OK;
}

copse_status copse_i_design_columns(const copse_i_rows *rows, const copse_i_value *value, copse_i_design_state *state,
                                    bool name, double **X)
{
    const copse_i_terms *terms = &rows->formula->terms;
    column_filler f = {.rows = rows, .state = state, .name = name};
    size_t all = 0;
    part *parts = copse_i_formula_take(rows->scratch, terms->variables, sizeof *parts);
    if (parts == NULL) return copse_fail_memory(rows->err);
    copse_status status = count_columns(rows, value, parts, &all);
    if (status == COPSE_OK) status = make_room(&f, all);
    if (status != COPSE_OK) return status;
    if (terms->intercept) {
        for (size_t i = 0; i < rows->k; i++) f.X[i] = 1;
        if (name) state->name[0] = "intrcpt", state->term[0] = 0;
        f.next = 1;
    }
    for (size_t t = 0; status == COPSE_OK && t < terms->terms; t++) {
        size_t columns = 0;
        const size_t count = parts_of(terms, value, t, parts, &columns);
        for (size_t c = 0; status == COPSE_OK && c < columns; c++) status = fill_column(&f, parts, count, t, c);
    }
    *X = f.X;
    return status;
}
