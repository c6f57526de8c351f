/* The beta distribution fitted to quantiles, in logit of the mean and log of the sum of both shapes: a grid, then
 * Levenberg's damped Gauss-Newton steps, then Newton steps that make the gradient zero. */
#include "five_numbers_fit.h"

#include <copse/math.h>

#include <math.h>

/* Shapes reach from 1e-3 to 1e9 (copse_beta_quantile_lower); the differences need some room. */
static const double LOWEST_SHAPE = 2e-3, HIGHEST_SHAPE = 5e8;

typedef struct shapes {
    double a, b;
} shapes;

static shapes shapes_at(const double theta[2])
{
    const double sum = exp(theta[1]), share = 1 / (1 + exp(-theta[0])), rest = 1 / (1 + exp(theta[0]));
    return (shapes){sum * share, sum * rest};
}

static bool legal(const double theta[2])
{
    const shapes s = shapes_at(theta);
    return s.a > LOWEST_SHAPE && s.b > LOWEST_SHAPE && s.a < HIGHEST_SHAPE && s.b < HIGHEST_SHAPE;
}

static double quantile(const copse_i_five_quantiles *data, size_t i, const double theta[2])
{
    const shapes s = shapes_at(theta);
    return data->upper[i] ? copse_beta_quantile_upper(data->tail[i], s.a, s.b)
                          : copse_beta_quantile_lower(data->tail[i], s.a, s.b);
}

static double squares(const copse_i_five_quantiles *data, const double theta[2])
{
    double sum = 0;
    if (!legal(theta)) return INFINITY;
    for (size_t i = 0; i < data->count; i++) {
        const double r = data->x[i] - quantile(data, i, theta);
        sum += r * r;
    }
    return sum;
}

/* Derivative of a quantile in theta[k] by central differences of sixth order. */
static double slope(const copse_i_five_quantiles *data, size_t i, const double theta[2], int k)
{
    const double h = 0.02;
    double d[4];
    for (int m = 1; m <= 3; m++) {
        double up[2] = {theta[0], theta[1]}, down[2] = {theta[0], theta[1]};
        up[k] += m * h;
        down[k] -= m * h;
        d[m] = quantile(data, i, up) - quantile(data, i, down);
    }
    return (45 * d[1] - 9 * d[2] + d[3]) / (60 * h);
}

/* Half of the negative gradient of the sum of squares, and J'J, in which the residuals' own curvature is left out. */
static void normal_equations(const copse_i_five_quantiles *data, const double theta[2], double g[2], double h[2][2])
{
    g[0] = g[1] = h[0][0] = h[0][1] = h[1][1] = 0;
    for (size_t i = 0; i < data->count; i++) {
        const double r = data->x[i] - quantile(data, i, theta);
        const double s[2] = {slope(data, i, theta, 0), slope(data, i, theta, 1)};
        for (int j = 0; j < 2; j++) g[j] += r * s[j];
        h[0][0] += s[0] * s[0];
        h[0][1] += s[0] * s[1];
        h[1][1] += s[1] * s[1];
    }
    h[1][0] = h[0][1];
}

static void solve(double h[2][2], const double g[2], double damping, double d[2])
{
    const double h00 = h[0][0] * (1 + damping), h11 = h[1][1] * (1 + damping);
    const double determinant = h00 * h11 - h[0][1] * h[1][0];
    d[0] = (h11 * g[0] - h[0][1] * g[1]) / determinant;
    d[1] = (h00 * g[1] - h[1][0] * g[0]) / determinant;
}

/* The best point of a grid around the mean of the numbers. */
static void start(const copse_i_five_quantiles *data, double best[2])
{
    enum { MEANS = 2, SUMS = 12 };
    double middle = 0, least = INFINITY;
    for (size_t i = 0; i < data->count; i++) middle += data->x[i] / (double)data->count;
    const double logit = log(middle / (1 - middle));
    for (int i = -MEANS; i <= MEANS; i++) {
        for (int j = 0; j < SUMS; j++) {
            const double theta[2] = {logit + 0.5 * i, 2.0 * j - 3}, value = squares(data, theta);
            if (!(value < least)) continue;
            least = value;
            best[0] = theta[0];
            best[1] = theta[1];
        }
    }
}

/* A Gauss-Newton step, damped until it helps. Its size; 0 when none helps. */
static double descend_once(const copse_i_five_quantiles *data, double theta[2], double *value, double *damping)
{
    double g[2], h[2][2], d[2];
    normal_equations(data, theta, g, h);
    while (*damping < 1e10) {
        solve(h, g, *damping, d);
        const double next[2] = {theta[0] + d[0], theta[1] + d[1]}, next_value = squares(data, next);
        if (next_value < *value) {
            *value = next_value;
            *damping /= 10;
            theta[0] = next[0];
            theta[1] = next[1];
            return fmax(fabs(d[0]), fabs(d[1]));
        }
        *damping *= 10;
    }
    return 0;
}

/* Near enough to the minimum for Newton's method. */
static void descend(const copse_i_five_quantiles *data, double theta[2])
{
    double value = squares(data, theta), damping = 1e-3;
    for (int i = 0; i < 100; i++) {
        if (!(descend_once(data, theta, &value, &damping) > 1e-3)) return;
    }
}

/* Negative second derivatives, halved, by differences of the gradient g. */
static void curvature(const copse_i_five_quantiles *data, const double theta[2], const double g[2], double h[2][2])
{
    const double e = 1e-4;
    for (int k = 0; k < 2; k++) {
        double moved[2] = {theta[0], theta[1]}, at[2], ignored[2][2];
        moved[k] += e;
        normal_equations(data, moved, at, ignored);
        for (int j = 0; j < 2; j++) h[j][k] = (g[j] - at[j]) / e;
    }
}

/* Newton's method on the gradient; its derivative is kept as long as that makes steps ten times smaller each. */
static bool polish(const copse_i_five_quantiles *data, double theta[2])
{
    double h[2][2], last = 0;
    for (int i = 0; i < 30; i++) {
        double g[2], ignored[2][2], d[2];
        normal_equations(data, theta, g, ignored);
        if (i == 0) curvature(data, theta, g, h);
        solve(h, g, 0, d);
        double size = fmax(fabs(d[0]), fabs(d[1]));
        if (i > 0 && !(size < last / 10) && size > 1e-9) {
            curvature(data, theta, g, h);
            solve(h, g, 0, d);
            size = fmax(fabs(d[0]), fabs(d[1]));
        }
        if (!(size < 0.1)) return false;
        theta[0] += d[0];
        theta[1] += d[1];
        if (size < 1e-11) return legal(theta);
        last = size;
    }
    return legal(theta) && last < 1e-8;
}

copse_i_five_fit copse_i_five_fit_beta(const copse_i_five_quantiles *data)
{
    copse_i_five_fit fit = {0};
    double theta[2] = {NAN, NAN};
    start(data, theta);
    if (!legal(theta)) return fit;
    descend(data, theta);
    if (!polish(data, theta)) return fit;
    const shapes s = shapes_at(theta);
    fit.found = true;
    fit.objective = squares(data, theta);
    fit.mean = s.a / (s.a + s.b);
    fit.sd = sqrt(fit.mean * (s.b / (s.a + s.b)) / (s.a + s.b + 1));
    fit.parameter[0] = s.a;
    fit.parameter[1] = s.b;
    return fit;
}
