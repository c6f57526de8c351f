/* Least squares of reported quantiles on those of a family with a shape and a scale. For each shape u the best scale is
 * c(u) = sum q x/sum q^2, and the sum of squares of r = x - c q has the slope -2 c sum r dq/du. */
#include "five_numbers_fit.h"

#include <copse/math.h>

#include <math.h>

enum { MOST_STEPS = 256 };
static const double LOG_STEP = 0.5;

typedef struct shape_search {
    copse_i_five_shape_quantiles *quantiles;
    const copse_i_five_quantiles *data;
} shape_search;

/* Sum of squares at log u, its scale, and the sign and size of -slope/2c. */
static double squares(const shape_search *s, double log_u, double *scale, double *descent)
{
    double q[COPSE_I_FIVE_MOST], slope[COPSE_I_FIVE_MOST], qx = 0, qq = 0, sum = 0;
    const copse_i_five_quantiles *data = s->data;
    s->quantiles(exp(log_u), data, q, descent ? slope : NULL);
    for (size_t i = 0; i < data->count; i++) {
        qx += q[i] * data->x[i];
        qq += q[i] * q[i];
    }
    *scale = qx / qq;
    if (descent) *descent = 0;
    for (size_t i = 0; i < data->count; i++) {
        const double r = data->x[i] - *scale * q[i];
        sum += r * r;
        if (descent) *descent += r * slope[i];
    }
    return sum;
}

static double squares_only(double log_u, const void *context)
{
    double scale;
    return squares(context, log_u, &scale, NULL);
}

static double descent_only(double log_u, const void *context)
{
    double scale, descent;
    (void)squares(context, log_u, &scale, &descent);
    return descent;
}

/* The minimum between two points around a lower one. */
static double polish(const shape_search *s, double left, double right)
{
    double log_u;
    if (copse_root(descent_only, s, left, right, &log_u) == COPSE_OK) return log_u;
    return copse_minimise(squares_only, s, left, right, &log_u) == COPSE_OK ? log_u : (double)NAN;
}

bool copse_i_five_fit_shape(copse_i_five_shape_quantiles *quantiles, const copse_i_five_quantiles *data, double low,
                            double high, double *u, double *scale, double *objective)
{
    const shape_search s = {quantiles, data};
    const double first = log(low);
    double value[MOST_STEPS], end = INFINITY;
    const size_t steps = (size_t)((log(high) - first) / LOG_STEP) + 1, count = steps < MOST_STEPS ? steps : MOST_STEPS;
    for (size_t i = 0; i < count; i++) end = value[i] = squares_only(first + (double)i * LOG_STEP, &s);
    *objective = INFINITY;
    for (size_t i = 1; i + 1 < count; i++) {
        if (!(value[i] <= value[i - 1] && value[i] <= value[i + 1])) continue;
        const double at = first + (double)i * LOG_STEP, log_u = polish(&s, at - LOG_STEP, at + LOG_STEP);
        double its_scale;
        const double its_value = squares(&s, log_u, &its_scale, NULL);
        if (its_value < *objective) {
            *objective = its_value;
            *scale = its_scale;
            *u = exp(log_u);
        }
    }
    return *objective < end;
}
