#include "chart.h"

#include <math.h>

static double swatch_width(chart_swatch swatch)
{
    return swatch == CHART_SWATCH_MARK ? CHART_FONT : swatch == CHART_SWATCH_AREA ? 1.8 * CHART_FONT : 2.4 * CHART_FONT;
}

static void draw_swatch(chart *page, const chart_entry *e, double x, double y)
{
    const double font = CHART_FONT, wide = swatch_width(e->swatch);
    switch (e->swatch) {
    case CHART_SWATCH_MARK:
        copse_i_chart_mark(page, e->look, e->mark, x + 0.5 * wide, y, 0.7 * font);
        break;
    case CHART_SWATCH_AREA:
        copse_i_chart_box(page, e->look, x, y - 0.45 * font, x + wide, y + 0.45 * font);
        copse_i_chart_box(page, "- g5 0.4 solid", x, y - 0.45 * font, x + wide, y + 0.45 * font);
        break;
    default:
        copse_i_chart_line(page, e->look, x, y, x + wide, y);
        break;
    }
}

double copse_i_chart_legend(chart *page, const chart_entry *entry, size_t n, double left, double right, double y)
{
    const double font = CHART_FONT;
    double x = left;
    if (n == 0) return y;
    y += 0.7 * font;
    for (size_t i = 0; i < n; i++) {
        const double mark = swatch_width(entry[i].swatch) + 0.5 * font;
        const double wide = fmin(mark + copse_i_chart_width(page, entry[i].text, font, false), right - left);
        if (x > left && x + wide > right) {
            x = left;
            y += 1.5 * font;
        }
        draw_swatch(page, &entry[i], x, y);
        copse_i_chart_cut(page, x + mark, y, "l n", font, right - x - mark, entry[i].text);
        x += wide + 1.4 * font;
    }
    return y + 1.1 * font;
}
