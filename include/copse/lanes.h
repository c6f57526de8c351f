/* copse/lanes.h: many data sets at once. A vector lane is one replicate: a group of eight replicates is drawn and fitted
 * together, by one kernel source built for several instruction sets that all give the same bits. */
#ifndef COPSE_LANES_H
#define COPSE_LANES_H

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

/* ------------------------------------------------------------------------------------------------------- fits */

/** One group of eight data sets. */
typedef struct copse_lanes_group {
    size_t k;        /**< rows */
    const double *y; /**< k, or k x 8 by lane */
    const double *v; /**< k, or k x 8 by lane; > 0 where n > 0 */
    bool y_by_lane, v_by_lane;
    const double *n; /**< k x 8: how often a row stands in the data set, or its Bayesian weight; >= 0; NULL: once each */
} copse_lanes_group;

/** Why a lane has no fit. The result's numbers are NaN then. */
#define COPSE_LANE_STATUS_LIST(X)                                                                                      \
    X(OK, "fitted")                                                                                                    \
    X(TOO_FEW, "fewer studies than coefficients")                                                                      \
    X(RANK, "design not of full rank")                                                                                 \
    X(DOMAIN, "a value that is not finite, or a variance that is not positive")                                        \
    X(RANGE, "beyond the range of double")

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
    double QM[COPSE_LANES], R2[COPSE_LANES];                      /**< of designs; NaN without moderators */
    double pi_lower[COPSE_LANES], pi_upper[COPSE_LANES];          /**< prediction interval, as in copse_fit */
    unsigned char status[COPSE_LANES];                            /**< copse_lane_status */
    unsigned char careful[COPSE_LANES]; /**< 1: the kernel could not vouch for this lane, the scalar code fitted it */
} copse_lanes_fit;

typedef struct copse_lanes_opts {
    copse_fit_opts fit; /**< method: EE FE DL HE HS HSk SJ ML REML EB PM (PMM: by the scalar code); test; level; tau2 */
    copse_isa isa;      /**< default BEST */
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

#ifdef __cplusplus
}
#endif
#endif
