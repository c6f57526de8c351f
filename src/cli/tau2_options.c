/* See tau2_options.h. */
#include "tau2_options.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { ALL = COPSE_TAU2_CI_COUNT, BOOT, BOOT_NONPARAMETRIC, CHOICES };

static const char *ci_choice(size_t i)
{
    static const char *const REST[] = {"all", "boot", "boot-np"};
    if (i < ALL) return copse_tau2_ci_code((copse_tau2_ci)i);
    return i < CHOICES ? REST[i - ALL] : NULL;
}

bool copse_i_tau2_draws(const copse_i_tau2_values *v)
{
    return v->ci == BOOT || v->ci == BOOT_NONPARAMETRIC;
}

#define AT(member) .offset = offsetof(copse_i_tau2_values, member)
const copse_i_option copse_i_tau2_options[copse_i_tau2_count] = {
    {.name = "tau2-ci",
     .kind = COPSE_I_CHOICE,
     .argument = "TYPE",
     .help = "interval of the between-study variance, and through it of I2 and H2; boot, boot-np: by parametric or "
             "nonparametric bootstrap (--replicates, --seed); all: a table of all other types besides",
     .fallback = "QP",
     .choice = ci_choice,
     AT(ci)},
    {.name = "tau2-weights",
     .kind = COPSE_I_TEXT,
     .argument = "COL|X",
     .help = "weights of GENQ and GENQM: a column, or 1/(vi + X) (default 1/sqrt(vi))",
     AT(weights)},
    {.name = "tau2-start",
     .kind = COPSE_I_TEXT,
     .argument = "HE|X",
     .help = "where SJ starts: the larger of HE and 0.01, or a number (default: the variance of the estimates)",
     AT(start)},
    {.name = "tau2-prior",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "prior mean of the between-study variance for RB (default 0)",
     .max = HUGE_VAL,
     AT(prior)},
    {.name = "tau2-value",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "fix the between-study variance in place of estimating it",
     .max = HUGE_VAL,
     AT(value)},
};
#undef AT

static copse_status check(const copse_i_tau2_values *v, const copse_i_model_values *model, copse_error *err)
{
    const copse_method m = (copse_method)model->method;
    const bool any = v->ci == COPSE_TAU2_CI_GENQ || v->ci == ALL;
    if (v->weights != NULL && m != COPSE_METHOD_GENQ && m != COPSE_METHOD_GENQM && !any)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-weights needs --method GENQ or GENQM, or --tau2-ci GENQ");
    const bool counts = model->method >= COPSE_METHOD_COUNT;
    if (counts && (v->ci > COPSE_TAU2_CI_QP || !isnan(v->value)))
        return copse_fail(err, COPSE_EUSAGE, "--tau2-%s: counts are pooled without a variance between studies",
                          isnan(v->value) ? "ci" : "value");
    if (v->start != NULL && m != COPSE_METHOD_SJ)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-start needs --method SJ");
    if (!isnan(v->prior) && m != COPSE_METHOD_RB)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-prior needs --method RB");
    if ((!isnan(v->value) || v->ci > COPSE_TAU2_CI_QP) && (m == COPSE_METHOD_EE || m == COPSE_METHOD_FE))
        return copse_fail(err, COPSE_EUSAGE, "--tau2-%s: method %s has no variance between studies",
                          isnan(v->value) ? "ci" : "value", copse_method_code(m));
    return COPSE_OK;
}

static copse_status read_start(const char *text, copse_tau2_setup *setup, copse_error *err)
{
    setup->start = COPSE_TAU2_START_HE;
    if (strcasecmp(text, "HE") == 0) return COPSE_OK;
    setup->start = COPSE_TAU2_START_VALUE;
    if (copse_parse_number(text, strlen(text), '.', &setup->start_tau2) && setup->start_tau2 > 0) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--tau2-start: '%s' is neither HE nor a number above 0", text);
}

copse_status copse_i_tau2_apply(const copse_i_tau2_values *v, copse_i_model_values *model, copse_error *err)
{
    copse_tau2_setup *setup = &model->setup;
    copse_status status = check(v, model, err);
    if (status != COPSE_OK) return status;
    if (v->ci >= 0 && v->ci < COPSE_TAU2_CI_COUNT) setup->ci = (copse_tau2_ci)v->ci;
    if (v->weights != NULL) {
        const bool number = copse_parse_number(v->weights, strlen(v->weights), '.', &setup->weight_tau2);
        if (number && !(setup->weight_tau2 >= 0))
            return copse_fail(err, COPSE_EUSAGE, "--tau2-weights: %s is below 0", v->weights);
        if (number) setup->weighting = COPSE_TAU2_WEIGHTS_SHIFTED;
        else model->weight_column = v->weights;
    }
    if (v->start != NULL) status = read_start(v->start, setup, err);
    if (!isnan(v->prior)) setup->prior_tau2 = v->prior;
    model->fixed = !isnan(v->value);
    if (model->fixed) model->fixed_tau2 = v->value;
    return status;
}

copse_status copse_i_tau2_draw(const copse_i_tau2_values *v, const copse_i_tau2_boot_values *how,
                               const copse_i_call *call, copse_i_task *task, copse_error *err)
{
    copse_i_tau2_boot_values values = *how;
    if (!copse_i_tau2_draws(v)) return COPSE_OK;
    values.kind = v->ci == BOOT ? COPSE_BOOT_PARAMETRIC : COPSE_BOOT_NONPARAMETRIC;
    return copse_i_tau2_boot(&values, call, task, err);
}

copse_status copse_i_tau2_fill(const copse_i_tau2_values *v, copse_i_task *task, copse_error *err)
{
    if (v->ci != ALL) return COPSE_OK;
    if (!copse_fit_is_random(&task->fit) || task->fit.k <= task->fit.p)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-ci all: there is no variance between studies to estimate here");
    if (task->fit.pooling != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-ci all: intervals belong to pooling by inverse variance");
    const copse_study_set *set = &task->set;
    task->tau2_bounds = copse_alloc(COPSE_TAU2_CI_COUNT, sizeof *task->tau2_bounds);
    if (task->tau2_bounds == NULL) return copse_fail_memory(err);
    const copse_fit_opts opts = copse_i_task_fit_opts(task);
    return copse_tau2_intervals(set->yi, set->vi, task->moderators.design.X, set->k, task->fit.p, &opts,
                                task->tau2_bounds, err);
}
