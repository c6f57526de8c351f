/* A selection model as JSON, with its weight function at some points. */
#include "selection_output.h"

#include <math.h>
#include <stdio.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static void put_parameter(copse_i_json *json, json_t *out, const copse_selmodel_parameter *v)
{
    SET(out, "estimate", copse_i_json_real(v->estimate));
    SET(out, "se", copse_i_json_real(v->se));
    SET(out, "null", copse_i_json_whole(v->null));
    SET(out, "statistic", copse_i_json_real(v->statistic));
    SET(out, "p", copse_i_json_real(v->p));
    SET(out, "ci_lower", copse_i_json_real(v->ci.lower));
    SET(out, "ci_upper", copse_i_json_real(v->ci.upper));
    SET(out, "profile_lower", copse_i_json_real(v->profile.lower));
    SET(out, "profile_upper", copse_i_json_real(v->profile.upper));
    SET(out, "profile_open", json_boolean(isinf(v->profile.lower) || isinf(v->profile.upper)));
    SET(out, "state",
        copse_i_json_text(json,
                          v->state == COPSE_SELMODEL_ESTIMATED ? "estimated" : copse_selmodel_state_text(v->state)));
}

static json_t *coefficients_json(copse_i_json *json, const copse_bias_report *report, const copse_selmodel *fit)
{
    char name[80];
    json_t *out = json_array();
    for (size_t j = 0; j < fit->p; j++) {
        json_t *row = copse_i_coefficient_json(json, &fit->coef[j]);
        SET(row, "name", copse_i_json_text(json, copse_i_coefficient_name(&report->pooled, j, name, sizeof name)));
        SET(row, "profile_lower", copse_i_json_real(fit->coef_profile[j].lower));
        SET(row, "profile_upper", copse_i_json_real(fit->coef_profile[j].upper));
        copse_i_json_append(json, out, row);
    }
    return out;
}

static json_t *deltas_json(copse_i_json *json, const copse_selmodel *fit)
{
    const bool steps = fit->type == COPSE_SELMODEL_STEPFUN;
    json_t *out = json_array();
    for (size_t j = 0; j < fit->deltas; j++) {
        json_t *row = json_object();
        SET(row, "above", steps ? copse_i_json_real(j > 0 ? fit->step[j - 1] : 0) : json_null());
        SET(row, "upto", steps ? copse_i_json_real(fit->step[j]) : json_null());
        SET(row, "count", steps ? copse_i_json_count(fit->count[j]) : json_null());
        put_parameter(json, row, &fit->delta[j]);
        copse_i_json_append(json, out, row);
    }
    return out;
}

static void append_weight(copse_i_json *json, const copse_selmodel *fit, double at, json_t *out)
{
    copse_selmodel_point point;
    if (copse_selmodel_weight(fit, at, fit->precision_mean, &point) != COPSE_OK) return;
    json_t *row = json_object();
    SET(row, "p", copse_i_json_real(at));
    SET(row, "weight", copse_i_json_real(point.weight));
    SET(row, "ci_lower", copse_i_json_real(point.ci.lower));
    SET(row, "ci_upper", copse_i_json_real(point.ci.upper));
    copse_i_json_append(json, out, row);
}

/* At hundredths of p and nearer to 0; weights by precision at its mean. None for truncation, which is not by p. */
static json_t *weights_json(copse_i_json *json, const copse_selmodel *fit)
{
    static const double SMALL[] = {0, 0.001, 0.0025, 0.005};
    json_t *out = json_array();
    if (fit->type >= COPSE_SELMODEL_TRUNC) return out;
    for (size_t i = 0; i < sizeof SMALL / sizeof *SMALL; i++) append_weight(json, fit, SMALL[i], out);
    for (int i = 1; i <= 100; i++) append_weight(json, fit, i / 100.0, out);
    return out;
}

static json_t *test_json(copse_i_json *json, double chi2, double df, double p)
{
    json_t *out = json_object();
    SET(out, "chi2", copse_i_json_real(chi2));
    SET(out, "df", copse_i_json_whole(df));
    SET(out, "p", copse_i_json_real(p));
    return out;
}

static void put_fit(copse_i_json *json, json_t *out, const copse_selmodel *fit)
{
    SET(out, "log_lik", copse_i_json_real(fit->stat.log_lik));
    SET(out, "log_lik_without_selection", copse_i_json_real(fit->log_lik_null));
    SET(out, "log_lik_at_edge", copse_i_json_real(fit->edge_log_lik));
    SET(out, "deviance", copse_i_json_real(fit->stat.deviance));
    SET(out, "AIC", copse_i_json_real(fit->stat.AIC));
    SET(out, "BIC", copse_i_json_real(fit->stat.BIC));
    SET(out, "AICc", copse_i_json_real(fit->stat.AICc));
}

static json_t *model_json(copse_i_json *json, const copse_bias_report *report, const copse_selmodel *fit)
{
    json_t *out = json_object(), *steps = json_array(), *tau2 = json_object();
    for (size_t j = 0; j < fit->steps; j++) copse_i_json_append(json, steps, copse_i_json_real(fit->step[j]));
    put_parameter(json, tau2, &fit->tau2);
    SET(out, "type", copse_i_json_text(json, copse_selmodel_name(fit->type)));
    SET(out, "weight_function", copse_i_json_text(json, copse_selmodel_weight_formula(fit->type)));
    SET(out, "alternative", copse_i_json_text(json, copse_selmodel_side_name(fit->side)));
    SET(out, "precision", copse_i_json_text(json, copse_selmodel_precision_name(fit->precision)));
    SET(out, "precision_mean", copse_i_json_real(fit->precision_mean));
    SET(out, "decreasing", json_boolean(fit->decreasing));
    SET(out, "method", copse_i_json_text(json, fit->equal_effects ? "EE" : "ML"));
    SET(out, "level", copse_i_json_whole(fit->level));
    SET(out, "steps", steps);
    SET(out, "coefficients", coefficients_json(json, report, fit));
    SET(out, "omnibus", test_json(json, fit->QM, fit->QM_df, fit->QM_p));
    SET(out, "tau2", tau2);
    SET(out, "deltas", deltas_json(json, fit));
    SET(out, "selection_test", test_json(json, fit->lrt_df > 0 ? fit->lrt : (double)NAN, fit->lrt_df, fit->lrt_p));
    SET(out, "tau2_test", test_json(json, fit->tau2_lrt, isnan(fit->tau2_lrt) ? (double)NAN : 1, fit->tau2_lrt_p));
    SET(out, "moderators_test", test_json(json, fit->moderators.QM, fit->moderators.df, fit->moderators.p));
    put_fit(json, out, fit);
    SET(out, "converged", json_boolean(fit->converged));
    SET(out, "identified", json_boolean(fit->identified));
    SET(out, "iterations", copse_i_json_count(fit->iterations));
    return out;
}

json_t *copse_i_selection_json(copse_i_json *json, const copse_bias_report *report)
{
    json_t *out = model_json(json, report, report->selection), *also = json_array();
    SET(out, "weights", weights_json(json, report->selection));
    for (size_t i = 0; i < report->selections_also; i++)
        copse_i_json_append(json, also, model_json(json, report, &report->selection_also[i]));
    SET(out, "also", also);
    return out;
}
