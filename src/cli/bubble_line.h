/* src/cli/bubble_line.h: the line of a bubble plot. */
#ifndef COPSE_I_BUBBLE_LINE_H
#define COPSE_I_BUBBLE_LINE_H

#include "command.h"
#include "task.h"

typedef struct copse_i_bubble_values {
    const char *x;
    copse_i_span range;
    bool no_prediction;
} copse_i_bubble_values;

enum { copse_i_bubble_count = 3 };
extern const copse_i_option copse_i_bubble_options[copse_i_bubble_count];

typedef struct copse_i_bubble_line {
    const char *column; /**< of the moderator */
    double *x;          /**< of the studies */
    bool others;        /**< there are other columns in the formula */
    bool predicted;     /**< pi_lower and pi_upper are numbers */
    size_t n;
    double *at, *fitted, *lower, *upper, *pi_lower, *pi_upper;
    double *store;
} copse_i_bubble_line;

/** Predictions along the column, from its least to its greatest value or over the range given. Each is of the average row of
 *  the design over the studies with that value in the column, so that other columns count with their means. */
COPSE_NODISCARD copse_status copse_i_bubble_line_make(const copse_i_bubble_values *asked, double level,
                                                      const copse_i_task *task, copse_i_bubble_line *line,
                                                      copse_error *err);
void copse_i_bubble_line_free(copse_i_bubble_line *line);

#endif
