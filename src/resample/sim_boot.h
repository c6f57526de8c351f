/* Bootstrap intervals inside the simulation: the replicates of one data set after the other, eight at a time. */
#ifndef COPSE_RESAMPLE_SIM_BOOT_H
#define COPSE_RESAMPLE_SIM_BOOT_H

#include "boot_interval.h"
#include "sim_parts.h"

/* The values of the replicates of one data set by columns: coefficients 0..p-1, tau2, then, of each test, (t* - t)/se* of
 * the coefficients. NaN where a replicate has none. */
typedef struct copse_i_replicates {
    size_t p, tests, count, room;
    uint64_t fitted; /* replicates that have a fit */
    double *value;   /* columns x room */
    double *open;    /* room: the values of one column, closed up */
    double estimate[COPSE_LANES_COLUMNS + 1];
    double se[COPSE_TEST_COUNT][COPSE_LANES_COLUMNS]; /* of the data set */
    double *jackknife;                                /* units x (p + 1): without each study */
    size_t units;                                     /* 0: not wanted */
} copse_i_replicates;

static inline size_t copse_i_replicate_columns(size_t p, size_t tests)
{
    return p + 1 + tests * p;
}

/* Room for `count` replicates of `units` studies. */
COPSE_NODISCARD copse_status copse_i_replicates_init(copse_i_replicates *r, size_t p, size_t tests, size_t count,
                                                     size_t units);
void copse_i_replicates_free(copse_i_replicates *r);

/* Closes up the values of coefficient (or tau2) q, studentised under test number `test` where that is below r->tests:
 * what intervals are made of. Valid until the next call. */
copse_i_boot_basis copse_i_replicates_basis(const copse_i_replicates *r, size_t q, size_t test,
                                            copse_i_boot_sample *sample);
/* The column of values that basis closes up. */
static inline double *copse_i_replicates_column(const copse_i_replicates *r, size_t q, size_t test)
{
    return r->value + (test < r->tests ? r->p + 1 + test * r->p + q : q) * r->room;
}

/* A worker's own room. */
typedef struct copse_i_sim_boot copse_i_sim_boot;
/* *boot is NULL where no method has a bootstrap. */
COPSE_NODISCARD copse_status copse_i_sim_boot_new(const copse_simulation *simulation, copse_i_sim_boot **boot);
void copse_i_sim_boot_free(copse_i_sim_boot *boot);

/* Eight data sets with their fits: fit[t] under test number t of the fit that the resampling is of. */
typedef struct copse_i_fitted {
    const copse_i_plan *plan;
    uint64_t first;              /* the number of the first data set */
    const unsigned char *wanted; /* by lane */
    const copse_lanes_group *data;
    const copse_lanes_fit *fit;
} copse_i_fitted;

/* The limits of every method of resampling number `which`; they are at copse_i_sim_boot_limits until the next run. */
COPSE_NODISCARD copse_status copse_i_sim_boot_run(copse_i_sim_boot *boot, size_t which, const copse_i_fitted *fitted,
                                                  copse_lanes *engine, copse_error *err);
const copse_i_limits *copse_i_sim_boot_limits(const copse_i_sim_boot *boot, size_t method);

#endif
