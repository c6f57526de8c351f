/* The parts of a design. */
#ifndef COPSE_I_DESIGN_PARTS_H
#define COPSE_I_DESIGN_PARTS_H

#include "design_value.h"

/** What copse_design.state holds: all that new rows are evaluated by. */
typedef struct copse_i_design_state {
    copse_formula *formula; /* its own */
    copse_i_formula_arena kept;
    copse_i_memory *memory;
    copse_contrast_coding coding;
    size_t all;        /* columns before redundant ones were dropped */
    size_t *keep;      /* p of them */
    const char **name; /* all */
    size_t *term;      /* all; 0 the intercept */
} copse_i_design_state;

/** All columns, k x all by columns, of variables evaluated; with `name` also their names and terms. */
COPSE_NODISCARD copse_status copse_i_design_columns(const copse_i_rows *rows, const copse_i_value *value,
                                                    copse_i_design_state *state, bool name, double **X);

/** Marks the columns (k x all by columns, overwritten) that are combinations of those before them. */
void copse_i_design_rank(double *X, size_t k, size_t all, bool *redundant);

#endif
