/* Influence of groups of studies: the group's residuals together, Cook's distance, DFBETAS. */
#include "coefficient_change.h"
#include "covariance_factor.h"
#include "subset.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A group that is left out, under the fit without it. */
typedef struct deleted_group {
    const copse_i_changes *changes;
    const size_t *group;
    size_t g;
    const copse_fit *without;
    double factor; /* variance_factor; 1 where there is none */
    bool multiple; /* V(-) is factor (X'WX)^-1 */
    double *root;  /* p x p by rows: S L of V(-) = S L L'S, unless it is a multiple */
    double *z;     /* p */
    double *gram, *delta;
} deleted_group;

/* z with z'z = x'V(-)x for study i, so that the covariance of the residuals is D + Z Z', D = factor (v + tau2). */
static void coordinates(const deleted_group *d, size_t i)
{
    const copse_sensitivity_data *data = d->changes->data;
    const size_t p = data->p;
    if (d->multiple) {
        const double *l = d->changes->rest, *q = d->changes->design.q + i * p;
        for (size_t a = 0; a < p; a++) {
            double sum = sqrt(d->factor) * q[a];
            for (size_t b = 0; b < a; b++) sum -= l[a * p + b] * d->z[b];
            d->z[a] = sum / l[a * p + a];
        }
        return;
    }
    for (size_t b = 0; b < p; b++) {
        d->z[b] = 0;
        for (size_t a = b; a < p; a++) d->z[b] += (data->X != NULL ? data->X[i * p + a] : 1) * d->root[a * p + b];
    }
}

static double residual(const deleted_group *d, size_t i)
{
    const copse_sensitivity_data *data = d->changes->data;
    double r = data->y[i];
    for (size_t j = 0; j < data->p; j++)
        r -= (data->X != NULL ? data->X[i * data->p + j] : 1) * d->without->coef[j].estimate;
    return r;
}

/* gram = L L' in place, delta = (L L')^-1 delta. */
static bool solve(double *gram, double *delta, size_t p)
{
    if (!copse_i_lower_factor(gram, p)) return false;
    (void)copse_i_lower_solve(gram, p, delta);
    for (size_t i = p; i-- > 0;) {
        for (size_t j = i + 1; j < p; j++) delta[i] -= gram[j * p + i] * delta[j];
        delta[i] /= gram[i * p + i];
    }
    return true;
}

/* r'(D + Z Z')^-1 r = min over delta of sum (r_i - z_i'delta)^2/D_i + |delta|^2: sums of squares, of which nothing cancels. */
static double chi_square(const deleted_group *d)
{
    const copse_sensitivity_data *data = d->changes->data;
    const size_t p = data->p;
    const double tau2 = d->without->het.tau2;
    memset(d->gram, 0, p * p * sizeof *d->gram);
    memset(d->delta, 0, p * sizeof *d->delta);
    for (size_t i = 0; i < data->k; i++) {
        if (d->group[i] != d->g) continue;
        const double w = 1 / (d->factor * (data->v[i] + tau2)), r = residual(d, i);
        coordinates(d, i);
        for (size_t a = 0; a < p; a++) {
            d->delta[a] += w * d->z[a] * r;
            for (size_t b = 0; b <= a; b++) d->gram[a * p + b] += w * d->z[a] * d->z[b];
        }
    }
    for (size_t a = 0; a < p; a++) d->gram[a * p + a] += 1;
    if (!(d->factor > 0) || !solve(d->gram, d->delta, p)) return NAN;
    double sum = 0;
    for (size_t a = 0; a < p; a++) sum += d->delta[a] * d->delta[a];
    for (size_t i = 0; i < data->k; i++) {
        if (d->group[i] != d->g) continue;
        double r = residual(d, i);
        coordinates(d, i);
        for (size_t a = 0; a < p; a++) r -= d->z[a] * d->delta[a];
        sum += r * (r / (d->factor * (data->v[i] + tau2)));
    }
    return sum;
}

/* S L of the covariance that the test gives. */
static bool take_root(const deleted_group *d)
{
    const size_t p = d->changes->data->p;
    double unused = 0;
    memcpy(d->root, d->without->vcov, p * p * sizeof *d->root);
    if (!copse_i_factor_covariance(d->root, p, d->z, &unused)) return false;
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b <= a; b++) d->root[a * p + b] *= d->z[a];
    return true;
}

/* (b_j - b_j(-))/sqrt(factor C_jj), C = (X'WX)^-1 of all studies with the tau2 without the group. */
static void fill_dfbetas(const deleted_group *d, double *dfbetas)
{
    const size_t p = d->changes->data->p;
    const double *l = d->changes->all;
    for (size_t j = 0; j < p; j++) {
        memcpy(d->z, d->changes->design.inverse + j * p, p * sizeof *d->z);
        const double square = copse_i_lower_solve(l, p, d->z);
        const double change = d->changes->fit->coef[j].estimate - d->without->coef[j].estimate;
        dfbetas[j] = d->factor * square > 0 ? change / sqrt(d->factor * square) : (double)NAN;
    }
}

static void compare(copse_i_changes *changes, const size_t *group, size_t g, const copse_fit *without, double *room,
                    copse_influence_group *out, double *dfbetas)
{
    const size_t p = changes->data->p;
    bool factored = false;
    copse_i_changes_of(changes, group, g, without, &out->cook, &out->cov_ratio, &factored);
    if (!factored) return;
    const bool multiple = !isnan(without->variance_factor);
    const deleted_group d = {.changes = changes,
                             .group = group,
                             .g = g,
                             .without = without,
                             .factor = multiple ? without->variance_factor : 1,
                             .multiple = multiple,
                             .root = room,
                             .gram = room + p * p,
                             .z = room + 2 * p * p,
                             .delta = room + 2 * p * p + p};
    fill_dfbetas(&d, dfbetas);
    if (!multiple && !take_root(&d)) return;
    out->chi2 = chi_square(&d);
    out->p = isnan(out->chi2) ? (double)NAN : copse_chisq_upper(out->chi2, out->df);
}

static void flag(copse_group_influence *all, size_t g)
{
    copse_influence_group *s = &all->group[g];
    s->by_cook = s->cook > all->cook_limit;
    s->by_dfbetas = false;
    for (size_t j = 0; j < all->p; j++) s->by_dfbetas = s->by_dfbetas || fabs(all->dfbetas[g * all->p + j]) > 1;
    s->influential = s->by_cook || s->by_dfbetas;
}

static copse_status begin(const copse_sensitivity_data *data, const size_t *group, size_t groups,
                          copse_group_influence *out, copse_error *err)
{
    out->groups = groups;
    out->p = data->p;
    out->cook_limit = copse_chisq_quantile_lower(0.5, (double)data->p);
    out->group = copse_alloc(groups, sizeof *out->group);
    out->dfbetas = copse_alloc(groups, data->p * sizeof *out->dfbetas);
    if (out->group == NULL || out->dfbetas == NULL) return copse_fail_memory(err);
    for (size_t g = 0; g < groups; g++)
        out->group[g] = (copse_influence_group){.chi2 = NAN, .p = NAN, .cook = NAN, .cov_ratio = NAN};
    for (size_t i = 0; i < data->k; i++) out->group[group[i]].studies++;
    for (size_t g = 0; g < groups; g++) out->group[g].df = (double)out->group[g].studies;
    for (size_t i = 0; i < groups * data->p; i++) out->dfbetas[i] = NAN;
    return COPSE_OK;
}

copse_status copse_group_influence_fit(const copse_sensitivity_data *data, const copse_fit *fit, const bool *chosen,
                                       const size_t *group, size_t groups, copse_group_influence *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the results");
    *out = (copse_group_influence){0};
    copse_status status = copse_i_sensitivity_check(data, err);
    if (status != COPSE_OK) return status;
    if (group == NULL || fit == NULL || fit->coef == NULL || fit->k != data->k || fit->p != data->p)
        return copse_fail(err, COPSE_EINVAL, "no groups, or the fit is not of these data");
    if (fit->pooling != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "influence diagnostics are of pooling by inverse variance");
    const size_t p = data->p;
    copse_i_changes changes = {0};
    double *room = copse_alloc(2 * p + 2, p * sizeof *room);
    status = room == NULL ? copse_fail_memory(err)
                          : copse_leave_out_fit(data, group, groups, &out->leave_out, err); /* checks the groups */
    if (status == COPSE_OK) status = begin(data, group, groups, out, err);
    if (status == COPSE_OK) status = copse_i_changes_init(data, fit, chosen, &changes, err);
    if (status == COPSE_OK) out->cook_limit = copse_chisq_quantile_lower(0.5, (double)changes.m);
    for (size_t g = 0; status == COPSE_OK && g < groups; g++) {
        const copse_left_out_fit *without = &out->leave_out.without[g];
        if (without->state == COPSE_SUBSET_FITTED)
            compare(&changes, group, g, &without->fit, room, &out->group[g], out->dfbetas + g * p);
        flag(out, g);
    }
    copse_i_changes_free(&changes);
    free(room);
    return status;
}

void copse_group_influence_free(copse_group_influence *out)
{
    if (out == NULL) return;
    free(out->group);
    free(out->dfbetas);
    copse_leave_out_free(&out->leave_out);
    *out = (copse_group_influence){0};
}
