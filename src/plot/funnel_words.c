/* What a funnel plot says: its legend, and a description for readers who cannot see. */
#include "funnel_parts.h"

#include <math.h>
#include <stdio.h>

/* ".05" */
static void probability(double p, char *buf, size_t size)
{
    char number[COPSE_NUMBER_TEXT];
    if (fabs(100 * p - round(100 * p)) < 1e-9) copse_format_fixed(number, sizeof number, p, 2);
    else copse_format_significant(number, sizeof number, p, 3);
    (void)snprintf(buf, size, "%.16s", number[0] == '0' ? number + 1 : number);
}

/* "p > .10" */
static void region_text(const copse_funnel_data *data, size_t r, char *buf, size_t size)
{
    char low[24] = "", high[24] = "";
    if (r < data->ps) probability(data->p[r], low, sizeof low);
    if (r > 0) probability(data->p[r - 1], high, sizeof high);
    if (r == 0) (void)snprintf(buf, size, "p > %s", low);
    else if (r == data->ps) (void)snprintf(buf, size, "p < %s", high);
    else (void)snprintf(buf, size, "%s < p < %s", low, high);
}

typedef struct funnel_words {
    char region[FUNNEL_REGIONS + 1][64], look[CHART_GROUPS_SHOWN][32], region_look[FUNNEL_REGIONS + 1][32],
        line_look[FUNNEL_LINES][32], centre[96];
    chart_entry entry[CHART_GROUPS_SHOWN + FUNNEL_REGIONS + FUNNEL_LINES + 7];
    size_t count;
} funnel_words;

static void add_entry(funnel_words *w, chart_swatch swatch, const char *look, const char *text)
{
    w->entry[w->count++] = (chart_entry){swatch, look, CHART_CIRCLE, text};
}

double copse_i_funnel_legend(chart *page, const copse_funnel_data *data, const copse_chart_look *look,
                             const chart_panel *panel, double y)
{
    funnel_words w = {.count = 0};
    w.count = copse_i_group_entries(&data->studies, w.look, w.entry, 0, CHART_GROUPS_SHOWN);
    if (w.count == 0 && data->imputed > 0) add_entry(&w, CHART_SWATCH_MARK, "study", "Studies");
    if (data->imputed > 0) add_entry(&w, CHART_SWATCH_MARK, "imputed", "Imputed by trim and fill");
    if (isfinite(data->adjusted)) add_entry(&w, CHART_SWATCH_LINE, "adjusted", "Estimate with the imputed");
    for (size_t l = 0; l < data->lines; l++) {
        (void)snprintf(w.line_look[l], sizeof w.line_look[l], "line%zu", l + 1);
        add_entry(&w, CHART_SWATCH_LINE, w.line_look[l], data->line[l].name);
    }
    if (isfinite(data->centre)) {
        if (data->centre_line != NULL) add_entry(&w, CHART_SWATCH_LINE, "centre", data->centre_line);
        (void)snprintf(w.centre, sizeof w.centre, "%g %% limits about %.60s", copse_i_chart_level(look),
                       data->centre_name != NULL ? data->centre_name : "the centre");
        add_entry(&w, CHART_SWATCH_LINE, "limits", w.centre);
    }
    for (size_t r = 0; r <= data->ps && data->ps > 0; r++) {
        region_text(data, r, w.region[r], sizeof w.region[r]);
        (void)snprintf(w.region_look[r], sizeof w.region_look[r], "region%zu", r + 1);
        add_entry(&w, CHART_SWATCH_AREA, w.region_look[r], w.region[r]);
    }
    return copse_i_chart_legend(page, w.entry, w.count, panel->left, page->width - page->margin, y);
}

void copse_i_funnel_describe(chart *page, const copse_funnel_data *data, const char *effect)
{
    copse_text_printf(&page->title, "Funnel plot of %zu studies", data->studies.k);
    copse_text_printf(&page->description, "%s of %zu studies from left to right, %s from top to bottom.", effect,
                      data->studies.k, copse_i_funnel_axis_text(data->axis));
    if (data->ps > 0) copse_text_add(&page->description, " Shades show how significant an effect is where it stands.");
    if (data->imputed > 0)
        copse_text_printf(&page->description, " %zu %s imputed by trim and fill.", data->imputed,
                          data->imputed == 1 ? "study is" : "studies are");
}
