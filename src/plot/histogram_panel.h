/* One panel of a bootstrap plot: where everything lies, in points, y downwards. */
#ifndef COPSE_PLOT_HISTOGRAM_PANEL_H
#define COPSE_PLOT_HISTOGRAM_PANEL_H

#include "picture_kind.h"

#include <copse/plot.h>

#define HISTOGRAM_BINS 60
#define HISTOGRAM_TICKS 16

typedef struct histogram_panel {
    size_t quantity;
    double top, height;     /* of the whole panel */
    copse_text name, about; /* title, and what stands at its right, or below it where it is too long for that */
    bool below;
    double bars_top, axis_y; /* of the histogram */
    double rows_top;         /* of the intervals */
    double lower, upper;     /* values at the ends of the axis */
    uint64_t count[HISTOGRAM_BINS], largest;
    size_t ticks;
    double tick[HISTOGRAM_TICKS];
    int decimals;
} histogram_panel;

typedef struct histogram_page {
    double width, height, left, right; /* left and right: ends of the axes */
    double font;
    size_t panels;
    histogram_panel *panel;
} histogram_page;

/* Lays the panels of all quantities that have replicates out, one below the other. */
COPSE_NODISCARD copse_status copse_i_histogram_lay_out(const copse_histogram_data *data, histogram_page *page,
                                                       copse_error *err);
void copse_i_histogram_free(histogram_page *page);
/* True where the interval is asked for and there is one. */
bool copse_i_histogram_has(const copse_histogram_data *data, size_t quantity, size_t interval);
/* Everything above the templates. */
void copse_i_histogram_write(const copse_histogram_data *data, const histogram_page *page, picture_kind kind,
                             const char *picture, copse_text *script);

#endif
