/* Elementary functions of +, -, *, / and sqrt alone, so that no result depends on a C library. The lane kernels have the
 * same operations in src/lanes/kernels/draw_elementary.h: bit for bit, so a change here is a change there. */
#ifndef COPSE_I_ELEMENTARY_H
#define COPSE_I_ELEMENTARY_H

#include <copse/base.h>

/* sine[0] and cosine[0] of 2 pi u, |u| <= 2^40 (beyond: NaN); within 1.3 ulp for 0 <= u <= 1. */
void copse_i_sincos_turns(double u, double *sine, double *cosine);

#endif
