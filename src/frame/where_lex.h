/* The words of a filter expression. */
#ifndef COPSE_FRAME_WHERE_LEX_H
#define COPSE_FRAME_WHERE_LEX_H

#include <copse/base.h>

typedef enum where_token_kind {
    WHERE_T_END,
    WHERE_T_NUMBER,
    WHERE_T_STRING, /* in '…' or "…" */
    WHERE_T_NAME,   /* of a column, bare or in `…` */
    WHERE_T_AND,
    WHERE_T_OR,
    WHERE_T_NOT,
    WHERE_T_IN,
    WHERE_T_IS,
    WHERE_T_EQ, /* the six comparisons in the order of where_comparison */
    WHERE_T_NE,
    WHERE_T_LT,
    WHERE_T_LE,
    WHERE_T_GT,
    WHERE_T_GE,
    WHERE_T_OPEN,
    WHERE_T_CLOSE,
    WHERE_T_COMMA
} where_token_kind;

typedef struct where_token {
    where_token_kind kind;
    size_t at, length; /* in the expression; of quoted things: with their quotes */
    bool quoted;       /* a name in `…` */
    double number;
} where_token;

/** Reads the word at *offset and moves *offset past it. */
copse_status copse_i_where_lex(const char *expression, size_t *offset, where_token *token, copse_error *err);
/** The text of a string or name without its quotes, doubled quotes undone; NULL when memory is short. */
char *copse_i_where_token_text(const char *expression, const where_token *token);
/** "filter: <message> at character N: <expression>", with the piece around `at` when the expression is long. */
copse_status copse_i_where_fail(copse_error *err, copse_status status, const char *expression, size_t at,
                                const char *format, ...) COPSE_PRINTF(5, 6);

#endif
