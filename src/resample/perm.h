/* Permutation tests inside: a checked plan, a thread's workspace, and the state that blocks of replicates add to. */
#ifndef COPSE_RESAMPLE_PERM_H
#define COPSE_RESAMPLE_PERM_H

#include <copse/resample.h>

/* Stands for the data themselves where a replicate is asked for. */
#define COPSE_I_PERM_DATA UINT64_MAX
/* Statistics as near as this to each other, relative to their scale, are equal: metafor's comptol. */
#define COPSE_I_PERM_TIE 0x1p-26

struct copse_perm {
    copse_perm_plan plan;
    copse_isa isa;
    bool signs, exact;
    bool scalar; /* more columns than the lanes take: each data set is fitted by copse_pool */
    uint64_t count, replicates;
    /* The data in a unit, a power of two, in which variances are near 1: the lanes lose their digits far from there. */
    double unit, *y, *v;
    copse_fit_opts fit_opts; /* its tau2 in the unit */
    /* Rows of X that are equal are of one kind. `rows` is X with the kinds one after the other. */
    size_t kinds, *kind, *start; /* of each study; first row of each kind, and k */
    double *rows;
    copse_fit fit;
    double *observed, *tie; /* p: the statistic that is compared */
    double QM, QM_tie;
};

/* The state: this, then a copse_i_perm_tally for each coefficient. */
typedef struct copse_i_perm_state {
    uint64_t used, failed, QM;
} copse_i_perm_state;
typedef struct copse_i_perm_tally {
    uint64_t less, greater, both;
} copse_i_perm_tally;

typedef struct copse_i_perm_worker {
    const copse_perm *perm;
    copse_lanes *engine; /* NULL: scalar */
    copse_lanes_fit fit;
    double *y, *v;          /* k x 8 by lane */
    double *one_y, *one_v;  /* k: of the scalar code */
    double *estimate;       /* p x 8; NaN: no fit */
    double *statistic;      /* p x 8: estimate / se */
    double QM[COPSE_LANES]; /* NaN: none */
    size_t *label, *left;   /* k: kinds of the studies in replicate `at`; room for counting kinds */
    uint64_t at;            /* COPSE_I_PERM_DATA: none yet */
} copse_i_perm_worker;

/* Kinds of rows, their number and order. */
COPSE_NODISCARD copse_status copse_i_perm_sort(copse_perm *perm, copse_error *err);
/* How many different arrangements there are; COPSE_PERM_COUNTLESS where they pass 2^63. */
uint64_t copse_i_perm_arrangements(const copse_perm *perm);
/* The arrangement of a rank in lexicographic order (of at most COPSE_PERM_MOST); the one that follows. `left`: room for
 * a number for each kind. */
void copse_i_perm_unrank(const copse_perm *perm, uint64_t rank, size_t *label, size_t *left);
void copse_i_perm_next(size_t *label, size_t k);

/* Writes the data set of replicate b, made of estimates y, into a lane of the worker. */
void copse_i_perm_place(copse_i_perm_worker *worker, const double *y, uint64_t b, size_t lane);
/* Fits the data sets of `live` (1..8) replicates, made of estimates y. */
COPSE_NODISCARD copse_status copse_i_perm_fit(copse_i_perm_worker *worker, const double *y, const uint64_t *b,
                                              size_t live, copse_error *err);
/* The statistics that are compared, p x 8. */
const double *copse_i_perm_compared(const copse_i_perm_worker *worker);

static inline copse_i_perm_tally *copse_i_perm_tallies(void *state)
{
    return (copse_i_perm_tally *)(void *)((char *)state + sizeof(copse_i_perm_state));
}

#endif
