#include "formula_design.h"

#include <stdlib.h>

copse_status copse_i_formula_design(const copse_formula *formula, const char *option, int coding,
                                    const copse_i_task *task, copse_design *design, copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_design_opts opts = copse_design_opts_default();
    opts.coding = (copse_contrast_coding)coding;
    size_t *row = copse_alloc(set->k, sizeof *row); /* of the file as read, from 0 */
    if (row == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < set->k; i++) row[i] = set->row[i] - 1;
    const copse_status status = copse_design_build(formula, &task->file, row, set->k, &opts, design, err);
    free(row);
    if (status == COPSE_OK || status == COPSE_ENOMEM) return status;
    if (option != NULL) (void)copse_error_prefix(err, "%s: ", option);
    return status == COPSE_ENOTFOUND || status == COPSE_EPARSE ? (err->status = COPSE_EUSAGE) : status;
}
