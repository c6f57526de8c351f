/* JSON of a bootstrap, version 1: docs/schema/copse-bootstrap-1.schema.json. */
#include "pool_output.h"
#include "report_bootstrap.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *count_json(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *plan_json(copse_i_json *json, const copse_bootstrapped *b)
{
    const copse_boot_plan *plan = b->plan;
    json_t *out = json_object();
    SET(out, "kind", copse_i_json_text(json, copse_boot_kind_name(plan->kind)));
    SET(out, "weights",
        copse_i_json_text(json, plan->kind == COPSE_BOOT_WILD ? copse_boot_wild_name(plan->wild) : NULL));
    SET(out, "parts_by", copse_i_json_text(json, b->part));
    SET(out, "replicates", count_json(b->summary->replicates));
    SET(out, "seed", count_json(plan->seed));
    SET(out, "nested", copse_i_json_count(plan->nested));
    SET(out, "level", copse_i_json_whole(b->summary->level));
    SET(out, "until", copse_i_json_real(b->until));
    SET(out, "most", isnan(b->until) ? json_null() : count_json(b->most));
    return out;
}

static json_t *moderators_json(copse_i_json *json, const copse_bootstrapped *b)
{
    json_t *out = json_array();
    for (size_t j = 0; b->plan->X != NULL && j < b->plan->p; j++)
        if (strcmp(b->names->coefficient[j], "intrcpt") != 0)
            copse_i_json_append(json, out, copse_i_json_text(json, b->names->coefficient[j]));
    return out;
}

static json_t *model_json(copse_i_json *json, const copse_bootstrapped *b)
{
    const copse_fit *fit = b->pooled.fit;
    json_t *out = json_object();
    SET(out, "measure", copse_i_json_text(json, b->pooled.measure != NULL ? b->pooled.measure->code : NULL));
    SET(out, "method", copse_i_json_text(json, copse_fit_method_code(fit)));
    SET(out, "test", copse_i_json_text(json, copse_test_code(fit->test)));
    SET(out, "k", copse_i_json_count(fit->k));
    SET(out, "p", copse_i_json_count(fit->p));
    SET(out, "transform", copse_i_json_text(json, copse_transform_name(b->pooled.transform)));
    SET(out, "moderators", moderators_json(json, b));
    SET(out, "subgroup", copse_i_json_text(json, b->pooled.subgroup));
    SET(out, "tau2_mode",
        copse_i_json_text(json, b->plan->group != NULL ? copse_tau2_mode_name(b->plan->tau2_mode) : NULL));
    return out;
}

static json_t *limits_json(copse_i_json *json, const copse_bootstrapped *b, size_t q, copse_boot_interval_kind kind)
{
    const copse_boot_limits *limits = &b->summary->result[q].interval[kind];
    const copse_interval shown = copse_i_boot_shown(b, q, limits->limit);
    json_t *out = json_object();
    SET(out, "lower", copse_i_json_real(limits->limit.lower));
    SET(out, "upper", copse_i_json_real(limits->limit.upper));
    SET(out, "lower_error", copse_i_json_real(limits->error.lower));
    SET(out, "upper_error", copse_i_json_real(limits->error.upper));
    SET(out, "extreme", json_boolean(limits->extreme));
    if (copse_i_boot_shows(b, q)) SET(out, "transformed", copse_i_json_pair(json, shown.lower, shown.upper));
    return out;
}

/* "used by reason": the keys are those of the reasons in lower case. */
static json_t *missing_json(copse_i_json *json, const copse_boot_result *r)
{
#define KEY(id, text) #id,
    static const char *const KEYS[] = {COPSE_BOOT_REASON_LIST(KEY)};
#undef KEY
    json_t *out = json_object();
    for (size_t i = 0; i < COPSE_BOOT_REASON_COUNT; i++) {
        char key[32] = {0};
        for (size_t c = 0; c + 1 < sizeof key && KEYS[i][c] != '\0'; c++) key[c] = (char)tolower(KEYS[i][c]);
        SET(out, key, count_json(r->missing[i]));
    }
    return out;
}

static json_t *quantity_json(copse_i_json *json, const copse_bootstrapped *b, size_t q)
{
    const copse_boot_result *r = &b->summary->result[q];
    json_t *out = json_object(), *intervals = json_object();
    copse_text name = {0};
    copse_boot_quantity_name(&b->plan->quantity[q], b->names, &name);
    SET(out, "name", copse_i_json_text(json, copse_text_string(&name)));
    if (copse_text_status(&name) != COPSE_OK && json->status == COPSE_OK) json->status = COPSE_ENOMEM;
    copse_text_free(&name);
    SET(out, "estimate", copse_i_json_real(r->estimate));
    SET(out, "analytic_se", copse_i_json_real(r->se));
    SET(out, "used", count_json(r->used));
    SET(out, "used_studentised", count_json(r->used_studentised));
    SET(out, "missing", missing_json(json, r));
    SET(out, "mean", copse_i_json_real(r->mean));
    SET(out, "bias", copse_i_json_real(r->bias));
    SET(out, "se", copse_i_json_real(r->sd));
    SET(out, "median", copse_i_json_real(r->median));
    SET(out, "least", copse_i_json_real(r->least));
    SET(out, "most", copse_i_json_real(r->most));
    SET(out, "bias_correction", copse_i_json_real(r->bias_correction));
    SET(out, "acceleration", copse_i_json_real(r->acceleration));
    SET(out, "cell", r->cell > 0 ? copse_i_json_real(r->cell) : json_null());
    SET(out, "outside_cells", count_json(r->below_cells + r->above_cells));
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++)
        if (copse_i_boot_has_interval(b, q, (copse_boot_interval_kind)i))
            SET(intervals, copse_boot_interval_name((copse_boot_interval_kind)i),
                limits_json(json, b, q, (copse_boot_interval_kind)i));
    SET(out, "intervals", intervals);
    return out;
}

static void tests_json(copse_i_json *json, const copse_bootstrapped *b)
{
    copse_i_json_open(json, "tests", '[');
    for (size_t t = 0; t < COPSE_BOOT_NULL_COUNT; t++) {
        const copse_boot_test *test = &b->summary->test[t];
        if (!test->made) continue;
        json_t *out = json_object();
        SET(out, "name", copse_i_json_text(json, copse_boot_null_name((copse_boot_null)t)));
        SET(out, "statistic", copse_i_json_real(test->statistic));
        SET(out, "p", copse_i_json_real(test->p));
        SET(out, "p_error", copse_i_json_real(test->p_error));
        SET(out, "reached", count_json(test->reached));
        SET(out, "used", count_json(test->used));
        SET(out, "failed", count_json(test->failed));
        copse_i_json_add(json, NULL, out);
    }
    copse_i_json_close(json, ']');
}

copse_status copse_i_boot_json(const copse_bootstrapped *b, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_notes notes = {0};
    copse_i_boot_notes(b, &notes);
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, "bootstrap"));
    copse_i_json_add(json, "input", copse_i_input_json(json, &b->pooled));
    copse_i_json_add(json, "model", model_json(json, b));
    copse_i_json_add(json, "bootstrap", plan_json(json, b));
    copse_i_json_open(json, "quantities", '[');
    for (size_t q = 0; q < b->plan->quantities; q++) copse_i_json_add(json, NULL, quantity_json(json, b, q));
    copse_i_json_close(json, ']');
    tests_json(json, b);
    copse_i_warnings_json(json, b->pooled.warnings, &notes);
    copse_i_json_close(json, '}');
    copse_status status = stream.status;
    if (status == COPSE_OK && notes.failed) status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = copse_text_status(out);
    copse_notes_free(&notes);
    return status;
}
