/* Back from the shown scale to that of analysis, for limits that people give. */
#include <copse/effect.h>
#include <copse/math.h>
#include <math.h>

typedef struct shown_at {
    copse_transform transform;
    const copse_transform_settings *settings;
    double value;
} shown_at;

static double excess(double x, const void *context)
{
    const shown_at *s = context;
    return copse_transform_apply_with(s->transform, x, s->settings) - s->value;
}

/* Monotone: the root by search. */
static double searched(const shown_at *s)
{
    double x = NAN;
    const bool falls = copse_transform_falls(s->transform);
    for (int i = 0; i < 60; i++) {
        const double high = ldexp(1, i), low = -high;
        const double at_low = excess(low, s), at_high = excess(high, s);
        if (!isfinite(at_low) || !isfinite(at_high)) return NAN;
        const bool inside = falls ? at_low >= 0 && at_high <= 0 : at_low <= 0 && at_high >= 0;
        if (inside) return copse_root(excess, s, low, high, &x) == COPSE_OK ? x : (double)NAN;
    }
    return NAN;
}

static double inverse(const shown_at *s)
{
    const double y = s->value;
    switch (s->transform) {
    case COPSE_TRANSFORM_NONE:
        return y;
    case COPSE_TRANSFORM_EXP:
        return log(y);
    case COPSE_TRANSFORM_ILOGIT:
        return log(y) - log1p(-y);
    case COPSE_TRANSFORM_TANH:
        return atanh(y);
    case COPSE_TRANSFORM_ISIN2:
        return asin(sqrt(y));
    case COPSE_TRANSFORM_SQUARE:
        return sqrt(y);
    case COPSE_TRANSFORM_VE:
        return -log1p(-y);
    case COPSE_TRANSFORM_RATIO_TO_VE:
        return log1p(-y);
    default:
        return searched(s);
    }
}

copse_status copse_transform_inverse(copse_transform transform, double shown, const copse_transform_settings *settings,
                                     double *x, copse_error *err)
{
    double low = NAN, high = NAN;
    if (x == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the number");
    *x = NAN;
    const char *name = copse_transform_name(transform);
    if (name == NULL) return copse_fail(err, COPSE_EINVAL, "no such transform");
    if (!copse_transform_is_monotone(transform))
        return copse_fail(err, COPSE_EUSAGE, "the transform %s gives one number to two effects, or has no order", name);
    copse_transform_range(transform, &low, &high);
    if (!(shown > low && shown < high))
        return copse_fail(err, COPSE_EDOM, "%g is not between %g and %g, the ends of what the transform %s shows",
                          shown, low, high, name);
    const shown_at s = {transform, settings, shown};
    *x = inverse(&s);
    if (isfinite(*x)) return COPSE_OK;
    *x = NAN;
    return copse_fail(err, COPSE_ENOTCOMPUTABLE, "%g could not be taken back through the transform %s", shown, name);
}
