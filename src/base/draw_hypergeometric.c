#include "draw_mass.h"
#include "draw_parts.h"

#include <math.h>

/* A 2 x 2 table by its smallest margins: k of the `few` are in the sample of `drawn`; both at most half of `all`, so that
 * k runs from 0 to the smaller of them. */
typedef struct table {
    double few, drawn, all;
} table;

/* log P(k) but for a constant that is the same for all k: the sample as two binomials, given their sum. */
static double log_mass(const table *t, double k)
{
    const double p = t->drawn / t->all, q = 1.0 - p;
    return copse_i_log_binomial(k, t->few, p, q) + copse_i_log_binomial(t->drawn - k, t->all - t->few, p, q);
}

static double invert(copse_address at, const table *t, double mean)
{
    const double p = t->drawn / t->all;
    const double log_constant = copse_i_log_binomial(t->drawn, t->all, p, 1.0 - p);
    double left = copse_draw_uniform(at, 0), mass = copse_exp(log_mass(t, 0) - log_constant), k = 0;
    const double most = t->few < t->drawn ? t->few : t->drawn;
    while (left > mass && k < most) {
        const double before = left;
        left -= mass;
        if (left == before && k > mean) break; /* the rest of the tail is below the resolution of the uniform */
        mass *= (t->few - k) / (k + 1.0) * ((t->drawn - k) / (t->all - t->few - t->drawn + k + 1.0));
        k += 1.0;
    }
    return k;
}

/* HRUA: the ratio of uniforms with Stadlober's table mountain as hat. */
static double reject(copse_address at, const table *t, double mean)
{
    const double p = t->few / t->all;
    const double variance = (t->all - t->drawn) * mean * (1.0 - p) / (t->all - 1.0);
    const double sd = sqrt(variance + 0.5), centre = mean + 0.5;
    const double width = 0x1.b72cd3f331398p+0 * sd + 0x1.cc3ebd3bc711ap-1; /* 2 sqrt(2/e), 3 - 2 sqrt(3/e) */
    const double log_mode = log_mass(t, floor((t->drawn + 1.0) * ((t->few + 1.0) / (t->all + 2.0))));
    const double most = t->few < t->drawn ? t->few : t->drawn;
    for (uint32_t try = 0; try < COPSE_I_TRIES; try++) {
        uint32_t words[4];
        copse_philox(at, try, words);
        const double u = copse_i_uniform(words, 0), v = copse_i_uniform(words, 1);
        const double k = floor(centre + width * (v - 0.5) / u);
        if (!(k >= 0 && k <= most)) continue;
        const double log_ratio = log_mass(t, k) - log_mode;
        if (u * (4.0 - u) - 3.0 <= log_ratio) return k;
        if (u * (u - log_ratio) >= 1) continue;
        if (2.0 * copse_log(u) <= log_ratio) return k;
    }
    return NAN;
}

uint64_t copse_draw_hypergeometric(copse_address at, uint64_t n1, uint64_t n2, uint64_t t)
{
    const uint64_t limit = (uint64_t)1 << 53;
    if (n1 > limit || n2 > limit - n1 || t > n1 + n2) return UINT64_MAX;
    const uint64_t all = n1 + n2, few = n1 <= n2 ? n1 : n2, drawn = t <= all - t ? t : all - t;
    double k = 0;
    if (few > 0 && drawn > 0) {
        const table smallest = {(double)few, (double)drawn, (double)all};
        const double mean = smallest.drawn * (smallest.few / smallest.all);
        k = mean < 10 ? invert(at, &smallest, mean) : reject(at, &smallest, mean);
    }
    if (!(k >= 0)) return UINT64_MAX;
    const uint64_t first_in_drawn = n1 <= n2 ? (uint64_t)k : drawn - (uint64_t)k;
    return drawn == t ? first_in_drawn : n1 - first_in_drawn;
}
