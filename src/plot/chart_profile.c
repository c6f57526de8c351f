/* The likelihood of tau2. */
#include "chart_effect.h"

#include <math.h>
#include <stdio.h>

static const chart_kind PROFILE = {
    .name = "profile of the likelihood", .file = "profile", .looks_file = "plots/profile.gp"};

static void choose_axes(const copse_profile_data *data, chart_panel *panel)
{
    /* far below the interval the likelihood only falls, often without end */
    const double floor = isfinite(data->cut) ? data->best - 4 * (data->best - data->cut) : -HUGE_VAL;
    for (size_t i = 0; i < data->n; i++) {
        copse_i_axis_cover(&panel->x, data->tau2[i]);
        copse_i_axis_cover(&panel->y, fmax(data->log_lik[i], floor));
    }
    copse_i_axis_cover(&panel->y, data->best);
    copse_i_axis_cover(&panel->y, data->cut);
    copse_i_axis_pad(&panel->y, 0.06);
    panel->x.exact = panel->y.exact = true;
}

static void add_interval(chart *page, const chart_panel *panel, const copse_profile_data *data)
{
    if (!isfinite(data->cut)) return;
    const double ends[] = {data->lower, data->upper};
    copse_i_panel_level(page, panel, "cut", data->cut);
    for (size_t i = 0; i < 2; i++)
        if (isfinite(ends[i]) && ends[i] > 0)
            copse_i_panel_line(page, panel, "cut", ends[i], panel->y.low, ends[i], data->cut);
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_profile_data *data = what;
    const double left = page->margin, right = page->width - page->margin;
    char a[CHART_TICK_TEXT], b[CHART_TICK_TEXT], c[CHART_TICK_TEXT], interval[160], estimate[80];
    chart_entry entry[2];
    chart_panel panel = {0};
    size_t n = 0;
    (void)store;
    panel.x.label = look->x_label != NULL ? look->x_label : "\u03c4\u00b2";
    panel.y.label = look->y_label != NULL ? look->y_label
                    : data->restricted    ? "Restricted log-likelihood"
                                          : "Log-likelihood";
    choose_axes(data, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right, y + 270);
    copse_i_panel_curve(page, &panel, "likelihood", data->tau2, data->log_lik, data->n);
    add_interval(page, &panel, data);
    copse_i_panel_frame(page, &panel);
    page->layer = CHART_FRONT;
    (void)copse_i_panel_mark(page, &panel, "maximum", CHART_CIRCLE, data->estimate, data->best, 6);
    copse_i_axis_significant(data->estimate, 4, a, sizeof a);
    copse_i_axis_significant(data->lower, 4, b, sizeof b);
    copse_i_axis_significant(data->upper, 4, c, sizeof c);
    (void)snprintf(estimate, sizeof estimate, "\u03c4\u00b2 = %s", a);
    (void)snprintf(interval, sizeof interval, "%g %% interval %s to %s", copse_i_chart_level(look), b, c);
    entry[n++] = (chart_entry){CHART_SWATCH_MARK, "maximum", CHART_CIRCLE, estimate};
    if (isfinite(data->cut) && isfinite(data->upper))
        entry[n++] = (chart_entry){CHART_SWATCH_LINE, "cut", CHART_CIRCLE, interval};
    copse_text_printf(&page->title, "Likelihood of the variance between studies");
    copse_text_printf(&page->description, "%s against tau2, with its maximum at %s%s%s.", panel.y.label, a,
                      n > 1 ? "; " : "", n > 1 ? interval : "");
    return copse_i_chart_legend(page, entry, n, panel.left, right, y + 270) + 0.6 * CHART_FONT;
}

copse_status copse_plot_profile(const copse_profile_data *data, const copse_chart_look *look, const char *picture,
                                copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || data->tau2 == NULL || data->log_lik == NULL || data->n < 2)
        return copse_fail(err, COPSE_EINVAL, "a profile needs its data");
    return copse_i_chart_make(&PROFILE, lay_out, data, look, picture, script, err);
}
