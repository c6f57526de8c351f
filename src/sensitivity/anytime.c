/* The confidence sequence of a cumulative meta-analysis. */
#include "subset.h"

#include <math.h>

copse_status copse_anytime(const copse_sensitivity_data *data, const size_t *order, const size_t *count, size_t steps,
                           double tau2, double rho, double alpha, copse_anytime_step *step, copse_error *err)
{
    const copse_status status = copse_i_sensitivity_check(data, err);
    if (status != COPSE_OK) return status;
    if (data->X != NULL || count == NULL || step == NULL || !(tau2 >= 0) || !(rho > 0) || !(alpha > 0 && alpha < 1))
        return copse_fail(err, COPSE_EINVAL, "a confidence sequence is of a mean, with tau2 of 0 or more, rho above 0");
    double w = 0, wd = 0, largest = 0;
    const double origin = data->k > 0 ? data->y[order == NULL ? 0 : order[0]] : 0; /* a large offset costs no digits */
    size_t i = 0;
    for (size_t s = 0; s < steps; s++) {
        if (count[s] <= i || count[s] > data->k) return copse_fail(err, COPSE_EINVAL, "the steps do not rise");
        for (; i < count[s]; i++) {
            const size_t at = order == NULL ? i : order[i];
            const double weight = 1 / (data->v[at] + tau2);
            w += weight;
            wd += weight * (data->y[at] - origin);
        }
        const double mean = origin + wd / w, radius = copse_sequence_radius(w, rho, alpha);
        const double log_e = copse_sequence_log_e(mean, w, rho);
        if (log_e > largest) largest = log_e;
        step[s] = (copse_anytime_step){.estimate = mean,
                                       .information = w,
                                       .interval = {mean - radius, mean + radius},
                                       .log_e = log_e,
                                       .p = exp(-largest)};
    }
    return COPSE_OK;
}
