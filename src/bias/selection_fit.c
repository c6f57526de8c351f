/* The door of selection models. */
#include "selection_fitting.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_AGAIN = 5 };

typedef copse_i_selmodel_fitting fitting;

/* ------------------------------------------------------------------------------------------------ data */

static copse_status check_data(fitting *f, size_t k, size_t p)
{
    if (f->y == NULL || f->v == NULL || p == 0 || (f->X == NULL && p != 1))
        return copse_fail(f->err, COPSE_EINVAL, "a selection model needs estimates, variances and a design");
    for (size_t i = 0; i < k; i++)
        if (!(f->v[i] > 0) || isinf(f->v[i]) || !isfinite(f->y[i]))
            return copse_fail(f->err, COPSE_EDOM, "study %zu has no estimate, or no variance above 0", i + 1);
    return COPSE_OK;
}

/* The model without selection: where to start, and what its likelihood is. */
static copse_status fit_null(fitting *f, size_t k, size_t p)
{
    copse_fit fit = {0};
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = f->opts->equal_effects ? COPSE_METHOD_EE : COPSE_METHOD_ML;
    opts.tau2 = f->opts->equal_effects ? (double)NAN : f->opts->tau2;
    opts.test = COPSE_TEST_Z;
    opts.without_tau2_ci = opts.without_R2 = true;
    const copse_status status = copse_pool(f->y, f->v, f->X, k, p, &opts, &fit, f->err);
    if (status == COPSE_OK) {
        for (size_t j = 0; j < p; j++) f->beta[j] = ldexp(fit.coef[j].estimate, -f->s.exponent);
        f->tau2 = ldexp(fit.het.tau2, -2 * f->s.exponent);
        f->fit->log_lik_null = fit.stat.log_lik;
    }
    copse_fit_free(&fit);
    if (status == COPSE_OK && !(f->tau2 >= 0)) return copse_fail(f->err, COPSE_ETOOFEW, "too few studies for tau2");
    return status;
}

/* NaN: TRUNCEST estimates it. */
static double given_point(const fitting *f)
{
    return f->opts->deltas == 2 ? f->opts->delta[1] : (double)NAN;
}

static size_t parameters_of(const fitting *f)
{
    const bool point = f->opts->type == COPSE_SELMODEL_TRUNCEST && isnan(given_point(f));
    return f->s.p + (f->tau2_given ? 0 : 1) + f->s.free + (point ? 1 : 0);
}

static copse_status check_enough(fitting *f)
{
    const size_t need = parameters_of(f);
    if (f->s.k >= need) return COPSE_OK;
    return copse_fail(f->err, COPSE_ETOOFEW, "%zu %s cannot tell the %zu parameters of this selection model", f->s.k,
                      f->s.k == 1 ? "study" : "studies", need);
}

/* All weights are relative to that of the first interval. */
static copse_status check_first(fitting *f)
{
    const copse_selmodel *fit = f->fit;
    if (!f->s.step_like || f->s.free == 0 || fit->count[0] > 0 || fit->type == COPSE_SELMODEL_TRUNCEST) return COPSE_OK;
    if (fit->type == COPSE_SELMODEL_STEPFUN)
        return copse_fail(f->err, COPSE_ENOTCOMPUTABLE,
                          "no p-value (%s) is at most %g, so that the weights relative to these are not identified: "
                          "choose other steps or the other side",
                          copse_selmodel_side_name(fit->side), fit->step[0]);
    return copse_fail(
        f->err, COPSE_ENOTCOMPUTABLE,
        "no estimate lies beyond the point of truncation, so that the weight of the others is not identified");
}

/* ------------------------------------------------------------------------------------------------ fitting */

static copse_status explain(fitting *f, copse_status status, const copse_i_selmodel_climb *climb)
{
    if (status == COPSE_ENOMEM) return copse_fail_memory(f->err);
    if (status == COPSE_ERANGE || climb->runs_off || !isfinite(climb->log_lik))
        return copse_fail(f->err, COPSE_ENOTCOMPUTABLE,
                          "the likelihood has no maximum: it rises on and on as the effect and tau2 run off, so that "
                          "these studies do not identify this model");
    return status;
}

/* A higher point was met, and stands in the coordinates: up from there; but an edge is only told of. */
static copse_status go_higher(fitting *f, const double *before)
{
    copse_i_selmodel_climb climb;
    const size_t n = copse_i_selmodel_n(&f->s);
    const copse_status status = copse_i_selmodel_climb_on(&f->s, f->coordinate, &climb);
    if (status != COPSE_OK) return status;
    if (copse_i_selmodel_at_edge(&f->s, f->coordinate) && !copse_i_selmodel_at_edge(&f->s, before)) {
        memcpy(f->coordinate, before, n * sizeof *f->coordinate);
        f->fit->edge_log_lik = climb.log_lik;
        f->s.higher_edge = true;
    } else {
        f->fit->converged = climb.converged;
    }
    return COPSE_OK;
}

/* Intervals; where a profile meets a higher maximum, everything again from there. */
static copse_status infer(fitting *f)
{
    const size_t n = copse_i_selmodel_n(&f->s);
    double *before = copse_alloc(n, sizeof *before);
    copse_status status = before != NULL ? COPSE_OK : COPSE_ENOMEM;
    bool higher = true;
    f->s.higher_edge = !isnan(f->fit->edge_log_lik);
    for (int again = 0; status == COPSE_OK && higher && again < MOST_AGAIN; again++) {
        higher = false;
        memcpy(before, f->coordinate, n * sizeof *before);
        if (!copse_i_selmodel_evaluate(&f->s, f->coordinate, true)) status = COPSE_ERANGE;
        f->fit->stat.log_lik = f->s.log_lik;
        if (status == COPSE_OK) status = copse_i_selmodel_wald(&f->s, f->X, f->coordinate, f->fit);
        if (status == COPSE_OK && !f->opts->without_profile)
            status = copse_i_selmodel_profiles(&f->s, f->X, f->coordinate, f->fit, &higher);
        if (status == COPSE_OK && higher) status = go_higher(f, before);
    }
    free(before);
    return status;
}

static copse_status fit_model(fitting *f)
{
    copse_i_selmodel_problem *s = &f->s;
    copse_i_selmodel_climb climb = {.log_lik = NAN};
    copse_i_selmodel_put_counts(f);
    copse_status status = check_first(f);
    if (status != COPSE_OK) return status;
    if (f->opts->type == COPSE_SELMODEL_TRUNCEST)
        status = copse_i_selmodel_truncest(s, f->y, f->beta, f->tau2, f->coordinate, given_point(f), &f->point, &climb);
    else status = copse_i_selmodel_search(s, f->beta, f->tau2, f->coordinate, &climb);
    status = explain(f, status, &climb);
    if (status != COPSE_OK) return status;
    copse_i_selmodel_put_counts(f);
    f->fit->converged = climb.converged;
    f->fit->iterations = climb.steps;
    f->fit->edge_log_lik = !climb.at_edge && climb.edge > climb.log_lik ? climb.edge : (double)NAN;
    f->fit->stat.log_lik = climb.log_lik;
    if (f->bare) return COPSE_OK;
    status = explain(f, infer(f), &climb);
    if (status == COPSE_OK) status = copse_i_selmodel_test_tau2(f);
    if (status == COPSE_OK) status = copse_i_selmodel_test_moderators(f);
    if (status == COPSE_OK) copse_i_selmodel_put_statistics(f, parameters_of(f), s->free);
    if (status == COPSE_OK && f->opts->type == COPSE_SELMODEL_TRUNCEST)
        copse_i_selmodel_put_point(f, !isnan(given_point(f)));
    return status;
}

copse_status copse_i_selmodel_fit_all(fitting *f, size_t k, size_t p)
{
    copse_status status = copse_i_selmodel_init(&f->s, f->y, f->v, f->n, f->X, k, p, f->opts, f->err);
    if (status == COPSE_OK) status = copse_i_selmodel_result_init(f, k, p);
    if (status == COPSE_OK) status = check_enough(f);
    if (status != COPSE_OK) return status;
    const size_t n = copse_i_selmodel_n(&f->s);
    f->coordinate = copse_alloc(n + p, sizeof *f->coordinate);
    if (f->coordinate == NULL) return copse_fail_memory(f->err);
    f->beta = f->coordinate + n;
    status = fit_null(f, k, p);
    if (status != COPSE_OK) return status;
    copse_i_selmodel_put_precision(f);
    f->s.held[p] = f->tau2_given;
    f->coordinate[p] = f->tau2_given ? f->tau2 : 0;
    return fit_model(f);
}

void copse_i_selmodel_fitting_free(fitting *f)
{
    copse_i_selmodel_free(&f->s);
    free(f->coordinate);
}

copse_status copse_selmodel_fit(const double *y, const double *v, const double *n, const double *X, size_t k, size_t p,
                                const copse_selmodel_opts *opts, copse_selmodel *fit, copse_error *err)
{
    const copse_selmodel_opts usual = copse_selmodel_opts_default();
    if (fit == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the result");
    *fit = (copse_selmodel){0};
    if (opts == NULL) opts = &usual;
    fitting f = {.y = y, .v = v, .n = n, .X = X, .opts = opts, .fit = fit, .err = err};
    f.tau2_given = opts->equal_effects || !isnan(opts->tau2);
    copse_status status = copse_i_selmodel_check(opts, err);
    if (status == COPSE_OK) status = check_data(&f, k, p);
    if (status == COPSE_OK) status = copse_i_selmodel_fit_all(&f, k, p);
    copse_i_selmodel_fitting_free(&f);
    if (status != COPSE_OK) copse_selmodel_free(fit);
    return status;
}
