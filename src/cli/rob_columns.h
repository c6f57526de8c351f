/* src/cli/rob_columns.h: judgements of risk of bias from the columns of a file. */
#ifndef COPSE_I_ROB_COLUMNS_H
#define COPSE_I_ROB_COLUMNS_H

#include "task.h"

#include <copse/plot.h>

/** Columns, and whose words they have: a tool's (negative: found by the words), or somebody's own, WORD=LEVEL each. */
typedef struct copse_i_rob_values {
    copse_i_list columns, words;
    int tool;
} copse_i_rob_values;

enum { copse_i_rob_count = 3 };
/** --rob, --rob-tool, --rob-words; of a copse_i_rob_values. */
extern const copse_i_option copse_i_rob_options[copse_i_rob_count];

typedef struct copse_i_rob_columns {
    size_t domains;
    char **name;                             /**< names of the domains: of their columns, without "rob_", capitalised */
    copse_judgement *judgement;              /**< k x domains */
    const char *word[COPSE_JUDGEMENT_COUNT]; /**< the tool's, or somebody's own; NULL: none for that judgement */
    copse_text store;                        /**< which holds somebody's own */
} copse_i_rob_columns;

/** The judgements of the task's studies. An effect combined of several rows has those of its first. COPSE_EUSAGE for a
 *  column that is not there and for words that cannot be read; COPSE_EPARSE for what is no judgement, with its line. */
COPSE_NODISCARD copse_status copse_i_rob_read(const copse_i_rob_values *asked, const copse_i_task *task,
                                              copse_i_rob_columns *rob, copse_error *err);
void copse_i_rob_free(copse_i_rob_columns *rob);

#endif
