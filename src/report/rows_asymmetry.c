/* What Egger's test and its kin say. */
#include "report_bias.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static void egger_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    char slope[COPSE_NUMBER_TEXT], se[COPSE_NUMBER_TEXT];
    const copse_egger *egger = report->egger;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_EGGER, NULL);
    copse_i_bias_row_test(row, &egger->slope);
    copse_i_bias_row_effect(row, &egger->limit);
    copse_text_printf(&row->remark, "slope %s (SE %s) on the %s, %s",
                      copse_format_significant(slope, sizeof slope, egger->slope.estimate, 4),
                      copse_format_significant(se, sizeof se, egger->slope.se, 3),
                      copse_egger_predictor_text(egger->predictor),
                      egger->model == COPSE_EGGER_LM ? "multiplicative variance (lm)" : "additive variance (rma)");
    if (!isnan(egger->limit.estimate)) copse_text_add(&row->remark, "; the effect is where that is 0");
}

static json_t *egger_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_egger *egger = report->egger;
    json_t *out = json_object();
    SET(out, "model", copse_i_json_text(json, copse_egger_model_name(egger->model)));
    SET(out, "predictor", copse_i_json_text(json, copse_egger_predictor_name(egger->predictor)));
    SET(out, "slope", copse_i_coefficient_json(json, &egger->slope));
    SET(out, "limit", isnan(egger->limit.estimate) ? json_null() : copse_i_coefficient_json(json, &egger->limit));
    SET(out, "dispersion", copse_i_json_real(egger->dispersion));
    SET(out, "tau2", copse_i_json_real(egger->tau2));
    return out;
}

const copse_i_bias_part copse_i_bias_egger_part = {.rows = egger_rows, .json = egger_json};
