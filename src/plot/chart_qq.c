/* Normal quantile plots of residuals. */
#include "chart_effect.h"
#include "chart_labels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const chart_kind QQ = {.name = "normal quantile plot", .file = "qqnorm", .looks_file = "plots/qqnorm.gp"};

static bool is_outside(const copse_qq_data *data, size_t i)
{
    return data->lower != NULL && (data->residual[i] < data->lower[i] || data->residual[i] > data->upper[i]);
}

static size_t add_points(chart *page, const chart_panel *panel, const copse_qq_data *data)
{
    const copse_chart_studies *s = &data->studies;
    chart_label *label = copse_alloc(data->points, sizeof *label);
    const double size = copse_i_mark_size(data->points);
    char look[32];
    size_t outside = 0;
    if (label == NULL) {
        page->text.failed = true;
        return 0;
    }
    for (size_t i = 0; i < data->points; i++) {
        const double x = data->quantile[i], y = data->residual[i];
        const chart_mark mark = copse_i_study_mark(s, data->study[i], look);
        (void)copse_i_panel_mark(page, panel, look, mark, x, y, size);
        outside += is_outside(data, i);
        label[i] = (chart_label){x, y, size, is_outside(data, i) ? 1 + fabs(y - x) : 0,
                                 s->label != NULL ? s->label[data->study[i]] : ""};
    }
    (void)copse_i_chart_labels(page, panel, label, data->points, CHART_FONT - 1.5);
    free(label);
    return outside;
}

static void choose_axes(const copse_qq_data *data, chart_panel *panel)
{
    for (size_t i = 0; i < data->points; i++) {
        copse_i_axis_cover(&panel->x, data->quantile[i]);
        copse_i_axis_cover(&panel->y, data->residual[i]);
        if (data->lower != NULL) copse_i_axis_cover(&panel->y, data->lower[i]);
        if (data->upper != NULL) copse_i_axis_cover(&panel->y, data->upper[i]);
    }
    copse_i_axis_pad(&panel->x, 0.06);
    copse_i_axis_pad(&panel->y, 0.04);
    panel->x.exact = panel->y.exact = true;
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_qq_data *data = what;
    const double left = page->margin, right = page->width - page->margin;
    chart_entry entry[CHART_GROUPS_SHOWN + 2];
    char looks[CHART_GROUPS_SHOWN][32], envelope[120];
    chart_panel panel = {0};
    (void)store;
    panel.x.label = look->x_label != NULL ? look->x_label : "Normal quantile";
    panel.y.label = look->y_label != NULL ? look->y_label
                    : data->deleted       ? "Studentised deleted residual"
                                          : "Studentised residual";
    choose_axes(data, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right, y + 300);
    page->layer = CHART_BEHIND;
    if (data->lower != NULL)
        copse_i_panel_band(page, &panel, "envelope", data->quantile, data->lower, data->upper, data->points);
    page->layer = CHART_MIDDLE;
    const double low = fmin(panel.x.low, panel.y.low), high = fmax(panel.x.high, panel.y.high);
    copse_i_panel_line(page, &panel, "normal", low, low, high, high);
    copse_i_panel_frame(page, &panel);
    page->layer = CHART_FRONT;
    const size_t outside = add_points(page, &panel, data);
    size_t n = copse_i_group_entries(&data->studies, looks, entry, 0, CHART_GROUPS_SHOWN);
    (void)snprintf(envelope, sizeof envelope, "%g %% envelope%s, %zu simulations", copse_i_chart_level(look),
                   data->bonferroni ? " (Bonferroni)" : "", data->replicates);
    if (data->lower != NULL) entry[n++] = (chart_entry){CHART_SWATCH_AREA, "envelope", CHART_CIRCLE, envelope};
    entry[n++] = (chart_entry){CHART_SWATCH_LINE, "normal", CHART_CIRCLE, "Normal"};
    copse_text_printf(&page->title, "Normal quantile plot of %zu residuals", data->points);
    copse_text_printf(&page->description, "Residuals of %zu %s against normal quantiles.", data->points,
                      copse_plural(data->points, "study", "studies"));
    if (data->lower != NULL) copse_text_printf(&page->description, " %zu lie outside the envelope.", outside);
    return copse_i_chart_legend(page, entry, n, panel.left, right, y + 300) + 0.6 * CHART_FONT;
}

copse_status copse_plot_qq(const copse_qq_data *data, const copse_chart_look *look, const char *picture,
                           copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || data->study == NULL || data->quantile == NULL || data->residual == NULL ||
        (data->lower == NULL) != (data->upper == NULL))
        return copse_fail(err, COPSE_EINVAL, "a quantile plot needs its data");
    if (data->points == 0) return copse_fail(err, COPSE_ENODATA, "no residuals to draw");
    const copse_status status = copse_i_check_studies(&data->studies, err);
    return status == COPSE_OK ? copse_i_chart_make(&QQ, lay_out, data, look, picture, script, err) : status;
}
