/* Averages over all subsets of a design's terms. */
#include "averaging.h"
#include "model_subsets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORTH_A_THREAD = 64 }; /* models: fewer are fitted before threads have started */

copse_average_opts copse_average_opts_default(void)
{
    copse_average_opts opts = {.fit = copse_fit_opts_default()};
    opts.fit.method = COPSE_METHOD_ML;
    return opts;
}

static copse_status check_method(const copse_fit_opts *opts, copse_error *err)
{
    if (opts->method == COPSE_METHOD_REML)
        return copse_fail(err, COPSE_EINVAL,
                          "restricted likelihoods of models with different moderators are of different data and cannot "
                          "be compared: use --method ML");
    if (opts->method != COPSE_METHOD_ML && opts->method != COPSE_METHOD_EE && opts->method != COPSE_METHOD_FE)
        return copse_fail(err, COPSE_EINVAL, "%s does not maximise a likelihood: use --method ML",
                          copse_method_code(opts->method));
    if (!copse_test_is_symmetric(opts->test))
        return copse_fail(
            err, COPSE_EINVAL,
            "the test %s is not of an estimate and its standard error, which are averaged: use --test z, t "
            "or knha",
            copse_test_code(opts->test));
    if (!isnan(opts->tau2))
        return copse_fail(err, COPSE_EINVAL, "with a given tau2 there is no maximum of the likelihood to compare");
    return COPSE_OK;
}

static copse_status check(const copse_i_averaging *a, copse_error *err)
{
    const copse_average_opts *opts = &a->opts;
    if (a->y == NULL || a->v == NULL || a->X == NULL || a->p == 0)
        return copse_fail(err, COPSE_EINVAL, "no design to choose terms of");
    if ((unsigned)opts->criterion >= COPSE_CRITERION_COUNT || (unsigned)opts->se >= COPSE_AVERAGE_SE_COUNT)
        return copse_fail(err, COPSE_EINVAL, "no such criterion or standard error");
    if (a->k <= a->p)
        return copse_fail(err, COPSE_ETOOFEW, "averaging needs more studies (%zu) than coefficients (%zu)", a->k, a->p);
    const copse_status status = check_method(&opts->fit, err);
    return status == COPSE_OK ? copse_i_model_terms_check(a->terms, a->p, err) : status;
}

static double criterion_of(const copse_average_model *model, copse_criterion criterion)
{
    switch (criterion) {
    case COPSE_CRITERION_AIC:
        return model->AIC;
    case COPSE_CRITERION_BIC:
        return model->BIC;
    default:
        return model->AICc;
    }
}

struct ranked {
    double criterion;
    size_t at;
};

static int by_criterion(const void *left, const void *right)
{
    const struct ranked *x = left, *y = right;
    if (x->criterion != y->criterion) return x->criterion < y->criterion ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* The models, best first, with their weights. */
static void rank_models(const copse_i_averaging *a, struct ranked *ranked, size_t *rank, copse_average *out)
{
    double total = 0;
    for (size_t m = 0; m < a->models; m++)
        ranked[m] = (struct ranked){criterion_of(&a->model[m], a->opts.criterion), m};
    qsort(ranked, a->models, sizeof *ranked, by_criterion);
    for (size_t i = 0; i < a->models; i++) {
        rank[i] = ranked[i].at;
        out->model[i] = a->model[rank[i]];
        out->model[i].delta = ranked[i].criterion - ranked[0].criterion;
        out->model[i].weight = copse_exp(-out->model[i].delta / 2);
        total += out->model[i].weight;
    }
    for (size_t i = 0; i < a->models; i++) out->model[i].weight /= total;
}

static void weigh_terms(copse_average *out)
{
    for (size_t t = 0; t < out->terms; t++)
        for (size_t i = 0; i < out->models; i++)
            if (copse_i_model_has(out->model[i].terms, t)) {
                out->importance[t] += out->model[i].weight;
                out->within[t]++;
            }
    for (size_t t = 0; t < out->terms; t++) out->importance[t] = fmin(out->importance[t], 1); /* rounding errors */
}

static copse_status take_results(const copse_i_averaging *a, copse_average *out, copse_error *err)
{
    out->models = a->models;
    out->p = a->p;
    out->terms = a->terms->terms;
    out->opts = a->opts;
    out->model = copse_alloc(a->models, sizeof *out->model);
    out->importance = copse_alloc(out->terms, sizeof *out->importance);
    out->within = copse_alloc(out->terms, sizeof *out->within);
    out->full = copse_alloc(a->p, sizeof *out->full);
    out->conditional = copse_alloc(a->p, sizeof *out->conditional);
    const bool has = out->model != NULL && out->importance != NULL && out->within != NULL && out->full != NULL &&
                     out->conditional != NULL;
    return has ? COPSE_OK : copse_fail_memory(err);
}

/* Room for the fits. */
static bool make_room(copse_i_averaging *a, int threads)
{
    const size_t cells = a->models * a->p;
    a->model = copse_alloc(a->models, sizeof *a->model);
    a->estimate = copse_alloc(cells, sizeof *a->estimate);
    a->se = copse_alloc(cells, sizeof *a->se);
    a->df = copse_alloc(cells, sizeof *a->df);
    a->design = copse_alloc((size_t)threads, a->k * a->p * sizeof *a->design);
    return a->model != NULL && a->estimate != NULL && a->se != NULL && a->df != NULL && a->design != NULL;
}

static void free_room(copse_i_averaging *a)
{
    free(a->model);
    free(a->estimate);
    free(a->se);
    free(a->df);
    free(a->design);
}

static copse_status fill(const copse_i_averaging *a, copse_average *out, copse_error *err)
{
    size_t *rank = copse_alloc(a->models, sizeof *rank);
    struct ranked *ranked = copse_alloc(a->models, sizeof *ranked);
    const bool has = rank != NULL && ranked != NULL;
    if (has) {
        rank_models(a, ranked, rank, out);
        weigh_terms(out);
        copse_i_average_coefficients(a, rank, out);
    }
    free(rank);
    free(ranked);
    return has ? COPSE_OK : copse_fail_memory(err);
}

/* Fits the subsets, and fills the results from them. */
static copse_status average(copse_i_averaging *a, copse_average *out, copse_error *err)
{
    const int wanted = a->opts.threads > 0 ? a->opts.threads : copse_threads_available();
    const int threads = a->models < WORTH_A_THREAD ? 1 : wanted;
    copse_status status = make_room(a, threads) ? take_results(a, out, err) : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_averaging_fit(a, threads, err);
    if (status == COPSE_OK) status = fill(a, out, err);
    free_room(a);
    return status;
}

/* Is there a column that all models have? */
static bool has_intercept(const copse_i_averaging *a)
{
    for (size_t j = 0; j < a->p; j++)
        if (a->terms->term[j] == COPSE_AVERAGE_ALWAYS) return true;
    return false;
}

static copse_status average_subsets(copse_i_averaging *a, uint64_t *subset, copse_average *out, copse_error *err)
{
    const size_t empty = has_intercept(a) ? 0 : 1; /* a model without any column is none */
    a->models = copse_i_model_subsets(a->terms, subset, COPSE_AVERAGE_MOST_MODELS);
    if (a->models > COPSE_AVERAGE_MOST_MODELS)
        return copse_fail(err, COPSE_EINVAL, "%zu terms make more than %d models: leave some out", a->terms->terms,
                          COPSE_AVERAGE_MOST_MODELS);
    a->subset = subset + empty;
    a->models -= empty;
    return average(a, out, err);
}

copse_status copse_model_average(const double *y, const double *v, const double *X, size_t k, size_t p,
                                 const copse_average_terms *terms, const copse_average_opts *opts, copse_average *out,
                                 copse_error *err)
{
    copse_i_averaging a = {.y = y, .v = v, .X = X, .k = k, .p = p, .terms = terms};
    a.opts = opts != NULL ? *opts : copse_average_opts_default();
    a.opts.fit.setup.ci = COPSE_TAU2_CI_WALD; /* not used: that which costs least */
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the averages");
    *out = (copse_average){0};
    copse_status status = check(&a, err);
    if (status != COPSE_OK) return status;
    uint64_t *subset = copse_alloc(COPSE_AVERAGE_MOST_MODELS, sizeof *subset);
    if (subset == NULL) return copse_fail_memory(err);
    status = average_subsets(&a, subset, out, err);
    free(subset);
    return status;
}

void copse_average_free(copse_average *average)
{
    if (average == NULL) return;
    free(average->model);
    free(average->importance);
    free(average->within);
    free(average->full);
    free(average->conditional);
    *average = (copse_average){0};
}
