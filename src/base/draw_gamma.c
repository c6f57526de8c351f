#include "draw_parts.h"

#include <math.h>

/* Shape of 1 or more, from parts 0 and 1; boost: the uniform that is left over in the first block of part 1. */
static double gamma_of_one_or_more(copse_address at, double shape, double *boost)
{
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / sqrt(9.0 * d);
    for (uint32_t try = 0; try < COPSE_I_TRIES; try++) {
        double z[2];
        uint32_t words[4];
        copse_i_normals(at, copse_i_sub(0, try), z);
        copse_philox(at, copse_i_sub(1, try), words);
        if (try == 0) *boost = copse_i_uniform(words, 1);
        const double u = copse_i_uniform(words, 0);
        const double root = 1.0 + c * z[0];
        if (!(root > 0)) continue;
        const double v = root * root * root;
        const double square = z[0] * z[0];
        if (u < 1.0 - 0.0331 * (square * square)) return d * v;
        if (copse_log(u) < 0.5 * square + d * ((1.0 - v) + copse_log(v))) return d * v;
    }
    return NAN;
}

double copse_draw_gamma(copse_address at, double shape)
{
    if (!(shape > 0 && isfinite(shape))) return NAN;
    double boost = NAN;
    if (shape >= 1) return gamma_of_one_or_more(at, shape, &boost);
    const double larger = gamma_of_one_or_more(at, shape + 1.0, &boost);
    return larger * copse_exp(copse_log(boost) / shape);
}

double copse_draw_chisq(copse_address at, double df)
{
    return 2.0 * copse_draw_gamma(at, 0.5 * df);
}

double copse_draw_t(copse_address at, double df)
{
    if (!(df > 0)) return NAN;
    double z[2];
    copse_i_normals(at, copse_i_sub(2, 0), z);
    if (!isfinite(df)) return z[0];
    return z[0] / sqrt(copse_draw_chisq(at, df) / df);
}
