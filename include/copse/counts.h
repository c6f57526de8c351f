/* copse/counts.h: pooling counts themselves rather than estimates: Mantel-Haenszel and Peto, for 2x2 tables and for events
 * with person-times, with the tests that belong to the tables. Plain arrays in, a copse_fit out, so that what shows a fit
 * shows these. Estimates are on the scale of analysis: log for ratios. Formulas and sources: docs/methods-counts.md. */
#ifndef COPSE_COUNTS_H
#define COPSE_COUNTS_H

#include <copse/base.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Measures pooled by the method of Mantel & Haenszel: code, text. */
#define COPSE_MH_LIST(X)                                                                                               \
    X(OR, "OR", "log odds ratio")                                                                                      \
    X(RR, "RR", "log risk ratio")                                                                                      \
    X(RD, "RD", "risk difference")                                                                                     \
    X(IRR, "IRR", "log incidence rate ratio")                                                                          \
    X(IRD, "IRD", "incidence rate difference")

typedef enum copse_mh {
#define COPSE_MH_ENUM(id, code, text) COPSE_MH_##id,
    COPSE_MH_LIST(COPSE_MH_ENUM)
#undef COPSE_MH_ENUM
        COPSE_MH_COUNT
} copse_mh;
COPSE_API const char *copse_mh_code(copse_mh measure);
COPSE_API const char *copse_mh_text(copse_mh measure);
COPSE_API COPSE_NODISCARD copse_status copse_mh_find(const char *code, copse_mh *measure); /**< any case */
COPSE_API bool copse_mh_is_rate(copse_mh measure); /**< of events with person-times */

/** k tables. a and c: events of the two groups; b and d: those without (OR, RR, RD; Peto), or the person-times, > 0
 *  (IRR, IRD). Counts are >= 0 and below 2^200, and need not be whole. Borrowed. */
typedef struct copse_counts {
    copse_mh measure; /**< not read by Peto */
    size_t k;
    const double *a, *b, *c, *d;
    const double *yi,
        *vi; /**< k estimates and variances of the tables by themselves, for Q and the likelihood; NaN: none.
                                Both NULL: computed from the tables, with half an event more in each cell of those with an
                                empty one (IRR, IRD: in the events) */
} copse_counts;

/** Variances of the pooled risk difference. */
typedef enum copse_rd_variance {
    COPSE_RD_SATO,     /**< Sato 1989: also right for many small tables; metafor's */
    COPSE_RD_GREENLAND /**< Greenland & Robins 1985: for few large tables; RevMan 5's */
} copse_rd_variance;

typedef struct copse_counts_opts {
    double level; /**< of the interval, in %, in (0, 100); default 95 */
    copse_rd_variance rd_variance;
    bool
        keep00; /**< tables without any event, or without any non-event, are in Q; default false, as in metafor. They never
                      weigh in OR, RR, IRR and Peto, and always in RD and IRD */
} copse_counts_opts;
COPSE_API copse_counts_opts copse_counts_opts_default(void);

/** A chi-square test; all NaN: there is none. */
typedef struct copse_table_test {
    double statistic, df, p;
} copse_table_test;

/** Tests of the tables. */
typedef struct copse_table_tests {
    copse_table_test cmh, cmh_corrected; /**< no association: Cochran-Mantel-Haenszel, without and with the continuity
                                              correction of 1/2; for person-times the Mantel-Haenszel test of rates */
    copse_table_test cochran,
        cochran_corrected; /**< the same with the binomial variance, N in place of N - 1 (Cochran 1954);
                                                      2x2 tables alone */
    copse_table_test breslow_day,
        tarone;         /**< one odds ratio for all tables (Breslow & Day 1980; Tarone 1985); OR alone */
    size_t informative; /**< tables with events and non-events, which the last two are made of (their df + 1) */
    size_t in_Q;        /**< tables in Q */
} copse_table_tests;

/** Pools by the method of Mantel & Haenszel (1959). fit: p = 1, pooling MH, method EE, test z; weight in % of b c/N (OR),
 *  c n1/N (RR), n1 n2/N (RD), c b/T (IRR), b d/T (IRD); Q = sum (y_i - estimate)^2/v_i over the tables that have both, I2 and
 *  H2 from it; fit statistics of yi and vi at the estimate, as in metafor. se: Robins, Breslow & Greenland 1986 (OR),
 *  Greenland & Robins 1985 (RR, IRR, IRD), RD by opts.
 *  @param[in]  opts   NULL = defaults
 *  @param[out] fit    overwritten; copse_fit_free takes it, also after a failure
 *  @param[out] tests  or NULL
 *  @return COPSE_OK; COPSE_EINVAL (null pointers, options); COPSE_ETOOFEW (no table); COPSE_EDOM (a count that is negative, too
 *          large or not finite, a person-time that is not positive; err names the table); COPSE_ENOTCOMPUTABLE (the tables
 *          give a ratio of 0 or infinity, or no difference); COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_pool_mh(const copse_counts *counts, const copse_counts_opts *opts,
                                                     copse_fit *fit, copse_table_tests *tests, copse_error *err);

/** Peto's one-step log odds ratio (Yusuf et al. 1985): sum (O - E)/sum V, se 1/sqrt(sum V), with O = a, E = n1 m/N and
 *  V = n1 n2 m (N - m)/(N^2 (N - 1)), m = a + c. Q = sum (O - E)^2/V - (sum (O - E))^2/sum V. Weights V in %. As
 *  copse_pool_mh; not computable where no table has events and non-events. Of the tests those of no association. */
COPSE_API COPSE_NODISCARD copse_status copse_pool_peto(const copse_counts *counts, const copse_counts_opts *opts,
                                                       copse_fit *fit, copse_table_tests *tests, copse_error *err);

/** The whole and each level (group[i] in 0..levels-1, each with a table) by one of the two methods. A level that gives no
 *  estimate has NaN for all of it, and is in no test between levels.
 *  @param[in] pooling  COPSE_POOLING_MH or COPSE_POOLING_PETO
 *  Same errors as copse_pool_mh and copse_pool_subgroups. */
COPSE_API COPSE_NODISCARD copse_status copse_pool_counts_subgroups(const copse_counts *counts, copse_pooling pooling,
                                                                   const size_t *group, size_t levels,
                                                                   const copse_counts_opts *opts, copse_subgroups *out,
                                                                   copse_error *err);

/* ------------------------------------------------------------------------------------------------- some of the tables
 * Both methods are made of sums over tables: who pools many selections of the same tables has what each adds, sums that, and has
 * the estimate of the sums. */

/** Numbers that a table adds. */
enum { COPSE_COUNTS_TERMS = 12 };
/** Of copse_pool_mh or copse_pool_peto of the tables in the sums. */
typedef struct copse_counts_pooled {
    double estimate, se;
    double
        Q; /**< right to about 1e-15 of its part `about`: where it is much less, sum w (d - (estimate - centre))^2 is better */
    double about; /**< sum w d^2 */
    double in_Q;  /**< tables in Q */
} copse_counts_pooled;

/** What each table adds. terms[i][COPSE_COUNTS_W] and [COPSE_COUNTS_WD] are its weight in Q, w = 1/v (Peto: V), and w d, d its own
 *  estimate less `centre`; both 0 where it is not in Q.
 *  @param[in]  centre  near the estimates, that of all tables say, so that Q does not cancel
 *  @param[out] terms   k
 *  @return COPSE_OK; as copse_pool_mh for counts that are none, and COPSE_EINVAL for another pooling */
enum { COPSE_COUNTS_IN_Q = 7, COPSE_COUNTS_W, COPSE_COUNTS_WD, COPSE_COUNTS_WDD };
COPSE_API COPSE_NODISCARD copse_status copse_counts_terms(const copse_counts *counts, copse_pooling pooling,
                                                          const copse_counts_opts *opts, double centre,
                                                          double (*terms)[COPSE_COUNTS_TERMS], copse_error *err);
/** False where the tables give no estimate: a ratio of 0 or infinity. */
COPSE_API bool copse_counts_of_sums(copse_pooling pooling, copse_mh measure, double centre,
                                    const double sum[COPSE_COUNTS_TERMS], copse_counts_pooled *out);

/** The between-study variance of RevMan 5 for tables pooled by "M-H, random": DerSimonian-Laird with the Q about the
 *  Mantel-Haenszel estimate in place of the inverse-variance one (Deeks & Higgins 2010, Statistical algorithms in Review
 *  Manager 5):
 *      Q = sum (y_i - y_MH)^2/v_i,   tau2 = max(0, (Q - (k - 1)) / (sum w_i - sum w_i^2 / sum w_i)),   w_i = 1/v_i
 *  where half an event was added to each cell of tables with an empty one, for y_MH, too.
 *  @param[in]  measure     OR, RR or RD
 *  @param[in]  table       a, b, c and d of k tables as counted, k >= 1; none without events, or without non-events, in both
 *                          groups
 *  @param[in]  yi, vi      their estimates and variances, vi > 0
 *  @param[out] tau2, Q, estimate  estimate: y_MH
 *  @return COPSE_OK; COPSE_EINVAL; COPSE_EDOM (a count that is negative or not finite, vi that is not positive);
 *          COPSE_ERANGE (a ratio of 0 or infinity). */
COPSE_API COPSE_NODISCARD copse_status copse_mh_tau2(copse_mh measure, const double *const table[4], const double *yi,
                                                     const double *vi, size_t k, double *tau2, double *Q,
                                                     double *estimate, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
