#include "pool_counts.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const copse_pooling POOLINGS[] = {COPSE_POOLING_MH, COPSE_POOLING_PETO};

static const char *code_of(copse_pooling pooling)
{
    const copse_fit fit = {.pooling = pooling};
    return copse_fit_method_code(&fit);
}

const char *copse_i_pool_method_choice(size_t i)
{
    if (i < COPSE_METHOD_COUNT) return copse_method_code((copse_method)i);
    i -= COPSE_METHOD_COUNT;
    return i < COPSE_I_COUNT(POOLINGS) ? code_of(POOLINGS[i]) : NULL;
}

copse_pooling copse_i_pooling_of(int method)
{
    return method < COPSE_METHOD_COUNT ? COPSE_POOLING_INVERSE_VARIANCE : POOLINGS[method - COPSE_METHOD_COUNT];
}

static const char *to_choice(size_t i)
{
    return i < COPSE_TO_NONE ? copse_add_to_name((copse_add_to)i) : NULL;
}

const copse_i_option copse_i_counts_options[copse_i_counts_count] = {
    {.name = "mh-add",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "added to the cells of the tables that --method MH pools, shared as --cc says (default: nothing)",
     .max = HUGE_VAL,
     .offset = offsetof(copse_i_counts_values, add)},
    {.name = "mh-to",
     .kind = COPSE_I_CHOICE,
     .argument = "WHICH",
     .help = "tables that --mh-add is added to",
     .fallback = "only0",
     .choice = to_choice,
     .offset = offsetof(copse_i_counts_values, to)},
};

/* A study that is left out for want of an estimate would take its table with it. */
static copse_status check_studies(const copse_i_input_values *input, copse_error *err)
{
    if (input->to != COPSE_TO_NONE && !(input->add == 0)) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE,
                      "%s leaves studies with an empty cell out, tables and all, since they have no estimate of their "
                      "own then; --method MH pools tables uncorrected without it",
                      input->to == COPSE_TO_NONE ? "--to none" : "--add 0");
}

copse_status copse_i_counts_check(const copse_i_model_values *model, const copse_i_input_values *input,
                                  const copse_i_call *call, copse_error *err)
{
    const copse_pooling pooling = copse_i_pooling_of(model->method);
    if (!isnan(model->counts.add) && pooling != COPSE_POOLING_MH)
        return copse_fail(err, COPSE_EUSAGE, "--mh-add needs --method MH");
    if (pooling == COPSE_POOLING_INVERSE_VARIANCE) return COPSE_OK;
    const copse_status status = pooling == COPSE_POOLING_MH ? check_studies(input, err) : COPSE_OK;
    if (status != COPSE_OK) return status;
    if (model->test != COPSE_TEST_Z && copse_i_is_given(call, "test"))
        return copse_fail(err, COPSE_EUSAGE, "--method %s has the test z alone: leave --test out", code_of(pooling));
    const char *without = model->tau2 >= 0 ? "tau2" : copse_i_is_given(call, "prediction") ? "prediction" : NULL;
    if (without != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--method %s has no variance between studies: leave --%s out",
                          code_of(pooling), without);
    return COPSE_OK;
}

void copse_i_counts_input(const copse_i_model_values *model, copse_i_input_values *input)
{
    if (copse_i_pooling_of(model->method) != COPSE_POOLING_PETO || input->measure < 0) return;
    if (strcmp(copse_measure_at((size_t)input->measure)->code, "OR") == 0)
        (void)copse_i_measure_alias("PETO", &input->measure);
    if (isnan(input->add)) input->add = 0; /* O and E need no correction */
}

static copse_status measure_of(copse_pooling pooling, const copse_i_task *task, copse_mh *measure, copse_error *err)
{
    const char *code = task->set.measure->code, *file = task->file.source;
    const bool given = strcmp(code, "GEN") == 0;
    *measure = COPSE_MH_OR;
    if (pooling == COPSE_POOLING_PETO && strcmp(code, "PETO") == 0) return COPSE_OK;
    if (pooling == COPSE_POOLING_MH && copse_mh_find(code, measure) == COPSE_OK) return COPSE_OK;
    const char *which = pooling == COPSE_POOLING_MH ? "OR, RR, RD, IRR or IRD" : "OR";
    if (given)
        return copse_fail(err, COPSE_EUSAGE, "%s: --method %s pools counts, not estimates: it needs --measure %s", file,
                          code_of(pooling), which);
    return copse_fail(err, COPSE_EUSAGE, "%s: --method %s pools the measures %s, not %s", file, code_of(pooling), which,
                      code);
}

/* The four columns of the tables; a study that was given as an estimate has none. */
static copse_status tables_of(copse_pooling pooling, const copse_i_task *task, copse_counts *counts, copse_error *err)
{
    static const copse_input CELLS[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI};
    static const copse_input RATES[] = {COPSE_IN_X1I, COPSE_IN_T1I, COPSE_IN_X2I, COPSE_IN_T2I};
    const copse_study_set *set = &task->set;
    const copse_input *input = copse_mh_is_rate(counts->measure) ? RATES : CELLS;
    for (size_t i = 0; i < set->k; i++)
        for (size_t j = 0; j < 4; j++)
            if (set->input[input[j]] == NULL || !isfinite(set->input[input[j]][i]))
                return copse_fail(err, COPSE_EUSAGE,
                                  "%s: row %zu (%s) has an estimate but no counts, which --method %s pools",
                                  task->file.source, set->row[i], set->label[i], code_of(pooling));
    counts->k = set->k;
    counts->a = set->input[input[0]];
    counts->b = set->input[input[1]];
    counts->c = set->input[input[2]];
    counts->d = set->input[input[3]];
    counts->yi = set->yi;
    counts->vi = set->vi;
    return COPSE_OK;
}

/* Corrected copies of the tables take their place; *store is freed by the caller. */
static copse_status correct(const copse_i_counts_values *how, copse_correction correction, copse_counts *counts,
                            double **store, copse_error *err)
{
    const copse_family family = copse_mh_is_rate(counts->measure) ? COPSE_FAMILY_RATES : COPSE_FAMILY_TABLE;
    const double *const cell[4] = {counts->a, counts->b, counts->c, counts->d};
    const size_t k = counts->k;
    if (isnan(how->add)) return COPSE_OK;
    *store = copse_alloc(k, 4 * sizeof **store);
    if (*store == NULL) return copse_fail_memory(err);
    double *const corrected[4] = {*store, *store + k, *store + 2 * k, *store + 3 * k};
    const copse_status status =
        copse_correct_tables(family, cell, k, how->add, (copse_add_to)how->to, correction, corrected);
    if (status != COPSE_OK) return copse_fail(err, status, "--mh-add: %s", copse_status_text(status));
    counts->a = corrected[0];
    counts->b = corrected[1];
    counts->c = corrected[2];
    counts->d = corrected[3];
    return COPSE_OK;
}

static copse_status pool(copse_pooling pooling, const copse_counts *counts, const copse_counts_opts *opts,
                         copse_i_task *task, copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_status status = pooling == COPSE_POOLING_PETO ? copse_pool_peto(counts, opts, &task->fit, &task->tests, err)
                                                        : copse_pool_mh(counts, opts, &task->fit, &task->tests, err);
    task->fitted = task->tested = status == COPSE_OK;
    if (status != COPSE_OK || set->group == NULL) return status;
    status = copse_pool_counts_subgroups(counts, pooling, set->group, set->levels, opts, &task->subgroups, err);
    task->grouped = status == COPSE_OK;
    if (!task->grouped) copse_i_name_level(set, err);
    return status;
}

copse_status copse_i_counts_prepare(copse_pooling pooling, const copse_i_counts_values *correction,
                                    const copse_i_task *task, copse_counts *counts, double **store, copse_error *err)
{
    *counts = (copse_counts){0};
    *store = NULL;
    copse_status status = measure_of(pooling, task, &counts->measure, err);
    if (status == COPSE_OK) status = tables_of(pooling, task, counts, err);
    if (status != COPSE_OK || pooling != COPSE_POOLING_MH) return status;
    return correct(correction, task->correction, counts, store, err);
}

copse_status copse_i_counts_fit(copse_pooling pooling, const copse_i_counts_values *correction,
                                const copse_counts_opts *opts, copse_i_task *task, copse_error *err)
{
    copse_counts counts;
    double *store = NULL;
    copse_status status = copse_i_counts_prepare(pooling, correction, task, &counts, &store, err);
    if (status == COPSE_OK) {
        status = pool(pooling, &counts, opts, task, err);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", task->file.source);
    }
    free(store);
    return status;
}
