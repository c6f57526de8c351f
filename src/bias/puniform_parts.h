/* src/bias/puniform_parts.h: the significant studies of p-uniform. */
#ifndef COPSE_I_PUNIFORM_PARTS_H
#define COPSE_I_PUNIFORM_PARTS_H

#include <copse/bias.h>
#include <copse/math.h>

/** Mirrored to the right of 0. */
typedef struct copse_i_conditional {
    const copse_puniform_opts *opts;
    size_t n;
    double *y, *z, *se, *cut; /* n: estimate, estimate/se, se, the z beyond which it is significant */
    double widest;            /* of se */
    double target;            /* of the equation that is solved */
} copse_i_conditional;

/** log of the conditional p-value of study i at that effect. */
double copse_i_conditional_log_q(const copse_i_conditional *c, size_t i, double effect);
/** The root of a monotone function of the effect: steps from `start` by growing strides, both ways (0) or one, until the sign
 *  changes; NaN: there is none. */
double copse_i_conditional_root(copse_function *f, const copse_i_conditional *c, double start, int way);
/** The effect with the least distance (KS, AD) of the conditional p-values from uniform, and that; NaN: not found. `start` is an
 *  effect near it. COPSE_ENOMEM. */
COPSE_NODISCARD copse_status copse_i_conditional_nearest(const copse_i_conditional *c, double start, double *effect,
                                                         double *distance);

#endif
