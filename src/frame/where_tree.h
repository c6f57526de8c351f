/* A filter expression as a tree. Chains of `and` and `or` are one node with many children, so the tree is only as deep
 * as the parentheses and `not`s of the expression, which where_parse.c limits. */
#ifndef COPSE_FRAME_WHERE_TREE_H
#define COPSE_FRAME_WHERE_TREE_H

#include <copse/frame.h>

typedef enum where_kind { WHERE_OR, WHERE_AND, WHERE_NOT, WHERE_COMPARE, WHERE_IN, WHERE_MISSING } where_kind;
typedef enum where_comparison { WHERE_EQ, WHERE_NE, WHERE_LT, WHERE_LE, WHERE_GT, WHERE_GE } where_comparison;

typedef enum where_operand_kind { WHERE_COLUMN, WHERE_NUMBER, WHERE_TEXT } where_operand_kind;
typedef struct where_operand {
    where_operand_kind kind;
    size_t column;
    double number;
    char *text; /* owned */
    size_t at;  /* offset in the expression */
} where_operand;

typedef struct where_node {
    where_kind kind;
    where_comparison comparison;
    bool as_text;              /* COMPARE and IN: what both sides are */
    bool negated;              /* `not in`, `is not missing` */
    where_operand left, right; /* right: COMPARE only */
    where_operand *list;       /* IN */
    size_t list_count, list_capacity;
    struct where_node *child, *next; /* OR, AND, NOT */
} where_node;

void copse_i_where_free(where_node *node);
/** Parses and checks columns and types. *tree is NULL on failure. */
copse_status copse_i_where_parse(const copse_frame *frame, const char *expression, where_node **tree, copse_error *err);

#endif
