/* The difference between subgroups beside small-study effects: models of room bias with the subgroups as moderators. */
#ifndef COPSE_ROBUSTNESS_DIFFERENCE_H
#define COPSE_ROBUSTNESS_DIFFERENCE_H

#include "run_state.h"

#include <copse/bias.h>

/** A test of the k x p design's columns but the first, an intercept: *p_value of all of them together. */
typedef copse_status copse_i_difference_test(const copse_i_analysis *analysis, const double *X, size_t p,
                                             double *p_value, copse_error *err);
/** Egger's regression on the standard error, on the variance, and that of the two which PET-PEESE takes for the pooled effect:
 *  Wald's F test with the dispersion of the regression. */
copse_i_difference_test copse_i_difference_pet, copse_i_difference_peese, copse_i_difference_pet_peese;
/** The regression of limit meta-analysis; tau2 of the analysis' method with the subgroups as moderators. */
copse_i_difference_test copse_i_difference_limit;
/** Likelihood ratio of the selection model below. */
copse_i_difference_test copse_i_difference_selection;

/** The test with the levels of the analysis' subgroups. @return what the test returns; COPSE_ENOMEM */
COPSE_NODISCARD copse_status copse_i_difference_beside_bias(const copse_i_analysis *analysis,
                                                            copse_i_difference_test *test, double *p_value,
                                                            copse_error *err);

/** The step function with one step at a one-sided p of 0.025, on the side of the pooled effect; X NULL with p = 1: an intercept.
 *  COPSE_ENOTCOMPUTABLE where the data do not identify it. copse_selmodel_free takes *fit, also after a failure. */
COPSE_NODISCARD copse_status copse_i_robustness_selection(const copse_i_analysis *analysis, const double *X, size_t p,
                                                          copse_selmodel *fit, copse_error *err);

#endif
