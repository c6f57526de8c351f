/* See bias_asymmetry.h. */
#include "bias_asymmetry.h"

#include "bias_run.h"

#include <stddef.h>

static const char *model_choice(size_t i)
{
    return i <= COPSE_EGGER_RMA ? copse_egger_model_name((copse_egger_model)i) : NULL;
}

static const char *predictor_choice(size_t i)
{
    return i < COPSE_EGGER_PREDICTOR_COUNT ? copse_egger_predictor_name((copse_egger_predictor)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_bias_asymmetry_values, member)
const copse_i_option copse_i_bias_asymmetry_options[copse_i_bias_asymmetry_count] = {
    {.name = "egger-model",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help =
         "variance about the line: a multiple of vi (lm, as Egger has it), or vi + tau2 by --method and --test (rma)",
     .fallback = "lm",
     .choice = model_choice,
     AT(model)},
    {.name = "predictor",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "what Egger's test regresses on: standard error, variance, sample size, its inverse, or the root of these",
     .fallback = "sei",
     .choice = predictor_choice,
     AT(predictor)},
};
#undef AT

copse_status copse_i_bias_asymmetry_check(const copse_i_bias_run *run, copse_error *err)
{
    static const copse_bias_check EGGER[] = {COPSE_BIAS_EGGER, COPSE_BIAS_CHECK_COUNT};
    copse_status status = copse_i_bias_option_for(run, "egger-model", EGGER, err);
    if (status == COPSE_OK) status = copse_i_bias_option_for(run, "predictor", EGGER, err);
    return status;
}

copse_status copse_i_bias_egger(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_values *asked = run->asked;
    const copse_study_set *set = &run->task.set;
    copse_egger_opts opts = copse_egger_opts_default();
    size_t p = 1;
    const double *X = copse_i_bias_design(run, &p);
    opts.model = (copse_egger_model)asked->asymmetry.model;
    opts.predictor = (copse_egger_predictor)asked->asymmetry.predictor;
    opts.fit = run->task.fit.opts;
    run->report.egger = &run->results.asymmetry.egger;
    return copse_bias_egger(set->yi, set->vi, set->ni, X, set->k, p, &opts, &run->results.asymmetry.egger, err);
}
