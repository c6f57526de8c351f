/* What of a line or an area lies within a rectangle. */
#ifndef COPSE_PLOT_CHART_CLIP_H
#define COPSE_PLOT_CHART_CLIP_H

#include "chart.h"

typedef struct clip_box {
    double left, right, top, bottom;
} clip_box;

/* Liang & Barsky (1984): shortens the line to its part within the box; false where it has none. */
bool copse_i_clip_line(const clip_box *box, chart_point *a, chart_point *b);
/* Sutherland & Hodgman (1974): the polygon within the box, out and work having room for 6 n + 16; returns how many corners it has. */
size_t copse_i_clip_area(const clip_box *box, const chart_point *point, size_t n, chart_point *out, chart_point *work);

#endif
