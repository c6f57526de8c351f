/* What the files of this room share. */
#ifndef COPSE_BIAS_PARTS_H
#define COPSE_BIAS_PARTS_H

#include <copse/bias.h>

/** A column g beside the design X (k x p, NULL: an intercept): k x (p + 1) by rows, to be freed; NULL when memory is short. */
COPSE_NODISCARD double *copse_i_bias_beside(const double *X, size_t k, size_t p, const double *g);
/** Is x the same for all, to 1e-7 of its largest? */
bool copse_i_bias_constant(const double *x, size_t k);
/** Which of the p columns of X differ between studies: all but an intercept. @return how many */
size_t copse_i_bias_varying(const double *X, size_t k, size_t p, bool *varies);
/** COPSE_EDOM, naming the study, unless every y is finite and every v is above 0. */
COPSE_NODISCARD copse_status copse_i_bias_check_studies(const double *y, const double *v, size_t k, copse_error *err);

/** A line in a predictor, beside the design X. */
typedef struct copse_i_line {
    copse_coefficient slope, intercept; /**< the intercept is NaN with moderators */
    double dispersion, tau2;
    copse_omnibus moderators; /**< of the columns of X that vary; NaN where there are none */
} copse_i_line;
extern const copse_i_line copse_i_line_none;
/** y on X and g. `opts` NULL: variance phi v_i, phi = Q/(k - p - 1), t tests; else v_i + tau2 by opts.
 *  @return as copse_bias_egger, but for a predictor that is the same for all, which the caller finds and names */
COPSE_NODISCARD copse_status copse_i_bias_line(const double *y, const double *v, const double *g, const double *X,
                                               size_t k, size_t p, const copse_fit_opts *opts, double level,
                                               copse_i_line *line, copse_error *err);

#endif
