/* src/cli/rob_columns.h: judgements of risk of bias from the columns of a file. */
#ifndef COPSE_I_ROB_COLUMNS_H
#define COPSE_I_ROB_COLUMNS_H

#include "task.h"

#include <copse/plot.h>

typedef struct copse_i_rob_columns {
    size_t domains;
    char **name;                /**< names of the domains: of their columns, without "rob_", capitalised */
    copse_judgement *judgement; /**< k x domains */
} copse_i_rob_columns;

/** The judgements of the task's studies. An effect combined of several rows has those of its first. COPSE_ENOTFOUND for a
 *  column; COPSE_EPARSE for what is no judgement, with its line. */
COPSE_NODISCARD copse_status copse_i_rob_read(const copse_i_list *columns, const copse_i_task *task,
                                              copse_i_rob_columns *rob, copse_error *err);
void copse_i_rob_free(copse_i_rob_columns *rob);

#endif
