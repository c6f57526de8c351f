/* What a selection model is told as, but for its inference: room, counts, precision, statistics of the fit. */
#include "selection_fitting.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_status copse_i_selmodel_result_init(copse_i_selmodel_fitting *f, size_t k, size_t p)
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
                            .tau2_lrt_p = NAN,
                            .moderators = {NAN, NAN, NAN, NAN}};
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
void copse_i_selmodel_put_counts(copse_i_selmodel_fitting *f)
{
    const copse_i_selmodel_problem *s = &f->s;
    copse_selmodel *fit = f->fit;
    memset(fit->count, 0, (fit->steps + 2) * sizeof *fit->count);
    for (size_t i = 0; i < s->k; i++) {
        size_t at = s->group[i];
        if (copse_selmodel_takes_precision(s->type) && s->floor > 0) at = s->p_value[i].p <= s->floor ? 0 : 1;
        fit->count[at]++;
    }
}

void copse_i_selmodel_put_precision(copse_i_selmodel_fitting *f)
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

void copse_i_selmodel_put_statistics(copse_i_selmodel_fitting *f, size_t parameters, size_t tested)
{
    copse_selmodel *fit = f->fit;
    const double k = (double)fit->k, m = (double)parameters, most = fmax(k, m + 2), ll = fit->stat.log_lik;
    fit->stat = (copse_fit_statistics){ll, -2 * ll, -2 * ll + 2 * m, -2 * ll + m * log(k),
                                       -2 * ll + 2 * m * most / (most - m - 1)};
    fit->lrt = fmax(0, 2 * (ll - fit->log_lik_null));
    fit->lrt_df = (double)tested;
    fit->lrt_p = tested > 0 ? copse_chisq_upper(fit->lrt, (double)tested) : (double)NAN;
}

void copse_i_selmodel_put_point(copse_i_selmodel_fitting *f, bool given)
{
    static const copse_interval none = {NAN, NAN};
    f->fit->delta[1] = (copse_selmodel_parameter){
        f->point, NAN, NAN, NAN, NAN, none, none, given ? COPSE_SELMODEL_FIXED : COPSE_SELMODEL_IRREGULAR};
}
