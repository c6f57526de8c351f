/* Parts of a batch: many data sets, each fitted once. */
#ifndef COPSE_RESAMPLE_BATCH_PARTS_H
#define COPSE_RESAMPLE_BATCH_PARTS_H

#include <copse/resample.h>

/** Where the estimates of a data set stand in the batch's arrays. */
typedef struct copse_i_batch_place {
    size_t at, k;
} copse_i_batch_place;

struct copse_batch {
    copse_batch_opts opts;
    bool simple; /**< estimates and variances come as they are used */
    copse_lanes *lanes;
    double *y, *v; /**< estimates that are used, data set by data set */
    size_t y_capacity, v_capacity;
    copse_i_batch_place *place; /**< one a data set */
    size_t place_capacity;
    size_t *order; /**< data sets for the lanes, the smallest first */
    size_t order_capacity;
    double *y_lanes, *v_lanes, *n_lanes; /**< eight data sets by lane */
    double *y_row, *v_row;               /**< of one data set, row by row */
    copse_effect_row *result;
    size_t y_row_capacity, v_row_capacity, result_capacity;
};

/** Raw numbers of data set g to estimates at batch->y + place->at; fit gets status, k and what is to blame. */
copse_status copse_i_batch_effects(copse_batch *batch, const copse_batch_data *data, size_t g,
                                   copse_i_batch_place *place, copse_batch_fit *fit, copse_error *err);
/** Egger's test of k >= 3 estimates; NaN where there is none. */
void copse_i_batch_egger(const double *y, const double *v, size_t k, copse_batch_egger *egger);

#endif
