#include "formula_functions.h"

#include <math.h>
#include <string.h>

#define X_ALONE                                                                                                        \
    {                                                                                                                  \
        {                                                                                                              \
            "x", FORMULA_S_DATA, true                                                                                  \
        }                                                                                                              \
    }
static const copse_i_function FUNCTION[] = {
    {"I", FORMULA_F_I, NULL, X_ALONE},
    {"log", FORMULA_F_LOG, NULL, {{"x", FORMULA_S_DATA, true}, {"base", FORMULA_S_NUMBER, false}}},
    {"log2", FORMULA_F_MAP, log2, X_ALONE},
    {"log10", FORMULA_F_MAP, log10, X_ALONE},
    {"log1p", FORMULA_F_MAP, log1p, X_ALONE},
    {"sqrt", FORMULA_F_MAP, sqrt, X_ALONE},
    {"exp", FORMULA_F_MAP, exp, X_ALONE},
    {"abs", FORMULA_F_MAP, fabs, X_ALONE},
    {"center", FORMULA_F_CENTER, NULL, X_ALONE},
    {"scale",
     FORMULA_F_SCALE,
     NULL,
     {{"x", FORMULA_S_DATA, true},
      {"center", FORMULA_S_FLAG_OR_NUMBER, false},
      {"scale", FORMULA_S_FLAG_OR_NUMBER, false}}},
    {"poly",
     FORMULA_F_POLY,
     NULL,
     {{"x", FORMULA_S_DATA, true}, {"degree", FORMULA_S_NUMBER, false}, {"raw", FORMULA_S_FLAG, false}}},
    {"ns",
     FORMULA_F_NS,
     NULL,
     {{"x", FORMULA_S_DATA, true},
      {"df", FORMULA_S_NUMBER, false},
      {"knots", FORMULA_S_NUMBERS, false},
      {"intercept", FORMULA_S_FLAG, false},
      {"Boundary.knots", FORMULA_S_NUMBERS, false}}},
    {"factor", FORMULA_F_FACTOR, NULL, {{"x", FORMULA_S_DATA, true}, {"levels", FORMULA_S_LEVELS, false}}},
    {"as.factor", FORMULA_F_FACTOR, NULL, X_ALONE},
    {"relevel", FORMULA_F_RELEVEL, NULL, {{"x", FORMULA_S_DATA, true}, {"ref", FORMULA_S_LEVEL, true}}},
    {"C", FORMULA_F_CONTRASTS, NULL, {{"object", FORMULA_S_DATA, true}, {"contr", FORMULA_S_CONTRAST, true}}},
};
enum { FUNCTIONS = sizeof FUNCTION / sizeof *FUNCTION };

bool copse_i_constant_number(const copse_i_node *node, double *x)
{
    node = copse_i_formula_inner(node);
    const bool negative = node->kind == FORMULA_UNARY && node->op == FORMULA_MINUS;
    const copse_i_node *number = negative ? copse_i_formula_inner(node->arg[0]) : node;
    if (number->kind != FORMULA_NUMBER) return false;
    *x = negative ? -number->number : number->number;
    return true;
}

bool copse_i_constant_flag(const copse_i_node *node, bool *flag)
{
    if (node->kind != FORMULA_NAME) return false;
    const bool yes = strcmp(node->text, "TRUE") == 0 || strcmp(node->text, "T") == 0;
    const bool no = strcmp(node->text, "FALSE") == 0 || strcmp(node->text, "F") == 0;
    *flag = yes;
    return yes || no;
}

bool copse_i_constant_contrast(const copse_i_node *node, copse_contrast_coding *coding)
{
    if (node->kind != FORMULA_NAME && node->kind != FORMULA_STRING) return false;
    const char *name = strncmp(node->text, "contr.", 6) == 0 ? node->text + 6 : node->text;
    return copse_contrast_coding_find(name, coding) == COPSE_OK;
}

static bool is_list(const copse_i_node *node)
{
    return node->kind == FORMULA_CALL && strcmp(node->text, "c") == 0;
}

size_t copse_i_constant_count(const copse_i_node *node)
{
    return node == NULL ? 0 : is_list(node) ? node->args : 1;
}

const copse_i_node *copse_i_constant_item(const copse_i_node *node, size_t i)
{
    return is_list(node) ? node->arg[i] : node;
}

static bool each_is(const copse_i_node *node, bool texts)
{
    double x = 0;
    bool good = copse_i_constant_count(node) > 0;
    for (size_t i = 0; good && i < copse_i_constant_count(node); i++) {
        const copse_i_node *item = copse_i_constant_item(node, i);
        good = (texts && item->kind == FORMULA_STRING) || copse_i_constant_number(item, &x);
    }
    return good;
}

/* NULL where the argument is what the slot takes, else what it should be. */
static const char *wanted(copse_i_slot_kind kind, const copse_i_node *node)
{
    double x = 0;
    bool flag = false;
    copse_contrast_coding coding = COPSE_CODING_TREATMENT;
    switch (kind) {
    case FORMULA_S_DATA:
        return NULL;
    case FORMULA_S_NUMBER:
        return copse_i_constant_number(node, &x) ? NULL : "a number";
    case FORMULA_S_NUMBERS:
        return each_is(node, false) ? NULL : "a number or several in c()";
    case FORMULA_S_FLAG:
        return copse_i_constant_flag(node, &flag) ? NULL : "TRUE or FALSE";
    case FORMULA_S_FLAG_OR_NUMBER:
        return copse_i_constant_flag(node, &flag) || copse_i_constant_number(node, &x) ? NULL
                                                                                       : "TRUE, FALSE or a number";
    case FORMULA_S_LEVEL:
        return node->kind == FORMULA_STRING || copse_i_constant_number(node, &x) ? NULL : "a level, as in \"a\"";
    case FORMULA_S_LEVELS:
        return each_is(node, true) ? NULL : "levels, as in c(\"a\", \"b\")";
    case FORMULA_S_CONTRAST:
        return copse_i_constant_contrast(node, &coding) ? NULL : "treatment, sum or helmert";
    }
    return NULL;
}

static const copse_i_function *find(const char *name)
{
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (strcmp(FUNCTION[i].name, name) == 0) return &FUNCTION[i];
    return NULL;
}

static copse_status fail_unknown(const char *formula, const copse_i_node *node, copse_error *err)
{
    const char *names[FUNCTIONS];
    for (size_t i = 0; i < FUNCTIONS; i++) names[i] = FUNCTION[i].name;
    const char *near = copse_nearest(node->text, names, FUNCTIONS);
    if (strcmp(node->text, "c") == 0)
        return copse_i_formula_fail(err, COPSE_EPARSE, formula, node->at,
                                    "c() lists levels or knots, and stands nowhere else:");
    if (near != NULL)
        return copse_i_formula_fail(err, COPSE_ENOTFOUND, formula, node->at, "no function '%s'; did you mean '%s'?",
                                    node->text, near);
    return copse_i_formula_fail(
        err, COPSE_ENOTFOUND, formula, node->at,
        "no function '%s' (there are I, log, log2, log10, log1p, sqrt, exp, abs, center, scale, "
        "poly, ns, factor, relevel and C)",
        node->text);
}

/* The slot of that name, or else the first that is free. */
static size_t find_slot(const copse_i_node *node, size_t argument)
{
    size_t slot = 0;
    if (node->arg_name[argument] == NULL) {
        while (slot < FORMULA_SLOTS && node->function->slot[slot].name != NULL && node->slot[slot] != NULL) slot++;
    } else {
        while (slot < FORMULA_SLOTS && node->function->slot[slot].name != NULL &&
               strcmp(node->function->slot[slot].name, node->arg_name[argument]) != 0)
            slot++;
    }
    return slot < FORMULA_SLOTS && node->function->slot[slot].name != NULL ? slot : FORMULA_SLOTS;
}

static copse_status place(const char *formula, copse_i_node *node, size_t argument, copse_error *err)
{
    copse_i_node *value = node->arg[argument];
    const char *name = node->arg_name[argument];
    const size_t slot = find_slot(node, argument);
    if (slot == FORMULA_SLOTS && name != NULL)
        return copse_i_formula_fail(err, COPSE_EPARSE, formula, value->at, "%s() has no argument '%s', which stands",
                                    node->text, name);
    if (slot == FORMULA_SLOTS || node->slot[slot] != NULL)
        return copse_i_formula_fail(err, COPSE_EPARSE, formula, value->at, "%s() has one argument too many",
                                    node->text);
    const char *want = wanted(node->function->slot[slot].kind, value);
    if (want != NULL)
        return copse_i_formula_fail(err, COPSE_EPARSE, formula, value->at,
                                    "%s() takes as %s %s, which is not what stands", node->text,
                                    node->function->slot[slot].name, want);
    node->slot[slot] = value;
    return COPSE_OK;
}

static copse_status check_call(const char *formula, copse_i_node *node, copse_error *err)
{
    copse_status status = COPSE_OK;
    node->function = find(node->text);
    if (node->function == NULL) return fail_unknown(formula, node, err);
    for (size_t pass = 0; pass < 2; pass++) /* those with a name first, as R matches them */
        for (size_t i = 0; status == COPSE_OK && i < node->args; i++)
            if ((node->arg_name[i] == NULL) == (pass == 1)) status = place(formula, node, i, err);
    for (size_t s = 0; status == COPSE_OK && s < FORMULA_SLOTS && node->function->slot[s].required; s++)
        if (node->slot[s] == NULL)
            status = copse_i_formula_fail(err, COPSE_EPARSE, formula, node->at, "%s() without its argument '%s'",
                                          node->text, node->function->slot[s].name);
    return status;
}

copse_status copse_i_formula_check_calls(const char *formula, copse_i_node *node, copse_error *err)
{
    copse_status status = COPSE_OK;
    if (node->kind == FORMULA_CALL) {
        status = check_call(formula, node, err);
        return status == COPSE_OK ? copse_i_formula_check_calls(formula, node->slot[0], err) : status;
    }
    for (size_t i = 0; status == COPSE_OK && i < node->args; i++)
        status = copse_i_formula_check_calls(formula, node->arg[i], err);
    return status;
}
