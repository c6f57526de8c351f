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
    {.name = "seed",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "of the random subsets; the same seed gives the same bytes (default 1)",
     .max = 4294967295.0,
     AT(seed)},
    {.name = "threads",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "processors to use (default: all); the result does not depend on it",
     .min = 1,
     .max = 4096,
     AT(threads)},
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

copse_sensitivity_data copse_i_gosh_data(const copse_i_task *task)
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

copse_status copse_i_gosh_settle(const copse_i_gosh_values *values, const copse_i_task *task, copse_gosh_opts *opts,
                                 copse_error *err)
{
    const bool counted = values->subsets != COPSE_I_NOT_GIVEN;
    *opts = copse_gosh_opts_default();
    if (values->all && counted) return copse_fail(err, COPSE_EUSAGE, "--all-subsets and --subsets do not go together");
    if (values->all && values->seed != COPSE_I_NOT_GIVEN)
        return copse_fail(err, COPSE_EUSAGE, "--seed is of random subsets: --all-subsets draws none");
    if (task->fit.opts.pi != COPSE_PI_METAFOR)
        return copse_fail(err, COPSE_EUSAGE, "--prediction: the subsets tell nothing of prediction intervals");
    if (values->all) opts->which = COPSE_GOSH_ALL;
    if (counted) opts->usual = opts->subsets = values->subsets;
    if (counted && task->set.k > COPSE_GOSH_MOST_STUDIES) opts->which = COPSE_GOSH_RANDOM;
    if (values->least != COPSE_I_NOT_GIVEN) opts->least = (size_t)values->least;
    if (values->seed != COPSE_I_NOT_GIVEN) opts->seed = (uint32_t)values->seed;
    opts->null = isnan(values->null) ? task->set.measure->null_value : values->null;
    if (isnan(opts->null))
        return copse_fail(err, COPSE_EUSAGE, "the measure %s has no value of no effect: --null gives one",
                          task->set.measure->code);
    opts->threads = values->threads > 0 ? values->threads : 0;
    return find_coefficient(values, task, &opts->coefficient, err);
}
