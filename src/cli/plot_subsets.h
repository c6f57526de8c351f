/* src/cli/plot_subsets.h: what plots of a model of any pooling have in common, and those of its fits to subsets. */
#ifndef COPSE_I_PLOT_SUBSETS_H
#define COPSE_I_PLOT_SUBSETS_H

#include "plot_common.h"
#include "subset_task.h"

/** The words of a forest plot of fits. */
typedef struct copse_i_subset_look_values {
    const char *title, *axis_label, *favours_left, *favours_right;
    copse_i_span range;
} copse_i_subset_look_values;
enum { copse_i_subset_look_count = 5, copse_i_subset_picture_count = 8 };
extern const copse_i_option copse_i_subset_look_options[copse_i_subset_look_count];
extern const copse_i_option copse_i_subset_picture_options[copse_i_subset_picture_count];

/** Reads and fits what `asked` says, has it drawn and writes the picture. */
typedef struct copse_i_subset_chart {
    const copse_i_command *command;
    const char *file, *by; /**< of copse_i_subset_task_fit */
    const copse_i_subset_values *subset;
} copse_i_subset_chart;
typedef copse_status copse_i_subset_draw(const void *values, copse_i_subset_task *task, copse_text *script,
                                         copse_error *err);
COPSE_NODISCARD copse_status copse_i_subset_chart_run(const copse_i_subset_chart *asked, copse_i_subset_draw *draw,
                                                      const void *values, const copse_i_call *call, copse_error *err);

/** The fits with `name`s as a script; rows without a fit (NULL) are left out. */
COPSE_NODISCARD copse_status copse_i_plot_subsets(const copse_i_subset_task *task, const copse_i_subset_values *values,
                                                  const copse_i_subset_look_values *look, const char *head,
                                                  const char *const *name, const copse_fit **fit, size_t rows,
                                                  copse_text *script, copse_error *err);

#endif
