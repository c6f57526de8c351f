/* Small-sample factors of standardized differences. */
#include "effect_means.h"

#include <copse/math.h>

#include <math.h>

double copse_i_correction(const copse_i_setting *setting, double df)
{
    return setting->correct ? copse_hedges_j(df) : 1.0;
}

/* With J the factor is 1/(2 df) + 7/(8 df^2) + ...: the plain formula loses 2 df units in the last place. The series is
 * that of 1 - (1 - 2/df)/J^2, from the Stirling series of log J; the first term left out is below 2e-15 of it from 40. */
double copse_i_unbiased_factor(double df, bool corrected)
{
    enum { LARGE = 40 };
    if (!corrected) return 2.0 / df;
    if (!(df >= LARGE)) return 1.0 - (df - 2.0) / (df * copse_i_square(copse_hedges_j(df)));
    static const double term[] = {1.0 / 2,       7.0 / 8,       23.0 / 16,        277.0 / 128,      743.0 / 256,
                                  3491.0 / 1024, 7639.0 / 2048, 156877.0 / 32768, 472523.0 / 65536, 1412441.0 / 262144};
    double series = 0.0;
    for (size_t n = sizeof term / sizeof *term; n-- > 0;) series = (series + term[n]) / df;
    return series;
}

const char *copse_i_shortage(double df, int least, const char *const few[3])
{
    return df > (double)least ? NULL : few[least];
}

static int least_df(const copse_i_setting *setting)
{
    if (setting->vtype == COPSE_VTYPE_H0) return 2;
    return setting->correct || setting->vtype == COPSE_VTYPE_WT ? 1 : 0;
}

static double variance(const copse_i_standard *s, const copse_i_setting *setting, double j, double g)
{
    switch (setting->vtype) {
    case COPSE_VTYPE_LS2:
        return j * j * (s->base + s->d * s->d / (2.0 * s->per));
    case COPSE_VTYPE_LS3:
        return s->base + g * g / (2.0 * (s->per - 3.94));
    case COPSE_VTYPE_UB:
        return s->base + copse_i_unbiased_factor(s->df, setting->correct) * g * g;
    case COPSE_VTYPE_AV:
        return s->base + setting->average[0] * setting->average[0] / (2.0 * s->per);
    case COPSE_VTYPE_H0:
        return j * j * s->base * (s->df / (s->df - 2.0));
    case COPSE_VTYPE_WT:
        return s->base + copse_i_unbiased_factor(s->df, true) * copse_i_square(copse_hedges_j(s->df) * s->d);
    default:
        return s->base + g * g / (2.0 * s->per);
    }
}

copse_i_estimate copse_i_standardize(const copse_i_standard *s, const copse_i_setting *setting)
{
    const char *why = copse_i_shortage(s->df, least_df(setting), s->few);
    if (!why && setting->vtype == COPSE_VTYPE_LS3 && !(s->per > 3.94)) why = s->few[1];
    if (why) return (copse_i_estimate){.why = why};
    const double j = copse_i_correction(setting, s->df), g = j * s->d;
    return (copse_i_estimate){.yi = g, .vi = variance(s, setting, j, g)};
}
