/* src/bias/puniform_star_parts.h: studies, each of which is given to be on its side of its critical value. */
#ifndef COPSE_I_PUNIFORM_STAR_PARTS_H
#define COPSE_I_PUNIFORM_STAR_PARTS_H

#include <copse/bias.h>
#include <copse/math.h>

typedef struct copse_i_star {
    size_t k;
    double *y, *v, *critical; /* k each, mirrored to the right of 0 */
    double widest, spread;    /* largest standard error; of the estimates, largest less smallest */
    /* of the equation that is solved */
    double effect, tau2, target;
} copse_i_star;

/** log L; its derivatives where the pointers are not NULL. */
double copse_i_star_log_lik(const copse_i_star *s, double effect, double tau2, double *by_effect, double *by_tau2);
/** The effect with the largest likelihood at that tau2, of which it is a concave function. */
double copse_i_star_effect_at(const copse_i_star *s, double tau2);
/** The largest log-likelihood over tau2: of its profile (effect NaN), or at that effect. *tau2 is where; Inf where it is larger
 *  than any within 1e8 times the scale of the data. */
double copse_i_star_best_tau2(const copse_i_star *s, double effect, double *tau2);
/** The root of f(x, s) that lies nearest on the way (1, -1) from `start`, by growing strides; NaN: none. */
double copse_i_star_root(copse_function *f, copse_i_star *s, double start, double stride, int way);
COPSE_NODISCARD copse_status copse_i_star_moments(copse_i_star *s, double level, copse_puniform_star *out,
                                                  copse_error *err);

#endif
