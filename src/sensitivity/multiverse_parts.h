/* What the files of the multiverse share. */
#ifndef COPSE_SENSITIVITY_MULTIVERSE_PARTS_H
#define COPSE_SENSITIVITY_MULTIVERSE_PARTS_H

#include <copse/sensitivity.h>

/** What is summarised of a specification: its estimate, or z. */
double copse_i_multiverse_value(const copse_multiverse_plan *plan, const copse_specification *s);
/** z of a statistic: with the same two-sided p under a normal distribution. df NaN: it is one already. */
double copse_i_multiverse_z(double statistic, double df);
/** Is a distance from no effect on the side of `side`, of which 0 is above? */
bool copse_i_multiverse_sides_with(double far, double side);
/** Two-sided p of a statistic. df NaN: normal. */
double copse_i_multiverse_p(double statistic, double df);
/** z of a two-sided p, with the sign of `far`. */
double copse_i_multiverse_z_of_p(double p, double far);
/** Sorts n numbers, and their median. */
double copse_i_multiverse_median(double *x, size_t n);
/** What the plan's adjustment is asked of a set; y as the set's, which `room` (k) takes where `null` is not 0. */
copse_multiverse_question copse_i_multiverse_ask(const copse_multiverse_plan *plan, const copse_multiverse_set *set,
                                                 double *room);

/** Fits and counts all specifications; the array is allocated. */
COPSE_NODISCARD copse_status copse_i_multiverse_fit(const copse_multiverse_plan *plan, copse_multiverse *out,
                                                    copse_error *err);
/** Fills the choices; they are allocated. */
COPSE_NODISCARD copse_status copse_i_multiverse_choices(const copse_multiverse_plan *plan, copse_multiverse *out,
                                                        copse_error *err);
COPSE_NODISCARD copse_status copse_i_multiverse_permute(const copse_multiverse_plan *plan, copse_multiverse *out,
                                                        copse_error *err);

#endif
