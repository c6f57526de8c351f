/* The bootstrap inside: a checked plan, a thread's workspace, and the state that blocks of replicates add to. */
#ifndef COPSE_RESAMPLE_BOOT_H
#define COPSE_RESAMPLE_BOOT_H

#include "boot_interval.h"

#include <copse/math.h>
#include <copse/resample.h>

/* Streams of a seed; 0 is that of the plan's own draws unless it says another. */
enum { COPSE_I_BOOT_DRAWS_TAU2 = 1, COPSE_I_BOOT_DRAWS_MODERATORS, COPSE_I_BOOT_DRAWS_NESTED };

/* What is learnt of one column of the rows. All-zero bytes are nothing learnt yet. */
typedef struct copse_i_boot_column {
    uint64_t used;
    uint64_t below;                               /* values < the estimate, see copse_boot.scale */
    uint64_t missing[COPSE_BOOT_REASON_COUNT];    /* no value, by reason */
    uint64_t least, most;                         /* of the values, see copse_i_boot_key; least counts down */
    copse_exact_sum moment[COPSE_I_BOOT_MOMENTS]; /* sums of d^1..d^4, d = scale * (value - origin) */
} copse_i_boot_column;

typedef struct copse_i_boot_tally {
    uint64_t used, failed, reached;
} copse_i_boot_tally;

/* The state: this, a copse_i_boot_column for each column, and the cells of each column where cells are counted:
 * COPSE_BOOT_CELLS of them between the counts of what lies below and above. */
typedef struct copse_i_boot_state {
    copse_i_boot_tally test[COPSE_BOOT_NULL_COUNT];
} copse_i_boot_state;

struct copse_boot {
    copse_boot_plan plan;
    copse_boot_quantity *quantity;
    size_t width;   /* quantities, then studentised ones */
    size_t *source; /* quantity of each column */
    size_t *column; /* studentised column of each quantity, SIZE_MAX: none */
    double *estimate, *se;
    copse_lanes_scale
        *scale;              /* of each column; origin: the estimate, 0 for studentised values; below: values between it
                                 and the estimate are ties */
    bool whole, by_level;    /* fits that the quantities need */
    double *fitted, *spread; /* PARAMETRIC: mean and sd of each estimate; WILD: fitted value and scaled residual */
    double *null_spread;     /* sd of each estimate under no effect of moderators */
    double observed[COPSE_BOOT_NULL_COUNT];
    size_t *order, *start;     /* studies by level; first of each level in it */
    size_t *part, *part_start; /* the same by stratum or cluster */
    size_t parts;
    copse_isa isa;
    double *y_order, *v_order;
    double *level_design; /* k x levels by rows, studies sorted by level: one where the study is of the level */
    double *jackknife;    /* units x quantities: values without a study or cluster */
    size_t units;
    size_t draws; /* draw numbers that one data set takes */
};

/* Where a value comes from: eight of them, by lane. */
typedef enum copse_i_boot_rule {
    COPSE_I_BOOT_COPY,
    COPSE_I_BOOT_ROOT,
    COPSE_I_BOOT_LESS,   /* from - with */
    COPSE_I_BOOT_BETWEEN /* Q between levels */
} copse_i_boot_rule;

typedef struct copse_i_boot_from {
    copse_i_boot_rule rule;
    const double *from, *with;             /* of a fit of the worker */
    const double *se, *se_with;            /* standard errors; NULL: none */
    const copse_lanes_fit *fit, *fit_with; /* whose status says why there is no value */
} copse_i_boot_from;

typedef struct copse_i_boot_worker {
    const copse_boot *boot;
    copse_lanes *engine, *null_engine;
    copse_lanes *common, *fixed; /* levels with one tau2: the regression that finds it, the fits that are told it */
    copse_lanes_fit common_fit;
    copse_lanes_fit *fit; /* of all studies, then of each level */
    copse_lanes_fit null_fit;
    copse_i_boot_from *from; /* of each quantity */
    double *value;           /* width x 8 */
    double *n, *y, *draw;    /* k x 8 */
    double *n_order, *y_order, *v_order, *v_lane;
    copse_lanes_running *sum; /* of each column, of the block */
    uint32_t *cell;           /* width x COPSE_BOOT_BLOCK: where the values of the block are counted */
    double *nested;           /* 4 x quantities x 8: the outer values; sums, squares and numbers of the inner ones */
    double *inner_n, *inner_y;
    double *mean, *sd; /* k x 8: of inner parametric replicates */
} copse_i_boot_worker;

/* One group of eight data sets: n, y and v by lane, or NULL for the data's own. */
typedef struct copse_i_boot_sets {
    const double *n, *y;
    const double *v; /* of the levels' fits only */
} copse_i_boot_sets;

COPSE_NODISCARD copse_status copse_i_boot_check(const copse_boot_plan *plan, copse_error *err);
/* Fits the data themselves: estimates, standard errors, what redrawing needs. */
COPSE_NODISCARD copse_status copse_i_boot_observe(copse_boot *boot, copse_error *err);
COPSE_NODISCARD copse_status copse_i_boot_jackknife(copse_boot *boot, copse_error *err);

/* Writes the data sets of replicates first..first+7 into the worker. */
copse_i_boot_sets copse_i_boot_draw(copse_i_boot_worker *worker, uint64_t first);
/* Fits them and makes the quantities' values in worker->value. */
COPSE_NODISCARD copse_status copse_i_boot_evaluate(copse_i_boot_worker *worker, copse_i_boot_sets sets,
                                                   copse_error *err);
/* Fits the levels alone, and Q between them from these fits. */
COPSE_NODISCARD copse_status copse_i_boot_fit_levels(copse_i_boot_worker *worker, copse_i_boot_sets sets,
                                                     copse_error *err);
void copse_i_boot_between(const copse_i_boot_worker *worker, double QB[COPSE_LANES]);
/* The quantities' values from the fits in the worker. */
void copse_i_boot_derive(copse_i_boot_worker *worker);
/* Standard errors of quantity q in the lanes; false where it has none. */
bool copse_i_boot_errors(const copse_i_boot_worker *worker, size_t q, double se[COPSE_LANES]);
/* Why quantity q has no value in a lane. */
copse_boot_reason copse_i_boot_why(const copse_i_boot_worker *worker, size_t q, size_t lane);
/* Puts a scalar fit into a lane. */
void copse_i_boot_put(const copse_fit *from, size_t lane, copse_lanes_fit *fit);
/* Standard errors by replicates within replicates: the studentised columns of worker->value. */
COPSE_NODISCARD copse_status copse_i_boot_nested(copse_i_boot_worker *worker, uint64_t first, copse_i_boot_sets sets,
                                                 copse_error *err);
bool copse_i_boot_can_nest(copse_boot_kind kind);
/* The data sets under the null hypotheses: adds `live` lanes to the tallies. */
COPSE_NODISCARD copse_status copse_i_boot_tests(copse_i_boot_worker *worker, uint64_t first, size_t live,
                                                copse_i_boot_state *state, copse_error *err);

/* Parts of the state. */
static inline copse_i_boot_column *copse_i_boot_columns(void *state)
{
    return (copse_i_boot_column *)((char *)state + sizeof(copse_i_boot_state));
}
static inline uint64_t *copse_i_boot_cells(const copse_boot *boot, void *state, size_t column)
{
    return (uint64_t *)(void *)(copse_i_boot_columns(state) + boot->width) + column * (COPSE_BOOT_CELLS + 2);
}
/* A number that rises with a finite x and is never 0 or UINT64_MAX; and back. */
uint64_t copse_i_boot_key(double x);
double copse_i_boot_unkey(uint64_t key);

#endif
