/* Plots of a simulation's results: a page of lines, bands and texts in points, laid out here and drawn by
 * plots/operating.gp. */
#ifndef COPSE_PLOT_OPERATING_PAGE_H
#define COPSE_PLOT_OPERATING_PAGE_H

#include "picture_kind.h"

#include <copse/plot.h>

#define OPERATING_FONT 9.0
#define OPERATING_COLOURS 7

typedef struct operating_page {
    double width, height;
    picture_kind kind;
    const char *title; /* for readers who cannot see */
    copse_text lines, bands, text, description;
    copse_text paths, styles; /* lines of many points, and how each is drawn */
    bool at_path, at_gap;     /* a path has begun; its line is interrupted */
} operating_page;

/* Where values lie: a panel and its axis. */
typedef struct operating_axis {
    double left, right, top, bottom; /* points; top < bottom */
    double low, high, step;          /* y axis; ticks at multiples of step */
    int decimals;
} operating_axis;

void copse_i_operating_line(operating_page *page, double x1, double y1, double x2, double y2, double thick,
                            size_t method, bool grey);
/* A line of many points begins; points are added to it. Paths lie under all other lines. */
void copse_i_operating_path(operating_page *page, double thick, size_t method, bool grey);
void copse_i_operating_point(operating_page *page, double x, double y);
/* The next point is not joined to the last. */
void copse_i_operating_gap(operating_page *page);
/* A quadrilateral between two values at two places, in the pale colour of a method. */
void copse_i_operating_band(operating_page *page, double x1, double low1, double high1, double x2, double low2,
                            double high2, size_t method);
void copse_i_operating_text(operating_page *page, double x, double y, const char *how, double size, const char *text);
/* One line, cut with an ellipsis where it would be wider than `room` points. */
void copse_i_operating_cut(operating_page *page, double x, double y, const char *how, double size, double room,
                           const char *text);
/* The design's title, in as many lines as it takes, and what is drawn; returns the y below. */
double copse_i_operating_head(operating_page *page, const copse_operating_data *data, double left, double right,
                              double y);
/* Chooses the range and the ticks of the axis for values from low to high. */
void copse_i_operating_scale(operating_axis *axis, double low, double high);
double copse_i_operating_y(const operating_axis *axis, double value);
/* The frame, its ticks and their labels; percent: values are shares, shown as such. */
void copse_i_operating_frame(operating_page *page, const operating_axis *axis, bool percent);
/* The methods and their lines, from y downwards; returns the y below. */
double copse_i_operating_legend(operating_page *page, const copse_operating_data *data, double left, double right,
                                double y);
/* The number, from 1, of a method's line; 0 where it would be that of a method before it, as that of an estimator of tau2
 * with another test. */
size_t copse_i_operating_style(const copse_operating_data *data, size_t method);
/* How many lines there are. */
size_t copse_i_operating_styles(const copse_operating_data *data);
/* The measure of a method in a cell. */
copse_performance copse_i_operating_value(const copse_operating_data *data, size_t cell, size_t method);
bool copse_i_operating_is_share(const copse_operating_data *data);
/* "Coverage of mu, in %" */
void copse_i_operating_title(const copse_operating_data *data, copse_text *out);
/* The value that would be best, as a grey line: the level, 0, alpha; NaN: none. */
double copse_i_operating_target(const copse_operating_data *data, size_t cell);

/* The conditions that vary over the cells, slowest first; `count` of them. */
enum { OPERATING_FACTORS = 9 };
typedef struct operating_factors {
    size_t count;
    const char *key[OPERATING_FACTORS];
    size_t index[OPERATING_FACTORS], levels[OPERATING_FACTORS];
    size_t *level[OPERATING_FACTORS]; /* by cell: 0, 1, ... in the order in which the levels come */
    size_t *first[OPERATING_FACTORS]; /* by level: its first cell */
} operating_factors;
COPSE_NODISCARD copse_status copse_i_operating_factors(const copse_simulation *simulation, operating_factors *factors);
void copse_i_operating_factors_free(operating_factors *factors);
/* The level that a cell has of factor f, as text. */
void copse_i_operating_level_text(const copse_simulation *simulation, const operating_factors *factors, size_t f,
                                  size_t cell, copse_text *out);

COPSE_NODISCARD copse_status copse_i_operating_script(const operating_page *page, const char *picture,
                                                      copse_text *script, copse_error *err);
void copse_i_operating_free(operating_page *page);

#endif
