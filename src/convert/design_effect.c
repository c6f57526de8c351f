/* What randomising clusters costs. */
#include "convert_parts.h"

#include <math.h>

copse_status copse_design_effect(double m, double icc, double cv, double *effect, copse_error *err)
{
    *effect = NAN;
    copse_status status = COPSE_OK;
    if (!(m >= 1.0 && isfinite(m))) {
        status = copse_i_need_finite(m, "the mean size of the clusters", err);
        if (status == COPSE_OK)
            status = copse_fail(err, COPSE_EDOM, "the mean size of the clusters is less than 1 person");
    }
    if (status == COPSE_OK) status = copse_i_need_between(icc, 0.0, 1.0, "the intracluster correlation", err);
    if (status == COPSE_OK && !(cv >= 0.0 && isfinite(cv)))
        status = copse_i_need_positive(cv, "the coefficient of variation of the cluster sizes", err);
    if (status != COPSE_OK) return status;
    return copse_i_give_positive(1.0 + ((cv * cv + 1.0) * m - 1.0) * icc, "the design effect", effect, err);
}
