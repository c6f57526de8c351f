/* Residuals and hat values of every study of a fit. */
#include "evaluate.h"
#include "study_residuals.h"

#include <math.h>
#include <stdlib.h>

/* Below this, 1 - h and e are differences that have lost digits: they come from the fit without the study. No more than
 * about p studies can be so heavy, since the hat values sum to p. */
static const double HEAVY = 1e-3;

copse_status copse_i_fitted_check(const copse_i_fitted *of, const void *out, copse_error *err)
{
    if (of->y == NULL || of->v == NULL || of->fit == NULL || of->fit->coef == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "no data, no fit, or no place for the results");
    if (of->X == NULL && of->fit->p != 1)
        return copse_fail(err, COPSE_EINVAL, "a model without a design has one coefficient, the intercept");
    if (of->fit->pooling == COPSE_POOLING_INVERSE_VARIANCE) return COPSE_OK;
    return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                      "residuals and predicted effects are of models that weight by inverse variance; %s does not",
                      copse_fit_method_text(of->fit));
}

void copse_i_basics_free(copse_i_basics *basics)
{
    free(basics->memory);
    *basics = (copse_i_basics){0};
}

/* An intercept. The problem has the study with the smallest v first, and that one as the origin. */
static void fill_block(const copse_i_problem *pr, double tau2, const double *v, copse_i_basics *out)
{
    size_t heaviest = 0;
    for (size_t i = 1; i < pr->k; i++)
        if (v[i] < v[heaviest]) heaviest = i;
    copse_i_dd others = {0, 0};
    for (size_t j = 1; j < pr->k; j++) others = dd_add(others, dd_from(1 / (pr->v[j] + tau2)));
    const double first = 1 / (pr->v[0] + tau2), sum = dd_value(others) + first;
    for (size_t i = 0; i < pr->k; i++) {
        const size_t j = i == heaviest ? 0 : i == 0 ? heaviest : i;
        out->residual[i] = copse_i_unscale(pr, (pr->r[j] - pr->delta[0]) + pr->r_low[j], 1);
        out->hat[i] = 1 / (pr->v[j] + tau2) / sum;
        out->rest[i] = j == 0 ? dd_value(others) / sum : 1 - out->hat[i];
    }
}

/* q is the orthonormal basis of W^(1/2) X. */
static void fill_design(const copse_i_problem *pr, copse_i_basics *out)
{
    for (size_t i = 0; i < pr->k; i++) {
        double move = 0, h = 0;
        for (size_t j = 0; j < pr->p; j++) {
            move += pr->x[j * pr->k + i] * pr->delta[j];
            h += pr->q[j * pr->k + i] * pr->q[j * pr->k + i];
        }
        out->residual[i] = copse_i_unscale(pr, (pr->r[i] - move) + pr->r_low[i], 1);
        out->hat[i] = fmin(h, 1);
        out->rest[i] = 1 - out->hat[i];
    }
}

/* With d the study's residual from the fit of the others at the same tau2, and s its x'Vx there:
 *      1 - h = m/(m + s),   e = d (1 - h) */
static copse_status refine(const copse_i_fitted *of, size_t i, double tau2, copse_i_without *without,
                           copse_i_basics *out, copse_error *err)
{
    const copse_fit_opts opts = {.method = COPSE_METHOD_REML, .test = COPSE_TEST_Z, .level = 95, .tau2 = tau2};
    copse_i_prediction rest;
    const copse_status status = copse_i_predict_without(of, i, &opts, without, &rest, err);
    if (status != COPSE_OK) return status;
    const double m = of->v[i] + tau2, whole = m + rest.variance;
    const bool alone = !(rest.variance < INFINITY); /* a coefficient is this study's */
    out->hat[i] = alone ? 1 : rest.variance / whole;
    out->rest[i] = alone ? 0 : m / whole;
    out->residual[i] = alone ? 0 : rest.residual * out->rest[i];
    return COPSE_OK;
}

static copse_status refine_heavy(const copse_i_fitted *of, double tau2, copse_i_basics *out, copse_error *err)
{
    const size_t k = of->fit->k;
    copse_i_without without = {0};
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < k && status == COPSE_OK && k > of->fit->p; i++) {
        if (!(out->rest[i] < HEAVY)) continue;
        if (without.memory == NULL) status = copse_i_without_init(of, &without, err);
        if (status == COPSE_OK) status = refine(of, i, tau2, &without, out, err);
    }
    copse_i_without_free(&without);
    return status;
}

/* As many coefficients as studies: each has its own. */
static void fill_exact(size_t k, copse_i_basics *out)
{
    for (size_t i = 0; i < k; i++) {
        out->residual[i] = out->rest[i] = 0;
        out->hat[i] = 1;
    }
}

static copse_status fill(const copse_i_fitted *of, double tau2, copse_i_basics *out, copse_error *err)
{
    const copse_i_data data = {.y = of->y, .v = of->v, .X = of->X, .k = of->fit->k, .p = of->fit->p};
    copse_i_problem pr;
    copse_status status = copse_i_problem_init(&pr, &data, err);
    if (status == COPSE_OK) {
        copse_i_point point;
        const double t = copse_i_unscale(&pr, tau2, -2);
        copse_i_evaluate(&pr, t, &point);
        if (pr.blocks > 0) fill_block(&pr, t, of->v, out);
        else fill_design(&pr, out);
        if (pr.blocks == 0) status = refine_heavy(of, tau2, out, err);
    }
    copse_i_problem_free(&pr);
    return status;
}

copse_status copse_i_basics_init(const copse_i_fitted *of, copse_i_basics *out, copse_error *err)
{
    const size_t k = of->fit->k;
    *out = (copse_i_basics){.memory = copse_alloc(3 * k, sizeof *out->memory)};
    if (out->memory == NULL) return copse_fail_memory(err);
    out->residual = out->memory;
    out->hat = out->residual + k;
    out->rest = out->hat + k;
    const double tau2 = isnan(of->fit->het.tau2) ? 0 : of->fit->het.tau2; /* k = p: the coefficients are those of 0 */
    if (k == of->fit->p) fill_exact(k, out);
    return k == of->fit->p ? COPSE_OK : fill(of, tau2, out, err);
}
