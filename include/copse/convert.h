/* copse/convert.h: what a trial did not report, from what it did: standard deviations from quartiles, standard errors from
 * intervals and tests, 2x2 tables from odds ratios. Plain arrays in, plain numbers out; each with its paper
 * (docs/methods-convert.md). */
#ifndef COPSE_CONVERT_H
#define COPSE_CONVERT_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------- standard errors and deviations
 * NaN where an input is NaN or outside its range. Higgins, Li & Deeks 2019 (Cochrane Handbook, 6.5.2.2). */

/** Standard deviation of n observations from the standard error of their mean: se sqrt(n). se > 0, n >= 1. */
COPSE_API double copse_sd_from_se(double se, double n);
/** Standard error of the mean: sd / sqrt(n). sd > 0, n >= 1. */
COPSE_API double copse_se_from_sd(double sd, double n);

#ifdef __cplusplus
}
#endif
#endif
