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

static void start(const copse_i_five_quantiles *data, double best[2])
{
    double middle = 0, least = INFINITY;
    for (size_t i = 0; i < data->count; i++) middle += data->x[i] / (double)data->count;
    for (double logit = -1.5; logit <= 1.5; logit += 0.5) {
        for (double log_sum = -3; log_sum <= 20; log_sum += 1) {
            const double theta[2] = {log(middle / (1 - middle)) + logit, log_sum};
            const double value = squares(data, theta);
            if (!(value < least)) continue;
            least = value;
            best[0] = theta[0];
            best[1] = theta[1];
        }
    }
}

static void descend(const copse_i_five_quantiles *data, double theta[2])
{
    double value = squares(data, theta), damping = 1e-3;
    for (int i = 0; i < 100 && damping < 1e10; i++) {
        double g[2], h[2][2], d[2];
        normal_equations(data, theta, g, h);
        bool better = false;
        for (; damping < 1e10 && !better; damping *= better ? 0.1 : 10) {
            solve(h, g, damping, d);
            const double next[2] = {theta[0] + d[0], theta[1] + d[1]}, next_value = squares(data, next);
            better = next_value < value;
            if (!better) continue;
            value = next_value;
            theta[0] = next[0];
            theta[1] = next[1];
        }
        if (fmax(fabs(d[0]), fabs(d[1])) < 1e-6) return;
    }
}

/* Newton's method on the gradient, with its derivative by differences. */
static bool polish(const copse_i_five_quantiles *data, double theta[2])
{
    for (int i = 0; i < 12; i++) {
        const double e = 1e-4;
        double g[2], at[2], h[2][2], ignored[2][2], d[2];
        normal_equations(data, theta, g, ignored);
        for (int k = 0; k < 2; k++) {
            double moved[2] = {theta[0], theta[1]};
            moved[k] += e;
            normal_equations(data, moved, at, ignored);
            for (int j = 0; j < 2; j++) h[j][k] = (g[j] - at[j]) / e;
        }
        solve(h, g, 0, d);
        if (!(fabs(d[0]) < 0.1 && fabs(d[1]) < 0.1)) return false;
        theta[0] += d[0];
        theta[1] += d[1];
        if (fmax(fabs(d[0]), fabs(d[1])) < 1e-11) break;
    }
    return legal(theta);
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
