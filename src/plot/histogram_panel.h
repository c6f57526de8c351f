/* One panel of a bootstrap plot: where everything lies, in points, y downwards. */
#ifndef COPSE_PLOT_HISTOGRAM_PANEL_H
#define COPSE_PLOT_HISTOGRAM_PANEL_H

#include "picture_kind.h"

#include <copse/plot.h>

#define HISTOGRAM_BINS 60
#define HISTOGRAM_TICKS 16
#define HISTOGRAM_LINES 4

typedef struct histogram_panel {
    size_t quantity;
    double top, height;               /* of the whole panel */
    double margin;                    /* where names of intervals may begin */
    double left, right;               /* ends of the axis */
    size_t lines;                     /* of the title: the quantity's name */
    size_t from[HISTOGRAM_LINES + 1]; /* bytes at which they begin, and the end of the last */
    copse_text name, about;   /* title, and what stands at its right, or below it where it is too long for that */
    copse_text caption, unit; /* what the axis shows, and the power of ten that its labels leave out */
    bool below;
    double bars_top, axis_y; /* of the histogram */
    double rows_top;         /* of the intervals */
    double lower, upper;     /* values at the ends of the axis */
    double first, last;      /* values at the ends of the bars */
    uint64_t count[HISTOGRAM_BINS], largest, outside;
    size_t tallest; /* bar */
    uint64_t full;  /* what a bar of full height stands for: less than the largest where that is cut */
    size_t ticks;
    double tick[HISTOGRAM_TICKS];
    int power, decimals; /* labels show tick / 10^power */
} histogram_panel;

typedef struct histogram_page {
    double width, height;
    double font;
    size_t panels, columns;
    histogram_panel *panel;
} histogram_page;

/* Lays the panels of all quantities that have replicates out, row by row. */
COPSE_NODISCARD copse_status copse_i_histogram_lay_out(const copse_histogram_data *data, histogram_page *page,
                                                       copse_error *err);
void copse_i_histogram_free(histogram_page *page);
/* True where the interval is asked for and there is one. */
bool copse_i_histogram_has(const copse_histogram_data *data, size_t quantity, size_t interval);

/* Fills the bars, and the values at their ends and those of the axis. */
void copse_i_histogram_range(const copse_histogram_data *data, histogram_panel *panel);
/* Ticks at 1, 2 or 5 times a power of ten, as many as have room for their labels. */
void copse_i_histogram_ticks(histogram_panel *panel, double font);
/* The label of a tick. */
const char *copse_i_histogram_label(const histogram_panel *panel, size_t tick, char *buf, size_t size);

/* Everything above the templates. */
void copse_i_histogram_write(const copse_histogram_data *data, const histogram_page *page, picture_kind kind,
                             const char *picture, copse_text *script);

#endif
