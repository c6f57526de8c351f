#include "pool_weights.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static const struct {
    const char *name;
    copse_pooling pooling;
} RULES[] = {{"precision", COPSE_POOLING_INVERSE_VARIANCE},
             {"unweighted", COPSE_POOLING_UNWEIGHTED},
             {"ssw", COPSE_POOLING_SSW},
             {"ivhet", COPSE_POOLING_IVHET}};

static const char *rule_choice(size_t i)
{
    return i < COPSE_I_COUNT(RULES) ? RULES[i].name : NULL;
}

#define AT(member) .offset = offsetof(copse_i_weights_values, member)
const copse_i_option copse_i_weights_options[copse_i_weights_count] = {
    {.name = "weights",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column of the studies' weights, numbers of 0 or more",
     AT(column)},
    {.name = "weights-by",
     .kind = COPSE_I_CHOICE,
     .argument = "RULE",
     .help =
         "what makes the weights: precision, 1/(v + tau2); unweighted, all the same; ssw, sample sizes, n1 n2/(n1 + "
         "n2) or n; ivhet, 1/v with an interval that has tau2 in it (inverse variance heterogeneity)",
     .fallback = "precision",
     .choice = rule_choice,
     AT(by)},
    {.name = "quality",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column of quality scores, the best the highest: the quality effects model",
     AT(quality)},
};
#undef AT

copse_pooling copse_i_weights_pooling(const copse_i_weights_values *weights)
{
    if (weights->column != NULL) return COPSE_POOLING_WEIGHTED;
    if (weights->quality != NULL) return COPSE_POOLING_QUALITY;
    return RULES[weights->by].pooling;
}

const char *copse_i_weights_option(const copse_i_weights_values *weights)
{
    return weights->column != NULL ? "weights" : weights->quality != NULL ? "quality" : "weights-by";
}

copse_status copse_i_weights_settle(const copse_i_call *call, copse_i_model_values *model, copse_error *err)
{
    const copse_i_weights_values *weights = &model->weights;
    const copse_pooling pooling = copse_i_weights_pooling(weights);
    const char *option = copse_i_weights_option(weights);
    const int ways = (weights->column != NULL) + (weights->quality != NULL) + copse_i_is_given(call, "weights-by");
    if (ways > 1)
        return copse_fail(err, COPSE_EUSAGE, "--weights, --weights-by and --quality each make the weights: give one");
    if (pooling == COPSE_POOLING_INVERSE_VARIANCE) return COPSE_OK;
    if (model->method >= COPSE_METHOD_COUNT)
        return copse_fail(err, COPSE_EUSAGE, "--%s: methods that pool counts have weights of their own", option);
    if (pooling != COPSE_POOLING_IVHET && pooling != COPSE_POOLING_QUALITY) return COPSE_OK;
    if (!copse_i_is_given(call, "method")) model->method = COPSE_METHOD_DL;
    if (!copse_i_is_given(call, "test")) model->test = COPSE_TEST_Z;
    if (model->method != COPSE_METHOD_EE && model->method != COPSE_METHOD_FE) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--%s has a variance between studies, which --method %s has not", option,
                      copse_method_code((copse_method)model->method));
}

void copse_i_weights_input(const copse_i_weights_values *weights, const char **needed, copse_i_input_values *input)
{
    *needed = weights->column != NULL ? weights->column : weights->quality;
    if (*needed == NULL) return;
    input->needed = needed;
    input->needs = 1;
}

/* A column's numbers. Rows that were combined have the same, or would not have come so far. */
static copse_status read_column(const char *option, const char *column, const copse_i_task *task, double *weight,
                                copse_error *err)
{
    const copse_study_set *set = &task->set;
    const double *number = NULL;
    const copse_status status = copse_frame_numbers(&task->file, column, &number, err);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < set->k; i++) {
        weight[i] = number[set->row[i] - 1];
        if (!(weight[i] >= 0) || isinf(weight[i]))
            return copse_fail(err, COPSE_EDOM, "%s: line %zu (%s): column '%s' has %g; --%s takes numbers of 0 or more",
                              task->file.source, set->line[i], set->label[i], column, weight[i], option);
    }
    return COPSE_OK;
}

/* Both groups' sizes where any study has them, else the sizes of studies with one group. */
static copse_status read_sizes(const copse_i_task *task, double *weight, copse_error *err)
{
    const copse_study_set *set = &task->set;
    const double *n1 = set->input[COPSE_IN_N1I], *n2 = set->input[COPSE_IN_N2I];
    const bool groups = n1 != NULL && n2 != NULL;
    for (size_t i = 0; i < set->k; i++) {
        weight[i] = groups ? n1[i] * (n2[i] / (n1[i] + n2[i])) : set->ni != NULL ? set->ni[i] : NAN;
        if (!(weight[i] > 0) || isinf(weight[i]))
            return copse_fail(err, COPSE_EUSAGE,
                              "%s: line %zu (%s) has no sample size%s, which --weights-by ssw needs%s",
                              task->file.source, set->line[i], set->label[i], groups ? "s of two groups" : "",
                              groups ? "" : ": columns n1i and n2i, or ni");
    }
    return COPSE_OK;
}

static copse_status pool(copse_pooling pooling, const double *weight, const copse_fit_opts *opts, copse_tau2_mode mode,
                         copse_i_task *task, copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_status status = copse_pool_weighted(set->yi, set->vi, weight, set->k, opts, pooling, &task->fit, err);
    task->fitted = status == COPSE_OK;
    if (status == COPSE_OK && set->group != NULL) {
        status = copse_pool_weighted_subgroups(set->yi, set->vi, weight, set->group, set->k, set->levels, opts, pooling,
                                               mode, &task->subgroups, err);
        task->grouped = status == COPSE_OK;
        if (!task->grouped) copse_i_name_level(set, err);
    }
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", task->file.source);
    return status;
}

copse_status copse_i_weights_read(const copse_i_weights_values *weights, const copse_i_task *task, double *weight,
                                  copse_error *err)
{
    const char *column = weights->column != NULL ? weights->column : weights->quality;
    if (copse_i_weights_pooling(weights) == COPSE_POOLING_SSW) return read_sizes(task, weight, err);
    if (column == NULL) return COPSE_OK;
    return read_column(copse_i_weights_option(weights), column, task, weight, err);
}

copse_status copse_i_weights_fit(const copse_i_weights_values *weights, const copse_fit_opts *opts,
                                 copse_tau2_mode mode, copse_i_task *task, copse_error *err)
{
    const copse_pooling pooling = copse_i_weights_pooling(weights);
    double *weight = copse_alloc(task->set.k, sizeof *weight);
    if (weight == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_weights_read(weights, task, weight, err);
    if (status == COPSE_OK) status = pool(pooling, weight, opts, mode, task, err);
    free(weight);
    return status;
}
