#include "subset_task.h"

#include <stdlib.h>
#include <string.h>

/* The column of weights, and that of groups. */
static void set_needs(const char *by, copse_i_subset_task *t)
{
    copse_i_weights_input(&t->model.weights, &t->needed[0], &t->input);
    t->input.by = by;
}

static copse_status read(const copse_i_subset_values *values, const char *file, const char *by,
                         const copse_i_call *call, copse_i_subset_task *t, copse_error *err)
{
    copse_status status = copse_i_tau2_apply(&values->tau2, &t->model, err);
    if (status == COPSE_OK) status = copse_i_glmm_check(&values->glmm, call, err);
    if (status == COPSE_OK) status = copse_i_counts_check(&t->model, &values->input, call, err);
    if (status != COPSE_OK) return status;
    copse_i_counts_input(&t->model, &t->input);
    status = copse_i_weights_settle(call, &t->model, err);
    if (status != COPSE_OK) return status;
    set_needs(by, t);
    const copse_pooling counts = copse_i_pooling_of(t->model.method);
    t->pooling = values->glmm.model >= 0                    ? copse_i_glmm_pooling(&values->glmm)
                 : counts != COPSE_POOLING_INVERSE_VARIANCE ? counts
                                                            : copse_i_weights_pooling(&t->model.weights);
    if (values->moderators.mods != NULL && t->pooling != COPSE_POOLING_INVERSE_VARIANCE && values->glmm.model < 0)
        return copse_fail(err, COPSE_EUSAGE, "--mods needs weights by precision: leave --%s out",
                          counts != COPSE_POOLING_INVERSE_VARIANCE ? "method"
                                                                   : copse_i_weights_option(&t->model.weights));
    return copse_i_moderators_read(file, &t->input, &values->moderators, &t->task, err);
}

/* The fit of all knows of no groups, whose fits nobody asked for. */
static copse_status fit_all(const copse_i_subset_values *values, const copse_i_call *call, copse_i_subset_task *t,
                            copse_error *err)
{
    const double level = values->output.level;
    size_t *group = t->task.set.group;
    t->task.set.group = NULL;
    copse_status status = values->glmm.model >= 0
                              ? copse_i_glmm_pool(&values->glmm, &t->model, call, level, &t->task, err)
                              : copse_i_task_fit(&t->model, level, &t->task, err);
    if (status == COPSE_OK) status = copse_i_moderators_test(&values->moderators, &t->task, err);
    if (status == COPSE_OK) status = copse_i_task_transform_check(&t->task, &values->output, false, err);
    t->task.set.group = group;
    return status;
}

copse_status copse_i_subset_task_fit(const copse_i_subset_values *values, const char *file, const char *by,
                                     const copse_i_call *call, copse_i_subset_task *t, copse_error *err)
{
    t->model = values->model;
    t->model.tau2 = -1;
    t->input = values->input;
    copse_status status = read(values, file, by, call, t, err);
    if (status == COPSE_OK) status = fit_all(values, call, t, err);
    if (status != COPSE_OK) return status;
    const copse_study_set *set = &t->task.set;
    const copse_design *design = &t->task.moderators.design;
    t->data = (copse_sensitivity_data){.y = set->yi,
                                       .v = set->vi,
                                       .X = design->X,
                                       .k = set->k,
                                       .p = design->p > 0 ? design->p : 1,
                                       .opts = &t->task.fit.opts};
    if (t->pooling == COPSE_POOLING_INVERSE_VARIANCE) return COPSE_OK;
    if (values->glmm.model >= 0) {
        status = copse_i_glmm_prepare(&values->glmm, &t->model, call, values->output.level, &t->task, &t->glmm,
                                      &t->glmm_opts, err);
        t->glmm_opts.without_tau2_ci = true; /* what is told of a subset has none */
        return status;
    }
    if (!copse_pooling_is_weighted(t->pooling))
        return copse_i_counts_prepare(t->pooling, &t->model.counts, &t->task, &t->counts, &t->store, err);
    t->weight = copse_alloc(set->k, sizeof *t->weight);
    if (t->weight == NULL) return copse_fail_memory(err);
    return copse_i_weights_read(&t->model.weights, &t->task, t->weight, err);
}

enum { COLUMNS = 6 };

/* Columns of the subset one after another; a NULL stays one. */
static void take(const double *const from[COLUMNS], const size_t *study, size_t count, double *memory,
                 const double *to[COLUMNS])
{
    for (size_t c = 0; c < COLUMNS; c++) {
        to[c] = from[c] != NULL ? memory : NULL;
        for (size_t i = 0; from[c] != NULL && i < count; i++) *memory++ = from[c][study[i]];
    }
}

static copse_status pool_tables(const copse_i_subset_task *t, const double *const column[COLUMNS], size_t count,
                                copse_fit *fit, copse_error *err)
{
    copse_counts_opts opts = copse_counts_opts_default();
    copse_table_tests tests;
    opts.level = t->task.fit.opts.level;
    const copse_counts counts = {.measure = t->counts.measure,
                                 .k = count,
                                 .a = column[0],
                                 .b = column[1],
                                 .c = column[2],
                                 .d = column[3],
                                 .yi = column[4],
                                 .vi = column[5]};
    if (t->pooling == COPSE_POOLING_PETO) return copse_pool_peto(&counts, &opts, fit, &tests, err);
    return copse_pool_mh(&counts, &opts, fit, &tests, err);
}

static copse_status pool_weighted(const copse_i_subset_task *t, const double *const column[COLUMNS], size_t count,
                                  copse_fit *fit, copse_error *err)
{
    copse_fit_opts opts = t->task.fit.opts;
    opts.without_tau2_ci = true;
    opts.setup.weight = column[3];
    opts.setup.size = column[4];
    const copse_status status =
        copse_pool_weighted(column[0], column[1], column[2], count, &opts, t->pooling, fit, err);
    fit->opts.setup = t->task.fit.opts.setup;
    return status;
}

static copse_status pool_model(const copse_i_subset_task *t, const size_t *study, size_t count, copse_fit *fit,
                               copse_error *err)
{
    const copse_glmm_data *all = &t->glmm;
    const double *const from[COLUMNS] = {all->x1, all->n1, all->x2, all->n2, all->yi, all->vi};
    const double *column[COLUMNS];
    copse_glmm told;
    double *memory = copse_alloc(count, (COLUMNS + all->p) * sizeof *memory), *X = memory + COLUMNS * count;
    if (memory == NULL) return copse_fail_memory(err);
    take(from, study, count, memory, column);
    for (size_t i = 0; all->X != NULL && i < count; i++)
        memcpy(X + i * all->p, all->X + study[i] * all->p, all->p * sizeof *X);
    const copse_glmm_data data = {.x1 = column[0],
                                  .n1 = column[1],
                                  .x2 = column[2],
                                  .n2 = column[3],
                                  .yi = column[4],
                                  .vi = column[5],
                                  .X = all->X != NULL ? X : NULL,
                                  .k = count,
                                  .p = all->p};
    const copse_status status = copse_glmm_fit(&data, &t->glmm_opts, fit, &told, err);
    free(memory);
    return status;
}

copse_status copse_i_subset_task_pool(void *context, const size_t *study, size_t count, copse_fit *fit,
                                      copse_error *err)
{
    const copse_i_subset_task *t = context;
    *fit = (copse_fit){0};
    if (t->glmm.x1 != NULL) return pool_model(t, study, count, fit, err);
    const copse_counts *c = &t->counts;
    const bool weighted = copse_pooling_is_weighted(t->pooling);
    const double *const tables[COLUMNS] = {c->a, c->b, c->c, c->d, c->yi, c->vi};
    const copse_tau2_setup *setup = &t->task.fit.opts.setup;
    const double *const estimates[COLUMNS] = {t->data.y, t->data.v, t->weight, setup->weight, setup->size, NULL};
    const double *column[COLUMNS];
    double *memory = copse_alloc(count, COLUMNS * sizeof *memory);
    if (memory == NULL) return copse_fail_memory(err);
    take(weighted ? estimates : tables, study, count, memory, column);
    const copse_status status =
        weighted ? pool_weighted(t, column, count, fit, err) : pool_tables(t, column, count, fit, err);
    free(memory);
    return status;
}

void copse_i_subset_task_free(copse_i_subset_task *t)
{
    free(t->store);
    free(t->weight);
    copse_i_task_free(&t->task);
    *t = (copse_i_subset_task){0};
}
