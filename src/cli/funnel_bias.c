/* See funnel_bias.h. */
#include "funnel_bias.h"

#include <stddef.h>
#include <string.h>

static const char *estimator_choice(size_t i)
{
    return i < COPSE_TRIMFILL_COUNT ? copse_trimfill_estimator_name((copse_trimfill_estimator)i) : NULL;
}

static const char *side_choice(size_t i)
{
    return i <= COPSE_TRIMFILL_RIGHT ? copse_trimfill_side_name((copse_trimfill_side)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_funnel_bias_values, member)
const copse_i_option copse_i_funnel_bias_options[copse_i_funnel_bias_count] = {
    {.name = "trimfill", .kind = COPSE_I_FLAG, .help = "the studies that trim and fill makes up", AT(trimfill)},
    {.name = "trimfill-estimator",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "how it tells their number (default: L0)",
     .choice = estimator_choice,
     AT(estimator)},
    {.name = "trimfill-side",
     .kind = COPSE_I_CHOICE,
     .argument = "SIDE",
     .help = "where studies are missing (default: auto)",
     .choice = side_choice,
     AT(side)},
    {.name = "lines",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "regressions through the funnel: egger, peese, limit, as copse bias has them",
     AT(lines)},
};
#undef AT

static copse_status egger_line(const copse_i_task *task, copse_egger_predictor predictor, copse_funnel_line *line,
                               copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_egger_opts opts = copse_egger_opts_default();
    copse_egger egger;
    opts.predictor = predictor;
    opts.fit.level = task->fit.opts.level;
    const copse_status status = copse_bias_egger(set->yi, set->vi, NULL, NULL, set->k, 1, &opts, &egger, err);
    *line = (copse_funnel_line){.name = predictor == COPSE_EGGER_VI ? "PEESE" : "Egger's regression",
                                .intercept = egger.limit.estimate,
                                .slope = egger.slope.estimate,
                                .power = predictor == COPSE_EGGER_VI ? 2 : 1};
    return status;
}

static copse_status limit_line(const copse_i_task *task, copse_funnel_line *line, copse_error *err)
{
    const copse_study_set *set = &task->set;
    const copse_fit *fit = &task->fit;
    copse_limit_meta limit;
    const copse_status status = copse_bias_limit(set->yi, set->vi, set->k, fit->het.tau2, fit->opts.level, &limit, err);
    *line = (copse_funnel_line){
        .name = "Limit meta-analysis", .intercept = limit.beta, .slope = limit.alpha, .tau2 = limit.tau2, .power = 1};
    return status;
}

static copse_status other_pooling(copse_error *err)
{
    return copse_fail(err, COPSE_EUSAGE, "it goes on from pooling by inverse variance, not from that of these options");
}

static copse_status fill_lines(const copse_i_funnel_bias_values *asked, const copse_i_task *task,
                               copse_i_funnel_bias *bias, copse_funnel_data *data, copse_error *err)
{
    static const char *const NAMES[] = {"egger", "peese", "limit"};
    copse_status status = COPSE_OK;
    if (asked->lines.count > COPSE_I_FUNNEL_LINES)
        return copse_fail(err, COPSE_EUSAGE, "--lines: at most %d", COPSE_I_FUNNEL_LINES);
    for (size_t i = 0; status == COPSE_OK && i < asked->lines.count; i++) {
        const char *name = asked->lines.item[i];
        copse_funnel_line *line = &bias->line[i];
        if (strcmp(name, NAMES[0]) == 0) status = egger_line(task, COPSE_EGGER_SEI, line, err);
        else if (strcmp(name, NAMES[1]) == 0) status = egger_line(task, COPSE_EGGER_VI, line, err);
        else if (strcmp(name, NAMES[2]) == 0)
            status = bias->inverse_variance ? limit_line(task, line, err) : other_pooling(err);
        else return copse_fail(err, COPSE_EUSAGE, "--lines: '%s' is not egger, peese or limit", name);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "--lines %s: ", name);
    }
    data->line = bias->line;
    data->lines = asked->lines.count;
    return status;
}

copse_status copse_i_funnel_bias_fill(const copse_i_funnel_bias_values *asked, const copse_i_task *task,
                                      copse_i_funnel_bias *bias, copse_funnel_data *data, copse_error *err)
{
    const copse_study_set *set = &task->set;
    const copse_status status = fill_lines(asked, task, bias, data, err);
    if (status != COPSE_OK) return status;
    if (!asked->trimfill && (asked->estimator >= 0 || asked->side >= 0))
        return copse_fail(err, COPSE_EUSAGE, "--trimfill-%s needs --trimfill",
                          asked->estimator >= 0 ? "estimator" : "side");
    if (!asked->trimfill) return COPSE_OK;
    if (!bias->inverse_variance && other_pooling(err) != COPSE_OK) return copse_error_prefix(err, "--trimfill: ");
    const copse_trimfill_estimator estimator =
        asked->estimator >= 0 ? (copse_trimfill_estimator)asked->estimator : COPSE_TRIMFILL_L0;
    const copse_trimfill_side side = asked->side >= 0 ? (copse_trimfill_side)asked->side : COPSE_TRIMFILL_AUTO;
    const copse_status filled =
        copse_bias_trimfill(set->yi, set->vi, set->k, estimator, side, &task->fit.opts, &bias->fill, err);
    if (filled != COPSE_OK) return copse_error_prefix(err, "--trimfill: ");
    data->imputed = bias->fill.missing;
    data->imputed_yi = bias->fill.y;
    data->imputed_vi = bias->fill.v;
    if (bias->fill.missing > 0) data->adjusted = bias->fill.fit.coef[0].estimate;
    return COPSE_OK;
}

void copse_i_funnel_bias_free(copse_i_funnel_bias *bias)
{
    copse_trimfill_free(&bias->fill);
}
