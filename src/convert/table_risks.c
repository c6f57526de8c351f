/* 2x2 tables from the risk of one group and what is known of the other. */
#include "convert_parts.h"

#include <math.h>

/* p1 from p2; backwards is the same with the estimate reversed. */
static double other_risk(copse_contrast contrast, double estimate, double risk)
{
    if (contrast == COPSE_CONTRAST_RD) return risk + estimate;
    if (contrast == COPSE_CONTRAST_RR) return risk * estimate;
    return estimate * risk / (1.0 - risk + estimate * risk);
}

copse_status copse_risk_from_contrast(copse_contrast contrast, double estimate, double risk, bool backwards,
                                      double *other, copse_error *err)
{
    *other = NAN;
    copse_status status = copse_i_need_between(risk, 0.0, 1.0, "the risk", err);
    if (status == COPSE_OK)
        status = contrast == COPSE_CONTRAST_RD   ? copse_i_need_between(estimate, -1.0, 1.0, "the risk difference", err)
                 : contrast == COPSE_CONTRAST_RR ? copse_i_need_positive(estimate, "the risk ratio", err)
                                                 : copse_i_need_positive(estimate, "the odds ratio", err);
    if (status != COPSE_OK) return status;
    const double reversed = contrast == COPSE_CONTRAST_RD ? -estimate : 1.0 / estimate;
    const double p = other_risk(contrast, backwards ? reversed : estimate, risk);
    const double slack = 1e-12; /* of rounding: 0.3 - 0.3 may be a little below 0 */
    if (!(p >= -slack && p <= 1.0 + slack)) {
        char number[COPSE_NUMBER_TEXT];
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the risk of the other group would be %s",
                          copse_format_significant(number, sizeof number, p, 4));
    }
    *other = fmin(fmax(p, 0.0), 1.0);
    return COPSE_OK;
}

copse_status copse_events_from_risk(double risk, double n, double *events, copse_error *err)
{
    *events = NAN;
    copse_status status = copse_i_need_between(risk, 0.0, 1.0, "the risk", err);
    if (status == COPSE_OK) status = copse_i_need_count(n, 1.0, "the size of the group", err);
    if (status == COPSE_OK) *events = round(risk * n);
    return status;
}
