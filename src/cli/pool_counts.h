/* src/cli/pool_counts.h: methods that pool counts themselves, which stand beside the estimators of tau2 in --method. */
#ifndef COPSE_I_POOL_COUNTS_H
#define COPSE_I_POOL_COUNTS_H

#include "command.h"
#include "task.h"

/** Choice i of --method: the estimators of tau2, then MH and Peto. */
const char *copse_i_pool_method_choice(size_t i);
/** The pooling that a choice stands for: INVERSE_VARIANCE for an estimator of tau2. */
copse_pooling copse_i_pooling_of(int method);

enum { copse_i_counts_count = 2 };
extern const copse_i_option copse_i_counts_options[copse_i_counts_count];
/** Their group; `offset` is that of a copse_i_model_values. */
#define COPSE_I_COUNTS_GROUP(offset)                                                                                   \
    {                                                                                                                  \
        "Mantel-Haenszel", copse_i_counts_options, copse_i_counts_count,                                               \
            (offset) + offsetof(copse_i_model_values, counts)                                                          \
    }

/** What cannot be said with a method of counts, such as --test knha, or without one, such as --mh-add. */
COPSE_NODISCARD copse_status copse_i_counts_check(const copse_i_model_values *model, const copse_i_input_values *input,
                                                  const copse_i_call *call, copse_error *err);
/** The measure that the method computes: --method Peto makes PETO, uncorrected, of OR. */
void copse_i_counts_input(const copse_i_model_values *model, copse_i_input_values *input);
/** The tables of the studies, corrected where `correction` says so; they borrow from the task and *store, which free() takes. */
COPSE_NODISCARD copse_status copse_i_counts_prepare(copse_pooling pooling, const copse_i_counts_values *correction,
                                                    const copse_i_task *task, copse_counts *counts, double **store,
                                                    copse_error *err);
/** Pools the tables of the studies, corrected where `correction` says so, and each level where there are subgroups. */
COPSE_NODISCARD copse_status copse_i_counts_fit(copse_pooling pooling, const copse_i_counts_values *correction,
                                                const copse_counts_opts *opts, copse_i_task *task, copse_error *err);

#endif
