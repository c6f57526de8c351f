/* --compare: the model of --mods beside another one. */
#include "regression_options.h"

#include <stdlib.h>
#include <string.h>

static copse_status build_design(int coding, copse_i_task *task, copse_error *err)
{
    copse_i_regression *r = &task->regression;
    copse_design_opts opts = copse_design_opts_default();
    opts.coding = (copse_contrast_coding)coding;
    size_t *row = copse_alloc(task->set.k, sizeof *row);
    if (row == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < task->set.k; i++) row[i] = task->set.row[i] - 1;
    const copse_status status =
        copse_design_build(r->other_formula, &task->file, row, task->set.k, &opts, &r->other_design, err);
    free(row);
    if (status == COPSE_OK || status == COPSE_ENOMEM) return status;
    (void)copse_error_prefix(err, "--compare: ");
    return status == COPSE_ENOTFOUND || status == COPSE_EPARSE ? (err->status = COPSE_EUSAGE) : status;
}

copse_status copse_i_comparison_fill(int coding, copse_i_task *task, copse_error *err)
{
    copse_i_regression *r = &task->regression;
    const copse_design *mine = &task->moderators.design, *other = &r->other_design;
    copse_status status = build_design(coding, task, err);
    if (status != COPSE_OK) return status;
    status = copse_pool(task->set.yi, task->set.vi, other->X, task->set.k, other->p, &task->fit.opts, &r->other, err);
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "--compare: ");
        return status;
    }
    const bool larger = task->fit.p >= r->other.p;
    status = larger ? copse_compare(&task->fit, mine->X, &r->other, other->X, &r->comparison, err)
                    : copse_compare(&r->other, other->X, &task->fit, mine->X, &r->comparison, err);
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "--compare: ");
        return status == COPSE_EINVAL ? (err->status = COPSE_EUSAGE) : status;
    }
    r->other_text = copse_copy(copse_formula_text(r->other_formula));
    if (r->other_text == NULL) return copse_fail_memory(err);
    copse_one_line(r->other_text);
    r->shown.comparison = &r->comparison;
    r->shown.other = &r->other;
    r->shown.other_formula = r->other_text;
    return COPSE_OK;
}
