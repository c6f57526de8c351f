/* L'Abbe plots. */
#include "chart_effect.h"

#include <math.h>
#include <stdlib.h>

#define STEPS 160

static const chart_kind LABBE = {.name = "L'Abb\u00e9 plot", .file = "labbe", .looks_file = "plots/labbe.gp"};

static double shown(const copse_labbe_data *data, double outcome)
{
    return copse_transform_apply(data->outcome, outcome);
}

static bool has_place(const copse_labbe_data *data, size_t i)
{
    return isfinite(data->treated[i]) && isfinite(data->control[i]);
}

/* Both axes show the same values. */
static void choose_axes(const copse_labbe_data *data, chart_panel *panel)
{
    double low, high;
    chart_axis both = {.scale = data->log_axes ? CHART_LOG : CHART_LINEAR};
    copse_transform_range(data->outcome, &low, &high);
    low = fmax(low, 0); /* risks and rates */
    for (size_t i = 0; i < data->studies.k; i++) {
        if (!has_place(data, i)) continue;
        copse_i_axis_cover(&both, shown(data, data->treated[i]));
        copse_i_axis_cover(&both, shown(data, data->control[i]));
    }
    panel->x.scale = panel->y.scale = both.scale;
    /* from nothing, unless all are far from it */
    if (!data->log_axes && both.low > 0 && both.low < 0.5 * both.high) copse_i_axis_cover(&both, 0);
    copse_i_axis_pad(&both, 0.05);
    if (!data->log_axes) both.low = fmax(both.low, low);
    both.high = fmin(both.high, high);
    both.exact = true;
    panel->x.exact = panel->y.exact = panel->x.any = panel->y.any = true;
    panel->x.low = panel->y.low = both.low;
    panel->x.high = panel->y.high = both.high;
}

/* Outcomes of the control group along the axis, and of the treated group with an effect. */
static void add_effect(chart *page, const chart_panel *panel, const copse_labbe_data *data)
{
    double x[STEPS + 1], low[STEPS + 1], high[STEPS + 1], middle[STEPS + 1];
    for (size_t i = 0; i <= STEPS; i++) {
        double control;
        const double share = (double)i / STEPS, low_x = panel->x.low, high_x = panel->x.high;
        x[i] = data->log_axes ? low_x * pow(high_x / low_x, share) : low_x + (high_x - low_x) * share;
        if (copse_transform_inverse(data->outcome, x[i], NULL, &control, NULL) != COPSE_OK) control = (double)NAN;
        middle[i] = shown(data, control + data->estimate);
        low[i] = shown(data, control + data->lower);
        high[i] = shown(data, control + data->upper);
    }
    page->layer = CHART_BEHIND;
    copse_i_panel_band(page, panel, "band", x, low, high, STEPS + 1);
    page->layer = CHART_MIDDLE;
    copse_i_panel_line(page, panel, "equal", panel->x.low, panel->x.low, panel->x.high, panel->x.high);
    copse_i_panel_curve(page, panel, "pooled", x, middle, STEPS + 1);
}

static void add_studies(chart *page, const chart_panel *panel, const copse_labbe_data *data)
{
    const size_t k = data->studies.k;
    double *x = copse_alloc(2 * k, sizeof *x);
    if (x == NULL) {
        page->text.failed = true;
        return;
    }
    for (size_t i = 0; i < k; i++) {
        x[i] = has_place(data, i) ? shown(data, data->control[i]) : (double)NAN;
        x[k + i] = has_place(data, i) ? shown(data, data->treated[i]) : (double)NAN;
    }
    copse_i_weighted_marks(page, panel, &data->studies, x, x + k, data->weight);
    free(x);
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_labbe_data *data = what;
    const double left = page->margin, right = page->width - page->margin;
    chart_entry entry[CHART_GROUPS_SHOWN + 3];
    char looks[CHART_GROUPS_SHOWN][32];
    chart_panel panel = {0};
    copse_text control = {0};
    copse_text_printf(&control, "%s: %s", data->group2 != NULL ? data->group2 : "Control", data->outcome_name);
    copse_text_printf(store, "%s: %s", data->group1 != NULL ? data->group1 : "Intervention", data->outcome_name);
    if (control.failed) page->text.failed = true;
    panel.x.label = look->x_label != NULL ? look->x_label : copse_text_string(&control);
    panel.y.label = look->y_label != NULL ? look->y_label : copse_text_string(store);
    choose_axes(data, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    const double height = right - left;
    copse_i_panel_settle(page, &panel, left, y, right, y + height);
    add_effect(page, &panel, data);
    copse_i_panel_frame(page, &panel);
    page->layer = CHART_FRONT;
    add_studies(page, &panel, data);
    size_t n = copse_i_group_entries(&data->studies, looks, entry, 0, CHART_GROUPS_SHOWN);
    entry[n++] = (chart_entry){CHART_SWATCH_LINE, "equal", CHART_CIRCLE, "No effect"};
    entry[n++] = (chart_entry){CHART_SWATCH_LINE, "pooled", CHART_CIRCLE, "Pooled effect"};
    entry[n++] = (chart_entry){CHART_SWATCH_AREA, "band", CHART_CIRCLE, "Its interval"};
    copse_text_printf(&page->title, "L'Abb\u00e9 plot of %zu studies", data->studies.k);
    copse_text_printf(
        &page->description,
        "%s from left to right against %s from bottom to top, in %zu studies; on the diagonal both are alike.",
        panel.x.label, panel.y.label, data->studies.k);
    y = copse_i_chart_legend(page, entry, n, panel.left, right, y + height);
    copse_text_free(&control);
    return y + 0.6 * CHART_FONT;
}

copse_status copse_plot_labbe(const copse_labbe_data *data, const copse_chart_look *look, const char *picture,
                              copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || data->treated == NULL || data->control == NULL || data->outcome_name == NULL)
        return copse_fail(err, COPSE_EINVAL, "a L'Abb\u00e9 plot needs its data");
    copse_status status = copse_i_check_studies(&data->studies, err);
    size_t n = 0;
    for (size_t i = 0; status == COPSE_OK && i < data->studies.k; i++) n += has_place(data, i);
    if (status == COPSE_OK && n == 0)
        status = copse_fail(err, COPSE_ENODATA, "no study has outcomes of both groups to draw");
    return status == COPSE_OK ? copse_i_chart_make(&LABBE, lay_out, data, look, picture, script, err) : status;
}
