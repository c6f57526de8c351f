/* Several groups taken as one. */
#include "convert_parts.h"

#include <math.h>

static copse_status check_group(double n, double mean, double sd, copse_error *err)
{
    if (!(n >= 1.0 && isfinite(n))) return copse_i_need_count(n, 1.0, "the size of a group", err);
    copse_status status = copse_i_need_finite(mean, "the mean of a group", err);
    if (status == COPSE_OK && !(sd >= 0.0 && isfinite(sd)))
        status = copse_i_need_positive(sd, "the standard deviation of a group", err);
    return status;
}

copse_status copse_groups_combine(const double *n, const double *mean, const double *sd, size_t k, double *all_n,
                                  double *all_mean, double *all_sd, copse_error *err)
{
    *all_n = *all_mean = *all_sd = NAN;
    if (k == 0) return copse_fail(err, COPSE_EINVAL, "no groups to combine");
    double total = 0.0, centre = 0.0, squares = 0.0;
    for (size_t i = 0; i < k; i++) {
        const copse_status status = check_group(n[i], mean[i], sd[i], err);
        if (status != COPSE_OK) return status;
        total += n[i];
    }
    /* Means from the first one, so that a common large value does not cost digits. */
    for (size_t i = 0; i < k; i++) centre += n[i] / total * (mean[i] - mean[0]);
    for (size_t i = 0; i < k; i++) {
        const double off = mean[i] - mean[0] - centre;
        squares += (n[i] - 1.0) * sd[i] * sd[i] + n[i] * off * off;
    }
    double m = NAN, s = NAN;
    copse_status status = copse_i_give(mean[0] + centre, "the common mean", &m, err);
    if (status == COPSE_OK && k == 1) s = sd[0];
    else if (status == COPSE_OK)
        status = copse_i_give(sqrt(squares / (total - 1.0)), "the common standard deviation", &s, err);
    if (status != COPSE_OK) return status;
    *all_n = total;
    *all_mean = m;
    *all_sd = s;
    return COPSE_OK;
}
