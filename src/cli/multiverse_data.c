#include "multiverse_data.h"
#include "task_review.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int measure_index(const char *code)
{
    for (size_t i = 0; copse_measure_at(i) != NULL; i++)
        if (strcmp(copse_measure_at(i)->code, code) == 0) return (int)i;
    return -1;
}

/* The input with one option of measure and rule. */
static copse_i_input_values input_of(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                                     const copse_i_multiverse_choices *choices, size_t measure, size_t rule)
{
    copse_i_input_values own = *input;
    if (values->measures.count > 0)
        own.measure = measure_index(copse_measure_find(values->measures.item[measure])->code);
    if (choices->of_rule) own.dependent.choose = choices->choice[choices->of_measure ? 1 : 0].level[rule];
    return own;
}

static copse_status make_bindings(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                                  copse_i_multiverse *m, copse_error *err)
{
    const size_t measures = m->choices->of_measure ? values->measures.count : 1;
    m->binding = copse_alloc(measures, sizeof *m->binding);
    if (m->binding == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < measures && status == COPSE_OK; i++) {
        const copse_i_input_values own = input_of(input, values, m->choices, i, 0);
        m->binding[i] = copse_i_input_binding(&own);
        status = copse_i_review_binding(&own, &m->task, &m->binding[i], err);
    }
    m->frame.binding = m->binding;
    m->frame.measures = measures;
    return status;
}

static copse_status make_rules(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                               copse_i_multiverse *m, copse_error *err)
{
    const size_t rules = m->choices->of_rule ? m->choices->choice[m->choices->of_measure ? 1 : 0].levels : 1;
    m->rule = copse_alloc(rules, sizeof *m->rule);
    m->trial = copse_alloc(rules, sizeof *m->trial);
    if (m->rule == NULL || m->trial == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (; m->rules < rules && status == COPSE_OK; m->rules++) {
        const copse_i_input_values own = input_of(input, values, m->choices, 0, m->rules);
        status = copse_i_dependent_opts(&own.dependent, &m->rule[m->rules], &m->trial[m->rules], err);
    }
    m->frame.rule = m->trial;
    m->frame.rules = rules;
    return status;
}

/* An exclusion that names no row is apt to be misspelt. */
static copse_status warn_of_idle(copse_i_multiverse *m, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t e = 0; e < m->frame.excludes && status == COPSE_OK; e++) {
        bool idle;
        status = copse_multiverse_frame_is_idle(&m->frame, e, &idle, err);
        if (status == COPSE_OK && idle)
            copse_note(&m->task.warnings, "--exclude: '%s' is true of no row", m->frame.exclude[e]);
    }
    return status;
}

static copse_status make_frame(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                               copse_i_multiverse *m, copse_error *err)
{
    const copse_i_multiverse_choices *choices = m->choices;
    m->frame = (copse_multiverse_frame){.frame = &m->task.file,
                                        .where = input->source.where,
                                        .measure_is_choice = choices->of_measure,
                                        .rule_is_choice = choices->of_rule,
                                        .exclude = m->exclude,
                                        .excludes = choices->choices - choices->exclusions};
    for (size_t c = 0; c < choices->choices; c++)
        m->name[c] = (copse_multiverse_option_names){.name = choices->choice[c].name,
                                                     .level = (const char *const *)choices->choice[c].level,
                                                     .levels = choices->choice[c].levels};
    for (size_t e = 0; e < m->frame.excludes; e++) m->exclude[e] = choices->choice[choices->exclusions + e].name;
    copse_status status = make_bindings(input, values, m, err);
    if (status == COPSE_OK) status = make_rules(input, values, m, err);
    return status == COPSE_OK ? warn_of_idle(m, err) : status;
}

static copse_status fill_request(const copse_i_multiverse_values *values, double level, copse_i_multiverse *m,
                                 copse_error *err)
{
    const copse_i_multiverse_choices *choices = m->choices;
    copse_multiverse_request *r = &m->request;
    *r = copse_multiverse_request_default();
    r->choice = m->name;
    r->choices = choices->choices;
    r->bind = copse_multiverse_frame_bind;
    r->context = &m->frame;
    r->adjustment = choices->adjustment;
    r->adjustments = choices->adjustments;
    if (choices->steps > 0) r->adjust = (copse_adjust_opts){.step = choices->step, .steps = choices->steps};
    r->joint_all = values->joint_all;
    r->method = choices->method;
    r->methods = choices->methods;
    r->test = choices->test;
    r->tests = choices->tests;
    r->null = values->null;
    r->comparable = !choices->of_measure;
    r->level = level;
    if (values->permutations != COPSE_I_NOT_GIVEN) r->permutations = values->permutations;
    if (values->work.seed != COPSE_I_NOT_GIVEN) r->seed = (uint32_t)values->work.seed;
    r->threads = values->work.threads > 0 ? values->work.threads : 0;
    if (r->permutations == 0 && values->work.seed != COPSE_I_NOT_GIVEN)
        return copse_fail(err, COPSE_EUSAGE, "--seed is of the permutations: --permutations 0 makes none");
    return COPSE_OK;
}

copse_status copse_i_multiverse_prepare(const char *file, const copse_i_input_values *input,
                                        const copse_i_multiverse_values *values, double level, copse_i_multiverse *m,
                                        copse_error *err)
{
    m->choices = copse_alloc(1, sizeof *m->choices);
    if (m->choices == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_multiverse_choices_read(input, values, m->choices, err);
    if (status != COPSE_OK) return status;
    const copse_i_input_values whole = input_of(input, values, m->choices, 0, 0);
    status = copse_i_task_read(file, &whole, &m->task, err);
    if (status == COPSE_OK) status = make_frame(input, values, m, err);
    if (status == COPSE_OK) status = fill_request(values, level, m, err);
    return status == COPSE_OK ? copse_multiverse_make(&m->request, &m->data, err) : status;
}

static copse_status run_watched(void *context, const copse_watch *watch, copse_error *err)
{
    copse_i_multiverse *m = context;
    copse_multiverse_plan plan = m->data.plan;
    plan.watch = watch;
    return copse_multiverse_run(&plan, &m->result, err);
}

copse_status copse_i_multiverse_run(copse_i_multiverse *m, bool quiet, copse_error *err)
{
    const copse_status status = copse_i_long_watch("multiverse", "permutations", quiet, run_watched, m, err);
    if (status == COPSE_OK || status == COPSE_EUSAGE || status == COPSE_EINTERRUPTED) return status;
    (void)copse_error_prefix(err, "%s: ", m->task.file.source);
    return status;
}

copse_multiversed copse_i_multiversed(const copse_i_multiverse *m, const copse_i_output_values *output)
{
    return (copse_multiversed){.pooled = copse_i_task_pooled(&m->task, "multiverse", output),
                               .multiverse = &m->result,
                               .plan = &m->data.plan,
                               .choice = m->data.choice,
                               .level = m->data.level};
}

void copse_i_multiverse_free(copse_i_multiverse *m)
{
    copse_multiverse_free(&m->result);
    copse_multiverse_data_free(&m->data);
    for (size_t i = 0; m->rule != NULL && i < m->rules; i++) copse_i_choose_rules_free(&m->rule[i]);
    free(m->rule);
    free(m->trial);
    free(m->binding);
    copse_i_multiverse_choices_free(m->choices);
    copse_i_task_free(&m->task);
    *m = (copse_i_multiverse){0};
}
