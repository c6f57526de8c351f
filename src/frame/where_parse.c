#include "excerpt.h"
#include "where_lex.h"
#include "where_tree.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 100, DESCRIPTION = 128 };

typedef struct where_parser {
    const copse_frame *frame;
    const char *expression;
    size_t offset;
    where_token token; /* the next word */
    copse_error *err;
    int depth;
} where_parser;

void copse_i_where_free(where_node *node)
{
    while (node != NULL) {
        where_node *next = node->next;
        copse_i_where_free(node->child);
        free(node->left.text);
        free(node->right.text);
        for (size_t i = 0; i < node->list_count; i++) free(node->list[i].text);
        free(node->list);
        free(node);
        node = next;
    }
}

static copse_status advance(where_parser *p)
{
    return copse_i_where_lex(p->expression, &p->offset, &p->token, p->err);
}

/* A keyword without a meaning of its own, so that a column may be called so. */
static bool is_word(const where_parser *p, const char *lower, const char *upper)
{
    const char *s = p->expression + p->token.at;
    const size_t n = p->token.length;
    return p->token.kind == WHERE_T_NAME && !p->token.quoted && n == strlen(lower) &&
           (strncmp(s, lower, n) == 0 || strncmp(s, upper, n) == 0);
}

static copse_status expected(const where_parser *p, const char *what)
{
    return copse_i_where_fail(p->err, COPSE_EPARSE, p->expression, p->token.at, "expected %s", what);
}

static copse_status take(where_parser *p, where_token_kind kind, const char *what)
{
    return p->token.kind == kind ? advance(p) : expected(p, what);
}

static copse_status new_node(where_parser *p, where_kind kind, where_node **node)
{
    *node = copse_alloc(1, sizeof **node);
    if (*node == NULL) {
        (void)copse_fail_memory(p->err);
        return COPSE_ENOMEM;
    }
    (*node)->kind = kind;
    return COPSE_OK;
}

static bool means_missing(const char *name)
{
    return strcmp(name, "NA") == 0 || strcmp(name, "NaN") == 0 || strcmp(name, "NULL") == 0 ||
           strcmp(name, "missing") == 0;
}

/* Texts that no cell has: they are read as missing. */
static bool is_never_text(const char *text)
{
    return text[0] == '\0' || strcmp(text, "NA") == 0 || strcmp(text, "NaN") == 0 || strcmp(text, ".") == 0;
}

static copse_status no_column(where_parser *p, const char *name, bool after_comparison)
{
    size_t index;
    if (means_missing(name))
        return copse_i_where_fail(p->err, COPSE_EPARSE, p->expression, p->token.at,
                                  "'%s' cannot be compared with (write: column is missing)", name);
    copse_error inner = {0};
    const copse_status status = copse_frame_column(p->frame, name, &index, &inner);
    if (status != COPSE_ENOTFOUND) return copse_fail_memory(p->err);
    return copse_i_where_fail(p->err, status, p->expression, p->token.at, "%s%s", inner.text,
                              after_comparison ? " (text goes in quotes)" : "");
}

static copse_status parse_operand(where_parser *p, where_operand *operand, bool after_comparison)
{
    copse_status status = COPSE_OK;
    operand->at = p->token.at;
    operand->number = p->token.number;
    if (p->token.kind == WHERE_T_NUMBER) {
        operand->kind = WHERE_NUMBER;
        return advance(p);
    }
    if (p->token.kind != WHERE_T_STRING && p->token.kind != WHERE_T_NAME)
        return expected(p, after_comparison ? "a value" : "a column name");
    operand->text = copse_i_where_token_text(p->expression, &p->token);
    if (operand->text == NULL) return copse_fail_memory(p->err);
    operand->kind = p->token.kind == WHERE_T_STRING ? WHERE_TEXT : WHERE_COLUMN;
    if (operand->kind == WHERE_TEXT && is_never_text(operand->text))
        return copse_i_where_fail(p->err, COPSE_EPARSE, p->expression, p->token.at,
                                  "no cell is '%s', it counts as missing (write: column is missing)", operand->text);
    if (operand->kind == WHERE_COLUMN &&
        (!copse_frame_has(p->frame, operand->text) ||
         copse_frame_column(p->frame, operand->text, &operand->column, NULL) != COPSE_OK))
        status = no_column(p, operand->text, after_comparison);
    return status == COPSE_OK ? advance(p) : status;
}

/* What an operand can be compared as. A column without values can be both. */
static void operand_types(const copse_frame *frame, const where_operand *operand, bool *number, bool *text)
{
    const copse_column *column = operand->kind == WHERE_COLUMN ? &frame->column[operand->column] : NULL;
    *number = operand->kind == WHERE_NUMBER || (column != NULL && column->number != NULL);
    *text = operand->kind == WHERE_TEXT || (column != NULL && column->type == COPSE_COLUMN_TEXT);
}

static const char *describe(const copse_frame *frame, const where_operand *operand, char buf[DESCRIPTION])
{
    char shown[COPSE_I_EXCERPT];
    copse_text text = {0};
    const copse_column *column = operand->kind == WHERE_COLUMN ? &frame->column[operand->column] : NULL;
    if (column != NULL)
        copse_text_printf(&text, "column %s holds %s", copse_i_excerpt(shown, column->name, strlen(column->name)),
                          column->type == COPSE_COLUMN_NUMBER ? "numbers" : "text");
    else if (operand->kind == WHERE_TEXT)
        copse_text_printf(&text, "'%s' is text", copse_i_excerpt(shown, operand->text, strlen(operand->text)));
    else copse_text_printf(&text, "%s is a number", copse_format_exact(shown, sizeof shown, operand->number));
    const size_t n = text.length < DESCRIPTION ? text.length : DESCRIPTION - 1;
    if (n > 0) memcpy(buf, text.bytes, n);
    buf[n] = '\0';
    copse_text_free(&text);
    return buf;
}

static copse_status check_types(where_parser *p, const where_operand *left, const where_operand *right, bool *as_text)
{
    bool left_number, left_text, right_number, right_text;
    char first[DESCRIPTION], second[DESCRIPTION];
    operand_types(p->frame, left, &left_number, &left_text);
    operand_types(p->frame, right, &right_number, &right_text);
    *as_text = left_text && right_text;
    if (*as_text || (left_number && right_number)) return COPSE_OK;
    return copse_i_where_fail(p->err, COPSE_EUSAGE, p->expression, right->at, "%s, %s", describe(p->frame, left, first),
                              describe(p->frame, right, second));
}

/* `in (a, b)`: all values are of the type of the first. */
static copse_status parse_list(where_parser *p, where_node *node)
{
    node->kind = WHERE_IN;
    copse_status status = advance(p);
    if (status == COPSE_OK) status = take(p, WHERE_T_OPEN, "'(' after 'in'");
    while (status == COPSE_OK) {
        if (p->token.kind != WHERE_T_NUMBER && p->token.kind != WHERE_T_STRING)
            return expected(p, "a number or a text in quotes");
        if (copse_reserve((void **)&node->list, &node->list_capacity, node->list_count + 1, sizeof *node->list) !=
            COPSE_OK)
            return copse_fail_memory(p->err);
        where_operand *value = &node->list[node->list_count++];
        *value = (where_operand){0};
        bool as_text = false;
        status = parse_operand(p, value, true);
        if (status == COPSE_OK) status = check_types(p, &node->left, value, &as_text);
        if (status == COPSE_OK && node->list_count > 1) status = check_types(p, &node->list[0], value, &as_text);
        if (status != COPSE_OK) return status;
        node->as_text = as_text;
        if (p->token.kind != WHERE_T_COMMA) break;
        status = advance(p);
    }
    return status == COPSE_OK ? take(p, WHERE_T_CLOSE, "',' or ')'") : status;
}

static copse_status parse_missing(where_parser *p, where_node *node)
{
    node->kind = WHERE_MISSING;
    copse_status status = advance(p);
    if (status == COPSE_OK && p->token.kind == WHERE_T_NOT) {
        node->negated = true;
        status = advance(p);
    }
    if (status != COPSE_OK) return status;
    if (!is_word(p, "missing", "MISSING")) return expected(p, "'missing' after 'is'");
    if (node->left.kind != WHERE_COLUMN)
        return copse_i_where_fail(p->err, COPSE_EPARSE, p->expression, node->left.at, "only a column can be missing");
    return advance(p);
}

static copse_status parse_comparison(where_parser *p, where_node *node)
{
    node->kind = WHERE_COMPARE;
    node->comparison = (where_comparison)(p->token.kind - WHERE_T_EQ);
    copse_status status = advance(p);
    if (status == COPSE_OK) status = parse_operand(p, &node->right, true);
    return status == COPSE_OK ? check_types(p, &node->left, &node->right, &node->as_text) : status;
}

static copse_status parse_predicate(where_parser *p, where_node **out)
{
    copse_status status = new_node(p, WHERE_COMPARE, out);
    if (status != COPSE_OK) return status;
    where_node *node = *out;
    status = parse_operand(p, &node->left, false);
    if (status != COPSE_OK) return status;
    if (p->token.kind >= WHERE_T_EQ && p->token.kind <= WHERE_T_GE) return parse_comparison(p, node);
    if (p->token.kind == WHERE_T_IN) return parse_list(p, node);
    if (p->token.kind == WHERE_T_IS) return parse_missing(p, node);
    if (p->token.kind == WHERE_T_NOT) {
        node->negated = true;
        status = advance(p);
        if (status != COPSE_OK) return status;
        return p->token.kind == WHERE_T_IN ? parse_list(p, node) : expected(p, "'in' after 'not'");
    }
    return expected(p, "a comparison (==, !=, <, <=, >, >=, in, is missing)");
}

static copse_status parse_chain(where_parser *p, where_kind kind, where_node **out);

static copse_status parse_unary(where_parser *p, where_node **out)
{
    if (p->token.kind != WHERE_T_NOT && p->token.kind != WHERE_T_OPEN) return parse_predicate(p, out);
    if (p->depth == DEEPEST)
        return copse_i_where_fail(p->err, COPSE_EPARSE, p->expression, p->token.at, "nested more than %d deep",
                                  DEEPEST);
    p->depth++;
    const bool negation = p->token.kind == WHERE_T_NOT;
    copse_status status = COPSE_OK;
    if (negation) {
        status = new_node(p, WHERE_NOT, out);
        if (status == COPSE_OK) status = advance(p);
        if (status == COPSE_OK) status = parse_unary(p, &(*out)->child);
    } else {
        status = advance(p);
        if (status == COPSE_OK) status = parse_chain(p, WHERE_OR, out);
        if (status == COPSE_OK) status = take(p, WHERE_T_CLOSE, "'and', 'or' or ')'");
    }
    p->depth--;
    return status;
}

/* kind OR: and-chains joined by `or`; kind AND: unary terms joined by `and`. A chain of one is its only link. */
static copse_status parse_chain(where_parser *p, where_kind kind, where_node **out)
{
    const where_token_kind joint = kind == WHERE_OR ? WHERE_T_OR : WHERE_T_AND;
    where_node *first = NULL;
    copse_status status = kind == WHERE_OR ? parse_chain(p, WHERE_AND, &first) : parse_unary(p, &first);
    *out = first;
    if (status != COPSE_OK || p->token.kind != joint) return status;
    status = new_node(p, kind, out);
    if (status != COPSE_OK) {
        *out = first; /* the caller frees it */
        return status;
    }
    (*out)->child = first;
    for (where_node *last = first; status == COPSE_OK && p->token.kind == joint; last = last->next) {
        status = advance(p);
        if (status == COPSE_OK)
            status = kind == WHERE_OR ? parse_chain(p, WHERE_AND, &last->next) : parse_unary(p, &last->next);
        if (last->next == NULL) break;
    }
    return status;
}

copse_status copse_i_where_parse(const copse_frame *frame, const char *expression, where_node **tree, copse_error *err)
{
    where_parser p = {.frame = frame, .expression = expression, .err = err};
    *tree = NULL;
    copse_status status = COPSE_OK;
    size_t bad = 0;
    if (!copse_utf8_valid(expression, strlen(expression), &bad))
        return copse_fail(err, COPSE_EENCODING, "filter: byte %zu is not UTF-8", bad + 1);
    status = advance(&p);
    if (status == COPSE_OK) status = parse_chain(&p, WHERE_OR, tree);
    if (status == COPSE_OK && p.token.kind != WHERE_T_END) status = expected(&p, "'and', 'or' or the end");
    if (status == COPSE_OK) return COPSE_OK;
    copse_i_where_free(*tree);
    *tree = NULL;
    return status;
}
