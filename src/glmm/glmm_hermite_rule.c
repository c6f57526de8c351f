/* Nodes and weights of Gauss-Hermite quadrature. */
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
