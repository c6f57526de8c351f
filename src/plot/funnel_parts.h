/* Parts of a funnel plot: its axes, its curves, its words. */
#ifndef COPSE_PLOT_FUNNEL_PARTS_H
#define COPSE_PLOT_FUNNEL_PARTS_H

#include "chart_effect.h"

#define FUNNEL_STEPS 120 /* of a curve from top to bottom */
#define FUNNEL_REGIONS 4
#define FUNNEL_LINES 3

/* "Standard error": what the axis is called. */
const char *copse_i_funnel_axis_text(copse_funnel_axis axis);
/* Where a study with that variance, sample size and weight stands on the axis, and study i. */
double copse_i_funnel_height(const copse_funnel_data *data, double v, double n, double weight);
double copse_i_funnel_study_height(const copse_funnel_data *data, size_t i);
/* The standard error that stands at that height of an axis of the variance. */
double copse_i_funnel_error(copse_funnel_axis axis, double height);
void copse_i_funnel_choose_axes(const copse_funnel_data *data, const copse_chart_look *look, chart_panel *panel);
/* The normal quantile of the limits. */
double copse_i_funnel_quantile(const copse_chart_look *look);

/* Heights at which curves are drawn, evenly over the axis; the standard errors there. */
typedef struct funnel_grid {
    double height[FUNNEL_STEPS + 1], error[FUNNEL_STEPS + 1];
} funnel_grid;

void copse_i_funnel_fill_grid(const copse_funnel_data *data, const chart_axis *axis, funnel_grid *grid);
void copse_i_funnel_limits(chart *page, const chart_panel *panel, const funnel_grid *grid, const char *look,
                           double centre, double z);
/* What is significant at one p and not at the next: from the limits outwards, one region over the other. */
void copse_i_funnel_regions(chart *page, const chart_panel *panel, const funnel_grid *grid,
                            const copse_funnel_data *data);
void copse_i_funnel_lines(chart *page, const chart_panel *panel, const funnel_grid *grid,
                          const copse_funnel_data *data);

double copse_i_funnel_legend(chart *page, const copse_funnel_data *data, const copse_chart_look *look,
                             const chart_panel *panel, double y);
void copse_i_funnel_describe(chart *page, const copse_funnel_data *data, const char *effect);

#endif
