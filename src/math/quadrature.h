/* Integrals by adaptive Gauss-Legendre quadrature. */
#ifndef COPSE_I_QUADRATURE_H
#define COPSE_I_QUADRATURE_H

#include <copse/math.h>

/** The integral over [cut[0], cut[n - 1]], cut being n >= 2 finite points in rising order between which f is smooth or has kinks
 *  that halving finds; *absolute (may be NULL) gets that of |f|. A panel is halved until its halves agree with it to `agree`
 *  times the whole of |f|. f may be infinite or NaN; so is the result then. */
double copse_i_integral(copse_function *f, const void *context, const double *cut, size_t n, double agree,
                        double *absolute);

/** A function exp(log_value(x)) with log_value concave in (low, high), which may be infinite. */
typedef struct copse_i_log_concave {
    copse_function *log_value;
    copse_function *slope; /**< of log_value; used to find the mode, so that it need not be exact */
    const void *context;
    double low, high;
    double guess;       /**< a point inside, near the mode or not */
    double kink, width; /**< where something happens within a width that is not that of the whole; 0 width: nowhere */
} copse_i_log_concave;

/** log of its integral; -infinity for an empty range. */
double copse_i_log_concave_integral(const copse_i_log_concave *f);

#endif
