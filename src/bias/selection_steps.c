/* A study under a step function: its weights are constant between the cuts. */
#include "selection_moments.h"

#include <string.h>

typedef copse_i_selmodel_study study;

/* Moments of each group of segments to p->work (deltas x ORDERS). */
static void step_moments(const copse_i_selmodel_problem *p, const study *t, bool derivatives)
{
    const copse_i_selmodel_line *line = p->line;
    memset(p->work, 0, p->deltas * COPSE_I_ORDERS * sizeof *p->work);
    copse_i_edge left = copse_i_edge_at(-INFINITY, false);
    for (size_t j = 0; j <= line->cuts; j++) {
        const copse_i_edge right =
            copse_i_edge_at(j < line->cuts ? copse_i_threshold_u(p, t, j) : INFINITY, derivatives);
        double part[COPSE_I_ORDERS], *sum = p->work + line->segment[j].group * COPSE_I_ORDERS;
        copse_i_between(&left, &right, part);
        for (int n = 0; n < COPSE_I_ORDERS; n++) sum[n] += part[n];
        left = right;
    }
}

double copse_i_step_study(copse_i_selmodel_problem *p, study *t, bool derivatives)
{
    double m[COPSE_I_ORDERS] = {0}, A[COPSE_I_ORDERS], a[3];
    const size_t own = p->group[t->i];
    step_moments(p, t, derivatives);
    for (size_t j = 0; j < p->deltas; j++)
        for (int n = 0; n < COPSE_I_ORDERS; n++) m[n] += p->delta[j] * p->work[j * COPSE_I_ORDERS + (size_t)n];
    t->log_weight = log(p->delta[own]);
    if (!derivatives) return m[0];
    copse_i_study_part(p, t, m, A);
    for (size_t j = 0; j < p->deltas; j++) {
        const double *mj = p->work + j * COPSE_I_ORDERS;
        if (p->slot[j] == SIZE_MAX) continue;
        a[0] = mj[0];
        a[1] = mj[1] / t->s;
        a[2] = mj[2] / t->s2;
        copse_i_delta_part(t, p->slot[j], A, a);
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
