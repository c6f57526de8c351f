/* results.json: every result of every analysis, exact, as the objects that `copse pool` prints, and the tables that
 * account for the rows and compare with what was published. */
#include "tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* JSON text written from top to bottom. What the reports give is JSON text already and is put in its place as it is:
 * nothing is read back. */
typedef struct writer {
    copse_text *out;
    size_t depth;
    bool started; /* the open object or array has a member */
} writer;

static void begin(writer *json, const char *key)
{
    if (json->started) copse_text_add(json->out, ",");
    if (json->depth > 0) copse_text_add(json->out, "\n");
    copse_text_add_char(json->out, ' ', json->depth);
    if (key != NULL) copse_text_printf(json->out, "\"%s\": ", key); /* keys need no escapes */
    json->started = true;
}

static void open_bracket(writer *json, const char *key, const char *bracket)
{
    begin(json, key);
    copse_text_add(json->out, bracket);
    json->depth++;
    json->started = false;
}

static void close_bracket(writer *json, const char *bracket)
{
    json->depth--;
    if (json->started) {
        copse_text_add(json->out, "\n");
        copse_text_add_char(json->out, ' ', json->depth);
    }
    copse_text_add(json->out, bracket);
    json->started = true;
}

static void add_text(writer *json, const char *key, const char *text)
{
    json_t *value = text != NULL ? json_string(text) : json_null();
    char *dump = value != NULL ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    begin(json, key);
    if (dump != NULL) copse_text_add(json->out, dump);
    else json->out->failed = true;
    free(dump);
    json_decref(value);
}

static void add_count(writer *json, const char *key, size_t n)
{
    begin(json, key);
    copse_text_printf(json->out, "%zu", n);
}

/* JSON text, its lines moved to where it stands; no text of JSON has a line break in it. */
static void add_json(writer *json, const char *key, const copse_text *text)
{
    const char *bytes = copse_text_string(text);
    size_t n = text->length;
    begin(json, key);
    while (n > 0 && bytes[n - 1] == '\n') n--;
    for (size_t from = 0; from < n;) {
        size_t end = from;
        while (end < n && bytes[end] != '\n') end++;
        copse_text_add_bytes(json->out, bytes + from, end - from);
        if (end < n) {
            copse_text_add(json->out, "\n");
            copse_text_add_char(json->out, ' ', json->depth);
        }
        from = end + 1;
    }
    if (text->failed) json->out->failed = true;
}

/* The JSON object of `copse pool` for one analysis. */
static copse_status pooled_object(const copse_i_run *run, const copse_i_analysis *analysis, writer *json,
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
    const copse_status status = copse_report_pool(&pooled, &opts, &text, err);
    if (status == COPSE_OK) add_json(json, "result", &text);
    copse_text_free(&text);
    return status;
}

static const char *state_name(copse_i_state state)
{
    if (state == COPSE_I_POOLED) return "pooled";
    return state == COPSE_I_TOO_FEW ? "too_few_trials" : "no_eligible_trial";
}

static copse_status add_analysis(const copse_i_run *run, const copse_i_analysis *analysis, writer *json,
                                 copse_error *err)
{
    copse_status status = COPSE_OK;
    open_bracket(json, NULL, "{");
    add_text(json, "name", analysis->variant == NULL ? "main" : analysis->variant->name.text);
    add_text(json, "title", copse_i_variant_title(analysis));
    add_text(json, "state", state_name(analysis->state));
    add_count(json, "k", analysis->set.k);
    if (analysis->state == COPSE_I_POOLED) status = pooled_object(run, analysis, json, err);
    else add_text(json, "result", NULL);
    close_bracket(json, "}");
    return status;
}

static copse_status add_outcome(const copse_i_run *run, size_t o, writer *json, copse_error *err)
{
    const copse_i_analysis *first = copse_i_analysis_at(run, o, 0);
    copse_status status = COPSE_OK;
    open_bracket(json, NULL, "{");
    add_text(json, "name", first->outcome->name.text);
    add_text(json, "title", copse_i_outcome_title(first->outcome));
    add_text(json, "effect", copse_i_effect_name(first));
    add_text(json, "measure", first->outcome->measure_entry->code);
    open_bracket(json, "analyses", "[");
    for (size_t v = 0; status == COPSE_OK && v < copse_i_variants(run); v++)
        status = add_analysis(run, copse_i_analysis_at(run, o, v), json, err);
    close_bracket(json, "]");
    close_bracket(json, "}");
    return status;
}

static bool is_shown(const char *table)
{
    static const char *const wanted[] = {"outcomes_not_pooled", "rows_not_used", "published",         "robustness",
                                         "robustness_checks",   "multiverse",    "multiverse_choices"};
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
        if (strcmp(table, wanted[w]) == 0) return true;
    return false;
}

static copse_status add_tables(const copse_i_run *run, writer *json, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t t = 0; status == COPSE_OK && t < copse_i_table_count; t++) {
        copse_text rows = {0};
        if (!is_shown(copse_i_table_list[t].name) || !copse_i_table_wanted(run, t)) continue;
        status = copse_i_table_rows_json(run, t, &rows, err);
        if (status == COPSE_OK) add_json(json, copse_i_table_list[t].name, &rows);
        copse_text_free(&rows);
    }
    open_bracket(json, "described", "{");
    for (size_t i = 0; status == COPSE_OK && i < run->spec->described.count; i++) {
        copse_text rows = {0};
        status = copse_i_described_rows_json(run, i, &rows, err);
        if (status == COPSE_OK) add_json(json, copse_i_described_at(run->spec, i)->name.text, &rows);
        copse_text_free(&rows);
    }
    close_bracket(json, "}");
    return status;
}

static void add_file(writer *json, const char *key, const char *file, const char *sha256)
{
    open_bracket(json, key, "{");
    add_text(json, "file", file);
    add_text(json, "sha256", sha256);
}

static copse_status add_all(const copse_i_run *run, writer *json, copse_error *err)
{
    const copse_i_spec *spec = run->spec;
    copse_status status = COPSE_OK;
    open_bracket(json, NULL, "{");
    add_text(json, "copse", copse_version());
    add_text(json, "command", "run");
    add_text(json, "title", spec->title.text);
    add_text(json, "description", copse_i_or(spec->description, NULL));
    add_file(json, "protocol", run->protocol->name, run->protocol->sha256);
    close_bracket(json, "}");
    add_file(json, "data", spec->data.text, run->data.sha256);
    add_count(json, "rows", run->data.file_rows);
    close_bracket(json, "}");
    open_bracket(json, "outcomes", "[");
    for (size_t o = 0; status == COPSE_OK && o < spec->outcomes.count; o++) status = add_outcome(run, o, json, err);
    close_bracket(json, "]");
    if (status == COPSE_OK) status = add_tables(run, json, err);
    close_bracket(json, "}");
    return status;
}

copse_status copse_i_results_write(copse_i_run *run, copse_error *err)
{
    copse_text text = {0};
    writer json = {.out = &text};
    copse_status status = add_all(run, &json, err);
    if (status == COPSE_OK && copse_text_status(&text) != COPSE_OK) status = copse_fail_memory(err);
    if (status == COPSE_OK)
        status = copse_i_output_write(run, "results.json", copse_text_string(&text), text.length, err);
    copse_text_free(&text);
    return status;
}
