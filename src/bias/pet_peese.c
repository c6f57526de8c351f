/* The precision-effect test and estimates. */
#include "bias_parts.h"
#include "pvalue_parts.h"

#include <math.h>

copse_status copse_bias_pet_peese(const double *y, const double *v, size_t k, const copse_egger_opts *opts,
                                  double alpha, copse_pet_peese *out, copse_error *err)
{
    copse_egger_opts how = opts != NULL ? *opts : copse_egger_opts_default();
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the result");
    *out = (copse_pet_peese){.alpha = alpha};
    if (!(alpha > 0) || !(alpha < 1)) return copse_fail(err, COPSE_EINVAL, "alpha is not between 0 and 1");
    how.predictor = COPSE_EGGER_SEI;
    copse_status status = copse_bias_egger(y, v, NULL, NULL, k, 1, &how, &out->pet, err);
    if (status != COPSE_OK) return status;
    how.predictor = COPSE_EGGER_VI;
    status = copse_bias_egger(y, v, NULL, NULL, k, 1, &how, &out->peese, err);
    if (status != COPSE_OK) return status;
    out->opposed = out->pet.limit.estimate * copse_i_pvalue_side(y, v, k, 0) <= 0;
    out->uses_peese = out->pet.limit.p < alpha && !out->opposed;
    return COPSE_OK;
}
