#include "histogram_panel.h"

#include "plot_text.h"
#include "text_metrics.h"

#include <math.h>
#include <stdlib.h>

#define FONT 8.0
#define WIDTH 360.0
#define MARGIN 1.2 /* the rest in em */
#define LABELS 7.5 /* names of the intervals */
#define TITLE 2.0
#define BARS 10.0
#define AXIS 2.4
#define ROW 1.5
#define GAP 1.6

bool copse_i_histogram_has(const copse_histogram_data *data, size_t quantity, size_t interval)
{
    const copse_interval limit = data->summary->result[quantity].interval[interval].limit;
    return data->interval[interval] && isfinite(limit.lower) && isfinite(limit.upper);
}

/* The replicates within five standard errors of their mean, the estimate, and every interval. */
static void choose_range(const copse_histogram_data *data, histogram_panel *panel)
{
    const copse_boot_result *r = &data->summary->result[panel->quantity];
    double low = fmax(r->least, r->mean - 5 * r->sd), high = fmin(r->most, r->mean + 5 * r->sd);
    low = fmin(low, r->estimate);
    high = fmax(high, r->estimate);
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
        if (!copse_i_histogram_has(data, panel->quantity, i)) continue;
        low = fmin(low, r->interval[i].limit.lower);
        high = fmax(high, r->interval[i].limit.upper);
    }
    const double space = high > low ? 0.02 * (high - low) : fmax(fabs(high), 1) * 0.1;
    panel->lower = low - space;
    panel->upper = high + space;
}

/* Ticks at 1, 2 or 5 times a power of ten. */
static void choose_ticks(histogram_panel *panel)
{
    const double span = panel->upper - panel->lower, unit = pow(10, floor(log10(span / 4)));
    const double step = span / unit <= 10 ? unit : span / unit <= 20 ? 2 * unit : 5 * unit;
    const double first = ceil(panel->lower / step);
    for (panel->ticks = 0; panel->ticks < HISTOGRAM_TICKS; panel->ticks++) {
        panel->tick[panel->ticks] = (first + (double)panel->ticks) * step;
        if (!(panel->tick[panel->ticks] <= panel->upper)) break;
    }
    const double digits = -floor(log10(step) + 1e-9);
    panel->decimals = digits > 15 ? 15 : digits > 0 ? (int)digits : 0;
}

static size_t rows_of(const copse_histogram_data *data, size_t quantity)
{
    size_t n = 0;
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) n += copse_i_histogram_has(data, quantity, i) ? 1 : 0;
    return n;
}

/* The quantity's name, with its estimate and how many replicates. */
static void write_title(const copse_histogram_data *data, const histogram_page *page, histogram_panel *panel)
{
    char value[COPSE_NUMBER_TEXT];
    const copse_boot_result *r = &data->summary->result[panel->quantity];
    copse_text raw = {0};
    copse_boot_quantity_name(&data->plan->quantity[panel->quantity], data->names, &raw);
    copse_i_clean_label(copse_text_string(&raw), &panel->name);
    copse_text_printf(&panel->about, "estimate %s; %llu replicates",
                      copse_format_significant(value, sizeof value, r->estimate, 4), (unsigned long long)r->used);
    if (raw.failed) panel->name.failed = true;
    copse_text_free(&raw);
    const double width = (FONT + 1) * copse_i_text_width(copse_text_string(&panel->name), true) +
                         FONT * copse_i_text_width(copse_text_string(&panel->about), false);
    panel->below = width + 2 * FONT > page->right - page->left;
}

static double place_panel(const copse_histogram_data *data, double top, histogram_panel *panel)
{
    panel->top = top;
    panel->bars_top = top + (TITLE + (panel->below ? ROW : 0)) * FONT;
    panel->axis_y = panel->bars_top + BARS * FONT;
    panel->rows_top = panel->axis_y + AXIS * FONT;
    panel->height = panel->rows_top + ROW * FONT * (double)rows_of(data, panel->quantity) - top;
    return top + panel->height;
}

copse_status copse_i_histogram_lay_out(const copse_histogram_data *data, histogram_page *page, copse_error *err)
{
    const size_t quantities = data->plan->quantities;
    *page = (histogram_page){.width = WIDTH, .font = FONT, .left = (MARGIN + LABELS) * FONT};
    page->right = WIDTH - 2 * MARGIN * FONT;
    page->panel = copse_alloc(quantities, sizeof *page->panel);
    if (page->panel == NULL) return copse_fail_memory(err);
    double y = MARGIN * FONT;
    for (size_t q = 0; q < quantities; q++) {
        histogram_panel *panel = &page->panel[page->panels];
        if (data->summary->result[q].used < 2) continue;
        panel->quantity = q;
        choose_range(data, panel);
        choose_ticks(panel);
        write_title(data, page, panel);
        copse_boot_bins(data->boot, q, data->summary->replicates, data->rows, data->state, panel->lower, panel->upper,
                        HISTOGRAM_BINS, panel->count);
        for (size_t i = 0; i < HISTOGRAM_BINS; i++)
            if (panel->count[i] > panel->largest) panel->largest = panel->count[i];
        y = place_panel(data, y, panel) + GAP * FONT;
        page->panels++;
    }
    page->height = y - GAP * FONT + MARGIN * FONT;
    for (size_t p = 0; p < page->panels; p++)
        if (page->panel[p].name.failed || page->panel[p].about.failed) return copse_fail_memory(err);
    if (page->panels > 0) return COPSE_OK;
    return copse_fail(err, COPSE_ENODATA, "nothing to draw: no quantity has two replicates with a value");
}

void copse_i_histogram_free(histogram_page *page)
{
    for (size_t p = 0; page->panel != NULL && p < page->panels; p++) {
        copse_text_free(&page->panel[p].name);
        copse_text_free(&page->panel[p].about);
    }
    free(page->panel);
    *page = (histogram_page){0};
}
