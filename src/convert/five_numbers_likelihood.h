/* The likelihood of a normal sample of which only order statistics are known: each known number has its density, and
 * between two neighbours lie as many observations as their ranks leave. Private to the room. */
#ifndef COPSE_I_FIVE_NUMBERS_LIKELIHOOD_H
#define COPSE_I_FIVE_NUMBERS_LIKELIHOOD_H

#include "five_numbers.h"

typedef struct copse_i_five_likelihood {
    size_t count;                          /* of known numbers */
    double between[COPSE_I_FIVE_MOST + 1]; /* observations below the first, between neighbours, above the last */
} copse_i_five_likelihood;

/* The known numbers have the ranks 1, [n/4] + 1, [n/2] + 1, [3n/4] + 1 and n. */
copse_i_five_likelihood copse_i_five_likelihood_of(copse_five_case which, double n);

/* Log likelihood of standardised numbers z (constants of ranks left out), and its gradient in z. */
double copse_i_five_likelihood_of_z(const copse_i_five_likelihood *l, const double *z, double *gradient);

/* Location and scale of the greatest likelihood, from a start. COPSE_ENOTCOMPUTABLE when the search ends nowhere. */
copse_status copse_i_five_likelihood_fit(const copse_i_five_likelihood *l, const double *x, double *location,
                                         double *scale);

#endif
