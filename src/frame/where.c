#include "where_tree.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Kleene's three values, ordered so that `and` is the smaller, `or` the larger and `not` the mirror image. */
enum { FALSE_ROW = 0, UNKNOWN_ROW = 1, TRUE_ROW = 2 };

/* A column or a constant, read as values[row * step]. */
typedef struct number_view {
    const double *values;
    size_t step;
} number_view;
typedef struct text_view {
    const char *const *values;
    size_t step;
} text_view;

static number_view view_numbers(const copse_frame *frame, const where_operand *operand)
{
    if (operand->kind == WHERE_COLUMN) return (number_view){frame->column[operand->column].number, 1};
    return (number_view){&operand->number, 0};
}

static text_view view_texts(const copse_frame *frame, const where_operand *operand)
{
    if (operand->kind == WHERE_COLUMN) return (text_view){frame->column[operand->column].text, 1};
    return (text_view){(const char *const *)&operand->text, 0};
}

/* order: negative, zero or positive as left is below, equal to or above right. */
static bool holds(where_comparison comparison, int order)
{
    switch (comparison) {
    case WHERE_EQ:
        return order == 0;
    case WHERE_NE:
        return order != 0;
    case WHERE_LT:
        return order < 0;
    case WHERE_LE:
        return order <= 0;
    case WHERE_GT:
        return order > 0;
    case WHERE_GE:
        return order >= 0;
    }
    return false;
}

static uint8_t truth(bool is_true)
{
    return is_true ? TRUE_ROW : FALSE_ROW;
}

static void compare_numbers(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    const number_view left = view_numbers(frame, &node->left), right = view_numbers(frame, &node->right);
    for (size_t r = 0; r < frame->rows; r++) {
        const double a = left.values[r * left.step], b = right.values[r * right.step];
        const bool unknown = isnan(a) || isnan(b);
        out[r] = unknown ? (uint8_t)UNKNOWN_ROW : truth(holds(node->comparison, (a > b) - (a < b)));
    }
}

static void compare_texts(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    const text_view left = view_texts(frame, &node->left), right = view_texts(frame, &node->right);
    for (size_t r = 0; r < frame->rows; r++) {
        const char *a = left.values[r * left.step], *b = right.values[r * right.step];
        const bool unknown = a == NULL || b == NULL;
        out[r] = unknown ? (uint8_t)UNKNOWN_ROW : truth(holds(node->comparison, strcmp(a, b)));
    }
}

static void find_numbers(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    const number_view left = view_numbers(frame, &node->left);
    for (size_t r = 0; r < frame->rows; r++) {
        const double x = left.values[r * left.step];
        bool found = false;
        for (size_t i = 0; i < node->list_count && !found; i++) found = node->list[i].number == x;
        out[r] = isnan(x) ? (uint8_t)UNKNOWN_ROW : truth(found != node->negated);
    }
}

static void find_texts(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    const text_view left = view_texts(frame, &node->left);
    for (size_t r = 0; r < frame->rows; r++) {
        const char *x = left.values[r * left.step];
        bool found = false;
        for (size_t i = 0; x != NULL && i < node->list_count && !found; i++) found = strcmp(node->list[i].text, x) == 0;
        out[r] = x == NULL ? (uint8_t)UNKNOWN_ROW : truth(found != node->negated);
    }
}

static void find_missing(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    const copse_column *column = &frame->column[node->left.column];
    for (size_t r = 0; r < frame->rows; r++) {
        const bool missing =
            column->type == COPSE_COLUMN_TEXT ? column->text[r] == NULL : (bool)isnan(column->number[r]);
        out[r] = truth(missing != node->negated);
    }
}

static copse_status evaluate(const copse_frame *frame, const where_node *node, uint8_t *out);

static copse_status evaluate_chain(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    copse_status status = evaluate(frame, node->child, out);
    if (status != COPSE_OK) return status;
    uint8_t *link = copse_alloc(frame->rows, sizeof *link);
    if (link == NULL) return COPSE_ENOMEM;
    for (const where_node *child = node->child->next; status == COPSE_OK && child != NULL; child = child->next) {
        status = evaluate(frame, child, link);
        if (status != COPSE_OK) break;
        if (node->kind == WHERE_AND)
            for (size_t r = 0; r < frame->rows; r++) out[r] = link[r] < out[r] ? link[r] : out[r];
        else
            for (size_t r = 0; r < frame->rows; r++) out[r] = link[r] > out[r] ? link[r] : out[r];
    }
    free(link);
    return status;
}

static copse_status evaluate_not(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    const copse_status status = evaluate(frame, node->child, out);
    if (status != COPSE_OK) return status;
    for (size_t r = 0; r < frame->rows; r++) out[r] = (uint8_t)(TRUE_ROW - out[r]);
    return COPSE_OK;
}

static copse_status evaluate(const copse_frame *frame, const where_node *node, uint8_t *out)
{
    switch (node->kind) {
    case WHERE_OR:
    case WHERE_AND:
        return evaluate_chain(frame, node, out);
    case WHERE_NOT:
        return evaluate_not(frame, node, out);
    case WHERE_COMPARE:
        if (node->as_text) compare_texts(frame, node, out);
        else compare_numbers(frame, node, out);
        break;
    case WHERE_IN:
        if (node->as_text) find_texts(frame, node, out);
        else find_numbers(frame, node, out);
        break;
    case WHERE_MISSING:
        find_missing(frame, node, out);
        break;
    }
    return COPSE_OK;
}

copse_status copse_frame_where(const copse_frame *frame, const char *expression, bool *keep, copse_error *err)
{
    where_node *tree = NULL;
    copse_status status = copse_i_where_parse(frame, expression, &tree, err);
    if (status != COPSE_OK) return status;
    uint8_t *rows = copse_alloc(frame->rows, sizeof *rows);
    status = rows != NULL ? evaluate(frame, tree, rows) : COPSE_ENOMEM;
    if (status == COPSE_OK)
        for (size_t r = 0; r < frame->rows; r++) keep[r] = rows[r] == TRUE_ROW;
    else (void)copse_fail_memory(err);
    free(rows);
    copse_i_where_free(tree);
    return status;
}

copse_status copse_frame_where_check(const copse_frame *frame, const char *expression, copse_error *err)
{
    where_node *tree = NULL;
    const copse_status status = copse_i_where_parse(frame, expression, &tree, err);
    copse_i_where_free(tree);
    return status;
}
