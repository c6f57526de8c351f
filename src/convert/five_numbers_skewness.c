/* Shi et al. 2023: is the reported summary too skewed for a normal sample? Level 5%. */
#include "five_numbers.h"

#include <math.h>

/* |low + high - 2 median| / (high - low) */
static double asymmetry(double low, double median, double high)
{
    return fabs((high - median) - (median - low)) / (high - low);
}

copse_five_skewness copse_i_five_skewness(const copse_five *x, copse_five_case which)
{
    copse_five_skewness test = {.statistic = NAN, .critical = NAN};
    const double n = x->n;
    const double outer = asymmetry(x->min, x->median, x->max), inner = asymmetry(x->q1, x->median, x->q3);
    if (which == COPSE_FIVE_S1) {
        test.statistic = outer;
        test.critical = 1 / log(n + 9) + 2.5 / (n + 1);
    } else if (which == COPSE_FIVE_S2) {
        test.statistic = inner;
        test.critical = 2.65 / sqrt(n) - 6 / (n * n);
    } else if (!isnan(inner)) {
        test.statistic = fmax(2.65 * log(0.6 * n) / sqrt(n) * outer, inner);
        test.critical = 3 / sqrt(n) - 40 / (n * n * n);
    }
    test.tested = isfinite(test.statistic) && isfinite(test.critical);
    if (!test.tested) test.statistic = test.critical = NAN;
    test.significant = test.tested && test.statistic >= test.critical;
    return test;
}
