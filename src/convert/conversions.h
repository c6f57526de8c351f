/* Inside the convert room: the lists that make up the table of conversions, one a kind of filling. */
#ifndef COPSE_CONVERSIONS_H
#define COPSE_CONVERSIONS_H

#include "convert_parts.h"

typedef struct copse_i_conversion_list {
    const copse_conversion *entry;
    size_t count;
} copse_i_conversion_list;

extern const copse_i_conversion_list copse_i_conversions_means, copse_i_conversions_se, copse_i_conversions_table,
    copse_i_conversions_change;

/* Fields of an entry: lists of quantities. */
#define COPSE_I_END COPSE_QUANTITY_COUNT
#define COPSE_I_TAKES(...) .input = {__VA_ARGS__, COPSE_I_END}
#define COPSE_I_MAY_TAKE(...) .option = {__VA_ARGS__, COPSE_I_END}
#define COPSE_I_NO_OPTION .option = {COPSE_I_END}
#define COPSE_I_GIVES(...) .output = {__VA_ARGS__, COPSE_I_END}

#define COPSE_I_HANDBOOK "Cochrane Handbook "

/* Level of the row's intervals, and the degrees of freedom of its test (INFINITY: normal). */
double copse_i_row_level(const double *value, const copse_fill_opts *opts);
double copse_i_row_df(const double *value);
/* Words into a note. */
void copse_i_remark(char *note, const char *text);

typedef copse_status copse_i_conversion_function(const double *value, const copse_fill_opts *opts, double out[4],
                                                 char *note, copse_error *err);

#endif
