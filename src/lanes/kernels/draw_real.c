/* Uniforms, exponentials and normals: a block of a replicate gives two. */
#include "draw_elementary.h"
#include "draw_philox.h"
#include "kernels.h"

/* Two variates of each lane from a block. */
typedef void pair_of_block(const words *block, vd pair[2]);

ALWAYS_INLINE void uniforms_of(const words *block, vd pair[2])
{
    pair[0] = uniform_of(block, 0);
    pair[1] = uniform_of(block, 1);
}

ALWAYS_INLINE void exponentials_of(const words *block, vd pair[2])
{
    pair[0] = -v_log(uniform_of(block, 0));
    pair[1] = -v_log(uniform_of(block, 1));
}

ALWAYS_INLINE void normals_of(const words *block, vd pair[2])
{
    const vd radius = v_sqrt(-2.0 * v_log(uniform_of(block, 0)));
    vd sine, cosine;
    v_sincos_turns(uniform_of(block, 1), &sine, &cosine);
    pair[0] = radius * cosine;
    pair[1] = radius * sine;
}

/* Rows 2 j and 2 j + 1 of out for each draw at.draw + j; two vectors at a time, for the latency of a block is long. */
ALWAYS_INLINE void fill(copse_lanes_address at, size_t count, double *out, pair_of_block *pair_of)
{
    enum { SIDE = 2 };
    const size_t vectors = (count + 1) / 2 * PARTS;
    for (size_t i = 0; i < vectors; i += SIDE) {
        counter c[SIDE];
        words block[SIDE];
        for (size_t j = 0; j < SIDE; j++)
            c[j] = (counter){first_counter(at.first, (i + j) % PARTS), at.draw + (uint32_t)((i + j) / PARTS), 0};
        philox(&at, c, block, SIDE);
        for (size_t j = 0; j < SIDE && i + j < vectors; j++) {
            vd pair[2];
            pair_of(&block[j], pair);
            const size_t row = (i + j) / PARTS * 2;
            double *to = out + row * COPSE_LANES + (i + j) % PARTS * COPSE_I_W;
            v_store(to, pair[0]);
            if (row + 1 < count) v_store(to + COPSE_LANES, pair[1]);
        }
    }
}

void COPSE_I_KERNEL(uniforms)(copse_lanes_address at, size_t count, double *u);
void COPSE_I_KERNEL(exponentials)(copse_lanes_address at, size_t count, double *e);
void COPSE_I_KERNEL(normals)(copse_lanes_address at, size_t count, double *z);

void COPSE_I_KERNEL(uniforms)(copse_lanes_address at, size_t count, double *u)
{
    fill(at, count, u, uniforms_of);
}

void COPSE_I_KERNEL(exponentials)(copse_lanes_address at, size_t count, double *e)
{
    fill(at, count, e, exponentials_of);
}

void COPSE_I_KERNEL(normals)(copse_lanes_address at, size_t count, double *z)
{
    fill(at, count, z, normals_of);
}
