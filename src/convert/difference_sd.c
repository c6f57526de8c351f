/* The standard deviation behind a difference of two means. */
#include "convert_parts.h"

#include <math.h>

copse_status copse_sd_from_difference_se(double se, double n1, double n2, double *sd, copse_error *err)
{
    *sd = NAN;
    copse_status status = copse_i_need_positive(se, "the standard error of the difference", err);
    if (status == COPSE_OK) status = copse_i_need_positive(n1, "the size of group 1", err);
    if (status == COPSE_OK) status = copse_i_need_positive(n2, "the size of group 2", err);
    if (status != COPSE_OK) return status;
    return copse_i_give_positive(se / sqrt(1.0 / n1 + 1.0 / n2), "the standard deviation", sd, err);
}
