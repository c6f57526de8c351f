/* The log-likelihood of a selection model with its gradient and Hessian: see selection_parts.h. */
#include "selection_parts.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>
#include <string.h>

static const double ROOT_2PI = 2.50662827463100050242;

/* Finer nodes where the weight falls more steeply: right to 1e-12, but for the rough ones, with which a search makes do. */
static const copse_i_selmodel_line *line_for(const copse_i_selmodel_problem *p)
{
    static const double STEEP = 6, STEEPER = 100;
    double steepest = 0;
    if (p->step_like || p->rough) return &p->lines[COPSE_I_ROUGH];
    for (size_t j = 0; j < p->deltas; j++) steepest = fmax(steepest, p->delta[j]);
    if (p->type == COPSE_SELMODEL_NEGEXPPOW) steepest = fmax(steepest, 6 / p->delta[1]);
    steepest *= p->most_precision;
    return &p->lines[steepest > STEEPER ? COPSE_I_FINEST : steepest > STEEP ? COPSE_I_FINE : COPSE_I_USUAL];
}

/* Adds a study's local derivatives to those in basis coefficients, tau2 and deltas. */
static void scatter(copse_i_selmodel_problem *p, const copse_i_selmodel_study *t)
{
    const size_t n = copse_i_selmodel_n(p), c = p->p;
    const double *x = p->basis + t->i * c;
    double *G = p->natural_gradient, *H = p->natural;
    for (size_t a = 0; a < c; a++) {
        G[a] += t->gradient[0] * x[a];
        for (size_t b = 0; b < c; b++) H[a * n + b] += t->hessian[0] * x[a] * x[b];
        for (size_t b = 1; b < t->n; b++) {
            const double cross = t->hessian[b] * x[a];
            H[a * n + c + b - 1] += cross;
            H[(c + b - 1) * n + a] += cross;
        }
    }
    for (size_t a = 1; a < t->n; a++) {
        G[c + a - 1] += t->gradient[a];
        for (size_t b = 1; b < t->n; b++) H[(c + a - 1) * n + c + b - 1] += t->hessian[a * t->n + b];
    }
}

/* From deltas to coordinates: delta_j = exp(t_j), or the end of a chain. */
static void to_coordinates(copse_i_selmodel_problem *p)
{
    const size_t n = copse_i_selmodel_n(p), first = p->p + 1;
    memcpy(p->gradient, p->natural_gradient, n * sizeof *p->gradient);
    memcpy(p->hessian, p->natural, n * n * sizeof *p->hessian);
    for (size_t j = 0; j < p->deltas; j++) {
        if (p->slot[j] == SIZE_MAX || p->kind[p->slot[j]] != COPSE_I_LOG) continue;
        const size_t at = first + p->slot[j];
        for (size_t a = 0; a < n; a++) p->hessian[a * n + at] *= p->delta[j];
        for (size_t a = 0; a < n; a++) p->hessian[at * n + a] *= p->delta[j];
        p->gradient[at] *= p->delta[j];
        p->hessian[at * n + at] += p->gradient[at];
    }
    if (!p->chain) return;
    /* d/dt_m = -sum over j >= m of delta_j d/ddelta_j: suffix sums over both indices */
    for (size_t j = 0; j < p->free; j++) {
        const size_t at = first + j;
        const double delta = p->delta[j + 1];
        for (size_t a = 0; a < n; a++) p->hessian[a * n + at] *= -delta;
        for (size_t a = 0; a < n; a++) p->hessian[at * n + a] *= -delta;
        p->hessian[at * n + at] += delta * p->gradient[at];
        p->gradient[at] *= -delta;
    }
    for (size_t j = p->free; j-- > 1;) {
        const size_t at = first + j;
        p->gradient[at - 1] += p->gradient[at];
        for (size_t a = 0; a < n; a++) p->hessian[a * n + at - 1] += p->hessian[a * n + at];
    }
    for (size_t j = p->free; j-- > 1;) {
        const size_t at = first + j;
        for (size_t a = 0; a < n; a++) p->hessian[(at - 1) * n + a] += p->hessian[at * n + a];
    }
    if (p->pin != SIZE_MAX) copse_i_selmodel_pin_derivatives(p);
}

bool copse_i_selmodel_evaluate(copse_i_selmodel_problem *p, const double *coordinate, bool derivatives)
{
    const size_t n = copse_i_selmodel_n(p);
    double sum = 0;
    copse_i_selmodel_study t = {.n = 2 + p->free, .gradient = p->local, .hessian = p->local + 2 + p->free};
    copse_i_selmodel_deltas(p, coordinate);
    p->line = line_for(p);
    p->rows_ready = false;
    p->log_lik = NAN;
    if (derivatives) {
        memset(p->natural_gradient, 0, n * sizeof *p->natural_gradient);
        memset(p->natural, 0, n * n * sizeof *p->natural);
    }
    for (t.i = 0; t.i < p->k; t.i++) {
        t.mu = 0;
        for (size_t a = 0; a < p->p; a++) t.mu += p->basis[t.i * p->p + a] * coordinate[a];
        t.s2 = p->v[t.i] + coordinate[p->p];
        t.s = sqrt(t.s2);
        t.scale = p->type >= COPSE_SELMODEL_TRUNC ? 1 : p->sigma[t.i];
        if (derivatives) memset(p->local, 0, (t.n + t.n * t.n) * sizeof *p->local);
        const double A = copse_i_selmodel_study_at(p, &t, derivatives);
        if (!(A > DBL_MIN)) return false;
        const double e = (p->y[t.i] - t.mu) / t.s;
        sum += t.log_weight - 0.5 * e * e - log(t.s) - log(A);
        if (derivatives) scatter(p, &t);
    }
    p->log_lik = sum - (double)p->k * (log(ROOT_2PI) + p->exponent * COPSE_LN2);
    if (!isfinite(p->log_lik)) return false;
    if (derivatives) to_coordinates(p);
    return true;
}
