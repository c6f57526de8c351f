/* Moments of the parts of a selection model's line, and what a study makes of them. */
#ifndef COPSE_SELMODEL_MOMENTS_H
#define COPSE_SELMODEL_MOMENTS_H

#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>

/* A point of the line in units of the study: both tails, and He_(n-1)(u) phi(u) for n = 1..4. */
typedef struct copse_i_edge {
    double u, lower, upper, he[COPSE_I_ORDERS];
} copse_i_edge;

#define COPSE_I_ROOT_2PI 2.50662827463100050242

static inline copse_i_edge copse_i_edge_at(double u, bool derivatives)
{
    copse_i_edge e = {.u = u};
    if (u < 0) {
        e.lower = 0.5 * erfc(-u / COPSE_SQRT2);
        e.upper = 1 - e.lower;
    } else {
        e.upper = 0.5 * erfc(u / COPSE_SQRT2);
        e.lower = 1 - e.upper;
    }
    if (!derivatives || isinf(u)) return e;
    const double f = exp(-0.5 * u * u) / COPSE_I_ROOT_2PI;
    e.he[1] = f;
    e.he[2] = u * f;
    e.he[3] = (u * u - 1) * f;
    e.he[4] = u * (u * u - 3) * f;
    return e;
}

/* Moments of 1 between two edges. */
static inline void copse_i_between(const copse_i_edge *a, const copse_i_edge *b, double out[COPSE_I_ORDERS])
{
    out[0] = a->u > 0 ? a->upper - b->upper : b->lower - a->lower;
    for (int n = 1; n < COPSE_I_ORDERS; n++) out[n] = a->he[n] - b->he[n];
}

/* Cut j of the line in units of the study. */
static inline double copse_i_threshold_u(const copse_i_selmodel_problem *p, const copse_i_selmodel_study *t, size_t j)
{
    return (p->line->cut[j] * t->scale - t->mu) / t->s;
}

/* ---- selection_study.c */
/* The normal density less log A, from moments m of w: gradient and Hessian in mu and tau2; A[n]: derivatives of A in mu. */
void copse_i_study_part(const copse_i_selmodel_problem *p, copse_i_selmodel_study *t, const double m[COPSE_I_ORDERS],
                        double A[COPSE_I_ORDERS]);
/* The same of a delta: a its dA/ddelta and derivatives in mu. */
void copse_i_delta_part(copse_i_selmodel_study *t, size_t slot, const double A[COPSE_I_ORDERS], const double a[3]);

/* ---- selection_steps.c, selection_smooth.c: as copse_i_selmodel_study_at */
double copse_i_step_study(copse_i_selmodel_problem *p, copse_i_selmodel_study *t, bool derivatives);
double copse_i_smooth_study(copse_i_selmodel_problem *p, copse_i_selmodel_study *t, bool derivatives);

#endif
