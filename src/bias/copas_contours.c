/* Contours of a function on a square grid by marching squares, and straight lines through them. */
#include "copas_contours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points lie on edges: edge 2 (i n + j) goes from (i, j) to (i + 1, j), the next one to (i, j + 1). An edge has a piece of the
 * contour on each side at most. */
typedef struct copse_i_march {
    const double *z;
    size_t n;
    double level;
    size_t *other[2]; /* 2 n n each: 1 + the edge that the piece leads to; 0: none */
    bool *seen;
} copse_i_march;

static double at(const copse_i_march *m, size_t i, size_t j)
{
    return m->z[i * m->n + j] - m->level;
}

/* Where the contour crosses an edge. */
static void crossing(const copse_i_march *m, size_t edge, double *x, double *y)
{
    const double cells = fmax(1, (double)(m->n - 1));
    const size_t i = edge / 2 / m->n, j = edge / 2 % m->n; /* n is 2 at least */
    const bool upward = edge % 2 == 1;
    const double a = at(m, i, j), b = upward ? at(m, i, j + 1) : at(m, i + 1, j), share = -a / (b - a);
    *x = ((double)i + (upward ? 0 : share)) / cells;
    *y = ((double)j + (upward ? share : 0)) / cells;
}

static void join(copse_i_march *m, size_t a, size_t b)
{
    m->other[m->other[0][a] != 0][a] = b + 1;
    m->other[m->other[0][b] != 0][b] = a + 1;
}

static int by_x(const copse_i_march *m, size_t a, size_t b)
{
    double xa, xb, y;
    crossing(m, a, &xa, &y);
    crossing(m, b, &xb, &y);
    return (xa > xb) - (xa < xb);
}

/* Of a cell: below, left, right, above. */
static void edges_of(const copse_i_march *m, size_t i, size_t j, size_t edge[4])
{
    const size_t here = i * m->n + j;
    edge[0] = 2 * here;
    edge[1] = 2 * here + 1;
    edge[2] = 2 * (here + m->n) + 1;
    edge[3] = 2 * (here + 1);
}

/* A cell has none, two or four crossings; four are joined from left to right, in pairs. */
static void march_cell(copse_i_march *m, size_t i, size_t j)
{
    size_t all[4];
    const double corner[][2] = {{at(m, i, j), at(m, i + 1, j)},
                                {at(m, i, j), at(m, i, j + 1)},
                                {at(m, i + 1, j), at(m, i + 1, j + 1)},
                                {at(m, i, j + 1), at(m, i + 1, j + 1)}};
    size_t edge[4], count = 0;
    edges_of(m, i, j, all);
    for (size_t e = 0; e < 4; e++)
        if (corner[e][0] * corner[e][1] < 0) edge[count++] = all[e];
    for (size_t e = 1; count == 4 && e < count; e++)
        for (size_t f = e; f > 0 && by_x(m, edge[f], edge[f - 1]) < 0; f--) {
            const size_t swap = edge[f];
            edge[f] = edge[f - 1];
            edge[f - 1] = swap;
        }
    for (size_t e = 0; e + 1 < count; e += 2) join(m, edge[e], edge[e + 1]);
}

typedef struct copse_i_line_sums {
    double x, y, xx, xy, yy;
    size_t n;
} copse_i_line_sums;

static void add_point(const copse_i_march *m, size_t edge, copse_i_line_sums *s)
{
    double x, y;
    crossing(m, edge, &x, &y);
    /* about the centre of the square: sums of squares about means lose less */
    x -= 0.5;
    y -= 0.5;
    s->n++;
    s->x += x;
    s->y += y;
    s->xx += x * x;
    s->xy += x * y;
    s->yy += y * y;
}

/* From `edge` away from `from` to the end, or to the start of a ring, whose first point counts twice. */
static bool follow(copse_i_march *m, size_t start, int way, copse_i_line_sums *sums)
{
    size_t edge = start, next = m->other[way][start];
    while (next != 0) {
        const size_t before = edge;
        edge = next - 1;
        if (edge == start) {
            add_point(m, edge, sums);
            return true;
        }
        m->seen[edge] = true;
        add_point(m, edge, sums);
        next = m->other[m->other[0][edge] == before + 1][edge];
    }
    return false;
}

static copse_i_contour fit(const copse_i_line_sums *s)
{
    const double n = (double)s->n, sxx = s->xx - s->x * s->x / n, sxy = s->xy - s->x * s->y / n;
    const double syy = s->yy - s->y * s->y / n;
    copse_i_contour line = {s->n, NAN, NAN, NAN};
    if (!(sxx > 1e-14)) return line;
    line.slope = sxy / sxx;
    line.intercept = 0.5 + s->y / n - line.slope * (0.5 + s->x / n);
    if (s->n > 2 && syy > 0) {
        const double rest = fmax(0, syy - sxy * sxy / sxx);
        line.adjusted_r2 = 1 - rest / syy * (n - 1) / (n - 2);
    }
    return line;
}

/* The contour through an edge, if it has not been met. */
static copse_status trace_from(copse_i_march *m, size_t edge, copse_i_contours *contours)
{
    copse_i_line_sums sums = {0};
    if (m->other[0][edge] == 0 || m->seen[edge]) return COPSE_OK;
    m->seen[edge] = true;
    add_point(m, edge, &sums);
    if (!follow(m, edge, 0, &sums)) (void)follow(m, edge, 1, &sums);
    const copse_status status =
        copse_reserve((void **)&contours->line, &contours->capacity, contours->count + 1, sizeof *contours->line);
    if (status == COPSE_OK) contours->line[contours->count++] = fit(&sums);
    return status;
}

/* Cell by cell, since the point of a ring that counts twice is the first one met, as in R. */
static copse_status trace(copse_i_march *m, copse_i_contours *contours)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; i + 1 < m->n; i++)
        for (size_t j = 0; j + 1 < m->n; j++) {
            size_t edge[4];
            edges_of(m, i, j, edge);
            for (size_t e = 0; status == COPSE_OK && e < 4; e++) status = trace_from(m, edge[e], contours);
        }
    return status;
}

copse_status copse_i_contours_at(const double *z, size_t n, double level, copse_i_contours *contours)
{
    copse_i_march m = {.z = z, .n = n, .level = level};
    if (n < 2) return COPSE_EINVAL;
    size_t *room = copse_alloc(4 * n * n, sizeof *room);
    m.seen = copse_alloc(2 * n * n, sizeof *m.seen);
    copse_status status = room != NULL && m.seen != NULL ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) {
        m.other[0] = room;
        m.other[1] = room + 2 * n * n;
        for (size_t i = 0; i + 1 < n; i++)
            for (size_t j = 0; j + 1 < n; j++) march_cell(&m, i, j);
        status = trace(&m, contours);
    }
    free(room);
    free(m.seen);
    return status;
}

void copse_i_contours_free(copse_i_contours *contours)
{
    free(contours->line);
    *contours = (copse_i_contours){0};
}
