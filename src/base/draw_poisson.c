#include "draw_mass.h"
#include "draw_parts.h"

#include <math.h>

/* The smallest k whose distribution function reaches the uniform, summed from 0: mean < 10. */
static double invert(copse_address at, double mean)
{
    double left = copse_draw_uniform(at, 0), mass = copse_exp(-mean), k = 0;
    while (left > mass) {
        const double before = left;
        left -= mass;
        if (left == before && k > mean) break; /* the rest of the tail is below the resolution of the uniform */
        k += 1.0;
        mass *= mean / k;
    }
    return k;
}

/* PTRS: as BTRS for the binomial. mean >= 10. */
static double reject(copse_address at, double mean)
{
    const double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    const double quick = 0.9277 - 3.6224 / (b - 2.0), inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    for (uint32_t try = 0; try < COPSE_I_TRIES; try++) {
        uint32_t words[4];
        copse_philox(at, try, words);
        const double u = copse_i_uniform(words, 0) - 0.5, v = copse_i_uniform(words, 1);
        const double edge = 0.5 - fabs(u);
        const double k = floor((2.0 * a / edge + b) * u + mean + 0.43);
        if (edge >= 0.07 && v <= quick) return k;
        if (!(k >= 0 && k < 0x1p63) || (edge < 0.013 && v > edge)) continue;
        if (copse_log(v * inverse_alpha / (a / (edge * edge) + b)) <= copse_i_log_poisson(k, mean)) return k;
    }
    return NAN;
}

uint64_t copse_draw_poisson(copse_address at, double mean)
{
    if (!(mean >= 0 && mean <= 0x1p52)) return UINT64_MAX;
    const double k = mean < 10 ? invert(at, mean) : reject(at, mean);
    return k >= 0 ? (uint64_t)k : UINT64_MAX;
}
