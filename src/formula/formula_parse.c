/* From words to a tree, by R's order of operations. */
#include "formula_lex.h"

#include <string.h>

enum { DEEPEST = 400 };

typedef struct parser {
    const char *formula;
    copse_i_formula_arena *arena;
    copse_error *err;
    size_t offset, nodes, nesting;
    copse_i_word word; /* the next one */
} parser;

static copse_status expression(parser *p, int strength, copse_i_node **out);

static copse_status fail(const parser *p, const char *message)
{
    return copse_i_formula_fail(p->err, COPSE_EPARSE, p->formula, p->word.at, "%s", message);
}

static copse_status advance(parser *p)
{
    return copse_i_formula_lex(p->formula, &p->offset, &p->word, p->err);
}

static int strength_of(copse_i_formula_op op)
{
    static const int strength[] = {
        [FORMULA_NO_OP] = 0, [FORMULA_OR] = 1,    [FORMULA_AND] = 2,   [FORMULA_NOT] = 3,  [FORMULA_EQ] = 4,
        [FORMULA_NE] = 4,    [FORMULA_LT] = 4,    [FORMULA_LE] = 4,    [FORMULA_GT] = 4,   [FORMULA_GE] = 4,
        [FORMULA_PLUS] = 5,  [FORMULA_MINUS] = 5, [FORMULA_TIMES] = 6, [FORMULA_OVER] = 6, [FORMULA_IN] = 7,
        [FORMULA_COLON] = 8, [FORMULA_POWER] = 10};
    return strength[op];
}
enum { SIGN = 9 }; /* a sign in front binds closer than all but a power */

/* A node with room for `args` operands, which have been read already. */
static copse_status make(parser *p, copse_i_formula_kind kind, size_t at, size_t args, copse_i_node *const *arg,
                         copse_i_node **out)
{
    copse_i_node *node = copse_i_formula_take(p->arena, 1, sizeof *node);
    if (node == NULL) return copse_fail_memory(p->err);
    *node = (copse_i_node){.kind = kind, .at = at, .id = p->nodes++, .args = args, .depth = 1};
    if (args > 0) {
        node->arg = copse_i_formula_take(p->arena, args, sizeof(copse_i_node *));
        if (node->arg == NULL) return copse_fail_memory(p->err);
        for (size_t i = 0; i < args; i++) node->arg[i] = arg[i];
    }
    for (size_t i = 0; i < args; i++)
        if (arg[i] != NULL && arg[i]->depth >= node->depth) node->depth = arg[i]->depth + 1;
    *out = node;
    if (node->depth <= DEEPEST) return COPSE_OK;
    return copse_i_formula_fail(p->err, COPSE_EPARSE, p->formula, at, "more than %d operations, one in the other,",
                                DEEPEST);
}

static copse_status leaf(parser *p, copse_i_node **out)
{
    const copse_i_word word = p->word;
    const copse_i_formula_kind kind = word.kind == FORMULA_T_NUMBER   ? FORMULA_NUMBER
                                      : word.kind == FORMULA_T_STRING ? FORMULA_STRING
                                                                      : FORMULA_NAME;
    copse_status status = make(p, kind, word.at, 0, NULL, out);
    if (status != COPSE_OK) return status;
    (*out)->number = word.number;
    if (kind != FORMULA_NUMBER) {
        (*out)->text = copse_i_formula_word_text(p->formula, &word, p->arena);
        if ((*out)->text == NULL) return copse_fail_memory(p->err);
    }
    return advance(p);
}

/* Is what comes an argument's name with its =? */
static bool names_argument(const parser *p)
{
    copse_i_word next;
    size_t offset = p->offset;
    return p->word.kind == FORMULA_T_NAME && copse_i_formula_lex(p->formula, &offset, &next, NULL) == COPSE_OK &&
           next.kind == FORMULA_T_ASSIGN;
}

static copse_status argument(parser *p, const char **name, copse_i_node **value)
{
    *name = NULL;
    if (names_argument(p)) {
        *name = copse_i_formula_word_text(p->formula, &p->word, p->arena);
        if (*name == NULL) return copse_fail_memory(p->err);
        copse_status status = advance(p);
        if (status == COPSE_OK) status = advance(p);
        if (status != COPSE_OK) return status;
    }
    return expression(p, 0, value);
}

/* The word is the opening parenthesis. */
static copse_status arguments(parser *p, copse_i_node *call)
{
    enum { MOST = 64 };
    copse_i_node *value[MOST] = {NULL};
    const char *name[MOST] = {NULL};
    copse_status status = advance(p);
    while (status == COPSE_OK && p->word.kind != FORMULA_T_CLOSE) {
        if (call->args == MOST) return fail(p, "more than 64 arguments");
        status = argument(p, &name[call->args], &value[call->args]);
        if (status != COPSE_OK) return status;
        if (value[call->args]->depth >= call->depth) call->depth = value[call->args]->depth + 1;
        call->args++;
        if (p->word.kind == FORMULA_T_CLOSE) break;
        if (p->word.kind != FORMULA_T_COMMA) return fail(p, "a comma or ) is expected");
        status = advance(p);
        if (status == COPSE_OK && p->word.kind == FORMULA_T_CLOSE) return fail(p, "an argument is expected");
    }
    if (status != COPSE_OK) return status;
    call->arg = copse_i_formula_take(p->arena, call->args, sizeof(copse_i_node *));
    call->arg_name = copse_i_formula_take(p->arena, call->args, sizeof *call->arg_name);
    if (call->arg == NULL || call->arg_name == NULL) return copse_fail_memory(p->err);
    for (size_t i = 0; i < call->args; i++) call->arg[i] = value[i], call->arg_name[i] = name[i];
    return advance(p);
}

static copse_status name_or_call(parser *p, copse_i_node **out)
{
    const bool quoted = p->word.quoted;
    const copse_status status = leaf(p, out);
    if (status != COPSE_OK || quoted || p->word.kind != FORMULA_T_OPEN) return status;
    (*out)->kind = FORMULA_CALL;
    return arguments(p, *out);
}

static copse_status group(parser *p, copse_i_node **out)
{
    const size_t at = p->word.at;
    copse_i_node *inner = NULL;
    copse_status status = advance(p);
    if (status == COPSE_OK) status = expression(p, 0, &inner);
    if (status != COPSE_OK) return status;
    if (p->word.kind != FORMULA_T_CLOSE) return fail(p, "a ) is expected");
    status = advance(p);
    return status == COPSE_OK ? make(p, FORMULA_GROUP, at, 1, &inner, out) : status;
}

static copse_status prefix(parser *p, copse_i_node **out)
{
    const copse_i_word word = p->word;
    copse_i_node *operand = NULL;
    copse_status status = advance(p);
    if (status == COPSE_OK) status = expression(p, word.op == FORMULA_NOT ? strength_of(word.op) : SIGN, &operand);
    if (status == COPSE_OK) status = make(p, FORMULA_UNARY, word.at, 1, &operand, out);
    if (status == COPSE_OK) (*out)->op = word.op;
    return status;
}

static copse_status operand(parser *p, copse_i_node **out)
{
    switch (p->word.kind) {
    case FORMULA_T_NUMBER:
    case FORMULA_T_STRING:
        return leaf(p, out);
    case FORMULA_T_NAME:
        return name_or_call(p, out);
    case FORMULA_T_OPEN:
        return group(p, out);
    case FORMULA_T_OP:
        if (p->word.op == FORMULA_PLUS || p->word.op == FORMULA_MINUS || p->word.op == FORMULA_NOT)
            return prefix(p, out);
        return fail(p, "a moderator is expected before this sign");
    case FORMULA_T_TILDE:
        return fail(p, "the ~ stands at the beginning only, without a left side:");
    case FORMULA_T_END:
        return fail(p, "a moderator is expected, but the formula ends");
    default:
        return fail(p, "a moderator is expected");
    }
}

static bool compares(copse_i_formula_op op)
{
    return op >= FORMULA_EQ && op <= FORMULA_GE;
}

static copse_status infix(parser *p, copse_i_node **left)
{
    const copse_i_word word = p->word;
    copse_i_node *pair[2] = {*left, NULL};
    copse_status status = advance(p);
    if (status == COPSE_OK)
        status = expression(p, word.op == FORMULA_POWER ? SIGN : strength_of(word.op) + 1, &pair[1]);
    if (status == COPSE_OK) status = make(p, FORMULA_BINARY, word.at, 2, pair, left);
    if (status != COPSE_OK) return status;
    (*left)->op = word.op;
    if (compares(word.op) && p->word.kind == FORMULA_T_OP && compares(p->word.op))
        return fail(p, "comparisons are joined by & or |:");
    return COPSE_OK;
}

static copse_status expression(parser *p, int strength, copse_i_node **out)
{
    if (p->nesting >= DEEPEST) return fail(p, "nested too deep");
    p->nesting++;
    copse_status status = operand(p, out);
    while (status == COPSE_OK && p->word.kind == FORMULA_T_OP && p->word.op != FORMULA_NOT &&
           strength_of(p->word.op) >= strength)
        status = infix(p, out);
    p->nesting--;
    return status;
}

copse_status copse_i_formula_read(const char *formula, copse_i_formula_arena *arena, copse_i_node **root, size_t *nodes,
                                  copse_error *err)
{
    parser p = {.formula = formula, .arena = arena, .err = err};
    copse_status status = advance(&p);
    if (status == COPSE_OK && p.word.kind == FORMULA_T_TILDE) status = advance(&p);
    if (status == COPSE_OK && p.word.kind == FORMULA_T_END) status = fail(&p, "no moderators");
    if (status == COPSE_OK) status = expression(&p, 0, root);
    if (status != COPSE_OK) return status;
    if (p.word.kind == FORMULA_T_TILDE)
        return fail(&p, "a formula of moderators has no left side: it begins with the ~");
    if (p.word.kind == FORMULA_T_COMMA) return fail(&p, "moderators are joined by +, not by a comma,");
    if (p.word.kind != FORMULA_T_END) return fail(&p, "an operator such as + is expected");
    *nodes = p.nodes;
    return COPSE_OK;
}
