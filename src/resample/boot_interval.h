/* The intervals of one bootstrapped quantity, from a sample of its replicates: the same for `copse bootstrap`, which
 * has one data set, and for a simulation, which has many. */
#ifndef COPSE_RESAMPLE_BOOT_INTERVAL_H
#define COPSE_RESAMPLE_BOOT_INTERVAL_H

#include "boot_sample.h"

#include <copse/resample.h>

#define COPSE_I_BOOT_MOMENTS 4

/* Central moments of the replicates, on the scale of their values. */
typedef struct copse_i_boot_central {
    double mean, sd, skewness, kurtosis; /* sd with n - 1; the others with n */
} copse_i_boot_central;

/* From the means of d, d^2, d^3, d^4 over n replicates, d = scale * (value - origin). */
copse_i_boot_central copse_i_boot_central_of(const double raw[COPSE_I_BOOT_MOMENTS], double n, double origin,
                                             double scale);

/* What intervals rest on. For STUDENTISED the sample is of (t* - t)/se*, and `se` that of the data; else of t*. */
typedef struct copse_i_boot_basis {
    const copse_i_boot_sample *sample;
    copse_i_boot_central central; /* NORMAL */
    double estimate;
    double bias_correction, acceleration; /* BCA: z0 and a; infinite or NaN: no interval */
    double se;                            /* STUDENTISED */
    bool errors;                          /* Monte Carlo standard errors are wanted, too */
} copse_i_boot_basis;

/* A replicate is below the estimate if it is so by more than this share of the largest deviation: a resample of all studies
 * once each, one in 26 with five studies, has the estimate itself for its value, but for rounding. */
#define COPSE_I_BOOT_TIE 1e-10

/* z0 = Phi^-1(share of the replicates below the estimate). */
double copse_i_boot_bias_correction(double share);

/* Influences L_i = factor * (mean of t_(.) - t_(i)) of n values without a study, value j at t[unit[j] * stride] (unit
 * NULL: t[j * stride]): adds sum L^3 and sum L^2. */
void copse_i_boot_influence(const double *t, size_t stride, const size_t *unit, size_t n, double factor, double *cubes,
                            double *squares);
/* sum L^3/(6 (sum L^2)^(3/2)) (Efron 1987); NaN where all L are 0. */
double copse_i_boot_acceleration(double cubes, double squares);

/* The limits at `level` %; NaN where there is no interval: fewer than two replicates, or no z0 or a for BCA. */
copse_boot_limits copse_i_boot_interval(copse_boot_interval_kind kind, const copse_i_boot_basis *basis, double level);

#endif
