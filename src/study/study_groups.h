/* Inside the study room: the groups of a set. */
#ifndef COPSE_STUDY_GROUPS_H
#define COPSE_STUDY_GROUPS_H

#include <copse/study.h>

/* Fills level, levels, group and subgroup of `set` from column `column` of the frame at rows row[0..set->k), none of
 * which is missing. Levels come in the order that the binding lists, then of first appearance in the file; a level
 * without studies is left out. */
copse_status copse_i_groups_fill(const copse_frame *frame, const copse_binding *binding, size_t column,
                                 const size_t *row, copse_study_set *set);

#endif
