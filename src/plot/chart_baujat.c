/* Baujat plots. */
#include "chart_effect.h"
#include "chart_labels.h"

#include <math.h>
#include <stdlib.h>

static const chart_kind BAUJAT = {.name = "Baujat plot", .file = "baujat", .looks_file = "plots/baujat.gp"};

static bool has_place(const copse_baujat_data *data, size_t i)
{
    return isfinite(data->heterogeneity[i]) && isfinite(data->influence[i]);
}

static void add_studies(chart *page, const chart_panel *panel, const copse_baujat_data *data)
{
    const copse_chart_studies *s = &data->studies;
    chart_label *label = copse_alloc(s->k, sizeof *label);
    const double size = copse_i_mark_size(s->k);
    char look[32];
    size_t n = 0;
    if (label == NULL) {
        page->text.failed = true;
        return;
    }
    for (size_t i = 0; i < s->k; i++) {
        if (!has_place(data, i)) continue;
        const double x = data->heterogeneity[i], y = data->influence[i];
        const chart_mark mark = copse_i_study_mark(s, i, look);
        (void)copse_i_panel_mark(page, panel, look, mark, x, y, size);
        /* far out in either direction: worth a name */
        const double weight = 1e-9 + x / panel->x.high + y / panel->y.high;
        label[n++] = (chart_label){x, y, size, weight, s->label != NULL ? s->label[i] : ""};
    }
    (void)copse_i_chart_labels(page, panel, label, n, CHART_FONT - 1.5);
    free(label);
}

/* Studies without which the model cannot be fitted. */
static double add_note(chart *page, const copse_baujat_data *data, double y)
{
    copse_text note = {0};
    size_t n = 0;
    for (size_t i = 0; i < data->studies.k; i++) {
        if (has_place(data, i)) continue;
        copse_text_printf(&note, "%s%s", n++ == 0 ? "Not shown, as the model cannot be fitted without them: " : "; ",
                          data->studies.label != NULL ? data->studies.label[i] : "a study");
    }
    if (note.failed) page->text.failed = true;
    if (n > 0) y = copse_i_chart_note(page, copse_text_string(&note), y);
    copse_text_free(&note);
    return y;
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_baujat_data *data = what;
    const copse_chart_studies *s = &data->studies;
    const double left = page->margin, right = page->width - page->margin;
    chart_entry entry[CHART_GROUPS_SHOWN];
    char looks[CHART_GROUPS_SHOWN][32];
    chart_panel panel = {0};
    (void)store;
    panel.x.label = look->x_label != NULL ? look->x_label
                    : !data->fixed        ? "Squared Pearson residual"
                    : data->moderators    ? "Contribution to residual heterogeneity (Q)"
                                          : "Contribution to heterogeneity (Q)";
    panel.y.label = look->y_label != NULL ? look->y_label
                    : data->moderators    ? "Influence on the fitted value"
                                          : "Influence on the pooled effect";
    copse_i_axis_cover(&panel.x, 0);
    copse_i_axis_cover(&panel.y, 0);
    for (size_t i = 0; i < s->k; i++) {
        if (!has_place(data, i)) continue;
        copse_i_axis_cover(&panel.x, data->heterogeneity[i]);
        copse_i_axis_cover(&panel.y, data->influence[i]);
    }
    copse_i_axis_pad(&panel.x, 0.06);
    copse_i_axis_pad(&panel.y, 0.06);
    panel.x.low = panel.y.low = 0;
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right, y + 290);
    copse_i_panel_frame(page, &panel);
    page->layer = CHART_FRONT;
    add_studies(page, &panel, data);
    copse_text_printf(&page->title, "Baujat plot of %zu %s", s->k, copse_plural(s->k, "study", "studies"));
    copse_text_printf(&page->description,
                      "What each of %zu studies contributes to heterogeneity, from left to right, and "
                      "its influence on the result, from bottom to top.",
                      s->k);
    y = copse_i_chart_legend(page, entry, copse_i_group_entries(s, looks, entry, 0, CHART_GROUPS_SHOWN), panel.left,
                             right, y + 290);
    return add_note(page, data, y) + 0.8 * CHART_FONT;
}

copse_status copse_plot_baujat(const copse_baujat_data *data, const copse_chart_look *look, const char *picture,
                               copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || data->heterogeneity == NULL || data->influence == NULL)
        return copse_fail(err, COPSE_EINVAL, "a Baujat plot needs its data");
    const copse_status status = copse_i_check_studies(&data->studies, err);
    return status == COPSE_OK ? copse_i_chart_make(&BAUJAT, lay_out, data, look, picture, script, err) : status;
}
