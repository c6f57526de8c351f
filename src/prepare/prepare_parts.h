/* src/prepare/prepare_parts.h: the parts of copse_prepare, in their order. */
#ifndef COPSE_I_PREPARE_PARTS_H
#define COPSE_I_PREPARE_PARTS_H

#include "prepare_audit.h"

#include <copse/prepare.h>

/** Row by row. */

COPSE_NODISCARD copse_status copse_i_fill_rows(const copse_prepare_opts *values, const copse_i_columns *columns,
                                               copse_frame *frame, copse_i_audit *audit, copse_notes *warnings,
                                               copse_error *err);
/** --combine-arms and --split-control. */
COPSE_NODISCARD copse_status copse_i_combine_arms(const copse_prepare_opts *values, const copse_i_columns *columns,
                                                  copse_frame *frame, copse_i_audit *audit, copse_notes *warnings,
                                                  copse_error *err);
COPSE_NODISCARD copse_status copse_i_split_control(const copse_prepare_opts *values, const copse_i_columns *columns,
                                                   copse_frame *frame, copse_i_audit *audit, copse_notes *warnings,
                                                   copse_error *err);
/** --cluster-size and --icc. */
COPSE_NODISCARD copse_status copse_i_allow_for_clusters(const copse_prepare_opts *values,
                                                        const copse_i_columns *columns, copse_frame *frame,
                                                        copse_i_audit *audit, copse_notes *warnings, copse_error *err);
/** --from-to and --delta. */
COPSE_NODISCARD copse_status copse_i_change_scale(const copse_prepare_opts *values, const copse_i_columns *columns,
                                                  copse_frame *frame, copse_i_audit *audit, copse_notes *warnings,
                                                  copse_error *err);

/** Numbers of a column as --replace has them changed: in the column itself, or in a new one called NAME_adj. `number` of
 *  COPSE_I_ADJUST_START starts from what is there. */
COPSE_NODISCARD copse_status copse_i_adjusted_read(const char *name, const copse_frame *frame, double **number,
                                                   copse_notes *warnings, copse_error *err);
COPSE_NODISCARD copse_status copse_i_adjusted_write(const char *name, bool replace, const double *number,
                                                    copse_frame *frame, copse_error *err);
/** COPSE_EUSAGE where the file has a column NAME_adj of its own. */
COPSE_NODISCARD copse_status copse_i_adjusted_check(const copse_i_columns *columns, const copse_frame *frame,
                                                    copse_error *err);

#endif
