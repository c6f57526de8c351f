/* What the files of the multiverse share. */
#ifndef COPSE_SENSITIVITY_MULTIVERSE_PARTS_H
#define COPSE_SENSITIVITY_MULTIVERSE_PARTS_H

#include <copse/sensitivity.h>

/** What is summarised of a specification: its estimate, or z. */
double copse_i_multiverse_value(const copse_multiverse_plan *plan, const copse_specification *s);
/** z of a statistic: with the same two-sided p under a normal distribution. df NaN: it is one already. */
double copse_i_multiverse_z(double statistic, double df);
/** Sorts n numbers, and their median. */
double copse_i_multiverse_median(double *x, size_t n);

/** Fills the choices; they are allocated. */
copse_status copse_i_multiverse_choices(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err);
copse_status copse_i_multiverse_permute(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err);

#endif
