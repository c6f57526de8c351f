#include "chart_labels.h"

#include "text_metrics.h"

#include <math.h>
#include <stdlib.h>

#define MOST_EM 16.0 /* of a name; the rest is cut */

typedef struct name_box {
    double left, right, top, bottom;
} name_box;

typedef struct naming {
    chart *page;
    const chart_panel *panel;
    const chart_label *label;
    size_t n;
    double font;
    name_box *taken; /* the marks, then the names */
    size_t boxes;
} naming;

static bool overlap(const name_box *a, const name_box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static name_box mark_box(const naming *w, size_t i)
{
    const double x = copse_i_axis_place(&w->panel->x, w->label[i].x), half = 0.5 * w->label[i].size + 0.5;
    const double y = copse_i_axis_place(&w->panel->y, w->label[i].y);
    return (name_box){x - half, x + half, y - half, y + half};
}

/* Place `at` of 8 around a mark: right, left, above, below, and the corners. */
static name_box place_name(const name_box *mark, double width, double height, int at)
{
    static const double dx[] = {1, -1, 0, 0, 1, -1, 1, -1}, dy[] = {0, 0, -1, 1, -1, -1, 1, 1};
    const double x = 0.5 * (mark->left + mark->right), y = 0.5 * (mark->top + mark->bottom);
    const double half = 0.5 * (mark->right - mark->left);
    const double cx = x + dx[at] * ((dy[at] == 0 ? half : 0.6 * half) + 0.5 * width + 1);
    const double cy = y + dy[at] * ((dx[at] == 0 ? half : 0.6 * half) + 0.5 * height);
    return (name_box){cx - 0.5 * width, cx + 0.5 * width, cy - 0.5 * height, cy + 0.5 * height};
}

static bool is_free(const naming *w, const name_box *box, size_t own)
{
    if (box->left < w->panel->left + 1 || box->right > w->panel->right - 1 || box->top < w->panel->top + 1 ||
        box->bottom > w->panel->bottom - 1)
        return false;
    for (size_t i = 0; i < w->boxes; i++)
        if (i != own && overlap(box, &w->taken[i])) return false;
    return true;
}

static bool write_name(naming *w, size_t i)
{
    const char *text = w->label[i].text;
    const double room = MOST_EM * w->font, width = fmin(copse_i_chart_width(w->page, text, w->font, false), room);
    const name_box mark = mark_box(w, i);
    for (int at = 0; at < 8; at++) {
        const name_box box = place_name(&mark, width + 1, 1.15 * w->font, at);
        if (!is_free(w, &box, i)) continue;
        copse_i_chart_cut(w->page, box.left + 0.5, 0.5 * (box.top + box.bottom), "l n", w->font, room + 0.01, text);
        w->taken[w->boxes++] = box;
        return true;
    }
    return false;
}

/* The heaviest of those that wait; n: none. */
static size_t next_label(const naming *w, const bool *done)
{
    size_t best = w->n;
    for (size_t i = 0; i < w->n; i++)
        if (!done[i] && w->label[i].weight > 0 && (best == w->n || w->label[i].weight > w->label[best].weight))
            best = i;
    return best;
}

size_t copse_i_chart_labels(chart *page, const chart_panel *panel, const chart_label *label, size_t n, double font)
{
    naming w = {.page = page, .panel = panel, .label = label, .n = n, .font = font};
    size_t left_out = 0;
    w.taken = copse_alloc(2 * n + 1, sizeof *w.taken);
    bool *done = copse_alloc(n + 1, sizeof *done);
    if (w.taken == NULL || done == NULL) {
        page->text.failed = true;
    } else {
        for (size_t i = 0; i < n; i++) w.taken[w.boxes++] = mark_box(&w, i);
        for (size_t i = next_label(&w, done); i < n; i = next_label(&w, done)) {
            done[i] = true;
            left_out += write_name(&w, i) ? 0 : 1;
        }
    }
    free(w.taken);
    free(done);
    return left_out;
}
