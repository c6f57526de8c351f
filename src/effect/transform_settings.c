/* What a transform needs beside the number: the measure's scale, sizes of studies. */
#include <copse/effect.h>

#include <math.h>
#include <string.h>

/* Conditional odds ratios of matched pairs are not among them, as they cannot be brought to a risk of groups; nor are
 * changes in units of the standard deviation of the change, whose distributions are not two groups. */
static const struct {
    copse_effect_scale scale;
    const char *codes[16];
} scales[] = {
    {COPSE_EFFECT_SCALE_D,
     {"SMD", "SMDH", "SMD1", "SMD1H", "COHEN", "GLASS", "SMCR", "SMCRH", "SMCRP", "SMCRPH", "OR2D", "OR2DL", "OR2DN",
      "PBIT"}},
    {COPSE_EFFECT_SCALE_LOG_ODDS_RATIO, {"OR", "PETO", "MPOR", "MPORM", "D2OR", "D2ORL", "D2ORN"}},
    {COPSE_EFFECT_SCALE_LOG_RISK_RATIO, {"RR", "MPRR"}},
    {COPSE_EFFECT_SCALE_LOG_RATE_RATIO, {"IRR", "HR"}},
    {COPSE_EFFECT_SCALE_RISK_DIFFERENCE, {"RD", "MPRD"}},
    {COPSE_EFFECT_SCALE_CORRELATION, {"COR", "UCOR"}},
    {COPSE_EFFECT_SCALE_POINT_BISERIAL, {"RPB"}},
    {COPSE_EFFECT_SCALE_SUPERIORITY, {"CLES", "CLESN", "CLESCN"}},
    {COPSE_EFFECT_SCALE_FREEMAN_TUKEY, {"PFT"}},
    {COPSE_EFFECT_SCALE_FREEMAN_TUKEY_RATE, {"IRFT"}},
};

copse_effect_scale copse_measure_scale(const copse_measure *measure)
{
    if (measure == NULL) return COPSE_EFFECT_SCALE_OTHER;
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
        for (size_t i = 0; i < sizeof scales[s].codes / sizeof *scales[s].codes && scales[s].codes[i] != NULL; i++) {
            if (strcmp(measure->code, scales[s].codes[i]) == 0) return scales[s].scale;
        }
    }
    return COPSE_EFFECT_SCALE_OTHER;
}

/* The variance of the Freeman-Tukey proportion is 1/(4 n + 2), that of the rate 1/(4 t). */
static double size_of(copse_transform transform, double vi, double ni)
{
    if (transform == COPSE_TRANSFORM_IRFT) return 0.25 / vi;
    return ni > 0.0 ? ni : 0.25 * (1.0 / vi - 2.0);
}

static bool takes_size(copse_transform transform)
{
    return transform == COPSE_TRANSFORM_PFT || transform == COPSE_TRANSFORM_IRFT;
}

copse_transform_settings copse_transform_for_study(copse_transform transform, const copse_transform_settings *settings,
                                                   double vi, double ni)
{
    copse_transform_settings own = *settings;
    own.tau2 = 0.0;
    if (takes_size(transform)) own.size = size_of(transform, vi, ni);
    return own;
}

copse_transform_settings copse_transform_for_pool(copse_transform transform, const copse_transform_settings *settings,
                                                  double tau2, const double *vi, const double *ni, const size_t *group,
                                                  size_t level, size_t k)
{
    copse_transform_settings pool = *settings;
    double reciprocals = 0.0, count = 0.0;
    pool.tau2 = tau2;
    if (!takes_size(transform)) return pool;
    for (size_t i = 0; i < k; i++) {
        if (group != NULL && group[i] != level) continue;
        reciprocals += 1.0 / size_of(transform, vi[i], ni != NULL ? ni[i] : (double)NAN);
        count += 1.0;
    }
    pool.size = count / reciprocals;
    return pool;
}
