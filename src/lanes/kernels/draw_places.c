/* Single draws, each at a place of its own: what is drawn again where a limit cut a value off. */
#include "draw_elementary.h"
#include "draw_philox.h"
#include "kernels.h"

#include <stdbool.h>

#define CHUNK 256 /* places of a turn of gammas */
#define TURNS 64  /* tries in lanes; a place that is still open then is given to the scalar draw */

/* Elements i..i+W-1; past the end the last one again. */
ALWAYS_INLINE vu whole_of(const uint64_t *from, size_t i, size_t count)
{
    vu x;
    if (i + COPSE_I_W <= count) {
        memcpy(&x, from + i, sizeof x);
        return x;
    }
    for (size_t l = 0; l < COPSE_I_W; l++) x[l] = from[i + l < count ? i + l : count - 1];
    return x;
}

ALWAYS_INLINE vd real_of(const double *from, size_t i, size_t count)
{
    if (i + COPSE_I_W <= count) return v_load(from + i);
    vd x;
    for (size_t l = 0; l < COPSE_I_W; l++) x[l] = from[i + l < count ? i + l : count - 1];
    return x;
}

/* As many as there are. */
ALWAYS_INLINE void put_some(void *to, const void *from, size_t i, size_t count)
{
    if (i + COPSE_I_W <= count) memcpy((char *)to + 8 * i, from, sizeof(vd));
    else memcpy((char *)to + 8 * i, from, 8 * (count - i));
}

/* The counters of places i..i+W-1. */
ALWAYS_INLINE words counters_of(const copse_lanes_places *at, size_t i, uint32_t sub)
{
    const vu replicate = whole_of(at->replicate, i, at->count);
    return (words){{replicate, replicate >> 32, whole_of(at->draw, i, at->count), v_all_bits(sub)}};
}

/* What a block gives: eight bytes of each lane. */
typedef vu value_of_block(const words *block);

ALWAYS_INLINE vu words_of(const words *block)
{
    return half_of(block, 0);
}

ALWAYS_INLINE vu first_uniform(const words *block)
{
    return (vu)uniform_of(block, 0);
}

ALWAYS_INLINE vd normal_of(const words *block)
{
    vd sine, cosine;
    v_sincos_turns(uniform_of(block, 1), &sine, &cosine);
    return v_sqrt(-2.0 * v_log(uniform_of(block, 0))) * cosine;
}

ALWAYS_INLINE vu first_normal(const words *block)
{
    return (vu)normal_of(block);
}

ALWAYS_INLINE void fill_places(const copse_lanes_places *at, void *out, value_of_block *value_of)
{
    enum { SIDE = 2 };
    for (size_t i = 0; i < at->count; i += (size_t)SIDE * COPSE_I_W) {
        words block[SIDE];
        for (size_t j = 0; j < SIDE; j++) {
            const size_t from = i + j * COPSE_I_W;
            block[j] = counters_of(at, from < at->count ? from : i, 0);
        }
        philox_rounds(at->seed, at->stream, block, SIDE);
        for (size_t j = 0; j < SIDE && i + j * COPSE_I_W < at->count; j++) {
            const vu x = value_of(&block[j]);
            put_some(out, &x, i + j * COPSE_I_W, at->count);
        }
    }
}

void COPSE_I_KERNEL(words_at)(const copse_lanes_places *at, uint64_t *w);
void COPSE_I_KERNEL(uniforms_at)(const copse_lanes_places *at, double *u);
void COPSE_I_KERNEL(normals_at)(const copse_lanes_places *at, double *z);
void COPSE_I_KERNEL(gammas_at)(const copse_lanes_places *at, const double *shape, double *x);

void COPSE_I_KERNEL(words_at)(const copse_lanes_places *at, uint64_t *w)
{
    fill_places(at, w, words_of);
}

void COPSE_I_KERNEL(uniforms_at)(const copse_lanes_places *at, double *u)
{
    fill_places(at, u, first_uniform);
}

void COPSE_I_KERNEL(normals_at)(const copse_lanes_places *at, double *z)
{
    fill_places(at, z, first_normal);
}

/* ------------------------------------------------------------------------------------------------------ gammas */

/* One try of copse_draw_gamma of shapes of 1 or more; boost: the uniform that is left over where it is the first. */
ALWAYS_INLINE vd try_gamma(const copse_lanes_places *at, size_t i, vd shape, uint32_t turn, vi *accepted, vd *boost)
{
    words block[2] = {counters_of(at, i, turn), counters_of(at, i, (uint32_t)1 << 24 | turn)};
    philox_rounds(at->seed, at->stream, block, 2);
    const vd d = shape - 1.0 / 3.0;
    const vd c = 1.0 / v_sqrt(9.0 * d);
    const vd z = normal_of(&block[0]);
    const vd u = uniform_of(&block[1], 0);
    *boost = uniform_of(&block[1], 1);
    const vd root = 1.0 + c * z;
    const vd v = root * root * root;
    const vd square = z * z;
    const vi positive = (vi)(root > 0.0), quick = (vi)(u < 1.0 - 0.0331 * (square * square));
    *accepted = positive & quick;
    if (v_any(positive & ~quick)) *accepted |= positive & (vi)(v_log(u) < 0.5 * square + d * ((1.0 - v) + v_log(v)));
    return d * v;
}

/* The shape that is drawn in the place of `shape`; one that is not legal is replaced by 1. */
ALWAYS_INLINE vd drawn_shape(vd shape, vi *legal)
{
    *legal = (vi)(shape > 0.0) & (vi)(shape < INFINITY);
    return v_select(*legal, v_select((vi)(shape < 1.0), shape + 1.0, shape), v_all(1));
}

/* Those places of a chunk that have not been accepted, closed up. */
typedef struct open_places {
    uint64_t replicate[CHUNK], draw[CHUNK];
    double shape[CHUNK];
    size_t place[CHUNK], count;
} open_places;

ALWAYS_INLINE void keep_open(open_places *open, size_t place, uint64_t replicate, uint64_t draw, double shape)
{
    const size_t n = open->count++; /* never above the place it came from, so that a list can be closed up in itself */
    open->place[n] = place;
    open->replicate[n] = replicate;
    open->draw[n] = draw;
    open->shape[n] = shape;
}

/* The second try and on, of what the first has left open. */
static void try_again(uint32_t seed, uint32_t stream, open_places *open, double *x)
{
    for (uint32_t turn = 1; turn < TURNS && open->count > 0; turn++) {
        const copse_lanes_places at = {seed, stream, open->count, open->replicate, open->draw};
        open->count = 0;
        for (size_t i = 0; i < at.count; i += COPSE_I_W) {
            vi accepted, legal;
            vd boost;
            const vd shape = drawn_shape(real_of(open->shape, i, at.count), &legal);
            const vd value = try_gamma(&at, i, shape, turn, &accepted, &boost);
            for (size_t l = 0; l < COPSE_I_W && i + l < at.count; l++)
                if (accepted[l]) x[open->place[i + l]] = value[l];
                else keep_open(open, open->place[i + l], open->replicate[i + l], open->draw[i + l], open->shape[i + l]);
        }
    }
}

/* At most CHUNK places. */
static void gammas_of_chunk(const copse_lanes_places *at, const double *shape, double *x, open_places *open)
{
    double boost[CHUNK];
    bool boosted = false;
    open->count = 0;
    for (size_t i = 0; i < at->count; i += COPSE_I_W) {
        vi accepted, legal;
        vd rest;
        const vd asked = real_of(shape, i, at->count), drawn = drawn_shape(asked, &legal);
        const vd value = v_select(legal, try_gamma(at, i, drawn, 0, &accepted, &rest), v_all(NAN));
        put_some(x, &value, i, at->count);
        put_some(boost, &rest, i, at->count);
        boosted = boosted || v_any(legal & (vi)(asked < 1.0));
        if (!v_any(legal & ~accepted)) continue;
        for (size_t l = 0; l < COPSE_I_W && i + l < at->count; l++)
            if (legal[l] && !accepted[l]) keep_open(open, i + l, at->replicate[i + l], at->draw[i + l], shape[i + l]);
    }
    try_again(at->seed, at->stream, open, x);
    for (size_t i = 0; boosted && i < at->count; i += COPSE_I_W) {
        const vd asked = real_of(shape, i, at->count), larger = real_of(x, i, at->count);
        const vd value = larger * v_exp(v_log(real_of(boost, i, at->count)) / asked);
        const vd kept = v_select((vi)(asked < 1.0), value, larger);
        put_some(x, &kept, i, at->count);
    }
    for (size_t j = 0; j < open->count; j++)
        x[open->place[j]] = copse_draw_gamma((copse_address){.seed = at->seed,
                                                             .stream = at->stream,
                                                             .replicate = open->replicate[j],
                                                             .draw = (uint32_t)open->draw[j]},
                                             open->shape[j]);
}

void COPSE_I_KERNEL(gammas_at)(const copse_lanes_places *at, const double *shape, double *x)
{
    open_places open;
    for (size_t first = 0; first < at->count; first += CHUNK) {
        const size_t n = at->count - first < CHUNK ? at->count - first : CHUNK;
        const copse_lanes_places chunk = {at->seed, at->stream, n, at->replicate + first, at->draw + first};
        gammas_of_chunk(&chunk, shape + first, x + first, &open);
    }
}
