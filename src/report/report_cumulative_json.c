/* JSON of a cumulative meta-analysis, version 1: docs/schema/copse-cumulate-1.schema.json. */
#include "pool_output.h"
#include "report_cumulative.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *look_json(copse_i_json *json, const char *name, const copse_trial_look *look)
{
    json_t *out = json_object();
    SET(out, "name", copse_i_json_text(json, name));
    SET(out, "information", copse_i_json_real(look->information));
    SET(out, "t", copse_i_json_real(look->boundary.t));
    SET(out, "z", copse_i_json_real(look->z));
    SET(out, "efficacy", copse_i_json_real(look->boundary.efficacy));
    SET(out, "futility", copse_i_json_real(look->boundary.futility));
    SET(out, "alpha", copse_i_json_real(look->boundary.alpha));
    SET(out, "adjusted_ci", copse_i_json_pair(json, look->adjusted.lower, look->adjusted.upper));
    SET(out, "crossed", json_boolean(look->crossed));
    SET(out, "futile", json_boolean(look->futile));
    return out;
}

static json_t *step_index_json(size_t index, size_t steps)
{
    return index < steps ? copse_i_json_count(index + 1) : json_null();
}

/* For which looks the required information was enlarged. */
static json_t *plan_json(copse_i_json *json, size_t plan)
{
    if (plan == 0) return json_null();
    return plan == COPSE_PLAN_MADE ? copse_i_json_text(json, "made") : copse_i_json_count(plan);
}

/* Null where the function has none; its default where it was not given. */
static json_t *parameter_json(copse_spending spending, double parameter)
{
    if (spending != COPSE_SPENDING_POWER && spending != COPSE_SPENDING_HSD) return json_null();
    if (isnan(parameter)) return copse_i_json_real(spending == COPSE_SPENDING_POWER ? 3 : -4);
    return copse_i_json_real(parameter);
}

static json_t *sequential_json(copse_i_json *json, const copse_accumulated *a)
{
    const copse_trial_sequential *t = a->sequential;
    const copse_sequential_opts *o = &a->sequential_opts.bounds;
    if (t == NULL) return json_null();
    const copse_spending futility = !o->futility ? COPSE_SPENDING_COUNT : o->futility_spending;
    json_t *out = json_object(), *looks = json_array();
    for (size_t s = 0; s < t->looks; s++) copse_i_json_append(json, looks, look_json(json, a->step[s], &t->look[s]));
    SET(out, "effect", copse_i_json_real(a->sequential_opts.effect));
    SET(out, "alpha", copse_i_json_real(o->alpha));
    SET(out, "power", copse_i_json_real(o->power));
    SET(out, "spending", copse_i_json_text(json, copse_spending_code(o->spending)));
    SET(out, "spending_parameter", parameter_json(o->spending, o->parameter));
    SET(out, "futility_spending",
        futility == COPSE_SPENDING_COUNT ? json_null() : copse_i_json_text(json, copse_spending_code(futility)));
    SET(out, "futility_parameter", parameter_json(futility, o->futility_parameter));
    SET(out, "sides", copse_i_json_count(o->one_sided ? 1 : 2));
    SET(out, "futility", copse_i_json_text(json, !o->futility ? "none" : o->binding ? "binding" : "non-binding"));
    SET(out, "enlarged_for", plan_json(json, a->sequential_opts.plan));
    SET(out, "inflation", copse_i_json_real(t->inflation));
    SET(out, "design_power", copse_i_json_real(t->power));
    SET(out, "required_fixed", copse_i_json_real(t->fixed));
    SET(out, "diversity", copse_i_json_real(t->diversity));
    SET(out, "required", copse_i_json_real(t->required));
    SET(out, "required_participants", copse_i_json_real(copse_i_required_participants(a)));
    SET(out, "crossed", step_index_json(t->crossed, t->looks));
    SET(out, "futile", step_index_json(t->futile, t->looks));
    SET(out, "looks", looks);
    return out;
}

static json_t *anytime_json(copse_i_json *json, const copse_accumulated *a)
{
    if (a->anytime == NULL) return json_null();
    json_t *out = json_object(), *steps = json_array();
    for (size_t s = 0; s < a->cumulative->count; s++) {
        const copse_anytime_step *step = &a->anytime[s];
        json_t *row = json_object();
        SET(row, "name", copse_i_json_text(json, a->step[s]));
        SET(row, "estimate", copse_i_json_real(step->estimate));
        SET(row, "information", copse_i_json_real(step->information));
        SET(row, "interval", copse_i_json_pair(json, step->interval.lower, step->interval.upper));
        SET(row, "log_e", copse_i_json_real(step->log_e));
        SET(row, "p", copse_i_json_real(step->p));
        copse_i_json_append(json, steps, row);
    }
    SET(out, "tau2", copse_i_json_real(a->anytime_tau2));
    SET(out, "rho", copse_i_json_real(a->anytime_rho));
    SET(out, "steps", steps);
    return out;
}

copse_status copse_i_cumulative_json(const copse_accumulated *a, const copse_i_subset_rows *rows,
                                     const copse_notes *notes, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, "cumulate"));
    copse_i_json_add(json, "input", copse_i_input_json(json, &a->pooled));
    copse_i_json_add(json, "model", copse_i_subset_model_json(json, &a->pooled));
    copse_i_json_add(json, "order", copse_i_json_text(json, a->order));
    copse_i_json_add(json, "reversed", json_boolean(a->reversed));
    copse_i_subset_json(json, "steps", &a->pooled, rows);
    copse_i_json_add(json, "sequential", sequential_json(json, a));
    copse_i_json_add(json, "anytime", anytime_json(json, a));
    copse_i_warnings_json(json, a->pooled.warnings, notes);
    copse_i_json_close(json, '}');
    return stream.status == COPSE_OK ? copse_text_status(out) : stream.status;
}
