/* JSON of a multiverse, version 1: docs/schema/copse-multiverse-1.schema.json. */
#include "pool_output.h"
#include "report_multiverse.h"

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *whole(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *summary_json(copse_i_json *json, const copse_multiversed *m)
{
    const copse_multiverse *v = m->multiverse;
    json_t *out = json_object();
    SET(out, "specifications", copse_i_json_count(v->specifications));
    SET(out, "fitted", copse_i_json_count(v->fitted));
    SET(out, "null", copse_i_json_real(m->plan->null));
    SET(out, "level", copse_i_json_whole(m->plan->fit.level));
    SET(out, "compared", copse_i_json_text(json, m->plan->comparable ? "estimate" : "z"));
    SET(out, "above", copse_i_json_count(v->above));
    SET(out, "below", copse_i_json_count(v->below));
    SET(out, "significant_above", copse_i_json_count(v->significant_above));
    SET(out, "significant_below", copse_i_json_count(v->significant_below));
    SET(out, "min", copse_i_json_real(v->least));
    SET(out, "q1", copse_i_json_real(v->quartile[0]));
    SET(out, "median", copse_i_json_real(v->quartile[1]));
    SET(out, "q3", copse_i_json_real(v->quartile[2]));
    SET(out, "max", copse_i_json_real(v->most));
    return out;
}

static json_t *test_json(copse_i_json *json, const copse_multiverse_test *test)
{
    json_t *out = json_object();
    SET(out, "observed", copse_i_json_real(test->observed));
    SET(out, "p", copse_i_json_real(test->p));
    SET(out, "error", copse_i_json_real(test->error));
    SET(out, "reached", whole(test->reached));
    return out;
}

static json_t *joint_json(copse_i_json *json, const copse_multiversed *m)
{
    const copse_multiverse *v = m->multiverse;
    if (v->permutations == 0) return json_null();
    json_t *out = json_object();
    SET(out, "exact", json_boolean(v->exact));
    SET(out, "permutations", whole(v->permutations));
    SET(out, "specifications", copse_i_json_count(v->tested));
    SET(out, "units", copse_i_json_count(m->plan->units));
    SET(out, "seed", v->exact ? json_null() : whole(m->plan->seed));
    SET(out, "median", test_json(json, &v->median));
    SET(out, "significant", test_json(json, &v->significant));
    SET(out, "stouffer", test_json(json, &v->stouffer));
    return out;
}

static json_t *choice_json(copse_i_json *json, const copse_multiversed *m, size_t c)
{
    const copse_multiverse_choice *choice = &m->multiverse->choice[c];
    json_t *out = json_object(), *options = json_array();
    for (size_t l = 0; l < choice->levels; l++) {
        json_t *option = json_object();
        SET(option, "option", copse_i_json_text(json, m->level[c][l]));
        SET(option, "fitted", copse_i_json_count(choice->level[l].specifications));
        SET(option, "median", copse_i_json_real(choice->level[l].median));
        SET(option, "significant", copse_i_json_real(choice->level[l].significant));
        copse_i_json_append(json, options, option);
    }
    SET(out, "choice", copse_i_json_text(json, m->choice[c]));
    SET(out, "options", options);
    SET(out, "moves", copse_i_json_real(choice->moves));
    SET(out, "most", copse_i_json_real(choice->most));
    SET(out, "flips", copse_i_json_real(choice->flips));
    SET(out, "pairs", copse_i_json_count(choice->pairs));
    SET(out, "explains", copse_i_json_real(choice->explains));
    return out;
}

static json_t *specification_json(copse_i_json *json, const copse_multiversed *m, size_t s)
{
    const copse_specification *spec = &m->multiverse->specification[s];
    json_t *out = json_object(), *options = json_array();
    for (size_t c = 0; c < m->multiverse->choices; c++)
        copse_i_json_append(json, options, copse_i_json_text(json, copse_i_multiversed_option(m, c, s)));
    SET(out, "options", options);
    SET(out, "k", copse_i_json_count(spec->k));
    SET(out, "estimate", copse_i_json_real(spec->estimate));
    SET(out, "se", copse_i_json_real(spec->se));
    SET(out, "statistic", copse_i_json_real(spec->statistic));
    SET(out, "df", copse_i_json_real(spec->df));
    SET(out, "p", copse_i_json_real(spec->p));
    SET(out, "ci_lower", copse_i_json_real(spec->ci.lower));
    SET(out, "ci_upper", copse_i_json_real(spec->ci.upper));
    SET(out, "z", copse_i_json_real(spec->z));
    SET(out, "tau2", copse_i_json_real(spec->tau2));
    SET(out, "I2", copse_i_json_real(spec->I2));
    SET(out, "significant", json_boolean(spec->significant));
    SET(out, "why", copse_i_json_text(json, spec->fitted ? NULL : spec->why));
    return out;
}

copse_status copse_i_multiversed_json(const copse_multiversed *m, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_notes notes = {0};
    copse_i_multiversed_notes(m, &notes);
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, "multiverse"));
    copse_i_json_add(json, "input", copse_i_input_json(json, &m->pooled));
    copse_i_json_add(json, "summary", summary_json(json, m));
    copse_i_json_add(json, "joint", joint_json(json, m));
    copse_i_json_open(json, "choices", '[');
    for (size_t c = 0; c < m->multiverse->choices; c++) copse_i_json_add(json, NULL, choice_json(json, m, c));
    copse_i_json_close(json, ']');
    copse_i_json_open(json, "specifications", '[');
    for (size_t s = 0; s < m->multiverse->specifications; s++)
        copse_i_json_add(json, NULL, specification_json(json, m, s));
    copse_i_json_close(json, ']');
    copse_i_warnings_json(json, m->pooled.warnings, &notes);
    copse_i_json_close(json, '}');
    copse_status status = stream.status;
    if (status == COPSE_OK && notes.failed) status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = copse_text_status(out);
    copse_notes_free(&notes);
    return status;
}
