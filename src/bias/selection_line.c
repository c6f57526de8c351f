/* The line of an estimate, cut where its weight changes its form, with nodes of quadrature where the weight is a curve. */
#include "selection_parts.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { HALF = 8, NODES = 2 * HALF, MOST_PANELS = 120 };

/* Positive nodes and weights of the Legendre polynomial of degree 16. */
static const double RULE[HALF][2] = {
    {0.095012509837637440185, 0.18945061045506849629}, {0.28160355077925891323, 0.18260341504492358887},
    {0.45801677765722738634, 0.16915651939500253819},  {0.61787624440264374845, 0.14959598881657673208},
    {0.7554044083550030339, 0.12462897125553387205},   {0.86563120238783174388, 0.09515851168249278481},
    {0.94457502307323257608, 0.062253523938647892863}, {0.9894009349916499326, 0.027152459411754094852},
};

/* Beyond this p is 0 or 1 in double arithmetic; a small power of p is not 0 yet. */
static const double FAR = 8.5, FAR_OF_POWER = 37;
static const double FINEST = 1e-3, GROWTH = 4;

typedef struct panels {
    size_t n;
    double end[MOST_PANELS + 1]; /* rising */
} panels;

/* From `from` to `to` in panels of `widest` at most (2 beyond FAR); graded where the weight may change steeply at an end. */
static void cut_panels(panels *out, double from, double to, bool grade_from, bool grade_to, double finest,
                       double widest)
{
    out->n = 0;
    out->end[0] = from;
    double at = from, step = grade_from ? finest : widest;
    while (at < to && out->n < MOST_PANELS - 20) {
        const double most = fabs(at) >= FAR ? fmax(widest, 2) : widest;
        at = to - at <= 1.25 * step ? to : at + step;
        out->end[++out->n] = at;
        step = fmin(GROWTH * step, most);
    }
    if (!grade_to || out->n == 0) return;
    const double start = out->end[out->n - 1]; /* the last panel again, from its far end */
    double width = to - start, inner[20];
    size_t m = 0;
    while (width > GROWTH * finest && m < 18) {
        width /= GROWTH;
        inner[m++] = to - width;
    }
    for (size_t i = 0; i < m; i++) out->end[out->n + i] = inner[i];
    out->n += m;
    out->end[out->n] = to;
}

/* p and 1 - p at x */
static copse_i_p_value p_at(double x, bool two_sided)
{
    const double t = x / COPSE_SQRT2;
    if (two_sided) return copse_i_p_value_of(erfc(fabs(t)), erf(fabs(t)));
    return copse_i_p_value_of(0.5 * erfc(t), 0.5 * erfc(-t));
}

static void add_nodes(copse_i_selmodel_line *line, const panels *from, bool mirrored, bool two_sided)
{
    for (size_t i = 0; i < from->n; i++) {
        const double half = 0.5 * (from->end[i + 1] - from->end[i]), middle = from->end[i] + half;
        for (int j = 0; j < NODES; j++) {
            const double *rule = RULE[j < HALF ? HALF - 1 - j : j - HALF];
            const double x = middle + (j < HALF ? -half : half) * rule[0];
            line->x[line->nodes] = mirrored ? -x : x;
            line->measure[line->nodes] = half * rule[1];
            line->at[line->nodes++] = p_at(x, two_sided);
        }
    }
}

static void constant(copse_i_selmodel_line *line, double upto, size_t group, size_t row)
{
    if (line->cuts < COPSE_I_MOST_CUTS && upto < INFINITY) line->cut[line->cuts] = upto;
    line->segment[line->cuts++] = (copse_i_segment){group, row, row};
}

static void curve(copse_i_selmodel_line *line, double upto, size_t first, size_t end)
{
    line->cut[line->cuts] = upto;
    line->segment[line->cuts++] = (copse_i_segment){SIZE_MAX, first, end};
}

/* Steps: z of each, from both sides for two-sided p-values. */
static void step_line(copse_i_selmodel_line *line, const copse_selmodel_opts *opts)
{
    const size_t n = opts->steps; /* the last is 1 */
    const bool two_sided = opts->side == COPSE_SELMODEL_TWO_SIDED;
    for (size_t j = 0; two_sided && j + 1 < n; j++)
        constant(line, -copse_normal_quantile_upper(opts->step[j] / 2), j, 0);
    for (size_t j = n - 1; j > 0; j--)
        constant(line, copse_normal_quantile_upper(two_sided ? opts->step[j - 1] / 2 : opts->step[j - 1]), j, 0);
    constant(line, INFINITY, 0, 0);
    line->cuts--;
}

static double quantile(double p, bool two_sided, double otherwise)
{
    return p > 0 ? copse_normal_quantile_upper(two_sided ? p / 2 : p) : otherwise;
}

/* The ends where p is below `near` (w of near) or above `clip_high` (w of that) and the curve between. */
static void curve_line(copse_i_selmodel_line *line, const copse_selmodel_opts *opts, double near, bool steep,
                       double clip_high, double widest)
{
    const bool two_sided = opts->side == COPSE_SELMODEL_TWO_SIDED;
    const double far = opts->type == COPSE_SELMODEL_NEGEXPPOW ? FAR_OF_POWER : FAR;
    const double high = quantile(near, two_sided, far), q = 1 - clip_high;
    const double low = two_sided ? (q > 0 ? copse_normal_quantile_upper(clip_high / 2) : 0)
                                 : (q > 0 ? copse_normal_quantile_upper(clip_high) : -FAR);
    panels between;
    cut_panels(&between, low, high, two_sided, steep, two_sided && low > 0 ? fmin(low, FINEST) : FINEST, widest);
    const size_t count = between.n * NODES, all = two_sided ? 2 * count : count;
    const size_t far_row = all, near_row = all + 1;
    add_nodes(line, &between, false, two_sided);
    if (two_sided) {
        add_nodes(line, &between, true, true);
        constant(line, -high, SIZE_MAX - 1, near_row);
        curve(line, -low, count, 2 * count);
        if (low > 0) constant(line, low, SIZE_MAX - 1, far_row);
    } else {
        constant(line, low, SIZE_MAX - 1, far_row);
    }
    curve(line, high, 0, count);
    constant(line, INFINITY, SIZE_MAX - 1, near_row);
    line->cuts--;
    line->at[far_row] = copse_i_p_value_of(clip_high, q);
    line->at[near_row] = copse_i_p_value_of(near, 1 - near);
    line->measure[far_row] = line->measure[near_row] = 1;
    line->ends = 2;
    line->nodes = all + 2;
}

copse_status copse_i_selmodel_line_init(copse_i_selmodel_line *line, const copse_selmodel_opts *opts, double floor,
                                        double clip_low, double clip_high, double widest)
{
    *line = (copse_i_selmodel_line){0};
    if (opts->type == COPSE_SELMODEL_STEPFUN) {
        step_line(line, opts);
        return COPSE_OK;
    }
    if (opts->type >= COPSE_SELMODEL_TRUNC) { /* the point is put there by whoever knows it */
        constant(line, 0, 1, 0);
        constant(line, INFINITY, 0, 0);
        line->cuts--;
        return COPSE_OK;
    }
    const size_t most = (size_t)2 * NODES * MOST_PANELS + 2;
    line->x = copse_alloc(2 * most, sizeof *line->x);
    line->at = copse_alloc(most, sizeof *line->at);
    if (line->x == NULL || line->at == NULL) return COPSE_ENOMEM;
    line->measure = line->x + most;
    curve_line(line, opts, fmax(floor, clip_low), floor > clip_low, clip_high, widest);
    return COPSE_OK;
}

void copse_i_selmodel_line_free(copse_i_selmodel_line *line)
{
    free(line->x);
    free(line->at);
    *line = (copse_i_selmodel_line){0};
}
