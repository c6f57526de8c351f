/* Inside the effect room: what computes one row of each measure. */
#ifndef COPSE_EFFECT_KERNELS_H
#define COPSE_EFFECT_KERNELS_H

#include <copse/effect.h>

/* One estimate, or the reason why there is none (static text; yi and vi do not count then). */
typedef struct copse_i_estimate {
    double yi, vi;
    const char *why;
} copse_i_estimate;

/* How a call wants its measure computed. */
typedef struct copse_i_setting {
    copse_vtype vtype; /* never COPSE_VTYPE_COUNT: the measure's default is put in */
    bool correct;      /* with the bias correction */
    double average[4]; /* over the studies, of what the kernel's `average` says; NaN where there is none */
} copse_i_setting;

/* x: COPSE_IN_COUNT numbers of one row, checked, completed (every cell and size of the family) and corrected for zero
 * cells; `set`: the first of the measure's sets of inputs that is complete in it. The result may be infinite or NaN: the
 * caller turns that into a reason. */
typedef copse_i_estimate copse_i_row_function(const double *x, size_t set, const copse_i_setting *setting);

/* What a row adds to the averages of a call: values and weights, as many as are used; NaN adds nothing. `size` is the
 * total sample size before the correction of zero cells. */
typedef void copse_i_average_function(const double *x, size_t set, double size, const copse_i_setting *setting,
                                      double value[4], double weight[4]);

struct copse_effect_kernel {
    copse_i_row_function *compute;
    double add;                        /* default continuity correction */
    copse_i_average_function *average; /* NULL: no variance type needs averages */
    bool margins;                      /* the cells count each pair twice, once a time */
};

copse_i_row_function copse_i_log_risk_ratio, copse_i_log_odds_ratio, copse_i_risk_difference, copse_i_peto,
    copse_i_arcsine_difference, copse_i_vaccine_efficacy, copse_i_odds_ratio_to_d, copse_i_odds_ratio_to_d_normal,
    copse_i_probit_difference;
copse_i_row_function copse_i_phi, copse_i_phi_z, copse_i_yule_q, copse_i_yule_y, copse_i_tetrachoric,
    copse_i_tetrachoric_z;
copse_i_row_function copse_i_paired_difference, copse_i_paired_risk_ratio, copse_i_paired_odds_ratio,
    copse_i_conditional_odds_ratio, copse_i_paired_peto, copse_i_marginal_odds_ratio;
copse_i_row_function copse_i_mean_difference, copse_i_standardized, copse_i_standardized_unequal,
    copse_i_ratio_of_means;
copse_i_row_function copse_i_correlation, copse_i_unbiased_correlation, copse_i_fisher_z;
copse_i_average_function copse_i_correlation_average, copse_i_unbiased_correlation_average;
copse_i_row_function copse_i_partial, copse_i_partial_z, copse_i_semipartial, copse_i_semipartial_z;
copse_i_average_function copse_i_partial_average, copse_i_semipartial_average;
copse_i_row_function copse_i_determination, copse_i_determination_z, copse_i_determination_fixed,
    copse_i_determination_fixed_z;
copse_i_average_function copse_i_determination_average;
copse_i_row_function copse_i_alpha, copse_i_alpha_hakstian, copse_i_alpha_bonett;
copse_i_row_function copse_i_heterozygosity;
copse_i_row_function copse_i_proportion, copse_i_log_proportion, copse_i_logit_proportion, copse_i_arcsine_proportion,
    copse_i_probit_proportion, copse_i_freeman_tukey_proportion;
copse_i_average_function copse_i_average_proportion;
copse_i_row_function copse_i_log_rate_ratio, copse_i_rate_difference, copse_i_root_rate_difference, copse_i_rate,
    copse_i_log_rate, copse_i_root_rate, copse_i_freeman_tukey_rate;
copse_i_row_function copse_i_log_hazard_ratio;
copse_i_row_function copse_i_given;

/* log(p/q) from p - q and p + q, each without cancellation, where the ratio is within a factor of two; `far` (the plain
 * difference of logs) elsewhere. Changing the sign of `difference` and `far` changes the sign of the result, exactly. */
double copse_i_log_ratio(double difference, double sum, double far);
/* ad - bc to 1.5 units in the last place (Kahan; Jeannerod, Louvet & Muller 2013). */
double copse_i_difference_of_products(double a, double d, double b, double c);
/* x/n - y/m without cancellation. */
double copse_i_difference_of_ratios(double x, double n, double y, double m);
/* Correlation of the two times in a table of pairs, from its margins and the proportion p with the event both times: a and b
 * pairs with and without the event the first time, c with it the second time. NaN where that cannot be (effect_pairs.c). */
double copse_i_paired_phi(double a, double b, double c, double p);

/* A correlation r with 1 - r^2 and its ratio r / sqrt(1 - r^2), each with its own digits. */
typedef struct copse_i_correlation_of {
    double r, left, ratio;
} copse_i_correlation_of;
copse_i_correlation_of copse_i_correlation_from_r(double r);
/* From r / sqrt(1 - r^2), as t / sqrt(df) is. */
copse_i_correlation_of copse_i_correlation_from_ratio(double ratio);
/* A row's correlation: given (set 0), or from the t statistic (1) or p-value (2) of its test with n - 2 degrees of
 * freedom; there n must be above 2. */
copse_i_correlation_of copse_i_correlation_in_row(const double *x, size_t set);
/* The t statistic of a two-sided p-value with the sign of the effect; infinite where p is too small for a number. */
double copse_i_t_of_signed_p(double p, double df);

/* Domain checks and completion of one row (effect_inputs.c). in: the columns; x: filled with the row's numbers. */
bool copse_i_any_set_present(const double *const in[], const copse_input *const *set, size_t sets);
/* What is wrong with one raw number of a family, or NULL (effect_domain.c). */
const char *copse_i_objection(copse_family family, copse_input input, double value);

/* One row as it goes into a kernel. */
typedef struct copse_i_row {
    double x[COPSE_IN_COUNT];
    copse_family family; /* GIVEN where the row falls back on a given estimate */
    size_t set;          /* of the measure's (or the given) sets of inputs, the first that is complete */
} copse_i_row;
/* Fills `row` from row i of the columns of `measure`; what->status COPSE_OK means that it is complete. z: normal quantile
 * of given intervals. */
void copse_i_gather(const copse_measure *measure, const double *const in[], size_t i, double z, copse_i_row *row,
                    copse_effect_row *what);
/* The cells of a family that the continuity correction goes to, ended by COPSE_IN_COUNT. */
const copse_input *copse_i_corrected_cells(copse_family family);
/* Is one of them 0? x as for kernels. */
bool copse_i_has_empty_cell(copse_family family, const double *x);
/* Adds to them. */
void copse_i_correct(copse_family family, double add, copse_correction correction, double *x);

#endif
