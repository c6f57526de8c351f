#include "formula_terms.h"

#include <string.h>

enum { MOST_TERMS = 500 };

typedef struct term_list {
    uint64_t *bits;
    size_t count, capacity;
} term_list;

typedef struct expander {
    const char *formula;
    copse_i_formula_arena scratch;
    copse_i_terms *out;
    bool subtracting; /* right of a minus sign, where 1 takes the intercept away */
    copse_error *err;
} expander;

/* ---- variables */

/* What stands between the operators of a formula. */
static bool is_algebra(const copse_i_node *node)
{
    if (node->kind == FORMULA_GROUP) return true;
    if (node->kind == FORMULA_UNARY) return node->op != FORMULA_NOT;
    return node->kind == FORMULA_BINARY && node->op >= FORMULA_PLUS;
}

static copse_status add_variable(expander *e, const copse_i_node *node, copse_i_formula_arena *arena)
{
    copse_text label = {0};
    copse_i_formula_deparse(node, &label);
    copse_i_terms *out = e->out;
    for (size_t v = 0; v < out->variables; v++)
        if (strcmp(out->variable[v].label, copse_text_string(&label)) == 0) {
            const copse_status known = copse_text_status(&label);
            copse_text_free(&label);
            return known == COPSE_OK ? COPSE_OK : copse_fail_memory(e->err);
        }
    const char *kept = copse_i_formula_adopt(arena, &label);
    if (kept == NULL) return copse_fail_memory(e->err);
    out->variable[out->variables++] = (copse_i_variable){node, kept};
    return COPSE_OK;
}

static copse_status check_variable(const expander *e, const copse_i_node *node)
{
    bool flag = false;
    if (node->kind == FORMULA_STRING)
        return copse_i_formula_fail(e->err, COPSE_EPARSE, e->formula, node->at,
                                    "a text where a moderator is expected (names of columns go in `backticks`)");
    if (node->kind != FORMULA_NAME) return COPSE_OK;
    if (strcmp(node->text, ".") == 0)
        return copse_i_formula_fail(e->err, COPSE_EPARSE, e->formula, node->at,
                                    "'.' would be every column of the file, labels and numbers of the effects among "
                                    "them: name the moderators");
    if (copse_i_constant_flag(node, &flag) && strlen(node->text) > 1)
        return copse_i_formula_fail(e->err, COPSE_EPARSE, e->formula, node->at, "%s is no moderator", node->text);
    return COPSE_OK;
}

static copse_status collect(expander *e, const copse_i_node *node, copse_i_formula_arena *arena)
{
    copse_status status = COPSE_OK;
    if (node->kind == FORMULA_NUMBER) return COPSE_OK;
    if (!is_algebra(node)) {
        status = check_variable(e, node);
        return status == COPSE_OK ? add_variable(e, node, arena) : status;
    }
    const size_t operands = node->op == FORMULA_POWER ? 1 : node->args;
    for (size_t i = 0; status == COPSE_OK && i < operands; i++) status = collect(e, node->arg[i], arena);
    return status;
}

/* ---- lists of terms */

static size_t words(const expander *e)
{
    return e->out->words;
}

static uint64_t *at(const expander *e, const term_list *list, size_t i)
{
    return list->bits + i * words(e);
}

static size_t find(const expander *e, const term_list *list, const uint64_t *term)
{
    size_t i = 0;
    while (i < list->count && memcmp(at(e, list, i), term, words(e) * sizeof *term) != 0) i++;
    return i;
}

/* Adds first | second, unless it is there. */
static copse_status add(expander *e, const copse_i_node *node, term_list *list, const uint64_t *first,
                        const uint64_t *second)
{
    const size_t n = words(e);
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity == 0 ? 4 : 2 * list->capacity;
        uint64_t *bits = copse_i_formula_take(&e->scratch, capacity * n, sizeof *bits);
        if (bits == NULL) return copse_fail_memory(e->err);
        if (list->count > 0) memcpy(bits, list->bits, list->count * n * sizeof *bits);
        list->bits = bits;
        list->capacity = capacity;
    }
    uint64_t *term = at(e, list, list->count);
    for (size_t w = 0; w < n; w++) term[w] = first[w] | second[w];
    if (find(e, list, term) < list->count) return COPSE_OK;
    if (list->count == MOST_TERMS)
        return copse_i_formula_fail(e->err, COPSE_EPARSE, e->formula, node->at, "more than %d terms", MOST_TERMS);
    list->count++;
    return COPSE_OK;
}

static copse_status append(expander *e, const copse_i_node *node, term_list *list, const term_list *more)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < more->count; i++)
        status = add(e, node, list, at(e, more, i), at(e, more, i));
    return status;
}

/* Each of one with each of the other. */
static copse_status cross(expander *e, const copse_i_node *node, const term_list *left, const term_list *right,
                          term_list *out)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < left->count; i++)
        for (size_t j = 0; status == COPSE_OK && j < right->count; j++)
            status = add(e, node, out, at(e, left, i), at(e, right, j));
    return status;
}

/* Each of a list with everything that stands in the other. */
static copse_status nest(expander *e, const copse_i_node *node, const term_list *list, const term_list *all,
                         term_list *out)
{
    copse_status status = COPSE_OK;
    uint64_t *united = copse_i_formula_take(&e->scratch, words(e), sizeof *united);
    if (united == NULL) return copse_fail_memory(e->err);
    for (size_t i = 0; i < all->count; i++)
        for (size_t w = 0; w < words(e); w++) united[w] |= at(e, all, i)[w];
    for (size_t i = 0; status == COPSE_OK && i < list->count; i++) status = add(e, node, out, at(e, list, i), united);
    return status;
}

/* ---- operators */

static copse_status encode(expander *e, const copse_i_node *node, bool additive, term_list *out);

static copse_status encode_number(expander *e, const copse_i_node *node, bool additive)
{
    if (!additive || (node->number != 0 && node->number != 1))
        return copse_i_formula_fail(e->err, COPSE_EPARSE, e->formula, node->at,
                                    "a number where a moderator is expected (arithmetic goes in I(), as in I(2 * x))");
    e->out->intercept = (node->number == 1) != e->subtracting;
    return COPSE_OK;
}

static copse_status encode_variable(expander *e, const copse_i_node *node, term_list *out)
{
    copse_text label = {0};
    copse_i_formula_deparse(node, &label);
    size_t v = 0;
    while (v + 1 < e->out->variables && strcmp(e->out->variable[v].label, copse_text_string(&label)) != 0) v++;
    const copse_status status = copse_text_status(&label);
    copse_text_free(&label);
    uint64_t *term = copse_i_formula_take(&e->scratch, words(e), sizeof *term);
    if (status != COPSE_OK || term == NULL) return copse_fail_memory(e->err);
    term[v / 64] |= (uint64_t)1 << (v % 64);
    return add(e, node, out, term, term);
}

static copse_status encode_minus(expander *e, const copse_i_node *node, bool additive, term_list *out)
{
    term_list left = {0}, right = {0};
    const copse_i_node *taken = node->arg[node->args - 1];
    if (node->kind == FORMULA_UNARY && copse_i_formula_inner(taken)->kind != FORMULA_NUMBER)
        return copse_i_formula_fail(e->err, COPSE_EPARSE, e->formula, node->at,
                                    "a minus sign with no term before it (arithmetic goes in I(), as in I(-x))");
    copse_status status = node->kind == FORMULA_BINARY ? encode(e, node->arg[0], additive, &left) : COPSE_OK;
    if (status != COPSE_OK) return status;
    e->subtracting = !e->subtracting;
    status = encode(e, taken, additive, &right);
    e->subtracting = !e->subtracting;
    for (size_t i = 0; status == COPSE_OK && i < left.count; i++)
        if (find(e, &right, at(e, &left, i)) == right.count)
            status = add(e, node, out, at(e, &left, i), at(e, &left, i));
    return status;
}

static copse_status encode_power(expander *e, const copse_i_node *node, term_list *out)
{
    double power = 0;
    term_list base = {0};
    copse_status status = encode(e, node->arg[0], false, &base);
    if (status != COPSE_OK) return status;
    if (!copse_i_constant_number(node->arg[1], &power) || !(power >= 1 && power <= 1e6) || power != (double)(long)power)
        return copse_i_formula_fail(e->err, COPSE_EPARSE, e->formula, node->at,
                                    "a power of terms is a whole number from 1 (that of a moderator goes in I(), as in "
                                    "I(x^2))");
    *out = base;
    for (size_t before = 0, i = 1; status == COPSE_OK && (double)i < power && before != out->count; i++) {
        term_list next = {0};
        before = out->count;
        status = cross(e, node, out, &base, &next);
        *out = next;
    }
    return status;
}

static copse_status encode_binary(expander *e, const copse_i_node *node, bool additive, term_list *out)
{
    const bool sum = node->op == FORMULA_PLUS;
    term_list left = {0}, right = {0};
    copse_status status = encode(e, node->arg[0], sum && additive, &left);
    if (status == COPSE_OK) status = encode(e, node->arg[1], sum && additive, &right);
    if (status != COPSE_OK) return status;
    if (node->op == FORMULA_IN) return nest(e, node, &left, &right, out);
    if (node->op == FORMULA_COLON) return cross(e, node, &left, &right, out);
    status = append(e, node, out, &left);
    if (status == COPSE_OK && node->op == FORMULA_OVER) return nest(e, node, &right, &left, out);
    if (status == COPSE_OK) status = append(e, node, out, &right);
    if (status == COPSE_OK && node->op == FORMULA_TIMES) status = cross(e, node, &left, &right, out);
    return status;
}

static copse_status encode(expander *e, const copse_i_node *node, bool additive, term_list *out)
{
    if (node->kind == FORMULA_NUMBER) return encode_number(e, node, additive);
    if (!is_algebra(node)) return encode_variable(e, node, out);
    if (node->kind == FORMULA_GROUP) return encode(e, node->arg[0], additive, out);
    if (node->op == FORMULA_MINUS) return encode_minus(e, node, additive, out);
    if (node->kind == FORMULA_UNARY) return encode(e, node->arg[0], additive, out);
    return node->op == FORMULA_POWER ? encode_power(e, node, out) : encode_binary(e, node, additive, out);
}

/* ---- the whole */

static size_t degree(const copse_i_terms *terms, const uint64_t *term)
{
    size_t n = 0;
    for (size_t w = 0; w < terms->words; w++)
        for (uint64_t rest = term[w]; rest != 0; rest &= rest - 1) n++;
    return n;
}

static copse_status sort_by_degree(expander *e, const term_list *list, copse_i_formula_arena *arena)
{
    copse_i_terms *out = e->out;
    size_t highest = 0;
    out->bits = copse_i_formula_take(arena, list->count * out->words, sizeof *out->bits);
    if (out->bits == NULL) return copse_fail_memory(e->err);
    for (size_t i = 0; i < list->count; i++) {
        const size_t d = degree(out, at(e, list, i));
        if (d > highest) highest = d;
    }
    for (size_t d = 0; d <= highest; d++)
        for (size_t i = 0; i < list->count; i++)
            if (degree(out, at(e, list, i)) == d)
                memcpy(out->bits + out->words * out->terms++, at(e, list, i), out->words * sizeof *out->bits);
    return COPSE_OK;
}

static size_t leaves(const copse_i_node *node)
{
    if (!is_algebra(node)) return 1;
    size_t n = 0;
    for (size_t i = 0; i < node->args; i++) n += leaves(node->arg[i]);
    return n;
}

copse_status copse_i_formula_expand(const char *formula, const copse_i_node *root, copse_i_formula_arena *arena,
                                    copse_i_terms *out, copse_error *err)
{
    expander e = {.formula = formula, .out = out, .err = err};
    term_list list = {0};
    *out = (copse_i_terms){.intercept = true};
    out->variable = copse_i_formula_take(arena, leaves(root), sizeof *out->variable);
    if (out->variable == NULL) return copse_fail_memory(err);
    copse_status status = collect(&e, root, arena);
    out->words = out->variables / 64 + 1;
    if (status == COPSE_OK) status = encode(&e, root, true, &list);
    if (status == COPSE_OK) status = sort_by_degree(&e, &list, arena);
    copse_i_formula_release(&e.scratch);
    return status;
}

char *copse_i_term_label(const copse_i_terms *terms, size_t term, copse_i_formula_arena *arena)
{
    copse_text label = {0};
    for (size_t v = 0; v < terms->variables; v++)
        if (copse_i_term_has(terms, term, v))
            copse_text_printf(&label, "%s%s", label.length > 0 ? ":" : "", terms->variable[v].label);
    return copse_i_formula_adopt(arena, &label);
}

bool copse_i_term_full(const copse_i_terms *terms, size_t term, size_t variable)
{
    bool alone = true;
    for (size_t v = 0; v < terms->variables; v++) alone = alone && (v == variable || !copse_i_term_has(terms, term, v));
    for (size_t t = 0; !alone && t < term; t++) {
        bool covered = true;
        for (size_t v = 0; covered && v < terms->variables; v++)
            covered = v == variable || !copse_i_term_has(terms, term, v) || copse_i_term_has(terms, t, v);
        if (covered) return false;
    }
    return !alone;
}
