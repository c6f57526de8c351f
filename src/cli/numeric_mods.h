/* src/cli/numeric_mods.h: columns of numbers as moderators: --mods year,dose. */
#ifndef COPSE_I_NUMERIC_MODS_H
#define COPSE_I_NUMERIC_MODS_H

#include "task.h"

/** An intercept, then the moderators. Zero-initialise. */
typedef struct copse_i_numeric_mods {
    size_t p;          /**< 1 + moderators */
    const char **name; /**< p: "intrcpt", then borrowed names of columns */
    double *X;         /**< k x p by rows */
} copse_i_numeric_mods;

/** The design of the studies read. COPSE_EPARSE (text), COPSE_ERANK (the same in all studies), COPSE_EUSAGE (twice). */
COPSE_NODISCARD copse_status copse_i_numeric_mods_read(const copse_i_list *mods, const copse_i_task *task,
                                                       copse_i_numeric_mods *out, copse_error *err);
/** Where reading a file failed with `status` as a column was not found: a formula, which one might try, is told what to
 *  write instead. A column may be called like one. */
copse_status copse_i_numeric_mods_explain(const copse_i_list *mods, const copse_i_task *task, copse_status status,
                                          copse_error *err);
void copse_i_numeric_mods_free(copse_i_numeric_mods *mods);

#endif
