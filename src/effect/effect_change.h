/* Inside the effect room: two measurements of the same people. */
#ifndef COPSE_EFFECT_CHANGE_H
#define COPSE_EFFECT_CHANGE_H

#include "effect_means.h"

/* Both standard deviations and their correlation, in units of `length`, the root of the sum of their squares:
 *      part1, part2  their squares, which sum to 1
 *      change        the variance of the changes, s1^2 + s2^2 - 2 r s1 s2, without its cancellation
 *      fourth        part1^2 + part2^2 + 2 r^2 part1 part2 */
typedef struct copse_i_paired {
    double length, part1, part2, change, fourth;
} copse_i_paired;
copse_i_paired copse_i_paired_of(const double *x);

/* 1 - r_u, r_u the unbiased estimate of the correlation from n pairs (Olkin & Pratt 1958), n > 4. */
double copse_i_unbiased_distance_to_1(double r, double n);

#endif
