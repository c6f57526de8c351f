/* --compare: the model of --mods beside another one. */
#include "formula_design.h"
#include "regression_options.h"

#include <string.h>

copse_status copse_i_comparison_fill(int coding, copse_i_task *task, copse_error *err)
{
    copse_i_regression *r = &task->regression;
    const copse_design *mine = &task->moderators.design, *other = &r->other_design;
    copse_status status = copse_i_formula_design(r->other_formula, "--compare", coding, task, &r->other_design, err);
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
