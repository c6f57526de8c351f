/* What the files of this room share. */
#ifndef COPSE_I_COUNTS_PARTS_H
#define COPSE_I_COUNTS_PARTS_H

#include <copse/counts.h>

/* One table, with its margins. Of events with person-times N is the whole time; n1, n2 and others are not used. */
typedef struct copse_i_table {
    double a, b, c, d;
    double n1, n2, N;
    double events, others; /* a + c, b + d */
    double determinant;    /* ad - bc, with all its digits */
} copse_i_table;

copse_i_table copse_i_table_at(const copse_counts *counts, size_t i);
/* Groups without any event, or without any non-event. */
bool copse_i_table_is_one_sided(const copse_i_table *table, bool rate);

/* A sum that loses nothing to cancellation (Neumaier 1974). Zero-initialise. */
typedef struct copse_i_sum {
    double high, low;
} copse_i_sum;
void copse_i_sum_add(copse_i_sum *sum, double x);
double copse_i_sum_value(const copse_i_sum *sum);

/* What pooling found: on the scale of analysis. */
typedef struct copse_i_pooled_counts {
    double estimate, variance;
} copse_i_pooled_counts;

/* What is summed over the tables: R, S, R - S by itself, since they can be near each other; what the variance has over R^2 (or
 * W^2), RS and S^2; Sato's: what D is multiplied with. */
enum {
    COPSE_I_MH_R,
    COPSE_I_MH_S,
    COPSE_I_MH_DIFFERENCE,
    COPSE_I_MH_RR,
    COPSE_I_MH_RS,
    COPSE_I_MH_SS,
    COPSE_I_MH_SLOPE,
    COPSE_I_MH_SUMS
};
/* A table's part of them. */
void copse_i_mh_terms(const copse_counts *counts, copse_rd_variance rd_variance, size_t i,
                      double term[COPSE_I_MH_SUMS]);
/* Mantel-Haenszel from the sums over tables; false where there is no estimate. */
bool copse_i_mh_of_sums(copse_mh measure, const double sum[COPSE_I_MH_SUMS], copse_i_pooled_counts *out);
bool copse_i_mh_estimate(const copse_counts *counts, copse_rd_variance rd_variance, copse_i_pooled_counts *out);
double copse_i_mh_weight(copse_mh measure, const copse_i_table *table);

/* O - E and the hypergeometric variance of a table: 0 for one without events or non-events. */
double copse_i_excess(const copse_i_table *table);
double copse_i_hypergeometric_variance(const copse_i_table *table);

/* A table's own estimate and variance, from yi and vi or else computed (Peto: (O - E)/V and 1/V); false where it has none,
 * or opts leave it out of Q. */
bool copse_i_own_estimate(const copse_counts *counts, copse_pooling pooling, const copse_counts_opts *opts, size_t i,
                          double *y, double *v);

/* The fit but for its weights, which the caller has filled, of any positive scale: they are put in %. Q NaN: that about the
 * estimate. */
void copse_i_fill_fit(const copse_counts *counts, const copse_counts_opts *opts, const copse_i_pooled_counts *pooled,
                      double Q, copse_fit *fit, copse_table_tests *tests);
/* A fit of k tables with room for its arrays; everything NaN that is not known yet. */
COPSE_NODISCARD copse_status copse_i_start_fit(const copse_counts *counts, copse_pooling pooling,
                                               const copse_counts_opts *opts, copse_fit *fit, copse_error *err);
/* COPSE_EINVAL, COPSE_ETOOFEW, COPSE_EDOM. */
COPSE_NODISCARD copse_status copse_i_check_counts(const copse_counts *counts, const copse_counts_opts *opts,
                                                  copse_error *err);

/* No test yet. */
void copse_i_start_tests(copse_table_tests *tests);
/* The tests, and the informative tables. */
void copse_i_association_tests(const copse_counts *counts, bool rate, copse_table_tests *tests);
void copse_i_homogeneity_tests(const copse_counts *counts, double log_odds_ratio, copse_table_tests *tests);
copse_table_test copse_i_chi_square(double statistic, double df);

#endif
