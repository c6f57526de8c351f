/* One study's part of a selection likelihood: log w, A and their derivatives in mu, tau2 and the free deltas. */
#include "selection_moments.h"

typedef copse_i_selmodel_study study;

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

void copse_i_study_part(const copse_i_selmodel_problem *p, study *t, const double m[COPSE_I_ORDERS],
                        double A[COPSE_I_ORDERS])
{
    put_location(m, t->s, A);
    density_part(p, t);
    normaliser_part(t, A);
}

void copse_i_delta_part(study *t, size_t slot, const double A[COPSE_I_ORDERS], const double a[3])
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

double copse_i_selmodel_study_at(copse_i_selmodel_problem *p, study *t, bool derivatives)
{
    return p->step_like ? copse_i_step_study(p, t, derivatives) : copse_i_smooth_study(p, t, derivatives);
}
