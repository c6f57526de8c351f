/* Adjustments of eight data sets at once, which have their sampling variances in common. */
#ifndef COPSE_ADJUST_EIGHT_H
#define COPSE_ADJUST_EIGHT_H

#include <copse/multiverse.h>

/** Options of a lane engine for method m. */
copse_lanes_opts copse_i_eight_opts(const copse_multiverse_question *question, size_t m);
/** What a fit in a lane says. */
void copse_i_eight_answer(const copse_lanes_fit *fit, size_t lane, copse_multiverse_answer *answer);

/** copse_bias_trimfill (L0, AUTO) by method m in lanes; answer of lane l and test t: answer[l * stride + t]. */
COPSE_NODISCARD copse_status copse_i_trimfill_eight(const copse_multiverse_question *question, size_t m, size_t stride,
                                                    copse_multiverse_answer *answer, copse_error *err);
/** The effect of copse_bias_limit, tau2 by method m, likewise. */
COPSE_NODISCARD copse_status copse_i_limit_eight(const copse_multiverse_question *question, size_t m, size_t stride,
                                                 copse_multiverse_answer *answer, copse_error *err);

#endif
