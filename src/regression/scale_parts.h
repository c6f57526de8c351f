/* The parts of a location-scale fit. */
#ifndef COPSE_I_SCALE_PARTS_H
#define COPSE_I_SCALE_PARTS_H

#include "scale_maximum.h"

#include <copse/regression.h>

/** Coefficients of the location with their tests, from the last evaluation of s. */
COPSE_NODISCARD copse_status copse_i_scale_fill_location(copse_i_scale *s, copse_scale_fit *fit);
/** Scale coefficients with Wald tests and covariances, from the last evaluation and differentiation at the maximum. */
COPSE_NODISCARD copse_status copse_i_scale_fill_wald(copse_i_scale *s, const copse_i_scale_maximum *maximum,
                                                     copse_scale_fit *fit);
/** Likelihood-ratio tests and profile intervals of the scale coefficients. */
COPSE_NODISCARD copse_status copse_i_scale_fill_profiles(const copse_i_scale_data *data, copse_scale_fit *fit,
                                                         copse_error *err);

#endif
