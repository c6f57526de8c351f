/* Inside the effect room: what measures of means, of changes and of one mean share. */
#ifndef COPSE_EFFECT_MEANS_H
#define COPSE_EFFECT_MEANS_H

#include "effect_kernels.h"

/* The sets of inputs of measures that can start from a standardized difference, in the order of the table. */
enum { COPSE_I_FROM_MEANS, COPSE_I_FROM_D, COPSE_I_FROM_T, COPSE_I_FROM_P, COPSE_I_FROM_R };

/* Cohen's d of two groups with the degrees of freedom of its pooled standard deviation; or why there is none. */
typedef struct copse_i_cohen {
    double d, n1, n2, df;
    const char *why;
} copse_i_cohen;
copse_i_cohen copse_i_cohen_d(const double *x, size_t set);

/* What goes into the variance of a standardized difference or change: base is its variance where the difference is 0 and
 * the standard deviation known (1/n1 + 1/n2), per the number that d^2 / (2 per) is divided by. */
typedef struct copse_i_standard {
    double d, df, base, per;
    const char *const *few; /* what to say where df is not above 0, 1, 2 */
} copse_i_standard;
/* d with its bias correction and the variance of type LS, LS2, LS3, UB, AV, H0 or WT. */
copse_i_estimate copse_i_standardize(const copse_i_standard *s, const copse_i_setting *setting);
/* few[least] where df is not above `least`. */
const char *copse_i_shortage(double df, int least, const char *const few[3]);

/* Hedges' J(df), or 1 where the estimate is to be left uncorrected. */
double copse_i_correction(const copse_i_setting *setting, double df);
/* 1 - (df - 2)/(df j^2), j = J(df) or 1: what multiplies g^2 in the unbiased variance; without the cancellation. */
double copse_i_unbiased_factor(double df, bool corrected);

/* log(ab / (cd)) of positive numbers, to the last digits also where the products are near each other, overflow or
 * underflow. */
double copse_i_log_ratio_of_products(double a, double b, double c, double d);

static inline double copse_i_square(double x)
{
    return x * x;
}

copse_i_row_function copse_i_standardized_by_group2, copse_i_standardized_by_group2_unequal, copse_i_cohen_difference,
    copse_i_glass_difference;
copse_i_average_function copse_i_average_standardized, copse_i_average_by_group2, copse_i_average_variation;
copse_i_row_function copse_i_log_sd_ratio, copse_i_log_variation_ratio;
copse_i_row_function copse_i_point_biserial, copse_i_point_biserial_z, copse_i_biserial, copse_i_biserial_z,
    copse_i_log_odds_logistic, copse_i_log_odds_normal;
copse_i_row_function copse_i_area, copse_i_area_normal, copse_i_area_change;
copse_i_row_function copse_i_mean_change, copse_i_change_by_change_sd, copse_i_change_by_first_sd,
    copse_i_change_by_first_sd_unequal, copse_i_change_by_pooled_sd, copse_i_change_by_pooled_sd_unequal;
copse_i_row_function copse_i_log_mean_change, copse_i_log_sd_change, copse_i_log_variation_change;
copse_i_row_function copse_i_mean, copse_i_standardized_mean, copse_i_log_mean, copse_i_log_sd, copse_i_log_variation;
copse_i_average_function copse_i_average_variance;

#endif
