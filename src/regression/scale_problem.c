/* From the caller's arrays to the likelihood: checks, scales, one block of memory. */
#include "scale_problem.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DEPENDENT = 1e-11; /* of a column's length: less than this left is nothing */
enum { MOST_EXPONENT = 400 };

static copse_status check(const copse_i_scale_data *d, copse_error *err)
{
    for (size_t i = 0; i < d->k; i++) {
        if (!isfinite(d->y[i])) return copse_fail(err, COPSE_EDOM, "study %zu: the estimate is not finite", i + 1);
        if (!(d->v[i] > 0) || !isfinite(d->v[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: the sampling variance is not a positive number", i + 1);
        for (size_t j = 0; d->X != NULL && j < d->p; j++)
            if (!isfinite(d->X[i * d->p + j]))
                return copse_fail(err, COPSE_EDOM, "study %zu: column %zu of the design is not finite", i + 1, j + 1);
        for (size_t j = 0; j < d->q; j++)
            if (!isfinite(d->Z[i * d->q + j]))
                return copse_fail(err, COPSE_EDOM, "study %zu: column %zu of the scale design is not finite", i + 1,
                                  j + 1);
    }
    return COPSE_OK;
}

static bool allocate(copse_i_scale *s)
{
    const size_t k = s->k, p = s->p, q = s->q;
    const size_t work = q * p * p + q * p + p, n = 8 * k + 2 * k * p + 2 * k * q + 2 * q * q + 3 * p + p * p + q + work;
    if ((double)k * (double)(p + q + 4) > (double)(SIZE_MAX / 64)) return false;
    s->memory = copse_alloc(n, sizeof *s->memory);
    s->x_exponent = copse_alloc(p, sizeof *s->x_exponent);
    if (s->memory == NULL || s->x_exponent == NULL) return false;
    double *next = s->memory;
    s->y = next, next += k;
    s->v = next, next += k;
    s->offset = next, next += k;
    s->tau2 = next, next += k;
    s->w = next, next += k;
    s->residual = next, next += k;
    s->slope = next, next += k;
    s->leverage = next, next += k;
    s->x = next, next += k * p;
    s->basis = next, next += k * p;
    s->z = next, next += k * q;
    s->g = next, next += k * q;
    s->to_alpha = next, next += q * q;
    s->information = next, next += q * q;
    s->gradient = next, next += q;
    s->shift = next, next += p;
    s->projected = next, next += 2 * p;
    s->triangle = next, next += p * p;
    s->work = next;
    return true;
}

static copse_status copy(copse_i_scale *s, const copse_i_scale_data *d, copse_error *err)
{
    double least = d->v[0], most = d->v[0];
    for (size_t i = 1; i < d->k; i++) least = fmin(least, d->v[i]), most = fmax(most, d->v[i]);
    const int e = ilogb(least);
    if (ilogb(most) - e > MOST_EXPONENT)
        return copse_fail(err, COPSE_ERANGE, "the sampling variances are too far apart");
    s->exponent = e >= 0 ? e / 2 : -((1 - e) / 2);
    for (size_t i = 0; i < d->k; i++) {
        const double given = d->offset != NULL ? d->offset[i] : 0;
        s->y[i] = ldexp(d->y[i], -s->exponent);
        s->v[i] = ldexp(d->v[i], -2 * s->exponent);
        s->offset[i] = d->identity ? ldexp(given, -2 * s->exponent) : given - 2 * s->exponent * COPSE_LN2;
        if (!(fabs(s->y[i]) < 0x1p150))
            return copse_fail(err, COPSE_ERANGE, "study %zu: the estimate is too large beside the sampling variances",
                              i + 1);
        for (size_t j = 0; j < d->p; j++) s->x[j * d->k + i] = d->X == NULL ? 1 : d->X[i * d->p + j];
        for (size_t j = 0; j < d->q; j++) s->z[j * d->k + i] = d->Z[i * d->q + j];
    }
    return COPSE_OK;
}

/* Columns of about length 1, so that none over- or underflows. */
static void scale_columns(copse_i_scale *s)
{
    for (size_t j = 0; j < s->p; j++) {
        double most = 0;
        for (size_t i = 0; i < s->k; i++) most = fmax(most, fabs(s->x[j * s->k + i]));
        s->x_exponent[j] = most > 0 ? ilogb(most) : 0;
        for (size_t i = 0; i < s->k; i++) s->x[j * s->k + i] = ldexp(s->x[j * s->k + i], -s->x_exponent[j]);
    }
}

/* Residual of y from the unweighted fit; its coefficients to shift. */
static bool remove_location(copse_i_scale *s)
{
    const size_t k = s->k, p = s->p;
    memcpy(s->basis, s->x, k * p * sizeof *s->x);
    if (!copse_i_orthonormal_columns(s->basis, k, p, s->triangle, DEPENDENT)) return false;
    s->log_det_xx = 0;
    for (size_t j = 0; j < p; j++) s->log_det_xx += 2 * log(s->triangle[j * p + j]);
    double *b = s->projected;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t j = 0; j < p; j++) {
            b[j] = 0;
            for (size_t i = 0; i < k; i++) b[j] += s->basis[j * k + i] * s->y[i];
        }
        for (size_t j = p; j-- > 0;) {
            for (size_t l = j + 1; l < p; l++) b[j] -= s->triangle[j * p + l] * b[l];
            b[j] /= s->triangle[j * p + j];
        }
        for (size_t j = 0; j < p; j++) {
            s->shift[j] += b[j];
            for (size_t i = 0; i < k; i++) s->y[i] -= b[j] * s->x[j * k + i];
        }
    }
    return true;
}

static bool orthonormalise_scale(copse_i_scale *s)
{
    const double root = sqrt((double)s->k);
    if (!copse_i_orthonormal_columns(s->z, s->k, s->q, s->to_alpha, DEPENDENT)) return false;
    copse_i_invert_upper(s->to_alpha, s->q);
    for (size_t i = 0; i < s->q * s->q; i++) {
        s->to_alpha[i] *= root;
        if (s->identity) s->to_alpha[i] = ldexp(s->to_alpha[i], 2 * s->exponent);
    }
    for (size_t i = 0; i < s->k * s->q; i++) s->z[i] *= root;
    return true;
}

copse_status copse_i_scale_init(copse_i_scale *s, const copse_i_scale_data *d, copse_error *err)
{
    memset(s, 0, sizeof *s);
    copse_status status = check(d, err);
    if (status != COPSE_OK) return status;
    s->k = d->k;
    s->p = d->p;
    s->q = d->q;
    s->identity = d->identity;
    s->restricted = d->restricted;
    if (!allocate(s)) return copse_fail_memory(err);
    status = copy(s, d, err);
    if (status != COPSE_OK) return status;
    scale_columns(s);
    if (!remove_location(s)) return copse_fail(err, COPSE_ERANK, "the design matrix is not of full rank");
    if (!orthonormalise_scale(s)) return copse_fail(err, COPSE_ERANK, "the scale design is not of full rank");
    return COPSE_OK;
}

void copse_i_scale_free(copse_i_scale *s)
{
    free(s->memory);
    free(s->x_exponent);
    memset(s, 0, sizeof *s);
}
