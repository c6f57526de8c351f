/* How numbers on the scale of analysis are shown. */
#include <copse/effect.h>

#include <math.h>
#include <string.h>

static double identity(double x)
{
    return x;
}

/* 1/(1 + exp(-x)) from the side that keeps the digits of small proportions. */
static double inverse_logit(double x)
{
    if (x >= 0.0) return 1.0 / (1.0 + exp(-x));
    const double odds = exp(x);
    return odds / (1.0 + odds);
}

/* sin(x)^2 is monotone on [0, pi/2] only: what lies outside is no angle of a proportion, and is moved to the end. */
static double squared_sine(double x)
{
    const double half_pi = 1.57079632679489661923;
    if (x <= 0.0) return 0.0;
    if (x >= half_pi) return 1.0;
    const double s = sin(x);
    return s * s;
}

/* Vaccine efficacy 1 - RR of x = -log(RR). */
static double efficacy(double x)
{
    return -expm1(-x);
}

static const struct {
    const char *name;
    double (*apply)(double);
} transforms[] = {
    [COPSE_TRANSFORM_NONE] = {"none", identity},         [COPSE_TRANSFORM_EXP] = {"exp", exp},
    [COPSE_TRANSFORM_ILOGIT] = {"logit", inverse_logit}, [COPSE_TRANSFORM_TANH] = {"tanh", tanh},
    [COPSE_TRANSFORM_ISIN2] = {"arcsin", squared_sine},  [COPSE_TRANSFORM_VE] = {"ve", efficacy},
};
static const size_t transform_count = sizeof transforms / sizeof *transforms;

double copse_transform_apply(copse_transform transform, double x)
{
    return (size_t)transform < transform_count ? transforms[transform].apply(x) : (double)NAN;
}

const char *copse_transform_name(copse_transform transform)
{
    return (size_t)transform < transform_count ? transforms[transform].name : NULL;
}

copse_status copse_transform_find(const char *name, copse_transform *transform)
{
    if (!name || !transform) return COPSE_EINVAL;
    for (size_t i = 0; i < transform_count; i++) {
        if (strcmp(transforms[i].name, name) == 0) {
            *transform = (copse_transform)i;
            return COPSE_OK;
        }
    }
    return COPSE_ENOTFOUND;
}
