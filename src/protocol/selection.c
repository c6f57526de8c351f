/* Which rows of the data an analysis uses: those of the outcome that meet the criteria, have usable numbers, and are
 * their trial's one effect. What is not used is told why. */
#include "run_state.h"

#include <stdlib.h>
#include <string.h>

copse_binding copse_i_binding(const copse_i_run *run, const copse_i_outcome *outcome)
{
    const copse_i_spec *spec = run->spec;
    copse_binding binding = copse_binding_default();
    binding.measure = outcome->measure.text;
    for (size_t i = 0; i < COPSE_IN_COUNT; i++)
        if (outcome->columns.input[i].line > 0) binding.column[i] = outcome->columns.input[i].text;
    const bool named = spec->label.line > 0;
    binding.label = named ? spec->label.text : &spec->trial.text;
    binding.labels = named ? spec->label.count : 1;
    if (spec->subgroup.line > 0) {
        binding.subgroup = spec->subgroup.column.text;
        binding.level = spec->subgroup.levels.text;
        binding.levels = spec->subgroup.levels.count;
    }
    binding.needed = spec->combine.needed;
    binding.needs = spec->combine.needs;
    binding.effect = outcome->effect_opts;
    binding.doubt = outcome->doubt;
    binding.strict = spec->strict.on;
    binding.no_doubts = spec->warn.line > 0 && strcmp(spec->warn.text, "none") == 0;
    return binding;
}

static bool lifted(const copse_i_analysis *analysis, const char *criterion)
{
    if (analysis == NULL || analysis->variant == NULL) return false;
    for (size_t i = 0; i < analysis->variant->lift.count; i++)
        if (strcmp(analysis->variant->lift.text[i], criterion) == 0) return true;
    return false;
}

bool copse_i_meets_criteria(const copse_i_run *run, const copse_i_analysis *analysis, size_t row, copse_text *reasons)
{
    bool meets = true;
    for (size_t c = 0; c < run->spec->eligibility.count; c++) {
        const copse_i_criterion *criterion = copse_i_criterion_at(run->spec, c);
        if (run->criterion[c * run->data.rows + row] || lifted(analysis, criterion->name.text)) continue;
        char buf[COPSE_NUMBER_TEXT];
        size_t column = 0;
        const char *detail = NULL;
        if (criterion->detail.line > 0 &&
            copse_frame_column(&run->data, criterion->detail.text, &column, NULL) == COPSE_OK)
            detail = copse_frame_cell(&run->data, column, row, buf, sizeof buf);
        copse_text_printf(reasons, "%s%s", meets ? "" : "; ", criterion->reason.text);
        if (detail != NULL) copse_text_printf(reasons, " (%s)", detail);
        meets = false;
    }
    return meets;
}

static copse_status set_why(copse_i_analysis *analysis, size_t row, const char *why, copse_error *err)
{
    if (analysis->why == NULL || analysis->why[row] != NULL) return COPSE_OK;
    analysis->why[row] = copse_copy(why);
    return analysis->why[row] != NULL ? COPSE_OK : copse_fail_memory(err);
}

static copse_status keep_eligible(const copse_i_run *run, size_t o, copse_i_analysis *analysis, bool *keep,
                                  copse_error *err)
{
    const size_t rows = run->data.rows;
    const copse_i_string also = analysis->variant != NULL ? analysis->variant->also : (copse_i_string){0};
    bool *extra = copse_alloc(rows, sizeof *extra);
    if (extra == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < rows; i++) extra[i] = true;
    copse_status status = also.line > 0 ? copse_frame_where(&run->data, also.text, extra, err) : COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < rows; i++) {
        copse_text reasons = {0};
        keep[i] = copse_i_belongs(run, o, i) && extra[i] && !(analysis->left_out != NULL && analysis->left_out[i]);
        if (keep[i]) {
            keep[i] = copse_i_meets_criteria(run, analysis, i, &reasons);
            if (!keep[i]) status = set_why(analysis, i, copse_text_string(&reasons), err);
            if (copse_text_status(&reasons) != COPSE_OK) status = copse_fail_memory(err);
        }
        copse_text_free(&reasons);
        if (keep[i] && run->trial[i] == NULL)
            status = copse_fail(err, COPSE_EMISSING, "%s:%zu: column %s, which names the trial, is empty",
                                run->data.source, run->data.line[i], run->spec->trial.text);
    }
    free(extra);
    return status;
}

static size_t count_kept(const copse_i_run *run, const bool *keep)
{
    size_t n = 0;
    for (size_t i = 0; i < run->data.rows; i++) n += keep[i];
    return n;
}

/* Rows whose numbers give no effect go before one is chosen for a trial, so that they are never chosen. n: the sample
 * sizes of the others. */
static copse_status drop_unusable(const copse_i_run *run, copse_i_analysis *analysis, bool *keep, double *n,
                                  copse_error *err)
{
    copse_frame part = {0};
    copse_study_set set = {0};
    copse_error own = {0};
    copse_binding binding = copse_i_binding(run, analysis->outcome);
    binding.no_doubts = true; /* of rows that are used, when it is known which */
    copse_status status = copse_frame_subset(&run->data, keep, &part, err);
    if (status != COPSE_OK) return status;
    const copse_status bound = copse_study_set_bind(&part, &binding, &set, NULL, &own);
    for (size_t i = 0; bound == COPSE_OK && i < set.k; i++) n[copse_i_row_index(run, set.row[i])] = set.ni[i];
    for (size_t i = 0; status == COPSE_OK && i < set.drops; i++) {
        const size_t row = copse_i_row_index(run, set.dropped[i].row);
        keep[row] = false;
        status = set_why(analysis, row, set.dropped[i].why, err);
    }
    for (size_t i = 0; bound == COPSE_ENODATA && status == COPSE_OK && i < run->data.rows; i++) {
        if (!keep[i]) continue;
        keep[i] = false;
        status = set_why(analysis, i, "no numbers from which an effect can be computed", err);
    }
    if (bound != COPSE_OK && bound != COPSE_ENODATA && status == COPSE_OK) {
        status = copse_fail(err, bound, "%s", own.text);
        (void)copse_error_prefix(err, "%s:%zu: ", run->protocol->name, analysis->outcome->line);
    }
    copse_study_set_free(&set);
    copse_frame_free(&part);
    return status;
}

static copse_pick_rule pick_rule(const copse_i_rule *rule)
{
    if (rule->largest_n.line > 0 && rule->largest_n.on) return (copse_pick_rule){.how = COPSE_PICK_LARGEST_N};
    if (rule->prefer.line > 0)
        return (copse_pick_rule){.how = COPSE_PICK_PREFER,
                                 .column = rule->prefer.column.text,
                                 .value = rule->prefer.order.text,
                                 .values = rule->prefer.order.count};
    if (rule->nearest.line > 0)
        return (copse_pick_rule){
            .how = COPSE_PICK_NEAREST, .column = rule->nearest.column.text, .target = rule->nearest.to.value};
    const copse_i_string smallest = rule->smallest.line > 0 ? rule->smallest : rule->earliest;
    if (smallest.line > 0) return (copse_pick_rule){.how = COPSE_PICK_SMALLEST, .column = smallest.text};
    const copse_i_string largest = rule->largest.line > 0 ? rule->largest : rule->latest;
    return (copse_pick_rule){.how = COPSE_PICK_LARGEST, .column = largest.text};
}

static copse_status tell_choice(const copse_i_run *run, copse_i_analysis *analysis, const copse_pick_opts *opts,
                                size_t row, copse_passed_over passed, copse_error *err)
{
    copse_text why = {0};
    if (analysis->why == NULL || passed.chosen == SIZE_MAX) return COPSE_OK;
    copse_pick_reason(&run->data, opts, row, passed, &why);
    copse_status status = copse_text_status(&why) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = set_why(analysis, row, copse_text_string(&why), err);
    copse_text_free(&why);
    return status;
}

static copse_status pick_one_effect(const copse_i_run *run, copse_i_analysis *analysis, const double *sizes, bool *keep,
                                    copse_error *err)
{
    const copse_i_spec *spec = run->spec;
    const copse_i_items *given = analysis->rules != NULL ? analysis->rules : &spec->one_effect;
    const size_t rows = run->data.rows, n = given->count;
    if (n == 0 && spec->combine.line == 0) return COPSE_OK;
    copse_status status = COPSE_ENOMEM;
    copse_pick_rule *rules = copse_alloc(n, sizeof *rules);
    copse_passed_over *passed = copse_alloc(rows, sizeof *passed);
    if (rules == NULL || passed == NULL) {
        status = copse_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < n; i++) rules[i] = pick_rule(copse_i_rule_at(given, i));
    const copse_pick_opts opts = {.rules = rules,
                                  .count = n,
                                  .n = sizes,
                                  .combine = copse_i_or(spec->combine.column, NULL),
                                  .ties = spec->combine.line > 0 && spec->combine.column.line == 0};
    status = copse_frame_choose(&run->data, spec->trial.text, &opts, keep, passed, err);
    for (size_t i = 0; status == COPSE_OK && i < rows; i++)
        status = tell_choice(run, analysis, &opts, i, passed[i], err);
done:
    free(rules);
    free(passed);
    return status;
}

copse_status copse_i_select(const copse_i_run *run, size_t o, copse_i_analysis *analysis, bool *keep, copse_error *err)
{
    double *n = copse_alloc(run->data.rows, sizeof *n);
    if (n == NULL) return copse_fail_memory(err);
    copse_status status = keep_eligible(run, o, analysis, keep, err);
    if (status == COPSE_OK && count_kept(run, keep) > 0) status = drop_unusable(run, analysis, keep, n, err);
    if (status == COPSE_OK && count_kept(run, keep) > 0) status = pick_one_effect(run, analysis, n, keep, err);
    free(n);
    return status;
}
