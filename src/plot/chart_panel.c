#include "chart_panel.h"

#include "chart_clip.h"
#include "text_metrics.h"

#include <math.h>
#include <stdlib.h>

#define FONT CHART_FONT
#define TICK (0.4 * FONT)

/* ------------------------------------------------------------------------------------------------------- frame */

static double top_room(const chart_panel *panel)
{
    return panel->title != NULL ? 1.9 * FONT : 0.5 * FONT;
}

static double bottom_room(const chart_panel *panel)
{
    return (panel->no_x_ticks ? 0.3 : 1.9) * FONT + (panel->x.label != NULL ? 1.6 * FONT : 0);
}

static double label_room(const chart_panel *panel)
{
    return panel->y.label != NULL ? 1.7 * FONT : 0.3 * FONT;
}

double copse_i_panel_left(chart_panel *panel, double height)
{
    copse_i_axis_settle(&panel->y, height - top_room(panel) - bottom_room(panel), FONT, false);
    return (panel->no_y_ticks ? 0 : copse_i_axis_room(&panel->y, FONT) + TICK + 0.4 * FONT) + label_room(panel);
}

void copse_i_panel_settle(chart *page, chart_panel *panel, double left, double top, double right, double bottom)
{
    (void)page;
    const double labels = copse_i_panel_left(panel, bottom - top);
    panel->left = panel->level_left ? left : left + labels;
    panel->right = right - 0.8 * FONT;
    panel->top = top + top_room(panel);
    panel->bottom = bottom - bottom_room(panel);
    copse_i_axis_settle(&panel->x, panel->right - panel->left, FONT, true);
    panel->x.from = panel->left;
    panel->x.to = panel->right;
    panel->y.from = panel->bottom;
    panel->y.to = panel->top;
}

static void draw_x_ticks(chart *page, const chart_panel *panel)
{
    const chart_axis *axis = &panel->x;
    for (size_t i = 0; i < axis->ticks && !panel->no_x_ticks; i++) {
        const double x = copse_i_axis_place(axis, axis->tick[i]);
        copse_i_chart_line(page, "axis", x, panel->bottom, x, panel->bottom + TICK);
        copse_i_chart_text(page, x, panel->bottom + 1.15 * FONT, "c n", FONT, axis->text[i]);
    }
    if (axis->label != NULL)
        copse_i_chart_cut(page, (panel->left + panel->right) / 2,
                          panel->bottom + (panel->no_x_ticks ? 1.0 : 2.6) * FONT, "c n", FONT,
                          panel->right - panel->left + 3 * FONT, axis->label);
}

static void draw_y_ticks(chart *page, const chart_panel *panel)
{
    const chart_axis *axis = &panel->y;
    double room = 0.4 * FONT;
    for (size_t i = 0; i < axis->ticks && !panel->no_y_ticks; i++) {
        const double y = copse_i_axis_place(axis, axis->tick[i]);
        copse_i_chart_line(page, "axis", panel->left - TICK, y, panel->left, y);
        copse_i_chart_text(page, panel->left - TICK - 0.3 * FONT, y, "r n", FONT, axis->text[i]);
    }
    if (!panel->no_y_ticks) room = TICK + 0.4 * FONT + copse_i_axis_room(axis, FONT);
    if (axis->label != NULL)
        copse_i_chart_cut(page, panel->left - room - 0.8 * FONT, (panel->top + panel->bottom) / 2, "v n", FONT,
                          panel->bottom - panel->top + 2 * FONT, axis->label);
}

void copse_i_panel_frame(chart *page, const chart_panel *panel)
{
    const chart_layer before = page->layer;
    page->layer = CHART_FRONT;
    copse_i_chart_box(page, "axis", panel->left, panel->top, panel->right, panel->bottom);
    draw_x_ticks(page, panel);
    draw_y_ticks(page, panel);
    page->layer = before;
    if (panel->title != NULL)
        copse_i_chart_cut(page, panel->left, panel->top - 0.9 * FONT, "l b", FONT, panel->right - panel->left,
                          panel->title);
}

/* ------------------------------------------------------------------------------------------------- in values */

static chart_point place(const chart_panel *panel, double x, double y)
{
    return (chart_point){copse_i_axis_place(&panel->x, x), copse_i_axis_place(&panel->y, y)};
}

static clip_box box_of(const chart_panel *panel)
{
    return (clip_box){panel->left, panel->right, panel->top, panel->bottom};
}

static bool is_place(chart_point p)
{
    return !isnan(p.x) && !isnan(p.y);
}

static bool same_place(chart_point a, chart_point b)
{
    return a.x == b.x && a.y == b.y;
}

void copse_i_panel_curve(chart *page, const chart_panel *panel, const char *look, const double *x, const double *y,
                         size_t n)
{
    const clip_box box = box_of(panel);
    chart_point *run = copse_alloc(n + 1, sizeof *run);
    size_t count = 0;
    if (run == NULL) {
        page->text.failed = true;
        return;
    }
    for (size_t i = 1; i < n; i++) {
        chart_point a = place(panel, x[i - 1], y[i - 1]), b = place(panel, x[i], y[i]);
        const bool seen = is_place(a) && is_place(b) && copse_i_clip_line(&box, &a, &b);
        if (count > 0 && (!seen || !same_place(run[count - 1], a))) {
            copse_i_chart_path(page, look, run, count);
            count = 0;
        }
        if (!seen) continue;
        if (count == 0) run[count++] = a;
        run[count++] = b;
    }
    copse_i_chart_path(page, look, run, count);
    free(run);
}

void copse_i_panel_line(chart *page, const chart_panel *panel, const char *look, double x1, double y1, double x2,
                        double y2)
{
    copse_i_panel_curve(page, panel, look, (const double[]){x1, x2}, (const double[]){y1, y2}, 2);
}

void copse_i_panel_upright(chart *page, const chart_panel *panel, const char *look, double x)
{
    copse_i_panel_line(page, panel, look, x, panel->y.low, x, panel->y.high);
}

void copse_i_panel_level(chart *page, const chart_panel *panel, const char *look, double y)
{
    copse_i_panel_line(page, panel, look, panel->x.low, y, panel->x.high, y);
}

void copse_i_panel_region(chart *page, const chart_panel *panel, const char *look, const double *x, const double *y,
                          size_t n)
{
    const clip_box box = box_of(panel);
    const size_t most = 6 * n + 16; /* each edge adds at most half as many */
    chart_point *point = copse_alloc(3 * most, sizeof *point);
    size_t count = 0;
    if (point == NULL) {
        page->text.failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const chart_point p = place(panel, x[i], y[i]);
        if (is_place(p)) point[count++] = p;
    }
    count = copse_i_clip_area(&box, point, count, point + most, point + 2 * most);
    copse_i_chart_area(page, look, point + most, count);
    free(point);
}

void copse_i_panel_band(chart *page, const chart_panel *panel, const char *look, const double *x, const double *low,
                        const double *high, size_t n)
{
    double *ring = copse_alloc(4 * n + 1, sizeof *ring);
    if (ring == NULL) {
        page->text.failed = true;
        return;
    }
    for (size_t i = 0; i < n;) {
        while (i < n && (isnan(x[i]) || isnan(low[i]) || isnan(high[i]))) i++;
        size_t end = i;
        while (end < n && !isnan(x[end]) && !isnan(low[end]) && !isnan(high[end])) end++;
        const size_t m = end - i;
        for (size_t j = 0; j < m; j++) {
            ring[j] = ring[2 * m - 1 - j] = x[i + j];
            ring[2 * n + j] = low[i + j];
            ring[2 * n + 2 * m - 1 - j] = high[i + j];
        }
        if (m >= 2) copse_i_panel_region(page, panel, look, ring, ring + 2 * n, 2 * m);
        i = end;
    }
    free(ring);
}

bool copse_i_panel_mark(chart *page, const chart_panel *panel, const char *look, chart_mark mark, double x, double y,
                        double size)
{
    const chart_point p = place(panel, x, y);
    if (!(p.x >= panel->left - 0.1 && p.x <= panel->right + 0.1 && p.y >= panel->top - 0.1 &&
          p.y <= panel->bottom + 0.1))
        return false;
    copse_i_chart_mark(page, look, mark, p.x, p.y, size);
    return true;
}

void copse_i_panel_text(chart *page, const chart_panel *panel, double x, double y, double dx, double dy,
                        const char *how, double size, const char *text)
{
    const chart_point p = place(panel, x, y);
    if (is_place(p)) copse_i_chart_text(page, p.x + dx, p.y + dy, how, size, text);
}
