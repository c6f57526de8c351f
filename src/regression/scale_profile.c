/* Profile likelihood of each scale coefficient: the others are maximised over with it held at a value, by the same search. */
#include "reference_distribution.h"
#include "scale_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

static const double FARTHEST = 200;  /* units of log tau2 that a limit is looked for */
static const double NOTHING = 1e-10; /* of a unit: 0 */
static const double CLOSE = 1e-11;   /* of twice a log-likelihood: the limit is found */
static const double HIGHER = 1e-6;   /* a log-likelihood above the maximum by this much: it was none */

typedef struct profile {
    copse_i_scale_data data; /* without column j */
    double *Z, *offset;
    const double *column; /* j of the whole design, k numbers q apart */
    size_t stride;
    const double *given;     /* offset of the whole model, or NULL */
    double log_lik, allowed; /* of the maximum; half the chi-square quantile */
    copse_status status;     /* COPSE_ENOMEM is remembered */
} profile;

static copse_status profile_init(profile *p, const copse_i_scale_data *whole, size_t j)
{
    *p = (profile){.data = *whole, .column = whole->Z + j, .stride = whole->q, .given = whole->offset};
    p->Z = copse_alloc(whole->k * whole->q, sizeof *p->Z);
    p->offset = copse_alloc(whole->k, sizeof *p->offset);
    if (p->Z == NULL || p->offset == NULL) return COPSE_ENOMEM;
    double *next = p->Z;
    for (size_t i = 0; i < whole->k; i++)
        for (size_t c = 0; c < whole->q; c++)
            if (c != j) *next++ = whole->Z[i * whole->q + c];
    p->data.Z = p->Z;
    p->data.q = whole->q - 1;
    p->data.offset = p->offset;
    return COPSE_OK;
}

static void profile_free(profile *p)
{
    free(p->Z);
    free(p->offset);
}

/* The profile log-likelihood at a; -infinity where no tau2 >= 0 has that coefficient. */
static double log_lik_at(profile *p, double a)
{
    copse_i_scale s;
    copse_i_scale_maximum m = {0};
    double value = -INFINITY;
    for (size_t i = 0; i < p->data.k; i++)
        p->offset[i] = (p->given != NULL ? p->given[i] : 0) + a * p->column[i * p->stride];
    copse_status status = copse_i_scale_init(&s, &p->data, NULL);
    if (status == COPSE_OK) status = copse_i_scale_maximum_init(&m, s.q);
    if (status == COPSE_OK) status = copse_i_scale_search(&s, NULL, false, &m, NULL);
    if (status == COPSE_OK) value = m.log_lik;
    if (status == COPSE_ENOMEM) p->status = status;
    copse_i_scale_maximum_free(&m);
    copse_i_scale_free(&s);
    return value;
}

struct limit {
    profile *p;
};

static double excess(double a, const void *context)
{
    profile *p = ((const struct limit *)context)->p;
    const double value = p->log_lik - p->allowed - log_lik_at(p, a);
    return fabs(value) <= CLOSE ? 0 : fmin(value, 1e300);
}

/* The limit on one side (step < 0 or > 0) of the estimate; infinite where the likelihood never falls far enough. `unit` is
 * a change that changes (log) tau2 by about 1. */
static double find_limit(profile *p, double estimate, double step, double unit)
{
    const struct limit limit = {p};
    double inside = estimate, outside = estimate + step, at = NAN;
    while (fabs(outside - estimate) < FARTHEST * unit || p->data.identity) {
        const double above = excess(outside, &limit);
        if (above > 0 && (p->data.identity || above < 1e300)) {
            const double low = fmin(inside, outside), high = fmax(inside, outside);
            if (copse_root(excess, &limit, low, high, &at) != COPSE_OK) return NAN;
            return fabs(at) < NOTHING * unit ? 0 : at;
        }
        if (!(above <= 0) || !(fabs(outside - estimate) < 1e15 * unit)) break;
        inside = outside;
        step *= 2;
        outside = estimate + step;
    }
    return step > 0 ? INFINITY : -INFINITY;
}

static copse_status fill_one(const copse_i_scale_data *data, size_t j, copse_scale_fit *fit, copse_error *err)
{
    copse_scale_coefficient *c = &fit->alpha[j];
    profile p;
    copse_status status = profile_init(&p, data, j);
    if (status == COPSE_OK) {
        p.log_lik = fit->stat.log_lik;
        p.allowed = 0.5 * copse_chisq_quantile_upper((100 - fit->opts.fit.level) / 100, 1);
        const double without = log_lik_at(&p, 0);
        if (without > p.log_lik + HIGHER * fmax(1, fabs(p.log_lik))) status = COPSE_ENOTCOMPUTABLE;
        c->lr = isfinite(without) ? fmax(0, 2 * (p.log_lik - without)) : NAN;
        c->lr_p = isnan(c->lr) ? NAN : copse_chisq_upper(c->lr, 1);
        if (status == COPSE_OK && c->is_finite) {
            const double estimate = c->wald.estimate;
            const double step =
                c->wald.se > 0 ? 2 * c->wald.se : fmax(0.5 * fabs(estimate), 1e-3 * fit->alpha_scale[j]);
            c->profile = (copse_interval){find_limit(&p, estimate, -step, fit->alpha_scale[j]),
                                          find_limit(&p, estimate, step, fit->alpha_scale[j])};
        }
        if (p.status != COPSE_OK) status = p.status;
    }
    profile_free(&p);
    if (status == COPSE_ENOMEM) return copse_fail_memory(err);
    if (status != COPSE_OK)
        return copse_fail(err, status, "the likelihood has a higher maximum than the one that was found");
    return COPSE_OK;
}

copse_status copse_i_scale_fill_profiles(const copse_i_scale_data *data, copse_scale_fit *fit, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t j = 0; status == COPSE_OK && j < fit->q; j++) status = fill_one(data, j, fit, err);
    return status;
}
