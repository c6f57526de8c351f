/* What the plots of a simulation are drawn with. */
#include "operating_page.h"

#include "text_metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const chart_kind copse_i_operating_kind = {.name = "plot of a simulation", .file = "simulation"};

void copse_i_operating_look(int method, double thick, bool mark, char look[CHART_LOOK])
{
    static const char *const dash[] = {"solid", "dash", "dot", "dashdot"};
    if (method < 1) {
        (void)snprintf(look, CHART_LOOK, "- %s %.2f solid", method < 0 ? "g5" : "g0", thick);
        return;
    }
    (void)snprintf(look, CHART_LOOK, "- c%d %.2f %s", (method - 1) % CHART_COLOURS + 1, thick,
                   dash[mark ? 0 : (method - 1) % 4]);
}

void copse_i_operating_line(chart *page, double x1, double y1, double x2, double y2, double thick, int method,
                            bool mark)
{
    char look[CHART_LOOK];
    copse_i_operating_look(method, thick, mark, look);
    page->layer = CHART_FRONT;
    copse_i_chart_line(page, look, x1, y1, x2, y2);
    page->layer = CHART_MIDDLE;
}

void copse_i_operating_path(chart *page, double thick, int method)
{
    char look[CHART_LOOK];
    copse_i_operating_look(method, thick, false, look);
    copse_i_chart_open(page, look);
}

void copse_i_operating_band(chart *page, double x1, double low1, double high1, double x2, double low2, double high2,
                            size_t method)
{
    char look[CHART_LOOK];
    const chart_point corner[] = {{x1, low1}, {x1, high1}, {x2, high2}, {x2, low2}};
    (void)snprintf(look, sizeof look, "p%d - 0 solid", (int)((method - 1) % CHART_COLOURS) + 1);
    page->layer = CHART_BEHIND;
    copse_i_chart_area(page, look, corner, 4);
    page->layer = CHART_MIDDLE;
}

double copse_i_operating_head(chart *page, const copse_operating_data *data, double left, double right, double y)
{
    const double font = OPERATING_FONT;
    copse_text measure = {0};
    copse_i_operating_title(data, &measure);
    if (measure.failed) page->text.failed = true;
    y = copse_i_chart_head(page, data->title, y) + 0.6 * font;
    copse_i_chart_cut(page, left, y, "l n", font + 0.5, right - left, copse_text_string(&measure));
    copse_text_free(&measure);
    return y + 1.9 * font;
}

void copse_i_operating_frame(chart *page, chart_panel *panel, const copse_operating_data *data, double low, double high)
{
    panel->y.percent = copse_i_operating_is_share(data);
    panel->y.any = true;
    panel->y.low = low;
    panel->y.high = high;
    panel->y.from = panel->bottom;
    panel->y.to = panel->top;
    panel->no_x_ticks = true;
    copse_i_axis_settle(&panel->y, panel->bottom - panel->top, OPERATING_FONT, false);
    copse_i_panel_frame(page, panel);
}

double copse_i_operating_y(const chart_panel *panel, double value)
{
    const double y = copse_i_axis_place(&panel->y, value);
    return y < panel->top ? panel->top : y > panel->bottom ? panel->bottom : y;
}

/* What makes the lines of two methods differ: the estimator of tau2 always, the interval where it is measured, ... */
static bool interval_matters(const copse_operating_data *data)
{
    if (strcmp(data->parameter, "I2") == 0 || strcmp(data->parameter, "prediction") == 0) return false;
    return data->measure == COPSE_PERFORMANCE_COVERAGE || data->measure == COPSE_PERFORMANCE_WIDTH ||
           data->measure == COPSE_PERFORMANCE_REJECTION || data->measure == COPSE_PERFORMANCE_NO_INTERVAL ||
           data->measure == COPSE_PERFORMANCE_AT_END;
}

/* ... the test where standard errors are measured or an interval is made of them. */
static bool test_matters(const copse_operating_data *data, const copse_simulation_method *m)
{
    if (strcmp(data->parameter, "tau2") == 0 || strcmp(data->parameter, "I2") == 0) return false;
    if (interval_matters(data)) return m->bootstrap.replicates == 0 || m->bootstrap.interval == COPSE_BOOT_STUDENTISED;
    return data->measure != COPSE_PERFORMANCE_BIAS && data->measure != COPSE_PERFORMANCE_EMP_SE &&
           data->measure != COPSE_PERFORMANCE_MSE && data->measure != COPSE_PERFORMANCE_RMSE;
}

static bool same_interval(const copse_simulation_bootstrap *a, const copse_simulation_bootstrap *b)
{
    if (a->replicates == 0 || b->replicates == 0) return a->replicates == b->replicates;
    return a->replicates == b->replicates && a->kind == b->kind && a->interval == b->interval;
}

static bool same_line(const copse_operating_data *data, const copse_simulation_method *a,
                      const copse_simulation_method *b)
{
    return a->method == b->method && (!interval_matters(data) || same_interval(&a->bootstrap, &b->bootstrap)) &&
           (!test_matters(data, a) || a->test == b->test) &&
           (strcmp(data->parameter, "prediction") != 0 || a->prediction == b->prediction);
}

static bool is_first(const copse_operating_data *data, size_t method)
{
    const copse_simulation_method *all = copse_simulation_of(data->simulation)->method;
    for (size_t m = 0; m < method; m++)
        if (same_line(data, &all[m], &all[method])) return false;
    return true;
}

size_t copse_i_operating_style(const copse_operating_data *data, size_t method)
{
    size_t n = 0;
    if (!is_first(data, method)) return 0;
    for (size_t m = 0; m <= method; m++) n += is_first(data, m) ? 1 : 0;
    return n;
}

size_t copse_i_operating_styles(const copse_operating_data *data)
{
    size_t n = 0;
    for (size_t m = 0; m < copse_simulation_of(data->simulation)->methods; m++) n += is_first(data, m) ? 1 : 0;
    return n;
}

/* The method's name; where others share its line, and neither test nor interval matters, the estimator's. */
static const char *line_name(const copse_operating_data *data, size_t method)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    for (size_t m = method + 1; m < d->methods; m++)
        if (same_line(data, &d->method[m], &d->method[method]) && !interval_matters(data) &&
            !test_matters(data, &d->method[m]))
            return copse_method_code(d->method[method].method);
    return d->method[method].name;
}

double copse_i_operating_legend(chart *page, const copse_operating_data *data, double left, double right, double y)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    const double font = OPERATING_FONT;
    double x = left;
    for (size_t m = 0; m < d->methods; m++) {
        const size_t style = copse_i_operating_style(data, m);
        if (style == 0) continue;
        const char *name = line_name(data, m);
        const double wide = fmin(3.6 * font + font * copse_i_text_width(name, false), right - left);
        if (x > left && x + wide > right) {
            x = left;
            y += 1.5 * font;
        }
        copse_i_operating_line(page, x, y, x + 3 * font, y, 1.6, (int)style, false);
        copse_i_chart_cut(page, x + 3.4 * font, y, "l n", font, right - x - 3.4 * font, name);
        x += wide + 1.6 * font;
    }
    return y + 1.5 * font;
}

/* ------------------------------------------------------------------------------------------------------ values */

copse_performance copse_i_operating_value(const copse_operating_data *data, size_t cell, size_t method)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    const copse_performance none = {(double)NAN, (double)NAN};
    copse_simulation_summary s;
    copse_simulation_summarise(data->simulation, data->state, cell, method, &s);
    if (strcmp(data->parameter, "mu") == 0) return s.coef[0][data->measure];
    if (strcmp(data->parameter, "tau2") == 0) return s.tau2[data->measure];
    if (strcmp(data->parameter, "I2") == 0) return s.I2[data->measure];
    if (strcmp(data->parameter, "prediction") == 0) return s.prediction[data->measure];
    for (size_t j = 0; j < d->moderators; j++)
        if (strcmp(data->parameter, d->moderator[j].name) == 0) return s.coef[j + 1][data->measure];
    return none;
}

bool copse_i_operating_is_share(const copse_operating_data *data)
{
    return data->measure == COPSE_PERFORMANCE_COVERAGE || data->measure == COPSE_PERFORMANCE_REJECTION ||
           data->measure == COPSE_PERFORMANCE_ZERO || data->measure == COPSE_PERFORMANCE_NO_INTERVAL ||
           data->measure == COPSE_PERFORMANCE_AT_END;
}

void copse_i_operating_title(const copse_operating_data *data, copse_text *out)
{
    static const char *const words[COPSE_PERFORMANCE_COUNT] = {
        [COPSE_PERFORMANCE_BIAS] = "Bias of",
        [COPSE_PERFORMANCE_EMP_SE] = "Empirical standard error of",
        [COPSE_PERFORMANCE_MSE] = "Mean squared error of",
        [COPSE_PERFORMANCE_RMSE] = "Root mean squared error of",
        [COPSE_PERFORMANCE_MODEL_SE] = "Mean model-based standard error of",
        [COPSE_PERFORMANCE_SE_ERROR] = "Relative error (%) of the standard error of",
        [COPSE_PERFORMANCE_COVERAGE] = "Coverage (%) of",
        [COPSE_PERFORMANCE_WIDTH] = "Width of the interval of",
        [COPSE_PERFORMANCE_REJECTION] = "Rejections (%) of no effect:",
        [COPSE_PERFORMANCE_MEAN] = "Mean of",
        [COPSE_PERFORMANCE_ZERO] = "Estimates of 0 (%):",
        [COPSE_PERFORMANCE_NO_INTERVAL] = "Estimates without an interval (%):",
        [COPSE_PERFORMANCE_AT_END] = "Limits at the end of the replicates (%):"};
    const bool greek_mu = strcmp(data->parameter, "mu") == 0, greek_tau = strcmp(data->parameter, "tau2") == 0;
    copse_text_printf(out, "%s %s", words[data->measure],
                      greek_mu                                     ? "\xc2\xb5"
                      : greek_tau                                  ? "\xcf\x84\xc2\xb2"
                      : strcmp(data->parameter, "prediction") == 0 ? "the prediction interval"
                                                                   : data->parameter);
}

double copse_i_operating_target(const copse_operating_data *data, size_t cell)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    const copse_simulation_cell *c = copse_simulation_cell_at(data->simulation, cell);
    if (data->measure == COPSE_PERFORMANCE_COVERAGE) return d->level / 100;
    if (data->measure == COPSE_PERFORMANCE_BIAS || data->measure == COPSE_PERFORMANCE_SE_ERROR) return 0;
    if (data->measure == COPSE_PERFORMANCE_REJECTION && strcmp(data->parameter, "mu") == 0 && c->mu == 0)
        return 1 - d->level / 100;
    if (data->measure == COPSE_PERFORMANCE_MEAN && strcmp(data->parameter, "tau2") == 0) return c->tau2;
    return (double)NAN;
}

/* ----------------------------------------------------------------------------------------------------- factors */

static const char *const KEYS[OPERATING_FACTORS] = {"sizes",       "variances", "control", "effects", "selection",
                                                    "correlation", "mu",        "tau2",    "k"};

/* A cell's level of factor f: a name, or with name NULL a number. */
static const char *level_of(const copse_simulation_cell *c, size_t f, double *number)
{
    *number = 0;
    switch (f) {
    case 0:
        return c->size != NULL ? c->size->name : "";
    case 1:
        return c->variance != NULL ? c->variance->name : "";
    case 2:
        return c->control != NULL ? c->control->name : "";
    case 3:
        return c->shape != NULL ? c->shape->name : "normal";
    case 4:
        return c->selection != NULL ? c->selection->name : "none";
    case 5:
        *number = c->correlation;
        return NULL;
    case 6:
        *number = c->mu;
        return NULL;
    case 7:
        *number = isnan(c->I2) ? c->tau2 : c->I2;
        return NULL;
    default:
        *number = (double)c->k;
        return NULL;
    }
}

static bool same_level(const copse_simulation *s, size_t f, size_t a, size_t b)
{
    double x, y;
    const char *p = level_of(copse_simulation_cell_at(s, a), f, &x);
    const char *q = level_of(copse_simulation_cell_at(s, b), f, &y);
    return p != NULL && q != NULL ? strcmp(p, q) == 0 : x == y;
}

/* Numbers the levels of factor f in the order in which they come; `first` holds a cell of each. */
static size_t number_levels(const copse_simulation *s, size_t f, size_t cells, size_t *level, size_t *first)
{
    size_t levels = 0;
    for (size_t c = 0; c < cells; c++) {
        size_t i = 0;
        while (i < levels && !same_level(s, f, first[i], c)) i++;
        if (i == levels) first[levels++] = c;
        level[c] = i;
    }
    return levels;
}

copse_status copse_i_operating_factors(const copse_simulation *s, operating_factors *factors)
{
    const size_t cells = copse_simulation_of(s)->cells;
    *factors = (operating_factors){0};
    for (size_t f = 0; f < OPERATING_FACTORS; f++) {
        size_t *level = copse_alloc(cells, sizeof *level), *first = copse_alloc(cells, sizeof *first);
        const size_t n = factors->count;
        factors->level[n] = level;
        factors->first[n] = first;
        if (level == NULL || first == NULL) return COPSE_ENOMEM;
        factors->levels[n] = number_levels(s, f, cells, level, first);
        factors->index[n] = f;
        factors->key[n] = f == 7 && !isnan(copse_simulation_cell_at(s, 0)->I2) ? "I2" : KEYS[f];
        if (factors->levels[n] > 1) {
            factors->count++;
            continue;
        }
        free(level);
        free(first);
        factors->level[n] = factors->first[n] = NULL;
    }
    return COPSE_OK;
}

void copse_i_operating_factors_free(operating_factors *factors)
{
    for (size_t f = 0; f < OPERATING_FACTORS; f++) {
        free(factors->level[f]);
        free(factors->first[f]);
    }
    *factors = (operating_factors){0};
}

void copse_i_operating_level_text(const copse_simulation *s, const operating_factors *factors, size_t f, size_t cell,
                                  copse_text *out)
{
    char buf[COPSE_NUMBER_TEXT];
    double x = 0;
    const char *name = level_of(copse_simulation_cell_at(s, cell), factors->index[f], &x);
    copse_text_add(out, name != NULL ? name : copse_format_significant(buf, sizeof buf, x, 6));
}
