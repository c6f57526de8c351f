/* A formula as a tree, before anything is known of the data. */
#ifndef COPSE_I_FORMULA_TREE_H
#define COPSE_I_FORMULA_TREE_H

#include "formula_arena.h"

typedef enum copse_i_formula_kind {
    FORMULA_NUMBER,
    FORMULA_STRING,
    FORMULA_NAME, /* of a column, or a word such as TRUE */
    FORMULA_CALL,
    FORMULA_UNARY,
    FORMULA_BINARY,
    FORMULA_GROUP /* in parentheses */
} copse_i_formula_kind;

/* By rising strength, as in R. */
typedef enum copse_i_formula_op {
    FORMULA_NO_OP,
    FORMULA_OR,
    FORMULA_AND,
    FORMULA_NOT,
    FORMULA_EQ,
    FORMULA_NE,
    FORMULA_LT,
    FORMULA_LE,
    FORMULA_GT,
    FORMULA_GE,
    FORMULA_PLUS,
    FORMULA_MINUS,
    FORMULA_TIMES,
    FORMULA_OVER,
    FORMULA_IN,
    FORMULA_COLON,
    FORMULA_POWER
} copse_i_formula_op;

enum { FORMULA_SLOTS = 5 };

typedef struct copse_i_function copse_i_function;

typedef struct copse_i_node {
    copse_i_formula_kind kind;
    copse_i_formula_op op; /* UNARY, BINARY */
    size_t at;             /* where it begins in the formula; an operator's: where that stands */
    size_t id;             /* 0, 1, …: in the order in which they were read */
    size_t depth;
    double number;
    const char *text;          /* of a name, a string, a function */
    struct copse_i_node **arg; /* operands, arguments, what is in the parentheses */
    const char **arg_name;     /* CALL: NULL for those without */
    size_t args;
    const copse_i_function *function;         /* CALL */
    struct copse_i_node *slot[FORMULA_SLOTS]; /* CALL: the function's arguments in its order; NULL: not given */
} copse_i_node;

/** What is wrong, where: "formula: <message> at character N: <formula>", with the piece around it of a long one. */
copse_status copse_i_formula_fail(copse_error *err, copse_status status, const char *formula, size_t at,
                                  const char *format, ...) COPSE_PRINTF(5, 6);

/** The tree of a formula, without its ~. */
COPSE_NODISCARD copse_status copse_i_formula_read(const char *formula, copse_i_formula_arena *arena,
                                                  copse_i_node **root, size_t *nodes, copse_error *err);

/** Adds the expression as R writes it. */
void copse_i_formula_deparse(const copse_i_node *node, copse_text *out);
/** Adds a number as R writes it: 15 significant digits, in the shorter of the two notations. */
void copse_i_formula_number(double x, copse_text *out);

const char *copse_i_formula_symbol(copse_i_formula_op op);

/** A node without the parentheses around it. */
const copse_i_node *copse_i_formula_inner(const copse_i_node *node);

#endif
