/* results.json: every result of every analysis, exact, as the objects that `copse pool` prints, and the tables that
 * account for the rows and compare with what was published. */
#include "tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static copse_status parse(const copse_text *text, json_t **out, copse_error *err)
{
    json_error_t why;
    *out = NULL;
    if (copse_text_status(text) == COPSE_OK)
        *out = json_loadb(copse_text_string(text), text->length, JSON_REJECT_DUPLICATES, &why);
    return *out != NULL ? COPSE_OK : copse_fail_memory(err);
}

/* The JSON object of `copse pool` for one analysis. */
static copse_status pooled_object(const copse_i_run *run, const copse_i_analysis *analysis, json_t **out,
                                  copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    const copse_pooled pooled = {.command = "pool",
                                 .file = run->spec->data.text,
                                 .sha256 = run->data.sha256,
                                 .rows = run->data.file_rows,
                                 .measure = set->measure,
                                 .transform = analysis->outcome->shown_as,
                                 .settings = analysis->outcome->settings,
                                 .k = set->k,
                                 .label = (const char *const *)set->label,
                                 .yi = set->yi,
                                 .vi = set->vi,
                                 .ni = set->ni,
                                 .row = set->row,
                                 .effects = set->effects,
                                 .merged = set->merged,
                                 .merges = set->merges,
                                 .fit = &analysis->fit,
                                 .subgroup = analysis->has_subgroups ? set->subgroup : NULL,
                                 .level = (const char *const *)set->level,
                                 .group = analysis->has_subgroups ? set->group : NULL,
                                 .subgroups = analysis->has_subgroups ? &analysis->subgroups : NULL,
                                 .warnings = &analysis->notes,
                                 .digits = copse_i_digits(analysis->outcome),
                                 .level_percent = analysis->opts.level};
    const copse_render_opts opts = {.format = COPSE_FORMAT_JSON};
    copse_text text = {0};
    *out = NULL;
    copse_status status = copse_report_pool(&pooled, &opts, &text, err);
    if (status == COPSE_OK) status = parse(&text, out, err);
    copse_text_free(&text);
    return status;
}

static const char *state_name(copse_i_state state)
{
    if (state == COPSE_I_POOLED) return "pooled";
    return state == COPSE_I_TOO_FEW ? "too_few_trials" : "no_eligible_trial";
}

static copse_status analysis_object(const copse_i_run *run, const copse_i_analysis *analysis, json_t **out,
                                    copse_error *err)
{
    json_t *result = json_null();
    copse_status status = COPSE_OK;
    if (analysis->state == COPSE_I_POOLED) status = pooled_object(run, analysis, &result, err);
    *out = NULL;
    if (status != COPSE_OK) return status;
    *out = json_pack("{s:s, s:s, s:s, s:I, s:o}", "name",
                     analysis->variant == NULL ? "main" : analysis->variant->name.text, "title",
                     copse_i_variant_title(analysis), "state", state_name(analysis->state), "k",
                     (json_int_t)analysis->set.k, "result", result);
    return *out != NULL ? COPSE_OK : copse_fail_memory(err);
}

static copse_status outcome_object(const copse_i_run *run, size_t o, json_t **out, copse_error *err)
{
    const copse_i_analysis *first = copse_i_analysis_at(run, o, 0);
    copse_status status = COPSE_OK;
    json_t *list = json_array();
    *out = NULL;
    if (list == NULL) return copse_fail_memory(err);
    for (size_t v = 0; status == COPSE_OK && v < copse_i_variants(run); v++) {
        json_t *analysis = NULL;
        status = analysis_object(run, copse_i_analysis_at(run, o, v), &analysis, err);
        if (status == COPSE_OK && json_array_append_new(list, analysis) != 0) status = copse_fail_memory(err);
    }
    if (status != COPSE_OK) {
        json_decref(list);
        return status;
    }
    *out = json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", first->outcome->name.text, "title",
                     copse_i_outcome_title(first->outcome), "effect", copse_i_effect_name(first), "measure",
                     first->outcome->measure_entry->code, "analyses", list);
    return *out != NULL ? COPSE_OK : copse_fail_memory(err);
}

/* The rows of a table's JSON form, put under `name`. */
static copse_status add_rows(json_t *to, const char *name, const copse_text *text, copse_error *err)
{
    json_t *document = NULL;
    const copse_status status = parse(text, &document, err);
    if (status != COPSE_OK) return status;
    json_t *rows = json_object_get(json_array_get(json_object_get(document, "tables"), 0), "rows");
    const int failed = json_object_set(to, name, rows);
    json_decref(document);
    return failed == 0 ? COPSE_OK : copse_fail_memory(err);
}

static copse_status add_tables(const copse_i_run *run, json_t *root, copse_error *err)
{
    static const char *const wanted[] = {"outcomes_not_pooled", "rows_not_used", "published", "robustness",
                                         "robustness_checks"};
    copse_status status = COPSE_OK;
    for (size_t t = 0; status == COPSE_OK && t < copse_i_table_count; t++)
        for (size_t w = 0; status == COPSE_OK && w < sizeof wanted / sizeof *wanted; w++) {
            copse_text text = {0};
            if (strcmp(copse_i_table_list[t].name, wanted[w]) != 0) continue;
            if (!copse_i_table_wanted(run, t)) continue;
            status = copse_i_table_render(run, t, COPSE_FORMAT_JSON, &text, err);
            if (status == COPSE_OK) status = add_rows(root, wanted[w], &text, err);
            copse_text_free(&text);
        }
    json_t *described = status == COPSE_OK ? json_object() : NULL;
    if (status == COPSE_OK && json_object_set_new(root, "described", described) != 0) status = copse_fail_memory(err);
    for (size_t i = 0; status == COPSE_OK && i < run->spec->described.count; i++) {
        copse_text text = {0};
        status = copse_i_described_render(run, i, COPSE_FORMAT_JSON, &text, err);
        if (status == COPSE_OK) status = add_rows(described, copse_i_described_at(run->spec, i)->name.text, &text, err);
        copse_text_free(&text);
    }
    return status;
}

static copse_status add_outcomes(const copse_i_run *run, json_t *root, copse_error *err)
{
    json_t *outcomes = json_array();
    copse_status status = json_object_set_new(root, "outcomes", outcomes) == 0 ? COPSE_OK : copse_fail_memory(err);
    for (size_t o = 0; status == COPSE_OK && o < run->spec->outcomes.count; o++) {
        json_t *outcome = NULL;
        status = outcome_object(run, o, &outcome, err);
        if (status == COPSE_OK && json_array_append_new(outcomes, outcome) != 0) status = copse_fail_memory(err);
    }
    return status;
}

copse_status copse_i_results_write(copse_i_run *run, copse_error *err)
{
    const copse_protocol *p = run->protocol;
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:s?, s:{s:s, s:s}, s:{s:s, s:s, s:I}}", "copse", copse_version(), "command", "run",
                  "title", run->spec->title.text, "description", copse_i_or(run->spec->description, NULL), "protocol",
                  "file", p->name, "sha256", p->sha256, "data", "file", run->spec->data.text, "sha256",
                  run->data.sha256, "rows", (json_int_t)run->data.file_rows);
    if (root == NULL) return copse_fail_memory(err);
    copse_status status = add_outcomes(run, root, err);
    if (status == COPSE_OK) status = add_tables(run, root, err);
    char *dump = status == COPSE_OK ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
    if (dump != NULL) status = copse_i_output_write(run, "results.json", dump, strlen(dump), err);
    else if (status == COPSE_OK) status = copse_fail_memory(err);
    free(dump);
    json_decref(root);
    return status;
}
