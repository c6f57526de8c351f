/* src/resample/calibrate.h: what the files of a calibration share. */
#ifndef COPSE_I_CALIBRATE_H
#define COPSE_I_CALIBRATE_H

#include "calibrate_short.h"

#include <copse/math.h>
#include <copse/resample.h>

/* The choices of one estimator that the kernels have: fitted in lanes, under all these tests at once. The others are fitted
 * one by one. */
typedef struct copse_i_calibration_fit {
    copse_method method;
    copse_test test[COPSE_TEST_COUNT];
    size_t choice[COPSE_TEST_COUNT];
    size_t tests;
} copse_i_calibration_fit;

struct copse_calibration {
    copse_calibration_design design;
    double *mean; /* k: X beta */
    copse_i_calibration_fit fit[COPSE_METHOD_COUNT];
    size_t fits;
    size_t *alone; /* choices that lanes do not have */
    size_t alones;
    uint64_t blocks; /* of a cell */
    copse_i_short tables;
};

/* Interval widths of some data sets, which sum to the same bits in any order. */
typedef struct copse_i_widths {
    uint64_t count, covered;
    copse_exact_sum sum, squares;
} copse_i_widths;

/* A choice in a cell: prediction intervals, whose `chance` is summed, and p coefficients behind it. */
typedef struct copse_i_calibration_tally {
    copse_i_widths prediction;
    copse_exact_sum chance, chance_squares;
    copse_i_widths coef[];
} copse_i_calibration_tally;

copse_i_calibration_tally *copse_i_calibration_at(const copse_calibration *calibration, void *state, size_t cell,
                                                  size_t choice);
/* Widths of an interval of tau2 in a cell, which lie behind all choices. */
copse_i_widths *copse_i_calibration_tau2_at(const copse_calibration *calibration, void *state, size_t cell,
                                            size_t interval);
/* Adds one; without limits it is not counted. */
void copse_i_calibration_tau2_add(const copse_calibration *calibration, size_t cell, copse_i_widths *widths,
                                  copse_interval interval);
/* Adds an interval of coefficient j, and for j = 0 the prediction interval (NaN: none). */
void copse_i_calibration_add(const copse_calibration *calibration, size_t cell, copse_i_calibration_tally *tally,
                             size_t j, copse_interval interval);
void copse_i_calibration_predict(const copse_calibration *calibration, size_t cell, copse_i_calibration_tally *tally,
                                 copse_interval prediction);

#endif
