#include "gosh_task.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define AT(member) .offset = offsetof(copse_i_gosh_values, member)
const copse_i_option copse_i_gosh_options[copse_i_gosh_count] = {
    {.name = "subsets",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "fit N subsets drawn at random, unless there are no more than N (default: all of up to 17 studies, else "
             "50000)",
     .min = 1,
     .max = 1073741824,
     AT(subsets)},
    {.name = "all-subsets", .kind = COPSE_I_FLAG, .help = "fit every subset, of at most 28 studies", AT(all)},
    {.name = "least",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "fewest studies of a subset (default: 1; with moderators as many as the model needs)",
     .min = 1,
     .max = 1e6,
     AT(least)},
    {.name = "coefficient",
     .kind = COPSE_I_TEXT,
     .argument = "NAME",
     .help = "with moderators: the one that studies are judged by (default: the first but the intercept)",
     AT(coefficient)},
    {.name = "null",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "no effect, on the scale of analysis (default: the measure's)",
     AT(null)},
};
#undef AT

static bool has_moderators(const copse_i_task *task)
{
    return task->moderators.formula != NULL && !(task->moderators.design.p == 1 && task->moderators.design.intercept);
}

const char *const *copse_i_gosh_coefficients(const copse_i_task *task)
{
    static const char *const EFFECT[] = {"intrcpt"};
    return has_moderators(task) ? task->moderators.design.column : EFFECT;
}

static copse_sensitivity_data data_of(const copse_i_task *task)
{
    return (copse_sensitivity_data){.y = task->set.yi,
                                    .v = task->set.vi,
                                    .X = has_moderators(task) ? task->moderators.design.X : NULL,
                                    .k = task->set.k,
                                    .p = task->fit.p,
                                    .opts = &task->fit.opts};
}

static copse_status find_coefficient(const copse_i_gosh_values *values, const copse_i_task *task, size_t *found,
                                     copse_error *err)
{
    const char *const *name = copse_i_gosh_coefficients(task);
    const bool moderators = has_moderators(task);
    *found = moderators && task->fit.p > 1 && task->moderators.design.intercept ? 1 : 0;
    if (values->coefficient == NULL) return COPSE_OK;
    if (!moderators)
        return copse_fail(err, COPSE_EUSAGE, "--coefficient needs --mods: without there is the pooled effect alone");
    for (size_t j = 0; j < task->fit.p; j++)
        if (strcmp(name[j], values->coefficient) == 0) {
            *found = j;
            return COPSE_OK;
        }
    const char *near = copse_nearest(values->coefficient, name, task->fit.p);
    return copse_fail(err, COPSE_EUSAGE, "--coefficient: the model has no coefficient '%s'; it has %s%s",
                      values->coefficient, near != NULL ? near : name[0], task->fit.p > 1 ? ", among others" : "");
}

copse_status copse_i_gosh_task_fit(copse_i_subset_values values, const char *file, const copse_i_call *call,
                                   copse_i_subset_task *task, copse_error *err)
{
    values.tau2 = (copse_i_tau2_values){.ci = -1, .prior = NAN, .value = NAN};
    values.model.weights = (copse_i_weights_values){0};
    return copse_i_subset_task_fit(&values, file, NULL, call, task, err);
}

/* A model of counts takes milliseconds a fit. */
enum { MODEL_USUAL = 1023, MODEL_DRAWS = 1000 };

/* By tables, or by a model of counts; else by inverse variance. */
static copse_status choose_fit(copse_i_subset_task *t, copse_i_gosh_task_plan *plan, copse_error *err)
{
    if (t->pooling == COPSE_POOLING_INVERSE_VARIANCE) return COPSE_OK;
    if (t->pooling == COPSE_POOLING_MH || t->pooling == COPSE_POOLING_PETO) {
        plan->tables =
            (copse_gosh_tables){.counts = t->counts, .pooling = t->pooling, .opts = copse_counts_opts_default()};
        plan->tables.opts.level = t->task.fit.opts.level;
        return COPSE_OK;
    }
    if (t->pooling == COPSE_POOLING_FIRTH || t->pooling == COPSE_POOLING_BETA_BINOMIAL)
        return copse_fail(err, COPSE_EUSAGE, "--model %s has no I2, which the subsets are looked at by",
                          t->pooling == COPSE_POOLING_FIRTH ? "firth" : "beta-binomial");
    plan->opts.fit = copse_i_subset_task_pool;
    plan->opts.context = t;
    plan->opts.usual = MODEL_USUAL;
    plan->opts.subsets = MODEL_DRAWS;
    return COPSE_OK;
}

copse_status copse_i_gosh_settle(const copse_i_gosh_values *values, copse_i_subset_task *t,
                                 copse_i_gosh_task_plan *plan, copse_error *err)
{
    const bool counted = values->subsets != COPSE_I_NOT_GIVEN;
    const copse_i_task *task = &t->task;
    copse_gosh_opts *opts = &plan->opts;
    *plan = (copse_i_gosh_task_plan){.data = data_of(task), .opts = copse_gosh_opts_default()};
    if (values->all && counted) return copse_fail(err, COPSE_EUSAGE, "--all-subsets and --subsets do not go together");
    if (values->all && values->work.seed != COPSE_I_NOT_GIVEN)
        return copse_fail(err, COPSE_EUSAGE, "--seed is of random subsets: --all-subsets draws none");
    if (task->fit.opts.pi != COPSE_PI_METAFOR)
        return copse_fail(err, COPSE_EUSAGE, "--prediction: the subsets tell nothing of prediction intervals");
    const copse_status status = choose_fit(t, plan, err);
    if (status != COPSE_OK) return status;
    if (values->all) opts->which = COPSE_GOSH_ALL;
    if (counted) opts->usual = opts->subsets = values->subsets;
    if (counted && task->set.k > COPSE_GOSH_MOST_STUDIES) opts->which = COPSE_GOSH_RANDOM;
    if (values->least != COPSE_I_NOT_GIVEN) opts->least = (size_t)values->least;
    opts->seed = copse_i_long_seed(&values->work, opts->seed);
    opts->null = isnan(values->null) ? task->set.measure->null_value : values->null;
    if (isnan(opts->null))
        return copse_fail(err, COPSE_EUSAGE, "the measure %s has no value of no effect: --null gives one",
                          task->set.measure->code);
    opts->threads = values->work.threads > 0 ? values->work.threads : 0;
    return find_coefficient(values, task, &opts->coefficient, err);
}

typedef struct watched_gosh {
    const copse_i_gosh_task_plan *plan;
    copse_gosh *gosh;
} watched_gosh;

static copse_status run_watched(void *context, const copse_watch *watch, copse_error *err)
{
    const watched_gosh *w = context;
    copse_gosh_opts opts = w->plan->opts;
    opts.watch = watch;
    if (w->plan->tables.counts.k > 0) opts.tables = &w->plan->tables;
    return copse_gosh_run(&w->plan->data, &opts, w->gosh, err);
}

copse_status copse_i_gosh_task_run(const copse_i_gosh_task_plan *plan, bool quiet, copse_gosh *gosh, copse_error *err)
{
    watched_gosh w = {plan, gosh};
    return copse_i_long_watch("gosh", "subsets", quiet, run_watched, &w, err);
}
