#include "careful.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

copse_method copse_i_kernel_method(const copse_fit_opts *opts)
{
    const copse_method m = opts->method;
    if (!isnan(opts->tau2)) return m <= COPSE_METHOD_PMM ? m : COPSE_METHOD_REML; /* of no consequence */
    if (m == COPSE_METHOD_DLIT || m == COPSE_METHOD_SJIT) return COPSE_METHOD_PM; /* the same number */
    if (m == COPSE_METHOD_SJ && opts->setup.start != COPSE_TAU2_START_VARIANCE) return COPSE_METHOD_COUNT;
    return m <= COPSE_METHOD_PMM ? m : COPSE_METHOD_COUNT;
}

static void put_nan(copse_lanes_fit *fit, size_t p, size_t l, copse_lane_status status)
{
    double *const all[] = {fit->tau2, fit->df, fit->critical, fit->Q,        fit->I2,
                           fit->H2,   fit->QM, fit->R2,       fit->pi_lower, fit->pi_upper};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) all[i][l] = NAN;
    for (size_t j = 0; j < p; j++) fit->coef[j][l] = fit->se[j][l] = NAN;
    fit->status[l] = (unsigned char)status;
}

/* Henmi and Copas have a critical value of their own. */
static double critical_value(const copse_lanes *engine, const copse_fit *from)
{
    const copse_coefficient *c = &from->coef[0];
    return from->test == COPSE_TEST_HENMI_COPAS ? (c->ci.upper - c->ci.lower) / (2 * c->se)
                                                : copse_i_critical(engine, c->df);
}

static void put_fit(const copse_lanes *engine, const copse_fit *from, size_t l, copse_lanes_fit *fit)
{
    fit->tau2[l] = from->het.tau2;
    for (size_t j = 0; j < from->p; j++) {
        fit->coef[j][l] = from->coef[j].estimate;
        fit->se[j][l] = from->coef[j].se;
    }
    fit->df[l] = from->coef[0].df;
    fit->critical[l] = critical_value(engine, from);
    fit->Q[l] = from->het.Q;
    fit->I2[l] = from->het.I2;
    fit->H2[l] = from->het.H2;
    fit->QM[l] = from->het.QM;
    fit->R2[l] = from->het.R2;
    fit->pi_lower[l] = from->prediction.lower;
    fit->pi_upper[l] = from->prediction.upper;
    fit->status[l] = COPSE_LANE_OK;
}

/* Room for `rows` rows of a data set written out. */
static copse_status make_room(copse_lanes *e, size_t rows, copse_error *err)
{
    if (rows <= e->room) return COPSE_OK;
    free(e->y);
    free(e->v);
    free(e->rows);
    e->room = 0;
    e->y = copse_alloc(rows, sizeof *e->y);
    e->v = copse_alloc(rows, sizeof *e->v);
    e->rows = copse_alloc(rows * e->p, sizeof *e->rows);
    if (e->y == NULL || e->v == NULL || e->rows == NULL) return copse_fail_memory(err);
    e->room = rows;
    return COPSE_OK;
}

/* False where a row counts a fractional or negative number of times, or more often than any resample lets it. */
static bool sum_counts(const copse_lanes_group *g, size_t lane, double *total)
{
    *total = (double)g->k;
    if (g->n == NULL) return true;
    *total = 0;
    for (size_t i = 0; i < g->k; i++) {
        const double n = g->n[i * COPSE_LANES + lane];
        if (!(n >= 0 && n < 0x1p32 && n == floor(n))) return false;
        *total += n;
    }
    return *total < 0x1p40;
}

/* Writes the lane's data set out, each row n times. */
static copse_status write_out(copse_lanes *e, const copse_lanes_group *g, size_t lane, double total, size_t *k,
                              copse_error *err)
{
    const copse_status st = make_room(e, (size_t)total, err);
    if (st != COPSE_OK) return st;
    size_t rows = 0;
    for (size_t i = 0; i < g->k; i++) {
        const size_t times = g->n == NULL ? 1 : (size_t)g->n[i * COPSE_LANES + lane];
        for (size_t c = 0; c < times; c++, rows++) {
            e->y[rows] = g->y[g->y_by_lane ? i * COPSE_LANES + lane : i];
            e->v[rows] = g->v[g->v_by_lane ? i * COPSE_LANES + lane : i];
            if (e->X != NULL) memcpy(e->rows + rows * e->p, e->X + i * e->p, e->p * sizeof *e->X);
        }
    }
    *k = rows;
    return COPSE_OK;
}

static copse_lane_status why(copse_status st)
{
    return st == COPSE_ETOOFEW ? COPSE_LANE_TOO_FEW
           : st == COPSE_ERANK ? COPSE_LANE_RANK
           : st == COPSE_EDOM  ? COPSE_LANE_DOMAIN
                               : COPSE_LANE_RANGE;
}

copse_status copse_i_careful_fit(copse_lanes *engine, const copse_lanes_group *group, size_t lane, copse_lanes_fit *fit,
                                 copse_error *err)
{
    size_t k = 0;
    double total;
    fit->careful[lane] = 1;
    if (!sum_counts(group, lane, &total)) {
        put_nan(fit, engine->p, lane, COPSE_LANE_UNPROVEN);
        return COPSE_OK;
    }
    copse_status st = write_out(engine, group, lane, total, &k, err);
    if (st != COPSE_OK) return st;
    if (k == 0) {
        put_nan(fit, engine->p, lane, COPSE_LANE_TOO_FEW);
        return COPSE_OK;
    }
    copse_fit_opts opts = engine->opts.fit;
    opts.without_tau2_ci = true; /* lanes have none */
    opts.without_R2 = opts.without_R2 || engine->opts.without_R2;
    copse_fit one = {0};
    copse_error own = {0};
    st = copse_pool(engine->y, engine->v, engine->X == NULL ? NULL : engine->rows, k, engine->p, &opts, &one, &own);
    if (st == COPSE_OK) put_fit(engine, &one, lane, fit);
    else if (st != COPSE_ENOMEM && st != COPSE_EINVAL) put_nan(fit, engine->p, lane, why(st));
    copse_fit_free(&one);
    if (st == COPSE_ENOMEM || st == COPSE_EINVAL) return copse_fail(err, st, "%s", own.text);
    return COPSE_OK;
}
