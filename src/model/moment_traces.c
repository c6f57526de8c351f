/* The variance of a quadratic form y'Py with weights a that are taken as known (Biggerstaff & Tweedie 1997; Viechtbauer
 * 2005), and the weights themselves. */
#include "tau2.h"

#include <math.h>

void copse_i_weigh_equally(copse_i_problem *pr)
{
    for (size_t i = 0; i < pr->k; i++) pr->a[i] = 1;
}

void copse_i_weigh_shifted(copse_i_problem *pr, double tau2)
{
    for (size_t i = 0; i < pr->k; i++) pr->a[i] = 1 / (pr->v[i] + tau2);
}

void copse_i_weigh(copse_i_problem *pr, const copse_tau2_setup *setup)
{
    if (setup->weighting == COPSE_TAU2_WEIGHTS_SHIFTED) {
        copse_i_weigh_shifted(pr, copse_i_unscale(pr, setup->weight_tau2, -2));
        return;
    }
    const bool given = setup->weighting == COPSE_TAU2_WEIGHTS_GIVEN;
    for (size_t i = 0; i < pr->k; i++) pr->a[i] = given ? pr->given[i] : 1 / sqrt(pr->v[i]);
}

/* Traces for one block of intercepts: P_ii = a (1 - h), P_ij = -a_i a_j/sum a. */
static void block_traces(const double *v, const double *weight, size_t n, copse_i_moment *m)
{
    double others = 0;
    for (size_t i = 1; i < n; i++) others += weight[i];
    const double sum = others + weight[0];
    double aav = 0, aa = 0, a4vv = 0, a4v = 0, a4 = 0;
    for (size_t i = 0; i < n; i++) {
        const double a = weight[i], rest = i == 0 ? others / sum : 1 - a / sum, d = a * rest;
        m->tr_pvpv += d * v[i] * (d * v[i]);
        m->tr_pvp += d * v[i] * d;
        m->tr_pp += d * d;
        const double share = a * (a / sum);
        aa += share;
        aav += share * v[i];
        a4 += share * share;
        a4v += share * share * v[i];
        a4vv += share * v[i] * (share * v[i]);
    }
    m->tr_pvpv += fmax(aav * aav - a4vv, 0);
    m->tr_pvp += fmax(aav * aa - a4v, 0);
    m->tr_pp += fmax(aa * aa - a4, 0);
}

/* The same for a general design, from Q of A^(1/2) X: P = A^(1/2) (I - QQ') A^(1/2). */
static void design_traces(copse_i_problem *pr, copse_i_moment *m)
{
    const size_t k = pr->k, p = pr->p;
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < k; i++) pr->q[j * k + i] = pr->x[j * k + i] * sqrt(pr->a[i]);
    copse_i_orthonormalise(pr->q, k, p, pr->triangle);
    for (size_t i = 0; i < k; i++) {
        double h = 0;
        for (size_t j = 0; j < p; j++) h += pr->q[j * k + i] * pr->q[j * k + i];
        const double v = pr->v[i], a = pr->a[i], d = a * a * (1 - 2 * h);
        m->tr_pvpv += d * v * v;
        m->tr_pvp += d * v;
        m->tr_pp += d;
    }
    for (size_t s = 0; s < p; s++)
        for (size_t t = 0; t < p; t++) {
            double av = 0, a = 0;
            for (size_t i = 0; i < k; i++) {
                const double qq = pr->q[s * k + i] * pr->q[t * k + i] * pr->a[i];
                a += qq;
                av += qq * pr->v[i];
            }
            m->tr_pvpv += av * av;
            m->tr_pvp += av * a;
            m->tr_pp += a * a;
        }
}

void copse_i_moment_traces(copse_i_problem *pr, copse_i_moment *m)
{
    if (pr->blocks == 0) design_traces(pr, m);
    for (size_t b = 0; b < pr->blocks; b++) {
        const size_t start = pr->start[b];
        block_traces(pr->v + start, pr->a + start, pr->start[b + 1] - start, m);
    }
}

double copse_i_moment_se(const copse_i_moment *m, double t)
{
    return m->factor * sqrt(2 * m->tr_pvpv + 4 * t * m->tr_pvp + 2 * t * t * m->tr_pp);
}
