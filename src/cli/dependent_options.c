#include "dependent_options.h"

#include <math.h>
#include <stddef.h>

static const char *combine_choice(size_t i)
{
    return copse_combine_name((copse_combine)i);
}

static const char *structure_choice(size_t i)
{
    return copse_structure_name((copse_structure)i);
}

#define AT(member) .offset = offsetof(copse_i_dependent_values, member)

const copse_i_option copse_i_dependent_options[copse_i_dependent_count] = {
    {.name = "trial",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "rows of one value here are of one trial, which gives one effect: see --choose and --combine",
     AT(trial)},
    {.name = "choose",
     .kind = COPSE_I_TEXT,
     .argument = "RULES",
     .help = "take one row of a trial: prefer:COL=BEST,NEXT, nearest:COL=NUMBER, smallest:COL, largest:COL, "
             "earliest:COL, latest:COL, largest-n (sample size) or first; of rules with ; between each decides what "
             "those before left open",
     AT(choose)},
    {.name = "combine",
     .kind = COPSE_I_CHOICE,
     .argument = "HOW",
     .help = "combine a trial's effects (those that --choose leaves): their mean, weighted by precision, or by "
             "generalised least squares",
     .choice = combine_choice,
     AT(combine)},
    {.name = "structure",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "how the errors of a trial's effects are correlated (default CS: all alike)",
     .choice = structure_choice,
     AT(structure)},
    {.name = "rho",
     .kind = COPSE_I_NUMBER,
     .argument = "R",
     .help = "correlation between the errors of two effects (CS)",
     .min = -1,
     .max = 1,
     AT(rho)},
    {.name = "phi",
     .kind = COPSE_I_NUMBER,
     .argument = "R",
     .help = "correlation between the errors at one unit of time apart (CAR)",
     .max = 1,
     AT(phi)},
    {.name = "time", .kind = COPSE_I_TEXT, .argument = "COL", .help = "times of the effects (CAR)", AT(time)},
    {.name = "obs",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "what each effect is on, e.g. its outcome (CS*CAR)",
     AT(obs)},
};
#undef AT

/* An option that would do nothing is a misunderstanding. */
static copse_status check_pair(bool given, const char *option, bool wanted, const char *needs, copse_error *err)
{
    if (!given || wanted) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--%s needs %s", option, needs);
}

static copse_status check_together(const copse_i_dependent_values *v, copse_error *err)
{
    const bool combines = v->combine >= 0;
    if (v->trial == NULL && (v->choose != NULL || combines))
        return copse_fail(err, COPSE_EUSAGE, "--%s needs --trial COL, which says what rows are of one trial",
                          v->choose != NULL ? "choose" : "combine");
    if (v->trial != NULL && v->choose == NULL && !combines)
        return copse_fail(err, COPSE_EUSAGE,
                          "--trial needs --choose or --combine, which say what becomes of a trial's rows");
    copse_status status = check_pair(v->structure >= 0, "structure", combines, "--combine", err);
    if (status == COPSE_OK) status = check_pair(!isnan(v->rho), "rho", combines, "--combine", err);
    if (status == COPSE_OK) status = check_pair(!isnan(v->phi), "phi", combines, "--combine", err);
    if (status == COPSE_OK) status = check_pair(v->time != NULL, "time", combines, "--combine", err);
    if (status == COPSE_OK) status = check_pair(v->obs != NULL, "obs", combines, "--combine", err);
    return status;
}

/* What the structure is made of must be given, and nothing else. */
static copse_status check_part(const char *structure, bool has, bool given, const char *option, const char *what,
                               copse_error *err)
{
    if (has == given) return COPSE_OK;
    if (given) return copse_fail(err, COPSE_EUSAGE, "structure %s has no --%s", structure, option);
    return copse_fail(err, COPSE_EUSAGE, "--combine with structure %s needs --%s, %s", structure, option, what);
}

static copse_status check_structure(const copse_i_dependent_values *v, copse_structure structure, copse_error *err)
{
    const char *name = copse_structure_name(structure);
    const bool timed = copse_structure_has_time(structure);
    copse_status status = check_part(name, copse_structure_has_rho(structure), !isnan(v->rho), "rho",
                                     "the correlation between the errors of a trial's effects", err);
    if (status == COPSE_OK)
        status = check_part(name, timed, !isnan(v->phi), "phi", "the correlation at one unit of time apart", err);
    if (status == COPSE_OK) status = check_part(name, timed, v->time != NULL, "time", "the column of times", err);
    if (status == COPSE_OK)
        status = check_part(name, copse_structure_has_obs(structure), v->obs != NULL, "obs",
                            "the column of what each effect is on", err);
    return status;
}

copse_status copse_i_dependent_opts(const copse_i_dependent_values *values, copse_i_choose_rules *rules,
                                    copse_trial_opts *opts, copse_error *err)
{
    const copse_structure structure = values->structure >= 0 ? (copse_structure)values->structure : COPSE_STRUCTURE_CS;
    *opts = (copse_trial_opts){.trial = values->trial, .time = values->time, .obs = values->obs};
    copse_status status = check_together(values, err);
    if (status == COPSE_OK && values->combine >= 0) {
        status = check_structure(values, structure, err);
        opts->combine = true;
        opts->aggregate = (copse_aggregate_opts){
            .combine = (copse_combine)values->combine, .structure = structure, .rho = values->rho, .phi = values->phi};
    }
    if (status == COPSE_OK && values->choose != NULL) {
        status = copse_i_choose_rules_read(values->choose, rules, err);
        opts->choose = true;
        opts->pick = (copse_pick_opts){.rules = rules->rule, .count = rules->count};
    }
    return status;
}

copse_status copse_i_dependent_bind(const copse_frame *frame, const copse_binding *binding,
                                    const copse_i_dependent_values *values, copse_study_set *set, copse_notes *warnings,
                                    copse_error *err)
{
    copse_i_choose_rules rules = {0};
    copse_trial_opts opts;
    copse_status status = copse_i_dependent_opts(values, &rules, &opts, err);
    if (status == COPSE_OK) status = copse_study_set_bind_trials(frame, binding, &opts, set, warnings, err);
    copse_i_choose_rules_free(&rules);
    return status;
}
