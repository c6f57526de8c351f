/* Residuals and hat values of a fit, and the fit without one study. */
#ifndef COPSE_I_STUDY_RESIDUALS_H
#define COPSE_I_STUDY_RESIDUALS_H

#include <copse/model.h>

/** What copse_pool was given, and what came of it. */
typedef struct copse_i_fitted {
    const double *y, *v, *X;
    const copse_fit *fit;
} copse_i_fitted;

/** COPSE_EINVAL for what is not there, COPSE_ENOTCOMPUTABLE for a fit that is not by inverse variance. */
COPSE_NODISCARD copse_status copse_i_fitted_check(const copse_i_fitted *of, const void *out, copse_error *err);

/** e and h of each study, on the data's scale. Digits are kept whatever the offset of y along X, and where a study has
 *  nearly all the weight. */
typedef struct copse_i_basics {
    double *residual, *hat;
    double *rest; /* 1 - h */
    double *memory;
} copse_i_basics;
COPSE_NODISCARD copse_status copse_i_basics_init(const copse_i_fitted *of, copse_i_basics *basics, copse_error *err);
void copse_i_basics_free(copse_i_basics *basics);

/** The studies but one, and what their fit says at that one's x. */
typedef struct copse_i_without {
    double *y, *v, *X; /* k - 1, X NULL for an intercept */
    double *memory;
} copse_i_without;
COPSE_NODISCARD copse_status copse_i_without_init(const copse_i_fitted *of, copse_i_without *without, copse_error *err);
void copse_i_without_free(copse_i_without *without);

typedef struct copse_i_prediction {
    double residual, variance; /* y - x'b, x'Vx; NaN where the rest does not tell b */
    double tau2;               /* NaN where k - 1 = p */
    double variance_factor;
} copse_i_prediction;
/** Fits all studies but i. */
COPSE_NODISCARD copse_status copse_i_predict_without(const copse_i_fitted *of, size_t i, const copse_fit_opts *opts,
                                                     copse_i_without *without, copse_i_prediction *out,
                                                     copse_error *err);

#endif
