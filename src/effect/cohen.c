/* Cohen's d of a row, from whichever numbers it has. */
#include "effect_means.h"

#include <copse/math.h>

#include <math.h>

static copse_i_cohen from_means(const double *x, copse_i_cohen c)
{
    const double sd = hypot(x[COPSE_IN_SD1I] * sqrt((c.n1 - 1.0) / c.df), x[COPSE_IN_SD2I] * sqrt((c.n2 - 1.0) / c.df));
    if (!(sd > 0.0)) c.why = "the pooled standard deviation is zero";
    c.d = (x[COPSE_IN_M1I] - x[COPSE_IN_M2I]) / sd;
    return c;
}

copse_i_cohen copse_i_cohen_d(const double *x, size_t set)
{
    copse_i_cohen c = {.n1 = x[COPSE_IN_N1I], .n2 = x[COPSE_IN_N2I]};
    c.df = c.n1 + c.n2 - 2.0;
    if (!(c.df > 0.0)) {
        c.why = "fewer than three participants in all";
        return c;
    }
    if (!(c.n1 >= 1.0 && c.n2 >= 1.0)) {
        c.why = "a group of less than one participant";
        return c;
    }
    if (set == COPSE_I_FROM_MEANS) return from_means(x, c);
    if (set == COPSE_I_FROM_D) {
        c.d = x[COPSE_IN_DI];
        return c;
    }
    const double root = sqrt(1.0 / c.n1 + 1.0 / c.n2);
    if (set == COPSE_I_FROM_T) c.d = x[COPSE_IN_TI] * root;
    if (set == COPSE_I_FROM_P) c.d = copse_i_t_of_signed_p(x[COPSE_IN_PI], c.df) * root;
    if (set == COPSE_I_FROM_R) {
        const double r = x[COPSE_IN_RI];
        if (!(fabs(r) < 1.0)) c.why = "a perfect correlation has no finite standardized difference";
        c.d = sqrt(c.df) * root * (r / sqrt((1.0 - r) * (1.0 + r)));
    }
    return c;
}
