/* The JSON of subset_fits.h. */
#include "subset_fits.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *coefficient_json(copse_i_json *json, const copse_pooled *pooled, const copse_fit *fit, size_t j)
{
    char name[64];
    const copse_coefficient *c = &fit->coef[j];
    json_t *out = json_object();
    SET(out, "name", copse_i_json_text(json, copse_i_coefficient_name(pooled, j, name, sizeof name)));
    SET(out, "estimate", copse_i_json_real(c->estimate));
    SET(out, "se", copse_i_json_real(c->se));
    SET(out, "statistic", copse_i_json_real(c->statistic));
    SET(out, "df", copse_i_json_real(c->df));
    SET(out, "p", copse_i_json_real(c->p));
    SET(out, "ci_lower", copse_i_json_real(c->ci.lower));
    SET(out, "ci_upper", copse_i_json_real(c->ci.upper));
    if (pooled->transform == COPSE_TRANSFORM_NONE) return out;
    const copse_transform_settings settings = copse_i_pooled_settings(pooled, fit);
    const copse_interval ci = copse_i_show_interval(pooled, &settings, c->ci, NULL);
    json_t *shown = json_object();
    SET(shown, "estimate", copse_i_json_real(copse_i_show(pooled, &settings, c->estimate)));
    SET(shown, "ci_lower", copse_i_json_real(ci.lower));
    SET(shown, "ci_upper", copse_i_json_real(ci.upper));
    SET(out, "transformed", shown);
    return out;
}

json_t *copse_i_subset_coefficients_json(copse_i_json *json, const copse_pooled *pooled, const copse_fit *fit)
{
    json_t *out = json_array();
    for (size_t j = 0; j < fit->p; j++) copse_i_json_append(json, out, coefficient_json(json, pooled, fit, j));
    return out;
}

static json_t *heterogeneity_json(copse_i_json *json, const copse_heterogeneity *het)
{
    json_t *out = json_object();
    SET(out, "tau2", copse_i_json_real(het->tau2));
    SET(out, "tau2_se", copse_i_json_real(het->tau2_se));
    SET(out, "I2", copse_i_json_real(het->I2));
    SET(out, "H2", copse_i_json_real(het->H2));
    SET(out, "Q", copse_i_json_real(het->Q));
    SET(out, "Q_df", copse_i_json_real(het->Q_df));
    SET(out, "Q_p", copse_i_json_real(het->Q_p));
    SET(out, "QM", copse_i_json_real(het->QM));
    SET(out, "QM_p", copse_i_json_real(het->QM_p));
    return out;
}

static json_t *row_json(copse_i_json *json, const copse_pooled *pooled, const copse_i_subset_row *row)
{
    json_t *out = json_object();
    SET(out, "name", copse_i_json_text(json, row->name));
    SET(out, "k", copse_i_json_count(row->k));
    SET(out, "why", row->fit == NULL ? copse_i_json_text(json, row->why) : json_null());
    SET(out, "coefficients",
        row->fit != NULL ? copse_i_subset_coefficients_json(json, pooled, row->fit) : json_array());
    SET(out, "heterogeneity", row->fit != NULL ? heterogeneity_json(json, &row->fit->het) : json_null());
    SET(out, "prediction_interval",
        row->fit != NULL ? copse_i_json_pair(json, row->fit->prediction.lower, row->fit->prediction.upper)
                         : json_null());
    return out;
}

void copse_i_subset_json(copse_i_json *json, const char *key, const copse_pooled *pooled,
                         const copse_i_subset_rows *rows)
{
    copse_i_json_open(json, key, '[');
    for (size_t i = 0; i < rows->rows; i++) copse_i_json_add(json, NULL, row_json(json, pooled, &rows->row[i]));
    copse_i_json_close(json, ']');
}

json_t *copse_i_subset_model_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_fit *fit = pooled->fit;
    json_t *out = json_object();
    SET(out, "measure", copse_i_json_text(json, pooled->measure != NULL ? pooled->measure->code : NULL));
    SET(out, "method", copse_i_json_text(json, copse_fit_method_code(fit)));
    SET(out, "test", copse_i_json_text(json, copse_test_code(fit->test)));
    SET(out, "level", copse_i_json_whole(fit->opts.level));
    SET(out, "k", copse_i_json_count(fit->k));
    SET(out, "p", copse_i_json_count(fit->p));
    SET(out, "transform", copse_i_json_text(json, copse_transform_name(pooled->transform)));
    SET(out, "formula", copse_i_json_text(json, pooled->moderators != NULL ? pooled->moderators->formula : NULL));
    SET(out, "coefficients", copse_i_subset_coefficients_json(json, pooled, fit));
    SET(out, "heterogeneity", heterogeneity_json(json, &fit->het));
    return out;
}
