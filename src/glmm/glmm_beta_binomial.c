/* See glmm_beta_binomial.h. With s = 1 - rho the probability is
 *      C(n, x) prod_{j<x} (mu s + j rho) prod_{j<n-x} ((1 - mu) s + j rho) / prod_{j<n} (s + j rho):
 * analytic in rho, and the binomial at rho = 0 (Prentice 1986); gamma functions of mu s/rho would cancel there.
 *
 * Each product has factors T_j = a + (j - a) rho. Few of them are multiplied; of many the sum of the logarithms, and of what
 * its derivatives are sums of, is that of the first few and the Euler-Maclaurin formula for the rest,
 *      sum_{j=M}^{c-1} g(j) = int_M^c g + (g(M) - g(c))/2 + sum_m B_2m/(2m)! (g^(2m-1)(c) - g^(2m-1)(M)),
 * in which nothing is divided by rho, so that rho = 0 is nothing special. It falls like (rho/T_M)^(2m), and M is such that
 * this ratio is at most 1/20. */
#include "glmm_beta_binomial.h"

#include <math.h>

enum { DIRECT = 40, FAR = 20, BERNOULLI = 7, GAUSS = 12 };

/* Over the factors: sums of log T, 1/T, (j-a)/T, 1/T^2, (j-a)/T^2, ((j-a)/T)^2. Of the logarithms those of n - x and of n
 * factors nearly cancel, and have more digits for it. */
typedef struct sums {
    long double logs;
    double a1, r1, a2, ar, r2;
} sums;

static sums sum_factors(double a, double rho, size_t terms)
{
    const double first = a * (1.0 - rho);
    double product = 1.0;
    sums s = {0};
    for (size_t n = 0; n < terms; n++) {
        const double j = (double)n;
        const double t = first + j * rho, one = 1.0 / t, far = (j - a) * one;
        product *= t; /* one logarithm for many factors */
        if (!(product > 1e-200 && product < 1e200)) {
            s.logs += log(product);
            product = 1.0;
        }
        s.a1 += one;
        s.r1 += far;
        s.a2 += one * one;
        s.ar += far * one;
        s.r2 += far * far;
    }
    s.logs += log(product);
    return s;
}

/* With l(x) = 1 + q x on (0, 1): integrals of log l, 1/l, x/l, 1/l^2, x/l^2, x^2/l^2. */
typedef struct ramp {
    long double logs;
    double l1, x1, l2, x2, xx2;
} ramp;

/* Closed forms cancel where q is small, and Gauss's rule is exact to all digits there. */
static ramp ramp_of(double q)
{
    static const double NODE[GAUSS / 2] = {0.12523340851146891547, 0.36783149899818019375, 0.58731795428661744730,
                                           0.76990267419430468704, 0.90411725637047485668, 0.98156063424671925069};
    static const double WEIGHT[GAUSS / 2] = {0.24914704581340278500, 0.23349253653835480876, 0.20316742672306592175,
                                             0.16007832854334622633, 0.10693932599531843096, 0.04717533638651182719};
    const long double soft = log1pl(q);
    const double l2 = 1.0 / (1.0 + q);
    if (q > 1.0) {
        const double mean = (double)soft / q;
        return (ramp){soft - (1.0L - soft / q),         mean, (1.0 - mean) / q, l2, (mean - l2) / q,
                      (1.0 - 2.0 * mean + l2) / (q * q)};
    }
    ramp r = {.l2 = l2};
    for (size_t n = 0; n < GAUSS; n++) {
        const double x = 0.5 * (1.0 + (n % 2 == 0 ? NODE[n / 2] : -NODE[n / 2])), one = 1.0 / (1.0 + q * x),
                     w = 0.5 * WEIGHT[n / 2] * one;
        r.l1 += w;
        r.x1 += w * x;
        r.x2 += w * one * x;
        r.xx2 += w * one * x * x;
    }
    r.logs = soft - q * r.x1;
    return r;
}

/* Adds `sign` times what the Euler-Maclaurin formula has at the end j, beyond the integral. */
static void add_end(double a, double rho, double j, double sign, sums *s)
{
    static const double B[BERNOULLI] = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6};
    const double one = 1.0 / (a + (j - a) * rho), far = (j - a) * one, u = rho * one;
    sums end = {
        -0.5L * logl(a + (j - a) * rho), -0.5 * one, -0.5 * far, -0.5 * one * one, -0.5 * far * one, -0.5 * far * far};
    double odd = u, even = 1.0; /* powers of u: 2m - 1, 2m - 2 */
    for (size_t i = 0; i < BERNOULLI; i++) {
        const double m2 = 2.0 * (double)i + 2.0, per = B[i] / m2;
        end.logs += per / (m2 - 1.0) * odd;
        end.a1 -= per * odd * one;
        end.a2 -= B[i] * odd * one * one;
        end.r1 += per * a * even * one * one;
        end.ar += even * one * one * (B[i] * a * one - per);
        /* (T - a)/T^3 is rho far/T^2, of which the first term has lost the rho */
        end.r2 += i == 0 ? B[0] * a * far * one * one
                         : odd / (u * u) * one * one * one * (2.0 * per * a - B[i] * a * a * one);
        even = odd * u;
        odd = even * u;
    }
    s->logs += sign * end.logs;
    s->a1 += sign * end.a1;
    s->r1 += sign * end.r1;
    s->a2 += sign * end.a2;
    s->ar += sign * end.ar;
    s->r2 += sign * end.r2;
}

/* The factors from M up to count. */
static void add_rest(double a, double rho, double M, double count, sums *s)
{
    const double h = count - M, d = M - a, t = a + d * rho, one = 1.0 / t, far = h * one;
    const ramp r = ramp_of(far * rho);
    s->logs += h * (logl(a + (long double)d * rho) + r.logs);
    s->a1 += far * r.l1;
    s->r1 += far * (d * r.l1 + h * r.x1);
    s->a2 += far * one * r.l2;
    s->ar += far * one * (d * r.l2 + h * r.x2);
    s->r2 += far * one * (d * d * r.l2 + 2.0 * d * h * r.x2 + h * h * r.xx2);
    add_end(a, rho, M, -1.0, s);
    add_end(a, rho, count, 1.0, s);
}

/* The sum of the logarithms of the factors, and its derivatives in a and rho. */
typedef struct part {
    long double value;
    double da, dr, daa, dar, drr;
} part;

static part part_at(double a, double rho, double count)
{
    const double s = 1.0 - rho, first = a * s;
    const double few = first >= FAR * rho ? 0.0 : ceil((double)FAR - first / rho);
    const bool all = count <= DIRECT;
    sums sum = sum_factors(a, rho, (size_t)(all ? count : few));
    if (!all) add_rest(a, rho, few, count, &sum);
    return (part){sum.logs, s * sum.a1, sum.r1, -s * s * sum.a2, -sum.a1 - s * sum.ar, -sum.r2};
}

copse_i_beta_binomial_jet copse_i_beta_binomial_at(double x, double n, double mu, double other, double rho)
{
    const part events = part_at(mu, rho, x), rest = part_at(other, rho, n - x), all = part_at(1.0, rho, n);
    return (copse_i_beta_binomial_jet){(double)(events.value + rest.value - all.value),
                                       events.da - rest.da,
                                       events.dr + rest.dr - all.dr,
                                       events.daa + rest.daa,
                                       events.dar - rest.dar,
                                       events.drr + rest.drr - all.drr};
}
