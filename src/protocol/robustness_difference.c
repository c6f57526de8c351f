/* See robustness_difference.h. */
#include "robustness_difference.h"

#include <math.h>
#include <stdlib.h>

/* An intercept, and a column for each level but the first. */
static double *level_design(const copse_study_set *set)
{
    const size_t p = set->levels;
    double *X = set->k <= SIZE_MAX / p ? copse_alloc(set->k * p, sizeof *X) : NULL;
    for (size_t i = 0; X != NULL && i < set->k; i++) {
        X[i * p] = 1;
        for (size_t l = 1; l < p; l++) X[i * p + l] = set->group[i] == l ? 1 : 0;
    }
    return X;
}

copse_status copse_i_difference_beside_bias(const copse_i_analysis *analysis, copse_i_difference_test *test,
                                            double *p_value, copse_error *err)
{
    *p_value = NAN;
    if (analysis->set.levels < 2) return copse_fail(err, COPSE_ETOOFEW, "one subgroup alone");
    double *X = level_design(&analysis->set);
    if (X == NULL) return copse_fail_memory(err);
    const copse_status status = test(analysis, X, analysis->set.levels, p_value, err);
    free(X);
    return status != COPSE_OK && status != COPSE_ENOMEM ? copse_error_prefix(err, "difference not tested: ") : status;
}

/* ------------------------------------------------------------------------------------------------ Egger's regression */

static copse_status regression(const copse_i_analysis *analysis, copse_egger_predictor predictor, const double *X,
                               size_t p, double *p_value, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_egger_opts opts = copse_egger_opts_default();
    copse_egger found;
    opts.predictor = predictor;
    opts.fit.level = analysis->opts.level;
    const copse_status status = copse_bias_egger(set->yi, set->vi, NULL, X, set->k, p, &opts, &found, err);
    if (status == COPSE_OK) *p_value = found.moderators.p;
    return status;
}

copse_status copse_i_difference_pet(const copse_i_analysis *analysis, const double *X, size_t p, double *p_value,
                                    copse_error *err)
{
    return regression(analysis, COPSE_EGGER_SEI, X, p, p_value, err);
}

copse_status copse_i_difference_peese(const copse_i_analysis *analysis, const double *X, size_t p, double *p_value,
                                      copse_error *err)
{
    return regression(analysis, COPSE_EGGER_VI, X, p, p_value, err);
}

copse_status copse_i_difference_pet_peese(const copse_i_analysis *analysis, const double *X, size_t p, double *p_value,
                                          copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_egger_opts opts = copse_egger_opts_default();
    copse_pet_peese found = {0};
    opts.fit.level = analysis->opts.level;
    const copse_status status = copse_bias_pet_peese(set->yi, set->vi, set->k, &opts, COPSE_PET_ALPHA, &found, err);
    if (status != COPSE_OK) return status;
    return regression(analysis, found.uses_peese ? COPSE_EGGER_VI : COPSE_EGGER_SEI, X, p, p_value, err);
}

/* ------------------------------------------------------------------------------------------- limit and selection */

copse_status copse_i_difference_limit(const copse_i_analysis *analysis, const double *X, size_t p, double *p_value,
                                      copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_fit fit = {0};
    copse_omnibus test;
    copse_fit_opts opts = analysis->opts;
    opts.without_tau2_ci = opts.without_R2 = true;
    copse_status status = copse_pool(set->yi, set->vi, X, set->k, p, &opts, &fit, err);
    if (status == COPSE_OK)
        status = copse_bias_limit_moderators(set->yi, set->vi, X, set->k, p, fit.het.tau2, &test, err);
    if (status == COPSE_OK) *p_value = test.p;
    copse_fit_free(&fit);
    return status;
}

copse_status copse_i_robustness_selection(const copse_i_analysis *analysis, const double *X, size_t p,
                                          copse_selmodel *fit, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    const copse_method method = analysis->opts.method;
    copse_selmodel_opts opts = copse_selmodel_opts_default();
    opts.level = analysis->opts.level;
    opts.side = analysis->fit.coef->estimate < 0 ? COPSE_SELMODEL_LESS : COPSE_SELMODEL_GREATER;
    opts.equal_effects = method == COPSE_METHOD_EE || method == COPSE_METHOD_FE;
    opts.without_profile = true;
    const copse_status status = copse_selmodel_fit(set->yi, set->vi, NULL, X, set->k, p, &opts, fit, err);
    if (status == COPSE_OK && !(fit->converged && fit->identified))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the data do not identify the selection model");
    return status;
}

copse_status copse_i_difference_selection(const copse_i_analysis *analysis, const double *X, size_t p, double *p_value,
                                          copse_error *err)
{
    copse_selmodel found = {0};
    const copse_status status = copse_i_robustness_selection(analysis, X, p, &found, err);
    if (status == COPSE_OK) *p_value = found.moderators.p;
    copse_selmodel_free(&found);
    return status;
}
