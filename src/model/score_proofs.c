/* See score_proofs.h; the kernels of lanes/kernels/score_search.h have the same proofs for eight data sets at a time. */
#include "score_proofs.h"

#include <math.h>

static const double MARGIN = 1 + 1e-9; /* of the proofs, above rounding */

typedef struct shape {
    double f, df, g, dg;
} shape;

static shape shape_of(const copse_i_score *s)
{
    const double f = sqrt(1 / s->A), g = 1 / s->B;
    return (shape){f, s->C / s->A * f, g, s->D * g * g};
}

/* (The lower of the two tangents of f)^2 is convex on either side of their crossing: its ends there suffice. */
static bool is_positive(shape a, shape b, double length)
{
    const double x = (b.f - b.df * length - a.f) / (a.df - b.df), one = a.f + a.df * length;
    if (one * one * MARGIN < fmin(a.g, b.g)) return true;
    if (!(x >= 0 && x <= length)) return false;
    const double top = a.f + a.df * x, chord = a.g + (b.g - a.g) * (x / length);
    return a.f * a.f * MARGIN < a.g && b.f * b.f * MARGIN < b.g && top * top * MARGIN < chord;
}

/* Is g + dg x below (f + slope x)^2 for all x in [0, length]? */
static bool is_below(double f, double slope, double g, double dg, double length)
{
    const double gap = f * f - g * MARGIN, turn = 2 * f * slope - dg * MARGIN, square = slope * slope;
    if (!(gap > 0)) return false;
    if (turn >= 0 || 4 * square * gap > turn * turn) return true;
    return -turn >= 2 * square * length && gap + turn * length + square * length * length > 0;
}

/* Each tangent of g on its side of their crossing, or that of a alone on the whole. */
static bool is_negative(shape a, shape b, double length)
{
    const double slope = (b.f - a.f) / length, x = (b.g - b.dg * length - a.g) / (a.dg - b.dg);
    const bool inside = x >= 0 && x <= length;
    return is_below(a.f, slope, a.g, a.dg, inside ? x : length) &&
           (!inside || is_below(b.f, -slope, b.g, -b.dg, length - x));
}

bool copse_i_is_settled(const copse_i_score *a, const copse_i_score *b)
{
    const double length = b->t - a->t;
    if (b->A > a->B * MARGIN || a->A * MARGIN < b->B) return true; /* A and B fall from a to b */
    if (2 * (a->B * b->C) + length * (a->D * b->C) > a->D * b->A * MARGIN) return true;
    if (a->A * b->D + length * (a->C * b->D) > 2 * (a->C * b->B) * MARGIN) return true;
    const shape sa = shape_of(a), sb = shape_of(b);
    return is_positive(sa, sb, length) || is_negative(sa, sb, length);
}

double copse_i_score_step(const copse_i_score *s)
{
    const double CB = s->C * s->B, excess = s->B * (s->A - s->B), b = 2 * (CB * s->B) - s->D * (s->A * s->A);
    return s->A * (2 * excess / (b + sqrt(fmax(b * b + 4 * (CB * CB) * excess, 0))));
}
