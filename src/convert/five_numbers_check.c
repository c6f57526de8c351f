/* What may be computed from the numbers that were reported: case, order, n. */
#include "five_numbers.h"

#include <math.h>

static const char *const out_of_order[COPSE_I_FIVE_MOST][COPSE_I_FIVE_MOST] = {
    [0] = {[1] = "the first quartile is below the minimum",
           [2] = "the median is below the minimum",
           [3] = "the third quartile is below the minimum",
           [4] = "the maximum is below the minimum"},
    [1] = {[2] = "the median is below the first quartile",
           [3] = "the third quartile is below the first",
           [4] = "the maximum is below the first quartile"},
    [2] = {[3] = "the third quartile is below the median", [4] = "the maximum is below the median"},
    [3] = {[4] = "the maximum is below the third quartile"},
};

/* Every pair of given numbers, neighbours first in order; NULL when all is well. */
static const char *disorder(const double x[COPSE_I_FIVE_MOST])
{
    for (size_t i = 0; i < COPSE_I_FIVE_MOST; i++) {
        if (isinf(x[i])) return "a minimum, quartile, median or maximum is infinite";
        for (size_t j = i + 1; j < COPSE_I_FIVE_MOST; j++) {
            if (x[j] < x[i]) return out_of_order[i][j];
        }
    }
    return NULL;
}

/* NULL when n will do. */
static const char *check_n(double n, copse_status *status)
{
    *status = COPSE_EMISSING;
    if (isnan(n)) return "n is missing";
    *status = COPSE_EDOM;
    if (!(isfinite(n) && n > 0 && n == floor(n))) return "n is not a whole number";
    *status = COPSE_ENOTCOMPUTABLE;
    if (n < 5) return "n is below 5, too few for a mean and SD from quantiles";
    if (n > 1e15) return "n is above 1e15";
    return NULL;
}

static const char *find_case(const copse_five *five, copse_five_case *which)
{
    const int extremes = !isnan(five->min) + !isnan(five->max), quartiles = !isnan(five->q1) + !isnan(five->q3);
    *which = extremes == 2 && quartiles == 2   ? COPSE_FIVE_S3
             : extremes == 2 && quartiles == 0 ? COPSE_FIVE_S1
             : extremes == 0 && quartiles == 2 ? COPSE_FIVE_S2
                                               : COPSE_FIVE_NO_CASE;
    if (*which != COPSE_FIVE_NO_CASE) return NULL;
    if (extremes == 1) return "of minimum and maximum only one is given";
    if (quartiles == 1) return "of the two quartiles only one is given";
    return "neither minimum and maximum nor both quartiles are given";
}

static bool no_spread(const copse_five *five, copse_five_case which)
{
    return which == COPSE_FIVE_S2 ? !(five->q3 > five->q1) : !(five->max > five->min);
}

copse_status copse_i_five_check(const copse_five *five, copse_five_case *which, const char **why)
{
    const double x[COPSE_I_FIVE_MOST] = {five->min, five->q1, five->median, five->q3, five->max};
    copse_status status = COPSE_EDOM;
    *which = COPSE_FIVE_NO_CASE;
    if ((*why = disorder(x))) return status;
    if ((*why = check_n(five->n, &status))) return status;
    if ((*why = find_case(five, which))) return COPSE_EMISSING;
    if (!no_spread(five, *which)) return COPSE_OK;
    *why = *which == COPSE_FIVE_S2 ? "the quartiles are equal: nothing tells the spread"
                                   : "minimum and maximum are equal: there is no spread";
    return COPSE_ENOTCOMPUTABLE;
}

size_t copse_i_five_values(const copse_five *five, copse_five_case which, double value[COPSE_I_FIVE_MOST])
{
    size_t count = 0;
    if (which != COPSE_FIVE_S2) value[count++] = five->min;
    if (which != COPSE_FIVE_S1) value[count++] = five->q1;
    value[count++] = five->median;
    if (which != COPSE_FIVE_S1) value[count++] = five->q3;
    if (which != COPSE_FIVE_S2) value[count++] = five->max;
    return count;
}

copse_five copse_i_five_scaled(const copse_five *five, int *exponent)
{
    double largest = 0;
    const double x[COPSE_I_FIVE_MOST] = {five->min, five->q1, five->median, five->q3, five->max};
    for (size_t i = 0; i < COPSE_I_FIVE_MOST; i++) largest = fmax(largest, fabs(x[i])); /* fmax passes NaN over */
    (void)frexp(largest, exponent);
    const int e = -*exponent;
    return (copse_five){ldexp(five->min, e), ldexp(five->q1, e),  ldexp(five->median, e),
                        ldexp(five->q3, e),  ldexp(five->max, e), five->n};
}
