/* src/resample/calibrate_short.h: what a calibration knows of estimators and intervals that take long: all that they give is
 * a function of Cochran's Q, or of the generalised Q with their weights, while the variances stay. */
#ifndef COPSE_I_CALIBRATE_SHORT_H
#define COPSE_I_CALIBRATE_SHORT_H

#include "calibrate_map.h"

#include <copse/model.h>
#include <copse/resample.h>

/** A quadratic form in the residuals: sum a (y - fit)^2 with weights a, by an orthonormal base of sqrt(a) X. */
typedef struct copse_i_form {
    double *root, *base; /* k: sqrt(a); k x p by columns */
    double *unit;        /* k: a data set whose form is 1 */
} copse_i_form;

typedef struct copse_i_short {
    size_t k, p;
    copse_i_form cochran, general;             /* a = 1/v; the weights of the setup */
    copse_i_map henmi_copas, median;           /* of the first: half widths; of the second: tau2 of GENQM */
    copse_i_map biggerstaff;                   /* weights and half widths */
    copse_i_map interval[COPSE_TAU2_CI_COUNT]; /* lower and upper limits */
} copse_i_short;

/** Tabulates what the design asks for, where there are enough data sets for that to pay. COPSE_ENOMEM. */
COPSE_NODISCARD copse_status copse_i_short_init(const copse_calibration_design *design, copse_i_short *out);
void copse_i_short_free(copse_i_short *out);

/** Each false where it must be computed. Henmi & Copas, Biggerstaff & Tweedie: the interval of the mean, and of a new effect;
 *  `room` holds k + 2 numbers. */
bool copse_i_short_henmi_copas(const copse_i_short *s, const double *v, const double *y, copse_interval *ci,
                               copse_interval *prediction);
bool copse_i_short_biggerstaff(const copse_i_short *s, const double *y, double *room, copse_interval *ci,
                               copse_interval *prediction);
bool copse_i_short_median(const copse_i_short *s, const double *y, double *tau2);
bool copse_i_short_interval(const copse_i_short *s, copse_tau2_ci type, const double *y, copse_interval *interval);

#endif
