#include "chart_clip.h"

#include <string.h>

/* Keeps of the parameters from *low to *high those where p t <= q. */
static bool cut(double p, double q, double *low, double *high)
{
    if (p == 0) return q >= 0;
    const double t = q / p;
    if (p < 0 && t > *low) *low = t;
    if (p > 0 && t < *high) *high = t;
    return *low <= *high;
}

bool copse_i_clip_line(const clip_box *box, chart_point *a, chart_point *b)
{
    const double dx = b->x - a->x, dy = b->y - a->y;
    const chart_point start = *a;
    double low = 0, high = 1;
    if (!cut(-dx, start.x - box->left, &low, &high) || !cut(dx, box->right - start.x, &low, &high) ||
        !cut(-dy, start.y - box->top, &low, &high) || !cut(dy, box->bottom - start.y, &low, &high))
        return false;
    if (high < 1) *b = (chart_point){start.x + high * dx, start.y + high * dy};
    if (low > 0) *a = (chart_point){start.x + low * dx, start.y + low * dy};
    return true;
}

/* How far the point lies on the inner side of one edge. */
static double depth(const clip_box *box, int edge, chart_point p)
{
    switch (edge) {
    case 0:
        return p.x - box->left;
    case 1:
        return box->right - p.x;
    case 2:
        return p.y - box->top;
    default:
        return box->bottom - p.y;
    }
}

static size_t cut_edge(const clip_box *box, int edge, const chart_point *in, size_t n, chart_point *out)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const chart_point a = in[i], b = in[(i + 1) % n];
        const double da = depth(box, edge, a), db = depth(box, edge, b);
        if (da >= 0) out[count++] = a;
        if ((da >= 0) == (db >= 0)) continue;
        const double t = da / (da - db);
        out[count++] = (chart_point){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
    }
    return count;
}

size_t copse_i_clip_area(const clip_box *box, const chart_point *point, size_t n, chart_point *out, chart_point *work)
{
    if (n == 0) return 0;
    memcpy(out, point, n * sizeof *out);
    for (int edge = 0; edge < 4 && n > 0; edge++) {
        n = cut_edge(box, edge, out, n, work);
        if (n > 0) memcpy(out, work, n * sizeof *out);
    }
    return n;
}
