/* A panel: a frame with two axes, and what is drawn in it in values, clipped to the frame. */
#ifndef COPSE_PLOT_CHART_PANEL_H
#define COPSE_PLOT_CHART_PANEL_H

#include "chart.h"
#include "chart_axis.h"

typedef struct chart_panel {
    double left, right, top, bottom; /* of the frame */
    chart_axis x, y;
    const char *title; /* above the frame; NULL: none */
    bool no_x_ticks, no_y_ticks;
    bool level_left; /* the frame begins where the caller says, as in a column of panels: `left` is the frame's */
} chart_panel;

/* Chooses ticks and places the frame in a space from left, top to right, bottom that also holds labels and title. */
void copse_i_panel_settle(chart *page, chart_panel *panel, double left, double top, double right, double bottom);
/* Points to the left that labels of the y axis need, for a column of panels that is to have one left edge. The panel's
 * height is that of settle. */
double copse_i_panel_left(chart_panel *panel, double height);
/* The frame, the ticks, their labels, the axes' labels and the title. Draw it after what is filled. */
void copse_i_panel_frame(chart *page, const chart_panel *panel);

/* A line through values; what is not finite interrupts it. */
void copse_i_panel_curve(chart *page, const chart_panel *panel, const char *look, const double *x, const double *y,
                         size_t n);
void copse_i_panel_line(chart *page, const chart_panel *panel, const char *look, double x1, double y1, double x2,
                        double y2);
/* From edge to edge. */
void copse_i_panel_upright(chart *page, const chart_panel *panel, const char *look, double x);
void copse_i_panel_level(chart *page, const chart_panel *panel, const char *look, double y);
/* A polygon. */
void copse_i_panel_region(chart *page, const chart_panel *panel, const char *look, const double *x, const double *y,
                          size_t n);
/* Between two curves over the same x; what is not finite interrupts it. */
void copse_i_panel_band(chart *page, const chart_panel *panel, const char *look, const double *x, const double *low,
                        const double *high, size_t n);
/* False where it lies outside: nothing is drawn then. */
bool copse_i_panel_mark(chart *page, const chart_panel *panel, const char *look, chart_mark mark, double x, double y,
                        double size);
/* A text at a value, moved by dx, dy points. */
void copse_i_panel_text(chart *page, const chart_panel *panel, double x, double y, double dx, double dy,
                        const char *how, double size, const char *text);

#endif
