/* Quantiles of the sum of n uniforms (Irwin 1927; Hall 1927). */
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

enum { EXACT_MOST = 1000 };

typedef struct copse_i_irwin_hall {
    size_t n;
    double p, *density; /* n + 2 */
} copse_i_irwin_hall;

/* The density of m uniforms at x, x - 1, ..., by f_m(x) = (x f_{m-1}(x) + (m - x) f_{m-1}(x - 1))/(m - 1): a B-spline, sums
 * of positive numbers only. density[j] is that at fraction + j. */
static void densities(double fraction, size_t m, double *density)
{
    density[0] = 1;
    for (size_t order = 2; order <= m; order++) {
        density[order - 1] = 0;
        for (size_t j = order; j-- > 0;) {
            const double x = fraction + (double)j;
            density[j] = (x * density[j] + ((double)order - x) * (j > 0 ? density[j - 1] : 0)) / (double)(order - 1);
        }
    }
}

/* P(sum of n <= x) is the sum over j of the density of n + 1 uniforms at x - j. */
static double distribution_gap(double x, const void *context)
{
    const copse_i_irwin_hall *ih = context;
    const double whole = floor(x);
    double sum = 0;
    densities(x - whole, ih->n + 1, ih->density);
    for (size_t j = (size_t)whole + 1; j-- > 0;) sum += ih->density[j];
    return sum - ih->p;
}

/* Cornish and Fisher: kurtosis -6/(5 n), no skewness. */
static double expansion(double p, double n)
{
    const double z = -copse_normal_quantile_upper(p);
    return n / 2 + sqrt(n / 12) * (z - (z * z * z - 3 * z) / (20 * n));
}

copse_status copse_i_irwin_hall_quantile(double p, size_t n, double *x)
{
    *x = NAN;
    if (!(p > 0 && p <= 0.5) || n == 0) return COPSE_OK;
    if (n > EXACT_MOST) {
        *x = expansion(p, (double)n);
        return COPSE_OK;
    }
    copse_i_irwin_hall ih = {n, p, copse_alloc(n + 2, sizeof *ih.density)};
    if (ih.density == NULL) return COPSE_ENOMEM;
    if (copse_root(distribution_gap, &ih, 0, (double)n / 2, x) != COPSE_OK) *x = NAN;
    free(ih.density);
    return COPSE_OK;
}
