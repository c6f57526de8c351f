/* A general design: QR of W^(1/2) X by modified Gram-Schmidt with a second pass, which keeps the small rows right
 * beside heavy ones. Nothing larger than k x p. */
#include "evaluate.h"

#include <math.h>

static double dot(const double *restrict a, const double *restrict b, size_t n)
{
    double lane[4] = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t j = 0; j < 4; j++) lane[j] += a[i + j] * b[i + j];
    for (; i < n; i++) lane[0] += a[i] * b[i];
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* a -= (q'a) q; returns q'a */
static double project_out(double *restrict a, const double *restrict q, size_t n)
{
    const double c = dot(a, q, n);
    for (size_t i = 0; i < n; i++) a[i] -= c * q[i];
    return c;
}

void copse_i_orthonormalise(double *q, size_t k, size_t p, double *triangle)
{
    for (size_t j = 0; j < p; j++) {
        double *column = q + j * k;
        for (size_t l = 0; l < p; l++) triangle[l * p + j] = 0;
        for (int pass = 0; pass < 2; pass++)
            for (size_t l = 0; l < j; l++) triangle[l * p + j] += project_out(column, q + l * k, k);
        const double norm = sqrt(dot(column, column, k));
        triangle[j * p + j] = norm;
        for (size_t i = 0; i < k && norm > 0; i++) column[i] /= norm;
    }
}

/* delta = R^-1 c */
static void solve_triangle(const double *triangle, double *c, size_t p)
{
    for (size_t j = p; j-- > 0;) {
        for (size_t l = j + 1; l < p; l++) c[j] -= triangle[j * p + l] * c[l];
        c[j] /= triangle[j * p + j];
    }
}

/* Sums over studies from q and the residual e = W^(1/2)(r - X delta) in z. */
static void sum_studies(const copse_i_problem *pr, double tau2, copse_i_point *point)
{
    const size_t k = pr->k, p = pr->p;
    copse_i_dd q = {0, 0}, qq = {0, 0}, w1 = {0, 0}, w2 = {0, 0}, tp = {0, 0}, tpp = {0, 0};
    for (size_t i = 0; i < k; i++) {
        const double w = 1 / (pr->v[i] + tau2), e = pr->z[i];
        double h = 0;
        for (size_t j = 0; j < p; j++) h += pr->q[j * k + i] * pr->q[j * k + i];
        const double rest = fmax(1 - h, 0);
        q = dd_add(q, dd_from(e * e));
        qq = dd_add(qq, dd_from(w * e * e));
        w1 = dd_add(w1, dd_from(w));
        w2 = dd_add(w2, dd_from(w * w));
        tp = dd_add(tp, dd_from(w * rest));
        tpp = dd_add(tpp, dd_from(w * w * (rest - h)));
    }
    point->Q = q.hi;
    point->yPPy = qq.hi;
    point->w1 = w1.hi;
    point->w2 = w2.hi;
    point->trP = tp.hi;
    point->trPP = tpp.hi;
}

/* ||Q'WQ||_F^2 */
static double cross_weights(const copse_i_problem *pr, double tau2)
{
    const size_t k = pr->k, p = pr->p;
    double sum = 0;
    for (size_t a = 0; a < p; a++)
        for (size_t b = a; b < p; b++) {
            double c = 0;
            for (size_t i = 0; i < k; i++) c += pr->q[a * k + i] * pr->q[b * k + i] / (pr->v[i] + tau2);
            sum += (a == b ? 1 : 2) * c * c;
        }
    return sum;
}

void copse_i_evaluate_design(copse_i_problem *pr, double tau2, copse_i_point *point)
{
    const size_t k = pr->k, p = pr->p;
    *point = (copse_i_point){0};
    for (size_t i = 0; i < k; i++) pr->z[i] = 1 / sqrt(pr->v[i] + tau2);
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < k; i++) pr->q[j * k + i] = pr->x[j * k + i] * pr->z[i];
    copse_i_orthonormalise(pr->q, k, p, pr->triangle);
    for (size_t i = 0; i < k; i++) pr->z[i] *= pr->r[i];
    for (size_t j = 0; j < p; j++) pr->delta[j] = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t j = 0; j < p; j++) pr->delta[j] += project_out(pr->z, pr->q + j * k, k);
    solve_triangle(pr->triangle, pr->delta, p);
    sum_studies(pr, tau2, point);
    point->trPP += cross_weights(pr, tau2);
    for (size_t j = 0; j < p; j++) point->log_det += 2 * log(pr->triangle[j * p + j]);
    /* y'PPPy = |(I - QQ') W e|^2 */
    for (size_t i = 0; i < k; i++) pr->z[i] /= pr->v[i] + tau2;
    for (size_t j = 0; j < p; j++) project_out(pr->z, pr->q + j * k, k);
    point->yPPPy = dot(pr->z, pr->z, k);
}
