/* Trial sequential analysis: a cumulative meta-analysis against sequential boundaries (Wetterslev et al. 2008, 2009). */
#include "subset.h"

#include <math.h>
#include <stdlib.h>

static copse_status check(const copse_sensitivity_data *data, const copse_cumulative *cumulative,
                          const copse_trial_sequential_opts *opts, copse_error *err)
{
    const copse_status status = copse_i_sensitivity_check(data, err);
    if (status != COPSE_OK) return status;
    if (data->X != NULL)
        return copse_fail(err, COPSE_EINVAL, "sequential boundaries are of a model without moderators");
    if (cumulative == NULL || cumulative->count == 0 || opts == NULL)
        return copse_fail(err, COPSE_EINVAL, "no cumulative meta-analysis, or no options");
    if (!(fabs(opts->effect) > 0) || !isfinite(opts->effect))
        return copse_fail(err, COPSE_EINVAL, "the anticipated effect is a number other than no effect");
    if (!isnan(opts->diversity) && !(opts->diversity >= 0 && opts->diversity < 1))
        return copse_fail(err, COPSE_EINVAL, "diversity lies from 0 to below 1");
    return COPSE_OK;
}

/* Information of each step, and its share of what is required into t. */
static void add_up(const copse_sensitivity_data *data, const size_t *order, const copse_cumulative *cumulative,
                   copse_trial_sequential *out, double *t)
{
    double sum = 0;
    size_t i = 0;
    for (size_t s = 0; s < out->looks; s++) {
        for (; i < cumulative->step[s].count; i++) sum += 1 / data->v[order == NULL ? i : order[i]];
        out->look[s].information = sum;
        t[s] = sum / out->required;
    }
}

static void judge(const copse_cumulative_step *step, copse_trial_look *look)
{
    look->z = NAN;
    look->adjusted = (copse_interval){NAN, NAN};
    if (step->state != COPSE_SUBSET_FITTED) return;
    const copse_coefficient *mu = &step->fit.coef[0];
    look->z = mu->statistic;
    look->adjusted.lower = mu->estimate - look->boundary.efficacy * mu->se;
    look->adjusted.upper = mu->estimate + look->boundary.efficacy * mu->se;
    look->crossed = fabs(look->z) >= look->boundary.efficacy;
    look->futile = !look->crossed && fabs(look->z) < look->boundary.futility;
}

copse_status copse_trial_sequential_fit(const copse_sensitivity_data *data, const size_t *order,
                                        const copse_cumulative *cumulative, double tau2,
                                        const copse_trial_sequential_opts *opts, copse_trial_sequential *out,
                                        copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the results");
    *out = (copse_trial_sequential){0};
    copse_status status = check(data, cumulative, opts, err);
    if (status != COPSE_OK) return status;
    const size_t looks = out->looks = out->crossed = out->futile = cumulative->count;
    out->fixed = copse_required_information(opts->effect, opts->bounds.alpha, opts->bounds.power);
    out->diversity =
        isnan(opts->diversity) ? copse_diversity(data->v, data->k, isnan(tau2) ? 0 : tau2) : opts->diversity;
    out->required = out->fixed / (1 - out->diversity);
    out->look = copse_alloc(looks, sizeof *out->look);
    double *t = copse_alloc(looks, sizeof *t);
    copse_sequential_look *boundary = copse_alloc(looks, sizeof *boundary);
    if (out->look == NULL || t == NULL || boundary == NULL) {
        free(boundary);
        free(t);
        return copse_fail_memory(err);
    }
    add_up(data, order, cumulative, out, t);
    status = copse_sequential_boundaries(t, looks, &opts->bounds, boundary, err);
    for (size_t s = 0; status == COPSE_OK && s < looks; s++) {
        out->look[s].boundary = boundary[s];
        judge(&cumulative->step[s], &out->look[s]);
        if (out->look[s].crossed && out->crossed == looks) out->crossed = s;
        if (out->look[s].futile && out->futile == looks) out->futile = s;
    }
    free(boundary);
    free(t);
    return status;
}

void copse_trial_sequential_free(copse_trial_sequential *out)
{
    if (out == NULL) return;
    free(out->look);
    *out = (copse_trial_sequential){0};
}
