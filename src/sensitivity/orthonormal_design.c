/* See orthonormal_design.h. */
#include "orthonormal_design.h"

#include "covariance_factor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void copse_i_orthonormal_design_free(copse_i_orthonormal_design *design)
{
    free(design->memory);
    *design = (copse_i_orthonormal_design){0};
}

static double product(const copse_i_orthonormal_design *d, double tau2, size_t a, size_t b)
{
    double sum = 0;
    for (size_t i = 0; i < d->k; i++) sum += d->q[i * d->p + a] * d->q[i * d->p + b] / (d->v[i] + tau2);
    return sum;
}

/* Takes `factor` times column a off column b. */
static void take_off(copse_i_orthonormal_design *d, size_t a, size_t b, double factor)
{
    for (size_t i = 0; i < d->k; i++) d->q[i * d->p + b] -= factor * d->q[i * d->p + a];
}

/* Modified Gram-Schmidt, each column twice; r is upper triangular, by rows. */
static bool orthonormalise(copse_i_orthonormal_design *d, double tau2, double *r)
{
    const size_t p = d->p;
    for (size_t b = 0; b < p; b++) {
        for (int pass = 0; pass < 2; pass++)
            for (size_t a = 0; a < b; a++) {
                const double factor = product(d, tau2, a, b);
                r[a * p + b] += factor;
                take_off(d, a, b, factor);
            }
        const double length = sqrt(product(d, tau2, b, b));
        if (!(length > 0) || !isfinite(length)) return false;
        r[b * p + b] = length;
        for (size_t i = 0; i < d->k; i++) d->q[i * p + b] /= length;
    }
    return true;
}

static void invert(double *inverse, const double *r, size_t p)
{
    for (size_t j = 0; j < p; j++) {
        inverse[j * p + j] = 1 / r[j * p + j];
        for (size_t i = j; i-- > 0;) {
            double sum = 0;
            for (size_t l = i + 1; l <= j; l++) sum += r[i * p + l] * inverse[l * p + j];
            inverse[i * p + j] = -sum / r[i * p + i];
        }
    }
}

copse_status copse_i_orthonormal_design_init(const copse_sensitivity_data *data, double tau2,
                                             copse_i_orthonormal_design *out, copse_error *err)
{
    const size_t k = data->k, p = data->p;
    *out = (copse_i_orthonormal_design){.k = k, .p = p, .v = data->v};
    out->memory = copse_alloc(k + 2 * p, p * sizeof *out->memory);
    if (out->memory == NULL) return copse_fail_memory(err);
    out->q = out->memory;
    out->inverse = out->q + k * p;
    double *r = out->inverse + p * p;
    for (size_t i = 0; i < k * p; i++) out->q[i] = data->X != NULL ? data->X[i] : 1;
    if (!orthonormalise(out, tau2, r)) return copse_fail(err, COPSE_ERANK, "the design is not of full rank");
    invert(out->inverse, r, p);
    return COPSE_OK;
}

bool copse_i_orthonormal_delete(const copse_i_orthonormal_design *d, size_t i, double tau2, double *room,
                                copse_i_lack *out, double *diagonal)
{
    const size_t p = d->p, square = p * p;
    double *rest = room, *all = rest + square, *x = all + square;
    const double *own = d->q + i * p;
    memset(rest, 0, square * sizeof *rest);
    for (size_t s = 0; s < d->k; s++) {
        const double w = s == i ? 0 : 1 / (d->v[s] + tau2), *q = d->q + s * p;
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b <= a; b++) rest[a * p + b] += w * q[a] * q[b];
    }
    const double w = 1 / (d->v[i] + tau2);
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b <= a; b++) all[a * p + b] = rest[a * p + b] + w * own[a] * own[b];
    if (!copse_i_lower_factor(rest, p) || !copse_i_lower_factor(all, p)) return false;
    out->determinant = 1;
    for (size_t a = 0; a < p; a++) out->determinant *= rest[a * p + a] * rest[a * p + a];
    memcpy(x, own, p * sizeof *x);
    out->leverage = copse_i_lower_solve(rest, p, x);
    for (size_t a = 0; a < p; a++) {
        memcpy(x, d->inverse + a * p, p * sizeof *x);
        diagonal[a] = copse_i_lower_solve(all, p, x);
    }
    return true;
}
