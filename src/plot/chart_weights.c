/* Weight functions of selection models. */
#include "chart_effect.h"

#include <math.h>
#include <stdlib.h>

static const chart_kind WEIGHTS = {.name = "weight function", .file = "selection", .looks_file = "plots/selection.gp"};

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The largest weight, or where a few are far larger, as near p = 0, four times the middle one. */
static double highest(chart *page, const copse_weights_data *data)
{
    double *sorted = copse_alloc(data->n, sizeof *sorted), most = 1;
    size_t n = 0;
    if (sorted == NULL) {
        page->text.failed = true;
        return most;
    }
    for (size_t i = 0; i < data->n; i++)
        if (isfinite(data->weight[i])) sorted[n++] = data->weight[i];
    qsort(sorted, n, sizeof *sorted, by_size);
    if (n > 0) most = fmax(most, fmin(sorted[n - 1], 4 * sorted[n / 2]));
    free(sorted);
    return most;
}

static void choose_axes(chart *page, const copse_weights_data *data, chart_panel *panel)
{
    const double most = highest(page, data);
    copse_i_axis_cover(&panel->y, 0);
    copse_i_axis_cover(&panel->y, 1.05 * most);
    for (size_t i = 0; data->upper != NULL && i < data->n; i++)
        if (isfinite(data->upper[i])) copse_i_axis_cover(&panel->y, fmin(data->upper[i], 2 * most));
    copse_i_axis_cover(&panel->x, data->of_estimates ? data->p[0] : 0);
    copse_i_axis_cover(&panel->x, data->of_estimates ? data->p[data->n - 1] : 1);
    panel->x.exact = panel->y.exact = true;
}

/* A tick for each study at the foot of the panel. */
static void add_studies(chart *page, const chart_panel *panel, const copse_weights_data *data)
{
    for (size_t i = 0; data->study_p != NULL && i < data->k; i++) {
        const double x = copse_i_axis_place(&panel->x, data->study_p[i]);
        if (x >= panel->left && x <= panel->right)
            copse_i_chart_line(page, "study", x, panel->bottom, x, panel->bottom - CHART_FONT);
    }
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_weights_data *data = what;
    const double left = page->margin, right = page->width - page->margin;
    chart_panel panel = {0};
    chart_entry entry[3];
    size_t n = 0;
    copse_text_add(store, data->model != NULL ? data->model : "Weight function");
    char *name = store->bytes; /* NULL where there was no memory, which is told */
    if (name != NULL && name[0] >= 'a' && name[0] <= 'z') name[0] = (char)(name[0] - 'a' + 'A');
    panel.x.label = look->x_label != NULL ? look->x_label
                    : data->of_estimates  ? "Estimate"
                    : data->one_sided     ? "One-sided p"
                                          : "Two-sided p";
    panel.y.label = look->y_label != NULL ? look->y_label : "Relative probability of publication";
    choose_axes(page, data, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right, y + 270);
    page->layer = CHART_BEHIND;
    if (data->lower != NULL && data->upper != NULL)
        copse_i_panel_band(page, &panel, "band", data->p, data->lower, data->upper, data->n);
    page->layer = CHART_MIDDLE;
    copse_i_panel_level(page, &panel, "null", 1);
    copse_i_panel_curve(page, &panel, "weight", data->p, data->weight, data->n);
    add_studies(page, &panel, data);
    copse_i_panel_frame(page, &panel);
    entry[n++] = (chart_entry){CHART_SWATCH_LINE, "weight", CHART_CIRCLE, copse_text_string(store)};
    if (data->lower != NULL) entry[n++] = (chart_entry){CHART_SWATCH_AREA, "band", CHART_CIRCLE, "Its interval"};
    if (data->study_p != NULL && data->k > 0)
        entry[n++] = (chart_entry){CHART_SWATCH_LINE, "study", CHART_CIRCLE, "Studies"};
    copse_text_printf(&page->title, "Weight function of a selection model");
    copse_text_printf(&page->description, "The relative probability that a study is published, against its %s.",
                      data->of_estimates ? "estimate" : "p");
    return copse_i_chart_legend(page, entry, n, panel.left, right, y + 270) + 0.6 * CHART_FONT;
}

copse_status copse_plot_weights(const copse_weights_data *data, const copse_chart_look *look, const char *picture,
                                copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || data->p == NULL || data->weight == NULL || data->n < 2)
        return copse_fail(err, COPSE_EINVAL, "a weight function needs its data");
    return copse_i_chart_make(&WEIGHTS, lay_out, data, look, picture, script, err);
}
