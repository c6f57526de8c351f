/* A run of all blocks: its room, and what is read of it. */
#ifndef COPSE_SENSITIVITY_GOSH_RUN_H
#define COPSE_SENSITIVITY_GOSH_RUN_H

#include "gosh_parts.h"

/* Cells of a grid. */
enum { GOSH_GRID = COPSE_GOSH_CELLS * COPSE_GOSH_CELLS_I2 };

typedef struct copse_i_gosh_run {
    copse_i_gosh_plan plan;
    int threads;
    copse_i_gosh_worker *worker; /* one a thread */
    copse_i_gosh_counts *counts;
    copse_i_gosh_block *block; /* of the turn under way */
    uint64_t first;            /* block */
    copse_i_gosh_block sum;
    double *kept;
} copse_i_gosh_run;

/** Workers and blocks; free_room takes it, also after a failure. */
copse_status copse_i_gosh_make_room(copse_i_gosh_run *r, copse_error *err);
void copse_i_gosh_free_room(copse_i_gosh_run *r);
/** Where coefficients are counted, if they are not kept. */
copse_status copse_i_gosh_find_range(copse_i_gosh_run *r, copse_error *err);
/** A width of its own for what does not vary. */
void copse_i_gosh_widen(double *low, double *high);

copse_status copse_i_gosh_quartiles_of_kept(const copse_i_gosh_run *r, copse_gosh *gosh, copse_error *err);
void copse_i_gosh_quartiles_of_counts(const copse_i_gosh_run *r, copse_gosh *gosh);
copse_status copse_i_gosh_make_grids(copse_i_gosh_run *r, copse_gosh *gosh, copse_error *err);

#endif
