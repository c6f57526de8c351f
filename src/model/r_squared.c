/* R2 of the moderators. Random effects: by how much they lower tau2 (Raudenbush 2009). Equal effects: the adjusted R2
 * of weighted least squares. Both need a model that contains the one without moderators: ones in the column space. */
#include "fit_parts.h"

#include <math.h>

static double lowering(double without, double with)
{
    return without > 0 ? fmax(0, 100 * (without - with) / without) : 0;
}

copse_status copse_i_fill_r_squared(const copse_i_data *data, const copse_i_problem *pr, copse_fit *fit,
                                    copse_error *err)
{
    const bool equal_effects = copse_i_is_equal_effects(fit->opts.method);
    if (fit->opts.without_R2 || pr->blocks > 0 || !pr->spans_one || pr->p < 2 || pr->k == pr->p) return COPSE_OK;
    if (fit->stop == COPSE_STOP_FIXED && !equal_effects) return COPSE_OK;
    const copse_i_data plain = {
        .y = data->y, .v = data->v, .k = data->k, .p = 1, .weight = data->weight, .size = data->size};
    copse_i_problem null;
    copse_status status = copse_i_problem_init(&null, &plain, err);
    if (status == COPSE_OK && equal_effects) {
        copse_i_point point;
        copse_i_evaluate(&null, 0, &point);
        const double within = fit->het.Q / (double)(pr->k - pr->p), total = point.Q / (double)(pr->k - 1);
        fit->het.R2 = lowering(total, within);
    } else if (status == COPSE_OK) {
        copse_i_tau2 tau2;
        status = copse_i_tau2_estimate(&null, &fit->opts, &tau2, err);
        if (status == COPSE_OK) fit->het.R2 = lowering(copse_i_unscale(&null, tau2.value, 2), fit->het.tau2);
    }
    copse_i_problem_free(&null);
    return status;
}
