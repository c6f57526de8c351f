#include "cumulate_run.h"

#include "terminal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUBSET(member) (offsetof(copse_i_cumulate_values, subset) + offsetof(copse_i_subset_values, member))
const copse_i_option copse_i_cumulate_order_options[copse_i_cumulate_order_count] = {
    {.name = "order",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column by which studies come in; -COL falling (default: as in the file)",
     .offset = SUBSET(input.order)},
    {.name = "reverse",
     .kind = COPSE_I_FLAG,
     .help = "from the last study to the first",
     .offset = offsetof(copse_i_cumulate_values, reverse)},
    {.name = "collapse",
     .kind = COPSE_I_FLAG,
     .help = "studies with the same value of --order make one step",
     .offset = offsetof(copse_i_cumulate_values, collapse)},
};

/* A parameter is of two of the spending functions. */
static copse_status check_parameter(const copse_i_cumulate *c, const char *of, int spending, double parameter,
                                    copse_error *err)
{
    char name[40];
    (void)snprintf(name, sizeof name, "%s-parameter", of);
    if (!copse_i_is_given(c->call, name)) return COPSE_OK;
    if (spending != COPSE_SPENDING_POWER && spending != COPSE_SPENDING_HSD)
        return copse_fail(err, COPSE_EUSAGE, "--%s is of the spending functions power and hsd; name one by --%s", name,
                          strcmp(of, "spending") == 0 ? of : "futility-spending");
    if (!(copse_spending_at((copse_spending)spending, parameter, 0.05, 1) > 0))
        return copse_fail(err, COPSE_EUSAGE, "--%s: that of power is positive, and none is beyond 100", name);
    return COPSE_OK;
}

static copse_status check(const copse_i_cumulate *c, copse_error *err)
{
    const copse_i_sequential_values *s = &c->asked->sequential;
    static const char *const OF_BOUNDARIES[] = {"power",   "spending",  "diversity", "futility",
                                                "binding", "one-sided", "enlarge"};
    for (size_t i = 0; isnan(s->anticipate) && i < COPSE_I_COUNT(OF_BOUNDARIES); i++)
        if (copse_i_is_given(c->call, OF_BOUNDARIES[i]))
            return copse_fail(err, COPSE_EUSAGE, "--%s needs --anticipate, the effect that boundaries are planned for",
                              OF_BOUNDARIES[i]);
    static const char *const OF_FUTILITY[] = {"binding", "futility-spending", "futility-parameter"};
    for (size_t i = 0; !s->futility && i < COPSE_I_COUNT(OF_FUTILITY); i++)
        if (copse_i_is_given(c->call, OF_FUTILITY[i]))
            return copse_fail(err, COPSE_EUSAGE, "--%s says how --futility is meant: name that, too", OF_FUTILITY[i]);
    copse_status status = check_parameter(c, "spending", s->spending, s->parameter, err);
    if (status == COPSE_OK) status = check_parameter(c, "futility", s->futility_spending, s->futility_parameter, err);
    if (status != COPSE_OK) return status;
    if (c->asked->subset.glmm.model >= 0 && (!isnan(s->anticipate) || s->anytime))
        return copse_fail(err, COPSE_EUSAGE, "--%s needs pooling by inverse variance: leave --model out",
                          s->anytime ? "anytime" : "anticipate");
    if (c->asked->collapse && c->asked->subset.input.order == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--collapse needs --order: studies with the same value make one step");
    return COPSE_OK;
}

/* The value of the order's column for study i, as text; NULL where it is missing. */
static const char *value_of(const copse_i_cumulate *c, size_t column, size_t i, char *buf, size_t size)
{
    return copse_frame_cell(&c->subset.task.file, column, c->subset.task.set.row[i] - 1, buf, size);
}

static bool same_value(const copse_i_cumulate *c, size_t column, size_t a, size_t b)
{
    char first[COPSE_NUMBER_TEXT], second[COPSE_NUMBER_TEXT];
    const char *x = value_of(c, column, a, first, sizeof first), *y = value_of(c, column, b, second, sizeof second);
    return x != NULL && y != NULL && strcmp(x, y) == 0;
}

static copse_status find_column(const copse_i_cumulate *c, size_t *column, copse_error *err)
{
    const char *order = c->asked->subset.input.order;
    if (order[0] == '-' && !copse_frame_has(&c->subset.task.file, order)) order++;
    return copse_frame_column(&c->subset.task.file, order, column, err);
}

/* The studies stand in the order of --order already. */
static copse_status put_in_order(copse_i_cumulate *c, copse_error *err)
{
    const copse_study_set *set = &c->subset.task.set;
    size_t column = 0;
    const copse_status status = c->asked->collapse ? find_column(c, &column, err) : COPSE_OK;
    if (status != COPSE_OK) return status;
    c->order = copse_alloc(set->k, sizeof *c->order);
    c->end = copse_alloc(set->k, sizeof *c->end);
    c->name = copse_alloc(set->k, sizeof *c->name);
    if (c->order == NULL || c->end == NULL || c->name == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < set->k; i++) c->order[i] = c->asked->reverse ? set->k - 1 - i : i;
    for (size_t i = 0; i < set->k; i++) {
        if (c->asked->collapse && i + 1 < set->k && same_value(c, column, c->order[i], c->order[i + 1])) continue;
        char buf[COPSE_NUMBER_TEXT];
        const char *name = c->asked->collapse ? value_of(c, column, c->order[i], buf, sizeof buf) : NULL;
        c->name[c->names] = copse_copy(name != NULL ? name : set->label[c->order[i]]);
        if (c->name[c->names] == NULL) return copse_fail_memory(err);
        c->names++;
        c->end[c->ends++] = i + 1;
    }
    return COPSE_OK;
}

static copse_status cumulate(copse_i_cumulate *c, copse_error *err)
{
    const copse_i_subset_task *s = &c->subset;
    copse_status status = s->pooling == COPSE_POOLING_INVERSE_VARIANCE
                              ? copse_cumulate_fit(&s->data, c->order, c->end, c->ends, &c->cumulative, err)
                              : copse_cumulate_by(copse_i_subset_task_pool, &c->subset, s->data.k, c->order, c->end,
                                                  c->ends, &c->cumulative, err);
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", s->task.file.source);
    return status;
}

/* The anticipated effect on the scale of analysis. */
static copse_status read_effect(copse_i_cumulate *c, double *effect, copse_error *err)
{
    const copse_i_sequential_values *s = &c->asked->sequential;
    const copse_i_task *task = &c->subset.task;
    const copse_transform transform = copse_i_task_transform(task, &c->asked->subset.output);
    const copse_transform_settings settings = copse_i_task_settings(task, &c->asked->subset.output);
    const copse_status status = copse_transform_inverse(transform, s->anticipate, &settings, effect, err);
    if (status != COPSE_OK) return copse_error_prefix(err, "--anticipate: ");
    if (!(fabs(*effect) > 0)) return copse_fail(err, COPSE_EUSAGE, "--anticipate: that is no effect at all");
    return COPSE_OK;
}

static copse_status read_plan(const char *text, size_t *plan, copse_error *err)
{
    double looks = 0;
    *plan = 0;
    if (text == NULL) return COPSE_OK;
    if (strcmp(text, "made") == 0) *plan = COPSE_PLAN_MADE;
    else if (copse_parse_number(text, strlen(text), '.', &looks) && looks >= 1 && looks <= 1000 &&
             !(looks > floor(looks)))
        *plan = (size_t)looks;
    if (*plan > 0) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--enlarge: '%s' is neither a number of looks from 1 to 1000 nor made", text);
}

/* Boundaries are for a normal statistic, whatever the test of the intervals. */
static copse_status find_boundaries(copse_i_cumulate *c, copse_error *err)
{
    const copse_i_sequential_values *s = &c->asked->sequential;
    const copse_fit *fit = &c->subset.task.fit;
    copse_fit_opts opts = fit->opts;
    copse_sensitivity_data data = c->subset.data;
    opts.test = COPSE_TEST_Z;
    opts.pi = COPSE_PI_METAFOR;
    data.opts = &opts;
    c->opts = (copse_trial_sequential_opts){
        .bounds = {.alpha = 1 - fit->opts.level / 100,
                   .power = s->power / 100,
                   .spending = (copse_spending)s->spending,
                   .parameter = s->parameter,
                   .futility_spending =
                       s->futility_spending < 0 ? COPSE_SPENDING_COUNT : (copse_spending)s->futility_spending,
                   .futility_parameter = s->futility_parameter,
                   .futility = s->futility,
                   .binding = s->binding,
                   .one_sided = s->one_sided,
                   .inflation = 1},
        .diversity = s->diversity / 100,
    };
    copse_status status = read_effect(c, &c->opts.effect, err);
    if (status == COPSE_OK) status = read_plan(s->enlarge, &c->opts.plan, err);
    if (status == COPSE_OK && s->one_sided && !(c->opts.bounds.alpha < 0.5))
        status = copse_fail(err, COPSE_EUSAGE, "--one-sided needs a --level above 50");
    if (status == COPSE_OK && !(c->opts.bounds.power > c->opts.bounds.alpha))
        status = copse_fail(err, COPSE_EUSAGE, "--power: less than the level of the test leaves nothing to plan");
    if (status == COPSE_OK) status = copse_cumulate_fit(&data, c->order, c->end, c->ends, &c->normal, err);
    if (status == COPSE_OK)
        status = copse_trial_sequential_fit(&data, c->order, &c->normal, fit->het.tau2, &c->opts, &c->sequential, err);
    return status;
}

static copse_status find_sequence(copse_i_cumulate *c, copse_error *err)
{
    const copse_sensitivity_data *data = &c->subset.data;
    const double tau2 = c->subset.task.fit.het.tau2, alpha = 1 - c->subset.task.fit.opts.level / 100;
    double all = 0;
    c->anytime = copse_alloc(c->ends, sizeof *c->anytime);
    if (c->anytime == NULL) return copse_fail_memory(err);
    c->tau2 = isnan(tau2) ? 0 : tau2;
    for (size_t i = 0; i < data->k; i++) all += 1 / (data->v[i] + c->tau2);
    c->rho = copse_sequence_rho(c->sequential.looks > 0 ? c->sequential.fixed : all, alpha);
    return copse_anytime(data, c->order, c->end, c->ends, c->tau2, c->rho, alpha, c->anytime, err);
}

static copse_status look_repeatedly(copse_i_cumulate *c, copse_error *err)
{
    const copse_i_sequential_values *s = &c->asked->sequential;
    const bool wanted = !isnan(s->anticipate) || s->anytime;
    if (wanted && c->subset.pooling != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_EUSAGE, "--%s needs pooling by inverse variance",
                          s->anytime ? "anytime" : "anticipate");
    copse_status status = isnan(s->anticipate) ? COPSE_OK : find_boundaries(c, err);
    if (status == COPSE_OK && s->anytime) status = find_sequence(c, err);
    return status;
}

static copse_status report(const copse_i_cumulate *c, copse_error *err)
{
    const copse_i_output_values *output = &c->asked->subset.output;
    const copse_render_opts opts = copse_i_render_opts(output);
    const copse_accumulated all = {.pooled = copse_i_task_pooled(&c->subset.task, "cumulate", output),
                                   .cumulative = &c->cumulative,
                                   .step = (const char *const *)c->name,
                                   .order = c->asked->subset.input.order,
                                   .reversed = c->asked->reverse,
                                   .sequential = c->sequential.looks > 0 ? &c->sequential : NULL,
                                   .sequential_opts = c->opts,
                                   .shown_effect = c->asked->sequential.anticipate,
                                   .anytime = c->anytime,
                                   .anytime_tau2 = c->tau2,
                                   .anytime_rho = c->rho};
    copse_text text = {0};
    copse_status status = copse_report_cumulative(&all, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(output->output, &text, err);
    copse_text_free(&text);
    return status;
}

copse_status copse_i_cumulate_fit(copse_i_cumulate *c, copse_error *err)
{
    copse_status status = check(c, err);
    if (status == COPSE_OK)
        status = copse_i_subset_task_fit(&c->asked->subset, c->asked->file, NULL, c->call, &c->subset, err);
    if (!c->asked->subset.output.quiet) copse_i_warn(&c->subset.task.warnings);
    if (status == COPSE_OK && c->subset.task.warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = put_in_order(c, err);
    return status == COPSE_OK ? cumulate(c, err) : status;
}

copse_status copse_i_cumulate_do(copse_i_cumulate *c, copse_error *err)
{
    copse_status status = copse_i_cumulate_fit(c, err);
    if (status == COPSE_OK) status = look_repeatedly(c, err);
    return status == COPSE_OK ? report(c, err) : status;
}

void copse_i_cumulate_free(copse_i_cumulate *c)
{
    for (size_t i = 0; i < c->names; i++) free(c->name[i]);
    free(c->name);
    free(c->order);
    free(c->end);
    free(c->anytime);
    copse_trial_sequential_free(&c->sequential);
    copse_cumulative_free(&c->normal);
    copse_cumulative_free(&c->cumulative);
    copse_i_subset_task_free(&c->subset);
}
