/* Operators within I() and other functions. */
#include "design_value.h"

#include <math.h>
#include <string.h>

static bool is_truth_operator(copse_i_formula_op op)
{
    return op <= FORMULA_GE;
}

static double apply(copse_i_formula_op op, double a, double b)
{
    switch (op) {
    case FORMULA_OR:
        return a != 0 || b != 0;
    case FORMULA_AND:
        return a != 0 && b != 0;
    case FORMULA_EQ:
        return a == b;
    case FORMULA_NE:
        return a != b;
    case FORMULA_LT:
        return a < b;
    case FORMULA_LE:
        return a <= b;
    case FORMULA_GT:
        return a > b;
    case FORMULA_GE:
        return a >= b;
    case FORMULA_PLUS:
        return a + b;
    case FORMULA_MINUS:
        return a - b;
    case FORMULA_TIMES:
        return a * b;
    case FORMULA_OVER:
        return a / b;
    case FORMULA_POWER:
        return b == 2 ? a * a : pow(a, b);
    default:
        return NAN;
    }
}

/* A factor and a constant text, either first. */
static copse_status compare_texts(const copse_i_rows *rows, const copse_i_node *node, const copse_i_value side[2],
                                  copse_i_value *out)
{
    const copse_i_value *factor = side[0].kind == DESIGN_FACTOR ? &side[0] : &side[1];
    const copse_i_value *other = factor == &side[0] ? &side[1] : &side[0];
    if (factor->kind != DESIGN_FACTOR || other->kind != DESIGN_TEXT ||
        (node->op != FORMULA_EQ && node->op != FORMULA_NE))
        return copse_i_design_fail(rows, COPSE_EUSAGE, node, rows->k,
                                   "text is compared by == and != with a text in quotes, which is not what stands");
    for (size_t i = 0; i < rows->k; i++) {
        const bool same = strcmp(factor->level[factor->code[i]], other->text) == 0;
        out->number[i] = same == (node->op == FORMULA_EQ);
    }
    return COPSE_OK;
}

static copse_status check_side(const copse_i_rows *rows, const copse_i_node *node, const copse_i_value *side)
{
    if (side->columns == 1) return COPSE_OK;
    return copse_i_design_fail(rows, COPSE_EUSAGE, node, rows->k, "several columns where one is needed");
}

static bool is_text(const copse_i_value *value)
{
    return value->kind == DESIGN_FACTOR || value->kind == DESIGN_TEXT;
}

static copse_status combine(const copse_i_rows *rows, const copse_i_node *node, const copse_i_value side[2],
                            copse_i_value *out)
{
    if (is_text(&side[0]) || is_text(&side[1])) return compare_texts(rows, node, side, out);
    for (size_t i = 0; i < rows->k; i++) {
        out->number[i] = apply(node->op, side[0].number[i], side[1].number[i]);
        if (!isfinite(out->number[i]))
            return copse_i_design_fail(rows, COPSE_EDOM, node, i, "%g %s %g is no finite number", side[0].number[i],
                                       copse_i_formula_symbol(node->op), side[1].number[i]);
    }
    return COPSE_OK;
}

static copse_status unary(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    double *x = NULL;
    const copse_status status = copse_i_design_evaluate_numbers(rows, node->arg[0], &x);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < rows->k; i++)
        out->number[i] = node->op == FORMULA_NOT ? x[i] == 0 : node->op == FORMULA_MINUS ? -x[i] : x[i];
    return COPSE_OK;
}

copse_status copse_i_design_arithmetic(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    copse_i_value side[2] = {{0}, {0}};
    copse_status status = COPSE_OK;
    if (node->op == FORMULA_COLON || node->op == FORMULA_IN)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node, rows->k, "%s is no arithmetic",
                                   copse_i_formula_symbol(node->op));
    *out = (copse_i_value){.kind = is_truth_operator(node->op) ? DESIGN_TRUTH : DESIGN_NUMBERS,
                           .columns = 1,
                           .number = copse_i_design_numbers(rows, 1)};
    if (out->number == NULL) return copse_fail_memory(rows->err);
    if (node->kind == FORMULA_UNARY) return unary(rows, node, out);
    for (size_t s = 0; status == COPSE_OK && s < 2; s++) {
        status = copse_i_design_evaluate(rows, node->arg[s], &side[s]);
        if (status == COPSE_OK) status = check_side(rows, node->arg[s], &side[s]);
    }
    return status == COPSE_OK ? combine(rows, node, side, out) : status;
}
