/* Hardy-Weinberg equilibrium: the relative excess of heterozygous people. */
#include "effect_kernels.h"

#include <math.h>

copse_i_estimate copse_i_heterozygosity(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double a = x[COPSE_IN_AI], b = x[COPSE_IN_BI], c = x[COPSE_IN_CI];
    if (!(b > 0.0)) return (copse_i_estimate){.why = "no heterozygous people"};
    if (!(a > 0.0 && c > 0.0)) return (copse_i_estimate){.why = "no people homozygous for one of the alleles"};
    /* log(b / (2 sqrt(a c))) is half the log of a ratio that is 1 in equilibrium; powers of two keep the products in
     * range without rounding */
    int power;
    (void)frexp(fmax(fmax(a, b), c), &power);
    const double p = ldexp(a, -power), q = ldexp(b, -power), r = ldexp(c, -power);
    const double far = 2.0 * log(b) - log(a) - log(c) - 2.0 * log(2.0);
    return (copse_i_estimate){
        .yi = 0.5 * copse_i_log_ratio(copse_i_difference_of_products(q, q, 4.0 * p, r), q * q + 4.0 * p * r, far),
        .vi = 0.25 * (1.0 / a + 1.0 / c) + 1.0 / b};
}
