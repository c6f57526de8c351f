/* Parts of a plot of risk of bias: the traffic lights and the summary. */
#ifndef COPSE_PLOT_ROB_PARTS_H
#define COPSE_PLOT_ROB_PARTS_H

#include "rob_marks.h"

#define ROB_ROW (1.75 * CHART_FONT)
#define ROB_LIGHT (1.35 * CHART_FONT) /* diameter of a light */
#define ROB_NAME_EM 26.0              /* of a study or a domain, at most */

/* Room for the longest name, at most ROB_NAME_EM. */
double copse_i_rob_names_width(chart *page, const char *const *name, size_t n);
/* A light with its sign. */
void copse_i_rob_light(chart *page, copse_judgement judgement, double x, double y);

/* A row of lights for each study, the domains' names below; from y downwards, returns the y below. */
double copse_i_rob_lights(chart *page, const copse_rob_data *data, double y);
double copse_i_rob_lights_width(chart *page, const copse_rob_data *data);

/* A bar for each domain. */
double copse_i_rob_summary(chart *page, const copse_rob_data *data, double y);
double copse_i_rob_summary_width(chart *page, const copse_rob_data *data);
/* Shares of a domain's judgements, in order. */
void copse_i_rob_shares(const copse_rob_data *data, size_t domain, double share[COPSE_JUDGEMENT_COUNT]);

#endif
