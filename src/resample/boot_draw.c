/* The data sets of eight replicates. */
#include "boot.h"

static copse_lanes_address address(const copse_i_boot_worker *w, uint64_t first, size_t draw)
{
    const copse_boot_plan *plan = &w->boot->plan;
    return (copse_lanes_address){
        .seed = plan->seed, .stream = plan->stream, .first = plan->first + first, .draw = plan->draw + (uint32_t)draw};
}

static void draw_strata(copse_i_boot_worker *w, uint64_t first)
{
    const copse_boot *b = w->boot;
    size_t draw = 0;
    for (size_t s = 0; s < b->parts; s++) {
        const size_t start = b->part_start[s], k = b->part_start[s + 1] - start;
        copse_lanes_counts(b->isa, address(w, first, draw), k, w->draw);
        for (size_t i = 0; i < k; i++)
            for (size_t l = 0; l < COPSE_LANES; l++)
                w->n[b->part[start + i] * COPSE_LANES + l] = w->draw[i * COPSE_LANES + l];
        draw += (k + 3) / 4;
    }
}

static void draw_clusters(copse_i_boot_worker *w, uint64_t first)
{
    const copse_boot *b = w->boot;
    copse_lanes_counts(b->isa, address(w, first, 0), b->parts, w->draw);
    for (size_t i = 0; i < b->plan.k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++)
            w->n[i * COPSE_LANES + l] = w->draw[b->plan.cluster[i] * COPSE_LANES + l];
}

static void draw_estimates(copse_i_boot_worker *w, uint64_t first)
{
    const copse_boot *b = w->boot;
    copse_lanes_normals(b->isa, address(w, first, 0), b->plan.k, w->draw);
    for (size_t i = 0; i < b->plan.k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++)
            w->y[i * COPSE_LANES + l] = b->fitted[i] + b->spread[i] * w->draw[i * COPSE_LANES + l];
}

/* The weight of a residual from a uniform. */
static double wild_weight(copse_boot_wild wild, double u)
{
    static const double MAMMEN_LOW = -0.61803398874989484820, MAMMEN_HIGH = 1.61803398874989484820,
                        MAMMEN_SHARE = 0.72360679774997896964; /* (sqrt 5 + 1)/(2 sqrt 5) */
    static const double WEBB[] = {-1.22474487139158904910, -1, -0.70710678118654752440,
                                  0.70710678118654752440,  1,  1.22474487139158904910};
    if (wild == COPSE_BOOT_RADEMACHER) return u < 0.5 ? -1 : 1;
    if (wild == COPSE_BOOT_MAMMEN) return u < MAMMEN_SHARE ? MAMMEN_LOW : MAMMEN_HIGH;
    return WEBB[(size_t)(6 * u)];
}

static void draw_signs(copse_i_boot_worker *w, uint64_t first)
{
    const copse_boot *b = w->boot;
    copse_lanes_uniforms(b->isa, address(w, first, 0), b->plan.k, w->draw);
    for (size_t i = 0; i < b->plan.k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++)
            w->y[i * COPSE_LANES + l] =
                b->fitted[i] + b->spread[i] * wild_weight(b->plan.wild, w->draw[i * COPSE_LANES + l]);
}

/* Exponentials over their sum are Dirichlet(1, ..., 1) (Rubin 1981); times k they sum to k. */
static void draw_weights(copse_i_boot_worker *w, uint64_t first)
{
    const size_t k = w->boot->plan.k;
    double sum[COPSE_LANES] = {0};
    copse_lanes_exponentials(w->boot->isa, address(w, first, 0), k, w->n);
    for (size_t i = 0; i < k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++) sum[l] += w->n[i * COPSE_LANES + l];
    for (size_t l = 0; l < COPSE_LANES; l++) sum[l] = (double)k / sum[l];
    for (size_t i = 0; i < k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++) w->n[i * COPSE_LANES + l] *= sum[l];
}

copse_i_boot_sets copse_i_boot_draw(copse_i_boot_worker *w, uint64_t first)
{
    const copse_i_boot_sets by_count = {.n = w->n}, by_estimate = {.y = w->y};
    switch (w->boot->plan.kind) {
    case COPSE_BOOT_STRATIFIED:
        draw_strata(w, first);
        return by_count;
    case COPSE_BOOT_CLUSTER:
        draw_clusters(w, first);
        return by_count;
    case COPSE_BOOT_BAYESIAN:
        draw_weights(w, first);
        return by_count;
    case COPSE_BOOT_PARAMETRIC:
        draw_estimates(w, first);
        return by_estimate;
    case COPSE_BOOT_WILD:
        draw_signs(w, first);
        return by_estimate;
    default:
        copse_lanes_counts(w->boot->isa, address(w, first, 0), w->boot->plan.k, w->n);
        return by_count;
    }
}
