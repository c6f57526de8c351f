/* src/prepare/arm_groups.h: which rows are arms of one trial that share a control. */
#ifndef COPSE_I_ARM_GROUPS_H
#define COPSE_I_ARM_GROUPS_H

#include "prepare_audit.h"

#include <copse/prepare.h>

#define COPSE_I_LAST SIZE_MAX

/** Rows in chains: first[r] is the first row of the group of row r, next[r] the one after it, COPSE_I_LAST at its end. */
typedef struct copse_i_arm_groups {
    size_t *first, *next;
    bool *differs; /* of first rows: there are rows of the same trial with another control */
} copse_i_arm_groups;

/** Rows that are equal in the columns `by` and in the numbers of group 2. A row with an empty cell there is alone.
 *  @param[in] option  for messages: "combine-arms" */
COPSE_NODISCARD copse_status copse_i_arm_groups_find(const char *option, const copse_names *by,
                                                     const copse_i_columns *columns, const copse_frame *frame,
                                                     copse_i_arm_groups *groups, copse_error *err);
void copse_i_arm_groups_free(copse_i_arm_groups *groups);
/** Tells of trials that have several controls. `what`: "combined". */
void copse_i_arm_groups_warn(const copse_i_arm_groups *groups, const copse_frame *frame, const char *what,
                             copse_i_audit *audit, copse_notes *warnings);
/** "lines 3, 5" of the group of which `first` is the first row. */
void copse_i_arm_groups_lines(const copse_i_arm_groups *groups, const copse_frame *frame, size_t first,
                              copse_text *text);

#endif
