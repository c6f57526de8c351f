/* One study's part of a selection likelihood: log w, A and their derivatives in mu, tau2 and the free deltas. */
#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>
#include <string.h>

/* Moments of one weight: as many as are needed. */
typedef struct moments {
    double w[COPSE_I_ORDERS], d[2][3], dd[3];
} moments;

/* A point of the line in units of the study: both tails, and He_(n-1)(u) phi(u) for n = 1..4. */
typedef struct edge {
    double u, lower, upper, he[COPSE_I_ORDERS];
} edge;

typedef copse_i_selmodel_study study;

static const double ROOT_2PI = 2.50662827463100050242;

static edge edge_at(double u, bool derivatives)
{
    edge e = {.u = u};
    if (u < 0) {
        e.lower = 0.5 * erfc(-u / COPSE_SQRT2);
        e.upper = 1 - e.lower;
    } else {
        e.upper = 0.5 * erfc(u / COPSE_SQRT2);
        e.lower = 1 - e.upper;
    }
    if (!derivatives || isinf(u)) return e;
    const double f = exp(-0.5 * u * u) / ROOT_2PI;
    e.he[1] = f;
    e.he[2] = u * f;
    e.he[3] = (u * u - 1) * f;
    e.he[4] = u * (u * u - 3) * f;
    return e;
}

/* Moments of 1 between two edges. */
static void between(const edge *a, const edge *b, double out[COPSE_I_ORDERS])
{
    out[0] = a->u > 0 ? a->upper - b->upper : b->lower - a->lower;
    for (int n = 1; n < COPSE_I_ORDERS; n++) out[n] = a->he[n] - b->he[n];
}

/* ------------------------------------------------------------------------------------------------ one study */

/* A and its derivatives from moments m of w. */
static void put_location(const double m[COPSE_I_ORDERS], double s, double A[COPSE_I_ORDERS])
{
    double power = 1;
    for (int n = 0; n < COPSE_I_ORDERS; n++) {
        A[n] = m[n] / power;
        power *= s;
    }
}

static void density_part(const copse_i_selmodel_problem *p, study *t)
{
    const double e = p->y[t->i] - t->mu, w = 1 / t->s2;
    const size_t n = t->n;
    double *H = t->hessian;
    t->gradient[0] = e * w;
    t->gradient[1] = 0.5 * w * (e * e * w - 1);
    H[0] = -w;
    H[1] = H[n] = -e * w * w;
    H[n + 1] = w * w * (0.5 - e * e * w);
}

/* Takes -log A off: A[n] its derivatives in mu, of which tau2's are combinations. */
static void normaliser_part(study *t, const double A[COPSE_I_ORDERS])
{
    const double r1 = A[1] / A[0], r2 = A[2] / A[0], r3 = A[3] / A[0], r4 = A[4] / A[0];
    const size_t n = t->n;
    double *H = t->hessian;
    t->gradient[0] -= r1;
    t->gradient[1] -= 0.5 * r2;
    H[0] -= r2 - r1 * r1;
    H[1] -= 0.5 * (r3 - r1 * r2);
    H[n] -= 0.5 * (r3 - r1 * r2);
    H[n + 1] -= 0.25 * (r4 - r2 * r2);
}

/* The same of a delta: a its dA/ddelta and derivatives in mu. */
static void delta_part(study *t, size_t slot, const double A[COPSE_I_ORDERS], const double a[3])
{
    const size_t n = t->n, at = 2 + slot;
    const double g = a[0] / A[0];
    t->gradient[at] -= g;
    const double mu = a[1] / A[0] - g * A[1] / A[0], tau = 0.5 * (a[2] / A[0] - g * A[2] / A[0]);
    t->hessian[at * n] -= mu;
    t->hessian[at] -= mu;
    t->hessian[at * n + 1] -= tau;
    t->hessian[n + at] -= tau;
}

/* ------------------------------------------------------------------------------------------------ steps */

static double threshold_u(const copse_i_selmodel_problem *p, const study *t, size_t j)
{
    return (p->line->cut[j] * t->scale - t->mu) / t->s;
}

/* Moments of each group of segments to p->work (deltas x ORDERS). */
static void step_moments(const copse_i_selmodel_problem *p, const study *t, bool derivatives)
{
    const copse_i_selmodel_line *line = p->line;
    memset(p->work, 0, p->deltas * COPSE_I_ORDERS * sizeof *p->work);
    edge left = edge_at(-INFINITY, false);
    for (size_t j = 0; j <= line->cuts; j++) {
        const edge right = edge_at(j < line->cuts ? threshold_u(p, t, j) : INFINITY, derivatives);
        double part[COPSE_I_ORDERS], *sum = p->work + line->segment[j].group * COPSE_I_ORDERS;
        between(&left, &right, part);
        for (int n = 0; n < COPSE_I_ORDERS; n++) sum[n] += part[n];
        left = right;
    }
}

static double step_study(copse_i_selmodel_problem *p, study *t, bool derivatives)
{
    double m[COPSE_I_ORDERS] = {0}, A[COPSE_I_ORDERS], a[3];
    const size_t own = p->group[t->i];
    step_moments(p, t, derivatives);
    for (size_t j = 0; j < p->deltas; j++)
        for (int n = 0; n < COPSE_I_ORDERS; n++) m[n] += p->delta[j] * p->work[j * COPSE_I_ORDERS + (size_t)n];
    t->log_weight = log(p->delta[own]);
    if (!derivatives) return m[0];
    put_location(m, t->s, A);
    density_part(p, t);
    normaliser_part(t, A);
    for (size_t j = 0; j < p->deltas; j++) {
        const double *mj = p->work + j * COPSE_I_ORDERS;
        if (p->slot[j] == SIZE_MAX) continue;
        a[0] = mj[0];
        a[1] = mj[1] / t->s;
        a[2] = mj[2] / t->s2;
        delta_part(t, p->slot[j], A, a);
        for (size_t l = 0; l <= j; l++) {
            if (p->slot[l] == SIZE_MAX) continue;
            const double both = a[0] / A[0] * (p->work[l * COPSE_I_ORDERS] / A[0]);
            t->hessian[(2 + p->slot[j]) * t->n + 2 + p->slot[l]] += both;
            if (l != j) t->hessian[(2 + p->slot[l]) * t->n + 2 + p->slot[j]] += both;
        }
    }
    if (p->slot[own] != SIZE_MAX) {
        const size_t at = 2 + p->slot[own];
        t->gradient[at] += 1 / p->delta[own];
        t->hessian[at * t->n + at] -= 1 / (p->delta[own] * p->delta[own]);
    }
    return m[0];
}

/* ------------------------------------------------------------------------------------------------ curves */

static void fill_rows(copse_i_selmodel_problem *p, double precision, bool derivatives)
{
    for (size_t j = 0; j < p->line->nodes; j++) {
        const copse_i_weight_jet jet = copse_i_weight_at(p->type, p->delta, precision, p->floor, &p->line->at[j]);
        copse_i_weight_row *row = &p->row[j];
        row->w = p->line->measure[j] * exp(jet.q);
        if (!derivatives) continue;
        row->d[0] = row->w * jet.d[0];
        row->d[1] = row->w * jet.d[1];
        row->dd[0] = row->w * (jet.dd[0] + jet.d[0] * jet.d[0]);
        row->dd[1] = row->w * (jet.dd[1] + jet.d[0] * jet.d[1]);
        row->dd[2] = row->w * (jet.dd[2] + jet.d[1] * jet.d[1]);
    }
}

static void add_constant(const copse_i_weight_row *row, const edge *left, const edge *right, moments *sum)
{
    double part[COPSE_I_ORDERS];
    between(left, right, part);
    for (int n = 0; n < COPSE_I_ORDERS; n++) sum->w[n] += row->w * part[n];
    for (int a = 0; a < 2; a++)
        for (int n = 0; n < 3; n++) sum->d[a][n] += row->d[a] * part[n];
    for (int a = 0; a < 3; a++) sum->dd[a] += row->dd[a] * part[0];
}

static double curve_value(const copse_i_selmodel_problem *p, const study *t, size_t first, size_t end)
{
    const double slope = t->scale / t->s, shift = t->mu / t->s;
    double sum = 0;
    for (size_t j = first; j < end; j++) {
        const double u = p->line->x[j] * slope - shift;
        sum += p->row[j].w * exp(-0.5 * u * u);
    }
    return sum * slope / ROOT_2PI;
}

static void add_curve(const copse_i_selmodel_problem *p, const study *t, size_t first, size_t end, bool two,
                      moments *out)
{
    const double slope = t->scale / t->s, shift = t->mu / t->s, unit = slope / ROOT_2PI;
    moments sum = {{0}, {{0}}, {0}};
    for (size_t j = first; j < end; j++) {
        const copse_i_weight_row *row = &p->row[j];
        const double u = p->line->x[j] * slope - shift, f = exp(-0.5 * u * u), u2 = u * u;
        const double h1 = u * f, h2 = (u2 - 1) * f;
        sum.w[0] += row->w * f;
        sum.w[1] += row->w * h1;
        sum.w[2] += row->w * h2;
        sum.w[3] += row->w * (u2 - 3) * h1;
        sum.w[4] += row->w * (u2 * (u2 - 6) + 3) * f;
        sum.d[0][0] += row->d[0] * f;
        sum.d[0][1] += row->d[0] * h1;
        sum.d[0][2] += row->d[0] * h2;
        sum.dd[0] += row->dd[0] * f;
        if (!two) continue;
        sum.d[1][0] += row->d[1] * f;
        sum.d[1][1] += row->d[1] * h1;
        sum.d[1][2] += row->d[1] * h2;
        sum.dd[1] += row->dd[1] * f;
        sum.dd[2] += row->dd[2] * f;
    }
    for (int n = 0; n < COPSE_I_ORDERS; n++) out->w[n] += unit * sum.w[n];
    for (int a = 0; a < 2; a++)
        for (int n = 0; n < 3; n++) out->d[a][n] += unit * sum.d[a][n];
    for (int a = 0; a < 3; a++) out->dd[a] += unit * sum.dd[a];
}

static void curve_moments(const copse_i_selmodel_problem *p, const study *t, bool derivatives, moments *sum)
{
    const copse_i_selmodel_line *line = p->line;
    *sum = (moments){{0}, {{0}}, {0}};
    edge left = edge_at(-INFINITY, false);
    for (size_t j = 0; j <= line->cuts; j++) {
        const copse_i_segment *segment = &line->segment[j];
        const edge right = edge_at(j < line->cuts ? threshold_u(p, t, j) : INFINITY, derivatives);
        if (segment->group != SIZE_MAX) add_constant(&p->row[segment->first], &left, &right, sum);
        else if (derivatives) add_curve(p, t, segment->first, segment->end, p->deltas > 1, sum);
        else sum->w[0] += curve_value(p, t, segment->first, segment->end);
        left = right;
    }
}

static double curve_study(copse_i_selmodel_problem *p, study *t, bool derivatives)
{
    moments m;
    double A[COPSE_I_ORDERS];
    const double precision = p->precision[t->i];
    if (!p->rows_ready || p->opts.precision != COPSE_SELMODEL_NO_PRECISION) fill_rows(p, precision, derivatives);
    p->rows_ready = true;
    const copse_i_weight_jet own = copse_i_weight_at(p->type, p->delta, precision, p->floor, &p->p_value[t->i]);
    curve_moments(p, t, derivatives, &m);
    t->log_weight = own.q;
    if (!derivatives) return m.w[0];
    put_location(m.w, t->s, A);
    density_part(p, t);
    normaliser_part(t, A);
    for (size_t j = 0; j < p->deltas; j++) {
        if (p->slot[j] == SIZE_MAX) continue;
        const double a[3] = {m.d[j][0], m.d[j][1] / t->s, m.d[j][2] / t->s2};
        delta_part(t, p->slot[j], A, a);
        t->gradient[2 + p->slot[j]] += own.d[j];
        for (size_t l = 0; l <= j; l++) {
            if (p->slot[l] == SIZE_MAX) continue;
            const size_t row = 2 + p->slot[j], column = 2 + p->slot[l];
            const double both = own.dd[j + l] - m.dd[j + l] / A[0] + m.d[j][0] / A[0] * (m.d[l][0] / A[0]);
            t->hessian[row * t->n + column] += both;
            if (l != j) t->hessian[column * t->n + row] += both;
        }
    }
    return m.w[0];
}

double copse_i_selmodel_study_at(copse_i_selmodel_problem *p, study *t, bool derivatives)
{
    return p->step_like ? step_study(p, t, derivatives) : curve_study(p, t, derivatives);
}
