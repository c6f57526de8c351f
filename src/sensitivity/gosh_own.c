/* Subsets by a fit of one's own. */
#include "gosh_parts.h"
#include "subset.h"

#include <math.h>

static copse_lane_status status_of(copse_subset_state state)
{
    switch (state) {
    case COPSE_SUBSET_FITTED:
        return COPSE_LANE_OK;
    case COPSE_SUBSET_TOO_FEW:
        return COPSE_LANE_TOO_FEW;
    case COPSE_SUBSET_RANK:
        return COPSE_LANE_RANK;
    default:
        return COPSE_LANE_RANGE;
    }
}

static void put_fit(copse_i_gosh_worker *w, size_t lane, const copse_fit *from)
{
    copse_lanes_fit *fit = &w->fit;
    const copse_coefficient *judged = &from->coef[w->plan->opts.coefficient];
    bool known = isfinite(from->het.tau2) && isfinite(from->het.I2) && isfinite(from->het.H2);
    for (size_t j = 0; j < w->plan->p; j++) {
        fit->coef[j][lane] = from->coef[j].estimate;
        fit->se[j][lane] = from->coef[j].se;
        known = known && isfinite(from->coef[j].estimate) && isfinite(from->coef[j].se);
    }
    fit->df[lane] = judged->df;
    fit->critical[lane] = judged->se > 0 ? (judged->ci.upper - judged->estimate) / judged->se : (double)NAN;
    fit->tau2[lane] = from->het.tau2;
    fit->Q[lane] = isfinite(from->het.Q) ? from->het.Q : 0;
    fit->I2[lane] = from->het.I2;
    fit->H2[lane] = from->het.H2;
    fit->status[lane] = known ? COPSE_LANE_OK : COPSE_LANE_RANGE;
}

copse_status copse_i_gosh_fit_own(copse_i_gosh_worker *w, copse_error *err)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        if (!w->live[l]) continue;
        size_t count = 0;
        for (size_t i = 0; i < w->plan->k; i++)
            if (copse_i_gosh_has(w, l, i)) w->study[count++] = i;
        copse_fit fit = {0};
        copse_error why = {0};
        copse_subset_state state = COPSE_SUBSET_FITTED;
        const copse_status st = w->plan->opts.fit(w->plan->opts.context, w->study, count, &fit, &why);
        const bool of_subset = copse_i_subset_state_of(st, &state);
        w->fit.status[l] = (unsigned char)status_of(state);
        if (st == COPSE_OK) put_fit(w, l, &fit);
        copse_fit_free(&fit);
        if (!of_subset) return copse_fail(err, st, "%s", why.text);
    }
    return COPSE_OK;
}
