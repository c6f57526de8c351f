/* JSON of `copse bias`, version 1: docs/schema/copse-bias-1.schema.json. */
#include "pool_output.h"
#include "report_bias.h"

#include <math.h>
#include <stdio.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

json_t *copse_i_coefficient_json(copse_i_json *json, const copse_coefficient *c)
{
    json_t *out = json_object();
    SET(out, "estimate", copse_i_json_real(c->estimate));
    SET(out, "se", copse_i_json_real(c->se));
    SET(out, "statistic", copse_i_json_real(c->statistic));
    SET(out, "df", copse_i_json_whole(c->df));
    SET(out, "p", copse_i_json_real(c->p));
    SET(out, "ci_lower", copse_i_json_real(c->ci.lower));
    SET(out, "ci_upper", copse_i_json_real(c->ci.upper));
    return out;
}

json_t *copse_i_coefficient_or_null_json(copse_i_json *json, const copse_coefficient *c)
{
    return isnan(c->estimate) ? json_null() : copse_i_coefficient_json(json, c);
}

static json_t *model_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_pooled *pooled = &report->pooled;
    const copse_fit *fit = pooled->fit;
    json_t *out = json_object();
    SET(out, "measure", copse_i_json_text(json, pooled->measure != NULL ? pooled->measure->code : NULL));
    SET(out, "method", copse_i_json_text(json, copse_fit_method_code(fit)));
    SET(out, "test", copse_i_json_text(json, copse_test_code(fit->test)));
    SET(out, "level", copse_i_json_whole(fit->opts.level));
    SET(out, "k", copse_i_json_count(fit->k));
    SET(out, "p", copse_i_json_count(fit->p));
    SET(out, "tau2", copse_i_json_real(fit->het.tau2));
    SET(out, "transform", copse_i_json_text(json, copse_transform_name(pooled->transform)));
    SET(out, "formula", copse_i_json_text(json, pooled->moderators != NULL ? pooled->moderators->formula : NULL));
    return out;
}

static void transformed(copse_i_json *json, const copse_bias_report *report, const copse_i_bias_row *row, json_t *out)
{
    const copse_pooled *pooled = &report->pooled;
    const copse_transform_settings settings = copse_i_pooled_settings(pooled, pooled->fit);
    if (pooled->transform == COPSE_TRANSFORM_NONE || isnan(row->estimate)) return;
    const copse_interval shown = copse_i_show_interval(pooled, &settings, row->ci, NULL);
    json_t *values = json_object();
    SET(values, "estimate", copse_i_json_real(copse_i_show(pooled, &settings, row->estimate)));
    SET(values, "ci_lower", copse_i_json_real(shown.lower));
    SET(values, "ci_upper", copse_i_json_real(shown.upper));
    SET(out, "transformed", values);
}

static json_t *row_json(copse_i_json *json, const copse_bias_report *report, const copse_i_bias_row *row)
{
    const bool pooled = row->check == COPSE_BIAS_CHECK_COUNT;
    json_t *out = json_object();
    SET(out, "check", copse_i_json_text(json, pooled ? "pooled" : copse_bias_check_name(row->check)));
    SET(out, "variant", copse_i_json_text(json, row->variant));
    SET(out, "null", copse_i_json_text(json, copse_i_bias_row_null(row)));
    SET(out, "limits", copse_i_json_text(json, pooled ? NULL : copse_bias_check_limits(row->check)));
    SET(out, "made", json_boolean(row->made));
    SET(out, "statistic_name", copse_i_json_text(json, row->symbol));
    SET(out, "statistic", copse_i_json_real(row->statistic));
    SET(out, "df", copse_i_json_whole(row->df));
    SET(out, "p", copse_i_json_real(row->p));
    SET(out, "estimate", copse_i_json_real(row->estimate));
    SET(out, "se", copse_i_json_real(row->se));
    SET(out, "ci_lower", copse_i_json_real(row->ci.lower));
    SET(out, "ci_upper", copse_i_json_real(row->ci.upper));
    transformed(json, report, row, out);
    SET(out, "remark", copse_i_json_text(json, row->remark.length > 0 ? copse_text_string(&row->remark) : NULL));
    return out;
}

/* "pet-peese" is the member pet_peese. */
static void part_json(copse_i_json *json, const copse_bias_report *report, copse_bias_check check)
{
    char key[32];
    const copse_i_bias_part *part = copse_i_bias_part_of(check);
    if (!report->asked[check] || report->why[check] != NULL || part == NULL || part->json == NULL) return;
    (void)snprintf(key, sizeof key, "%s", copse_bias_check_name(check));
    for (char *c = key; *c != '\0'; c++)
        if (*c == '-') *c = '_';
    copse_i_json_add(json, key, part->json(json, report));
}

copse_status copse_i_bias_json(const copse_bias_report *report, const copse_i_bias_rows *rows, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_notes notes = {0};
    copse_i_bias_notes(report, &notes);
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, "bias"));
    copse_i_json_add(json, "input", copse_i_input_json(json, &report->pooled));
    copse_i_json_add(json, "model", model_json(json, report));
    copse_i_json_open(json, "checks", '[');
    for (size_t i = 0; i < rows->count; i++) copse_i_json_add(json, NULL, row_json(json, report, &rows->row[i]));
    copse_i_json_close(json, ']');
    for (unsigned i = 0; i < COPSE_BIAS_CHECK_COUNT; i++) part_json(json, report, (copse_bias_check)i);
    copse_i_warnings_json(json, report->pooled.warnings, &notes);
    copse_i_json_close(json, '}');
    copse_status status = stream.status;
    if (status == COPSE_OK && notes.failed) status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = copse_text_status(out);
    copse_notes_free(&notes);
    return status;
}
