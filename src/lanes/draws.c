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
