/* See residual_options.h. */
#include "residual_options.h"

#include <stddef.h>

#define AT(member) .offset = offsetof(copse_i_residual_values, member)
const copse_i_option copse_i_residual_options[copse_i_residual_count] = {
    {.name = "residuals",
     .kind = COPSE_I_FLAG,
     .help = "fitted values, hat values and residuals: raw, Pearson (= Cholesky), standardised, studentised deleted",
     AT(residuals)},
    {.name = "blups",
     .kind = COPSE_I_FLAG,
     .help = "predicted true effects (BLUPs) and random effects, with their prediction intervals",
     AT(blups)},
};
#undef AT

copse_status copse_i_residuals_fill(const copse_i_residual_values *values, copse_i_task *task, copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_status status = COPSE_OK;
    if (values->residuals) {
        task->residuals = copse_alloc(set->k, sizeof *task->residuals);
        if (task->residuals == NULL) return copse_fail_memory(err);
        status =
            copse_pool_residuals(set->yi, set->vi, task->moderators.design.X, &task->fit, true, task->residuals, err);
    }
    if (values->blups && status == COPSE_OK) {
        task->blups = copse_alloc(set->k, sizeof *task->blups);
        if (task->blups == NULL) return copse_fail_memory(err);
        status = copse_pool_blups(set->yi, set->vi, task->moderators.design.X, &task->fit, task->blups, err);
    }
    if (status == COPSE_ENOTCOMPUTABLE)
        (void)copse_error_prefix(err, "%s: ", values->residuals ? "--residuals" : "--blups");
    return status;
}
