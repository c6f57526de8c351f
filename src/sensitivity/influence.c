/* Influence diagnostics by exact deletion (Viechtbauer & Cheung 2010). */
#include "covariance_factor.h"
#include "orthonormal_design.h"
#include "subset.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What one study after the other is compared by; the last three are room for one of them. */
typedef struct comparison {
    const copse_sensitivity_data *data;
    const copse_fit *fit;
    copse_i_orthonormal_design design; /* where some rest was fitted by itself */
    const double *change;              /* p: b - b(-i) */
    double *room;                      /* 2 p^2 + p */
} comparison;

static double value(const comparison *c, size_t i, const double *b)
{
    double sum = 0;
    for (size_t j = 0; j < c->data->p; j++) sum += (c->data->X != NULL ? c->data->X[i * c->data->p + j] : 1) * b[j];
    return sum;
}

/* For a V that is no multiple of (X'WX)^-1: Cook's distance and |V(-i)|/|V| from the matrices themselves. */
static void compare_covariances(const comparison *c, const copse_fit *without, copse_influence_study *out)
{
    const size_t p = c->data->p;
    double *a = c->room, *scale = c->room + p * p, all = 0, rest = 0;
    memcpy(a, without->vcov, p * p * sizeof *a);
    const bool known = copse_i_factor_covariance(a, p, scale, &rest);
    memcpy(a, c->fit->vcov, p * p * sizeof *a);
    if (!copse_i_factor_covariance(a, p, scale, &all)) return;
    if (known) out->cov_ratio = exp(rest - all);
    double sum = 0, *x = scale; /* L^-1 (change/scale), each scale read before it is overwritten */
    for (size_t i = 0; i < p; i++) {
        x[i] = c->change[i] / scale[i];
        for (size_t j = 0; j < i; j++) x[i] -= a[i * p + j] * x[j];
        x[i] /= a[i * p + i];
        sum += x[i] * x[i];
    }
    out->cook = sum;
}

/* NaN for what is not there, or over nothing. */
static double ratio(double x, double square)
{
    return square > 0 ? x / sqrt(square) : NAN;
}

/* What the deletion could not tell of a study whose rest was fitted by itself. */
static bool look_again(const comparison *c, size_t i, const copse_fit *rest, copse_without *w)
{
    const size_t p = c->data->p;
    copse_i_lack lack;
    for (size_t j = 0; j < p; j++) w->moved[j] = c->fit->coef[j].estimate - rest->coef[j].estimate;
    if (!copse_i_orthonormal_delete(&c->design, i, rest->het.tau2, c->room, &lack, w->diagonal)) return false;
    w->residual = c->data->y[i];
    for (size_t j = 0; j < p; j++)
        w->residual -= (c->data->X != NULL ? c->data->X[i * p + j] : 1) * rest->coef[j].estimate;
    w->change = value(c, i, w->moved);
    w->leverage = lack.leverage;
    w->determinant = lack.determinant;
    w->distance = 0;
    for (size_t s = 0; s < c->data->k; s++) {
        const double d = value(c, s, w->moved);
        w->distance += d * d / (c->data->v[s] + c->fit->het.tau2);
    }
    return true;
}

static void compare(comparison *c, size_t i, const copse_fit *without, copse_without *w, copse_influence_study *out,
                    double *dfbetas)
{
    const size_t p = c->data->p;
    const double v = c->data->v[i], t = without->het.tau2;
    const double factor = isnan(without->variance_factor) ? 1 : without->variance_factor;
    out->tau2 = t;
    out->Q = without->het.Q;
    if (isnan(t) || isnan(c->fit->het.tau2)) return;
    if (isnan(w->leverage) && !look_again(c, i, without, w)) return;
    const bool multiple = !isnan(without->variance_factor) && !isnan(c->fit->variance_factor);
    double spread = factor * w->leverage;
    c->change = w->moved;
    if (!multiple) {
        spread = 0;
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b < p; b++)
                spread +=
                    without->vcov[a * p + b] * (c->data->X != NULL ? c->data->X[i * p + a] * c->data->X[i * p + b] : 1);
        compare_covariances(c, without, out);
    } else if (c->fit->variance_factor > 0) {
        out->cook = w->distance / c->fit->variance_factor;
        out->cov_ratio = pow(factor / c->fit->variance_factor, (double)p) / w->determinant;
    }
    out->rstudent = ratio(w->residual, factor * (v + t) + spread);
    out->dffits = ratio(w->change, factor * out->hat * (v + t));
    for (size_t j = 0; j < p; j++) dfbetas[j] = ratio(w->moved[j], factor * w->diagonal[j]);
}

static void flag(const copse_influence *all, copse_influence_study *s, const double *dfbetas)
{
    s->by_dffits = fabs(s->dffits) > all->dffits_limit;
    s->by_cook = s->cook > all->cook_limit;
    s->by_hat = s->hat > all->hat_limit;
    for (size_t j = 0; j < all->p; j++) s->by_dfbetas = s->by_dfbetas || fabs(dfbetas[j]) > 1;
    s->influential = s->by_dffits || s->by_cook || s->by_hat || s->by_dfbetas;
}

/* Hat values, weights, and NaN for the rest. */
static copse_status begin(const copse_sensitivity_data *data, const copse_fit *fit, copse_influence *out,
                          copse_error *err)
{
    const size_t k = data->k, p = data->p;
    out->k = k;
    out->p = p;
    out->dffits_limit = k > p ? 3 * sqrt((double)p / (double)(k - p)) : NAN;
    out->cook_limit = copse_chisq_quantile_lower(0.5, (double)p);
    out->hat_limit = 3 * (double)p / (double)k;
    out->study = copse_alloc(k, sizeof *out->study);
    out->dfbetas = copse_alloc(k, p * sizeof *out->dfbetas);
    copse_residual *residual = copse_alloc(k, sizeof *residual);
    if (out->study == NULL || out->dfbetas == NULL || residual == NULL) {
        free(residual);
        return copse_fail_memory(err);
    }
    const copse_status status = copse_pool_residuals(data->y, data->v, data->X, fit, false, residual, err);
    for (size_t i = 0; status == COPSE_OK && i < k; i++)
        out->study[i] = (copse_influence_study){.rstudent = NAN,
                                                .dffits = NAN,
                                                .cook = NAN,
                                                .cov_ratio = NAN,
                                                .tau2 = NAN,
                                                .Q = NAN,
                                                .hat = residual[i].hat,
                                                .weight = fit->weight[i]};
    for (size_t i = 0; status == COPSE_OK && i < k * p; i++) out->dfbetas[i] = NAN;
    free(residual);
    return status;
}

static copse_status compare_each(const copse_sensitivity_data *data, const copse_fit *fit, copse_withouts *withouts,
                                 copse_influence *out, copse_error *err)
{
    const size_t p = data->p;
    comparison c = {.data = data, .fit = fit, .room = copse_alloc(2 * p + 1, p * sizeof(double))};
    if (c.room == NULL) return copse_fail_memory(err);
    bool refitted = false;
    for (size_t i = 0; i < data->k; i++) refitted = refitted || withouts->set[i].refitted;
    copse_status status = COPSE_OK;
    if (refitted && !isnan(fit->het.tau2))
        status = copse_i_orthonormal_design_init(data, fit->het.tau2, &c.design, err);
    for (size_t i = 0; i < data->k && status == COPSE_OK; i++) {
        const copse_left_out_fit *without = &out->leave_out.without[i];
        if (without->state == COPSE_SUBSET_FITTED)
            compare(&c, i, &without->fit, &withouts->set[i], &out->study[i], out->dfbetas + i * p);
        flag(out, &out->study[i], out->dfbetas + i * p);
    }
    copse_i_orthonormal_design_free(&c.design);
    free(c.room);
    return status;
}

copse_status copse_influence_fit(const copse_sensitivity_data *data, const copse_fit *fit, copse_influence *out,
                                 copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the results");
    *out = (copse_influence){0};
    copse_status status = copse_i_sensitivity_check(data, err);
    if (status != COPSE_OK) return status;
    if (fit == NULL || fit->coef == NULL || fit->k != data->k || fit->p != data->p)
        return copse_fail(err, COPSE_EINVAL, "the fit is not of these data");
    copse_withouts withouts = {0};
    status = begin(data, fit, out, err);
    if (status == COPSE_OK) status = copse_i_delete_groups(data, NULL, 0, &withouts, err);
    if (status == COPSE_OK) status = copse_i_keep_fits(data->k, NULL, &withouts, &out->leave_out, err);
    if (status == COPSE_OK) status = compare_each(data, fit, &withouts, out, err);
    copse_withouts_free(&withouts);
    return status;
}

void copse_influence_free(copse_influence *out)
{
    if (out == NULL) return;
    free(out->study);
    free(out->dfbetas);
    copse_leave_out_free(&out->leave_out);
    *out = (copse_influence){0};
}
