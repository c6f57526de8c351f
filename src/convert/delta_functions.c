/* The functions that an expression of the delta method may name, each with its derivative. */
#include "delta_expression.h"

#include <copse/math.h>

#include <math.h>
#include <string.h>

static double log_density(double z)
{
    return -0.5 * z * z - 0.91893853320467274178; /* log sqrt(2 pi) */
}

static double expit(double x)
{
    return x >= 0.0 ? 1.0 / (1.0 + exp(-x)) : exp(x) / (1.0 + exp(x));
}

static double expit_slope(double x)
{
    return expit(x) * expit(-x);
}

static double logit(double p)
{
    return log(p) - log1p(-p);
}

static double logit_slope(double p)
{
    return 1.0 / (p * (1.0 - p));
}

static double probit(double p)
{
    return p <= 0.5 ? -copse_normal_quantile_upper(p) : copse_normal_quantile_upper(1.0 - p);
}

static double probit_slope(double p)
{
    return exp(-log_density(probit(p)));
}

static double normal_density(double z)
{
    return exp(log_density(z));
}

static double reciprocal(double x)
{
    return 1.0 / x;
}

static double log10_slope(double x)
{
    return 1.0 / (x * 2.30258509299404568402);
}

static double log1p_slope(double x)
{
    return 1.0 / (1.0 + x);
}

static double sqrt_slope(double x)
{
    return 0.5 / sqrt(x);
}

static double abs_slope(double x)
{
    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : (double)NAN;
}

static double minus_sin(double x)
{
    return -sin(x);
}

static double tan_slope(double x)
{
    return 1.0 / (cos(x) * cos(x));
}

static double asin_slope(double x)
{
    return 1.0 / sqrt((1.0 - x) * (1.0 + x));
}

static double acos_slope(double x)
{
    return -asin_slope(x);
}

static double atan_slope(double x)
{
    return 1.0 / (1.0 + x * x);
}

static double tanh_slope(double x)
{
    return 1.0 / (cosh(x) * cosh(x));
}

static double asinh_slope(double x)
{
    return 1.0 / hypot(1.0, x);
}

static double acosh_slope(double x)
{
    return 1.0 / sqrt((x - 1.0) * (x + 1.0));
}

static double atanh_slope(double x)
{
    return 1.0 / ((1.0 - x) * (1.0 + x));
}

static const copse_i_delta_function FUNCTIONS[] = {
    {"exp", exp, exp},
    {"log", log, reciprocal},
    {"log10", log10, log10_slope},
    {"log1p", log1p, log1p_slope},
    {"expm1", expm1, exp},
    {"sqrt", sqrt, sqrt_slope},
    {"abs", fabs, abs_slope},
    {"sin", sin, cos},
    {"cos", cos, minus_sin},
    {"tan", tan, tan_slope},
    {"asin", asin, asin_slope},
    {"acos", acos, acos_slope},
    {"atan", atan, atan_slope},
    {"sinh", sinh, cosh},
    {"cosh", cosh, sinh},
    {"tanh", tanh, tanh_slope},
    {"asinh", asinh, asinh_slope},
    {"acosh", acosh, acosh_slope},
    {"atanh", atanh, atanh_slope},
    {"logit", logit, logit_slope},
    {"expit", expit, expit_slope},
    {"probit", probit, probit_slope},
    {"invprobit", copse_normal_lower, normal_density},
};

const copse_i_delta_function *copse_i_delta_function_find(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++)
        if (strlen(FUNCTIONS[i].name) == n && memcmp(FUNCTIONS[i].name, name, n) == 0) return &FUNCTIONS[i];
    return NULL;
}
