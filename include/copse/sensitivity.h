/* copse/sensitivity.h: what the pooled result hangs on: leave-one-out and leave-group-out, influence, fragility, cumulative
 * meta-analysis, all subsets, the multiverse of choices. Plain arrays in, plain structs out; y, v and every estimate are on
 * the scale of analysis. docs/methods-sensitivity.md has the formulas with their references. */
#ifndef COPSE_SENSITIVITY_H
#define COPSE_SENSITIVITY_H

#include <copse/lanes.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------- subsets of studies */

/** The data and the model that are looked at again and again with some studies. All borrowed. */
typedef struct copse_sensitivity_data {
    const double *y, *v;
    const double *X; /**< k x p by rows, or NULL with p = 1: an intercept */
    size_t k, p;
    const copse_fit_opts *opts; /**< NULL: defaults; setup.weight and setup.size are of the k studies */
} copse_sensitivity_data;

/** Fits the `count` studies named, in that order; the fit is freed by copse_fit_free, also after a failure. A caller may have
 *  one of its own, for a pooling that is not copse_pool's. Called by several threads at once.
 *  @param[in] study  indexes in 0..k-1, each at most once */
typedef copse_status (*copse_subset_fit)(void *context, const size_t *study, size_t count, copse_fit *fit,
                                         copse_error *err);

/** How the fit of a subset came out. */
typedef enum copse_subset_state {
    COPSE_SUBSET_FITTED,
    COPSE_SUBSET_TOO_FEW,       /**< fewer studies than the model needs */
    COPSE_SUBSET_RANK,          /**< some coefficient can be told by the studies left out alone */
    COPSE_SUBSET_NOT_COMPUTABLE /**< the fit failed for these studies: a method that needs more of them, a search */
} copse_subset_state;
COPSE_API const char *copse_subset_state_text(copse_subset_state state); /**< "" for FITTED */

/* --------------------------------------------------------------------------- leave-one-out and leave-group-out */

/** What the fit is without each study, or without each group of studies. */
typedef struct copse_left_out_fit {
    copse_subset_state state;
    size_t left;   /**< studies that remain */
    copse_fit fit; /**< of these; without weights (NULL); zeroed unless FITTED */
} copse_left_out_fit;

typedef struct copse_leave_out {
    size_t count;                /**< k, or the number of groups */
    copse_left_out_fit *without; /**< count */
} copse_leave_out;

/** Fits the data without each study (Viechtbauer & Cheung 2010; metafor's leave1out), or without each group.
 *  @param[in]  group   group[i] in 0..groups-1, each group with at least one study; NULL with groups = 0: each study
 *  @param[out] out     copse_leave_out_free takes it, also after a failure
 *  @return COPSE_OK, also where some fits could not be made (their state says why); COPSE_EINVAL, COPSE_ETOOFEW (nothing
 *          would be left of a single study or group), COPSE_ENOMEM
 *  Every number is that of copse_pool of the studies left, to 1e-9. R2 and the interval of tau2 are left out (NaN). */
COPSE_API COPSE_NODISCARD copse_status copse_leave_out_fit(const copse_sensitivity_data *data, const size_t *group,
                                                           size_t groups, copse_leave_out *out, copse_error *err);
/** The same by a fit of one's own. */
COPSE_API COPSE_NODISCARD copse_status copse_leave_out_by(copse_subset_fit fit, void *context, size_t k,
                                                          const size_t *group, size_t groups, copse_leave_out *out,
                                                          copse_error *err);
COPSE_API void copse_leave_out_free(copse_leave_out *out);

/* ------------------------------------------------------------------------------------------- all subsets (GOSH)
 * The model fitted to the subsets of the studies (Olkin, Dahabreh & Trikalinos 2012, Res Synth Methods 3:214; Viechtbauer
 * 2021, Handbook of Meta-Analysis, 219, for random-effects models and moderators). Subset number s, 1 to 2^k - 1, holds study i (0-based) where
 * bit i of s is set. */

/** The most studies of which every subset is fitted. */
#define COPSE_GOSH_MOST_STUDIES 28
/** Unless told otherwise: every subset where there are at most so many (17 studies) ... */
#define COPSE_GOSH_USUAL (((uint64_t)1 << 17) - 1)
/** ... and else so many at random. */
#define COPSE_GOSH_USUAL_DRAWS ((uint64_t)50000)
/** The most random subsets. */
#define COPSE_GOSH_MOST_DRAWS ((uint64_t)1 << 30)
/** Cells of the two-dimensional histogram: of the coefficient, and of I2. */
#define COPSE_GOSH_CELLS 512
#define COPSE_GOSH_CELLS_I2 100
/** No study. */
#define COPSE_GOSH_NONE SIZE_MAX

typedef enum copse_gosh_which {
    COPSE_GOSH_AUTO,  /**< every subset where there are at most opts.usual, else opts.subsets at random */
    COPSE_GOSH_ALL,   /**< every subset */
    COPSE_GOSH_RANDOM /**< opts.subsets at random, with replacement */
} copse_gosh_which;

typedef struct copse_gosh_opts {
    copse_gosh_which which;
    uint64_t usual, subsets; /**< default COPSE_GOSH_USUAL and COPSE_GOSH_USUAL_DRAWS */
    size_t least; /**< fewest studies of a subset; 0, the default: 1 for an intercept, p with moderators for EE, FE
                                  and a given tau2, else p + 1. From p on */
    size_t coefficient; /**< the one in the histogram and in the tallies of studies */
    size_t marked;      /**< a study whose subsets have a histogram of their own, or COPSE_GOSH_NONE */
    double null;        /**< the effect that `significant`, `above` and `below` compare with; default 0 */
    uint32_t seed;
    int threads; /**< 0: copse_threads_available() */
    copse_isa isa;
    const copse_watch *watch; /**< NULL: nobody watches */
} copse_gosh_opts;
COPSE_API copse_gosh_opts copse_gosh_opts_default(void);

/** What a statistic was over the subsets that could be fitted. */
typedef struct copse_gosh_statistic {
    double mean, sd; /**< sd: divisor n, the subsets being all there are */
    double least, most;
    double quartile[3]; /**< as R's quantile type 7 up to COPSE_GOSH_KEPT subsets, then by a histogram: see `grain` */
} copse_gosh_statistic;
/** Up to so many subsets quartiles are exact. */
#define COPSE_GOSH_KEPT ((uint64_t)1 << 18)

/** Half of the subsets: those with a study, or those without it. */
typedef struct copse_gosh_half {
    uint64_t subsets;   /**< fitted */
    double mean, sd;    /**< of the coefficient */
    double I2, tau2;    /**< means */
    double significant; /**< share, in %, whose interval leaves out opts.null */
} copse_gosh_half;

/** Of fewer studies each is apt to explain much. */
#define COPSE_GOSH_OUTLIER_STUDIES 5

typedef struct copse_gosh_study {
    copse_gosh_half with, without;
    /** Of the variance of a statistic over all subsets the share, in %, that lies between the two halves:
     *  n1 n0 (m1 - m0)^2/(n^2 variance). The shares of the studies add up to 100 where each adds its own part. NaN: no variance */
    double explains, explains_I2;
    bool
        outlier; /**< of COPSE_GOSH_OUTLIER_STUDIES or more explains or explains_I2 is above 50: it alone shapes the picture */
} copse_gosh_study;

/** Counts of subsets by coefficient and I2. Cell (i, j), at count[j * COPSE_GOSH_CELLS + i], has coefficients from lower + i width
 *  and I2 from j %, up to the next (the last of I2 with 100 %). */
typedef struct copse_gosh_grid {
    double lower, width;
    uint64_t *count;
    uint64_t outside; /**< coefficients beyond the cells, which only a model with moderators can have */
} copse_gosh_grid;

typedef struct copse_gosh {
    size_t k, p;
    bool exact;        /**< every subset was fitted */
    uint64_t possible; /**< subsets that there are, of at least `least` studies; UINT64_MAX: that or more */
    size_t least;
    uint64_t subsets, fitted; /**< asked for, and fitted */
    uint64_t failed[COPSE_LANE_STATUS_COUNT];
    uint64_t significant, above,
        below; /**< of opts.null: the interval of the coefficient leaves it out; the coefficient is
                                             above, below it */
    copse_gosh_statistic coef[COPSE_LANES_COLUMNS]; /**< p */
    copse_gosh_statistic I2, H2, tau2, Q;           /**< a subset of one study: 0, 1, 0 and 0, as in metafor's gosh */
    double grain; /**< 0: quartiles are exact; else the share of a statistic's range that they are right to */
    copse_gosh_study *study;     /**< k */
    copse_gosh_grid all, marked; /**< marked.count NULL without */
} copse_gosh;

/** Fits the subsets.
 *
 *  Random subsets are each of all subsets of at least `least` studies with the same probability, drawn with replacement: metafor's
 *  gosh draws a size from the binomial distribution (k, 1/2) cut off below p, and then a set of that size, which is the same. Subset
 *  b is a pure function of (seed, b): study i is in where bit i mod 32 of word (i/32) mod 4 of block i/128 of stream 0,
 *  replicate b, is set; a set that is too small is drawn again at the next sub.
 *
 *  Memory does not grow with the number of subsets beyond COPSE_GOSH_KEPT. The result has the same bits whatever the number of
 *  threads and the instruction set. Subsets are fitted in lanes, eight at a time; what a lane cannot prove copse_pool fits.
 *  @param[in]  data   p at most COPSE_LANES_COLUMNS; methods and tests as in copse_lanes_opts; no weights or sizes by study
 *  @param[out] gosh   overwritten; copse_gosh_free takes it, also after a failure
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_EDOM; COPSE_ETOOFEW (fewer studies than a subset needs, or k < 2); COPSE_EUSAGE (all subsets
 *          of more than COPSE_GOSH_MOST_STUDIES); COPSE_ENOTCOMPUTABLE (no subset could be fitted); COPSE_EINTERRUPTED;
 *          COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_gosh_run(const copse_sensitivity_data *data, const copse_gosh_opts *opts,
                                                      copse_gosh *gosh, copse_error *err);
COPSE_API void copse_gosh_free(copse_gosh *gosh);

/** One subset's fit. */
typedef struct copse_gosh_row {
    uint64_t number; /**< of an exact run the subset's number, of random ones the draw, from 1 */
    size_t k;        /**< studies in it */
    copse_lane_status status;
    double coef[COPSE_LANES_COLUMNS], se[COPSE_LANES_COLUMNS], critical, tau2, I2, H2, Q; /**< NaN without a fit */
} copse_gosh_row;
/** The fits of subsets `first` to `first + count - 1` of the run that the same arguments give, counted from 0; of an exact
 *  run number `first` is subset first + 1, and those of fewer than `least` studies have status TOO_FEW. `take` is called in order;
 *  what it returns other than COPSE_OK ends the call.
 *  @param[in] member  for `take`: k bytes, 1 where the study is in */
typedef copse_status (*copse_gosh_take)(void *context, const copse_gosh_row *row, const unsigned char *member,
                                        copse_error *err);
COPSE_API COPSE_NODISCARD copse_status copse_gosh_rows(const copse_sensitivity_data *data, const copse_gosh_opts *opts,
                                                       uint64_t first, uint64_t count, copse_gosh_take take,
                                                       void *context, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
