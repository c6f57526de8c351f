/* A thread's workspace: fits of eight data sets, and the values of the quantities. */
#include "boot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the value and the standard error of a quantity lie. */
static copse_i_boot_from resolve(const copse_i_boot_worker *w, const copse_boot_quantity *q)
{
    const copse_lanes_fit *all = &w->fit[0], *level = &w->fit[1];
    copse_i_boot_from f = {.rule = COPSE_I_BOOT_COPY, .fit = all};
    switch (q->what) {
    case COPSE_BOOT_STAT_MU:
    case COPSE_BOOT_STAT_COEF:
        f.from = all->coef[q->a];
        f.se = all->se[q->a];
        break;
    case COPSE_BOOT_STAT_TAU2:
        f.from = all->tau2;
        break;
    case COPSE_BOOT_STAT_TAU:
        f.rule = COPSE_I_BOOT_ROOT;
        f.from = all->tau2;
        break;
    case COPSE_BOOT_STAT_I2:
        f.from = all->I2;
        break;
    case COPSE_BOOT_STAT_H2:
        f.from = all->H2;
        break;
    case COPSE_BOOT_STAT_R2:
        f.from = all->R2;
        break;
    case COPSE_BOOT_STAT_PI_LOWER:
        f.from = all->pi_lower;
        break;
    case COPSE_BOOT_STAT_PI_UPPER:
        f.from = all->pi_upper;
        break;
    case COPSE_BOOT_STAT_Q:
        f.from = all->Q;
        break;
    case COPSE_BOOT_STAT_QM:
        f.from = all->QM;
        break;
    case COPSE_BOOT_STAT_LEVEL:
        f.fit = &level[q->a];
        f.from = level[q->a].coef[0];
        f.se = level[q->a].se[0];
        break;
    case COPSE_BOOT_STAT_DIFF:
        f.rule = COPSE_I_BOOT_LESS;
        f.fit = &level[q->a];
        f.fit_with = &level[q->b];
        f.from = level[q->a].coef[0];
        f.with = level[q->b].coef[0];
        f.se = level[q->a].se[0];
        f.se_with = level[q->b].se[0];
        break;
    default:
        f.rule = COPSE_I_BOOT_BETWEEN;
        f.fit = level;
    }
    return f;
}

static copse_status allocate(copse_i_boot_worker *w, copse_error *err)
{
    const copse_boot_plan *plan = &w->boot->plan;
    const size_t lanes = plan->k * COPSE_LANES, width = w->boot->width * COPSE_LANES;
    const size_t levels = plan->group != NULL ? plan->levels : 0;
    w->fit = copse_alloc(1 + levels, sizeof *w->fit);
    w->from = copse_alloc(plan->quantities, sizeof *w->from);
    w->value = copse_alloc(width, sizeof *w->value);
    w->n = copse_alloc(lanes, sizeof *w->n);
    w->y = copse_alloc(lanes, sizeof *w->y);
    w->draw = copse_alloc(lanes, sizeof *w->draw);
    w->n_order = copse_alloc(lanes, sizeof *w->n_order);
    w->y_order = copse_alloc(lanes, sizeof *w->y_order);
    w->v_order = copse_alloc(lanes, sizeof *w->v_order);
    w->v_lane = copse_alloc(lanes, sizeof *w->v_lane);
    w->sum = copse_alloc(w->boot->width, sizeof *w->sum);
    w->cell = copse_alloc(w->boot->width * COPSE_BOOT_BLOCK, sizeof *w->cell);
    w->nested = copse_alloc(4 * width, sizeof *w->nested);
    w->inner_n = copse_alloc(lanes, sizeof *w->inner_n);
    w->inner_y = copse_alloc(lanes, sizeof *w->inner_y);
    w->mean = copse_alloc(lanes, sizeof *w->mean);
    w->sd = copse_alloc(lanes, sizeof *w->sd);
    const void *const all[] = {w->fit,     w->from,    w->value,   w->n,      w->y,   w->draw,
                               w->n_order, w->y_order, w->v_order, w->v_lane, w->sum, w->nested,
                               w->inner_n, w->inner_y, w->mean,    w->sd,     w->cell};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] == NULL) return copse_fail_memory(err);
    return COPSE_OK;
}

static bool shares_tau2(const copse_boot *b)
{
    return b->by_level && b->plan.tau2_mode == COPSE_TAU2_COMMON;
}

/* tau2 is that of the regression on the levels. With it, a level's effect and standard error are those of equal effects
 * with variances v + tau2. */
static copse_status open_common(copse_i_boot_worker *w, const copse_lanes_opts *opts, copse_error *err)
{
    const copse_boot *b = w->boot;
    copse_lanes_opts own = *opts;
    own.fit.test = COPSE_TEST_Z; /* it is asked for tau2 alone */
    const copse_status st = copse_lanes_new(&own, b->level_design, b->plan.k, b->plan.levels, &w->common, err);
    if (st != COPSE_OK) return st;
    own.fit.test = opts->fit.test;
    own.fit.method = COPSE_METHOD_EE;
    own.fit.pi = COPSE_PI_METAFOR;
    own.fit.tau2 = NAN;
    return copse_lanes_new(&own, NULL, b->plan.k, 1, &w->fixed, err);
}

copse_status copse_boot_open(void *boot, void **worker, copse_error *err)
{
    const copse_boot *b = boot;
    copse_i_boot_worker *w = copse_alloc(1, sizeof *w);
    *worker = NULL;
    if (w == NULL) return copse_fail_memory(err);
    w->boot = b;
    copse_lanes_opts opts = {.fit = b->plan.fit, .isa = b->isa};
    copse_status st = allocate(w, err);
    if (st == COPSE_OK) st = copse_lanes_new(&opts, b->plan.X, b->plan.k, b->plan.p, &w->engine, err);
    if (st == COPSE_OK && shares_tau2(b)) st = open_common(w, &opts, err);
    opts.fit.method = COPSE_METHOD_EE;
    opts.fit.pi = COPSE_PI_METAFOR;
    opts.fit.test = COPSE_TEST_Z;
    opts.fit.tau2 = NAN;
    if (st == COPSE_OK && b->plan.null[COPSE_BOOT_NULL_TAU2])
        st = copse_lanes_new(&opts, b->plan.X, b->plan.k, b->plan.p, &w->null_engine, err);
    if (st != COPSE_OK) {
        copse_boot_close(boot, w);
        return st;
    }
    for (size_t q = 0; q < b->plan.quantities; q++) w->from[q] = resolve(w, &b->plan.quantity[q]);
    *worker = w;
    return COPSE_OK;
}

void copse_boot_close(void *boot, void *worker)
{
    (void)boot;
    copse_i_boot_worker *w = worker;
    if (w == NULL) return;
    copse_lanes_free(w->engine);
    copse_lanes_free(w->null_engine);
    copse_lanes_free(w->common);
    copse_lanes_free(w->fixed);
    void *const all[] = {w->fit,     w->from,    w->value,   w->n,      w->y,   w->draw,
                         w->n_order, w->y_order, w->v_order, w->v_lane, w->sum, w->nested,
                         w->inner_n, w->inner_y, w->mean,    w->sd,     w->cell};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    free(w);
}

/* Rows by level, one level after the other; Bayesian weights of a level sum to its number of studies. */
static void sort_rows(const copse_boot *b, const double *rows, double *out)
{
    for (size_t i = 0; i < b->plan.k; i++)
        memcpy(out + i * COPSE_LANES, rows + b->order[i] * COPSE_LANES, COPSE_LANES * sizeof *out);
}

static void rescale_weights(const copse_boot *b, double *n)
{
    for (size_t j = 0; j < b->plan.levels; j++) {
        double sum[COPSE_LANES] = {0};
        for (size_t i = b->start[j]; i < b->start[j + 1]; i++)
            for (size_t l = 0; l < COPSE_LANES; l++) sum[l] += n[i * COPSE_LANES + l];
        const double k = (double)(b->start[j + 1] - b->start[j]);
        for (size_t i = b->start[j]; i < b->start[j + 1]; i++)
            for (size_t l = 0; l < COPSE_LANES; l++) n[i * COPSE_LANES + l] *= k / sum[l];
    }
}

/* The one tau2 of all levels, added to the variances in w->v_lane. Where there is none, as a level is empty, the variances
 * stay, and share_fit takes the fits back. */
static copse_status find_common(copse_i_boot_worker *w, const copse_lanes_group *all, copse_error *err)
{
    const copse_status st = copse_lanes_run(w->common, all, &w->common_fit, err);
    if (st != COPSE_OK) return st;
    for (size_t i = 0; i < all->k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            const double tau2 = w->common_fit.tau2[l]; /* none: one study a level, which are pooled without it */
            const double v = all->v[all->v_by_lane ? i * COPSE_LANES + l : i];
            w->v_lane[i * COPSE_LANES + l] = v + (tau2 > 0 ? tau2 : 0);
        }
    return COPSE_OK;
}

static void share_fit(copse_i_boot_worker *w, copse_lanes_fit *fit)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        const unsigned char status = w->common_fit.status[l];
        fit->tau2[l] = w->common_fit.tau2[l];
        if (status == COPSE_LANE_OK) continue;
        /* The design of levels loses rank only where one is empty. */
        if (fit->status[l] == COPSE_LANE_OK) fit->status[l] = status == COPSE_LANE_RANK ? COPSE_LANE_TOO_FEW : status;
        fit->coef[0][l] = fit->se[0][l] = NAN;
    }
}

static copse_lanes_group sorted_group(const copse_i_boot_worker *w, copse_i_boot_sets sets, size_t start, size_t end)
{
    const copse_boot *b = w->boot;
    return (copse_lanes_group){
        .k = end - start,
        .y = sets.y != NULL ? w->y_order + start * COPSE_LANES : b->y_order + start,
        .y_by_lane = sets.y != NULL,
        .v = sets.v != NULL ? w->v_order + start * COPSE_LANES : b->v_order + start,
        .v_by_lane = sets.v != NULL,
        .n = sets.n != NULL ? w->n_order + start * COPSE_LANES : NULL,
    };
}

copse_status copse_i_boot_fit_levels(copse_i_boot_worker *w, copse_i_boot_sets sets, copse_error *err)
{
    const copse_boot *b = w->boot;
    copse_status st = COPSE_OK;
    if (sets.n != NULL) sort_rows(b, sets.n, w->n_order);
    if (sets.y != NULL) sort_rows(b, sets.y, w->y_order);
    if (sets.v != NULL) sort_rows(b, sets.v, w->v_order);
    if (sets.n != NULL && b->plan.kind == COPSE_BOOT_BAYESIAN) rescale_weights(b, w->n_order);
    if (w->common != NULL) {
        const copse_lanes_group all = sorted_group(w, sets, 0, b->plan.k);
        st = find_common(w, &all, err);
    }
    for (size_t j = 0; j < b->plan.levels && st == COPSE_OK; j++) {
        copse_lanes_group group = sorted_group(w, sets, b->start[j], b->start[j + 1]);
        if (w->common != NULL) {
            group.v = w->v_lane + b->start[j] * COPSE_LANES;
            group.v_by_lane = true;
        }
        st = copse_lanes_run(w->common != NULL ? w->fixed : w->engine, &group, &w->fit[1 + j], err);
        if (st == COPSE_OK && w->common != NULL) share_fit(w, &w->fit[1 + j]);
    }
    return st;
}

copse_status copse_i_boot_evaluate(copse_i_boot_worker *w, copse_i_boot_sets sets, copse_error *err)
{
    const copse_boot *b = w->boot;
    copse_status st = COPSE_OK;
    if (b->whole) {
        const copse_lanes_group group = {.k = b->plan.k,
                                         .y = sets.y != NULL ? sets.y : b->plan.y,
                                         .y_by_lane = sets.y != NULL,
                                         .v = b->plan.v,
                                         .n = sets.n};
        st = copse_lanes_run(w->engine, &group, &w->fit[0], err);
    }
    if (st == COPSE_OK && b->by_level) st = copse_i_boot_fit_levels(w, sets, err);
    if (st == COPSE_OK) copse_i_boot_derive(w);
    return st;
}

/* sum (mu_l - mean)^2/se_l^2 over levels, as in copse_pool_subgroups. */
void copse_i_boot_between(const copse_i_boot_worker *w, double out[COPSE_LANES])
{
    const copse_lanes_fit *level = &w->fit[1];
    double sum[COPSE_LANES] = {0}, mean[COPSE_LANES] = {0};
    for (size_t l = 0; l < COPSE_LANES; l++) out[l] = 0;
    for (size_t j = 0; j < w->boot->plan.levels; j++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            const double weight = 1 / (level[j].se[0][l] * level[j].se[0][l]);
            sum[l] += weight;
            mean[l] += weight * (level[j].coef[0][l] - level[0].coef[0][l]);
        }
    for (size_t j = 0; j < w->boot->plan.levels; j++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            const double z = (level[j].coef[0][l] - level[0].coef[0][l] - mean[l] / sum[l]) / level[j].se[0][l];
            out[l] += z * z;
        }
}

void copse_i_boot_derive(copse_i_boot_worker *w)
{
    for (size_t q = 0; q < w->boot->plan.quantities; q++) {
        const copse_i_boot_from *f = &w->from[q];
        double *out = w->value + q * COPSE_LANES;
        switch (f->rule) {
        case COPSE_I_BOOT_COPY:
            for (size_t l = 0; l < COPSE_LANES; l++) out[l] = f->from[l];
            break;
        case COPSE_I_BOOT_ROOT:
            for (size_t l = 0; l < COPSE_LANES; l++) out[l] = sqrt(f->from[l]);
            break;
        case COPSE_I_BOOT_LESS:
            for (size_t l = 0; l < COPSE_LANES; l++) out[l] = f->from[l] - f->with[l];
            break;
        default:
            copse_i_boot_between(w, out);
        }
    }
}

bool copse_i_boot_errors(const copse_i_boot_worker *w, size_t q, double se[COPSE_LANES])
{
    const copse_i_boot_from *f = &w->from[q];
    if (f->se == NULL) return false;
    for (size_t l = 0; l < COPSE_LANES; l++)
        se[l] = f->se_with == NULL ? f->se[l] : sqrt(f->se[l] * f->se[l] + f->se_with[l] * f->se_with[l]);
    return true;
}

static copse_boot_reason reason_of(unsigned char status, bool level)
{
    switch ((copse_lane_status)status) {
    case COPSE_LANE_OK:
        return COPSE_BOOT_UNDEFINED;
    case COPSE_LANE_RANK:
        return COPSE_BOOT_RANK;
    case COPSE_LANE_DOMAIN:
        return COPSE_BOOT_DOMAIN;
    case COPSE_LANE_RANGE:
        return COPSE_BOOT_RANGE;
    case COPSE_LANE_UNPROVEN:
        return COPSE_BOOT_UNPROVEN;
    default:
        return level ? COPSE_BOOT_EMPTY : COPSE_BOOT_TOO_FEW;
    }
}

copse_boot_reason copse_i_boot_why(const copse_i_boot_worker *w, size_t q, size_t lane)
{
    const copse_i_boot_from *f = &w->from[q];
    const bool level = f->fit != &w->fit[0];
    if (f->rule == COPSE_I_BOOT_BETWEEN) {
        for (size_t j = 0; j < w->boot->plan.levels; j++)
            if (w->fit[1 + j].status[lane] != COPSE_LANE_OK) return reason_of(w->fit[1 + j].status[lane], true);
        return COPSE_BOOT_UNDEFINED;
    }
    if (f->fit->status[lane] == COPSE_LANE_OK && f->fit_with != NULL)
        return reason_of(f->fit_with->status[lane], level);
    return reason_of(f->fit->status[lane], level);
}

void copse_i_boot_put(const copse_fit *from, size_t l, copse_lanes_fit *fit)
{
    fit->tau2[l] = from->het.tau2;
    for (size_t j = 0; j < from->p; j++) {
        fit->coef[j][l] = from->coef[j].estimate;
        fit->se[j][l] = from->coef[j].se;
    }
    fit->Q[l] = from->het.Q;
    fit->I2[l] = from->het.I2;
    fit->H2[l] = from->het.H2;
    fit->QM[l] = from->het.QM;
    fit->R2[l] = from->het.R2;
    fit->pi_lower[l] = from->prediction.lower;
    fit->pi_upper[l] = from->prediction.upper;
    fit->status[l] = COPSE_LANE_OK;
}
