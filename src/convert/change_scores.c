/* Change from baseline: its standard deviation and the correlation that it implies. */
#include "convert_parts.h"

#include <math.h>

static copse_status check_deviations(double baseline, double final, copse_error *err)
{
    const copse_status status = copse_i_need_positive(baseline, "the standard deviation at baseline", err);
    return status == COPSE_OK ? copse_i_need_positive(final, "the final standard deviation", err) : status;
}

copse_status copse_change_sd(double baseline, double final, double r, double *sd, copse_error *err)
{
    *sd = NAN;
    copse_status status = check_deviations(baseline, final, err);
    if (status == COPSE_OK) status = copse_i_need_between(r, -1.0, 1.0, "the correlation", err);
    if (status != COPSE_OK) return status;
    /* (b - f)^2 + 2 b f (1 - r): two terms of one sign */
    const double x = hypot(baseline - final, sqrt(2.0 * (1.0 - r)) * sqrt(baseline) * sqrt(final));
    if (x == 0.0)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "with a correlation of 1 and equal deviations no change varies");
    return copse_i_give_positive(x, "the standard deviation of the change", sd, err);
}

copse_status copse_change_correlation(double baseline, double final, double change, double *r, copse_error *err)
{
    *r = NAN;
    copse_status status = check_deviations(baseline, final, err);
    if (status == COPSE_OK) status = copse_i_need_positive(change, "the standard deviation of the change", err);
    if (status != COPSE_OK) return status;
    const double d = fabs(baseline - final);
    const double x = 1.0 - (change - d) / baseline * ((change + d) / (2.0 * final));
    if (!(fabs(x) <= 1.0)) {
        char number[COPSE_NUMBER_TEXT];
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the three standard deviations contradict each other: their correlation would be %s",
                          copse_format_significant(number, sizeof number, x, 4));
    }
    *r = x;
    return COPSE_OK;
}
