/* The beta-binomial model's maximum. The last parameter is r with rho = r^2: the likelihood is even in it, and the binomial
 * model, r = 0, lies inside. */
#include "glmm_beta_binomial.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING 1e-4 /* an r this small is tried as 0 */

typedef struct sparse {
    const copse_glmm_data *data;
    copse_glmm_measure measure;
    size_t p, n;            /* coefficients; all: a baseline where there are two arms, and r */
    double constant, noise; /* of the log-likelihood, and its rounding */
    double *row;            /* n, for one arm at a time */
} sparse;

/* A risk, 1 - risk, and the risk's derivatives in the linear predictor. */
typedef struct mean {
    double risk, other, d1, d2;
} mean;

static mean mean_at(copse_glmm_measure measure, double eta)
{
    if (measure == COPSE_GLMM_RD || measure == COPSE_GLMM_PR) return (mean){eta, 1.0 - eta, 1.0, 0.0};
    if (measure == COPSE_GLMM_RR || measure == COPSE_GLMM_PLN) {
        const double risk = exp(eta);
        return (mean){risk, -expm1(eta), risk, risk};
    }
    const double e = exp(-fabs(eta)), tail = e / (1.0 + e), body = 1.0 / (1.0 + e);
    const double risk = eta < 0.0 ? tail : body, other = eta < 0.0 ? body : tail;
    return (mean){risk, other, risk * other, risk * other * (other - risk)};
}

/* x[j]: what of the linear predictor is parameter j's. */
static bool add_arm(const sparse *model, double events, double size, const double *x, const double *parameter,
                    copse_i_glmm_surface *surface)
{
    const size_t n = model->n, last = n - 1;
    double eta = 0.0;
    for (size_t j = 0; j < last; j++) eta += x[j] * parameter[j];
    const mean m = mean_at(model->measure, eta);
    const double r = parameter[last], rho = r * r;
    if (!(m.risk > 0.0 && m.other > 0.0 && rho < 1.0)) return false;
    const copse_i_beta_binomial_jet jet = copse_i_beta_binomial_at(events, size, m.risk, m.other, rho);
    const double d1 = jet.dm * m.d1, d2 = jet.dmm * m.d1 * m.d1 + jet.dm * m.d2, mixed = 2.0 * r * jet.dmr * m.d1;
    surface->value += jet.value;
    for (size_t j = 0; j < last; j++) {
        surface->gradient[j] += d1 * x[j];
        for (size_t i = 0; i < last; i++) surface->hessian[j * n + i] += d2 * x[j] * x[i];
        surface->hessian[j * n + last] += mixed * x[j];
        surface->hessian[last * n + j] += mixed * x[j];
    }
    surface->gradient[last] += 2.0 * r * jet.dr;
    surface->hessian[last * n + last] += 2.0 * jet.dr + 4.0 * rho * jet.drr;
    return true;
}

/* The row of arm 1 or 2: coefficients, baseline. `row` has n. */
static void set_row(const sparse *model, size_t i, bool first, double *row)
{
    const copse_glmm_data *data = model->data;
    for (size_t j = 0; j < model->p; j++) row[j] = !first ? 0.0 : data->X != NULL ? data->X[i * model->p + j] : 1.0;
    if (data->x2 != NULL) row[model->p] = 1.0;
}

static void likelihood_at(void *context, const double *parameter, copse_i_glmm_surface *surface)
{
    const sparse *model = context;
    const copse_glmm_data *data = model->data;
    const size_t n = model->n;
    double *row = model->row;
    surface->value = model->constant;
    memset(surface->gradient, 0, n * sizeof *surface->gradient);
    memset(surface->hessian, 0, n * n * sizeof *surface->hessian);
    bool inside = true;
    for (size_t i = 0; inside && i < data->k; i++) {
        set_row(model, i, true, row);
        inside = add_arm(model, data->x1[i], data->n1[i], row, parameter, surface);
        if (!inside || data->x2 == NULL) continue;
        set_row(model, i, false, row);
        inside = add_arm(model, data->x2[i], data->n2[i], row, parameter, surface);
    }
    if (!inside) surface->value = -HUGE_VAL;
}

/* log C(n, x); and the rounding of a product of n factors. */
static void add_constant(double x, double n, sparse *model)
{
    model->constant += copse_i_glmm_log_choose(n, x);
    model->noise += 1e-16 * n;
}

static copse_status sparse_init(const copse_glmm_data *data, const copse_glmm_opts *opts, sparse *model)
{
    *model = (sparse){.data = data, .measure = opts->measure, .p = data->p, .n = data->p + (data->x2 != NULL ? 2 : 1)};
    model->row = copse_alloc(model->n, sizeof *model->row);
    for (size_t i = 0; i < data->k; i++) {
        add_constant(data->x1[i], data->n1[i], model);
        if (data->x2 != NULL) add_constant(data->x2[i], data->n2[i], model);
    }
    return model->row != NULL ? COPSE_OK : COPSE_ENOMEM;
}

static double link(copse_glmm_measure measure, double risk)
{
    switch (measure) {
    case COPSE_GLMM_RD:
    case COPSE_GLMM_PR:
        return risk;
    case COPSE_GLMM_RR:
    case COPSE_GLMM_PLN:
        return log(risk);
    default:
        return log(risk / (1.0 - risk));
    }
}

/* No effect, and the risk of all together: inside for every link. `null`: coefficients that stay 0, or NULL. */
static copse_status set_start(const sparse *model, const bool *null, double *parameter)
{
    const copse_glmm_data *data = model->data;
    const bool two = data->x2 != NULL;
    double events = 0.5, size = 1.0;
    copse_status status = COPSE_OK;
    memset(parameter, 0, model->n * sizeof *parameter);
    for (size_t i = 0; i < data->k; i++) {
        events += data->x1[i] + (two ? data->x2[i] : 0.0);
        size += data->n1[i] + (two ? data->n2[i] : 0.0);
    }
    if (two) parameter[model->p] = link(model->measure, events / size);
    if (!two && model->measure != COPSE_GLMM_PLO)
        status = copse_i_glmm_same_for_all(data, link(model->measure, events / size), parameter);
    for (size_t j = 0; j < model->p; j++)
        if (null != NULL && null[j]) parameter[j] = 0.0;
    return status;
}

static copse_status climb(sparse *model, copse_i_glmm_peak *peak, bool *converged, copse_error *err)
{
    const copse_i_glmm_hill hill = {likelihood_at, model, model->n, 3.0, 60.0, 1e-18, model->noise};
    copse_i_glmm_climb how;
    const copse_status status = copse_i_glmm_climb_from(&hill, peak->held, peak->parameter, &peak->at, &how);
    peak->iterations += how.iterations;
    *converged = status == COPSE_OK && how.converged;
    return status == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

/* Upwards from r: with r held, then with r free. */
static copse_status climb_from(sparse *model, double r, copse_i_glmm_peak *peak, bool *converged, copse_error *err)
{
    const size_t last = model->n - 1;
    peak->parameter[last] = r;
    peak->held[last] = true;
    copse_status status = climb(model, peak, converged, err);
    peak->held[last] = r == 0.0;
    if (status == COPSE_OK && r > 0.0 && *converged) status = climb(model, peak, converged, err);
    return status;
}

/* The highest point, and that of the binomial model (-Inf where it has none). `null`: coefficients that stay 0, or NULL. */
static copse_status find_peak(sparse *model, const bool *null, copse_i_glmm_peak *peak, double *binomial,
                              copse_error *err)
{
    static const double START[] = {0.0, 0.05, 0.2, 0.5};
    copse_i_glmm_peak from = {0};
    bool found = false, converged = false;
    copse_status status = copse_i_glmm_peak_init(&from, model->n);
    if (status != COPSE_OK) (void)copse_fail_memory(err);
    *binomial = -HUGE_VAL;
    for (size_t s = 0; status == COPSE_OK && s < sizeof START / sizeof *START; s++) {
        if (set_start(model, null, from.parameter) != COPSE_OK) {
            status = COPSE_ENOMEM;
            (void)copse_fail_memory(err);
            break;
        }
        for (size_t j = 0; j < model->p; j++) from.held[j] = null != NULL && null[j];
        status = climb_from(model, START[s], &from, &converged, err);
        if (status != COPSE_OK || !converged) continue;
        if (s == 0) *binomial = from.at.value;
        const bool nothing = s > 0 && fabs(from.parameter[model->n - 1]) < NOTHING && isfinite(*binomial);
        if (nothing || (found && !(from.at.value > peak->at.value + 1e-11 * (1.0 + fabs(peak->at.value))))) continue;
        copse_i_glmm_peak_copy(peak, &from);
        found = true;
    }
    peak->iterations = from.iterations;
    copse_i_glmm_peak_free(&from);
    if (status != COPSE_OK || found) return status;
    return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                      "the beta-binomial likelihood has no maximum inside what risks and correlation can be");
}

typedef struct walk {
    sparse *model;
    const copse_i_glmm_peak *top;
    copse_i_glmm_peak point;
} walk;

/* With a coefficient moved, risks may lie outside 0 to 1: another baseline brings them back, where one does. */
static void bring_inside(walk *w)
{
    enum { TRIES = 40 };
    const sparse *model = w->model;
    double *base = w->point.parameter + model->p;
    if (model->data->x2 == NULL) return;
    for (int n = 0; n < TRIES; n++) {
        likelihood_at(w->model, w->point.parameter, &w->point.at);
        if (isfinite(w->point.at.value)) return;
        *base = model->measure == COPSE_GLMM_RD ? (n + 0.5) / TRIES : *base - 0.25;
    }
}

static copse_status ridge_at(void *context, size_t j, double value, double *height, double *slope, copse_error *err)
{
    walk *w = context;
    const size_t last = w->model->n - 1;
    bool converged = false;
    for (size_t i = 0; i <= last; i++) w->point.held[i] = i == j;
    w->point.parameter[j] = value;
    w->point.parameter[last] = fmax(0.05, fabs(w->point.parameter[last]));
    bring_inside(w);
    copse_status status = climb(w->model, &w->point, &converged, err);
    *height = w->point.at.value;
    *slope = w->point.at.gradient[j];
    if (status == COPSE_OK && !converged) status = copse_fail(err, COPSE_ERANGE, "no maximum");
    if (status != COPSE_OK) copse_i_glmm_peak_copy(&w->point, w->top);
    return status;
}

static copse_status tell_profile(sparse *model, const copse_i_glmm_peak *peak, copse_fit *fit, copse_error *err)
{
    walk w = {.model = model, .top = peak};
    const copse_i_glmm_ridge ridge = {ridge_at, &w, peak->at.value, model->noise};
    copse_status status = copse_i_glmm_peak_init(&w.point, model->n);
    if (status != COPSE_OK) (void)copse_fail_memory(err);
    if (status == COPSE_OK) {
        copse_i_glmm_peak_copy(&w.point, peak);
        status = copse_i_glmm_ridge_tell(&ridge, fit, err);
    }
    copse_i_glmm_peak_free(&w.point);
    return status;
}

static copse_status test_effect(sparse *model, double log_lik, copse_glmm *glmm, copse_error *err)
{
    bool *null = copse_alloc(model->p, sizeof *null);
    copse_i_glmm_peak peak = {0};
    copse_error own = {0};
    double binomial;
    copse_status status = null == NULL ? COPSE_ENOMEM : copse_i_glmm_peak_init(&peak, model->n);
    if (status == COPSE_OK) {
        const double df = (double)copse_i_glmm_null(model->data, null);
        status = find_peak(model, null, &peak, &binomial, &own);
        const double fall = fmax(0.0, 2.0 * (log_lik - peak.at.value));
        if (status == COPSE_OK) glmm->effect = (copse_glmm_test){fall, df, copse_chisq_upper(fall, df)};
    }
    copse_i_glmm_peak_free(&peak);
    free(null);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : COPSE_OK; /* without a maximum there is no test */
}

/* rho = r^2; against the binomial model, at the edge of what rho can be: half of chi-square's p (Self & Liang 1987). */
static void tell_correlation(const sparse *model, const copse_i_glmm_peak *peak, const double *covariance,
                             double binomial, copse_glmm *glmm)
{
    const size_t last = model->n - 1;
    const double r = peak->parameter[last], fall = fmax(0.0, 2.0 * (peak->at.value - binomial));
    glmm->overdispersion = r * r;
    if (r != 0.0) glmm->overdispersion_se = 2.0 * fabs(r) * sqrt(covariance[last * model->n + last]);
    if (isfinite(binomial))
        glmm->overdispersion_lrt = (copse_glmm_test){fall, 1.0, fall > 0.0 ? 0.5 * copse_chisq_upper(fall, 1.0) : 1.0};
}

static copse_status tell(sparse *model, const copse_i_glmm_peak *peak, double binomial, copse_fit *fit,
                         copse_glmm *glmm, copse_error *err)
{
    const copse_glmm_data *data = model->data;
    const size_t n = model->n, p = model->p;
    double *covariance = copse_alloc(n * n, sizeof *covariance);
    if (covariance == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_glmm_covariance(peak->at.hessian, n, peak->held, covariance);
    if (status == COPSE_OK && copse_i_glmm_is_flat(data, covariance, n)) status = COPSE_ERANGE;
    if (status == COPSE_ERANGE)
        (void)copse_fail(err, status = COPSE_ENOTCOMPUTABLE,
                         "the likelihood has no maximum, or is flat at it: the studies do not tell the coefficients "
                         "apart");
    for (size_t j = 0; status == COPSE_OK && j < p; j++) {
        fit->coef[j].estimate = peak->parameter[j];
        for (size_t m = 0; m < p; m++) fit->vcov[j * p + m] = covariance[j * n + m];
    }
    if (status == COPSE_OK) {
        if (data->x2 != NULL) glmm->baseline = peak->parameter[p];
        glmm->telling = data->k;
        glmm->parameters = n;
        tell_correlation(model, peak, covariance, binomial, glmm);
        copse_i_glmm_tell_coefficients(fit);
        copse_i_glmm_tell_statistics(glmm, peak->at.value, (double)(data->k * (data->x2 != NULL ? 2 : 1)), fit);
        fit->stop = COPSE_STOP_CONVERGED;
        fit->iterations = peak->iterations;
        status = copse_i_glmm_omnibus(data, fit);
    }
    free(covariance);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

copse_status copse_i_beta_binomial_fit(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit,
                                       copse_glmm *glmm, copse_error *err)
{
    sparse model = {0};
    copse_i_glmm_peak peak = {0};
    double binomial = NAN;
    copse_status status = copse_i_glmm_one_sided_check(data, opts, err);
    if (status != COPSE_OK) return status;
    if (sparse_init(data, opts, &model) != COPSE_OK || copse_i_glmm_peak_init(&peak, model.n) != COPSE_OK ||
        copse_i_glmm_fit_init(data, opts, fit) != COPSE_OK)
        status = copse_fail_memory(err);
    if (status == COPSE_OK) status = find_peak(&model, NULL, &peak, &binomial, err);
    if (status == COPSE_OK) status = tell(&model, &peak, binomial, fit, glmm, err);
    if (status == COPSE_OK) status = test_effect(&model, peak.at.value, glmm, err);
    if (status == COPSE_OK && fit->test == COPSE_TEST_PL) status = tell_profile(&model, &peak, fit, err);
    copse_i_glmm_peak_free(&peak);
    free(model.row);
    return status;
}
