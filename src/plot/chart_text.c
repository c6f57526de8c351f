/* Texts of a page. */
#include "chart.h"

#include "plot_text.h"
#include "text_metrics.h"

#include <string.h>

static bool is_bold(const char *how)
{
    return strchr(how, 'b') != NULL || strchr(how, 'w') != NULL;
}

double copse_i_chart_width(chart *page, const char *text, double size, bool bold)
{
    copse_text clean = {0};
    copse_i_clean_label(text, &clean);
    if (clean.failed) page->text.failed = true;
    const double width = size * copse_i_text_width(copse_text_string(&clean), bold);
    copse_text_free(&clean);
    return width;
}

void copse_i_chart_text(chart *page, double x, double y, const char *how, double size, const char *text)
{
    char a[COPSE_NUMBER_TEXT], b[COPSE_NUMBER_TEXT];
    copse_text clean = {0}, *out = &page->text;
    copse_i_clean_label(text, &clean);
    if (clean.failed) out->failed = true;
    const char *shown = copse_text_string(&clean);
    copse_text_printf(out, "%s %s %s %.1f |", copse_format_fixed(a, sizeof a, x, 2),
                      copse_format_fixed(b, sizeof b, y, 2), how, size);
    if (page->picture == PICTURE_TEX) copse_i_latex_sized(shown, strlen(shown), size, is_bold(how), out);
    else copse_text_add(out, shown);
    copse_text_add(out, "\n");
    copse_text_free(&clean);
}

void copse_i_chart_cut(chart *page, double x, double y, const char *how, double size, double room, const char *text)
{
    copse_text line = {0}, clean = {0};
    copse_i_clean_label(text, &clean);
    const char *all = copse_text_string(&clean);
    const bool bold = is_bold(how);
    if (size * copse_i_text_width(all, bold) <= room) {
        copse_text_add(&line, all);
    } else {
        copse_text_add_bytes(&line, all, copse_i_line_bytes(all, room / size - 1, bold));
        copse_text_add(&line, "\u2026");
    }
    if (line.failed || clean.failed) page->text.failed = true;
    copse_i_chart_text(page, x, y, how, size, copse_text_string(&line));
    copse_text_free(&line);
    copse_text_free(&clean);
}

double copse_i_chart_wrap(chart *page, double x, double y, const char *how, double size, double room, const char *text)
{
    copse_text clean = {0};
    copse_i_clean_label(text, &clean);
    if (clean.failed) page->text.failed = true;
    for (const char *rest = copse_text_string(&clean); *rest != 0;) {
        const size_t n = copse_i_line_bytes(rest, room / size, is_bold(how));
        copse_text line = {0};
        copse_text_add_bytes(&line, rest, n);
        if (line.failed) page->text.failed = true;
        copse_i_chart_text(page, x, y, how, size, copse_text_string(&line));
        copse_text_free(&line);
        rest += n;
        y += 1.35 * size;
    }
    copse_text_free(&clean);
    return y;
}

double copse_i_chart_head(chart *page, const char *title, double y)
{
    const double size = CHART_FONT + 1;
    copse_text clean = {0};
    copse_i_clean_label(title != NULL ? title : "", &clean);
    const bool any = clean.length > 0;
    if (clean.failed) page->text.failed = true;
    copse_text_free(&clean);
    if (!any) return y;
    return copse_i_chart_wrap(page, page->margin, y + 0.5 * size, "l b", size, page->width - 2 * page->margin, title) +
           0.3 * size;
}

double copse_i_chart_note(chart *page, const char *text, double y)
{
    const double size = CHART_FONT - 1;
    return copse_i_chart_wrap(page, page->margin, y + 0.6 * size, "l n", size, page->width - 2 * page->margin, text) -
           0.5 * size;
}
