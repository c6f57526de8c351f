/* Replicates within replicates: a standard error for quantities that have no analytic one. */
#include "boot.h"

#include <math.h>
#include <string.h>

bool copse_i_boot_can_nest(copse_boot_kind kind)
{
    return kind == COPSE_BOOT_NONPARAMETRIC || kind == COPSE_BOOT_STRATIFIED || kind == COPSE_BOOT_CLUSTER ||
           kind == COPSE_BOOT_PARAMETRIC;
}

static copse_lanes_address address(const copse_i_boot_worker *w, uint64_t first, size_t draw)
{
    return (copse_lanes_address){
        .seed = w->boot->plan.seed, .stream = COPSE_I_BOOT_DRAWS_NESTED, .first = first, .draw = (uint32_t)draw};
}

/* The studies of a replicate, in the order of the data, each as often as it stands there, have positions 0, 1, …. How
 * often each position is drawn is known (drawn); a study is drawn as often as its positions are. */
static void gather(const double *outer, const size_t *study, size_t units, const double *drawn, double *inner)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        size_t position = 0;
        for (size_t u = 0; u < units; u++) {
            const size_t at = (study == NULL ? u : study[u]) * COPSE_LANES + l;
            double sum = 0;
            for (size_t c = (size_t)outer[at]; c > 0; c--) sum += drawn[position++ * COPSE_LANES + l];
            inner[at] = sum;
        }
    }
}

static void draw_clusters(copse_i_boot_worker *w, uint64_t first, size_t draw)
{
    const copse_boot *b = w->boot;
    copse_lanes_counts(b->isa, address(w, first, draw), b->parts, w->draw);
    for (size_t l = 0; l < COPSE_LANES; l++) {
        size_t position = 0;
        for (size_t g = 0; g < b->parts; g++) {
            double sum = 0;
            for (size_t c = (size_t)w->n[b->part[b->part_start[g]] * COPSE_LANES + l]; c > 0; c--)
                sum += w->draw[position++ * COPSE_LANES + l];
            for (size_t i = b->part_start[g]; i < b->part_start[g + 1]; i++)
                w->inner_n[b->part[i] * COPSE_LANES + l] = sum;
        }
    }
}

static copse_i_boot_sets draw_inner(copse_i_boot_worker *w, uint64_t first, size_t m)
{
    const copse_boot *b = w->boot;
    const size_t k = b->plan.k, draw = m * b->draws;
    if (b->plan.kind == COPSE_BOOT_PARAMETRIC) {
        copse_lanes_normals(b->isa, address(w, first, draw), k, w->draw);
        for (size_t i = 0; i < k * COPSE_LANES; i++) w->inner_y[i] = w->mean[i] + w->sd[i] * w->draw[i];
        return (copse_i_boot_sets){.y = w->inner_y};
    }
    if (b->plan.kind == COPSE_BOOT_CLUSTER) {
        draw_clusters(w, first, draw);
    } else if (b->plan.kind == COPSE_BOOT_STRATIFIED) {
        size_t own = draw;
        for (size_t s = 0; s < b->parts; s++) {
            const size_t start = b->part_start[s], units = b->part_start[s + 1] - start;
            copse_lanes_counts(b->isa, address(w, first, own), units, w->draw);
            gather(w->n, b->part + start, units, w->draw, w->inner_n);
            own += (units + 3) / 4;
        }
    } else {
        copse_lanes_counts(b->isa, address(w, first, draw), k, w->draw);
        gather(w->n, NULL, k, w->draw, w->inner_n);
    }
    return (copse_i_boot_sets){.n = w->inner_n};
}

/* The model of each replicate, for parametric replicates of it. */
static void keep_model(copse_i_boot_worker *w)
{
    const copse_boot_plan *plan = &w->boot->plan;
    for (size_t i = 0; i < plan->k; i++) {
        const copse_lanes_fit *fit = plan->group == NULL ? &w->fit[0] : &w->fit[1 + plan->group[i]];
        for (size_t l = 0; l < COPSE_LANES; l++) {
            double mean = 0;
            for (size_t j = 0; j < plan->p; j++)
                mean += (plan->X == NULL ? 1 : plan->X[i * plan->p + j]) * fit->coef[j][l];
            w->mean[i * COPSE_LANES + l] = mean;
            w->sd[i * COPSE_LANES + l] = sqrt(fit->tau2[l] + plan->v[i]);
        }
    }
}

/* (t* - t)/se*, se* the standard deviation of the values about the replicate's own. */
static void finish(copse_i_boot_worker *w)
{
    const copse_boot *b = w->boot;
    const size_t size = b->plan.quantities * COPSE_LANES;
    const double *outer = w->nested, *sum = outer + size, *square = sum + size, *count = square + size;
    memcpy(w->value, outer, size * sizeof *outer);
    for (size_t c = b->plan.quantities; c < b->width; c++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            const size_t q = b->source[c], at = q * COPSE_LANES + l;
            const double variance = (square[at] - sum[at] * sum[at] / count[at]) / (count[at] - 1);
            w->value[c * COPSE_LANES + l] =
                count[at] >= 2 && variance > 0 ? (outer[at] - b->estimate[q]) / sqrt(variance) : NAN;
        }
}

copse_status copse_i_boot_nested(copse_i_boot_worker *w, uint64_t first, copse_i_boot_sets sets, copse_error *err)
{
    const copse_boot *b = w->boot;
    const size_t size = b->plan.quantities * COPSE_LANES;
    double *outer = w->nested, *sum = outer + size, *square = sum + size, *count = square + size;
    (void)sets;
    memcpy(outer, w->value, size * sizeof *outer);
    memset(sum, 0, 3 * size * sizeof *sum);
    if (b->plan.kind == COPSE_BOOT_PARAMETRIC) keep_model(w);
    copse_status st = COPSE_OK;
    for (size_t m = 0; m < b->plan.nested && st == COPSE_OK; m++) {
        st = copse_i_boot_evaluate(w, draw_inner(w, first, m), err);
        for (size_t at = 0; at < size; at++) {
            const double d = w->value[at] - outer[at];
            if (!isfinite(d)) continue;
            sum[at] += d;
            square[at] += d * d;
            count[at] += 1;
        }
    }
    if (st == COPSE_OK) st = copse_i_boot_evaluate(w, sets, err); /* the fits say why values are missing */
    finish(w);
    return st;
}
