/* Finding the columns and expressions that a protocol names in its tables. */
#ifndef COPSE_INPUT_COLUMNS_H
#define COPSE_INPUT_COLUMNS_H

#include "run_state.h"

/** Puts the protocol and the line in front of an error; its status. */
copse_status copse_i_at_line(const copse_i_run *run, size_t line, copse_error *err);
/** A column, of numbers, several, an expression: each is in the frame, where it is named at all. */
COPSE_NODISCARD copse_status copse_i_need_column(const copse_i_run *run, const copse_frame *frame, copse_i_string name,
                                                 copse_error *err);
COPSE_NODISCARD copse_status copse_i_need_numbers(const copse_i_run *run, const copse_frame *frame, copse_i_string name,
                                                  copse_error *err);
COPSE_NODISCARD copse_status copse_i_need_columns(const copse_i_run *run, const copse_frame *frame,
                                                  const copse_i_strings *names, copse_error *err);
COPSE_NODISCARD copse_status copse_i_check_where(const copse_i_run *run, const copse_frame *frame, copse_i_string where,
                                                 copse_error *err);
/** What the data must have: for the keys at the top, for each outcome, for the choices of the multiverse. */
COPSE_NODISCARD copse_status copse_i_check_top_columns(const copse_i_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_check_outcome_columns(const copse_i_run *run, copse_error *err);
COPSE_NODISCARD copse_status copse_i_check_multiverse_columns(const copse_i_run *run, copse_error *err);

#endif
