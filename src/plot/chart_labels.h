/* Names beside marks, where there is room for them. */
#ifndef COPSE_PLOT_CHART_LABELS_H
#define COPSE_PLOT_CHART_LABELS_H

#include "chart_panel.h"

typedef struct chart_label {
    double x, y;   /* values of the mark */
    double size;   /* its diameter in points */
    double weight; /* the larger come first; not above 0: no name is wanted, but none may cover the mark */
    const char *text;
} chart_label;

/* Writes each name beside its mark, inside the panel, so that it covers neither marks nor other names; names that find no
 * such place are left out. Returns how many. */
size_t copse_i_chart_labels(chart *page, const chart_panel *panel, const chart_label *label, size_t n, double font);

#endif
