/* Chi-squares by lane: the first try of all lanes together, the few that it rejects by the scalar draw, which makes that
 * try again and goes on. */
#include "draw_elementary.h"
#include "draw_philox.h"
#include "kernels.h"

/* The constants of Marsaglia and Tsang's method. */
typedef struct method {
    double d, c;
} method;

/* The first try of one vector of replicates, as in copse_draw_gamma; *accepted is the mask of lanes in which it holds. */
ALWAYS_INLINE vd first_try(const copse_lanes_address *at, method m, size_t part, uint32_t draw, vi *accepted)
{
    const vu replicate = first_counter(at->first, part);
    const counter c[2] = {{replicate, draw, 0}, {replicate, draw, (uint32_t)1 << 24}};
    words block[2];
    philox(at, c, block, 2);
    vd sine, cosine;
    v_sincos_turns(uniform_of(&block[0], 1), &sine, &cosine);
    const vd z = v_sqrt(-2.0 * v_log(uniform_of(&block[0], 0))) * cosine;
    const vd u = uniform_of(&block[1], 0);
    const vd root = 1.0 + m.c * z;
    const vd v = root * root * root;
    const vd square = z * z;
    const vi positive = (vi)(root > 0.0), quick = (vi)(u < 1.0 - 0.0331 * (square * square));
    *accepted = positive & quick;
    if (v_any(positive & ~quick)) *accepted |= positive & (vi)(v_log(u) < 0.5 * square + m.d * ((1.0 - v) + v_log(v)));
    return m.d * v;
}

void COPSE_I_KERNEL(chisq)(copse_lanes_address at, double df, size_t count, double *x);

void COPSE_I_KERNEL(chisq)(copse_lanes_address at, double df, size_t count, double *x)
{
    const double shape = 0.5 * df, d = shape - 1.0 / 3.0;
    const int usual = shape >= 1 && shape < 1e300;
    const method m = {d, usual ? 1.0 / __builtin_sqrt(9.0 * d) : 0};
    for (size_t row = 0; row < count; row++)
        for (size_t part = 0; part < PARTS; part++) {
            double *to = x + row * COPSE_LANES + part * COPSE_I_W;
            const uint32_t draw = at.draw + (uint32_t)row;
            vi accepted = {0};
            if (usual) v_store(to, 2.0 * first_try(&at, m, part, draw, &accepted));
            if (!v_any(~accepted)) continue;
            for (size_t i = 0; i < COPSE_I_W; i++)
                if (!accepted[i])
                    to[i] = copse_draw_chisq((copse_address){at.seed, at.stream, at.first + part * COPSE_I_W + i, draw},
                                             df);
        }
}
