#include "kernels.h"

#include <math.h>

void copse_lanes_counts(copse_isa isa, copse_lanes_address at, size_t k, double *ni)
{
    copse_i_kernels_of(isa)->counts(at, k, ni);
}

void copse_lanes_normals(copse_isa isa, copse_lanes_address at, size_t count, double *z)
{
    copse_i_kernels_of(isa)->normals(at, count, z);
}

void copse_lanes_exponentials(copse_isa isa, copse_lanes_address at, size_t count, double *e)
{
    copse_i_kernels_of(isa)->exponentials(at, count, e);
}

void copse_lanes_uniforms(copse_isa isa, copse_lanes_address at, size_t count, double *u)
{
    copse_i_kernels_of(isa)->uniforms(at, count, u);
}

void copse_lanes_chisq(copse_isa isa, copse_lanes_address at, double df, size_t count, double *x)
{
    copse_i_kernels_of(isa)->chisq(at, df, count, x);
}

void copse_lanes_uniforms_at(copse_isa isa, const copse_lanes_places *at, double *u)
{
    copse_i_kernels_of(isa)->uniforms_at(at, u);
}

void copse_lanes_normals_at(copse_isa isa, const copse_lanes_places *at, double *z)
{
    copse_i_kernels_of(isa)->normals_at(at, z);
}

void copse_lanes_gammas_at(copse_isa isa, const copse_lanes_places *at, const double *shape, double *x)
{
    copse_i_kernels_of(isa)->gammas_at(at, shape, x);
}

/* The whole numbers below n of words w, as the scalar draws make them; a word that they might reject is left to them. */
static uint64_t below(const copse_lanes_places *at, size_t i, uint64_t w, uint64_t n)
{
    const uint64_t w0 = (uint32_t)w, w1 = w >> 32;
    if (n > 0 && n <= UINT32_MAX) {
        const uint64_t middle = w1 * n + (w0 * n >> 32); /* below 2^64 */
        if (w * n >= n) return middle >> 32;
    }
    return copse_draw_below_wide((copse_address){at->seed, at->stream, at->replicate[i], (uint32_t)at->draw[i]}, 0, n);
}

void copse_lanes_below_at(copse_isa isa, const copse_lanes_places *at, const uint64_t *n, uint64_t *x)
{
    copse_i_kernels_of(isa)->words_at(at, x);
    for (size_t i = 0; i < at->count; i++) x[i] = below(at, i, x[i], n[i]);
}

/* Lane by lane, whatever the instruction set. */
void copse_lanes_binomial(copse_isa isa, copse_lanes_address at, const double *n, const double *p, bool p_by_lane,
                          size_t count, double *x)
{
    (void)isa;
    for (size_t j = 0; j < count; j++) {
        const bool legal = n[j] >= 0 && n[j] <= 0x1p53 && n[j] == floor(n[j]);
        for (size_t lane = 0; lane < COPSE_LANES; lane++) {
            const copse_address one = {at.seed, at.stream, at.first + lane, at.draw + (uint32_t)j};
            const double pj = p[p_by_lane ? j * COPSE_LANES + lane : j];
            const uint64_t k = legal ? copse_draw_binomial(one, (uint64_t)n[j], pj) : UINT64_MAX;
            x[j * COPSE_LANES + lane] = k == UINT64_MAX ? NAN : (double)k;
        }
    }
}
