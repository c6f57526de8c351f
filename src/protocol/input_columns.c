/* Finding the columns and expressions that a protocol names in its tables. Every error names the protocol's line. */
#include "input_columns.h"

copse_status copse_i_at_line(const copse_i_run *run, size_t line, copse_error *err)
{
    return copse_error_prefix(err, "%s:%zu: ", run->protocol->name, line);
}

copse_status copse_i_need_column(const copse_i_run *run, const copse_frame *frame, copse_i_string name,
                                 copse_error *err)
{
    size_t index = 0;
    if (name.line == 0 || copse_frame_column(frame, name.text, &index, err) == COPSE_OK) return COPSE_OK;
    return copse_i_at_line(run, name.line, err);
}

copse_status copse_i_need_numbers(const copse_i_run *run, const copse_frame *frame, copse_i_string name,
                                  copse_error *err)
{
    const double *numbers = NULL;
    const copse_status status = copse_i_need_column(run, frame, name, err);
    if (status != COPSE_OK || name.line == 0) return status;
    if (copse_frame_numbers(frame, name.text, &numbers, err) == COPSE_OK) return COPSE_OK;
    return copse_i_at_line(run, name.line, err);
}

copse_status copse_i_need_columns(const copse_i_run *run, const copse_frame *frame, const copse_i_strings *names,
                                  copse_error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        const copse_i_string name = {.text = names->text[i], .line = names->line_of[i]};
        const copse_status status = copse_i_need_column(run, frame, name, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

copse_status copse_i_check_where(const copse_i_run *run, const copse_frame *frame, copse_i_string where,
                                 copse_error *err)
{
    if (where.line == 0 || copse_frame_where_check(frame, where.text, err) == COPSE_OK) return COPSE_OK;
    return copse_i_at_line(run, where.line, err);
}

static copse_status check_rule_columns(const copse_i_run *run, const copse_i_items *rules, copse_error *err)
{
    const copse_frame *data = &run->data;
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < rules->count; i++) {
        const copse_i_rule *rule = copse_i_rule_at(rules, i);
        status = copse_i_need_column(run, data, rule->prefer.column, err);
        if (status == COPSE_OK) status = copse_i_need_numbers(run, data, rule->nearest.column, err);
        if (status == COPSE_OK) status = copse_i_need_numbers(run, data, rule->smallest, err);
        if (status == COPSE_OK) status = copse_i_need_numbers(run, data, rule->earliest, err);
        if (status == COPSE_OK) status = copse_i_need_numbers(run, data, rule->latest, err);
        if (status == COPSE_OK) status = copse_i_need_numbers(run, data, rule->largest, err);
    }
    return status;
}

static copse_status check_one_effect(const copse_i_run *run, copse_error *err)
{
    const copse_frame *data = &run->data;
    copse_status status = copse_i_need_column(run, data, run->spec->combine.column, err);
    if (status == COPSE_OK) status = copse_i_need_numbers(run, data, run->spec->combine.time, err);
    if (status == COPSE_OK) status = copse_i_need_column(run, data, run->spec->combine.obs, err);
    return status == COPSE_OK ? check_rule_columns(run, &run->spec->one_effect, err) : status;
}

copse_status copse_i_check_multiverse_columns(const copse_i_run *run, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t s = 0; s < run->spec->multiverse.count; s++) {
        const copse_i_multi *multi = copse_i_multi_at(run->spec, s);
        for (size_t i = 0; status == COPSE_OK && i < multi->one_effect.count; i++)
            status = check_rule_columns(run, &copse_i_other_rules_at(multi, i)->rules, err);
        for (size_t i = 0; status == COPSE_OK && i < multi->exclude.count; i++)
            status = copse_i_check_where(run, &run->data, copse_i_excluded_at(multi, i)->where, err);
    }
    return status;
}

copse_status copse_i_check_top_columns(const copse_i_run *run, copse_error *err)
{
    const copse_i_spec *spec = run->spec;
    const copse_frame *data = &run->data;
    copse_status status = copse_i_need_columns(run, data, &spec->label, err);
    if (status == COPSE_OK) status = copse_i_need_column(run, data, spec->id, err);
    if (status == COPSE_OK) status = copse_i_need_column(run, data, spec->trial, err);
    if (status == COPSE_OK) status = copse_i_need_column(run, data, spec->outcome_column, err);
    if (status == COPSE_OK) status = copse_i_need_numbers(run, data, spec->direction, err);
    if (status == COPSE_OK) status = copse_i_need_columns(run, data, &spec->agree, err);
    if (status == COPSE_OK) status = copse_i_need_column(run, data, spec->subgroup.column, err);
    if (status == COPSE_OK) status = check_one_effect(run, err);
    return status;
}

copse_status copse_i_check_outcome_columns(const copse_i_run *run, copse_error *err)
{
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        for (size_t i = 0; i < COPSE_IN_COUNT; i++) {
            const copse_i_string name = copse_i_outcome_at(run->spec, o)->columns.input[i];
            const copse_status status = copse_i_need_numbers(run, &run->data, name, err);
            if (status != COPSE_OK) return status;
        }
    return COPSE_OK;
}
