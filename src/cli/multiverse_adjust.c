/* Adjustments for small-study effects among the choices of a multiverse. */
#include "multiverse_data.h"

#include <copse/bias.h>

#include <math.h>

typedef enum adjustment { NONE, TRIMFILL, PET, PEESE, PET_PEESE, LIMIT, ADJUSTMENTS } adjustment;

const char *copse_i_adjustment_name(size_t i)
{
    static const char *const NAMES[ADJUSTMENTS] = {"none", "trimfill", "pet", "peese", "pet-peese", "limit"};
    return i < ADJUSTMENTS ? NAMES[i] : NULL;
}

/* All estimates of the studies and those filled in. */
static copse_status trim_and_fill(const copse_multiverse_set *set, const copse_fit_opts *opts,
                                  copse_coefficient *effect, double *tau2, copse_error *err)
{
    copse_trimfill filled = {0};
    const copse_status st =
        copse_bias_trimfill(set->y, set->v, set->k, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, opts, &filled, err);
    if (st == COPSE_OK) {
        *effect = filled.fit.coef[0];
        *tau2 = filled.fit.het.tau2;
    }
    copse_trimfill_free(&filled);
    return st;
}

/* Meta-regressions on the standard error and on the variance, with the estimator of tau2 and the test of the
 * specification. */
static copse_status regress(adjustment which, const copse_multiverse_set *set, const copse_fit_opts *opts,
                            copse_coefficient *effect, double *tau2, copse_error *err)
{
    copse_egger_opts egger = copse_egger_opts_default();
    copse_pet_peese both;
    egger.model = COPSE_EGGER_RMA;
    egger.fit = *opts;
    const copse_status st = copse_bias_pet_peese(set->y, set->v, set->k, &egger, COPSE_PET_ALPHA, &both, err);
    if (st != COPSE_OK) return st;
    const bool peese = which == PEESE || (which == PET_PEESE && both.uses_peese);
    *effect = peese ? both.peese.limit : both.pet.limit;
    *tau2 = peese ? both.peese.tau2 : both.pet.tau2;
    return COPSE_OK;
}

static copse_status limit_meta(const copse_multiverse_set *set, const copse_fit_opts *opts, copse_coefficient *effect,
                               double *tau2, copse_error *err)
{
    copse_fit fit = {0};
    copse_limit_meta limit;
    copse_status st = copse_pool(set->y, set->v, NULL, set->k, 1, opts, &fit, err);
    if (st == COPSE_OK) {
        *tau2 = isnan(fit.het.tau2) ? 0 : fit.het.tau2;
        st = copse_bias_limit(set->y, set->v, set->k, *tau2, opts->level, &limit, err);
    }
    if (st == COPSE_OK) *effect = limit.beta0;
    copse_fit_free(&fit);
    return st;
}

copse_status copse_i_adjust(void *context, size_t option, const copse_multiverse_set *set, const copse_fit_opts *opts,
                            copse_coefficient *effect, double *tau2, copse_error *err)
{
    const adjustment which = (adjustment)((const size_t *)context)[option];
    if (which == TRIMFILL) return trim_and_fill(set, opts, effect, tau2, err);
    return which == LIMIT ? limit_meta(set, opts, effect, tau2, err) : regress(which, set, opts, effect, tau2, err);
}
