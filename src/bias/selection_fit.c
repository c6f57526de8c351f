/* The door of selection models. */
#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_AGAIN = 5 };

typedef struct fitting {
    const double *y, *v, *n, *X;
    const copse_selmodel_opts *opts;
    copse_selmodel *fit;
    copse_i_selmodel_problem s;
    double *coordinate, *beta; /* beta: without selection, scaled as y is */
    double tau2;               /* likewise */
    bool tau2_given;
    double point; /* of truncation, estimated or given */
    copse_error *err;
} fitting;

static bool takes_one_step(copse_selmodel_type type)
{
    return copse_selmodel_takes_precision(type);
}

/* ------------------------------------------------------------------------------------------------ result */

static copse_status result_init(fitting *f, size_t k, size_t p)
{
    const copse_selmodel_opts *o = f->opts;
    copse_selmodel *fit = f->fit;
    const size_t d = copse_selmodel_deltas(o);
    *fit = (copse_selmodel){.type = o->type,
                            .side = o->side,
                            .precision = o->precision,
                            .level = o->level,
                            .decreasing = o->decreasing,
                            .equal_effects = o->equal_effects,
                            .k = k,
                            .p = p,
                            .deltas = d,
                            .steps = f->s.opts.steps,
                            .floor = f->s.floor,
                            .clip_low = f->s.clip_low,
                            .clip_high = f->s.clip_high,
                            .tau2_lrt = NAN,
                            .tau2_lrt_p = NAN};
    fit->step = copse_alloc(fit->steps, sizeof *fit->step);
    fit->coef = copse_alloc(p, sizeof *fit->coef);
    fit->coef_profile = copse_alloc(p, sizeof *fit->coef_profile);
    fit->vcov = copse_alloc(p * p, sizeof *fit->vcov);
    fit->delta = copse_alloc(d, sizeof *fit->delta);
    fit->delta_vcov = copse_alloc(d * d, sizeof *fit->delta_vcov);
    fit->count = copse_alloc(fit->steps + 2, sizeof *fit->count);
    if (fit->step == NULL || fit->coef == NULL || fit->coef_profile == NULL || fit->vcov == NULL ||
        fit->delta == NULL || fit->delta_vcov == NULL || fit->count == NULL)
        return copse_fail_memory(f->err);
    memcpy(fit->step, f->s.step, fit->steps * sizeof *fit->step);
    for (size_t j = 0; j < p; j++) fit->coef_profile[j] = (copse_interval){NAN, NAN};
    return COPSE_OK;
}

void copse_selmodel_free(copse_selmodel *fit)
{
    free(fit->step);
    free(fit->count);
    free(fit->coef);
    free(fit->coef_profile);
    free(fit->vcov);
    free(fit->delta);
    free(fit->delta_vcov);
    *fit = (copse_selmodel){0};
}

/* p-values (or estimates) on the sides of the steps. */
static void put_counts(fitting *f)
{
    const copse_i_selmodel_problem *s = &f->s;
    copse_selmodel *fit = f->fit;
    memset(fit->count, 0, (fit->steps + 2) * sizeof *fit->count);
    for (size_t i = 0; i < s->k; i++) {
        size_t at = s->group[i];
        if (takes_one_step(s->type) && s->floor > 0) at = s->p_value[i].p <= s->floor ? 0 : 1;
        fit->count[at]++;
    }
}

static void put_precision(fitting *f)
{
    const copse_i_selmodel_problem *s = &f->s;
    double sum = 0, least = INFINITY, most = 0;
    for (size_t i = 0; i < s->k; i++) {
        sum += s->precision[i];
        least = fmin(least, s->precision[i]);
        most = fmax(most, s->precision[i]);
    }
    f->fit->precision_min = least;
    f->fit->precision_max = most;
    f->fit->precision_mean = sum / (double)s->k;
}

static void put_statistics(fitting *f, size_t parameters, size_t tested)
{
    copse_selmodel *fit = f->fit;
    const double k = (double)fit->k, m = (double)parameters, most = fmax(k, m + 2), ll = fit->stat.log_lik;
    fit->stat = (copse_fit_statistics){ll, -2 * ll, -2 * ll + 2 * m, -2 * ll + m * log(k),
                                       -2 * ll + 2 * m * most / (most - m - 1)};
    fit->lrt = fmax(0, 2 * (ll - fit->log_lik_null));
    fit->lrt_df = (double)tested;
    fit->lrt_p = tested > 0 ? copse_chisq_upper(fit->lrt, (double)tested) : (double)NAN;
}

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
    return copse_fail(f->err, COPSE_ETOOFEW, "%zu studies cannot tell the %zu parameters of this selection model",
                      f->s.k, need);
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

/* The likelihood ratio of tau2 = 0. */
static copse_status test_tau2(fitting *f)
{
    copse_i_selmodel_problem *s = &f->s;
    const size_t n = copse_i_selmodel_n(s);
    copse_i_selmodel_climb climb;
    if (s->held[s->p]) return COPSE_OK;
    double *at = copse_alloc(n, sizeof *at);
    if (at == NULL) return copse_fail_memory(f->err);
    memcpy(at, f->coordinate, n * sizeof *at);
    at[s->p] = 0;
    s->held[s->p] = true;
    copse_status status = copse_i_selmodel_search(s, f->beta, 0, at, &climb);
    s->held[s->p] = false;
    if (status == COPSE_OK && climb.converged) {
        f->fit->tau2_lrt = fmax(0, 2 * (f->fit->stat.log_lik - climb.log_lik));
        f->fit->tau2_lrt_p = copse_chisq_upper(f->fit->tau2_lrt, 1);
    }
    free(at);
    return status == COPSE_ENOMEM ? copse_fail_memory(f->err) : COPSE_OK;
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

static void put_point(fitting *f)
{
    const bool given = !isnan(given_point(f));
    static const copse_interval none = {NAN, NAN};
    f->fit->delta[1] = (copse_selmodel_parameter){
        f->point, NAN, NAN, NAN, NAN, none, none, given ? COPSE_SELMODEL_FIXED : COPSE_SELMODEL_IRREGULAR};
}

static copse_status fit_model(fitting *f)
{
    copse_i_selmodel_problem *s = &f->s;
    copse_i_selmodel_climb climb = {.log_lik = NAN};
    put_counts(f);
    copse_status status = check_first(f);
    if (status != COPSE_OK) return status;
    if (f->opts->type == COPSE_SELMODEL_TRUNCEST)
        status = copse_i_selmodel_truncest(s, f->y, f->beta, f->tau2, f->coordinate, given_point(f), &f->point, &climb);
    else status = copse_i_selmodel_search(s, f->beta, f->tau2, f->coordinate, &climb);
    status = explain(f, status, &climb);
    if (status != COPSE_OK) return status;
    put_counts(f);
    f->fit->converged = climb.converged;
    f->fit->iterations = climb.steps;
    f->fit->edge_log_lik = !climb.at_edge && climb.edge > climb.log_lik ? climb.edge : (double)NAN;
    status = explain(f, infer(f), &climb);
    if (status == COPSE_OK) status = test_tau2(f);
    if (status == COPSE_OK) put_statistics(f, parameters_of(f), s->free);
    if (status == COPSE_OK && f->opts->type == COPSE_SELMODEL_TRUNCEST) put_point(f);
    return status;
}

static copse_status fit_all(fitting *f, size_t k, size_t p)
{
    copse_status status = copse_i_selmodel_init(&f->s, f->y, f->v, f->n, f->X, k, p, f->opts, f->err);
    if (status == COPSE_OK) status = result_init(f, k, p);
    if (status == COPSE_OK) status = check_enough(f);
    if (status != COPSE_OK) return status;
    const size_t n = copse_i_selmodel_n(&f->s);
    f->coordinate = copse_alloc(n + p, sizeof *f->coordinate);
    if (f->coordinate == NULL) return copse_fail_memory(f->err);
    f->beta = f->coordinate + n;
    status = fit_null(f, k, p);
    if (status != COPSE_OK) return status;
    put_precision(f);
    f->s.held[p] = f->tau2_given;
    f->coordinate[p] = f->tau2_given ? f->tau2 : 0;
    return fit_model(f);
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
    if (status == COPSE_OK) status = fit_all(&f, k, p);
    copse_i_selmodel_free(&f.s);
    free(f.coordinate);
    if (status != COPSE_OK) copse_selmodel_free(fit);
    return status;
}
