/* What the methods for medians, quartiles and ranges share. Private to the room. */
#ifndef COPSE_I_FIVE_NUMBERS_H
#define COPSE_I_FIVE_NUMBERS_H

#include <copse/convert.h>

enum { COPSE_I_FIVE_MOST = 5 };

/* The numbers of the case in order; how many there are (3 or 5). */
size_t copse_i_five_values(const copse_five *five, copse_five_case which, double value[COPSE_I_FIVE_MOST]);

/* Which case it is; COPSE_OK, or the status with *why. */
copse_status copse_i_five_check(const copse_five *five, copse_five_case *which, const char **why);

/* All numbers times 2^-*exponent, so that the largest is near 1; n stays. Exact but for numbers below 1e-308 of it. */
copse_five copse_i_five_scaled(const copse_five *five, int *exponent);

/* Wan et al. 2014: expected standardised range and interquartile range, equations 9 and 16. */
double copse_i_five_range_divisor(double n);
double copse_i_five_quartile_divisor(double n);

/* mean = median + extremes ((min - median) + (max - median))/2 + quartiles ((q1 - median) + (q3 - median))/2,
 * sd = range (max - min) + iqr (q3 - q1). */
typedef struct copse_i_five_weights {
    double extremes, quartiles, range, iqr;
    const char *mean_formula, *sd_formula;
} copse_i_five_weights;
copse_i_five_weights copse_i_five_luo_shi(copse_five_case which, double n);
copse_i_five_weights copse_i_five_luo_wan(copse_five_case which, double n); /* Wan's SD in S3, too */
copse_i_five_weights copse_i_five_wan(copse_five_case which, double n);
double copse_i_five_mean(const copse_i_five_weights *weights, const copse_five *five); /* NaN without a median */
double copse_i_five_sd(const copse_i_five_weights *weights, const copse_five *five);

copse_five_skewness copse_i_five_skewness(const copse_five *five, copse_five_case which);

/* The same numbers as log(x/anchor), each to full relative accuracy; x and anchor > 0. */
double copse_i_five_log_ratio(double x, double anchor);
copse_five copse_i_five_log_ratios(const copse_five *five, double anchor);

/* (x^lambda - 1)/lambda and its derivative in lambda, from log x; log x itself at lambda = 0. */
double copse_i_five_box_cox(double log_x, double lambda);
double copse_i_five_box_cox_slope(double log_x, double lambda);

/* Mean and SD of X where (X^lambda - 1)/lambda is normal(location, scale), cut off where X would be negative and as far
 * on the other side. False: not finite, or the location itself is cut off. */
bool copse_i_five_power_normal(double lambda, double location, double scale, double *mean, double *sd);

/* One function a method: it finds case, weights and skewness done, and fills mean, sd, formulas and what is its own. */
copse_status copse_i_five_linear(const copse_five *five, const copse_five_opts *opts, copse_five_result *result);
copse_status copse_i_five_lognormal(const copse_five *five, const copse_five_opts *opts, copse_five_result *result);
copse_status copse_i_five_blue(const copse_five *five, copse_five_result *result);
copse_status copse_i_five_bc(const copse_five *five, copse_five_result *result);
copse_status copse_i_five_mln(const copse_five *five, const copse_five_opts *opts, copse_five_result *result);
copse_status copse_i_five_qe(const copse_five *five, copse_five_result *result);

/* A failure with its reason. */
copse_status copse_i_five_refuse(copse_five_result *result, copse_status status, const char *why);

#endif
