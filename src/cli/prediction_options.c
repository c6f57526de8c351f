/* See prediction_options.h. */
#include "prediction_options.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL = 25000 };

#define AT(member) .offset = offsetof(copse_i_prediction_values, member)
const copse_i_option copse_i_prediction_options[copse_i_prediction_count] = {
    {.name = "prob-beyond",
     .kind = COPSE_I_LIST,
     .argument = "LIMIT[,LIMIT...]",
     .help = "the probability that the true effect in a new setting lies beyond a limit on the shown scale, such as "
             "'<0.8,>1.25'",
     AT(beyond)},
    {.name = "replicates",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "draws of --prediction boot (default 25000) and replicates of --tau2-ci boot (default 10000); --seed is "
             "theirs, too",
     .min = 1,
     .max = COPSE_BOOT_PREDICT_MOST,
     AT(replicates)},
};
#undef AT

copse_status copse_i_prediction_apply(copse_i_prediction_values *values, copse_i_model_values *model, bool others_draw,
                                      copse_error *err)
{
    values->boot = model->pi == COPSE_PI_BOOT;
    if (values->boot) model->pi = COPSE_PI_METAFOR;
    if (!values->boot && !others_draw && values->replicates != COPSE_I_NOT_GIVEN)
        return copse_fail(err, COPSE_EUSAGE, "--replicates needs --prediction boot or --tau2-ci boot");
    return COPSE_OK;
}

static const char *level_of(const copse_i_task *task, size_t i)
{
    return i == 0 ? NULL : task->set.level[i - 1];
}

static copse_fit *fit_at(copse_i_task *task, size_t i)
{
    return i == 0 ? &task->fit : &task->subgroups.fit[i - 1];
}

/* The estimates of a level, in the order of the studies. */
static size_t gather(const copse_study_set *set, size_t i, double *y, double *v)
{
    size_t n = 0;
    for (size_t j = 0; j < set->k; j++) {
        if (i > 0 && set->group[j] != i - 1) continue;
        y[n] = set->yi[j];
        v[n++] = set->vi[j];
    }
    return n;
}

/* A level of one study has no interval. */
static copse_status boot(copse_boot_predict_plan *plan, size_t i, double *y, double *v, copse_i_task *task,
                         copse_error *err)
{
    copse_fit *fit = fit_at(task, i);
    copse_boot_prediction *out = &task->boot[i].draws;
    task->boot[i].level = level_of(task, i);
    fit->opts.pi = COPSE_PI_BOOT;
    fit->prediction = (copse_interval){NAN, NAN};
    fit->prediction_df = NAN;
    plan->k = gather(&task->set, i, y, v);
    if (plan->k < 2) return COPSE_OK;
    const copse_status status = copse_boot_predict(plan, out, err);
    if (status == COPSE_OK) fit->prediction = out->pi;
    return status;
}

static copse_status boots(const copse_i_prediction_values *values, uint64_t seed, int threads, copse_i_task *task,
                          copse_error *err)
{
    const copse_study_set *set = &task->set;
    const size_t fits = 1 + (task->grouped ? task->subgroups.levels : 0);
    double *y = copse_alloc(set->k, sizeof *y), *v = copse_alloc(set->k, sizeof *v);
    task->boot = copse_alloc(fits, sizeof *task->boot);
    if (y == NULL || v == NULL || task->boot == NULL) {
        free(y);
        free(v);
        return copse_fail_memory(err);
    }
    copse_status status = COPSE_OK;
    copse_boot_predict_plan plan = {
        .y = y,
        .v = v,
        .level = task->fit.opts.level,
        .replicates = values->replicates == COPSE_I_NOT_GIVEN ? USUAL : values->replicates,
        .seed = seed == COPSE_I_NOT_GIVEN ? 1 : (uint32_t)seed,
        .threads = threads > 0 ? threads : 0,
    };
    for (size_t i = 0; i < fits && status == COPSE_OK; i++) {
        task->boots = i + 1;
        status = boot(&plan, i, y, v, task, err);
    }
    free(y);
    free(v);
    return status;
}

/* "<0.8" or ">1.25", on the shown scale. */
static copse_status read_limit(const char *text, copse_pooled_beyond *row, copse_error *err)
{
    const char *number = text;
    while (*number == ' ') number++;
    const char sign = *number;
    if (sign != '<' && sign != '>')
        return copse_fail(err, COPSE_EUSAGE, "--prob-beyond: '%s' needs < or > in front, and quotes, as in '>1.2'",
                          text);
    number++;
    while (*number == ' ') number++;
    row->above_shown = sign == '>';
    if (copse_parse_number(number, strlen(number), '.', &row->shown)) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--prob-beyond: no number in '%s', which should be like '>1.2'", text);
}

static copse_status beyond(copse_pooled_beyond *row, size_t i, copse_transform transform,
                           const copse_transform_settings *settings, copse_i_task *task, copse_error *err)
{
    double limit = NAN;
    const copse_fit *fit = fit_at(task, i);
    copse_status status = copse_transform_inverse(transform, row->shown, settings, &limit, err);
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "--prob-beyond: ");
        return status == COPSE_EDOM ? (err->status = COPSE_EUSAGE) : status;
    }
    const bool above = row->above_shown != copse_transform_falls(transform);
    status = copse_fit_beyond(fit, limit, above, &row->probability, err);
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "--prob-beyond: ");
        return status == COPSE_EINVAL ? (err->status = COPSE_EUSAGE) : status;
    }
    row->level = level_of(task, i);
    if (i < task->boots) row->probability.estimate = copse_boot_prediction_beyond(&task->boot[i].draws, limit, above);
    return COPSE_OK;
}

static copse_status beyonds(const copse_i_list *limits, const copse_i_output_values *output, copse_i_task *task,
                            copse_error *err)
{
    const copse_study_set *set = &task->set;
    const size_t fits = 1 + (task->grouped ? task->subgroups.levels : 0);
    const copse_transform transform = copse_transform_plain(copse_i_task_transform(task, output));
    const copse_transform_settings given = copse_i_task_settings(task, output);
    task->beyond = copse_alloc(fits * limits->count, sizeof *task->beyond);
    if (task->beyond == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < fits; i++) {
        const copse_transform_settings settings = copse_transform_for_pool(
            transform, &given, 0, set->vi, set->ni, i > 0 ? set->group : NULL, i > 0 ? i - 1 : 0, set->k);
        for (size_t l = 0; l < limits->count; l++) {
            copse_pooled_beyond *row = &task->beyond[task->beyonds++];
            copse_status status = read_limit(limits->item[l], row, err);
            if (status == COPSE_OK) status = beyond(row, i, transform, &settings, task, err);
            if (status != COPSE_OK) return status;
        }
    }
    return COPSE_OK;
}

copse_status copse_i_prediction_fill(const copse_i_prediction_values *values, const copse_i_output_values *output,
                                     uint64_t seed, int threads, copse_i_task *task, copse_error *err)
{
    const copse_fit *fit = &task->fit;
    copse_status status = COPSE_OK;
    if (values->boot && (fit->p != 1 || !copse_fit_is_random(fit) || fit->pooling != COPSE_POOLING_INVERSE_VARIANCE))
        return copse_fail(err, COPSE_EUSAGE,
                          "--prediction boot is of a random-effects model of estimates, without moderators");
    if (values->boot) status = boots(values, seed, threads, task, err);
    if (status == COPSE_OK && values->beyond.count > 0) status = copse_i_task_transform_check(task, output, true, err);
    if (status == COPSE_OK && values->beyond.count > 0) status = beyonds(&values->beyond, output, task, err);
    return status;
}

void copse_i_prediction_free(copse_i_task *task)
{
    for (size_t i = 0; i < task->boots; i++) copse_boot_prediction_free(&task->boot[i].draws);
    free(task->boot);
    free(task->beyond);
    task->boot = NULL;
    task->beyond = NULL;
    task->boots = task->beyonds = 0;
}
