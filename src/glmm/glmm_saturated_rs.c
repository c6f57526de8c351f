/* Heterogeneity with random baselines (UM.RS): the model with tau2 = 0 against one in which each study has an effect of its
 * own and baselines stay as they are, normal with a mean and variance to be estimated.
 *
 * The own effects stand in arm 1 alone and are eliminated as baselines are elsewhere. An arm 1 without events, or with
 * nothing else, has an infinite effect, at which its likelihood is 1; what its study tells of the baselines is arm 2's.
 * Wald's statistic is the distance of the finite own effects from the design in units of their covariance, that of baselines'
 * mean and variance taken into account: with the information matrix D R; R' A of own effects and the others, that is the
 * generalised least squares of the effects with the weight matrix D - R A^-1 R'. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>

enum { OTHERS = 2 }; /* mean and standard deviation of the baselines */

typedef struct saturated {
    const copse_glmm_data *data;
    copse_i_glmm_problem problem;
    copse_i_glmm_peak peak;
    double *d, (*r)[OTHERS]; /* of each study; d 0: no finite effect */
} saturated;

static bool has_end(const copse_i_glmm_arm *arm)
{
    return arm->x == 0.0 || (arm->law == COPSE_I_GLMM_BINOMIAL && arm->x == arm->n);
}

static copse_status set_problem(const copse_glmm_data *data, const copse_glmm_opts *opts, saturated *s,
                                copse_error *err)
{
    const copse_status status = copse_i_glmm_problem_init(data, opts, false, &s->problem, err);
    if (status != COPSE_OK) return status;
    s->problem.p = 0;
    s->problem.X = NULL;
    s->problem.layout = (copse_i_glmm_layout){.arms = 2,
                                              .effects = 1,
                                              .terms = 3,
                                              .term = {{COPSE_I_GLMM_OWN, 0, {1.0, 0.0}},
                                                       {COPSE_I_GLMM_COMMON, 0, {1.0, 1.0}},
                                                       {COPSE_I_GLMM_SCALE, 0, {1.0, 1.0}}}};
    for (size_t i = 0; i < data->k; i++) {
        s->problem.own[i] = 0.0;
        if (has_end(&s->problem.trial[i].arm[0])) s->problem.trial[i].arm[0] = copse_i_glmm_binomial(0.0, 0.0, 0.0);
    }
    if (copse_i_glmm_peak_init(&s->peak, OTHERS) != COPSE_OK) return copse_fail_memory(err);
    return COPSE_OK;
}

/* The information of each study's own effect, and with the others. Returns how many effects are finite. */
static size_t read_information(saturated *s)
{
    size_t finite = 0;
    for (size_t i = 0; i < s->data->k; i++) {
        copse_i_glmm_moments m;
        double at[COPSE_I_GLMM_TERMS] = {s->problem.own[i], s->peak.parameter[0], s->peak.parameter[1]};
        copse_i_glmm_trial_whole(&s->problem, i, at, &m);
        if (m.hessian[0][0] < 0.0) s->problem.own[i] -= m.gradient[0] / m.hessian[0][0]; /* the last digits */
        s->d[i] = s->problem.trial[i].arm[0].n > 0.0 ? -m.hessian[0][0] : 0.0;
        finite += s->d[i] > 0.0 ? 1 : 0;
        for (size_t j = 0; j < OTHERS; j++) s->r[i][j] = s->peak.held[j] ? 0.0 : -m.hessian[0][j + 1];
    }
    return finite;
}

/* The information of the others, own effects not eliminated. */
static void set_others(const saturated *s, double a[OTHERS * OTHERS])
{
    for (size_t j = 0; j < OTHERS; j++) {
        for (size_t m = 0; m < OTHERS; m++) {
            const bool out = s->peak.held[j] || s->peak.held[m];
            double sum = out ? (j == m ? 1.0 : 0.0) : -s->peak.at.hessian[j * OTHERS + m];
            for (size_t i = 0; i < s->data->k; i++)
                if (s->d[i] > 0.0) sum += s->r[i][j] * s->r[i][m] / s->d[i];
            a[j * OTHERS + m] = sum;
        }
    }
}

/* column m of (X, own effects) */
static double column(const saturated *s, size_t i, size_t m)
{
    if (m == s->data->p) return s->problem.own[i];
    return s->data->X != NULL ? s->data->X[i * s->data->p + m] : 1.0;
}

/* With Z = (X, own effects), Z'(D - R A^-1 R')Z. `across` has 2 (p + 1) elements. */
static bool set_products(const saturated *s, double *products, double *across)
{
    const size_t n = s->data->p + 1;
    double a[OTHERS * OTHERS];
    set_others(s, a);
    for (size_t i = 0; i < s->data->k; i++) {
        if (!(s->d[i] > 0.0)) continue;
        for (size_t j = 0; j < n; j++) {
            for (size_t m = 0; m < OTHERS; m++) across[j * OTHERS + m] += s->r[i][m] * column(s, i, j);
            for (size_t m = 0; m < n; m++) products[j * n + m] += s->d[i] * column(s, i, j) * column(s, i, m);
        }
    }
    if (!copse_i_glmm_cholesky(a, OTHERS)) return false;
    for (size_t j = 0; j < n; j++) {
        double solved[OTHERS] = {across[j * OTHERS], across[j * OTHERS + 1]};
        copse_cholesky_solve(a, OTHERS, solved);
        for (size_t m = 0; m < n; m++)
            products[j * n + m] -= solved[0] * across[m * OTHERS] + solved[1] * across[m * OTHERS + 1];
    }
    return true;
}

static copse_status wald(saturated *s, copse_glmm_test *test)
{
    const size_t p = s->data->p, n = p + 1, k = s->data->k;
    double *products = copse_alloc(n * n + n * OTHERS + p * p + p, sizeof *products);
    s->d = copse_alloc(k, sizeof *s->d);
    s->r = copse_alloc(k, sizeof *s->r);
    if (products == NULL || s->d == NULL || s->r == NULL) {
        free(products);
        return COPSE_ENOMEM;
    }
    double *a = products + n * n + n * OTHERS, *b = a + p * p;
    const size_t finite = read_information(s);
    if (finite > p && set_products(s, products, products + n * n)) {
        for (size_t j = 0; j < p; j++) {
            b[j] = products[j * n + p];
            for (size_t m = 0; m < p; m++) a[j * p + m] = products[j * n + m];
        }
        if (copse_i_glmm_cholesky(a, p)) {
            double rest = products[p * n + p];
            copse_cholesky_solve(a, p, b);
            for (size_t j = 0; j < p; j++) rest -= b[j] * products[j * n + p];
            *test = copse_i_glmm_chi_square(fmax(0.0, rest), (double)(finite - p));
        }
    }
    free(products);
    return COPSE_OK;
}

copse_status copse_i_glmm_saturated_rs(const copse_glmm_data *data, const copse_glmm_opts *opts, double log_lik_equal,
                                       copse_glmm *glmm, copse_error *err)
{
    saturated s = {.data = data};
    copse_error own = {0};
    copse_status status = set_problem(data, opts, &s, err);
    glmm->equal_log_lik = log_lik_equal;
    if (status == COPSE_OK) status = copse_i_glmm_peak_find(&s.problem, NULL, &s.peak, &own);
    if (status == COPSE_OK) {
        const double df = (double)(data->k - data->p), x = fmax(0.0, 2.0 * (s.peak.at.value - log_lik_equal));
        glmm->lrt = df > 0.0 ? copse_i_glmm_chi_square(x, df) : (copse_glmm_test){0.0, 0.0, 1.0};
        status = wald(&s, &glmm->wald);
    }
    free(s.d);
    free(s.r);
    copse_i_glmm_peak_free(&s.peak);
    copse_i_glmm_problem_free(&s.problem);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : COPSE_OK; /* without a maximum there is no test */
}
