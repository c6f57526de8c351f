#include "draw_mass.h"
#include "draw_parts.h"

#include <math.h>

/* The smallest k whose distribution function reaches the uniform, summed from 0: n p < 10. */
static double invert(copse_address at, double n, double p)
{
    const double q = 1.0 - p, odds = p / q;
    double left = copse_draw_uniform(at, 0), mass = copse_exp(copse_i_log_binomial(0, n, p, q)), k = 0;
    while (left > mass && k < n) {
        const double before = left;
        left -= mass;
        if (left == before && k > n * p) break; /* the rest of the tail is below the resolution of the uniform */
        mass *= (n - k) / (k + 1.0) * odds;
        k += 1.0;
    }
    return k;
}

/* BTRS: the ratio of uniforms, transformed so that most tries need no probability. p <= 1/2, n p >= 10. */
static double reject(copse_address at, double n, double p)
{
    const double q = 1.0 - p, sd = sqrt(n * p * q);
    const double b = 1.15 + 2.53 * sd, a = -0.0873 + 0.0248 * b + 0.01 * p, centre = n * p + 0.5;
    const double quick = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * sd;
    double log_mode = NAN; /* reckoned when a try first needs it: most do not */
    for (uint32_t try = 0; try < COPSE_I_TRIES; try++) {
        uint32_t words[4];
        copse_philox(at, try, words);
        const double u = copse_i_uniform(words, 0) - 0.5, v = copse_i_uniform(words, 1);
        const double edge = 0.5 - fabs(u);
        const double k = floor((2.0 * a / edge + b) * u + centre);
        if (edge >= 0.07 && v <= quick) return k;
        if (!(k >= 0 && k <= n)) continue;
        if (isnan(log_mode)) log_mode = copse_i_log_binomial(floor((n + 1.0) * p), n, p, q);
        if (copse_log(v * alpha / (a / (edge * edge) + b)) <= copse_i_log_binomial(k, n, p, q) - log_mode) return k;
    }
    return NAN;
}

uint64_t copse_draw_binomial(copse_address at, uint64_t n, double p)
{
    if (n > (uint64_t)1 << 53 || !(p >= 0 && p <= 1)) return UINT64_MAX;
    const double rarer = p <= 0.5 ? p : 1.0 - p;
    if (n == 0 || rarer == 0) return p <= 0.5 ? 0 : n;
    const double mean = (double)n * rarer;
    const double k = mean < 10 ? invert(at, (double)n, rarer) : reject(at, (double)n, rarer);
    if (!(k >= 0)) return UINT64_MAX;
    return p <= 0.5 ? (uint64_t)k : n - (uint64_t)k;
}
