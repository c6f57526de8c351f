/* Many data sets, each fitted once. It stands in this room, and not in lanes, because it takes raw numbers (effect) and
 * tests for small-study effects beside the fits. */
#include "batch_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES_LARGEST = 256 }; /* data sets of more studies fill a vector by themselves: copse_pool */

const char *copse_batch_status_code(copse_batch_status status)
{
    static const char *const code[] = {
#define CODE(id, code, text) [COPSE_BATCH_##id] = (code),
        COPSE_BATCH_STATUS_LIST(CODE)
#undef CODE
    };
    return status < COPSE_BATCH_STATUS_COUNT ? code[status] : NULL;
}

const char *copse_batch_status_text(copse_batch_status status)
{
    static const char *const text[] = {
#define TEXT(id, code, text) [COPSE_BATCH_##id] = (text),
        COPSE_BATCH_STATUS_LIST(TEXT)
#undef TEXT
    };
    return status < COPSE_BATCH_STATUS_COUNT ? text[status] : NULL;
}

copse_batch_opts copse_batch_opts_default(void)
{
    return (copse_batch_opts){.measure = copse_measure_find("GEN"),
                              .effect = copse_effect_opts_default(),
                              .lanes = copse_lanes_opts_default()};
}

static double *by_lane(void)
{
    return copse_alloc((size_t)LANES_LARGEST * COPSE_LANES, sizeof(double));
}

copse_status copse_batch_new(const copse_batch_opts *opts, copse_batch **batch, copse_error *err)
{
    const copse_batch_opts defaults = copse_batch_opts_default();
    *batch = NULL;
    copse_batch *made = copse_alloc(1, sizeof *made);
    if (made == NULL) return copse_fail_memory(err);
    made->opts = opts != NULL ? *opts : defaults;
    made->simple = made->opts.measure != NULL && made->opts.measure->family == COPSE_FAMILY_GIVEN;
    made->y_lanes = by_lane();
    made->v_lanes = by_lane();
    made->n_lanes = by_lane();
    copse_status status = COPSE_OK;
    if (made->opts.measure == NULL) status = copse_fail(err, COPSE_EINVAL, "a batch needs a measure");
    else if (made->opts.lanes.fit.test == COPSE_TEST_HENMI_COPAS)
        status = copse_fail(err, COPSE_EINVAL, "the test henmi-copas is of one data set at a time");
    else if (made->y_lanes == NULL || made->v_lanes == NULL || made->n_lanes == NULL) status = copse_fail_memory(err);
    else status = copse_lanes_new(&made->opts.lanes, NULL, LANES_LARGEST, 1, &made->lanes, err);
    if (status == COPSE_OK) *batch = made;
    else copse_batch_free(made);
    return status;
}

void copse_batch_free(copse_batch *batch)
{
    if (batch == NULL) return;
    copse_lanes_free(batch->lanes);
    free(batch->y);
    free(batch->v);
    free(batch->place);
    free(batch->order);
    free(batch->y_lanes);
    free(batch->v_lanes);
    free(batch->n_lanes);
    free(batch->y_row);
    free(batch->v_row);
    free(batch->result);
    free(batch);
}

static copse_status make_room(copse_batch *batch, const copse_batch_data *data, copse_error *err)
{
    const size_t rows = data->start[data->groups];
    if (copse_reserve((void **)&batch->y, &batch->y_capacity, rows, sizeof(double)) != COPSE_OK ||
        copse_reserve((void **)&batch->v, &batch->v_capacity, rows, sizeof(double)) != COPSE_OK ||
        copse_reserve((void **)&batch->place, &batch->place_capacity, data->groups, sizeof *batch->place) != COPSE_OK ||
        copse_reserve((void **)&batch->order, &batch->order_capacity, data->groups, sizeof *batch->order) != COPSE_OK)
        return copse_fail_memory(err);
    return COPSE_OK;
}

static copse_batch_fit nothing(void)
{
    const copse_interval none = {NAN, NAN};
    return (copse_batch_fit){.why = "",
                             .input = COPSE_IN_COUNT,
                             .test = COPSE_TEST_Z,
                             .estimate = NAN,
                             .se = NAN,
                             .statistic = NAN,
                             .df = NAN,
                             .p = NAN,
                             .ci = none,
                             .prediction = none,
                             .tau2 = NAN,
                             .I2 = NAN,
                             .H2 = NAN,
                             .Q = NAN,
                             .Q_df = NAN,
                             .Q_p = NAN,
                             .egger = {NAN, NAN, NAN, NAN, NAN}};
}

/* Estimates of every data set, and the order of those for the lanes. */
static copse_status prepare(copse_batch *batch, const copse_batch_data *data, copse_batch_fit *fit, size_t *lanes,
                            copse_error *err)
{
    size_t first[LANES_LARGEST + 2] = {0}; /* first[k + 1]: data sets of k, then where those of k + 1 begin */
    size_t at = 0;
    for (size_t g = 0; g < data->groups; g++) {
        copse_i_batch_place *place = &batch->place[g];
        fit[g] = nothing();
        *place = (copse_i_batch_place){.at = at};
        if (data->refused != NULL && data->refused[g]) fit[g].status = COPSE_BATCH_REFUSED;
        else {
            const copse_status status = copse_i_batch_effects(batch, data, g, place, &fit[g], err);
            if (status != COPSE_OK) return status;
        }
        if (fit[g].status != COPSE_BATCH_OK) place->k = 0;
        else if (place->k == 0) fit[g].status = COPSE_BATCH_EMPTY;
        fit[g].k = place->k;
        at += place->k;
        if (place->k > 0 && place->k <= LANES_LARGEST) first[place->k + 1]++;
    }
    for (size_t k = 1; k <= LANES_LARGEST + 1; k++) first[k] += first[k - 1];
    *lanes = first[LANES_LARGEST + 1];
    for (size_t g = 0; g < data->groups; g++) {
        const size_t k = batch->place[g].k;
        if (k > 0 && k <= LANES_LARGEST) batch->order[first[k]++] = g;
    }
    return COPSE_OK;
}

/* What follows from the fit: statistic and p-values. */
static void finish(const copse_batch *batch, size_t g, copse_batch_fit *f)
{
    const copse_i_batch_place *place = &batch->place[g];
    f->test = place->k > 1 ? batch->opts.lanes.fit.test : COPSE_TEST_Z;
    if (f->se > 0) {
        f->statistic = f->estimate / f->se;
        f->p = isnan(f->df) ? 2 * copse_normal_upper(fabs(f->statistic)) : copse_t_two_sided(f->statistic, f->df);
    }
    f->Q_df = (double)(place->k - 1);
    f->Q_p = place->k > 1 ? copse_chisq_upper(f->Q, f->Q_df) : 1;
    copse_i_batch_egger(batch->y + place->at, batch->v + place->at, place->k, &f->egger);
}

static void take_lane(const copse_lanes_fit *from, size_t l, copse_batch_fit *f)
{
    if (from->status[l] != COPSE_LANE_OK) {
        f->status = COPSE_BATCH_RANGE;
        f->why = copse_lane_status_text((copse_lane_status)from->status[l]);
        return;
    }
    const double half = from->critical[l] * from->se[0][l];
    f->estimate = from->coef[0][l];
    f->se = from->se[0][l];
    f->df = from->df[l];
    f->ci = (copse_interval){f->estimate - half, f->estimate + half};
    f->prediction = (copse_interval){from->pi_lower[l], from->pi_upper[l]};
    f->tau2 = from->tau2[l];
    f->I2 = from->I2[l];
    f->H2 = from->H2[l];
    f->Q = from->Q[l];
}

/* Lane l gets the data set at `place`, and then its first study again, 0 times, up to `rows`. */
static void fill_lane(copse_batch *batch, const copse_i_batch_place *place, size_t l, size_t rows)
{
    const double *y = batch->y + place->at, *v = batch->v + place->at;
    for (size_t i = 0; i < rows; i++) {
        const size_t from = i < place->k ? i : 0, to = i * COPSE_LANES + l;
        batch->y_lanes[to] = y[from];
        batch->v_lanes[to] = v[from];
        batch->n_lanes[to] = i < place->k ? 1 : 0;
    }
}

/* Up to eight data sets, the largest last; lanes left over repeat the first. */
static copse_status fit_eight(copse_batch *batch, const size_t *group, size_t count, copse_batch_fit *fit,
                              copse_error *err)
{
    copse_lanes_fit result;
    const size_t rows = batch->place[group[count - 1]].k;
    const bool alike = batch->place[group[0]].k == rows;
    for (size_t l = 0; l < COPSE_LANES; l++) fill_lane(batch, &batch->place[group[l < count ? l : 0]], l, rows);
    const copse_lanes_group lanes = {.k = rows,
                                     .y = batch->y_lanes,
                                     .v = batch->v_lanes,
                                     .y_by_lane = true,
                                     .v_by_lane = true,
                                     .n = alike ? NULL : batch->n_lanes};
    const copse_status status = copse_lanes_run(batch->lanes, &lanes, &result, err);
    for (size_t l = 0; status == COPSE_OK && l < count; l++) {
        copse_batch_fit *f = &fit[group[l]];
        take_lane(&result, l, f);
        if (f->status == COPSE_BATCH_OK) finish(batch, group[l], f);
    }
    return status;
}

/* A data set too large for the lanes. */
static copse_status fit_alone(const copse_batch *batch, size_t g, copse_batch_fit *f, copse_error *err)
{
    copse_fit one = {0};
    copse_error own = {0};
    copse_fit_opts opts = batch->opts.lanes.fit;
    opts.without_tau2_ci = true;
    const copse_i_batch_place *place = &batch->place[g];
    const copse_status status =
        copse_pool(batch->y + place->at, batch->v + place->at, NULL, place->k, 1, &opts, &one, &own);
    if (status == COPSE_OK) {
        f->estimate = one.coef[0].estimate;
        f->se = one.coef[0].se;
        f->df = one.coef[0].df;
        f->ci = one.coef[0].ci;
        f->prediction = one.prediction;
        f->tau2 = one.het.tau2;
        f->I2 = one.het.I2;
        f->H2 = one.het.H2;
        f->Q = one.het.Q;
        finish(batch, g, f);
    } else if (status == COPSE_ERANGE || status == COPSE_EDOM || status == COPSE_ERANK) {
        f->status = COPSE_BATCH_RANGE;
        f->why = copse_lane_status_text(COPSE_LANE_RANGE);
    }
    copse_fit_free(&one);
    if (status == COPSE_OK || f->status != COPSE_BATCH_OK) return COPSE_OK;
    return copse_fail(err, status, "%s", own.text);
}

copse_status copse_batch_run(copse_batch *batch, const copse_batch_data *data, copse_batch_fit *fit, copse_error *err)
{
    size_t lanes = 0;
    copse_status status = make_room(batch, data, err);
    if (status == COPSE_OK) status = prepare(batch, data, fit, &lanes, err);
    for (size_t i = 0; status == COPSE_OK && i < lanes; i += COPSE_LANES)
        status = fit_eight(batch, batch->order + i, lanes - i < COPSE_LANES ? lanes - i : COPSE_LANES, fit, err);
    for (size_t g = 0; status == COPSE_OK && g < data->groups; g++)
        if (batch->place[g].k > LANES_LARGEST) status = fit_alone(batch, g, &fit[g], err);
    return status;
}
