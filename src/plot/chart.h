/* One page of a chart: lines, areas, marks and texts in points, y downwards, with looks that the templates of plots/
 * hold. Every kind of plot but the forest plot is made of it:
 *
 *      chart page;
 *      status = copse_i_chart_begin(&page, &KIND, picture, err);           (KIND: what it is, and its template)
 *      y = copse_i_chart_head(&page, title, y);                             (title, broken into lines)
 *      copse_i_axis_cover(&panel.x, value); ...                             (chart_axis.h: what an axis must show)
 *      copse_i_panel_settle(&page, &panel, left, y, right, bottom);         (chart_panel.h: ticks and margins)
 *      copse_i_panel_curve(&page, &panel, "egger", x, y, n); ...            (in values, clipped to the panel)
 *      copse_i_panel_frame(&page, &panel);
 *      y = copse_i_chart_legend(&page, entries, n, left, right, y);
 *      y = copse_i_chart_note(&page, text, y);
 *      copse_text_printf(&page.description, ...);                           (for readers who cannot see)
 *      status = copse_i_chart_finish(&page, y, picture, script, err);       (appends the script)
 *      copse_i_chart_free(&page);
 *
 * A look is a name that a template defines (plots/funnel.gp: look_egger = "...") or the words themselves,
 * "FILL LINE WIDTH DASH": "- c2 1.2 dash". A colour is c1 to c7 (Okabe & Ito 2008: told apart with any colour vision), p1 to
 * p7 (their pale forms), g0 (black) to g9 (white), #rrggbb, or - for none; a dash is solid, dash, dot or dashdot. Things are drawn
 * in the order in which they come, layer by layer. Memory is checked once, in copse_i_chart_finish. */
#ifndef COPSE_PLOT_CHART_H
#define COPSE_PLOT_CHART_H

#include "picture_kind.h"

#include <copse/base.h>

#define CHART_FONT 9.0
#define CHART_LOOK 48   /* bytes of a look at most */
#define CHART_COLOURS 7 /* c1 to c7 */
#define CHART_GROUPS 12 /* that marks tell apart */

typedef enum chart_layer { CHART_BEHIND, CHART_MIDDLE, CHART_FRONT, CHART_LAYERS } chart_layer;

typedef struct chart_kind {
    const char *name;       /* "funnel plot": in the script's first line, and for readers who cannot see */
    const char *file;       /* "funnel": what the script writes when nobody named a picture */
    const char *looks_file; /* "plots/funnel.gp": its looks; NULL: none of its own */
} chart_kind;

typedef struct chart {
    double width, height, margin; /* points; height is set by copse_i_chart_finish */
    picture_kind picture;
    const chart_kind *kind;
    chart_layer layer; /* of what comes next */
    copse_text title, description;
    /* what was drawn: */
    copse_text shapes[CHART_LAYERS], looks[CHART_LAYERS], text;
    char look[CHART_LAYERS][CHART_LOOK]; /* of the block that is being written */
    char open_look[CHART_LOOK];          /* of copse_i_chart_open */
    bool at_line;                        /* its line has begun */
} chart;

typedef struct chart_point {
    double x, y;
} chart_point;

/* Marks differ in shape and in being filled, so that they are told apart in grey. */
typedef enum chart_mark {
    CHART_CIRCLE,
    CHART_SQUARE,
    CHART_TRIANGLE,
    CHART_DIAMOND,
    CHART_TRIANGLE_DOWN,
    CHART_CROSS, /* lines only */
    CHART_PLUS,
    CHART_MARKS
} chart_mark;

COPSE_NODISCARD copse_status copse_i_chart_begin(chart *page, const chart_kind *kind, const char *picture,
                                                 copse_error *err);
COPSE_NODISCARD copse_status copse_i_chart_finish(chart *page, double height, const char *picture, copse_text *script,
                                                  copse_error *err);
void copse_i_chart_free(chart *page);

void copse_i_chart_line(chart *page, const char *look, double x1, double y1, double x2, double y2);
/* A line through n points; one that is not finite interrupts it. */
void copse_i_chart_path(chart *page, const char *look, const chart_point *point, size_t n);
/* The same, point by point: copse_i_chart_open, and then its points. */
void copse_i_chart_open(chart *page, const char *look);
void copse_i_chart_to(chart *page, double x, double y);
/* A polygon, closed by itself. */
void copse_i_chart_area(chart *page, const char *look, const chart_point *point, size_t n);
void copse_i_chart_box(chart *page, const char *look, double left, double top, double right, double bottom);
/* Centred at x, y; size is the diameter of a circle of the same area. */
void copse_i_chart_mark(chart *page, const char *look, chart_mark mark, double x, double y, double size);
/* Circle 0, square 1, ...: the mark of group i, and its look, "group1" to "group12" of plots/chart.gp, in look[32]. */
chart_mark copse_i_chart_group(size_t i, char *look);

/* One line of text, whose middle is at height y. how: align and face, "l n": align l, r, c, or v (centred, upwards); face n,
 * b (bold), g (grey) or w (white bold). Anybody's text is safe: it is cleaned, and data. */
void copse_i_chart_text(chart *page, double x, double y, const char *how, double size, const char *text);
/* The same, cut with an ellipsis where it would be wider than `room` points. */
void copse_i_chart_cut(chart *page, double x, double y, const char *how, double size, double room, const char *text);
/* Broken into lines of at most `room` points, the first in the middle of y; returns the y of a line below the last. */
double copse_i_chart_wrap(chart *page, double x, double y, const char *how, double size, double room, const char *text);
/* Where a title may be: bold, over the whole width, at the top of the page or at y; NULL and "": nothing. Returns the y from
 * which the rest may be drawn. */
double copse_i_chart_head(chart *page, const char *title, double y);
/* Small print below everything; returns the y below it. */
double copse_i_chart_note(chart *page, const char *text, double y);
/* Width in points of one line of text, cleaned as it would be drawn. */
double copse_i_chart_width(chart *page, const char *text, double size, bool bold);

typedef enum chart_swatch { CHART_SWATCH_MARK, CHART_SWATCH_LINE, CHART_SWATCH_AREA } chart_swatch;
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order in which they are read */
typedef struct chart_entry {
    chart_swatch swatch;
    const char *look;
    chart_mark mark; /* of CHART_SWATCH_MARK */
    const char *text;
} chart_entry;
/* Entries side by side, in as many lines as they need, from y downwards; returns the y below. */
double copse_i_chart_legend(chart *page, const chart_entry *entry, size_t n, double left, double right, double y);

#endif
