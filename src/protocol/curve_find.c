/* The studies of every combination of choices, found as those of any analysis of the protocol; then the fits. */
#include "curve.h"

#include <copse/bias.h>

#include <math.h>
#include <stdlib.h>

/* What the binding of one combination needs. */
typedef struct search {
    const copse_i_run *run;
    const copse_i_curve *curve;
    size_t outcome;
    const char **lift; /* room for the criteria that are lifted */
    bool *left_out;    /* rows of the data */
} search;

/* The trials, by which studies of different combinations are known to be the same; a combined study bears its own label. */
static copse_status take_studies(const copse_i_run *run, copse_i_analysis *analysis, copse_multiverse_studies *studies,
                                 copse_error *err)
{
    copse_study_set *set = &analysis->set;
    studies->unit = copse_alloc(set->k, sizeof *studies->unit);
    if (studies->unit == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < set->k; i++)
        studies->unit[i] = set->label[i] = run->trial[copse_i_row_index(run, set->row[i])];
    studies->set = *set;
    *set = (copse_study_set){0};
    return COPSE_OK;
}

static copse_status bind(void *context, const size_t *level, copse_multiverse_studies *studies, copse_error *err)
{
    const search *s = context;
    const copse_i_run *run = s->run;
    const copse_i_analysis *first = s->curve->main;
    const double least = run->spec->min_trials.line > 0 ? run->spec->min_trials.value : 2;
    copse_i_curve_options options = {.lift = s->lift};
    copse_i_curve_options_of(s->curve, level, &options);
    copse_status status = copse_i_curve_exclude(run, s->curve, level, s->left_out, err);
    if (status != COPSE_OK) return status;
    const copse_i_sensitivity variant = {.line = s->curve->asked->line,
                                         .name = {.text = "multiverse"},
                                         .lift = {.text = options.lift, .count = options.lifts},
                                         .opts = first->opts,
                                         .mode = first->mode};
    copse_i_analysis analysis = {.outcome = options.outcome,
                                 .variant = &variant,
                                 .opts = first->opts,
                                 .mode = first->mode,
                                 .direction = 1,
                                 .rules = options.rules,
                                 .left_out = s->left_out};
    status = copse_i_gather_studies(run, s->outcome, &analysis, err);
    if (status == COPSE_OK && analysis.set.k == 0) status = copse_fail(err, COPSE_ENODATA, "no eligible trial");
    else if (status == COPSE_ENODATA) status = copse_fail(err, COPSE_ENODATA, "no effect can be computed");
    if (status == COPSE_OK && (double)analysis.set.k < least)
        status = copse_fail(err, COPSE_ENODATA, "fewer than %.0f trials", least);
    if (status == COPSE_OK) status = take_studies(run, &analysis, studies, err);
    copse_i_analysis_free(&analysis, run->data.rows);
    return status;
}

static copse_multiverse_request request_of(const copse_i_curve *curve, search *s)
{
    const copse_i_multi *asked = curve->asked;
    const copse_i_outcome *outcome = curve->main->outcome;
    copse_multiverse_request r = copse_multiverse_request_default();
    const bool given = outcome->measure_entry->family == COPSE_FAMILY_GIVEN;
    r.choice = curve->names;
    r.choices = curve->choices;
    r.bind = bind;
    r.context = s;
    r.adjustment = asked->adjustment;
    r.adjustments = asked->adjustments_found;
    if (asked->step != NULL) r.adjust = (copse_adjust_opts){.step = asked->step, .steps = asked->steps.count};
    r.adjust_least = COPSE_BIAS_FEW;
    r.joint_all = asked->joint_all.on;
    r.method = asked->method;
    r.methods = asked->methods_found;
    r.test = asked->test;
    r.tests = asked->tests_found;
    r.null = asked->null.line > 0 ? asked->null.value : given ? 0 : outcome->measure_entry->null_value;
    r.comparable = outcome->other_measures == 0;
    r.level = curve->main->opts.level;
    if (asked->permutations.line > 0) r.permutations = (uint64_t)asked->permutations.value;
    if (asked->seed.line > 0) r.seed = (uint32_t)asked->seed.value;
    return r;
}

copse_status copse_i_curve_find(const copse_i_run *run, size_t o, copse_i_curve *out, copse_error *err)
{
    const copse_i_analysis *main = copse_i_analysis_at(run, o, 0);
    *out = (copse_i_curve){.main = main, .asked = main->outcome->multiverse};
    copse_status status = copse_i_curve_choices(out, err);
    if (status != COPSE_OK) return status;
    search s = {.run = run, .curve = out, .outcome = o};
    s.lift = copse_alloc(out->choices + 1, sizeof *s.lift);
    s.left_out = copse_alloc(run->data.rows, sizeof *s.left_out);
    if (s.lift == NULL || s.left_out == NULL) status = copse_fail_memory(err);
    out->request = request_of(out, &s);
    if (status == COPSE_OK) status = copse_multiverse_make(&out->request, &out->data, err);
    out->request.context = NULL; /* it is not bound again */
    free(s.lift);
    free(s.left_out);
    if (status != COPSE_OK) return status;
    status = copse_multiverse_run(&out->data.plan, &out->result, err);
    if (status == COPSE_OK) return COPSE_OK;
    return copse_error_prefix(err, "%s:%zu: multiverse of outcome '%s': ", run->protocol->name, out->asked->line,
                              main->outcome->name.text);
}

void copse_i_curve_free(copse_i_curve *curve)
{
    copse_multiverse_free(&curve->result);
    copse_multiverse_data_free(&curve->data);
    copse_i_arena_free(&curve->arena);
    *curve = (copse_i_curve){0};
}
