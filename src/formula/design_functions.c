/* Functions of one column. */
#include "design_value.h"

#include <math.h>

static copse_status log_base(const copse_i_rows *rows, const copse_i_node *node, double *base)
{
    *base = 0;
    if (node->slot[1] == NULL) return COPSE_OK;
    (void)copse_i_constant_number(node->slot[1], base);
    if (*base > 0 && *base != 1) return COPSE_OK;
    return copse_i_design_fail(rows, COPSE_EDOM, node->slot[1], rows->k,
                               "the base of a logarithm is above 0 and not 1,");
}

static double log_of(double x, double base)
{
    return base == 0 ? log(x) : base == 10 ? log10(x) : base == 2 ? log2(x) : log(x) / log(base);
}

/* log, and functions of a number. */
static copse_status map(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    double base = 0, *x = NULL;
    const bool logarithm = node->function->id == FORMULA_F_LOG;
    copse_status status = copse_i_design_evaluate_numbers(rows, node->slot[0], &x);
    if (status == COPSE_OK && logarithm) status = log_base(rows, node, &base);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < rows->k; i++) {
        out->number[i] = logarithm ? log_of(x[i], base) : node->function->map(x[i]);
        if (!isfinite(out->number[i]))
            return copse_i_design_fail(rows, COPSE_EDOM, node, i, "%s of %g is no finite number", node->text, x[i]);
    }
    return COPSE_OK;
}

static double mean_of(const double *x, size_t k)
{
    double sum = 0, rest = 0;
    for (size_t i = 0; i < k; i++) sum += x[i];
    const double mean = sum / (double)k;
    for (size_t i = 0; i < k; i++) rest += x[i] - mean;
    return mean + rest / (double)k;
}

/* What scale(x, center = …) says: TRUE, FALSE or the number itself. */
static bool asked(const copse_i_node *slot, double *number)
{
    bool flag = true;
    *number = NAN;
    if (slot == NULL || copse_i_constant_flag(slot, &flag)) return flag;
    (void)copse_i_constant_number(slot, number);
    return true;
}

/* R's scale: about the mean by the standard deviation; without centring by the root mean square of k - 1. */
static copse_status learn_scale(const copse_i_rows *rows, const copse_i_node *node, const double *x,
                                copse_i_memory *memory)
{
    double centre = NAN, scale = NAN, squares = 0;
    const bool scaled = node->function->id == FORMULA_F_SCALE && asked(node->slot[2], &scale);
    if (!asked(node->slot[1], &centre)) centre = 0;
    memory->centre = isnan(centre) ? mean_of(x, rows->k) : centre;
    memory->scale = scaled ? scale : 1;
    if (!isnan(memory->scale)) return COPSE_OK;
    for (size_t i = 0; i < rows->k; i++) squares += (x[i] - memory->centre) * (x[i] - memory->centre);
    memory->scale = sqrt(squares / (double)(rows->k - 1));
    if (rows->k > 1 && memory->scale > 0 && isfinite(memory->scale)) return COPSE_OK;
    return copse_i_design_fail(rows, COPSE_EDOM, node, rows->k, "it is the same in all studies: no standard deviation");
}

static copse_status scale(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    double *x = NULL;
    copse_i_memory *memory = &rows->memory[node->id];
    copse_status status = copse_i_design_evaluate_numbers(rows, node->slot[0], &x);
    if (status == COPSE_OK && rows->learning) status = learn_scale(rows, node, x, memory);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < rows->k; i++) {
        out->number[i] = (x[i] - memory->centre) / memory->scale;
        if (!isfinite(out->number[i]))
            return copse_i_design_fail(rows, COPSE_EDOM, node, i, "%s of %g is no finite number", node->text, x[i]);
    }
    return COPSE_OK;
}

static copse_status contrasts(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    copse_status status = copse_i_design_evaluate(rows, node->slot[0], out);
    if (status == COPSE_OK && out->kind == DESIGN_TRUTH) status = copse_i_factor_of_truth(rows, out);
    if (status != COPSE_OK) return status;
    if (out->kind != DESIGN_FACTOR)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node->slot[0], rows->k,
                                   "C() codes factors: factor(x) makes one of numbers;");
    (void)copse_i_constant_contrast(node->slot[1], &out->coding);
    return COPSE_OK;
}

copse_status copse_i_design_function(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    switch (node->function->id) {
    case FORMULA_F_I:
        return copse_i_design_evaluate(rows, node->slot[0], out);
    case FORMULA_F_CONTRASTS:
        return contrasts(rows, node, out);
    case FORMULA_F_FACTOR:
        return copse_i_factor_call(rows, node, out);
    case FORMULA_F_RELEVEL:
        return copse_i_factor_relevel(rows, node, out);
    case FORMULA_F_POLY:
        return copse_i_design_poly(rows, node, out);
    case FORMULA_F_NS:
        return copse_i_design_spline(rows, node, out);
    default:
        break;
    }
    *out = (copse_i_value){.kind = DESIGN_NUMBERS, .columns = 1, .number = copse_i_design_numbers(rows, 1)};
    if (out->number == NULL) return copse_fail_memory(rows->err);
    const bool maps = node->function->id == FORMULA_F_MAP || node->function->id == FORMULA_F_LOG;
    return maps ? map(rows, node, out) : scale(rows, node, out);
}
