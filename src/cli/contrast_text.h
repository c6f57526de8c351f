/* src/cli/contrast_text.h: linear combinations of coefficients as a user writes them. */
#ifndef COPSE_I_CONTRAST_TEXT_H
#define COPSE_I_CONTRAST_TEXT_H

#include <copse/base.h>

/** Reads "2*ablat + intrcpt = 1" into weights of the p coefficients named, and the value behind = (0 without one). A name
 *  is a coefficient's own, however it is spelt (poly(year, 2)1, a:b, I(x^2)): the longest that fits is meant; `backticks`
 *  around it are legal. COPSE_EUSAGE says at which character. */
COPSE_NODISCARD copse_status copse_i_contrast_read(const char *text, size_t length, const char *const *name, size_t p,
                                                   double *weight, double *value, copse_error *err);

#endif
