/* Bubble plots: a meta-regression along one moderator. */
#include "chart_effect.h"

#include <math.h>

static const chart_kind BUBBLE = {.name = "bubble plot", .file = "bubble", .looks_file = "plots/bubble.gp"};

static void cover_all(chart_axis *axis, const double *value, size_t n)
{
    for (size_t i = 0; value != NULL && i < n; i++) copse_i_axis_cover(axis, value[i]);
}

/* Bands may be far wider than the studies where the line is drawn beyond them: then they leave the picture. */
static void choose_axes(const copse_bubble_data *data, chart_panel *panel)
{
    const copse_chart_studies *s = &data->studies;
    cover_all(&panel->x, data->x, s->k);
    cover_all(&panel->x, data->at, data->n);
    cover_all(&panel->y, s->yi, s->k);
    cover_all(&panel->y, data->fitted, data->n);
    const double span = panel->y.high - panel->y.low, low = panel->y.low - span, high = panel->y.high + span;
    const double *const band[] = {data->lower, data->upper, data->pi_lower, data->pi_upper};
    for (size_t b = 0; b < 4; b++)
        for (size_t i = 0; band[b] != NULL && i < data->n; i++)
            copse_i_axis_cover(&panel->y, fmin(fmax(band[b][i], low), high));
    copse_i_axis_pad(&panel->x, 0.05);
    copse_i_axis_pad(&panel->y, 0.05);
    panel->x.exact = panel->y.exact = true;
}

static void add_line(chart *page, const chart_panel *panel, const copse_bubble_data *data)
{
    page->layer = CHART_BEHIND;
    if (data->pi_lower != NULL && data->pi_upper != NULL)
        copse_i_panel_band(page, panel, "prediction", data->at, data->pi_lower, data->pi_upper, data->n);
    if (data->lower != NULL && data->upper != NULL)
        copse_i_panel_band(page, panel, "confidence", data->at, data->lower, data->upper, data->n);
    page->layer = CHART_MIDDLE;
    copse_i_panel_curve(page, panel, "line", data->at, data->fitted, data->n);
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_bubble_data *data = what;
    const double left = page->margin, right = page->width - page->margin;
    chart_entry entry[CHART_GROUPS_SHOWN + 3];
    char looks[CHART_GROUPS_SHOWN][32];
    chart_panel panel = {0};
    copse_i_effect_axis(&panel.y, look, look->y_label, store);
    panel.x.label = look->x_label != NULL ? look->x_label : data->moderator;
    choose_axes(data, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right, y + 290);
    add_line(page, &panel, data);
    copse_i_panel_frame(page, &panel);
    page->layer = CHART_FRONT;
    copse_i_weighted_marks(page, &panel, &data->studies, data->x, data->studies.yi, data->weight);
    size_t n = copse_i_group_entries(&data->studies, looks, entry, 0, CHART_GROUPS_SHOWN);
    entry[n++] = (chart_entry){CHART_SWATCH_LINE, "line", CHART_CIRCLE, "Fitted"};
    if (data->lower != NULL) entry[n++] = (chart_entry){CHART_SWATCH_AREA, "confidence", CHART_CIRCLE, "Confidence"};
    if (data->pi_lower != NULL) entry[n++] = (chart_entry){CHART_SWATCH_AREA, "prediction", CHART_CIRCLE, "Prediction"};
    copse_text_printf(&page->title, "Bubble plot of %zu %s", data->studies.k,
                      copse_plural(data->studies.k, "study", "studies"));
    copse_text_printf(&page->description, "%s of %zu studies against %s, with the fitted line and its bands.",
                      panel.y.label, data->studies.k, panel.x.label);
    y = copse_i_chart_legend(page, entry, n, panel.left, right, y + 290);
    if (data->held != NULL) y = copse_i_chart_note(page, data->held, y);
    return y + 0.8 * CHART_FONT;
}

copse_status copse_plot_bubble(const copse_bubble_data *data, const copse_chart_look *look, const char *picture,
                               copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || data->x == NULL || data->at == NULL || data->fitted == NULL ||
        data->moderator == NULL || (data->lower == NULL) != (data->upper == NULL) ||
        (data->pi_lower == NULL) != (data->pi_upper == NULL))
        return copse_fail(err, COPSE_EINVAL, "a bubble plot needs its data");
    const copse_status status = copse_i_check_studies(&data->studies, err);
    return status == COPSE_OK ? copse_i_chart_make(&BUBBLE, lay_out, data, look, picture, script, err) : status;
}
