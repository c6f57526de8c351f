/* Curves of funnel plots: limits, regions of significance, regressions. */
#include "funnel_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdio.h>

void copse_i_funnel_fill_grid(const copse_funnel_data *data, const chart_axis *axis, funnel_grid *grid)
{
    for (size_t i = 0; i <= FUNNEL_STEPS; i++) {
        const double share = (double)i / FUNNEL_STEPS, height = axis->low + (axis->high - axis->low) * share;
        grid->height[i] = height;
        /* at precision 0 everything is possible */
        grid->error[i] = fmin(copse_i_funnel_error(data->axis, height), 1e150);
    }
}

void copse_i_funnel_limits(chart *page, const chart_panel *panel, const funnel_grid *grid, const char *look,
                           double centre, double z)
{
    double x[FUNNEL_STEPS + 1];
    for (int side = -1; side <= 1; side += 2) {
        for (size_t i = 0; i <= FUNNEL_STEPS; i++) x[i] = centre + side * z * grid->error[i];
        copse_i_panel_curve(page, panel, look, x, grid->height, FUNNEL_STEPS + 1);
    }
}

void copse_i_funnel_regions(chart *page, const chart_panel *panel, const funnel_grid *grid,
                            const copse_funnel_data *data)
{
    double x[2 * FUNNEL_STEPS + 2], y[2 * FUNNEL_STEPS + 2];
    char look[32];
    if (data->ps == 0) return;
    page->layer = CHART_BEHIND;
    (void)snprintf(look, sizeof look, "region%zu", data->ps + 1);
    copse_i_chart_box(page, look, panel->left, panel->top, panel->right, panel->bottom);
    for (size_t r = data->ps; r-- > 0;) {
        const double z = copse_normal_quantile_upper(data->p[r] / 2);
        for (size_t i = 0; i <= FUNNEL_STEPS; i++) {
            x[i] = data->null_value - z * grid->error[i];
            x[2 * FUNNEL_STEPS + 1 - i] = data->null_value + z * grid->error[i];
            y[i] = y[2 * FUNNEL_STEPS + 1 - i] = grid->height[i];
        }
        (void)snprintf(look, sizeof look, "region%zu", r + 1);
        copse_i_panel_region(page, panel, look, x, y, 2 * FUNNEL_STEPS + 2);
    }
    page->layer = CHART_MIDDLE;
}

static double line_at(const copse_funnel_line *line, double error)
{
    const double s2 = error * error + line->tau2;
    return line->intercept + line->slope * (line->power == 2 ? s2 : sqrt(s2));
}

void copse_i_funnel_lines(chart *page, const chart_panel *panel, const funnel_grid *grid, const copse_funnel_data *data)
{
    double x[FUNNEL_STEPS + 1];
    char look[32];
    for (size_t l = 0; l < data->lines; l++) {
        for (size_t i = 0; i <= FUNNEL_STEPS; i++) x[i] = line_at(&data->line[l], grid->error[i]);
        (void)snprintf(look, sizeof look, "line%zu", l + 1);
        copse_i_panel_curve(page, panel, look, x, grid->height, FUNNEL_STEPS + 1);
    }
}
