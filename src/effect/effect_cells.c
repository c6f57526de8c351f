/* The cells of a 2x2 table. Differences of proportions are computed from ad - bc, so that they keep their digits where the
 * groups are nearly alike. */
#include "table_cells.h"

#include <float.h>
#include <math.h>

double copse_i_difference_of_products(double a, double d, double b, double c)
{
    const double product = b * c;
    const double lost = fma(-b, c, product);
    return fma(a, d, -product) + lost;
}

/* No product that led to it under- or overflowed. */
static bool ordinary(double x)
{
    return x > DBL_MIN / DBL_EPSILON && x < (double)INFINITY;
}

double copse_i_log_ratio(double difference, double sum, double far)
{
    return ordinary(sum) && fabs(difference) <= sum / 3.0 ? 2.0 * atanh(difference / sum) : far;
}

double copse_i_difference_of_ratios(double x, double n, double y, double m)
{
    const bool in_range = ordinary(x * m + n * y) && ordinary(n * m);
    return in_range ? copse_i_difference_of_products(x, m, n, y) / (n * m) : x / n - y / m;
}

static copse_i_cells table_of(double a, double b, double c, double d)
{
    return (copse_i_cells){.a = a,
                           .b = b,
                           .c = c,
                           .d = d,
                           .n1 = a + b,
                           .n2 = c + d,
                           .m1 = a + c,
                           .m2 = b + d,
                           .determinant = copse_i_difference_of_products(a, d, b, c)};
}

copse_i_cells copse_i_cells_of(const double *x)
{
    return table_of(x[COPSE_IN_AI], x[COPSE_IN_BI], x[COPSE_IN_CI], x[COPSE_IN_DI]);
}

copse_i_cells copse_i_cells_scaled(const double *x, double *factor)
{
    int exponent;
    (void)frexp(fmax(fmax(x[COPSE_IN_AI], x[COPSE_IN_BI]), fmax(x[COPSE_IN_CI], x[COPSE_IN_DI])), &exponent);
    *factor = ldexp(1.0, -exponent);
    return table_of(ldexp(x[COPSE_IN_AI], -exponent), ldexp(x[COPSE_IN_BI], -exponent),
                    ldexp(x[COPSE_IN_CI], -exponent), ldexp(x[COPSE_IN_DI], -exponent));
}

double copse_i_difference_of_risks(const copse_i_cells *t)
{
    const double sum = t->a * t->d + t->b * t->c, below = t->n1 * t->n2;
    return ordinary(sum) && ordinary(below) ? t->determinant / below : t->a / t->n1 - t->c / t->n2;
}

const char *copse_i_empty_cell(const copse_i_cells *t)
{
    if (!(t->m1 > 0.0)) return "no events in either group";
    if (!(t->m2 > 0.0)) return "only events in both groups";
    return t->a > 0.0 && t->b > 0.0 && t->c > 0.0 && t->d > 0.0 ? NULL : "a group with no or only events";
}

void copse_i_average_risks(const double *x, size_t set, double size, const copse_i_setting *setting, double value[4],
                           double weight[4])
{
    (void)set;
    (void)size;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    value[0] = t.a / t.n1;
    value[1] = t.c / t.n2;
    value[2] = t.b / t.n1;
    value[3] = t.d / t.n2;
    weight[0] = weight[2] = t.n1;
    weight[1] = weight[3] = t.n2;
}
