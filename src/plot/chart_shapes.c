/* Lines, areas and marks. A layer is blocks of points, one for each run of shapes of the same look, and the list of these
 * looks; in a block shapes are parted by an empty line. */
#include "chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PI 3.14159265358979323846

/* Begins a new shape of that look. */
static copse_text *begin_shape(chart *page, const char *look)
{
    copse_text *shapes = &page->shapes[page->layer];
    char *last = page->look[page->layer];
    if (shapes->length > 0 && strcmp(last, look) == 0) {
        copse_text_add(shapes, "\n");
        return shapes;
    }
    if (shapes->length > 0) copse_text_add(shapes, "\n\n");
    copse_text_printf(&page->looks[page->layer], "%s\n", look);
    (void)snprintf(last, sizeof page->look[page->layer], "%s", look);
    return shapes;
}

/* Far outside the page is as good as infinitely far, and keeps the numbers short. */
static double bounded(double x)
{
    return x > 1e5 ? 1e5 : x < -1e5 ? -1e5 : x;
}

static void add_point(copse_text *shapes, double x, double y)
{
    char a[COPSE_NUMBER_TEXT], b[COPSE_NUMBER_TEXT];
    copse_text_printf(shapes, "%s %s\n", copse_format_fixed(a, sizeof a, bounded(x), 2),
                      copse_format_fixed(b, sizeof b, bounded(y), 2));
}

static bool has_place(chart_point p)
{
    return !isnan(p.x) && !isnan(p.y);
}

void copse_i_chart_path(chart *page, const char *look, const chart_point *point, size_t n)
{
    for (size_t i = 0; i < n;) {
        while (i < n && !has_place(point[i])) i++;
        size_t end = i;
        while (end < n && has_place(point[end])) end++;
        if (end - i >= 2) {
            copse_text *shapes = begin_shape(page, look);
            for (size_t j = i; j < end; j++) add_point(shapes, point[j].x, point[j].y);
        }
        i = end;
    }
}

void copse_i_chart_open(chart *page, const char *look)
{
    (void)snprintf(page->open_look, sizeof page->open_look, "%s", look);
    page->at_line = false;
}

void copse_i_chart_to(chart *page, double x, double y)
{
    const bool seen = !isnan(x) && !isnan(y);
    if (seen && !page->at_line) (void)begin_shape(page, page->open_look);
    if (seen) add_point(&page->shapes[page->layer], x, y);
    page->at_line = seen;
}

void copse_i_chart_line(chart *page, const char *look, double x1, double y1, double x2, double y2)
{
    const chart_point ends[] = {{x1, y1}, {x2, y2}};
    copse_i_chart_path(page, look, ends, 2);
}

void copse_i_chart_area(chart *page, const char *look, const chart_point *point, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!has_place(point[i])) return;
    if (n < 3) return;
    copse_text *shapes = begin_shape(page, look);
    for (size_t i = 0; i <= n; i++) add_point(shapes, point[i % n].x, point[i % n].y);
}

void copse_i_chart_box(chart *page, const char *look, double left, double top, double right, double bottom)
{
    const chart_point corner[] = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
    copse_i_chart_area(page, look, corner, 4);
}

/* Corners of a regular polygon around x, y whose area is that of a circle of diameter `size`. */
static void add_polygon(chart *page, const char *look, double x, double y, double size, int corners, double turn)
{
    chart_point corner[32];
    const double n = corners, radius = 0.5 * size * sqrt(2 * PI / (n * sin(2 * PI / n)));
    for (int i = 0; i < corners; i++) {
        const double angle = turn + 2 * PI * i / n;
        corner[i] = (chart_point){x + radius * cos(angle), y + radius * sin(angle)};
    }
    copse_i_chart_area(page, look, corner, (size_t)corners);
}

static void add_cross(chart *page, const char *look, double x, double y, double arm, bool upright)
{
    const double dx = upright ? 0 : arm, dy = arm;
    copse_i_chart_line(page, look, x - dx, y - dy, x + dx, y + dy);
    copse_i_chart_line(page, look, x - (upright ? arm : dx), y + (upright ? 0 : dy), x + (upright ? arm : dx),
                       y - (upright ? 0 : dy));
}

void copse_i_chart_mark(chart *page, const char *look, chart_mark mark, double x, double y, double size)
{
    if (isnan(x) || isnan(y) || !(size > 0)) return;
    switch (mark) {
    case CHART_SQUARE:
        add_polygon(page, look, x, y, size, 4, PI / 4);
        break;
    case CHART_TRIANGLE:
        add_polygon(page, look, x, y, size, 3, -PI / 2);
        break;
    case CHART_TRIANGLE_DOWN:
        add_polygon(page, look, x, y, size, 3, PI / 2);
        break;
    case CHART_DIAMOND:
        add_polygon(page, look, x, y, size, 4, 0);
        break;
    case CHART_CROSS:
        add_cross(page, look, x, y, 0.42 * size, false);
        break;
    case CHART_PLUS:
        add_cross(page, look, x, y, 0.5 * size, true);
        break;
    default:
        add_polygon(page, look, x, y, size, size > 12 ? 32 : 20, PI / 20);
        break;
    }
}

chart_mark copse_i_chart_group(size_t i, char *look)
{
    static const chart_mark order[CHART_GROUPS] = {
        CHART_CIRCLE, CHART_SQUARE, CHART_TRIANGLE, CHART_DIAMOND,  CHART_TRIANGLE_DOWN, CHART_CROSS,
        CHART_PLUS,   CHART_CIRCLE, CHART_SQUARE,   CHART_TRIANGLE, CHART_DIAMOND,       CHART_TRIANGLE_DOWN};
    (void)snprintf(look, 32, "group%d", (int)(i % CHART_GROUPS) + 1);
    return order[i % (sizeof order / sizeof order[0])];
}
