/* The Wald test of several combinations of coefficients at once. */
#ifndef COPSE_I_JOINT_TEST_H
#define COPSE_I_JOINT_TEST_H

#include <copse/base.h>

typedef struct copse_i_joint {
    double chi_square; /* NaN where a row's se is 0 */
    size_t rank;
} copse_i_joint;

/** From the differences d[m] and their covariances (m x m): d' C^- d with the rows that are independent, those of which more
 *  than noise[m] of the variance is left when the others have explained what they can. All three are spoilt.
 *  COPSE_ENOTCOMPUTABLE where a dependent row contradicts the others; *row is then its place. */
COPSE_NODISCARD copse_status copse_i_joint_test(double *covariance, double *d, double *noise, size_t m,
                                                copse_i_joint *out, size_t *row);

#endif
