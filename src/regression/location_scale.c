/* Location-scale models (Viechtbauer & Lopez-Lopez 2022). */
#include "reference_distribution.h"
#include "scale_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SCALE_COEFFICIENTS = 60 };
static const double VANISHED = 1e-5; /* of v: a tau2 that runs to 0 has got this far at least */

static const char *const LINKS[] = {"log", "identity"};

const char *copse_scale_link_name(copse_scale_link link)
{
    return (unsigned)link < 2 ? LINKS[link] : "?";
}

copse_status copse_scale_link_find(const char *name, copse_scale_link *link)
{
    for (int i = 0; name != NULL && i < 2; i++)
        if (strcmp(name, LINKS[i]) == 0) {
            *link = (copse_scale_link)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

copse_scale_opts copse_scale_opts_default(void)
{
    return (copse_scale_opts){.fit = copse_fit_opts_default(), .link = COPSE_SCALE_LOG, .profile = false};
}

static copse_status check(const copse_scale_opts *opts, const copse_i_scale_data *d, copse_error *err)
{
    if (d->y == NULL || d->v == NULL || d->Z == NULL || d->p == 0 || (d->X == NULL && d->p != 1))
        return copse_fail(err, COPSE_EINVAL, "no estimates, no variances or no design");
    if (opts->fit.method != COPSE_METHOD_ML && opts->fit.method != COPSE_METHOD_REML)
        return copse_fail(err, COPSE_EINVAL, "a location-scale model is fitted by ML or REML, not %s",
                          copse_method_code(opts->fit.method));
    if (!isnan(opts->fit.tau2)) return copse_fail(err, COPSE_EINVAL, "a location-scale model estimates tau2");
    if ((unsigned)opts->fit.test >= COPSE_TEST_COUNT) return copse_fail(err, COPSE_EINVAL, "no such test");
    if (!copse_test_is_wald(opts->fit.test) || opts->fit.pi != COPSE_PI_METAFOR)
        return copse_fail(err, COPSE_EINVAL,
                          "a location-scale model has the tests z, t, knha and adhoc, and no other kind of "
                          "prediction interval");
    if (!(opts->fit.level > 0 && opts->fit.level < 100))
        return copse_fail(err, COPSE_EINVAL, "the level of an interval lies between 0 and 100 %%");
    if (d->q == 0 || d->q > MOST_SCALE_COEFFICIENTS)
        return copse_fail(err, COPSE_EINVAL, "a scale model has 1 to %d coefficients", MOST_SCALE_COEFFICIENTS);
    if (d->k <= d->p || d->k < d->q)
        return copse_fail(err, COPSE_ETOOFEW, "%zu %s for %zu location and %zu scale %s", d->k,
                          copse_plural(d->k, "study", "studies"), d->p, d->q,
                          copse_plural(d->q, "coefficient", "coefficients"));
    return COPSE_OK;
}

static bool allocate(copse_scale_fit *fit)
{
    const size_t p = fit->p, q = fit->q;
    fit->coef = copse_alloc(p, sizeof *fit->coef);
    fit->vcov = copse_alloc(p * p, sizeof *fit->vcov);
    fit->alpha = copse_alloc(q, sizeof *fit->alpha);
    fit->alpha_vcov = copse_alloc(q * q, sizeof *fit->alpha_vcov);
    fit->alpha_scale = copse_alloc(q, sizeof *fit->alpha_scale);
    fit->tau2 = copse_alloc(fit->k, sizeof *fit->tau2);
    return fit->coef != NULL && fit->vcov != NULL && fit->alpha != NULL && fit->alpha_vcov != NULL &&
           fit->alpha_scale != NULL && fit->tau2 != NULL;
}

static void fill_tau2(const copse_i_scale *s, const copse_i_scale_maximum *m, copse_scale_fit *fit)
{
    for (size_t i = 0; i < s->k; i++) {
        const bool gone = s->tau2[i] <= (m->runs_off ? VANISHED * s->v[i] : 0);
        fit->tau2[i] = gone ? 0 : ldexp(s->tau2[i], 2 * s->exponent);
        fit->at_zero += gone;
    }
    for (size_t j = 0; j < s->q; j++) { /* a change of coefficient j that matters */
        double length = 0;
        for (size_t c = j; c < s->q; c++) length += s->to_alpha[j * s->q + c] * s->to_alpha[j * s->q + c];
        fit->alpha_scale[j] = sqrt(length);
    }
}

static void fill_statistics(copse_scale_fit *fit, double log_lik)
{
    const bool restricted = fit->opts.fit.method == COPSE_METHOD_REML;
    const double n = (double)(restricted ? fit->k - fit->p : fit->k), q = (double)(fit->p + fit->q);
    const double m = fmax(n, q + 2), minus_two = -2 * log_lik;
    fit->stat = (copse_fit_statistics){.log_lik = log_lik,
                                       .deviance = minus_two,
                                       .AIC = minus_two + 2 * q,
                                       .BIC = minus_two + q * log(n),
                                       .AICc = minus_two + 2 * q * m / (m - q - 1)};
}

/* Against the model with one tau2, where that is a part of this one. */
static copse_status compare_with_constant(const copse_i_scale_data *d, const copse_i_scale *s, copse_scale_fit *fit,
                                          copse_error *err)
{
    double outside = 0;
    fit->lr = fit->lr_df = fit->lr_p = NAN;
    for (size_t i = 0; i < s->k; i++) {
        double rest = 1;
        for (size_t j = 0; j < s->q; j++) {
            double sum = 0;
            for (size_t l = 0; l < s->k; l++) sum += s->z[j * s->k + l];
            rest -= s->z[j * s->k + i] * sum / (double)s->k;
        }
        outside = fmax(outside, fabs(rest));
    }
    if (!(outside < 1e-8) || s->q < 2) return COPSE_OK;
    copse_fit_opts opts = fit->opts.fit;
    opts.without_tau2_ci = opts.without_R2 = true;
    copse_fit constant;
    const copse_status status = copse_pool(d->y, d->v, d->X, d->k, d->p, &opts, &constant, err);
    if (status == COPSE_OK) {
        fit->lr_df = (double)(s->q - 1);
        fit->lr = fmax(0, 2 * (fit->stat.log_lik - constant.stat.log_lik));
        fit->lr_p = copse_chisq_upper(fit->lr, fit->lr_df);
    }
    copse_fit_free(&constant);
    return status;
}

static copse_status fill(copse_i_scale *s, const copse_i_scale_data *d, copse_i_scale_maximum *m, copse_scale_fit *fit,
                         copse_error *err)
{
    copse_status status = copse_i_scale_search(s, NULL, false, m, err);
    if (status != COPSE_OK) return status;
    if (!m->converged || !copse_i_scale_evaluate(s, m->theta))
        return copse_fail(
            err, COPSE_ENOTCOMPUTABLE,
            "the likelihood of the location-scale model has no clear maximum: leave out scale moderators");
    copse_i_scale_differentiate(s);
    fit->iterations = m->steps;
    fit->runs_off = m->runs_off;
    fill_tau2(s, m, fit);
    fill_statistics(fit, m->log_lik);
    status = copse_i_scale_fill_wald(s, m, fit);
    if (status == COPSE_OK) status = copse_i_scale_fill_location(s, fit);
    if (status != COPSE_OK) return copse_fail_memory(err);
    status = compare_with_constant(d, s, fit, err);
    if (status == COPSE_OK && fit->opts.profile) status = copse_i_scale_fill_profiles(d, fit, err);
    return status;
}

copse_status copse_scale_pool(const double *y, const double *v, const double *X, size_t p, const double *Z, size_t q,
                              size_t k, const copse_scale_opts *opts, copse_scale_fit *fit, copse_error *err)
{
    if (fit == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the fit");
    memset(fit, 0, sizeof *fit);
    fit->opts = opts != NULL ? *opts : copse_scale_opts_default();
    fit->k = k;
    fit->p = p;
    fit->q = q;
    fit->test = fit->opts.fit.test;
    const copse_i_scale_data data = {.y = y,
                                     .v = v,
                                     .X = X,
                                     .Z = Z,
                                     .k = k,
                                     .p = p,
                                     .q = q,
                                     .identity = fit->opts.link == COPSE_SCALE_IDENTITY,
                                     .restricted = fit->opts.fit.method == COPSE_METHOD_REML};
    copse_status status = check(&fit->opts, &data, err);
    if (status != COPSE_OK) return status;
    if (!allocate(fit)) return copse_fail_memory(err);
    for (size_t j = 0; j < q; j++)
        fit->alpha[j].lr = fit->alpha[j].lr_p = fit->alpha[j].profile.lower = fit->alpha[j].profile.upper = NAN;
    copse_i_scale s;
    copse_i_scale_maximum maximum = {0};
    status = copse_i_scale_init(&s, &data, err);
    if (status == COPSE_OK && copse_i_scale_maximum_init(&maximum, q) != COPSE_OK) status = copse_fail_memory(err);
    if (status == COPSE_OK) status = fill(&s, &data, &maximum, fit, err);
    copse_i_scale_maximum_free(&maximum);
    copse_i_scale_free(&s);
    return status;
}

void copse_scale_fit_free(copse_scale_fit *fit)
{
    if (fit == NULL) return;
    free(fit->coef);
    free(fit->vcov);
    free(fit->alpha);
    free(fit->alpha_vcov);
    free(fit->alpha_scale);
    free(fit->tau2);
    memset(fit, 0, sizeof *fit);
}
