/* Influence on some of the coefficients. */
#include "coefficient_change.h"
#include "subset.h"

#include <copse/math.h>
#include <math.h>

copse_status copse_influence_choose(const copse_sensitivity_data *data, const copse_fit *fit, const bool *chosen,
                                    copse_influence *influence, copse_error *err)
{
    copse_status status = copse_i_sensitivity_check(data, err);
    if (status != COPSE_OK) return status;
    if (fit == NULL || fit->coef == NULL || chosen == NULL || influence == NULL || influence->k != data->k ||
        fit->k != data->k || fit->p != data->p || influence->p != data->p)
        return copse_fail(err, COPSE_EINVAL, "no coefficients are chosen, or the influence is not of these data");
    copse_i_changes changes = {0};
    status = copse_i_changes_init(data, fit, chosen, &changes, err);
    if (status == COPSE_OK) influence->cook_limit = copse_chisq_quantile_lower(0.5, (double)changes.m);
    for (size_t i = 0; status == COPSE_OK && i < data->k; i++) {
        const copse_left_out_fit *without = &influence->leave_out.without[i];
        copse_influence_study *s = &influence->study[i];
        bool factored = false;
        if (without->state != COPSE_SUBSET_FITTED) continue;
        copse_i_changes_of(&changes, NULL, i, &without->fit, &s->cook, &s->cov_ratio, &factored);
        s->by_cook = s->cook > influence->cook_limit;
        s->influential = s->by_dffits || s->by_cook || s->by_hat || s->by_dfbetas;
    }
    copse_i_changes_free(&changes);
    return status;
}
