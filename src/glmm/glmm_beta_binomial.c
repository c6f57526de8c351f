/* See glmm_beta_binomial.h. With s = 1 - rho the probability is
 *      C(n, x) prod_{j<x} (mu s + j rho) prod_{j<n-x} ((1 - mu) s + j rho) / prod_{j<n} (s + j rho):
 * analytic in rho, and the binomial at rho = 0 (Prentice 1986); gamma functions of mu s/rho would cancel there. */
#include "glmm_beta_binomial.h"

#include <math.h>

/* Of t_j = a (1 - rho) + j rho, j < count: sum of logs, its derivatives in a and rho. */
static copse_i_beta_binomial_jet sum_logs(double a, double rho, double count)
{
    const double s = 1.0 - rho, first = a * s;
    double product = 1.0, logs = 0.0, a1 = 0.0, r1 = 0.0, a2 = 0.0, ar = 0.0, r2 = 0.0;
    const size_t terms = (size_t)count;
    for (size_t n = 0; n < terms; n++) {
        const double j = (double)n;
        const double t = first + j * rho, one = 1.0 / t, far = (j - a) * one;
        product *= t; /* one logarithm for many factors */
        if (!(product > 1e-200 && product < 1e200)) {
            logs += log(product);
            product = 1.0;
        }
        a1 += one;
        r1 += far;
        a2 += one * one;
        ar += far * one;
        r2 += far * far;
    }
    return (copse_i_beta_binomial_jet){logs + log(product), s * a1, r1, -s * s * a2, -a1 - s * ar, -r2};
}

copse_i_beta_binomial_jet copse_i_beta_binomial_at(double x, double n, double mu, double other, double rho)
{
    const copse_i_beta_binomial_jet events = sum_logs(mu, rho, x), rest = sum_logs(other, rho, n - x),
                                    all = sum_logs(1.0, rho, n);
    return (copse_i_beta_binomial_jet){events.value + rest.value - all.value,
                                       events.dm - rest.dm,
                                       events.dr + rest.dr - all.dr,
                                       events.dmm + rest.dmm,
                                       events.dmr - rest.dmr,
                                       events.drr + rest.drr - all.drr};
}
