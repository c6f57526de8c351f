/* Measures of a 2x2 table. Differences of proportions are computed from ad - bc, so that they keep their digits where
 * the groups are nearly alike. */
#include "effect_kernels.h"

#include <float.h>
#include <math.h>

double copse_i_difference_of_products(double a, double d, double b, double c)
{
    const double product = b * c;
    const double lost = fma(-b, c, product);
    return fma(a, d, -product) + lost;
}

double copse_i_log_ratio(double difference, double sum, double far)
{
    const bool in_range = sum > DBL_MIN / DBL_EPSILON && sum < (double)INFINITY; /* no product under- or overflowed */
    return in_range && fabs(difference) <= sum / 3.0 ? 2.0 * atanh(difference / sum) : far;
}

typedef struct cells {
    double a, b, c, d, n1, n2;
    double determinant; /* ad - bc */
} cells;

static cells cells_of(const double *x)
{
    const double a = x[COPSE_IN_AI], b = x[COPSE_IN_BI], c = x[COPSE_IN_CI], d = x[COPSE_IN_DI];
    return (cells){.a = a,
                   .b = b,
                   .c = c,
                   .d = d,
                   .n1 = a + b,
                   .n2 = c + d,
                   .determinant = copse_i_difference_of_products(a, d, b, c)};
}

copse_i_estimate copse_i_log_risk_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const cells t = cells_of(x);
    if (!(t.a > 0.0) && !(t.c > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    if (!(t.a > 0.0)) return (copse_i_estimate){.why = "no events in group 1"};
    if (!(t.c > 0.0)) return (copse_i_estimate){.why = "no events in group 2"};
    if (!(t.b > 0.0) && !(t.d > 0.0)) return (copse_i_estimate){.why = "only events in both groups"};
    const double far = log(t.a / t.n1) - log(t.c / t.n2);
    return (copse_i_estimate){.yi = copse_i_log_ratio(t.determinant, t.a * t.n2 + t.c * t.n1, far),
                              .vi = t.b / t.a / t.n1 + t.d / t.c / t.n2};
}

copse_i_estimate copse_i_log_odds_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const cells t = cells_of(x);
    if (!(t.a > 0.0) && !(t.c > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    if (!(t.b > 0.0) && !(t.d > 0.0)) return (copse_i_estimate){.why = "only events in both groups"};
    if (!(t.a > 0.0 && t.b > 0.0 && t.c > 0.0 && t.d > 0.0)) {
        return (copse_i_estimate){.why = "a group with no or only events"};
    }
    const double far = log(t.a / t.b) - log(t.c / t.d);
    return (copse_i_estimate){.yi = copse_i_log_ratio(t.determinant, t.a * t.d + t.b * t.c, far),
                              .vi = (1.0 / t.a + 1.0 / t.b) + (1.0 / t.c + 1.0 / t.d)};
}

static double risk_difference_of(const cells *t)
{
    return t->determinant / (t->n1 * t->n2);
}

copse_i_estimate copse_i_risk_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const cells t = cells_of(x);
    const double v1 = (t.a / t.n1) * (t.b / t.n1) / t.n1;
    const double v2 = (t.c / t.n2) * (t.d / t.n2) / t.n2;
    if (!(v1 + v2 > 0.0)) return (copse_i_estimate){.why = "each group has no or only events"};
    return (copse_i_estimate){.yi = risk_difference_of(&t), .vi = v1 + v2};
}

copse_i_estimate copse_i_peto(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const cells t = cells_of(x);
    const double events = t.a + t.c, others = t.b + t.d, n = t.n1 + t.n2;
    if (!(events > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    if (!(others > 0.0)) return (copse_i_estimate){.why = "only events in both groups"};
    if (!(n > 1.0)) return (copse_i_estimate){.why = "needs more than one participant"};
    const double variance = (events / n) * (others / n) * t.n1 * (t.n2 / (n - 1.0)); /* hypergeometric */
    return (copse_i_estimate){.yi = t.determinant / n / variance, .vi = 1.0 / variance};
}

/* Of the angles of the two groups, the sine and cosine of the difference are free of cancellation. */
copse_i_estimate copse_i_arcsine_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const cells t = cells_of(x);
    const double diagonals = sqrt(t.a) * sqrt(t.d) + sqrt(t.b) * sqrt(t.c);
    const double sine = diagonals > 0.0 ? t.determinant / diagonals : 0.0;
    const double cosine = sqrt(t.a) * sqrt(t.c) + sqrt(t.b) * sqrt(t.d);
    return (copse_i_estimate){.yi = atan2(sine, cosine), .vi = 0.25 / t.n1 + 0.25 / t.n2};
}
