/* Funnel plots: effects against how precise they are. */
#include "funnel_parts.h"

#include <math.h>

static const chart_kind FUNNEL = {.name = "funnel plot", .file = "funnel", .looks_file = "plots/funnel.gp"};

static copse_status check(const copse_funnel_data *data, copse_error *err)
{
    copse_status status = copse_i_check_studies(&data->studies, err);
    if (status != COPSE_OK) return status;
    if ((size_t)data->axis >= COPSE_FUNNEL_AXIS_COUNT || data->ps > FUNNEL_REGIONS || data->lines > FUNNEL_LINES)
        return copse_fail(err, COPSE_EINVAL, "a funnel plot has an axis, at most %d regions and %d lines",
                          FUNNEL_REGIONS, FUNNEL_LINES);
    for (size_t i = 0; i < data->studies.k; i++)
        if (!isfinite(copse_i_funnel_study_height(data, i)))
            return copse_fail(err, COPSE_EUSAGE, "--y %s: the sample size of study %zu is not known",
                              copse_funnel_axis_name(data->axis), i + 1);
    if (!copse_funnel_axis_is_of_variance(data->axis) &&
        (data->ps > 0 || isfinite(data->centre) || data->lines > 0 || data->imputed > 0))
        return copse_fail(err, COPSE_EUSAGE,
                          "limits, regions, lines and imputed studies need --y sei, vi, seinv or vinv");
    return COPSE_OK;
}

static void add_studies(chart *page, const chart_panel *panel, const copse_funnel_data *data)
{
    const copse_chart_studies *s = &data->studies;
    const double size = copse_i_mark_size(s->k);
    char look[32];
    for (size_t g = 0; g < (s->group != NULL ? s->groups : 1); g++)
        for (size_t i = 0; i < s->k; i++) {
            if (s->group != NULL && s->group[i] != g) continue;
            const chart_mark mark = copse_i_study_mark(s, i, look);
            (void)copse_i_panel_mark(page, panel, look, mark, s->yi[i], copse_i_funnel_study_height(data, i), size);
        }
    for (size_t i = 0; i < data->imputed; i++)
        (void)copse_i_panel_mark(page, panel, "imputed", CHART_CIRCLE, data->imputed_yi[i],
                                 copse_i_funnel_height(data, data->imputed_vi[i], NAN, NAN), size);
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_funnel_data *data = what;
    const double left = page->margin, right = page->width - page->margin;
    chart_panel panel = {0};
    funnel_grid grid;
    copse_i_effect_axis(&panel.x, look, look->x_label, store);
    panel.y.label = look->y_label != NULL ? look->y_label : copse_i_funnel_axis_text(data->axis);
    copse_i_funnel_choose_axes(data, look, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right, y + 300);
    if (copse_funnel_axis_is_of_variance(data->axis)) {
        copse_i_funnel_fill_grid(data, &panel.y, &grid);
        copse_i_funnel_regions(page, &panel, &grid, data);
        if (isfinite(data->centre)) {
            copse_i_panel_upright(page, &panel, "centre", data->centre);
            copse_i_funnel_limits(page, &panel, &grid, "limits", data->centre, copse_i_funnel_quantile(look));
        }
        if (isfinite(data->adjusted)) copse_i_panel_upright(page, &panel, "adjusted", data->adjusted);
        copse_i_funnel_lines(page, &panel, &grid, data);
    }
    page->layer = CHART_FRONT;
    copse_i_panel_frame(page, &panel);
    add_studies(page, &panel, data);
    copse_i_funnel_describe(page, data, panel.x.label);
    y = copse_i_funnel_legend(page, data, look, &panel, y + 300);
    return y + 0.6 * CHART_FONT;
}

copse_status copse_plot_funnel(const copse_funnel_data *data, const copse_chart_look *look, const char *picture,
                               copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL) return copse_fail(err, COPSE_EINVAL, "a funnel plot needs its data");
    const copse_status status = check(data, err);
    return status == COPSE_OK ? copse_i_chart_make(&FUNNEL, lay_out, data, look, picture, script, err) : status;
}
