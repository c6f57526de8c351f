/* What a formula means: variables, and terms that are sets of them. */
#ifndef COPSE_I_FORMULA_TERMS_H
#define COPSE_I_FORMULA_TERMS_H

#include "formula_functions.h"

typedef struct copse_i_variable {
    const copse_i_node *node;
    const char *label; /* as R writes it */
} copse_i_variable;

typedef struct copse_i_terms {
    copse_i_variable *variable; /* in order of appearance */
    size_t variables;
    size_t words;   /* of 64 bits a term */
    uint64_t *bits; /* by degree, within one in order of appearance */
    size_t terms;
    bool intercept;
} copse_i_terms;

struct copse_formula {
    char *text;
    copse_i_formula_arena arena;
    copse_i_node *root;
    size_t nodes;
    copse_i_terms terms;
    const copse_i_node **column_node; /* where each column is read first */
    const char **column;
    size_t columns;
};

/** Expands the operators: a*b is a + b + a:b. */
COPSE_NODISCARD copse_status copse_i_formula_expand(const char *formula, const copse_i_node *root,
                                                    copse_i_formula_arena *arena, copse_i_terms *out, copse_error *err);

static inline bool copse_i_term_has(const copse_i_terms *terms, size_t term, size_t variable)
{
    return (terms->bits[term * terms->words + variable / 64] >> (variable % 64) & 1) != 0;
}

/** "a:b". */
COPSE_NODISCARD char *copse_i_term_label(const copse_i_terms *terms, size_t term, copse_i_formula_arena *arena);

/** Whether `variable`, a factor, is coded in the term by all its levels: yes where the term without it stands nowhere
 *  before, so that contrasts would leave out its margin (R's rule; Chambers & Hastie 1992, section 2.4.1). */
bool copse_i_term_full(const copse_i_terms *terms, size_t term, size_t variable);

#endif
