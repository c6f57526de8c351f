/* Trial sequential analysis: a cumulative meta-analysis against sequential boundaries (Wetterslev et al. 2008, 2009). */
#include "subset.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_PLANNED = 1000 };

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
    if (opts->plan > MOST_PLANNED && opts->plan != COPSE_PLAN_MADE)
        return copse_fail(err, COPSE_EINVAL, "no more than %d looks can be planned", (int)MOST_PLANNED);
    if (!isnan(opts->diversity) && !(opts->diversity >= 0 && opts->diversity < 1))
        return copse_fail(err, COPSE_EINVAL, "diversity lies from 0 to below 1");
    return COPSE_OK;
}

/* Information of each step, and into t its share of what one look would require. */
static void add_up(const copse_sensitivity_data *data, const size_t *order, const copse_cumulative *cumulative,
                   copse_trial_sequential *out, double *t)
{
    double sum = 0;
    size_t i = 0;
    for (size_t s = 0; s < out->looks; s++) {
        for (; i < cumulative->step[s].count; i++) sum += 1 / data->v[order == NULL ? i : order[i]];
        out->look[s].information = sum;
        t[s] = sum * (1 - out->diversity) / out->fixed;
    }
}

/* How much more is required for looking so often; t become shares of that. */
static copse_status enlarge(const copse_trial_sequential_opts *opts, copse_trial_sequential *out, double *t,
                            copse_sequential_opts *bounds, copse_error *err)
{
    copse_status status = COPSE_OK;
    if (opts->plan == COPSE_PLAN_MADE) {
        status = copse_sequential_inflation(t, out->looks, true, bounds, &out->inflation, err);
    } else if (opts->plan > 0) {
        double *planned = copse_alloc(opts->plan, sizeof *planned);
        if (planned == NULL) return copse_fail_memory(err);
        for (size_t j = 0; j < opts->plan; j++) planned[j] = (double)(j + 1) / (double)opts->plan;
        status = copse_sequential_inflation(planned, opts->plan, false, bounds, &out->inflation, err);
        free(planned);
    }
    if (status != COPSE_OK) return status;
    bounds->inflation = out->inflation;
    out->required = out->fixed * out->inflation / (1 - out->diversity);
    for (size_t s = 0; s < out->looks; s++) t[s] /= out->inflation;
    return copse_sequential_power(t, out->looks, bounds, &out->power, err);
}

static void judge(const copse_cumulative_step *step, const copse_trial_sequential_opts *opts, copse_trial_look *look)
{
    const bool one_sided = opts->bounds.one_sided;
    const double sign = opts->effect < 0 ? -1 : 1;
    look->z = NAN;
    look->adjusted = (copse_interval){NAN, NAN};
    if (step->state != COPSE_SUBSET_FITTED) return;
    const copse_coefficient *mu = &step->fit.coef[0];
    look->z = mu->statistic;
    look->adjusted.lower = mu->estimate - look->boundary.efficacy * mu->se;
    look->adjusted.upper = mu->estimate + look->boundary.efficacy * mu->se;
    if (one_sided && sign > 0 && !isnan(look->adjusted.upper)) look->adjusted.upper = INFINITY;
    if (one_sided && sign < 0 && !isnan(look->adjusted.lower)) look->adjusted.lower = -INFINITY;
    const double z = one_sided ? sign * look->z : fabs(look->z);
    look->crossed = z >= look->boundary.efficacy;
    look->futile = !look->crossed && z < look->boundary.futility;
}

/* The information that one look needs. */
static double of_one_look(const copse_trial_sequential_opts *opts)
{
    const copse_sequential_opts *b = &opts->bounds;
    return copse_required_information(opts->effect, b->one_sided ? 2 * b->alpha : b->alpha, b->power);
}

static copse_status hold(const copse_sensitivity_data *data, const size_t *order, const copse_cumulative *cumulative,
                         const copse_trial_sequential_opts *opts, copse_trial_sequential *out, copse_error *err)
{
    const size_t looks = out->looks;
    copse_sequential_opts bounds = opts->bounds;
    double *t = copse_alloc(looks, sizeof *t);
    copse_sequential_look *boundary = copse_alloc(looks, sizeof *boundary);
    if (t == NULL || boundary == NULL) {
        free(boundary);
        free(t);
        return copse_fail_memory(err);
    }
    bounds.inflation = 1;
    add_up(data, order, cumulative, out, t);
    copse_status status = enlarge(opts, out, t, &bounds, err);
    if (status == COPSE_OK) status = copse_sequential_boundaries(t, looks, &bounds, boundary, err);
    for (size_t s = 0; status == COPSE_OK && s < looks; s++) {
        out->look[s].boundary = boundary[s];
        judge(&cumulative->step[s], opts, &out->look[s]);
        if (out->look[s].crossed && out->crossed == looks) out->crossed = s;
        if (out->look[s].futile && out->futile == looks) out->futile = s;
    }
    free(boundary);
    free(t);
    return status;
}

copse_status copse_trial_sequential_fit(const copse_sensitivity_data *data, const size_t *order,
                                        const copse_cumulative *cumulative, double tau2,
                                        const copse_trial_sequential_opts *opts, copse_trial_sequential *out,
                                        copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the results");
    *out = (copse_trial_sequential){.inflation = 1};
    const copse_status status = check(data, cumulative, opts, err);
    if (status != COPSE_OK) return status;
    out->looks = out->crossed = out->futile = cumulative->count;
    out->fixed = of_one_look(opts);
    out->diversity =
        isnan(opts->diversity) ? copse_diversity(data->v, data->k, isnan(tau2) ? 0 : tau2) : opts->diversity;
    out->look = copse_alloc(out->looks, sizeof *out->look);
    if (out->look == NULL) return copse_fail_memory(err);
    return hold(data, order, cumulative, opts, out, err);
}

void copse_trial_sequential_free(copse_trial_sequential *out)
{
    if (out == NULL) return;
    free(out->look);
    *out = (copse_trial_sequential){0};
}
