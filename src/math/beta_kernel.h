/* The parts of the incomplete beta function. */
#ifndef COPSE_I_BETA_KERNEL_H
#define COPSE_I_BETA_KERNEL_H

#include <stdbool.h>

/** A point of the unit interval: x, y = 1 - x, each with its own digits, and the two shapes. */
typedef struct copse_i_beta_point {
    double x, y, a, b;
    double excess; /**< (a + b) x - a, without cancellation */
} copse_i_beta_point;

/** The point at x, or at 1 - y where `from_y`. */
copse_i_beta_point copse_i_beta_at(double x_or_y, double a, double b, bool from_y);
/** x and y change places, a and b too. */
copse_i_beta_point copse_i_beta_mirror(const copse_i_beta_point *p);
/** log(x^a y^b / B(a, b)), x and y in (0, 1). Its large parts cancel before they are taken. */
double copse_i_beta_log_kernel(const copse_i_beta_point *p);
/** I_x(a, b) over the kernel, where x is not above about its mean (true). Didonato and Morris (1992): 8.17.22 of the DLMF,
 *  contracted. */
double copse_i_beta_fraction(const copse_i_beta_point *p);
bool copse_i_beta_is_low(const copse_i_beta_point *p);
/** I_x(a, b): the lower tail as itself. */
double copse_i_beta_tail(const copse_i_beta_point *p);

#endif
