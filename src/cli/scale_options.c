/* --scale-mods: a location-scale model of the studies. */
#include "formula_design.h"
#include "regression_options.h"

#include <stdlib.h>

static copse_status choose(const copse_i_list *att, const copse_design *design, bool *chosen, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t j = 0; j < design->p; j++) chosen[j] = att->count == 0 && !(design->intercept && j == 0);
    for (size_t i = 0; status == COPSE_OK && i < att->count; i++)
        status = copse_design_choose(design, att->item[i], chosen, err);
    if (status != COPSE_ENOTFOUND) return status;
    (void)copse_error_prefix(err, "--att: ");
    return err->status = COPSE_EUSAGE;
}

/* The coefficients that QS tests: those of --att, else all but the intercept. */
static copse_status test(const copse_i_list *att, copse_i_task *task, copse_error *err)
{
    copse_i_regression *r = &task->regression;
    const copse_design *design = &r->scale_design;
    bool *chosen = copse_alloc(design->p, sizeof *chosen);
    size_t *list = copse_alloc(design->p, sizeof *list), n = 0;
    if (chosen == NULL || list == NULL) {
        free(chosen);
        free(list);
        return copse_fail_memory(err);
    }
    copse_status status = choose(att, design, chosen, err);
    for (size_t j = 0; j < design->p; j++)
        if (chosen[j]) list[n++] = j;
    if (status == COPSE_OK) status = copse_scale_test(&r->scale, list, n, &r->omnibus, err);
    free(chosen);
    free(list);
    return status;
}

copse_status copse_i_scale_fill(const copse_i_regression_values *values, int coding, copse_i_task *task,
                                copse_error *err)
{
    copse_i_regression *r = &task->regression;
    const copse_design *location = &task->moderators.design;
    copse_status status = copse_i_formula_design(r->scale_formula, "--scale-mods", coding, task, &r->scale_design, err);
    if (status != COPSE_OK) return status;
    copse_scale_opts opts = copse_scale_opts_default();
    opts.fit = task->fit.opts;
    opts.link = (copse_scale_link)values->link;
    opts.profile = values->scale_ci == 1;
    status = copse_scale_pool(task->set.yi, task->set.vi, location->X, location->X != NULL ? location->p : 1,
                              r->scale_design.X, r->scale_design.p, task->set.k, &opts, &r->scale, err);
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "--scale-mods: ");
        return status == COPSE_EINVAL ? (err->status = COPSE_EUSAGE) : status;
    }
    status = test(&values->att, task, err);
    if (status != COPSE_OK) return status;
    r->scale_text = copse_copy(copse_formula_text(r->scale_formula));
    if (r->scale_text == NULL) return copse_fail_memory(err);
    copse_one_line(r->scale_text);
    r->shown.scale = &r->scale;
    r->shown.scale_formula = r->scale_text;
    r->shown.scale_coefficient = r->scale_design.column;
    r->shown.scale_omnibus = &r->omnibus;
    return COPSE_OK;
}
