/* Plots of a simulation's results: a page of lines, bands and texts in points, as charts. */
#ifndef COPSE_PLOT_OPERATING_PAGE_H
#define COPSE_PLOT_OPERATING_PAGE_H

#include "chart_panel.h"

#include <copse/plot.h>

#define OPERATING_FONT CHART_FONT

/* Methods of the numbers 1, 2, ... differ in colour and in dashes; 0 is black, -1 grey. A mark of a method is solid. */
void copse_i_operating_look(int method, double thick, bool mark, char look[CHART_LOOK]);
void copse_i_operating_line(chart *page, double x1, double y1, double x2, double y2, double thick, int method,
                            bool mark);
/* A line of many points begins; copse_i_chart_to adds them. Draw the lines above before, or after it is done. */
void copse_i_operating_path(chart *page, double thick, int method);
/* A quadrilateral between two values at two places, in the pale colour of a method. */
void copse_i_operating_band(chart *page, double x1, double low1, double high1, double x2, double low2, double high2,
                            size_t method);
/* The design's title, in as many lines as it takes, and what is drawn; returns the y below. */
double copse_i_operating_head(chart *page, const copse_operating_data *data, double left, double right, double y);
/* The range and the ticks of the y axis, and the frame, for values from low to high. */
void copse_i_operating_frame(chart *page, chart_panel *panel, const copse_operating_data *data, double low,
                             double high);
/* Where a value lies; at the edge of the panel where it is beyond. */
double copse_i_operating_y(const chart_panel *panel, double value);
/* The methods and their lines, from y downwards; returns the y below. */
double copse_i_operating_legend(chart *page, const copse_operating_data *data, double left, double right, double y);
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

/* The template of both plots. */
extern const chart_kind copse_i_operating_kind;

#endif
