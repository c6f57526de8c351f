/* A laid-out bootstrap plot as a gnuplot script. */
#include "histogram_panel.h"
#include "plot_template.h"
#include "plot_text.h"

#include <math.h>
#include <string.h>

static void add_numbers(copse_text *script, const double *x, size_t n)
{
    char buf[COPSE_NUMBER_TEXT];
    for (size_t i = 0; i < n; i++)
        copse_text_printf(script, "%s%s", i > 0 ? " " : "", copse_format_fixed(buf, sizeof buf, x[i], 2));
}

static double place(const histogram_panel *panel, double x)
{
    return panel->left + (panel->right - panel->left) * (x - panel->lower) / (panel->upper - panel->lower);
}

static void write_settings(const histogram_page *page, picture_kind kind, copse_text *script)
{
    copse_text_printf(script, "terminal = \"%s\" # pdf svg png eps; tex needs its own script\n",
                      kind == PICTURE_GP ? "pdf" : copse_i_picture_ending(kind));
    copse_text_printf(script, "font = \"DejaVu Sans\"\nfont_size = %.1f\nwidth = %.1f\nheight = %.1f\n", page->font,
                      page->width, page->height);
    copse_text_add(script, "bar_colour = \"#b8b8b8\"\nline_colour = \"#000000\"\ninterval_colour = \"#1a1a1a\"\n"
                           "reference_colour = \"#000000\"\n\n");
}

static void write_bars(const histogram_page *page, copse_text *script)
{
    copse_text_add(script, "# Bars of the histograms: x1 y1 x2 y2\n$bars << END_OF_BARS\n");
    for (size_t p = 0; p < page->panels; p++) {
        const histogram_panel *panel = &page->panel[p];
        const double step = (panel->last - panel->first) / HISTOGRAM_BINS;
        for (size_t i = 0; i < HISTOGRAM_BINS; i++) {
            if (panel->count[i] == 0) continue;
            const double share = fmin((double)panel->count[i] / (double)panel->full, 1);
            const double bar[] = {place(panel, panel->first + step * (double)i), panel->axis_y,
                                  place(panel, panel->first + step * (double)(i + 1)),
                                  panel->axis_y - share * (panel->axis_y - panel->bars_top)};
            add_numbers(script, bar, 4);
            copse_text_add(script, "\n");
        }
    }
    copse_text_add(script, "END_OF_BARS\n\n");
}

static void add_line(copse_text *script, double x1, double y1, double x2, double y2, double thick, bool dashed)
{
    const double line[] = {x1, y1, x2, y2, thick};
    add_numbers(script, line, 5);
    copse_text_add(script, dashed ? " 1\n" : " 0\n");
}

/* The end of an interval: a bar across, or an arrowhead where it lies beyond the axis. */
static void add_end(const histogram_page *page, const histogram_panel *panel, double limit, double y, bool upper,
                    copse_text *script)
{
    const double cap = 0.3 * page->font, back = upper ? -0.6 * page->font : 0.6 * page->font;
    const double end = upper ? panel->right : panel->left, x = place(panel, limit);
    if (x >= panel->left && x <= panel->right) {
        add_line(script, x, y - cap, x, y + cap, 1, false);
    } else if (upper ? x > end : x < end) {
        add_line(script, end + back, y - cap, end, y, 1.2, false);
        add_line(script, end + back, y + cap, end, y, 1.2, false);
    }
}

static double interval_y(const histogram_page *page, const histogram_panel *panel, size_t row)
{
    return panel->rows_top + page->font * (0.75 + 1.5 * (double)row);
}

static void write_lines(const copse_histogram_data *data, const histogram_page *page, copse_text *script)
{
    copse_text_add(script, "# Axes, estimates and intervals: x1 y1 x2 y2 width dashed\n$lines << END_OF_LINES\n");
    for (size_t p = 0; p < page->panels; p++) {
        const histogram_panel *panel = &page->panel[p];
        const copse_boot_result *r = &data->summary->result[panel->quantity];
        size_t row = 0;
        add_line(script, panel->left, panel->axis_y, panel->right, panel->axis_y, 0.8, false);
        for (size_t t = 0; t < panel->ticks; t++) {
            const double x = place(panel, panel->tick[t]);
            add_line(script, x, panel->axis_y, x, panel->axis_y + 0.4 * page->font, 0.8, false);
        }
        for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
            if (!copse_i_histogram_has(data, panel->quantity, i)) continue;
            const double y = interval_y(page, panel, row++);
            const copse_interval limit = r->interval[i].limit;
            const double low = fmin(fmax(place(panel, limit.lower), panel->left), panel->right);
            const double high = fmax(fmin(place(panel, limit.upper), panel->right), panel->left);
            add_line(script, low, y, high, y, 1.6, false);
            add_end(page, panel, limit.lower, y, false, script);
            add_end(page, panel, limit.upper, y, true, script);
        }
        const double x = place(panel, r->estimate);
        add_line(script, x, panel->bars_top - 0.2 * page->font, x, panel->axis_y, 1.2, false);
        if (row > 0)
            add_line(script, x, panel->rows_top, x, interval_y(page, panel, row) - 0.75 * page->font, 0.6, true);
    }
    copse_text_add(script, "END_OF_LINES\n\n");
}

static void add_text(copse_text *script, picture_kind kind, double x, double y, const char *how, double size,
                     const char *text)
{
    const double at[] = {x, y};
    copse_text clean = {0};
    copse_i_clean_label(text, &clean);
    if (clean.failed) script->failed = true;
    const char *shown = copse_text_string(&clean);
    add_numbers(script, at, 2);
    copse_text_printf(script, " %s %.1f |", how, size);
    if (kind == PICTURE_TEX) copse_i_latex_sized(shown, strlen(shown), size, strchr(how, 'b') != NULL, script);
    else copse_text_add(script, shown);
    copse_text_add(script, "\n");
    copse_text_free(&clean);
}

static void add_title(const histogram_page *page, const histogram_panel *panel, picture_kind kind, copse_text *script)
{
    double y = panel->top + 0.6 * page->font;
    const char *name = copse_text_string(&panel->name);
    for (size_t i = 0; i < panel->lines; i++) {
        copse_text line = {0};
        copse_text_add_bytes(&line, name + panel->from[i], panel->from[i + 1] - panel->from[i]);
        if (i + 1 == panel->lines && name[panel->from[i + 1]] != 0) copse_text_add(&line, "\u2026");
        if (line.failed) script->failed = true;
        add_text(script, kind, panel->left, y + 1.5 * page->font * (double)i, "l b", page->font + 1,
                 copse_text_string(&line));
        copse_text_free(&line);
    }
    y += 1.5 * page->font * (double)(panel->lines - (panel->below ? 0 : 1));
    add_text(script, kind, panel->below ? panel->left : panel->right, y, panel->below ? "l n" : "r n", page->font,
             copse_text_string(&panel->about));
}

/* How many replicates a bar stands for that is cut, on the side where there is more room. */
static void add_cut(const copse_histogram_data *data, const histogram_page *page, const histogram_panel *panel,
                    picture_kind kind, copse_text *script)
{
    if (panel->full == panel->largest) return;
    const double step = (panel->last - panel->first) / HISTOGRAM_BINS, used = (double)panel->largest;
    const double left = place(panel, panel->first + step * (double)panel->tallest);
    const double right = place(panel, panel->first + step * (double)(panel->tallest + 1));
    const bool after = panel->right - right > left - panel->left;
    char share[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    copse_text_printf(
        &text, "%s %% in this bar, cut",
        copse_format_fixed(share, sizeof share, 100 * used / (double)data->summary->result[panel->quantity].used, 1));
    if (text.failed) script->failed = true;
    add_text(script, kind, after ? right + 0.8 * page->font : left - 0.8 * page->font,
             panel->bars_top + 0.5 * page->font, after ? "l n" : "r n", page->font, copse_text_string(&text));
    copse_text_free(&text);
}

/* The labels of the ticks, and what the axis shows. */
static void add_axis_text(const histogram_page *page, const histogram_panel *panel, picture_kind kind,
                          copse_text *script)
{
    const double y = panel->axis_y + 1.15 * page->font;
    for (size_t t = 0; t < panel->ticks; t++) {
        char buf[COPSE_NUMBER_TEXT];
        add_text(script, kind, place(panel, panel->tick[t]), y, "c n", page->font,
                 copse_i_histogram_label(panel, t, buf, sizeof buf));
    }
    if (panel->unit.length > 0)
        add_text(script, kind, panel->left - 2.2 * page->font, y, "r n", page->font, copse_text_string(&panel->unit));
    add_text(script, kind, (panel->left + panel->right) / 2, y + 1.45 * page->font, "c n", page->font,
             copse_text_string(&panel->caption));
}

static const char *interval_name(size_t i)
{
    return i == COPSE_BOOT_BCA ? "BCa" : copse_boot_interval_name((copse_boot_interval_kind)i);
}

static void write_text(const copse_histogram_data *data, const histogram_page *page, picture_kind kind,
                       copse_text *script)
{
    copse_text_add(script, "# x y align(l r c) face(n b e) size |text: drawn as it stands\n$text << END_OF_TEXT\n");
    for (size_t p = 0; p < page->panels; p++) {
        const histogram_panel *panel = &page->panel[p];
        size_t row = 0;
        add_title(page, panel, kind, script);
        add_axis_text(page, panel, kind, script);
        add_cut(data, page, panel, kind, script);
        for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
            if (!copse_i_histogram_has(data, panel->quantity, i)) continue;
            add_text(script, kind, panel->left - 0.8 * page->font, interval_y(page, panel, row++), "r n", page->font,
                     interval_name(i));
        }
    }
    copse_text_add(script, "END_OF_TEXT\n\n");
}

/* What SVG carries for readers who cannot see. */
static void write_description(const copse_histogram_data *data, const histogram_page *page, copse_text *script)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(script,
                      "# Title and description for readers who cannot see the picture\n"
                      "$description << END_OF_DESCRIPTION\n|Bootstrap distributions\n|%llu replicates.",
                      (unsigned long long)data->summary->replicates);
    for (size_t p = 0; p < page->panels; p++) {
        const size_t q = page->panel[p].quantity;
        const copse_boot_result *r = &data->summary->result[q];
        copse_text_printf(script, " %s: estimate %s,", copse_text_string(&page->panel[p].name),
                          copse_format_significant(buf, sizeof buf, r->estimate, 4));
        copse_text_printf(script, " bootstrap standard error %s.", copse_format_significant(buf, sizeof buf, r->sd, 4));
    }
    copse_text_add(script, "\nEND_OF_DESCRIPTION\n\n");
}

void copse_i_histogram_write(const copse_histogram_data *data, const histogram_page *page, picture_kind kind,
                             const char *picture, copse_text *script)
{
    copse_text_printf(script,
                      "# Bootstrap distributions by copse %s. To draw it again: gnuplot THIS_FILE (5.4 or later).\n"
                      "# Settings and data come first, and may be edited; the drawing follows. Lengths are in "
                      "points.\n\n",
                      copse_version());
    copse_i_add_picture_name(picture, "bootstrap", kind, script);
    write_settings(page, kind, script);
    write_bars(page, script);
    write_lines(data, page, script);
    write_description(data, page, script);
    write_text(data, page, kind, script);
}
