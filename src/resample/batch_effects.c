/* From the rows of a data set to the estimates that are pooled. */
#include "batch_parts.h"

#include <math.h>

static void blame(copse_batch_fit *fit, copse_batch_status status, size_t row, const copse_effect_row *why)
{
    fit->status = status;
    fit->row = row;
    fit->input = why->input;
    fit->why = why->why;
}

/* Estimates with variances that need no arithmetic; false where a row is not of this kind. */
static bool copy_given(const copse_batch *batch, const copse_batch_data *data, size_t g, size_t at)
{
    const double *yi = data->in[COPSE_IN_YI], *vi = data->in[COPSE_IN_VI];
    const size_t begin = data->start[g], n = data->start[g + 1] - begin;
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        const double y = yi[begin + i], v = vi[begin + i];
        good &= isfinite(y) && v > 0 && isfinite(v);
        batch->y[at + i] = y;
        batch->v[at + i] = v;
    }
    return good;
}

static copse_status make_room(copse_batch *batch, size_t rows, copse_error *err)
{
    if (copse_reserve((void **)&batch->y_row, &batch->y_row_capacity, rows, sizeof(double)) != COPSE_OK ||
        copse_reserve((void **)&batch->v_row, &batch->v_row_capacity, rows, sizeof(double)) != COPSE_OK ||
        copse_reserve((void **)&batch->result, &batch->result_capacity, rows, sizeof *batch->result) != COPSE_OK)
        return copse_fail_memory(err);
    return COPSE_OK;
}

/* Leaves out what copse pool leaves out, and stops where it stops. */
static void sift(copse_batch *batch, const copse_batch_data *data, size_t g, copse_i_batch_place *place,
                 copse_batch_fit *fit)
{
    const size_t begin = data->start[g], rows = data->start[g + 1] - begin;
    const copse_effect_row *first = NULL;
    for (size_t i = 0; i < rows; i++) {
        const copse_effect_row *row = &batch->result[i];
        if (row->status == COPSE_EDOM) {
            blame(fit, COPSE_BATCH_IMPOSSIBLE, begin + i, row);
            return;
        }
        if (row->status == COPSE_EMISSING && batch->opts.missing_fails) {
            blame(fit, COPSE_BATCH_MISSING, begin + i, row);
            return;
        }
        if (row->status != COPSE_OK) {
            fit->left_out++;
            if (first == NULL) first = row;
            continue;
        }
        batch->y[place->at + place->k] = batch->y_row[i];
        batch->v[place->at + place->k++] = batch->v_row[i];
    }
    if (place->k == 0 && first != NULL) blame(fit, COPSE_BATCH_EMPTY, begin + (size_t)(first - batch->result), first);
}

copse_status copse_i_batch_effects(copse_batch *batch, const copse_batch_data *data, size_t g,
                                   copse_i_batch_place *place, copse_batch_fit *fit, copse_error *err)
{
    const size_t begin = data->start[g], rows = data->start[g + 1] - begin;
    const double *in[COPSE_IN_COUNT];
    if (batch->simple && data->in[COPSE_IN_YI] != NULL && data->in[COPSE_IN_VI] != NULL &&
        copy_given(batch, data, g, place->at)) {
        place->k = rows;
        return COPSE_OK;
    }
    copse_status status = make_room(batch, rows, err);
    if (status != COPSE_OK) return status;
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++)
        in[input] = data->in[input] != NULL ? data->in[input] + begin : NULL;
    status = copse_effect_compute(batch->opts.measure, in, rows, &batch->opts.effect, batch->y_row, batch->v_row, NULL,
                                  batch->result);
    if (status != COPSE_OK)
        return copse_fail(err, status, "measure %s: its columns, or the options of its effects, are not legal",
                          batch->opts.measure->code);
    sift(batch, data, g, place, fit);
    return COPSE_OK;
}
