/* What rank correlations say. */
#include "report_bias.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

void copse_i_bias_rank_row(const copse_rank_correlation *r, copse_bias_check check, const char *variant,
                           copse_i_bias_rows *rows)
{
    static const char *const WAYS[] = {"exact p", "normal approximation", "normal approximation, continuity corrected"};
    char tau[COPSE_NUMBER_TEXT];
    copse_i_bias_row *row = copse_i_bias_row_add(rows, check, variant);
    const bool exact = isnan(r->z);
    row->symbol = exact ? "tau" : "z";
    row->statistic = exact ? r->tau : r->z;
    row->p = r->p;
    copse_text_printf(&row->remark, "Kendall's tau %s, %s", copse_format_significant(tau, sizeof tau, r->tau, 4),
                      WAYS[r->how]);
    if (r->ties) copse_text_add(&row->remark, ", variance corrected for ties");
}

json_t *copse_i_bias_rank_json(copse_i_json *json, const copse_rank_correlation *r)
{
    json_t *out = json_object();
    SET(out, "k", copse_i_json_count(r->k));
    SET(out, "tau", copse_i_json_real(r->tau));
    SET(out, "S", copse_i_json_real(r->S));
    SET(out, "S_se", copse_i_json_real(r->se));
    SET(out, "z", copse_i_json_real(r->z));
    SET(out, "p", copse_i_json_real(r->p));
    SET(out, "p_is", copse_i_json_text(json, copse_rank_p_name(r->how)));
    SET(out, "ties", json_boolean(r->ties));
    return out;
}

static void begg_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    copse_i_bias_rank_row(report->begg, COPSE_BIAS_BEGG, NULL, rows);
}

static json_t *begg_json(copse_i_json *json, const copse_bias_report *report)
{
    return copse_i_bias_rank_json(json, report->begg);
}

const copse_i_bias_part copse_i_bias_begg_part = {.rows = begg_rows, .json = begg_json};
