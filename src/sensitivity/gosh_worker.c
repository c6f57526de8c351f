/* Subsets by their numbers, and the fits of eight of them. */
#include "gosh_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_status copse_i_gosh_worker_init(const copse_i_gosh_plan *plan, copse_i_gosh_worker *w, copse_error *err)
{
    const copse_lanes_opts lanes = {.fit = plan->fit, .isa = plan->opts.isa, .without_R2 = true};
    *w = (copse_i_gosh_worker){.plan = plan};
    copse_status st = COPSE_OK;
    if (plan->opts.tables != NULL) {
        st = copse_i_gosh_sums_new(plan, &w->sums, err);
    } else if (plan->opts.fit != NULL) {
        w->study = copse_alloc(plan->k, sizeof *w->study);
        if (w->study == NULL) st = copse_fail_memory(err);
    } else {
        st = copse_lanes_new(&lanes, plan->X, plan->k, plan->p, &w->lanes, err);
        if (st == COPSE_OK) st = copse_i_gosh_ladder_init(plan, &w->ladder, err);
    }
    if (st != COPSE_OK) return st;
    w->set = copse_alloc(COPSE_LANES * plan->words, sizeof *w->set);
    w->y = copse_alloc(plan->k, sizeof *w->y);
    w->v = copse_alloc(plan->k, sizeof *w->v);
    w->n = copse_alloc(plan->k * COPSE_LANES, sizeof *w->n);
    const bool ready = w->set != NULL && w->y != NULL && w->v != NULL && w->n != NULL;
    return ready ? COPSE_OK : copse_fail_memory(err);
}

void copse_i_gosh_worker_free(copse_i_gosh_worker *w)
{
    copse_lanes_free(w->lanes);
    copse_i_gosh_ladder_free(&w->ladder);
    copse_i_gosh_sums_free(w->sums);
    free(w->study);
    free(w->set);
    free(w->y);
    free(w->v);
    free(w->n);
}

static size_t ones(uint64_t word)
{
    size_t n = 0;
    for (; word != 0; word &= word - 1) n++;
    return n;
}

bool copse_i_gosh_has(const copse_i_gosh_worker *w, size_t lane, size_t study)
{
    return (w->set[lane * w->plan->words + study / 64] >> (study % 64) & 1) != 0;
}

/* Every study in or out with the same chance, again where that leaves too few. */
static void draw_set(copse_i_gosh_worker *w, uint32_t stream, uint64_t replicate, size_t lane)
{
    const copse_i_gosh_plan *plan = w->plan;
    uint64_t *set = w->set + lane * plan->words;
    const uint64_t last = plan->k % 64 == 0 ? UINT64_MAX : ((uint64_t)1 << plan->k % 64) - 1;
    for (uint32_t sub = 0;; sub++) {
        size_t size = 0;
        for (size_t word = 0; word < plan->words; word++) {
            uint32_t block[4];
            const size_t half = word % 2;
            copse_philox((copse_address){plan->opts.seed, stream, replicate, (uint32_t)(word / 2)}, sub, block);
            set[word] = block[2 * half] | (uint64_t)block[2 * half + 1] << 32;
            if (word + 1 == plan->words) set[word] &= last;
            size += ones(set[word]);
        }
        w->size[lane] = size;
        if (size >= plan->least) return;
    }
}

/* Sets 8 g to 8 g + 7 differ in their first three studies alone. */
static size_t write_usual_rows(copse_i_gosh_worker *w, copse_lanes_group *group)
{
    const copse_i_gosh_plan *plan = w->plan;
    size_t rows = 3;
    if (!w->usual) {
        for (size_t i = 0; i < plan->k * COPSE_LANES; i++) w->n[i] = 1;
        for (size_t i = 0; i < 3; i++)
            for (size_t l = 0; l < COPSE_LANES; l++) w->n[i * COPSE_LANES + l] = (double)(l >> i & 1);
        memcpy(w->y, plan->y, 3 * sizeof *w->y);
        memcpy(w->v, plan->v, 3 * sizeof *w->v);
        w->usual = true;
    }
    for (uint64_t set = w->set[0] >> 3, i = 3; set != 0; set >>= 1, i++) {
        w->y[rows] = plan->y[i];
        w->v[rows] = plan->v[i];
        rows += set & 1;
    }
    *group = (copse_lanes_group){.k = rows, .y = w->y, .v = w->v, .n = w->n};
    if (w->ladder.nodes > 0) group->sums = copse_i_gosh_climb(&w->ladder, w->set[0] >> 3);
    return rows;
}

/* Rows that stand in any of the live sets, with how often each lane has them; dead lanes repeat a live one. */
static size_t write_rows(copse_i_gosh_worker *w, copse_lanes_group *group)
{
    const copse_i_gosh_plan *plan = w->plan;
    size_t from[COPSE_LANES], live = COPSE_LANES, lives = 0, rows = 0;
    for (size_t l = COPSE_LANES; l-- > 0;) {
        if (w->live[l]) live = l;
        lives += w->live[l];
    }
    if (lives == 0) return 0;
    if (plan->exact && plan->X == NULL && lives == COPSE_LANES && w->set[0] % COPSE_LANES == 0)
        return write_usual_rows(w, group);
    w->usual = false;
    for (size_t l = 0; l < COPSE_LANES; l++) from[l] = (w->live[l] ? l : live) * plan->words;
    for (size_t i = 0; i < plan->k; i++) {
        double *n = w->n + rows * COPSE_LANES;
        uint64_t any = plan->X != NULL ? 1 : 0;
        for (size_t l = 0; l < COPSE_LANES; l++) {
            const uint64_t in = w->set[from[l] + i / 64] >> (i % 64) & 1;
            n[l] = (double)(uint32_t)in;
            any |= in;
        }
        if (any == 0) continue;
        w->y[rows] = plan->y[i];
        w->v[rows++] = plan->v[i];
    }
    *group = (copse_lanes_group){.k = rows, .y = w->y, .v = w->v, .n = w->n};
    return rows;
}

static void read_lane_without_df(copse_i_gosh_worker *w, size_t l)
{
    double(*het)[COPSE_LANES] = w->value + w->plan->p;
    het[GOSH_I2][l] = het[GOSH_Q][l] = 0;
    het[GOSH_H2][l] = 1;
    if (!isfinite(het[GOSH_TAU2][l])) het[GOSH_TAU2][l] = 0;
}

/* A set of as many studies as coefficients leaves no degrees of freedom to see heterogeneity by. */
static void read_fits(copse_i_gosh_worker *w)
{
    const copse_i_gosh_plan *plan = w->plan;
    const copse_lanes_fit *fit = &w->fit;
    const size_t p = plan->p, c = plan->opts.coefficient;
    memcpy(w->value, fit->coef, p * sizeof *w->value);
    memcpy(w->value[p + GOSH_I2], fit->I2, sizeof fit->I2);
    memcpy(w->value[p + GOSH_H2], fit->H2, sizeof fit->H2);
    memcpy(w->value[p + GOSH_TAU2], fit->tau2, sizeof fit->tau2);
    memcpy(w->value[p + GOSH_Q], fit->Q, sizeof fit->Q);
    for (size_t l = 0; l < COPSE_LANES; l++) {
        const double far = fabs(fit->coef[c][l] - plan->opts.null), se = fit->se[c][l];
        w->significant[l] = se > 0 && far > fit->critical[l] * se ? 1 : 0;
    }
    for (size_t l = 0; l < COPSE_LANES; l++) {
        w->fitted[l] = w->live[l] && fit->status[l] == COPSE_LANE_OK;
        if (w->fitted[l] && w->size[l] > p) continue;
        if (w->fitted[l]) read_lane_without_df(w, l);
        else
            for (size_t j = 0; j < plan->width; j++) w->value[j][l] = plan->origin[j];
    }
}

static copse_status fit_sets(copse_i_gosh_worker *w, copse_error *err)
{
    copse_lanes_group group;
    if (w->sums != NULL) {
        copse_i_gosh_fit_tables(w);
    } else if (w->study != NULL) {
        const copse_status st = copse_i_gosh_fit_own(w, err);
        if (st != COPSE_OK) return st;
    } else if (write_rows(w, &group) > 0) {
        const copse_status st = copse_lanes_run(w->lanes, &group, &w->fit, err);
        if (st != COPSE_OK) return st;
    }
    read_fits(w);
    return COPSE_OK;
}

copse_status copse_i_gosh_fit_drawn(copse_i_gosh_worker *w, uint32_t stream, uint64_t first, size_t count,
                                    copse_error *err)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        w->live[l] = l < count;
        if (w->live[l]) draw_set(w, stream, first + l, l);
    }
    return fit_sets(w, err);
}

void copse_i_gosh_set(copse_i_gosh_worker *w, uint64_t number, size_t lane)
{
    if (!w->plan->exact) {
        draw_set(w, 0, number, lane);
        return;
    }
    w->set[lane] = number; /* so few studies that one word holds them */
    w->size[lane] = ones(number);
}

copse_status copse_i_gosh_fit(copse_i_gosh_worker *w, uint64_t first, size_t count, copse_error *err)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        w->live[l] = l < count;
        if (!w->live[l]) continue;
        copse_i_gosh_set(w, first + l, l);
        w->live[l] = w->size[l] > 0 && w->size[l] >= w->plan->least;
    }
    return fit_sets(w, err);
}
