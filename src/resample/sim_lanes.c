/* Eight data sets of GEN together: the same draws as sim_data.c makes one by one, to the bit, in vector lanes. What a
 * limit cuts off is drawn again closed up, so that no lane waits for another. */
#include "sim_parts.h"

#include <math.h>

#define LANES COPSE_LANES
#define ROWS ((size_t)32) /* studies of a turn */
#define CHUNK (ROWS * LANES)

/* Draws that are not done; `place` is row * 8 + lane within the chunk. */
typedef struct open_draws {
    uint64_t replicate[CHUNK], draw[CHUNK], whole[CHUNK];
    double value[CHUNK], other[CHUNK];
    size_t study[CHUNK];
    uint32_t place[CHUNK];
    size_t count;
} open_draws;

static copse_lanes_places places_of(const open_draws *open, copse_address at)
{
    return (copse_lanes_places){at.seed, at.stream, open->count, open->replicate, open->draw};
}

/* Gammas into value[], their shapes a list times `factor`. */
static void draw_gammas(open_draws *open, copse_isa isa, copse_address at, copse_numbers shapes, double factor,
                        double *value)
{
    double shape[CHUNK];
    const copse_lanes_places places = places_of(open, at);
    for (size_t i = 0; i < open->count; i++) shape[i] = factor * copse_i_in_turn(shapes, open->study[i], 1);
    copse_lanes_gammas_at(isa, &places, shape, value);
}

static void draw_uniforms(open_draws *open, const copse_variate *v, copse_isa isa, copse_address at)
{
    const copse_lanes_places places = places_of(open, at);
    if (!v->whole) copse_lanes_uniforms_at(isa, &places, open->value);
    for (size_t i = 0; i < open->count; i++) {
        const double low = copse_i_in_turn(v->low, open->study[i], 0);
        const double high = copse_i_in_turn(v->high, open->study[i], 1);
        if (v->whole) open->whole[i] = (uint64_t)(high - low) + 1;
        else open->value[i] = low + (high - low) * open->value[i];
    }
    if (!v->whole) return;
    uint64_t above[CHUNK];
    copse_lanes_below_at(isa, &places, open->whole, above);
    for (size_t i = 0; i < open->count; i++)
        open->value[i] = copse_i_in_turn(v->low, open->study[i], 0) + (double)above[i];
}

static void draw_betas(open_draws *open, const copse_variate *v, copse_isa isa, copse_address at, unsigned part)
{
    const unsigned second = COPSE_I_DRAW_SECOND + part - COPSE_I_DRAW_SIZE;
    draw_gammas(open, isa, at, v->a, 1, open->value);
    for (size_t i = 0; i < open->count; i++) open->draw[i] = (open->draw[i] & 0xfffffff) | (uint64_t)second << 28;
    draw_gammas(open, isa, at, v->b, 1, open->other);
    for (size_t i = 0; i < open->count; i++) open->value[i] /= open->value[i] + open->other[i];
}

/* One try of every open draw, as in copse_i_variate. */
static void draw_open(open_draws *open, const copse_variate *v, copse_isa isa, copse_address at, unsigned part)
{
    const copse_lanes_places places = places_of(open, at);
    double *x = open->value;
    const size_t *study = open->study;
    switch (v->kind) {
    case COPSE_VARIATE_UNIFORM:
        draw_uniforms(open, v, isa, at);
        return;
    case COPSE_VARIATE_NORMAL:
    case COPSE_VARIATE_LOGNORMAL:
        copse_lanes_normals_at(isa, &places, x);
        for (size_t i = 0; i < open->count; i++)
            x[i] = copse_i_in_turn(v->a, study[i], 0) + copse_i_in_turn(v->b, study[i], 1) * x[i];
        for (size_t i = 0; v->kind == COPSE_VARIATE_LOGNORMAL && i < open->count; i++) x[i] = copse_exp(x[i]);
        return;
    case COPSE_VARIATE_GAMMA:
        draw_gammas(open, isa, at, v->a, 1, x);
        for (size_t i = 0; i < open->count; i++) x[i] *= copse_i_in_turn(v->b, study[i], 1);
        return;
    case COPSE_VARIATE_CHISQ:
        draw_gammas(open, isa, at, v->a, 0.5, x);
        for (size_t i = 0; i < open->count; i++) x[i] = copse_i_in_turn(v->b, study[i], 1) * (2.0 * x[i]);
        return;
    case COPSE_VARIATE_BETA:
        draw_betas(open, v, isa, at, part);
        return;
    default: /* a sample: a word each */
        for (size_t i = 0; i < open->count; i++) {
            at.replicate = open->replicate[i];
            at.draw = (uint32_t)open->draw[i];
            x[i] = v->a.value[copse_draw_below(at, 0, (uint32_t)v->a.count)];
        }
    }
}

/* Puts what lies within its limits in its place, and keeps the rest open; `last`: there is no other try. */
static void close_up(open_draws *open, const copse_variate *v, bool last, double *out)
{
    const size_t count = open->count;
    open->count = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t study = open->study[i];
        const double low = copse_i_in_turn(v->low, study, -(double)INFINITY);
        const double high = copse_i_in_turn(v->high, study, (double)INFINITY);
        const double x = v->whole ? floor(open->value[i] + 0.5) : open->value[i];
        const bool inside = x >= low && x <= high;
        if (inside || last) {
            out[open->place[i]] = inside ? x : x < low ? low : high;
            continue;
        }
        const size_t n = open->count++;
        open->replicate[n] = open->replicate[i];
        open->study[n] = study;
        open->place[n] = open->place[i];
    }
}

static void fill_fixed(const copse_variate *v, size_t k, double *out)
{
    for (size_t i = 0; i < k; i++)
        for (size_t l = 0; l < LANES; l++) {
            const double x = copse_i_in_turn(v->a, i, 0);
            out[i * LANES + l] = v->whole ? floor(x + 0.5) : x;
        }
}

void copse_i_variate_lanes(const copse_variate *v, copse_isa isa, copse_address at, unsigned part, size_t k,
                           double *out)
{
    open_draws open;
    if (copse_i_variate_fixed(v)) {
        fill_fixed(v, k, out);
        return;
    }
    for (size_t first = 0; first < k; first += ROWS) {
        open.count = (k - first < ROWS ? k - first : ROWS) * LANES;
        for (size_t i = 0; i < open.count; i++) {
            open.replicate[i] = at.replicate + i % LANES;
            open.study[i] = first + i / LANES;
            open.place[i] = (uint32_t)i;
        }
        for (unsigned attempt = 0; open.count > 0; attempt++) {
            for (size_t i = 0; i < open.count; i++)
                open.draw[i] = copse_i_draw_at(at, part, attempt, open.study[i]).draw;
            draw_open(&open, v, isa, at, part);
            close_up(&open, v, attempt + 1 == COPSE_I_TRIES, out + first * LANES);
        }
    }
}

/* ---------------------------------------------------------------------------------------------------- data sets */

/* Normals of a part for all studies. */
static void draw_normals(copse_isa isa, copse_address at, unsigned part, size_t k, double *z)
{
    const copse_lanes_address from = {at.seed, at.stream, at.replicate, (uint32_t)part << 28};
    copse_lanes_normals(isa, from, k, z);
}

/* Estimates of effects that are normal and drawn with their errors. */
static void draw_marginal(const copse_simulation *sim, const copse_i_plan *plan, copse_address at, const double *v,
                          double *y)
{
    const double tau2 = plan->cell.tau2;
    draw_normals(sim->design.isa, at, COPSE_I_DRAW_EFFECT, plan->cell.k, y);
    for (size_t i = 0; i < plan->cell.k; i++)
        for (size_t e = i * LANES; e < (i + 1) * LANES; e++) y[e] = plan->mean[i] + sqrt(tau2 + v[e]) * y[e];
}

/* Effects of any shape, then their errors; `size` is NULL where studies have variances only. */
static void draw_conditional(const copse_simulation *sim, const copse_i_plan *plan, copse_address at,
                             const double *size, const double *v, double *y)
{
    draw_normals(sim->design.isa, at, COPSE_I_DRAW_ERROR, plan->cell.k, y);
    for (size_t e = 0; e < plan->cell.k * LANES; e++) {
        const copse_i_study s = {.size = size == NULL ? (double)NAN : size[e], .v = v[e]};
        copse_address one = at;
        one.replicate += e % LANES;
        y[e] = copse_i_draw_effect(plan, one, e / LANES, plan->mean[e / LANES], &s) + sqrt(v[e]) * y[e];
    }
}

/* The variances that the studies report, in place of the true ones. */
static void estimate_variances(const copse_simulation *sim, const copse_i_plan *plan, copse_address at,
                               const double *size, double *v)
{
    const size_t all = plan->cell.k * LANES;
    uint64_t replicate[CHUNK], draw[CHUNK];
    double df[CHUNK], shape[CHUNK], x[CHUNK];
    for (size_t first = 0; first < all; first += CHUNK) {
        const size_t n = all - first < CHUNK ? all - first : CHUNK;
        for (size_t i = 0; i < n; i++) {
            replicate[i] = at.replicate + i % LANES;
            draw[i] = copse_i_draw_at(at, COPSE_I_DRAW_SPREAD1, 0, (first + i) / LANES).draw;
            df[i] = isnan(sim->design.df) ? size[first + i] - 1 : sim->design.df;
            shape[i] = 0.5 * df[i];
        }
        const copse_lanes_places places = {at.seed, at.stream, n, replicate, draw};
        copse_lanes_gammas_at(sim->design.isa, &places, shape, x);
        for (size_t i = 0; i < n; i++) v[first + i] = v[first + i] * (2.0 * x[i]) / df[i];
    }
}

void copse_i_given_lanes(const copse_simulation *sim, const copse_i_plan *plan, uint32_t stream, uint64_t b,
                         double *size, double *y, double *v)
{
    const copse_simulation_design *d = &sim->design;
    const copse_simulation_cell *cell = &plan->cell;
    const copse_address at = {.seed = d->seed, .stream = stream, .replicate = b};
    const bool sized = cell->size != NULL;
    if (sized) {
        copse_i_variate_lanes(cell->size, d->isa, at, COPSE_I_DRAW_SIZE, cell->k, size);
        for (size_t i = 0; i < cell->k * LANES; i++) v[i] = d->sigma2 / size[i];
    } else {
        copse_i_variate_lanes(cell->variance, d->isa, at, COPSE_I_DRAW_VARIANCE, cell->k, v);
    }
    if (plan->marginal) draw_marginal(sim, plan, at, v, y);
    else draw_conditional(sim, plan, at, sized ? size : NULL, v, y);
    if (d->estimated) estimate_variances(sim, plan, at, size, v);
}
