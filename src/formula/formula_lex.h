/* The words of a formula. */
#ifndef COPSE_I_FORMULA_LEX_H
#define COPSE_I_FORMULA_LEX_H

#include "formula_tree.h"

typedef enum copse_i_word_kind {
    FORMULA_T_END,
    FORMULA_T_NUMBER,
    FORMULA_T_STRING,
    FORMULA_T_NAME,
    FORMULA_T_OP,
    FORMULA_T_OPEN,
    FORMULA_T_CLOSE,
    FORMULA_T_COMMA,
    FORMULA_T_ASSIGN,
    FORMULA_T_TILDE
} copse_i_word_kind;

typedef struct copse_i_word {
    copse_i_word_kind kind;
    copse_i_formula_op op;
    size_t at, length;
    bool quoted; /* a name in `…` */
    double number;
} copse_i_word;

/** Reads the word at *offset and moves *offset past it. */
COPSE_NODISCARD copse_status copse_i_formula_lex(const char *formula, size_t *offset, copse_i_word *word,
                                                 copse_error *err);
/** The text of a string or name without its quotes; a backslash takes the next character as it is. */
COPSE_NODISCARD char *copse_i_formula_word_text(const char *formula, const copse_i_word *word,
                                                copse_i_formula_arena *arena);
/** Whether a column's name needs no `…`. */
bool copse_i_formula_is_name(const char *text);

#endif
