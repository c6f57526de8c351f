/* See bias_adjusted.h. */
#include "bias_adjusted.h"

#include "bias_run.h"

#include <stddef.h>

static const char *estimator_choice(size_t i)
{
    return i < COPSE_TRIMFILL_COUNT ? copse_trimfill_estimator_name((copse_trimfill_estimator)i) : NULL;
}

static const char *side_choice(size_t i)
{
    return i <= COPSE_TRIMFILL_RIGHT ? copse_trimfill_side_name((copse_trimfill_side)i) : NULL;
}

static const char *trim_choice(size_t i)
{
    return i < COPSE_METHOD_COUNT ? copse_method_code((copse_method)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_bias_adjusted_values, member)
const copse_i_option copse_i_bias_adjusted_options[copse_i_bias_adjusted_count] = {
    {.name = "pet-alpha",
     .kind = COPSE_I_NUMBER,
     .argument = "P",
     .help = "pet-peese takes PEESE where PET's effect is on the side of the mean and differs from 0 at this level, "
             "two-sided",
     .fallback = "0.1",
     .max = 1,
     .open = true,
     AT(alpha)},
    {.name = "trimfill-estimator",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "how trimfill tells the number of missing studies",
     .fallback = "L0",
     .choice = estimator_choice,
     AT(estimator)},
    {.name = "trimfill-side",
     .kind = COPSE_I_CHOICE,
     .argument = "SIDE",
     .help = "where studies are missing; auto: on the left, unless estimates fall as their standard errors rise",
     .fallback = "auto",
     .choice = side_choice,
     AT(side)},
    {.name = "trimfill-method",
     .kind = COPSE_I_CHOICE,
     .argument = "CODE",
     .help =
         "estimator of the between-study variance while trimfill trims; all studies are pooled by --method (default: "
         "that, too; R's meta has EE)",
     .choice = trim_choice,
     AT(trim_method)},
};
#undef AT

copse_status copse_i_bias_adjusted_check(const copse_i_bias_run *run, copse_error *err)
{
    static const copse_bias_check CONDITIONAL[] = {COPSE_BIAS_PET_PEESE, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check TRIMFILL[] = {COPSE_BIAS_TRIMFILL, COPSE_BIAS_CHECK_COUNT};
    copse_status status = copse_i_bias_option_for(run, "pet-alpha", CONDITIONAL, err);
    if (status == COPSE_OK) status = copse_i_bias_option_for(run, "trimfill-estimator", TRIMFILL, err);
    if (status == COPSE_OK) status = copse_i_bias_option_for(run, "trimfill-side", TRIMFILL, err);
    if (status == COPSE_OK) status = copse_i_bias_option_for(run, "trimfill-method", TRIMFILL, err);
    return status;
}

copse_status copse_i_bias_conditional(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    copse_egger_opts opts = copse_egger_opts_default();
    opts.model = (copse_egger_model)run->asked->asymmetry.model;
    opts.fit = run->task.fit.opts;
    const copse_status status = copse_i_bias_without_moderators(run, err);
    if (status != COPSE_OK) return status;
    run->report.pet_peese = &run->results.adjusted.pet_peese;
    return copse_bias_pet_peese(set->yi, set->vi, set->k, &opts, run->asked->adjusted.alpha,
                                &run->results.adjusted.pet_peese, err);
}

copse_status copse_i_bias_pet(copse_i_bias_run *run, copse_error *err)
{
    return copse_i_bias_conditional(run, err);
}

copse_status copse_i_bias_peese(copse_i_bias_run *run, copse_error *err)
{
    return copse_i_bias_conditional(run, err);
}

copse_status copse_i_bias_limit(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    const copse_fit *fit = &run->task.fit;
    const copse_status status = copse_i_bias_without_moderators(run, err);
    if (status != COPSE_OK) return status;
    run->report.limit = &run->results.adjusted.limit;
    return copse_bias_limit(set->yi, set->vi, set->k, fit->het.tau2, fit->opts.level, &run->results.adjusted.limit,
                            err);
}

copse_status copse_i_bias_lfk(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    const copse_status status = copse_i_bias_without_moderators(run, err);
    return status != COPSE_OK ? status : copse_bias_lfk(set->yi, set->vi, set->k, &run->report.lfk, err);
}

copse_status copse_i_bias_trimfill(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    const copse_i_bias_adjusted_values *asked = &run->asked->adjusted;
    const copse_status status = copse_i_bias_without_moderators(run, err);
    if (status != COPSE_OK) return status;
    run->report.trimfill = &run->results.adjusted.trimfill;
    const copse_fit_opts *opts = &run->task.fit.opts;
    const copse_method method = asked->trim_method >= 0 ? (copse_method)asked->trim_method : opts->method;
    return copse_bias_trimfill_about(set->yi, set->vi, set->k, (copse_trimfill_estimator)asked->estimator,
                                     (copse_trimfill_side)asked->side, method, opts, &run->results.adjusted.trimfill,
                                     err);
}

void copse_i_bias_adjusted_free(copse_i_bias_adjusted *adjusted)
{
    copse_trimfill_free(&adjusted->trimfill);
}
