/* Variables of a formula evaluated on rows of a frame, and what is remembered of the rows that a design is made from. */
#ifndef COPSE_I_DESIGN_VALUE_H
#define COPSE_I_DESIGN_VALUE_H

#include "formula_terms.h"

typedef enum copse_i_value_kind {
    DESIGN_NUMBERS, /* a matrix, mostly of one column */
    DESIGN_TRUTH,   /* 0 and 1, of a comparison */
    DESIGN_FACTOR,
    DESIGN_TEXT /* a constant */
} copse_i_value_kind;

typedef struct copse_i_value {
    copse_i_value_kind kind;
    size_t columns;
    double *number;           /* NUMBERS, TRUTH: k values, column after column */
    size_t *code;             /* FACTOR: k, each below levels */
    const char *const *level; /* FACTOR */
    size_t levels;
    copse_contrast_coding coding; /* FACTOR */
    const char *text;             /* TEXT */
} copse_i_value;

/* Natural splines: knots, and the reflections that take away what is not linear beyond the boundary. */
typedef struct copse_i_spline {
    double *knot; /* `basis` + 4: the B-splines' */
    size_t basis, columns;
    bool intercept;
    double *reflection[2]; /* of basis - (intercept ? 0 : 1) coefficients */
} copse_i_spline;

/* What a node has learnt from the data. */
typedef struct copse_i_memory {
    const char **level;
    double *level_value; /* levels that are numbers; NULL for text */
    size_t levels;
    double centre, scale;
    size_t degree;
    double *alpha, *norm; /* orthogonal polynomials: degree and degree + 1 */
    copse_i_spline spline;
} copse_i_memory;

typedef struct copse_i_rows {
    const copse_formula *formula;
    const copse_frame *frame;
    const size_t *row; /* NULL: the first k */
    size_t k;
    copse_i_memory *memory; /* one for each node of the formula */
    bool learning;          /* these are the rows that the design is made from */
    copse_contrast_coding coding;
    copse_i_formula_arena *kept;    /* what memory points to */
    copse_i_formula_arena *scratch; /* values */
    copse_error *err;
} copse_i_rows;

static inline size_t copse_i_row_at(const copse_i_rows *rows, size_t i)
{
    return rows->row != NULL ? rows->row[i] : i;
}

/** An error at a node; with `i` < k also names the file and line of that row. */
copse_status copse_i_design_fail(const copse_i_rows *rows, copse_status status, const copse_i_node *node, size_t i,
                                 const char *format, ...) COPSE_PRINTF(5, 6);
COPSE_NODISCARD double *copse_i_design_numbers(const copse_i_rows *rows, size_t columns);

COPSE_NODISCARD copse_status copse_i_design_evaluate(const copse_i_rows *rows, const copse_i_node *node,
                                                     copse_i_value *out);
/** The same where numbers of one column are needed; truths are 0 and 1. */
COPSE_NODISCARD copse_status copse_i_design_evaluate_numbers(const copse_i_rows *rows, const copse_i_node *node,
                                                             double **number);
COPSE_NODISCARD copse_status copse_i_design_arithmetic(const copse_i_rows *rows, const copse_i_node *node,
                                                       copse_i_value *out);
COPSE_NODISCARD copse_status copse_i_design_function(const copse_i_rows *rows, const copse_i_node *node,
                                                     copse_i_value *out);

/* Factors. */
COPSE_NODISCARD copse_status copse_i_factor_of_column(const copse_i_rows *rows, const copse_i_node *node, size_t column,
                                                      copse_i_value *out);
COPSE_NODISCARD copse_status copse_i_factor_call(const copse_i_rows *rows, const copse_i_node *node,
                                                 copse_i_value *out);
COPSE_NODISCARD copse_status copse_i_factor_relevel(const copse_i_rows *rows, const copse_i_node *node,
                                                    copse_i_value *out);
/** What truths are as a variable of their own: a factor of FALSE and TRUE. */
COPSE_NODISCARD copse_status copse_i_factor_of_truth(const copse_i_rows *rows, copse_i_value *value);

/* Bases of several columns. */
COPSE_NODISCARD copse_status copse_i_design_poly(const copse_i_rows *rows, const copse_i_node *node,
                                                 copse_i_value *out);
COPSE_NODISCARD copse_status copse_i_design_spline(const copse_i_rows *rows, const copse_i_node *node,
                                                   copse_i_value *out);

/** n rising numbers in a copy of x. */
COPSE_NODISCARD double *copse_i_design_sorted(copse_i_formula_arena *arena, const double *x, size_t n);

#endif
