/* Likelihood, gradient and information of a location-scale model in O(k p (p + q) + k q^2): with U the orthonormal basis of
 * W^1/2 X, P = W^1/2 (I - UU') W^1/2, T = d tau2/d theta, G = diag(Py) T and g = d log L/d tau2 = ((Py)^2 - P_ii)/2 (ML: w_i
 * in place of P_ii),
 *      - d2 log L = G'PG - T'(P o P)T/2 - sum_i g_i d2 tau2_i      (ML: diag(w^2) in place of P o P)
 *      T'(P o P)T = T'diag(w^2 (1 - 2h))T + sum over c, d of (U'diag(wt_a)U)_cd (U'diag(wt_b)U)_cd. */
#include "scale_problem.h"

#include <copse/math.h>
#include <math.h>
#include <string.h>

static bool fill_tau2(copse_i_scale *s, const double *theta)
{
    for (size_t i = 0; i < s->k; i++) {
        double eta = s->offset[i];
        for (size_t j = 0; j < s->q; j++) eta += s->z[j * s->k + i] * theta[j];
        s->tau2[i] = s->identity ? eta : exp(eta);
        if (s->identity && s->tau2[i] < 0 && s->tau2[i] > -1e-12 * s->v[i]) s->tau2[i] = 0; /* rounding of an edge */
        if (!(s->tau2[i] >= 0) || !(s->tau2[i] < 0x1p300)) return false;
        s->w[i] = 1 / (s->v[i] + s->tau2[i]);
    }
    return true;
}

/* residual becomes W^1/2 (y - x b), projected U'W^1/2 y. */
static bool fit_location(copse_i_scale *s)
{
    const size_t k = s->k, p = s->p;
    for (size_t i = 0; i < k; i++) {
        const double root = sqrt(s->w[i]);
        s->residual[i] = root * s->y[i];
        for (size_t j = 0; j < p; j++) s->basis[j * k + i] = root * s->x[j * k + i];
    }
    if (!copse_i_orthonormal_columns(s->basis, k, p, s->triangle, 1e-13)) return false;
    memset(s->projected, 0, p * sizeof *s->projected);
    for (int pass = 0; pass < 2; pass++)
        for (size_t j = 0; j < p; j++) {
            double sum = 0;
            for (size_t i = 0; i < k; i++) sum += s->basis[j * k + i] * s->residual[i];
            for (size_t i = 0; i < k; i++) s->residual[i] -= sum * s->basis[j * k + i];
            s->projected[j] += sum;
        }
    return true;
}

bool copse_i_scale_evaluate(copse_i_scale *s, const double *theta)
{
    s->log_lik = NAN;
    if (!fill_tau2(s, theta) || !fit_location(s)) return false;
    double logs = 0, rss = 0, log_det = 0;
    for (size_t i = 0; i < s->k; i++) {
        logs += log(s->v[i] + s->tau2[i]);
        rss += s->residual[i] * s->residual[i];
    }
    for (size_t j = 0; j < s->p; j++) log_det += 2 * log(s->triangle[j * s->p + j]);
    const double n = (double)(s->restricted ? s->k - s->p : s->k);
    s->weighted_rss = rss;
    s->log_lik = -0.5 * (n * log(2 * COPSE_PI) + logs + rss + (s->restricted ? log_det - s->log_det_xx : 0)) -
                 n * s->exponent * COPSE_LN2;
    return isfinite(s->log_lik);
}

/* U'diag(w t_a)U of each a to work, and U'W^1/2 G_a after them. */
static void fill_products(copse_i_scale *s)
{
    const size_t k = s->k, p = s->p;
    double *square = s->work, *line = s->work + s->q * p * p;
    for (size_t a = 0; a < s->q; a++, square += p * p, line += p) {
        memset(square, 0, p * p * sizeof *square);
        memset(line, 0, p * sizeof *line);
        for (size_t i = 0; i < k; i++) {
            const double t = s->g[a * k + i], wt = s->w[i] * t, root = sqrt(s->w[i]);
            for (size_t c = 0; c < p; c++) {
                const double u = s->basis[c * k + i];
                line[c] += u * root * (root * s->residual[i]) * t;
                for (size_t d = 0; s->restricted && d < p; d++) square[c * p + d] += wt * u * s->basis[d * k + i];
            }
        }
    }
}

static double entry(const copse_i_scale *s, size_t a, size_t b)
{
    const size_t k = s->k, p = s->p;
    const double *line_a = s->work + s->q * p * p + a * p, *line_b = s->work + s->q * p * p + b * p;
    const double *square_a = s->work + a * p * p, *square_b = s->work + b * p * p;
    double sum = 0;
    for (size_t i = 0; i < k; i++) {
        const double w = s->w[i], ta = s->g[a * k + i], tb = s->g[b * k + i], Py2 = w * s->residual[i] * s->residual[i];
        sum += ta * tb * w * (Py2 - 0.5 * w * (1 - 2 * s->leverage[i]));
        if (!s->identity) sum -= s->slope[i] * ta * s->z[b * k + i];
    }
    for (size_t c = 0; c < p; c++) sum -= line_a[c] * line_b[c];
    for (size_t c = 0; s->restricted && c < p * p; c++) sum -= 0.5 * square_a[c] * square_b[c];
    return sum;
}

void copse_i_scale_differentiate(copse_i_scale *s)
{
    const size_t k = s->k;
    for (size_t i = 0; i < k; i++) {
        double h = 0;
        for (size_t c = 0; s->restricted && c < s->p; c++) h += s->basis[c * k + i] * s->basis[c * k + i];
        s->leverage[i] = h; /* 0 for ML, which is without them */
        s->slope[i] = 0.5 * s->w[i] * (s->residual[i] * s->residual[i] - (1 - h));
        for (size_t a = 0; a < s->q; a++) s->g[a * k + i] = s->z[a * k + i] * (s->identity ? 1 : s->tau2[i]);
    }
    fill_products(s);
    for (size_t a = 0; a < s->q; a++) {
        s->gradient[a] = 0;
        for (size_t i = 0; i < k; i++) s->gradient[a] += s->slope[i] * s->g[a * k + i];
        for (size_t b = 0; b <= a; b++) s->information[a * s->q + b] = s->information[b * s->q + a] = entry(s, a, b);
    }
}

void copse_i_scale_location(copse_i_scale *s, double *b, double *vcov)
{
    const size_t p = s->p;
    copse_i_invert_upper(s->triangle, p);
    for (size_t i = 0; i < p; i++) {
        double sum = s->shift[i];
        for (size_t j = i; j < p; j++) sum += s->triangle[i * p + j] * s->projected[j];
        b[i] = ldexp(sum, s->exponent - s->x_exponent[i]);
        for (size_t j = i; j < p; j++) {
            double product = 0;
            for (size_t l = j; l < p; l++) product += s->triangle[i * p + l] * s->triangle[j * p + l];
            vcov[i * p + j] = vcov[j * p + i] = ldexp(product, 2 * s->exponent - s->x_exponent[i] - s->x_exponent[j]);
        }
    }
}
