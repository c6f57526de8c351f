/* Which values a histogram shows, and the ticks of its axis. */
#include "histogram_panel.h"

#include "chart_axis.h"
#include "text_metrics.h"

#include <math.h>

#define TAIL 0.0025 /* of the replicates, that the bars may leave out on either side where tails are long */
#define MOST_ZOOMS 10
#define CUT 8     /* times as high as the next: a bar that is cut */
#define REACH 1.0 /* times the width of the bars, that the axis goes beyond them for an interval */

static void fill(const copse_histogram_data *data, histogram_panel *panel, double first, double last)
{
    copse_boot_bins(data->boot, panel->quantity, data->summary->replicates, data->rows, data->state, first, last,
                    HISTOGRAM_BINS, panel->count);
    panel->first = first;
    panel->last = last;
    panel->largest = 0;
    uint64_t inside = 0;
    for (size_t i = 0; i < HISTOGRAM_BINS; i++) {
        inside += panel->count[i];
        if (panel->count[i] > panel->largest) panel->largest = panel->count[i];
    }
    const uint64_t used = data->summary->result[panel->quantity].used;
    panel->outside = used > inside ? used - inside : 0;
}

/* One bar that dwarfs all others, as tau2 = 0 does, is cut, so that they can be seen. */
static void cut_tallest(histogram_panel *panel)
{
    uint64_t second = 0;
    bool found = false;
    for (size_t i = 0; i < HISTOGRAM_BINS; i++) {
        if (panel->count[i] == panel->largest && !found) {
            panel->tallest = i;
            found = true;
        } else if (panel->count[i] > second) {
            second = panel->count[i];
        }
    }
    panel->full = second > 0 && panel->largest > CUT * second ? CUT / 2 * second : panel->largest;
}

/* The first bin, from either end, up to which more than the share TAIL lies. */
static size_t bin_of_tail(const histogram_panel *panel, uint64_t used, bool upper)
{
    double sum = 0;
    for (size_t i = 0; i < HISTOGRAM_BINS; i++) {
        sum += (double)panel->count[upper ? HISTOGRAM_BINS - 1 - i : i];
        if (sum > TAIL * (double)used) return upper ? HISTOGRAM_BINS - 1 - i : i;
    }
    return upper ? HISTOGRAM_BINS - 1 : 0;
}

/* Bars from the least to the largest replicate, unless tails so long leave all others in a few of them: then those. One
 * value with hardly any others beside it is no reason, however near one looks. */
static void choose_bars(const copse_histogram_data *data, histogram_panel *panel)
{
    const copse_boot_result *r = &data->summary->result[panel->quantity];
    /* Where values are counted in cells, each stands at the middle of its own. */
    const double cell = data->rows == NULL && r->cell > 0 ? r->cell : 0;
    const double spread = r->most - r->least, alone = 1e-9 * fmax(fabs(r->least), fabs(r->most));
    if (!(spread > alone)) { /* one value, but for rounding: a bar around it */
        const double space = r->least == 0 ? 0.05 : fabs(r->least) * 0.05, middle = space / HISTOGRAM_BINS;
        fill(data, panel, r->least - space - middle, r->least + space - middle);
        return;
    }
    const double least = r->least - cell, most = r->most + cell + 1e-9 * spread;
    fill(data, panel, least, most);
    for (int zoom = 0; zoom < MOST_ZOOMS; zoom++) {
        const size_t low = bin_of_tail(panel, r->used, false), high = bin_of_tail(panel, r->used, true);
        const double width = (panel->last - panel->first) / HISTOGRAM_BINS;
        if (high < low || 2 * (high - low + 1) > HISTOGRAM_BINS) return;
        const double first = panel->first + width * (double)low, last = panel->first + width * (double)(high + 1);
        if (!(last - first > 1e-12 * fmax(fabs(first), fabs(last)))) break;
        fill(data, panel, first, last);
    }
    fill(data, panel, least, most);
}

void copse_i_histogram_range(const copse_histogram_data *data, histogram_panel *panel)
{
    const copse_boot_result *r = &data->summary->result[panel->quantity];
    choose_bars(data, panel);
    cut_tallest(panel);
    const double reach = REACH * (panel->last - panel->first);
    double low = panel->first, high = panel->last;
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
        if (!copse_i_histogram_has(data, panel->quantity, i)) continue;
        low = fmin(low, fmax(r->interval[i].limit.lower, panel->first - reach));
        high = fmax(high, fmin(r->interval[i].limit.upper, panel->last + reach));
    }
    low = fmin(low, r->estimate);
    high = fmax(high, r->estimate);
    panel->lower = low - 0.02 * (high - low);
    panel->upper = high + 0.02 * (high - low);
}

static void place_ticks(histogram_panel *panel, double step)
{
    const double first = ceil(panel->lower / step);
    for (panel->ticks = 0; panel->ticks < HISTOGRAM_TICKS; panel->ticks++) {
        panel->tick[panel->ticks] = (first + (double)panel->ticks) * step;
        if (!(panel->tick[panel->ticks] <= panel->upper)) break;
    }
    const double digits = panel->power - floor(log10(step) + 1e-9);
    panel->decimals = digits > 15 ? 15 : digits > 0 ? (int)digits : 0;
}

const char *copse_i_histogram_label(const histogram_panel *panel, size_t tick, char *buf, size_t size)
{
    copse_i_axis_number(panel->tick[tick] / pow(10, panel->power), panel->decimals, buf, size);
    return buf;
}

static double widest_label(const histogram_panel *panel, double font)
{
    char buf[COPSE_NUMBER_TEXT];
    double widest = 0;
    for (size_t t = 0; t < panel->ticks; t++)
        widest = fmax(widest, font * copse_i_text_width(copse_i_histogram_label(panel, t, buf, sizeof buf), false));
    return widest;
}

void copse_i_histogram_ticks(histogram_panel *panel, double font)
{
    const double span = panel->upper - panel->lower, points = (panel->right - panel->left) / span;
    const double largest = fmax(fabs(panel->lower), fabs(panel->upper));
    const int magnitude = (int)floor(log10(largest));
    panel->power = magnitude >= 5 || magnitude < -3 ? magnitude : 0;
    double unit = pow(10, floor(log10(span / 10)));
    for (int i = 0; i < 9; i++) { /* 1, 2, 5, 10, ... times the unit; one label always has room */
        static const double factor[] = {1, 2, 5};
        const double step = unit * factor[i % 3];
        if (i % 3 == 2) unit *= 10;
        if (span / step > HISTOGRAM_TICKS - 1) continue;
        place_ticks(panel, step);
        if (widest_label(panel, font) + 0.8 * font <= step * points) return;
    }
}
