/* See coefficient_change.h. Everything is made of R^-1 and Q'WQ (orthonormal_design.h): V of the chosen coefficients is s B B',
 * V(-) is s(-) B (Q'WQ)^-1 B', B their rows of R^-1, and the factors of both come from orthogonal rows, never from a product
 * that would square their condition. Tests whose V is no multiple of (X'WX)^-1 have it from their own matrices. */
#include "coefficient_change.h"

#include "covariance_factor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows of b (m x p) made orthogonal, twice each; b = factor x orthonormal rows, factor lower triangular. */
static bool triangle(double *b, size_t m, size_t p, double *factor)
{
    memset(factor, 0, m * m * sizeof *factor);
    for (size_t i = 0; i < m; i++) {
        double *row = b + i * p, length = 0;
        for (int pass = 0; pass < 2; pass++)
            for (size_t j = 0; j < i; j++) {
                double dot = 0;
                for (size_t l = 0; l < p; l++) dot += row[l] * b[j * p + l];
                for (size_t l = 0; l < p; l++) row[l] -= dot * b[j * p + l];
                factor[i * m + j] += dot;
            }
        for (size_t l = 0; l < p; l++) length = hypot(length, row[l]);
        if (!(length > 0)) return false;
        for (size_t l = 0; l < p; l++) row[l] /= length;
        factor[i * m + i] = length;
    }
    return true;
}

copse_status copse_i_changes_init(const copse_sensitivity_data *data, const copse_fit *fit, const bool *chosen,
                                  copse_i_changes *out, copse_error *err)
{
    const size_t p = data->p, square = p * p;
    *out = (copse_i_changes){.data = data, .fit = fit};
    out->coef = copse_alloc(p, sizeof *out->coef);
    out->memory = copse_alloc(6 * p + 2, p * sizeof *out->memory);
    if (out->coef == NULL || out->memory == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < p; j++)
        if (chosen == NULL || chosen[j]) out->coef[out->m++] = j;
    if (out->m == 0) return copse_fail(err, COPSE_EINVAL, "no coefficient is chosen");
    out->basis = out->memory;
    out->factor = out->basis + square;
    out->rest = out->factor + square;
    out->all = out->rest + square;
    out->room = out->all + square; /* 2 p^2 + 2 p */
    if (isnan(fit->het.tau2)) return COPSE_OK;
    const copse_status status = copse_i_orthonormal_design_init(data, fit->het.tau2, &out->design, err);
    if (status != COPSE_OK) return status;
    for (size_t a = 0; a < out->m; a++)
        memcpy(out->basis + a * p, out->design.inverse + out->coef[a] * p, p * sizeof *out->basis);
    memcpy(out->room, out->basis, out->m * p * sizeof *out->room);
    if (!triangle(out->room, out->m, p, out->factor))
        return copse_fail(err, COPSE_ERANK, "the design is not of full rank");
    return COPSE_OK;
}

void copse_i_changes_free(copse_i_changes *changes)
{
    copse_i_orthonormal_design_free(&changes->design);
    free(changes->coef);
    free(changes->memory);
    *changes = (copse_i_changes){0};
}

static bool is_out(const size_t *group, size_t g, size_t i)
{
    return group != NULL ? group[i] == g : i == g;
}

static bool factor_both(copse_i_changes *c, const size_t *group, size_t g, double tau2)
{
    const size_t p = c->data->p;
    memset(c->rest, 0, p * p * sizeof *c->rest);
    memset(c->all, 0, p * p * sizeof *c->all);
    for (size_t i = 0; i < c->data->k; i++) {
        const double w = 1 / (c->data->v[i] + tau2), *q = c->design.q + i * p;
        const double left = is_out(group, g, i) ? 0 : w;
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b <= a; b++) {
                c->rest[a * p + b] += left * q[a] * q[b];
                c->all[a * p + b] += w * q[a] * q[b];
            }
    }
    return copse_i_lower_factor(c->rest, p) && copse_i_lower_factor(c->all, p);
}

/* The chosen part of a covariance matrix. */
static void take_part(const copse_i_changes *c, const double *vcov, double *to)
{
    for (size_t a = 0; a < c->m; a++)
        for (size_t b = 0; b < c->m; b++) to[a * c->m + b] = vcov[c->coef[a] * c->data->p + c->coef[b]];
}

static void by_matrices(copse_i_changes *c, const copse_fit *without, double *cook, double *cov_ratio)
{
    const size_t m = c->m;
    double *a = c->room, *scale = a + m * m, *x = scale + m, rest = 0, all = 0;
    take_part(c, without->vcov, a);
    const bool known = copse_i_factor_covariance(a, m, scale, &rest);
    take_part(c, c->fit->vcov, a);
    if (!copse_i_factor_covariance(a, m, scale, &all)) return;
    if (known) *cov_ratio = exp(rest - all);
    for (size_t j = 0; j < m; j++)
        x[j] = (c->fit->coef[c->coef[j]].estimate - without->coef[c->coef[j]].estimate) / scale[j];
    *cook = copse_i_lower_solve(a, m, x);
}

static void by_factors(copse_i_changes *c, const copse_fit *without, double *cook, double *cov_ratio)
{
    const size_t m = c->m, p = c->data->p;
    const double s = c->fit->variance_factor;
    double *b = c->room, *factor = b + m * p, *x = factor + m * m;
    if (!(s > 0)) return;
    for (size_t j = 0; j < m; j++) x[j] = c->fit->coef[c->coef[j]].estimate - without->coef[c->coef[j]].estimate;
    *cook = copse_i_lower_solve(c->factor, m, x) / s;
    memcpy(b, c->basis, m * p * sizeof *b);
    for (size_t a = 0; a < m; a++) (void)copse_i_lower_solve(c->rest, p, b + a * p);
    if (!triangle(b, m, p, factor)) return;
    double root = 1;
    for (size_t j = 0; j < m; j++)
        root *= sqrt(without->variance_factor / s) * (factor[j * m + j] / c->factor[j * m + j]);
    *cov_ratio = root * root;
}

void copse_i_changes_of(copse_i_changes *c, const size_t *group, size_t g, const copse_fit *without, double *cook,
                        double *cov_ratio, bool *factored)
{
    *cook = *cov_ratio = NAN;
    *factored = false;
    if (isnan(without->het.tau2) || isnan(c->fit->het.tau2)) return;
    *factored = factor_both(c, group, g, without->het.tau2);
    if (!*factored) return;
    if (isnan(without->variance_factor) || isnan(c->fit->variance_factor)) by_matrices(c, without, cook, cov_ratio);
    else by_factors(c, without, cook, cov_ratio);
}
