/* The parts of a fit, each filling its fields of copse_fit. tau2 is on the scale of the problem. */
#ifndef COPSE_I_FIT_PARTS_H
#define COPSE_I_FIT_PARTS_H

#include "tau2.h"

static inline bool copse_i_is_equal_effects(copse_method method)
{
    return method == COPSE_METHOD_EE || method == COPSE_METHOD_FE;
}

/** Whether the covariance is that of Wald times Q(tau2)/(k - p), or at least 1. */
bool copse_i_is_hartung_knapp(copse_test test);
/** The factor of that: 0 where the residuals are rounding errors, as metafor has it. */
double copse_i_hartung_knapp(const copse_i_problem *problem, const copse_i_point *point);
/** The two-sided critical value of the fit's level; df NaN: normal. */
double copse_i_critical_value(const copse_fit *fit, double df);
/** One coefficient from its estimate and se on the problem's scale, which a factor 2^exponent brings to the data's. With
 *  se = 0 there is no test. */
copse_coefficient copse_i_test_coefficient(double estimate, double se, double df, double critical, int exponent);

/** coef, vcov and the omnibus test. The problem was last evaluated at tau2, with the result `point`. */
COPSE_NODISCARD copse_status copse_i_fill_coefficients(copse_i_problem *problem, double tau2,
                                                       const copse_i_point *point, copse_fit *fit, copse_error *err);
/** For an intercept, the prediction interval; after the coefficients. */
void copse_i_fill_prediction(copse_i_problem *problem, double tau2, const copse_i_point *point, copse_fit *fit);

/* Tests with a covariance of their own, in its file each; the problem as evaluated at tau2. */
COPSE_NODISCARD copse_status copse_i_kenward_roger(copse_i_problem *problem, double tau2, const copse_i_point *point,
                                                   copse_fit *fit, copse_error *err);
COPSE_NODISCARD copse_status copse_i_robust(copse_i_problem *problem, double tau2, const copse_i_point *point,
                                            copse_fit *fit, copse_error *err);
COPSE_NODISCARD copse_status copse_i_likelihood_tests(copse_i_problem *problem, double tau2, copse_fit *fit,
                                                      copse_error *err);
COPSE_NODISCARD copse_status copse_i_henmi_copas(copse_i_problem *problem, double tau2, copse_fit *fit,
                                                 copse_error *err);
/** Also the weights; the data in the order that these have. */
void copse_i_biggerstaff_tweedie(copse_i_problem *problem, double tau2, const copse_i_data *data, copse_fit *fit);
/** Squared standard error and degrees of freedom of Kenward & Roger for an intercept. */
void copse_i_kenward_roger_mean(const copse_i_problem *problem, double tau2, const copse_i_point *point,
                                double *variance, double *df);
/** het but for the omnibus test and R2. */
COPSE_NODISCARD copse_status copse_i_fill_heterogeneity(copse_i_problem *problem, const copse_i_tau2 *tau2,
                                                        copse_fit *fit, copse_error *err);
/** The same from what is known at tau2 = 0, without an interval of tau2: the point there and Q - (k - p). */
void copse_i_put_heterogeneity(const copse_i_problem *problem, const copse_i_tau2 *tau2, const copse_i_point *zero,
                               double excess, copse_fit *fit);
/** The options' legality; tau2 that they fix, or estimate. */
COPSE_NODISCARD copse_status copse_i_check_options(const copse_fit_opts *opts, copse_error *err);
COPSE_NODISCARD copse_status copse_i_find_tau2(copse_i_problem *problem, const copse_fit_opts *opts, copse_i_tau2 *tau2,
                                               copse_error *err);
/** I2 in % of a tau2 and a typical variance. */
double copse_i_share(double tau2, double typical_v);
void copse_i_fill_statistics(const copse_i_problem *problem, double tau2, const copse_i_point *point, copse_fit *fit);
/** The same from sum log(v + tau2) and sum log((v + tau2)/v). */
void copse_i_put_statistics(const copse_i_problem *problem, const copse_i_point *point, double sum_log,
                            double sum_log_ratio, copse_fit *fit);
/** What was finite and positive on the problem's scale must be so on the data's: else COPSE_ERANGE. */
COPSE_NODISCARD copse_status copse_i_check_range(const copse_i_problem *problem, const copse_i_tau2 *tau2,
                                                 const copse_fit *fit, copse_error *err);
/** copse_pool, the options' setup aside; tau2 is estimated where `known` is NULL, else it is on the data's scale. */
COPSE_NODISCARD copse_status copse_i_pool(const copse_i_data *data, const copse_fit_opts *opts,
                                          const copse_i_tau2 *known, copse_fit *fit, copse_error *err);
/** R2 of the moderators, NaN without: refits the model without them. */
COPSE_NODISCARD copse_status copse_i_fill_r_squared(const copse_i_data *data, const copse_i_problem *problem,
                                                    copse_fit *fit, copse_error *err);
/** COPSE_EDOM for weights, or scores of QUALITY, that cannot be. */
COPSE_NODISCARD copse_status copse_i_check_weights(const double *weight, size_t k, copse_pooling pooling,
                                                   copse_error *err);
/** fit->weight by fit->pooling, one of copse_pooling_is_weighted; `weight` was checked where that one takes weights. */
void copse_i_put_weights(const double *v, const double *weight, copse_fit *fit);

#endif
