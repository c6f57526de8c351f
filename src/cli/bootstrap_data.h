/* src/cli/bootstrap_data.h: from the options of `copse bootstrap` to a plan. */
#ifndef COPSE_I_BOOTSTRAP_DATA_H
#define COPSE_I_BOOTSTRAP_DATA_H

#include "long_work.h"
#include "moderators.h"

#include <copse/resample.h>

/** Where --until gives up unless --most says otherwise; the fallback of that option in digits. */
#define COPSE_I_BOOTSTRAP_MOST ((uint64_t)16777216)

typedef struct copse_i_bootstrap_values {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    int kind, wild;
    uint64_t replicates, nested, most, replay;
    copse_i_list quantity, interval, test;
    copse_i_moderator_values moderators; /**< --mods alone */
    const char *cluster, *strata;
    double until;
    bool keep;
    const char *replicates_out, *export_counts, *plot;
    copse_i_long_values work;
    copse_i_output_values output;
} copse_i_bootstrap_values;

/** A bootstrap under way. Zero-initialise. */
typedef struct copse_i_bootstrap {
    const copse_i_bootstrap_values *asked;
    const copse_i_call *call;
    copse_i_task task;
    const char **needed;     /**< columns that a study must have a value in */
    size_t *part;            /**< cluster or stratum of each study */
    const char *part_column; /**< its column */
    copse_boot_names names;
    copse_boot_quantity *quantity;
    bool interval[COPSE_BOOT_INTERVAL_COUNT];
    copse_boot_plan plan;
    copse_boot *boot;
    copse_job_result result;
    copse_boot_summary summary;
} copse_i_bootstrap;

/** What can be said of the options before the file is read. */
COPSE_NODISCARD copse_status copse_i_bootstrap_check(const copse_i_bootstrap_values *asked, copse_error *err);
/** The studies, with a value in every column that is needed. */
COPSE_NODISCARD copse_status copse_i_bootstrap_read(copse_i_bootstrap *b, copse_error *err);
/** From the studies read: moderators, parts, the fit, quantities, plan. */
COPSE_NODISCARD copse_status copse_i_bootstrap_prepare(copse_i_bootstrap *b, copse_error *err);
/** The most replicates that there can be, and whether all of them are kept. */
uint64_t copse_i_bootstrap_most(const copse_i_bootstrap_values *asked);
bool copse_i_bootstrap_keeps(const copse_i_bootstrap_values *asked);
void copse_i_bootstrap_free(copse_i_bootstrap *b);

#endif
