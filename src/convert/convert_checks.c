/* How an input is refused, and an answer that no number can hold. */
#include "convert_parts.h"

#include <math.h>

static copse_status refuse(double x, const char *what, const char *rule, copse_error *err)
{
    char number[COPSE_NUMBER_TEXT];
    if (isnan(x)) return copse_fail(err, COPSE_EDOM, "%s is missing", what);
    return copse_fail(err, COPSE_EDOM, "%s %s is not %s", what, copse_format_exact(number, sizeof number, x), rule);
}

copse_status copse_i_need_finite(double x, const char *what, copse_error *err)
{
    return isfinite(x) ? COPSE_OK : refuse(x, what, "a finite number", err);
}

copse_status copse_i_need_positive(double x, const char *what, copse_error *err)
{
    return x > 0.0 && isfinite(x) ? COPSE_OK : refuse(x, what, "a positive number", err);
}

copse_status copse_i_need_between(double x, double low, double high, const char *what, copse_error *err)
{
    if (x >= low && x <= high) return COPSE_OK;
    if (isnan(x)) return refuse(x, what, "", err);
    char number[COPSE_NUMBER_TEXT], from[COPSE_NUMBER_TEXT], to[COPSE_NUMBER_TEXT];
    return copse_fail(err, COPSE_EDOM, "%s %s is not between %s and %s", what,
                      copse_format_exact(number, sizeof number, x), copse_format_exact(from, sizeof from, low),
                      copse_format_exact(to, sizeof to, high));
}

copse_status copse_i_need_count(double x, double least, const char *what, copse_error *err)
{
    if (x >= least && x <= 0x1p53 && floor(x) == x) return COPSE_OK;
    return refuse(x, what, least > 0.0 ? "a whole number of 1 or more" : "a whole number of 0 or more", err);
}

copse_status copse_i_give(double x, const char *what, double *out, copse_error *err)
{
    if (!isfinite(x)) return copse_fail(err, COPSE_ERANGE, "%s is beyond the range of numbers", what);
    *out = x;
    return COPSE_OK;
}

copse_status copse_i_give_positive(double x, const char *what, double *out, copse_error *err)
{
    if (!(x > 0.0 && isfinite(x))) return copse_fail(err, COPSE_ERANGE, "%s is beyond the range of numbers", what);
    *out = x;
    return COPSE_OK;
}
