/* copse/lanes.h: many data sets at once. A vector lane is one replicate: a group of eight replicates is drawn and fitted
 * together, by one kernel source built for several instruction sets that all give the same bits. */
#ifndef COPSE_LANES_H
#define COPSE_LANES_H

#include <copse/counts.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Replicates of a group, whatever the instruction set. Arrays "by lane" are [row][COPSE_LANES], row by row. */
#define COPSE_LANES 8
/** The most columns of a design. */
#define COPSE_LANES_COLUMNS 8

/* ------------------------------------------------------------------------------------------ instruction sets */

#define COPSE_ISA_LIST(X)                                                                                              \
    X(BASELINE, "baseline", "what the compiler targets by default (x86-64: SSE2)")                                     \
    X(AVX2, "avx2", "x86-64 with AVX2")                                                                                \
    X(AVX512, "avx512", "x86-64 with AVX-512 F, DQ and VL")                                                            \
    X(NEON, "neon", "64-bit ARM")

typedef enum copse_isa {
    COPSE_ISA_BEST, /**< the best one that this machine has */
#define COPSE_ISA_ENUM(id, code, text) COPSE_ISA_##id,
    COPSE_ISA_LIST(COPSE_ISA_ENUM)
#undef COPSE_ISA_ENUM
        COPSE_ISA_COUNT
} copse_isa;

COPSE_API const char *copse_isa_code(copse_isa isa);
COPSE_API const char *copse_isa_text(copse_isa isa);
COPSE_API COPSE_NODISCARD copse_status copse_isa_find(const char *code, copse_isa *isa); /**< "best" too */
COPSE_API bool copse_isa_available(copse_isa isa); /**< built in, and this machine can run it */
COPSE_API copse_isa copse_isa_best(void);

/* ------------------------------------------------------------------------------------------------------ draws
 * Replicates first, first + 1, …, first + 7 of the stream, each lane the same bits as the scalar draw of base.h at the
 * same address. `first` is a multiple of 8. `draw` is the first draw number used. Isa must be available. */
typedef struct copse_lanes_address {
    uint32_t seed, stream;
    uint64_t first;
    uint32_t draw;
} copse_lanes_address;

/** How often each of k studies stands in a resample of k with replacement: ni by lane, k x 8, sums to k. Resampled study
 *  j (0..k-1) is word j mod 4 of draw + j/4 (Lemire 2019, without bias: a rejected word is taken from the next sub). */
COPSE_API void copse_lanes_counts(copse_isa isa, copse_lanes_address at, size_t k, double *ni);

/** Standard normals: z by lane, count x 8. Normals 2j and 2j + 1 are the pair of draw + j (Box & Muller 1958). */
COPSE_API void copse_lanes_normals(copse_isa isa, copse_lanes_address at, size_t count, double *z);

/** Standard exponentials -log U, by lane, count x 8; 2j and 2j + 1 from draw + j. */
COPSE_API void copse_lanes_exponentials(copse_isa isa, copse_lanes_address at, size_t count, double *e);

/** Uniforms in (0, 1), 53 bits, by lane, count x 8; 2j and 2j + 1 from draw + j. */
COPSE_API void copse_lanes_uniforms(copse_isa isa, copse_lanes_address at, size_t count, double *u);

/** Chi-squares of df > 0, by lane, count x 8: row j is copse_draw_chisq of draw + j. */
COPSE_API void copse_lanes_chisq(copse_isa isa, copse_lanes_address at, double df, size_t count, double *x);

/** Binomials, by lane, count x 8: row j is copse_draw_binomial of draw + j, of n[j] trials with probability p by lane
 *  (count x 8), or p[j] where p_by_lane is false. NaN where n or p is not legal (n a whole number of at most 2^53). */
COPSE_API void copse_lanes_binomial(copse_isa isa, copse_lanes_address at, const double *n, const double *p,
                                    bool p_by_lane, size_t count, double *x);

/** Draws each at a place of its own: number i is that of replicate[i] (any) and draw[i] (below 2^32) of the stream. */
typedef struct copse_lanes_places {
    uint32_t seed, stream;
    size_t count;
    const uint64_t *replicate, *draw;
} copse_lanes_places;

/** copse_draw_uniform(·, 0), the first normal of copse_draw_normals, copse_draw_gamma(·, shape[i]) and
 *  copse_draw_below_wide(·, 0, n[i]) of each place, to the bit. */
COPSE_API void copse_lanes_uniforms_at(copse_isa isa, const copse_lanes_places *at, double *u);
COPSE_API void copse_lanes_normals_at(copse_isa isa, const copse_lanes_places *at, double *z);
COPSE_API void copse_lanes_gammas_at(copse_isa isa, const copse_lanes_places *at, const double *shape, double *x);
COPSE_API void copse_lanes_below_at(copse_isa isa, const copse_lanes_places *at, const uint64_t *n, uint64_t *x);

/* --------------------------------------------------------------------------------------------- running numbers */

/** What eight values at a time are added up as. */
typedef struct copse_lanes_scale {
    double origin, scale; /**< moments are of d = (value - origin) scale */
    double below;         /**< values under it are counted */
    double lower, width;  /**< cells of a histogram: number i covers lower + (i - 1) width and up, i = 1 .. cells */
    double inverse;       /**< 1/width */
    uint32_t cells;
} copse_lanes_scale;

/** Running numbers by lane. Start them as zeros, with least infinity and most -infinity. */
typedef struct copse_lanes_running {
    double moment[4][COPSE_LANES]; /**< sums of d, d^2, d^3, d^4 */
    double used[COPSE_LANES], below[COPSE_LANES], least[COPSE_LANES], most[COPSE_LANES];
} copse_lanes_running;

/** Adds value[l] of the lanes in which live[l] is 1 (it is NaN in the others) and that are finite; returns how many were.
 *  @param[out] cell  of each value: 0 below the cells, 1 .. cells, cells + 1 above, cells + 2 for one that is not finite;
 *                    or NULL */
COPSE_API double copse_lanes_add(copse_isa isa, const double value[COPSE_LANES], const double live[COPSE_LANES],
                                 const copse_lanes_scale *scale, copse_lanes_running *running,
                                 uint32_t cell[COPSE_LANES]);

/* ------------------------------------------------------------------------------------------------------- fits */

/** Numbers of a node of copse_lanes_sums: sum w^j y^m, j = 1 to 3 and m = 0 to 2, at 3 (j - 1) + m. */
#define COPSE_LANES_SUMS 9

/** Sums over the rows of a group with w = 1/(v + t), at some t, the nodes. Who has them, because the data sets of one group differ
 *  little from those of the last, spares the kernels of the intercept their passes over the rows at these t. */
typedef struct copse_lanes_sums {
    size_t nodes;
    const double *t;      /**< nodes: 0, and rising */
    double origin;        /**< taken from every y of the sums */
    const double *common; /**< nodes x COPSE_LANES_SUMS: of the rows that stand once in every data set */
    const double *own;    /**< nodes x COPSE_LANES_SUMS x 8: of the others, n times each, by lane */
} copse_lanes_sums;

/** One group of eight data sets. */
typedef struct copse_lanes_group {
    size_t k;        /**< rows */
    const double *y; /**< k, or k x 8 by lane */
    const double *v; /**< k, or k x 8 by lane; > 0 where n > 0 */
    bool y_by_lane, v_by_lane;
    const double
        *n; /**< k x 8: how often a row stands in the data set, or its Bayesian weight; >= 0; NULL: once each */
    const copse_lanes_sums *sums; /**< NULL: none. n must be whole numbers */
} copse_lanes_group;

/** Why a lane has no fit. The result's numbers are NaN then. */
#define COPSE_LANE_STATUS_LIST(X)                                                                                      \
    X(OK, "fitted")                                                                                                    \
    X(TOO_FEW, "fewer studies than coefficients")                                                                      \
    X(RANK, "design not of full rank")                                                                                 \
    X(DOMAIN, "a value that is not finite, or a variance that is not positive")                                        \
    X(RANGE, "beyond the range of double")                                                                             \
    X(UNPROVEN, "with fractional weights: not proven to be the maximum, or lost to rounding")

typedef enum copse_lane_status {
#define COPSE_LANE_STATUS_ENUM(id, text) COPSE_LANE_##id,
    COPSE_LANE_STATUS_LIST(COPSE_LANE_STATUS_ENUM)
#undef COPSE_LANE_STATUS_ENUM
        COPSE_LANE_STATUS_COUNT
} copse_lane_status;
COPSE_API const char *copse_lane_status_text(copse_lane_status status);

/** Statistics of eight fits, by lane, defined as in copse_fit. Rows of a data set count n times: k is the sum of n. */
typedef struct copse_lanes_fit {
    double tau2[COPSE_LANES];
    double coef[COPSE_LANES_COLUMNS][COPSE_LANES];
    double se[COPSE_LANES_COLUMNS][COPSE_LANES]; /**< under the test in force */
    double df[COPSE_LANES];                      /**< of the test: NaN normal */
    double critical[COPSE_LANES];                /**< coef -+ critical se is the interval of the level */
    double Q[COPSE_LANES];                       /**< residual heterogeneity, weights n/v */
    double I2[COPSE_LANES], H2[COPSE_LANES];
    double QM[COPSE_LANES], R2[COPSE_LANES];             /**< of designs; NaN without moderators */
    double pi_lower[COPSE_LANES], pi_upper[COPSE_LANES]; /**< prediction interval, as in copse_fit */
    unsigned char status[COPSE_LANES];                   /**< copse_lane_status */
    unsigned char careful[COPSE_LANES]; /**< 1: the kernel could not vouch for this lane, the scalar code fitted it */
} copse_lanes_fit;

typedef struct copse_lanes_opts {
    copse_fit_opts fit; /**< method: EE FE DL HE HS HSk SJ ML REML EB PM (PMM: by the scalar code); test: z t knha adhoc
                             (others: by the scalar code, but pl pl-bartlett pl-skovgaard, and kr with moderators, whose
                             intervals are not by one critical value); level; tau2; pi: metafor (others: by the scalar code) */
    copse_isa isa;      /**< default BEST */
    bool without_R2;    /**< of a design: R2 is not asked for, and may be NaN; saves the fits without moderators */
} copse_lanes_opts;
COPSE_API copse_lanes_opts copse_lanes_opts_default(void);

/** A worker's own engine: options, tables and room for the largest group. Not shared between threads. */
typedef struct copse_lanes copse_lanes;

/** @param[in] X    k x p design by rows of full rank, shared by all data sets (copied), or NULL with p = 1: an intercept
 *  @param[in] k    the most rows of a group (with X: exactly the rows)
 *  @param[in] p    1..COPSE_LANES_COLUMNS
 *  @return COPSE_EINVAL (p, k, method, level, instruction set not available), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_lanes_new(const copse_lanes_opts *opts, const double *X, size_t k,
                                                       size_t p, copse_lanes **engine, copse_error *err);
COPSE_API void copse_lanes_free(copse_lanes *engine);

/** Fits a group. Each lane agrees with copse_pool of the data set written out, within 1e-9 (tests/property/test_lanes_*).
 *  A lane for which the kernel cannot prove that it found the global maximum, or whose sums cancel too far, is fitted by
 *  copse_pool itself.
 *  @return COPSE_OK also when lanes failed (their status says why); COPSE_EINVAL, COPSE_ENOMEM (from the scalar code). */
COPSE_API COPSE_NODISCARD copse_status copse_lanes_run(copse_lanes *engine, const copse_lanes_group *group,
                                                       copse_lanes_fit *fit, copse_error *err);

/** The same fits under each of `tests` tests (at most COPSE_TEST_COUNT), whatever the engine's own: fit[t] has the bits that
 *  an engine of test[t] gives. Without a design tau2 is searched for once. */
COPSE_API COPSE_NODISCARD copse_status copse_lanes_run_tests(copse_lanes *engine, const copse_lanes_group *group,
                                                             const copse_test *test, size_t tests, copse_lanes_fit *fit,
                                                             copse_error *err);

/* ---------------------------------------------------------------------------------------------- Mantel-Haenszel */

/** Eight data sets of tables: events a and c of the two groups; b and d are those without (OR, RR, RD) or the
 *  person-times, > 0 (IRR, IRD). */
typedef struct copse_lanes_tables {
    copse_mh measure;
    size_t k;
    const double *a, *b, *c, *d; /**< k each, or k x 8 by lane */
    bool by_lane;
    const double *n; /**< k x 8: how often a table stands in the data set, or its weight; >= 0; NULL: once each */
} copse_lanes_tables;

/** By lane; NaN where status is not OK. Zero cells as in metafor's rma.mh: nothing is added to the tables for the
 *  estimate, its se and the tests; for Q half an event is added to each cell of tables with an empty one (IRR, IRD: to
 *  the events), and tables without any event, or without any non-event, are left out. */
typedef struct copse_lanes_mh_fit {
    double estimate[COPSE_LANES]; /**< OR, RR, IRR: log of the ratio */
    double se[COPSE_LANES]; /**< OR: Robins, Breslow & Greenland 1986; else Greenland & Robins 1985; RD: Sato 1989 */
    double Q[COPSE_LANES], Q_df[COPSE_LANES]; /**< sum (y_i - estimate)^2/v_i; the tables in it, less 1 */
    double
        cmh[COPSE_LANES]; /**< OR, IRR: test of no effect, chi-square with 1 df (Cochran 1954; Mantel & Haenszel 1959),
                                  NaN else */
    double cmh_corrected[COPSE_LANES]; /**< with the continuity correction of 1/2 (metafor's default) */
    unsigned char status[COPSE_LANES]; /**< copse_lane_status: TOO_FEW no table; DOMAIN a count that is negative or not
                                            finite, a person-time that is not positive; RANGE the sums give a ratio of 0
                                            or infinity, or a difference of nothing */
} copse_lanes_mh_fit;

/** Pools eight data sets of tables. Isa must be available. Allocates nothing. */
COPSE_API void copse_lanes_mh(copse_isa isa, const copse_lanes_tables *tables, copse_lanes_mh_fit *fit);

#ifdef __cplusplus
}
#endif
#endif
