/* The functions of formulas and their arguments. */
#ifndef COPSE_I_FORMULA_FUNCTIONS_H
#define COPSE_I_FORMULA_FUNCTIONS_H

#include "formula_tree.h"
#include <copse/formula.h>

typedef enum copse_i_function_id {
    FORMULA_F_MAP, /* a function of one number */
    FORMULA_F_I,
    FORMULA_F_LOG,
    FORMULA_F_CENTER,
    FORMULA_F_SCALE,
    FORMULA_F_POLY,
    FORMULA_F_NS,
    FORMULA_F_FACTOR,
    FORMULA_F_RELEVEL,
    FORMULA_F_CONTRASTS
} copse_i_function_id;

typedef enum copse_i_slot_kind {
    FORMULA_S_DATA,
    FORMULA_S_NUMBER,  /* a constant */
    FORMULA_S_NUMBERS, /* one, or several in c() */
    FORMULA_S_FLAG,    /* TRUE or FALSE */
    FORMULA_S_FLAG_OR_NUMBER,
    FORMULA_S_LEVEL,  /* a text or a number */
    FORMULA_S_LEVELS, /* one, or several in c() */
    FORMULA_S_CONTRAST
} copse_i_slot_kind;

struct copse_i_function {
    const char *name;
    copse_i_function_id id;
    double (*map)(double x);
    struct {
        const char *name;
        copse_i_slot_kind kind;
        bool required;
    } slot[FORMULA_SLOTS];
};

/** Finds the functions of the tree and their arguments; says what the tree cannot be. */
COPSE_NODISCARD copse_status copse_i_formula_check_calls(const char *formula, copse_i_node *root, copse_error *err);

/** Constants of a slot. */
bool copse_i_constant_number(const copse_i_node *node, double *x);
bool copse_i_constant_flag(const copse_i_node *node, bool *flag);
bool copse_i_constant_contrast(const copse_i_node *node, copse_contrast_coding *coding);
/** How many constants a slot of several has, and which is item i. */
size_t copse_i_constant_count(const copse_i_node *node);
const copse_i_node *copse_i_constant_item(const copse_i_node *node, size_t i);

#endif
