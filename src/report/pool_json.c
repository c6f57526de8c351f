/* JSON of a pooled analysis, version 1: keys in the order of the contract. Estimates are on the scale of analysis;
 * "transformed" holds the shown values. */
#include "pool_beyond.h"
#include "pool_counts_model.h"
#include "pool_methods.h"
#include "pool_output.h"
#include "pool_predictions.h"
#include "pool_program.h"
#include "pool_regression.h"
#include "pool_residuals.h"
#include "pool_tau2.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

/* The shown limits under their keys, in order; of numbers needed to treat also whether they enclose what lies between
 * them or pass through infinity. */
static void set_shown_interval(copse_i_json *json, json_t *object, const copse_pooled *pooled,
                               const copse_transform_settings *settings, copse_interval interval, const char *lower,
                               const char *upper)
{
    bool through = false;
    const copse_interval shown = copse_i_show_interval(pooled, settings, interval, &through);
    SET(object, lower, copse_i_json_real(shown.lower));
    SET(object, upper, copse_i_json_real(shown.upper));
    if (pooled->transform == COPSE_TRANSFORM_NNT) SET(object, "through_infinity", json_boolean(through));
}

static json_t *combined_json(copse_i_json *json, const copse_pooled *pooled)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < pooled->merges; i++) {
        json_t *row = json_object();
        SET(row, "row", copse_i_json_count(pooled->merged[i].row));
        SET(row, "label", copse_i_json_text(json, pooled->merged[i].label));
        SET(row, "into", copse_i_json_count(pooled->merged[i].into));
        copse_i_json_append(json, rows, row);
    }
    return rows;
}

json_t *copse_i_input_json(copse_i_json *json, const copse_pooled *pooled)
{
    json_t *input = json_object(), *dropped = json_array();
    SET(input, "file", copse_i_json_text(json, pooled->file));
    SET(input, "sha256", copse_i_json_text(json, pooled->sha256));
    SET(input, "rows", copse_i_json_count(pooled->rows));
    SET(input, "used", copse_i_json_count(pooled->k));
    for (size_t i = 0; i < pooled->left_outs; i++) {
        json_t *row = json_object();
        SET(row, "row", copse_i_json_count(pooled->left_out[i].row));
        SET(row, "label", copse_i_json_text(json, pooled->left_out[i].label));
        SET(row, "why", copse_i_json_text(json, pooled->left_out[i].why));
        copse_i_json_append(json, dropped, row);
    }
    SET(input, "dropped", dropped);
    if (pooled->merges > 0) SET(input, "combined", combined_json(json, pooled));
    return input;
}

void copse_i_warnings_json(copse_i_json *json, const copse_notes *warnings, const copse_notes *notes)
{
    const copse_notes *const all[] = {warnings, notes};
    copse_i_json_open(json, "warnings", '[');
    for (size_t list = 0; list < 2; list++) {
        for (size_t i = 0; all[list] != NULL && i < all[list]->count; i++) {
            copse_i_json_add(json, NULL, copse_i_json_text(json, all[list]->line[i]));
        }
    }
    copse_i_json_close(json, ']');
}

static json_t *model_json(copse_i_json *json, const copse_pooled *pooled, const copse_fit *fit)
{
    json_t *model = json_object();
    SET(model, "measure", copse_i_json_text(json, pooled->measure != NULL ? pooled->measure->code : NULL));
    SET(model, "method", copse_i_json_text(json, copse_fit_method_code(fit)));
    SET(model, "test", copse_i_json_text(json, copse_test_code(fit->test)));
    SET(model, "level", copse_i_json_whole(fit->opts.level));
    SET(model, "k", copse_i_json_count(fit->k));
    SET(model, "p", copse_i_json_count(fit->p));
    SET(model, "transform", copse_i_json_text(json, copse_transform_name(pooled->transform)));
    if (copse_i_takes_risk(pooled)) SET(model, "control_risk", copse_i_json_real(pooled->settings.control_risk));
    if (pooled->transform == COPSE_TRANSFORM_NNT) SET(model, "wanted", json_boolean(pooled->settings.wanted));
    if (pooled->transform == COPSE_TRANSFORM_D_TO_MD) SET(model, "sd", copse_i_json_real(pooled->settings.sd));
    SET(model, "converged", json_true()); /* a fit that does not converge is an error, not a result */
    SET(model, "iterations", copse_i_json_count(fit->iterations));
    SET(model, "stopped", copse_i_json_text(json, copse_stop_text(fit->stop)));
    SET(model, "test_asked", copse_i_json_text(json, copse_test_code(fit->opts.test)));
    SET(model, "tau2_fixed", copse_i_json_real(fit->opts.tau2));
    SET(model, "maxima", fit->maxima > 0 ? copse_i_json_count(fit->maxima) : json_null());
    SET(model, "truncated", json_boolean(fit->truncated));
    if (copse_pooling_is_weighted(fit->pooling))
        SET(model, "tau2_method", copse_i_json_text(json, copse_method_code(fit->opts.method)));
    return model;
}

static json_t *coefficient_json(copse_i_json *json, const copse_pooled *pooled, const copse_fit *fit, size_t j)
{
    char buf[32];
    const copse_coefficient *coef = &fit->coef[j];
    json_t *object = json_object();
    SET(object, "name", copse_i_json_text(json, copse_i_coefficient_name(pooled, j, buf, sizeof buf)));
    SET(object, "estimate", copse_i_json_real(coef->estimate));
    SET(object, "se", copse_i_json_real(coef->se));
    SET(object, "statistic", copse_i_json_real(coef->statistic));
    SET(object, "df", copse_i_json_whole(coef->df));
    SET(object, "p", copse_i_json_real(coef->p));
    SET(object, "ci_lower", copse_i_json_real(coef->ci.lower));
    SET(object, "ci_upper", copse_i_json_real(coef->ci.upper));
    if (pooled->transform != COPSE_TRANSFORM_NONE) {
        json_t *transformed = json_object();
        const copse_transform_settings settings = copse_i_pooled_settings(pooled, fit);
        SET(transformed, "estimate", copse_i_json_real(copse_i_show(pooled, &settings, coef->estimate)));
        set_shown_interval(json, transformed, pooled, &settings, coef->ci, "ci_lower", "ci_upper");
        SET(object, "transformed", transformed);
    }
    return object;
}

static json_t *coefficients_json(copse_i_json *json, const copse_pooled *pooled, const copse_fit *fit)
{
    json_t *array = json_array();
    for (size_t j = 0; j < fit->p; j++) copse_i_json_append(json, array, coefficient_json(json, pooled, fit, j));
    return array;
}

static json_t *prediction_json(copse_i_json *json, const copse_pooled *pooled, const copse_fit *fit)
{
    json_t *object = json_object();
    SET(object, "lower", copse_i_json_real(fit->prediction.lower));
    SET(object, "upper", copse_i_json_real(fit->prediction.upper));
    SET(object, "df", copse_i_json_whole(fit->prediction_df));
    if (pooled->transform != COPSE_TRANSFORM_NONE) {
        json_t *transformed = json_object();
        const copse_transform_settings settings = copse_i_prediction_settings(pooled, fit);
        set_shown_interval(json, transformed, pooled, &settings, fit->prediction, "lower", "upper");
        SET(object, "transformed", transformed);
    }
    SET(object, "type", copse_i_json_text(json, copse_pi_code(fit->opts.pi)));
    return object;
}

static json_t *heterogeneity_json(copse_i_json *json, const copse_heterogeneity *het)
{
    json_t *object = json_object();
    SET(object, "tau2", copse_i_json_real(het->tau2));
    SET(object, "tau2_se", copse_i_json_real(het->tau2_se));
    SET(object, "tau2_ci", copse_i_json_pair(json, het->tau2_ci.lower, het->tau2_ci.upper));
    SET(object, "tau", copse_i_json_real(het->tau));
    SET(object, "I2", copse_i_json_real(het->I2));
    SET(object, "I2_ci", copse_i_json_pair(json, het->I2_ci.lower, het->I2_ci.upper));
    SET(object, "H2", copse_i_json_real(het->H2));
    SET(object, "H2_ci", copse_i_json_pair(json, het->H2_ci.lower, het->H2_ci.upper));
    SET(object, "I2_Q", copse_i_json_real(het->I2_Q));
    SET(object, "Q", copse_i_json_real(het->Q));
    SET(object, "Q_df", copse_i_json_whole(het->Q_df));
    SET(object, "Q_p", copse_i_json_real(het->Q_p));
    SET(object, "QM", copse_i_json_real(het->QM));
    SET(object, "QM_df", copse_i_json_whole(het->QM_df));
    SET(object, "QM_p", copse_i_json_real(het->QM_p));
    SET(object, "R2", copse_i_json_real(het->R2));
    SET(object, "QM_df2", copse_i_json_whole(het->QM_df2));
    SET(object, "typical_v", copse_i_json_real(het->typical_v));
    return object;
}

static json_t *fit_json(copse_i_json *json, const copse_fit_statistics *stat)
{
    json_t *object = json_object();
    SET(object, "log_lik", copse_i_json_real(stat->log_lik));
    SET(object, "deviance", copse_i_json_real(stat->deviance));
    SET(object, "AIC", copse_i_json_real(stat->AIC));
    SET(object, "BIC", copse_i_json_real(stat->BIC));
    SET(object, "AICc", copse_i_json_real(stat->AICc));
    return object;
}

static void study_json(copse_i_json *json, const copse_pooled *pooled, size_t i, double weight, bool whole)
{
    copse_i_json_row_open(json);
    copse_i_json_row_text(json, "label", pooled->label[i]);
    copse_i_json_row_real(json, "yi", pooled->yi[i]);
    copse_i_json_row_real(json, "vi", pooled->vi[i]);
    copse_i_json_row_real(json, "weight", weight);
    if (pooled->row != NULL) copse_i_json_row_whole(json, "row", (double)pooled->row[i]);
    if (pooled->effects != NULL) copse_i_json_row_whole(json, "effects", (double)pooled->effects[i]);
    if (pooled->subgroups != NULL) copse_i_json_row_text(json, "level", pooled->level[pooled->group[i]]);
    if (whole) copse_i_residuals_json(json, pooled, i);
    copse_i_json_row_close(json);
}

/* One level: the objects of the whole analysis again. The weights of a level's fit come in the order of its studies. */
static void level_json(copse_i_json *json, const copse_pooled *pooled, size_t level)
{
    const copse_fit *fit = &pooled->subgroups->fit[level];
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "level", copse_i_json_text(json, pooled->level[level]));
    copse_i_json_add(json, "model", model_json(json, pooled, fit));
    copse_i_json_add(json, "coefficients", coefficients_json(json, pooled, fit));
    copse_i_json_add(json, "prediction_interval", prediction_json(json, pooled, fit));
    copse_i_json_add(json, "heterogeneity", heterogeneity_json(json, &fit->het));
    copse_i_json_add(json, "fit", fit_json(json, &fit->stat));
    copse_i_json_open(json, "studies", '[');
    for (size_t i = 0, member = 0; i < pooled->k && member < fit->k; i++) {
        if (pooled->group[i] != level) continue;
        study_json(json, pooled, i, fit->weight[member], false);
        member += 1;
    }
    copse_i_json_close(json, ']');
    if (pooled->glmm_levels != NULL)
        copse_i_json_add(json, "glmm", copse_i_glmm_json(json, &pooled->glmm_levels[level]));
    copse_i_json_close(json, '}');
}

static void subgroups_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_subgroups *groups = pooled->subgroups;
    copse_i_json_open(json, "subgroups", '[');
    for (size_t l = 0; groups != NULL && l < groups->levels; l++) level_json(json, pooled, l);
    copse_i_json_close(json, ']');
    if (groups == NULL) {
        copse_i_json_add(json, "subgroup_test", json_null());
        return;
    }
    json_t *test = json_object();
    SET(test, "Q", copse_i_json_real(groups->Q));
    SET(test, "df", copse_i_json_whole(groups->df));
    SET(test, "p", copse_i_json_real(groups->p));
    SET(test, "column", copse_i_json_text(json, pooled->subgroup));
    SET(test, "tau2", copse_i_json_text(json, copse_tau2_mode_name(groups->mode)));
    SET(test, "common_tau2", copse_i_json_real(groups->common_tau2));
    SET(test, "within_Q", copse_i_json_real(groups->within_Q));
    SET(test, "within_df", copse_i_json_whole(groups->within_df));
    SET(test, "within_p", copse_i_json_real(groups->within_p));
    copse_i_json_add(json, "subgroup_test", test);
}

static void moderators_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_pooled_moderators *moderators = pooled->moderators;
    json_t *object = json_object(), *dropped = json_array(), *tested = json_array();
    for (size_t j = 0; j < moderators->drops; j++)
        copse_i_json_append(json, dropped, copse_i_json_text(json, moderators->dropped[j]));
    for (size_t j = 0; j < pooled->fit->p; j++)
        if (moderators->tested != NULL && moderators->tested[j])
            copse_i_json_append(json, tested, copse_i_json_text(json, moderators->coefficient[j]));
    SET(object, "formula", copse_i_json_text(json, moderators->formula));
    SET(object, "redundant", dropped);
    SET(object, "tested", tested);
    copse_i_json_add(json, "moderators", object);
}

copse_status copse_i_pool_json(const copse_pooled *pooled, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_notes notes = {0};
    const copse_fit *fit = pooled->fit;
    copse_i_pool_notes(pooled, false, &notes);
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, pooled->command != NULL ? pooled->command : "pool"));
    copse_i_json_add(json, "input", copse_i_input_json(json, pooled));
    copse_i_json_add(json, "model", model_json(json, pooled, fit));
    copse_i_json_add(json, "coefficients", coefficients_json(json, pooled, fit));
    copse_i_json_add(json, "prediction_interval", prediction_json(json, pooled, fit));
    copse_i_json_add(json, "heterogeneity", heterogeneity_json(json, &fit->het));
    copse_i_json_add(json, "fit", fit_json(json, &fit->stat));
    copse_i_json_open(json, "studies", '[');
    for (size_t i = 0; i < pooled->k && json->status == COPSE_OK; i++) {
        study_json(json, pooled, i, fit->weight[i], true);
    }
    copse_i_json_close(json, ']');
    subgroups_json(json, pooled);
    copse_i_methods_json(json, pooled);
    copse_i_warnings_json(json, pooled->warnings, &notes);
    if (pooled->moderators != NULL) moderators_json(json, pooled);
    if (pooled->glmm != NULL) copse_i_json_add(json, "glmm", copse_i_glmm_json(json, pooled->glmm));
    copse_i_regression_json(json, pooled);
    copse_i_predictions_json(json, pooled);
    copse_i_program_json(json, pooled);
    copse_i_tau2_json(json, pooled);
    copse_i_table_tests_json(json, pooled);
    copse_i_beyond_json(json, pooled);
    copse_i_json_close(json, '}');
    copse_status status = stream.status;
    if (status == COPSE_OK && notes.failed) status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = copse_text_status(out);
    copse_notes_free(&notes);
    return status;
}
