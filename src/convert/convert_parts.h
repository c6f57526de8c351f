/* Inside the convert room: how an input is refused, in words that name it. */
#ifndef COPSE_CONVERT_PARTS_H
#define COPSE_CONVERT_PARTS_H

#include <copse/convert.h>

/* Each is COPSE_OK, or COPSE_EDOM with "<what> <value> is not ...". NaN fails them all. */
copse_status copse_i_need_finite(double x, const char *what, copse_error *err);
copse_status copse_i_need_positive(double x, const char *what, copse_error *err);
copse_status copse_i_need_between(double x, double low, double high, const char *what,
                                  copse_error *err); /* ends included */
/* A size: whole, at least `least`. */
copse_status copse_i_need_count(double x, double least, const char *what, copse_error *err);

/* *out = x where x is finite (and above 0), else COPSE_ERANGE and NaN. */
copse_status copse_i_give(double x, const char *what, double *out, copse_error *err);
copse_status copse_i_give_positive(double x, const char *what, double *out, copse_error *err);

/* The quantile of a two-sided interval: normal for df = INFINITY, else t. */
copse_status copse_i_two_sided_quantile(double level, double df, double *q, copse_error *err);

#endif
