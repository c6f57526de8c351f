/* src/cli/pool_calibrate.h: pool --all-methods and --calibrate: every estimator with every interval, and how often these
 * hold the truth in data sets like this one. */
#ifndef COPSE_I_POOL_CALIBRATE_H
#define COPSE_I_POOL_CALIBRATE_H

#include "task.h"

#include <copse/job.h>

typedef struct copse_i_calibrate_values {
    bool all;
    uint64_t replicates; /**< COPSE_I_NOT_GIVEN: no calibration */
    copse_i_list tau2;   /**< further cells */
    copse_i_list methods, tests;
    uint64_t seed;
    int threads;
    int tau2_ci; /**< no option: a copse_tau2_ci of --tau2-ci, COPSE_TAU2_CI_COUNT for all, -1: none is asked for */
} copse_i_calibrate_values;

enum { copse_i_calibrate_count = 7 };
extern const copse_i_option copse_i_calibrate_options[copse_i_calibrate_count];
#define COPSE_I_CALIBRATE_GROUP(offset)                                                                                \
    {                                                                                                                  \
        "Which interval to trust", copse_i_calibrate_options, copse_i_calibrate_count, offset                          \
    }

/** The choices and their calibration. Zero-initialise; owns what it points to, borrows from the task. */
typedef struct copse_i_calibrated {
    copse_choices choices;
    copse_calibration *calibration;
    copse_job_result result;
    double *tau2, *beta;
    copse_tau2_ci tau2_interval[COPSE_TAU2_CI_COUNT];
    size_t tau2_intervals;
} copse_i_calibrated;

/** Does what the options ask for, with the fitted task; nothing where they ask for nothing. */
COPSE_NODISCARD copse_status copse_i_calibrate(const copse_i_calibrate_values *values, const copse_i_call *call,
                                               bool quiet, const copse_i_task *task, copse_i_calibrated *out,
                                               copse_error *err);
void copse_i_calibrated_free(copse_i_calibrated *calibrated);

#endif
