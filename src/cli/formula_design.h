/* src/cli/formula_design.h: the design of a formula on the studies of a task: what --mods, --compare and --scale-mods
 * share. */
#ifndef COPSE_I_FORMULA_DESIGN_H
#define COPSE_I_FORMULA_DESIGN_H

#include "task.h"

/** @param[in] option  what the errors begin with; NULL: nothing
 *  Errors as copse_design_build, but a faulty formula is a faulty command line: COPSE_EUSAGE. copse_design_free takes
 *  *design. */
COPSE_NODISCARD copse_status copse_i_formula_design(const copse_formula *formula, const char *option, int coding,
                                                    const copse_i_task *task, copse_design *design, copse_error *err);

#endif
