/* What charts of effects have in common: axes of effects, groups of studies. */
#ifndef COPSE_PLOT_CHART_EFFECT_H
#define COPSE_PLOT_CHART_EFFECT_H

#include "chart_panel.h"

#include <copse/plot.h>

#define CHART_GROUPS_SHOWN CHART_GROUPS

/* The axis shows effects as the look says, and is named in `store` where nobody named it; given: the label that somebody
 * gave. */
void copse_i_effect_axis(chart_axis *axis, const copse_chart_look *look, const char *given, copse_text *store);
/* COPSE_EINVAL where arrays are missing, COPSE_ENODATA without studies, COPSE_EDOM where a number is not finite or a
 * variance not positive. */
COPSE_NODISCARD copse_status copse_i_check_studies(const copse_chart_studies *studies, copse_error *err);
/* The mark of a study: of its group where there are groups, else a circle of the look "study". */
chart_mark copse_i_study_mark(const copse_chart_studies *studies, size_t i, char look[32]);
/* Adds an entry for each group; names must live as long as the legend. Returns how many entries there are now, at most
 * `room`. */
size_t copse_i_group_entries(const copse_chart_studies *studies, char look[][32], chart_entry *entry, size_t count,
                             size_t room);
double copse_i_chart_level(const copse_chart_look *look);

/* Draws on a page and returns its height; `store` holds words as long as the page is drawn, its failure counts. */
typedef double chart_layout(chart *page, const void *data, const copse_chart_look *look, copse_text *store);
/* Begins a page, has it drawn and appends its script. look may be NULL. */
COPSE_NODISCARD copse_status copse_i_chart_make(const chart_kind *kind, chart_layout *lay_out, const void *data,
                                                const copse_chart_look *look, const char *picture, copse_text *script,
                                                copse_error *err);
/* Diameter of the marks of k studies; and of a mark whose area goes with a weight, of the largest of which it is a share. */
double copse_i_mark_size(size_t k);
double copse_i_weight_size(double share, size_t k);
/* Marks of the studies at values x, y, their areas by weight (NULL: all alike), the heaviest first, so that the lighter lie
 * on top; one without a place is passed over. */
void copse_i_weighted_marks(chart *page, const chart_panel *panel, const copse_chart_studies *studies, const double *x,
                            const double *y, const double *weight);

#endif
