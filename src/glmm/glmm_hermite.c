/* Adaptive Gauss-Hermite quadrature of a chosen order, as in other programs (Pinheiro & Bates 1995; order 1 is Laplace's
 * approximation). The likelihood that is maximised is then the approximate one, whose derivatives are not those of the
 * integral; they are taken by differences of sixth order. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

/* Roots of the Hermite polynomial by Newton's way from the largest down, with those found divided out; orthonormal
 * recurrence, so that nothing overflows. Weights are w exp(t^2), for int f(t) dt. */
bool copse_i_glmm_hermite_rule(size_t n, double *node, double *weight)
{
    const double size = (double)n, norm = pow(COPSE_PI, -0.25);
    for (size_t i = 0; i < (n + 1) / 2; i++) {
        double t = sqrt(2.0 * size + 1.0), slope = 0.0, value = 0.0, scaled = 0.0;
        bool found = false;
        if (i > 0) t = node[i - 1] - 1e-3 / sqrt(size);
        for (int step = 0; step < 500 && !found; step++) {
            double previous = 0.0, current = norm; /* of H_j exp(-t^2/2) but for the exponential */
            for (size_t j = 0; j < n; j++) {
                const double next =
                    t * sqrt(2.0 / ((double)j + 1.0)) * current - sqrt((double)j / ((double)j + 1.0)) * previous;
                previous = current;
                current = next;
            }
            value = current;
            slope = sqrt(2.0 * size) * previous;
            double deflated = slope / value;
            for (size_t m = 0; m < i; m++) deflated -= 1.0 / (t - node[m]) + 1.0 / (t + node[m]);
            const double move = value == 0.0 ? 0.0 : 1.0 / deflated;
            t -= move;
            found = fabs(move) <= 4e-16 * fmax(1.0, fabs(t));
            scaled = slope;
        }
        if (2 * i + 1 == n) t = 0.0;
        node[i] = t;
        weight[i] = 2.0 / (scaled * scaled) * exp(t * t);
        node[n - 1 - i] = -t;
        weight[n - 1 - i] = weight[i];
        if (!isfinite(weight[i])) return false;
    }
    return true;
}

static double log_integral(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                           const copse_i_glmm_rule *rule)
{
    copse_i_glmm_mode mode;
    copse_i_glmm_node node;
    double sum = 0.0;
    copse_i_glmm_mode_find(layout, trial, s, 1e-22, &mode);
    const size_t second = layout->effects == 2 ? rule->nagq : 1;
    for (size_t a = 0; a < rule->nagq; a++) {
        for (size_t b = 0; b < second; b++) {
            const double z0 = COPSE_SQRT2 * rule->node[a], z1 = second > 1 ? COPSE_SQRT2 * rule->node[b] : 0.0;
            const double u[COPSE_I_GLMM_EFFECTS] = {mode.u[0] + mode.root[0][0] * z0,
                                                    mode.u[1] + mode.root[1][0] * z0 + mode.root[1][1] * z1};
            copse_i_glmm_node_at(layout, trial, s, u, &node);
            const double weight = layout->effects == 2 ? rule->weight[a] * rule->weight[b] : rule->weight[a];
            sum += weight * exp(node.value - mode.value);
        }
    }
    return mode.value + mode.log_det + log(sum) - 0.5 * (double)layout->effects * log(COPSE_PI);
}

/* Steps in each term: a part of the scale on which the log-likelihood bends. */
static void steps(const copse_i_glmm_layout *layout, const copse_i_glmm_moments *exact, double *step)
{
    for (size_t j = 0; j < layout->terms; j++) step[j] = 0.03 / sqrt(1.0 + fabs(exact->hessian[j][j]));
}

typedef struct shifted {
    const copse_i_glmm_layout *layout;
    const copse_i_glmm_trial *trial;
    const double *s;
    const copse_i_glmm_rule *rule;
} shifted;

static double at(const shifted *f, size_t i, double di, size_t j, double dj)
{
    double s[COPSE_I_GLMM_TERMS];
    for (size_t m = 0; m < f->layout->terms; m++) s[m] = f->s[m];
    s[i] += di;
    s[j] += dj;
    return log_integral(f->layout, f->trial, s, f->rule);
}

static double slope_of(const shifted *f, size_t i, double h, size_t j, double dj)
{
    static const double C[3] = {45.0, -9.0, 1.0};
    double sum = 0.0;
    for (int m = 1; m <= 3; m++) sum += C[m - 1] * (at(f, i, m * h, j, dj) - at(f, i, -m * h, j, dj));
    return sum / (60.0 * h);
}

static double curve_of(const shifted *f, size_t i, double h, double value)
{
    static const double C[3] = {270.0, -27.0, 2.0};
    double sum = -490.0 * value;
    for (int m = 1; m <= 3; m++) sum += C[m - 1] * (at(f, i, m * h, i, 0.0) + at(f, i, -m * h, i, 0.0));
    return sum / (180.0 * h * h);
}

void copse_i_glmm_hermite(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                          const copse_i_glmm_rule *rule, copse_i_glmm_moments *moments)
{
    static const double C[2] = {8.0, -1.0};
    const shifted f = {layout, trial, s, rule};
    double h[COPSE_I_GLMM_TERMS] = {0};
    copse_i_glmm_integral(layout, trial, s, false, moments);
    steps(layout, moments, h);
    moments->value = log_integral(layout, trial, s, rule);
    for (size_t j = 0; j < layout->terms; j++) {
        moments->gradient[j] = slope_of(&f, j, h[j], j, 0.0);
        moments->hessian[j][j] = curve_of(&f, j, h[j], moments->value);
        for (size_t m = 0; m < j; m++) {
            double sum = 0.0;
            for (int n = 1; n <= 2; n++)
                sum += C[n - 1] * (slope_of(&f, j, h[j], m, n * h[m]) - slope_of(&f, j, h[j], m, -n * h[m]));
            moments->hessian[j][m] = moments->hessian[m][j] = sum / (12.0 * h[m]);
        }
    }
}
