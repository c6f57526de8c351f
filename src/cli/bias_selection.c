/* See bias_selection.h. */
#include "bias_selection.h"

#include "bias_run.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *type_choice(size_t i)
{
    return i < COPSE_SELMODEL_COUNT ? copse_selmodel_name((copse_selmodel_type)i) : NULL;
}

/* The side of the pooled effect comes first. */
static const char *alternative_choice(size_t i)
{
    if (i == 0) return "effect";
    return i <= COPSE_SELMODEL_TWO_SIDED + 1 ? copse_selmodel_side_name((copse_selmodel_side)(i - 1)) : NULL;
}

static bool alternative_alias(const char *text, int *value)
{
    if (strcmp(text, "two.sided") != 0) return false;
    *value = COPSE_SELMODEL_TWO_SIDED + 1;
    return true;
}

static const char *precision_choice(size_t i)
{
    return i <= COPSE_SELMODEL_SQRTNINV ? copse_selmodel_precision_name((copse_selmodel_precision)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_bias_selection_values, member)
const copse_i_option copse_i_bias_selection_options[copse_i_bias_selection_count] = {
    {.name = "selection",
     .kind = COPSE_I_CHOICE,
     .argument = "TYPE",
     .help = "how the probability of publication depends on the p-value (trunc, truncest: on the estimate)",
     .fallback = "stepfun",
     .choice = type_choice,
     AT(type)},
    {.name = "steps",
     .kind = COPSE_I_LIST,
     .argument = "P[,P...]",
     .help = "where the weight changes: rising p-values (stepfun; default 0.025), the one up to which it is 1 "
             "(halfnorm to negexppow), the two beyond which it stays (beta), the estimate (trunc; default 0)",
     AT(steps)},
    {.name = "delta",
     .kind = COPSE_I_LIST,
     .argument = "X[,X...]",
     .help = "weights or parameters of selection that are given, NA for those to estimate",
     AT(deltas)},
    {.name = "alternative",
     .kind = COPSE_I_CHOICE,
     .argument = "SIDE",
     .help = "which estimates have small p-values: large ones (greater), small ones (less), both, or those on the side "
             "of the pooled effect",
     .fallback = "effect",
     .choice = alternative_choice,
     .alias = alternative_alias,
     AT(alternative)},
    {.name = "prec",
     .kind = COPSE_I_CHOICE,
     .argument = "MEASURE",
     .help = "selection is stronger where this is large: standard error, variance, 1/sample size, or the root of that",
     .fallback = "none",
     .choice = precision_choice,
     AT(precision)},
    {.name = "prec-raw",
     .kind = COPSE_I_FLAG,
     .help = "--prec as it is, not divided by its largest value",
     AT(raw_precision)},
    {.name = "decreasing", .kind = COPSE_I_FLAG, .help = "weights of stepfun may not rise with p", AT(decreasing)},
};
#undef AT

copse_status copse_i_bias_selection_check(const copse_i_bias_run *run, copse_error *err)
{
    static const copse_bias_check SELECTION[] = {COPSE_BIAS_SELECTION, COPSE_BIAS_CHECK_COUNT};
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < copse_i_bias_selection_count; i++)
        status = copse_i_bias_option_for(run, copse_i_bias_selection_options[i].name, SELECTION, err);
    if (status == COPSE_OK && run->asked->selection.raw_precision && run->asked->selection.precision == 0)
        return copse_fail(err, COPSE_EUSAGE, "--prec-raw is of --prec, which is not given");
    return status;
}

static copse_status read_numbers(const char *option, const copse_i_list *list, bool missing, double *out,
                                 copse_error *err)
{
    if (list->count > COPSE_SELMODEL_MOST_STEPS)
        return copse_fail(err, COPSE_EUSAGE, "--%s takes at most %d numbers", option, COPSE_SELMODEL_MOST_STEPS);
    for (size_t i = 0; i < list->count; i++) {
        out[i] = NAN;
        if (missing && strcmp(list->item[i], "NA") == 0) continue;
        if (!copse_parse_number(list->item[i], strlen(list->item[i]), '.', &out[i]) || !isfinite(out[i]))
            return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' is not a number%s", option, list->item[i],
                              missing ? " or NA" : "");
    }
    return COPSE_OK;
}

/* Of the mean with weights 1/v. */
static copse_selmodel_side side_of_effect(const copse_study_set *set)
{
    double sum = 0;
    for (size_t i = 0; i < set->k; i++) sum += set->yi[i] / set->vi[i];
    return sum < 0 ? COPSE_SELMODEL_LESS : COPSE_SELMODEL_GREATER;
}

/* A usual model beside the one asked for, without its profiles; one that these data do not identify is left out. */
static copse_status fit_also(copse_i_bias_run *run, copse_selmodel_opts opts, copse_selmodel *fit)
{
    const copse_study_set *set = &run->task.set;
    size_t p = 1;
    const double *X = copse_i_bias_design(run, &p);
    copse_error why = {0};
    opts.without_profile = true;
    const copse_status status = copse_selmodel_fit(set->yi, set->vi, set->ni, X, set->k, p, &opts, fit, &why);
    if (status == COPSE_OK) run->report.selections_also++;
    return status == COPSE_ENOMEM ? status : COPSE_OK;
}

static copse_status fit_usual(copse_i_bias_run *run, copse_selmodel_opts opts)
{
    static const double TWO_STEPS[] = {0.025, 0.5};
    copse_i_bias_selection *results = &run->results.selection;
    run->report.selection_also = results->also;
    opts.step = TWO_STEPS;
    opts.steps = 2;
    copse_status status = fit_also(run, opts, &results->also[0]);
    opts.type = COPSE_SELMODEL_BETA;
    opts.step = NULL;
    opts.steps = 0;
    if (status == COPSE_OK) status = fit_also(run, opts, &results->also[run->report.selections_also]);
    return status;
}

static bool is_usual(const copse_i_bias_run *run)
{
    for (size_t i = 0; i < copse_i_bias_selection_count; i++)
        if (strcmp(copse_i_bias_selection_options[i].name, "alternative") != 0 &&
            copse_i_is_given(run->call, copse_i_bias_selection_options[i].name))
            return false;
    return true;
}

copse_status copse_i_bias_selection_opts(const copse_i_bias_selection_values *asked, const copse_study_set *set,
                                         double *step, double *delta, copse_selmodel_opts *opts, copse_error *err)
{
    *opts = copse_selmodel_opts_default();
    copse_status status = read_numbers("steps", &asked->steps, false, step, err);
    if (status == COPSE_OK) status = read_numbers("delta", &asked->deltas, true, delta, err);
    if (status != COPSE_OK) return status;
    opts->type = (copse_selmodel_type)asked->type;
    opts->side = asked->alternative > 0 ? (copse_selmodel_side)(asked->alternative - 1) : side_of_effect(set);
    opts->precision = (copse_selmodel_precision)asked->precision;
    opts->precision_unscaled = asked->raw_precision;
    opts->decreasing = asked->decreasing;
    opts->step = step;
    opts->steps = asked->steps.count;
    opts->delta = delta;
    opts->deltas = asked->deltas.count;
    return COPSE_OK;
}

copse_status copse_i_bias_selmodel(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_selection_values *asked = &run->asked->selection;
    const copse_study_set *set = &run->task.set;
    const copse_method method = run->task.fit.opts.method;
    double step[COPSE_SELMODEL_MOST_STEPS], delta[COPSE_SELMODEL_MOST_STEPS];
    copse_selmodel_opts opts;
    size_t p = 1;
    const double *X = copse_i_bias_design(run, &p);
    copse_status status = copse_i_bias_selection_opts(asked, set, step, delta, &opts, err);
    if (status != COPSE_OK) return status;
    opts.equal_effects = method == COPSE_METHOD_EE || method == COPSE_METHOD_FE;
    opts.level = run->task.fit.opts.level;
    run->report.selection = &run->results.selection.fit;
    run->report.selection_side_of_effect = asked->alternative == 0;
    status = copse_selmodel_fit(set->yi, set->vi, set->ni, X, set->k, p, &opts, &run->results.selection.fit, err);
    if (status == COPSE_OK && is_usual(run)) status = fit_usual(run, opts);
    return status;
}

void copse_i_bias_selection_free(copse_i_bias_selection *selection)
{
    copse_selmodel_free(&selection->fit);
    for (size_t i = 0; i < copse_i_bias_selection_also; i++) copse_selmodel_free(&selection->also[i]);
}
