/* Drapery plots: what every study, and all together, say of every possible effect. */
#include "chart_effect.h"

#include <copse/sensitivity.h>

#include <math.h>

#define STEPS 400

static const chart_kind DRAPERY = {.name = "drapery plot", .file = "drapery", .looks_file = "plots/drapery.gp"};

/* p, or how surprising it is. */
static double height_of(const copse_drapery_data *data, double p)
{
    return data->surprise ? -log2(fmax(p, 1e-300)) : p;
}

/* All studies where they are usual, the pooled effect and that in a new setting as a whole. */
static void choose_axes(const copse_drapery_data *data, const copse_chart_look *look, chart_panel *panel)
{
    const copse_chart_studies *s = &data->studies;
    const double widest = isfinite(data->new_se) ? fmax(data->se, data->new_se) : data->se;
    copse_i_axis_cover(&panel->x, data->estimate - 3.2 * widest);
    copse_i_axis_cover(&panel->x, data->estimate + 3.2 * widest);
    for (size_t i = 0; i < s->k; i++) copse_i_axis_cover(&panel->x, s->yi[i]);
    if (look->measure != NULL) copse_i_axis_cover(&panel->x, look->measure->null_value);
    copse_i_axis_pad(&panel->x, 0.04);
    panel->x.exact = panel->y.exact = true;
    copse_i_axis_cover(&panel->y, 0);
    copse_i_axis_cover(&panel->y, data->surprise ? 10 : 1);
    panel->y.reversed = data->surprise;
}

static void add_curve(chart *page, const chart_panel *panel, const copse_drapery_data *data, const char *look,
                      double estimate, double se, double df)
{
    double x[STEPS + 2], y[STEPS + 2];
    /* the tip is a point of its own, so that it is sharp */
    size_t n = 0;
    const double low = panel->x.low, step = (panel->x.high - low) / STEPS;
    for (size_t i = 0; i <= STEPS; i++) {
        const double at = low + step * (double)i;
        if (n > 0 && x[n - 1] < estimate && at > estimate) {
            x[n] = estimate;
            y[n++] = height_of(data, 1);
        }
        x[n] = at;
        y[n++] = height_of(data, copse_p_of(estimate, se, df, at));
    }
    copse_i_panel_curve(page, panel, look, x, y, n);
}

/* Usual levels, with the intervals that they cut out of the curves. */
static void add_levels(chart *page, const chart_panel *panel, const copse_drapery_data *data)
{
    static const double alpha[] = {0.10, 0.05, 0.01};
    static const char *const text[] = {"90 %", "95 %", "99 %"};
    for (size_t i = 0; i < 3; i++) {
        const double y = height_of(data, alpha[i]);
        copse_i_panel_level(page, panel, "level", y);
        if (!data->surprise && i == 2) continue; /* too near the axis */
        copse_i_panel_text(page, panel, panel->x.high, y, 0.3 * CHART_FONT, 0, "l n", CHART_FONT - 1.5, text[i]);
    }
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_drapery_data *data = what;
    const copse_chart_studies *s = &data->studies;
    const double left = page->margin, right = page->width - page->margin;
    chart_panel panel = {0};
    chart_entry entry[4];
    size_t n = 0;
    copse_i_effect_axis(&panel.x, look, look->x_label, store);
    panel.y.label = look->y_label != NULL ? look->y_label
                    : data->surprise      ? "Surprise: \u2212log\u2082 p, in bits"
                                          : "p of each possible effect";
    choose_axes(data, look, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right - 2 * CHART_FONT, y + 290);
    page->layer = CHART_BEHIND;
    if (look->measure != NULL && isfinite(look->measure->null_value))
        copse_i_panel_upright(page, &panel, "null", look->measure->null_value);
    add_levels(page, &panel, data);
    page->layer = CHART_MIDDLE;
    for (size_t i = 0; i < s->k; i++)
        add_curve(page, &panel, data, s->k > 60 ? "study 0.3" : "study", s->yi[i], sqrt(s->vi[i]), (double)NAN);
    if (isfinite(data->new_se)) add_curve(page, &panel, data, "new", data->estimate, data->new_se, data->new_df);
    add_curve(page, &panel, data, "pooled", data->estimate, data->se, data->df);
    copse_i_panel_frame(page, &panel);
    entry[n++] = (chart_entry){CHART_SWATCH_LINE, "pooled", CHART_CIRCLE, "Pooled effect"};
    if (isfinite(data->new_se))
        entry[n++] = (chart_entry){CHART_SWATCH_LINE, "new", CHART_CIRCLE, "Effect in a new setting"};
    entry[n++] = (chart_entry){CHART_SWATCH_LINE, "study", CHART_CIRCLE, "Studies"};
    copse_text_printf(&page->title, "Drapery plot of %zu %s", s->k, copse_plural(s->k, "study", "studies"));
    copse_text_printf(&page->description,
                      "p-value functions of %zu studies and of the pooled effect: the two-sided p of each possible %s; "
                      "where a line at 1 minus a level crosses a curve the interval of that level ends.",
                      s->k, panel.x.label);
    return copse_i_chart_legend(page, entry, n, panel.left, page->width - page->margin, y + 290) + 0.6 * CHART_FONT;
}

copse_status copse_plot_drapery(const copse_drapery_data *data, const copse_chart_look *look, const char *picture,
                                copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || !isfinite(data->estimate))
        return copse_fail(err, COPSE_EINVAL, "a drapery plot needs its data");
    if (!(data->se > 0))
        return copse_fail(err, COPSE_EDOM, "the pooled effect has no standard error: it has no p to draw");
    const copse_status status = copse_i_check_studies(&data->studies, err);
    return status == COPSE_OK ? copse_i_chart_make(&DRAPERY, lay_out, data, look, picture, script, err) : status;
}
