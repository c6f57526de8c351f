/* A study under a weight that changes with p: sums over the nodes of its line, closed forms where it is constant. */
#include "selection_moments.h"

/* Moments of one weight: as many as are needed. */
typedef struct moments {
    double w[COPSE_I_ORDERS], d[2][3], dd[3];
} moments;

typedef copse_i_selmodel_study study;

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

static void add_constant(const copse_i_weight_row *row, const copse_i_edge *left, const copse_i_edge *right,
                         moments *sum)
{
    double part[COPSE_I_ORDERS];
    copse_i_between(left, right, part);
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
    return sum * slope / COPSE_I_ROOT_2PI;
}

static void add_curve(const copse_i_selmodel_problem *p, const study *t, size_t first, size_t end, bool two,
                      moments *out)
{
    const double slope = t->scale / t->s, shift = t->mu / t->s, unit = slope / COPSE_I_ROOT_2PI;
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
    copse_i_edge left = copse_i_edge_at(-INFINITY, false);
    for (size_t j = 0; j <= line->cuts; j++) {
        const copse_i_segment *segment = &line->segment[j];
        const copse_i_edge right =
            copse_i_edge_at(j < line->cuts ? copse_i_threshold_u(p, t, j) : INFINITY, derivatives);
        if (segment->group != SIZE_MAX) add_constant(&p->row[segment->first], &left, &right, sum);
        else if (derivatives) add_curve(p, t, segment->first, segment->end, p->deltas > 1, sum);
        else sum->w[0] += curve_value(p, t, segment->first, segment->end);
        left = right;
    }
}

double copse_i_smooth_study(copse_i_selmodel_problem *p, study *t, bool derivatives)
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
    copse_i_study_part(p, t, m.w, A);
    for (size_t j = 0; j < p->deltas; j++) {
        if (p->slot[j] == SIZE_MAX) continue;
        const double a[3] = {m.d[j][0], m.d[j][1] / t->s, m.d[j][2] / t->s2};
        copse_i_delta_part(t, p->slot[j], A, a);
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
