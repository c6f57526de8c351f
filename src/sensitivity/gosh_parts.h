/* What the files of the all-subsets analysis share. */
#ifndef COPSE_SENSITIVITY_GOSH_PARTS_H
#define COPSE_SENSITIVITY_GOSH_PARTS_H

#include <copse/sensitivity.h>

/* What a fit gives: its coefficients, then these. */
enum { GOSH_I2, GOSH_H2, GOSH_TAU2, GOSH_Q, GOSH_BESIDES };
enum { GOSH_VALUES = COPSE_LANES_COLUMNS + GOSH_BESIDES };

/* What is added up over the subsets that hold a study; d is the coefficient less that of all studies. */
enum { GOSH_N, GOSH_SIGNIFICANT, GOSH_D, GOSH_DD, GOSH_SUM_I2, GOSH_SUM_I2_I2, GOSH_SUM_TAU2, GOSH_TALLIES };
typedef struct copse_i_gosh_tally {
    double of[GOSH_TALLIES];
} copse_i_gosh_tally;

/* Cells in which values are counted for their quartiles, where the values are not kept. */
enum { GOSH_FINE = 8192 };

/* The most blocks between two joins, and those of fits that take milliseconds. */
enum { GOSH_TURN = 64, GOSH_SLOW_TURN = 16 };

/* Which subsets, of what. */
typedef struct copse_i_gosh_plan {
    const double *y, *v, *X;
    size_t k, p, width; /* width: values of a fit */
    copse_fit_opts fit;
    copse_gosh_opts opts;
    size_t least;
    bool exact;
    uint64_t possible, numbers; /* numbers: 2^k of an exact run, subset 0 being empty; else the draws */
    size_t block;               /* numbers of a block, a multiple of COPSE_LANES */
    size_t turn;                /* blocks between two joins */
    size_t bits;                /* of an exact run: studies that differ within a block */
    size_t words;               /* 64-bit words of a set */
    double origin[GOSH_VALUES]; /* values of all studies together */
    bool kept;
    double low[COPSE_LANES_COLUMNS], high[COPSE_LANES_COLUMNS]; /* where coefficients are counted, unless kept */
} copse_i_gosh_plan;

/* Sums at some t over the studies of eight sets whose numbers differ in the last three bits alone. level[j] is of the studies
 * j + 3 and on that are in the set, so that the next number changes as many levels as it has bits that differ: two on average. */
typedef struct copse_i_gosh_ladder {
    size_t nodes, levels;
    double *t;     /* nodes */
    double *study; /* k x nodes x COPSE_LANES_SUMS: of each study by itself */
    double *own;   /* nodes x COPSE_LANES_SUMS x COPSE_LANES: of the first three studies */
    double *level; /* (levels + 1) x nodes x COPSE_LANES_SUMS; the last is 0 */
    uint64_t set;  /* that the levels are of, without the last three bits */
    copse_lanes_sums sums;
    double *memory;
} copse_i_gosh_ladder;

/* Terms of tables, and their sums over every selection of eight studies in a row. */
typedef struct copse_i_gosh_sums copse_i_gosh_sums;

/* Eight subsets at a time. */
typedef struct copse_i_gosh_worker {
    const copse_i_gosh_plan *plan;
    copse_lanes *lanes;      /* of estimates by inverse variance */
    copse_i_gosh_sums *sums; /* of tables */
    size_t *study;           /* k, for a fit of one's own */
    uint64_t *set;           /* COPSE_LANES x words */
    size_t size[COPSE_LANES];
    bool live[COPSE_LANES]; /* large enough, and asked for */
    double *y, *v, *n;
    bool usual; /* n says: the first three rows are those of the number's last bits, the others are in all lanes */
    copse_i_gosh_ladder ladder; /* of a run of all subsets without moderators */
    copse_lanes_fit fit;
    /* what is read of the fits: */
    double value[GOSH_VALUES][COPSE_LANES]; /* those of all studies in lanes without a fit */
    double significant[COPSE_LANES];        /* 1: the interval leaves out the null */
    bool fitted[COPSE_LANES];
} copse_i_gosh_worker;

/** Checks, counts, and fits all studies. */
copse_status copse_i_gosh_plan_init(const copse_sensitivity_data *data, const copse_gosh_opts *opts,
                                    copse_i_gosh_plan *plan, copse_error *err);

copse_status copse_i_gosh_worker_init(const copse_i_gosh_plan *plan, copse_i_gosh_worker *worker, copse_error *err);
void copse_i_gosh_worker_free(copse_i_gosh_worker *worker);
/** Sets and fits numbers first to first + count - 1, at most COPSE_LANES; `drawn`: of the random stream given, whatever the
 *  plan says. */
copse_status copse_i_gosh_fit(copse_i_gosh_worker *worker, uint64_t first, size_t count, copse_error *err);
copse_status copse_i_gosh_fit_drawn(copse_i_gosh_worker *worker, uint32_t stream, uint64_t first, size_t count,
                                    copse_error *err);
/** Sums for sets by number; nodes 0 where the method has no use for them. */
copse_status copse_i_gosh_ladder_init(const copse_i_gosh_plan *plan, copse_i_gosh_ladder *ladder, copse_error *err);
void copse_i_gosh_ladder_free(copse_i_gosh_ladder *ladder);
/** The sums of sets 8 number to 8 number + 7. */
const copse_lanes_sums *copse_i_gosh_climb(copse_i_gosh_ladder *ladder, uint64_t number);
/** In place of lanes: fit the live sets into worker->fit, from sums of tables or by a fit of one's own. */
COPSE_NODISCARD copse_status copse_i_gosh_sums_new(const copse_i_gosh_plan *plan, copse_i_gosh_sums **out,
                                                   copse_error *err);
void copse_i_gosh_sums_free(copse_i_gosh_sums *sums);
void copse_i_gosh_fit_tables(copse_i_gosh_worker *worker);
copse_status copse_i_gosh_fit_own(copse_i_gosh_worker *worker, copse_error *err);
/** Set number `number` into a lane, without a fit. */
void copse_i_gosh_set(copse_i_gosh_worker *worker, uint64_t number, size_t lane);
bool copse_i_gosh_has(const copse_i_gosh_worker *worker, size_t lane, size_t study);
/* What is known of a block: sums in the order of the numbers. */
typedef struct copse_i_gosh_block {
    copse_i_gosh_tally total;
    copse_i_gosh_tally *with; /* k + 3; of an exact run only those of its bits */
    double sum[GOSH_VALUES], squares[GOSH_VALUES];
    double least[GOSH_VALUES][COPSE_LANES], most[GOSH_VALUES][COPSE_LANES];
    uint64_t above, below;
    uint64_t failed[COPSE_LANE_STATUS_COUNT];
} copse_i_gosh_block;

/* What a thread counts: whole numbers, whose sums do not depend on their order. */
typedef struct copse_i_gosh_counts {
    uint32_t *grid, *marked, *fine; /* cells; NULL where values are kept, or none is marked */
    uint64_t outside, marked_outside;
} copse_i_gosh_counts;

/** The block from number `first` on. @param[out] kept  its values, [number][width], NaN without a fit; NULL: not kept */
copse_status copse_i_gosh_do_block(copse_i_gosh_worker *worker, uint64_t first, copse_i_gosh_block *block,
                                   copse_i_gosh_counts *counts, double *kept, copse_error *err);
/** Cell of a coefficient and I2 between low and high, or SIZE_MAX outside. */
size_t copse_i_gosh_cell(double low, double high, double coefficient, double I2);
/** Fine cell of value j, and the value at a place within the cells. */
size_t copse_i_gosh_fine_cell(const copse_i_gosh_plan *plan, size_t j, double value);
double copse_i_gosh_fine_value(const copse_i_gosh_plan *plan, size_t j, double place);

/** The q-quantile (type 7) of n > 0 values, which it moves about. */
double copse_i_gosh_select(double *x, size_t n, double q);

/** From the sum of all blocks to what the user sees. */
void copse_i_gosh_summarise(const copse_i_gosh_plan *plan, const copse_i_gosh_block *sum, copse_gosh *gosh);
/** Statistic j of a result: coefficients, then I2, H2, tau2, Q. */
copse_gosh_statistic *copse_i_gosh_statistic_at(copse_gosh *gosh, size_t j);

#endif
