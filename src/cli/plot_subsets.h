/* src/cli/plot_subsets.h: what `copse plot cumulative`, `plot leave1out` and `plot influence` have in common. */
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

/** Draws the fits with `name`s; rows without a fit (NULL) are left out, with a warning that says `why`. */
COPSE_NODISCARD copse_status copse_i_plot_subsets(const copse_i_subset_task *task, const copse_i_subset_values *values,
                                                  const copse_i_subset_look_values *look, const char *head,
                                                  const char *const *name, const copse_fit **fit, size_t rows,
                                                  copse_error *err);

#endif
