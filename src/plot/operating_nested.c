/* Nested-loop plot (Rücker & Schwarzer 2014): cells from left to right, a stepped line for each method, the conditions
 * below. */
#include "operating_page.h"

#include "text_metrics.h"

#include <math.h>
#include <string.h>

/* Least and largest of what is to be seen. */
static copse_status find_range(const copse_operating_data *data, double *low, double *high, copse_error *err)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    bool any = false;
    for (size_t c = 0; c < d->cells; c++) {
        for (size_t m = 0; m <= d->methods; m++) {
            const double x =
                m < d->methods ? copse_i_operating_value(data, c, m).value : copse_i_operating_target(data, c);
            if (!isfinite(x)) continue;
            *low = any && *low < x ? *low : x;
            *high = any && *high > x ? *high : x;
            any = any || m < d->methods;
        }
    }
    if (any) return COPSE_OK;
    return copse_fail(err, COPSE_ENODATA, "no cell has a %s of %s to draw", copse_performance_code(data->measure),
                      data->parameter);
}

static double cell_x(const chart_panel *axis, size_t cell, size_t cells)
{
    return axis->left + (axis->right - axis->left) * (double)cell / (double)cells;
}

/* Steps of one line: flat over a cell, then up or down to the next; a missing value leaves a gap. */
static void add_steps(chart *page, const chart_panel *axis, const copse_operating_data *data, size_t method,
                      double thick)
{
    const size_t cells = copse_simulation_of(data->simulation)->cells, style = copse_i_operating_style(data, method);
    if (style == 0) return;
    copse_i_operating_path(page, thick, (int)style);
    for (size_t c = 0; c < cells; c++) {
        const double x = copse_i_operating_value(data, c, method).value;
        if (isfinite(x)) {
            const double y = copse_i_operating_y(axis, x);
            copse_i_chart_to(page, cell_x(axis, c, cells), y);
            copse_i_chart_to(page, cell_x(axis, c + 1, cells), y);
        } else {
            copse_i_chart_to(page, (double)NAN, 0);
        }
    }
}

/* The value that would be best in each cell, in one piece where it stays the same. */
static void add_target(chart *page, const chart_panel *axis, const copse_operating_data *data)
{
    const size_t cells = copse_simulation_of(data->simulation)->cells;
    double before = (double)NAN;
    copse_i_operating_path(page, 0.8, -1);
    for (size_t c = 0; c < cells; c++) {
        const double x = copse_i_operating_target(data, c);
        if (!isfinite(x) || !(x == before)) copse_i_chart_to(page, (double)NAN, 0);
        before = x;
        if (!isfinite(x)) continue;
        copse_i_chart_to(page, cell_x(axis, c, cells), copse_i_operating_y(axis, x));
        copse_i_chart_to(page, cell_x(axis, c + 1, cells), copse_i_operating_y(axis, x));
    }
}

/* A condition: its name, its levels, and its own steps in a strip from top to bottom. */
static void add_condition(chart *page, const chart_panel *axis, const copse_operating_data *data,
                          const operating_factors *factors, size_t f, double top, double bottom, double thick)
{
    const size_t cells = copse_simulation_of(data->simulation)->cells;
    const double last = (double)(factors->levels[f] - 1), font = OPERATING_FONT;
    copse_text name = {0};
    copse_text_printf(&name, "%s: ", factors->key[f]);
    for (size_t l = 0; l < factors->levels[f]; l++) {
        if (l > 0) copse_text_add(&name, ", ");
        copse_i_operating_level_text(data->simulation, factors, f, factors->first[f][l], &name);
    }
    if (name.failed) page->text.failed = true;
    copse_i_chart_cut(page, axis->left, top - 0.75 * font, "l n", font - 0.5, axis->right - axis->left,
                      copse_text_string(&name));
    copse_text_free(&name);
    copse_i_operating_path(page, thick, 0);
    for (size_t c = 0; c < cells; c++) {
        const double y = bottom - (bottom - top) * (double)factors->level[f][c] / last;
        copse_i_chart_to(page, cell_x(axis, c, cells), y);
        copse_i_chart_to(page, cell_x(axis, c + 1, cells), y);
    }
}

/* Many cells make the page wider and the lines thinner. */
static double thickness(double cell)
{
    return cell > 6 ? 1.3 : cell > 3 ? 0.9 : 0.6;
}

static void lay_out(const copse_operating_data *data, const operating_factors *factors, double low, double high,
                    chart *page)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    const double font = OPERATING_FONT, margin = 1.5 * font;
    page->width = fmin(fmax(page->width, 7.5 * font + 4 * (double)d->cells), 2 * page->width);
    chart_panel axis = {.left = 6 * font, .right = page->width - margin};
    const double thick = thickness((axis.right - axis.left) / (double)d->cells);
    double y = copse_i_operating_head(page, data, margin, axis.right, margin);
    y = copse_i_operating_legend(page, data, margin, axis.right, y);
    axis.top = y + 0.5 * font;
    axis.bottom = axis.top + 24 * font;
    copse_i_operating_frame(page, &axis, data, low, high);
    add_target(page, &axis, data);
    for (size_t m = 0; m < d->methods; m++) add_steps(page, &axis, data, m, thick);
    y = axis.bottom + 1.2 * font;
    for (size_t f = 0; f < factors->count; f++) {
        add_condition(page, &axis, data, factors, f, y + 1.5 * font, y + 3 * font, fmin(thick, 0.9));
        y += 3.6 * font;
    }
    copse_i_chart_text(page, axis.left, y + 0.9 * font, "l n", font - 0.5,
                       "Cells of the grid from left to right; the last condition changes fastest.");
    page->height = y + 2.4 * font;
    copse_text title = {0};
    copse_i_operating_title(data, &title);
    if (title.failed) page->text.failed = true;
    copse_text_printf(&page->description, "Nested-loop plot. %s, in %zu cells, for %zu methods.",
                      copse_text_string(&title), d->cells, d->methods);
    copse_text_free(&title);
}

copse_status copse_plot_nested_loop(const copse_operating_data *data, const char *picture, copse_text *script,
                                    copse_error *err)
{
    if (data == NULL || data->simulation == NULL || data->state == NULL || data->parameter == NULL || script == NULL)
        return copse_fail(err, COPSE_EINVAL, "a plot of a simulation needs its results");
    chart page = {0};
    operating_factors factors = {0};
    double low = 0, high = 0;
    copse_status status = copse_i_chart_begin(&page, &copse_i_operating_kind, picture, err);
    page.width = 520;
    copse_text_add(&page.title, "Simulation: nested-loop plot");
    if (status == COPSE_OK) status = copse_plot_operating_check(data, true, false, err);
    if (status == COPSE_OK) status = find_range(data, &low, &high, err);
    if (status == COPSE_OK && copse_i_operating_factors(data->simulation, &factors) != COPSE_OK)
        status = copse_fail_memory(err);
    if (status == COPSE_OK) {
        lay_out(data, &factors, low, high, &page);
        status = copse_i_chart_finish(&page, page.height, picture, script, err);
    }
    copse_i_operating_factors_free(&factors);
    copse_i_chart_free(&page);
    return status;
}
