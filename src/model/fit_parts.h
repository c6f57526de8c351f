/* The parts of a fit, each filling its fields of copse_fit. tau2 is on the scale of the problem. */
#ifndef COPSE_I_FIT_PARTS_H
#define COPSE_I_FIT_PARTS_H

#include "tau2.h"

static inline bool copse_i_is_equal_effects(copse_method method)
{
    return method == COPSE_METHOD_EE || method == COPSE_METHOD_FE;
}

/** coef, vcov, the omnibus test and, for an intercept, the prediction interval. The problem was last evaluated at tau2,
 *  with the result `point`. */
void copse_i_fill_coefficients(const copse_i_problem *problem, double tau2, const copse_i_point *point, copse_fit *fit);
/** het but for the omnibus test and R2. */
COPSE_NODISCARD copse_status copse_i_fill_heterogeneity(copse_i_problem *problem, const copse_i_tau2 *tau2,
                                                        copse_fit *fit, copse_error *err);
/** The options' legality; tau2 that they fix, or estimate. */
COPSE_NODISCARD copse_status copse_i_check_options(const copse_fit_opts *opts, copse_error *err);
COPSE_NODISCARD copse_status copse_i_find_tau2(copse_i_problem *problem, const copse_fit_opts *opts, copse_i_tau2 *tau2,
                                               copse_error *err);
/** I2 in % of a tau2 and a typical variance. */
double copse_i_share(double tau2, double typical_v);
void copse_i_fill_statistics(const copse_i_problem *problem, double tau2, const copse_i_point *point, copse_fit *fit);
/** R2 of the moderators, NaN without: refits the model without them. */
COPSE_NODISCARD copse_status copse_i_fill_r_squared(const copse_i_data *data, const copse_i_problem *problem,
                                                    copse_fit *fit, copse_error *err);

#endif
