#include "histogram_panel.h"

#include "chart_axis.h"
#include "plot_text.h"
#include "text_metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FONT 8.0
#define WIDTH 360.0 /* of a column */
#define MARGIN 1.2  /* the rest in em */
#define LABELS 7.5  /* names of the intervals */
#define TITLE 2.0
#define BARS 10.0
#define AXIS 3.9
#define ROW 1.5
#define GAP 1.6

bool copse_i_histogram_has(const copse_histogram_data *data, size_t quantity, size_t interval)
{
    const copse_interval limit = data->summary->result[quantity].interval[interval].limit;
    return data->interval[interval] && isfinite(limit.lower) && isfinite(limit.upper);
}

static size_t rows_of(const copse_histogram_data *data, size_t quantity)
{
    size_t n = 0;
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) n += copse_i_histogram_has(data, quantity, i) ? 1 : 0;
    return n;
}

/* Breaks the name into lines; what is longer than all of them is cut. */
static void break_name(histogram_panel *panel)
{
    const char *name = copse_text_string(&panel->name);
    const double room = (panel->right - panel->left) / (FONT + 1);
    const size_t all = strlen(name);
    panel->lines = 0;
    do {
        const size_t at = panel->from[panel->lines++];
        panel->from[panel->lines] = at + copse_i_line_bytes(name + at, room, true);
    } while (panel->lines < HISTOGRAM_LINES && panel->from[panel->lines] < all);
}

/* The quantity's name, with its estimate and how many replicates. */
static void write_title(const copse_histogram_data *data, histogram_panel *panel)
{
    char value[2 * COPSE_NUMBER_TEXT];
    const copse_boot_result *r = &data->summary->result[panel->quantity];
    copse_text raw = {0};
    copse_boot_quantity_name(&data->plan->quantity[panel->quantity], data->names, &raw);
    copse_i_clean_label(copse_text_string(&raw), &panel->name);
    copse_i_axis_significant(r->estimate, 4, value, sizeof value);
    copse_text_printf(&panel->about, "estimate %s; %llu replicates", value, (unsigned long long)r->used);
    if (panel->outside > 0) copse_text_printf(&panel->about, ", %llu outside", (unsigned long long)panel->outside);
    if (raw.failed) panel->name.failed = true;
    copse_text_free(&raw);
    break_name(panel);
    const double width = (FONT + 1) * copse_i_text_width(copse_text_string(&panel->name), true) +
                         FONT * copse_i_text_width(copse_text_string(&panel->about), false);
    panel->below = width + 2 * FONT > panel->right - panel->left;
}

/* What the axis shows: "pooled effect, log risk ratio". */
static void write_caption(const copse_histogram_data *data, histogram_panel *panel)
{
    const copse_boot_statistic what = data->plan->quantity[panel->quantity].what;
    const bool effect = what == COPSE_BOOT_STAT_MU || what == COPSE_BOOT_STAT_LEVEL || what == COPSE_BOOT_STAT_DIFF ||
                        what == COPSE_BOOT_STAT_PI_LOWER || what == COPSE_BOOT_STAT_PI_UPPER;
    copse_text_add(&panel->caption, what == COPSE_BOOT_STAT_COEF    ? "coefficient"
                                    : what == COPSE_BOOT_STAT_LEVEL ? "pooled effect of the level"
                                    : what == COPSE_BOOT_STAT_DIFF  ? "difference of pooled effects"
                                                                    : copse_boot_statistic_text(what));
    if (effect && data->scale != NULL) copse_text_printf(&panel->caption, ", %s", data->scale);
    if (panel->power == 0) return;
    static const char *const digit[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                        "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    char power[COPSE_NUMBER_TEXT];
    copse_text_add(&panel->unit, panel->power < 0 ? "\u00d710\u207b" : "\u00d710");
    copse_format_fixed(power, sizeof power, fabs((double)panel->power), 0);
    for (const char *c = power; *c != 0; c++) copse_text_add(&panel->unit, digit[*c - '0']);
}

static void place_panel(const copse_histogram_data *data, size_t column, double top, histogram_panel *panel)
{
    panel->margin = WIDTH * (double)column + MARGIN * FONT;
    panel->left = WIDTH * (double)column + (MARGIN + LABELS) * FONT;
    panel->right = WIDTH * (double)(column + 1) - 2 * MARGIN * FONT;
    panel->top = top;
    copse_i_histogram_range(data, panel);
    copse_i_histogram_ticks(panel, FONT);
    write_title(data, panel);
    write_caption(data, panel);
    panel->bars_top = top + (TITLE + ROW * (double)(panel->lines - 1) + (panel->below ? ROW : 0)) * FONT;
    panel->axis_y = panel->bars_top + BARS * FONT;
    panel->rows_top = panel->axis_y + AXIS * FONT;
    panel->height = panel->rows_top + ROW * FONT * (double)rows_of(data, panel->quantity) - top;
}

static bool is_written(const histogram_panel *panel)
{
    return !panel->name.failed && !panel->about.failed && !panel->caption.failed && !panel->unit.failed;
}

copse_status copse_i_histogram_lay_out(const copse_histogram_data *data, histogram_page *page, copse_error *err)
{
    const size_t quantities = data->plan->quantities;
    size_t drawn = 0;
    for (size_t q = 0; q < quantities; q++) drawn += data->summary->result[q].used >= 2 ? 1 : 0;
    if (drawn == 0)
        return copse_fail(err, COPSE_ENODATA, "nothing to draw: no quantity has two replicates with a value");
    *page = (histogram_page){.font = FONT, .columns = drawn <= 4 ? 1 : drawn <= 8 ? 2 : 3};
    page->width = WIDTH * (double)page->columns;
    page->panel = copse_alloc(drawn, sizeof *page->panel);
    if (page->panel == NULL) return copse_fail_memory(err);
    double top = MARGIN * FONT, tallest = 0;
    for (size_t q = 0; q < quantities; q++) {
        if (data->summary->result[q].used < 2) continue;
        const size_t column = page->panels % page->columns;
        if (column == 0 && page->panels > 0) {
            top += tallest + GAP * FONT;
            tallest = 0;
        }
        histogram_panel *panel = &page->panel[page->panels++];
        panel->quantity = q;
        place_panel(data, column, top, panel);
        tallest = fmax(tallest, panel->height);
        if (!is_written(panel)) return copse_fail_memory(err);
    }
    page->height = top + tallest + MARGIN * FONT;
    return COPSE_OK;
}

void copse_i_histogram_free(histogram_page *page)
{
    for (size_t p = 0; page->panel != NULL && p < page->panels; p++) {
        copse_text_free(&page->panel[p].name);
        copse_text_free(&page->panel[p].about);
        copse_text_free(&page->panel[p].caption);
        copse_text_free(&page->panel[p].unit);
    }
    free(page->panel);
    *page = (histogram_page){0};
}
