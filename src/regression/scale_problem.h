/* The likelihood of a location-scale model as a function of its scale coefficients, with derivatives.
 *      y_i ~ N(x_i'b, D_i),  D_i = v_i + tau2_i,  tau2_i = exp(o_i + z_i'a)  or  o_i + z_i'a >= 0
 * b is profiled out (ML) or integrated out (REML). Inside, y and v are scaled by powers of two, y is a residual, and z is
 * orthonormal up to a factor sqrt(k): the coefficients here are theta, a = sqrt(k) R^-1 theta for Z = Q R. */
#ifndef COPSE_I_SCALE_PROBLEM_H
#define COPSE_I_SCALE_PROBLEM_H

#include <copse/base.h>

typedef struct copse_i_scale_data {
    const double *y, *v, *X, *Z; /* X NULL: an intercept; Z k x q, q may be 0 */
    const double *offset;        /* k, or NULL: 0 */
    size_t k, p, q;
    bool identity, restricted;
} copse_i_scale_data;

typedef struct copse_i_scale {
    size_t k, p, q;
    bool identity, restricted;
    int exponent;     /* y was multiplied by 2^-exponent, v by 4^-exponent */
    double *y, *v;    /* k */
    double *x;        /* k x p by columns, as given but for a power of two for each */
    double *z;        /* k x q by columns, orthonormal times sqrt(k) */
    double *offset;   /* k */
    double *to_alpha; /* q x q upper triangle by rows: a = to_alpha theta */
    double *shift;    /* p: y is what is left of the data's after x shift */
    int *x_exponent;  /* p */
    double log_det_xx;
    /* of the last evaluation */
    double *tau2, *w, *basis, *residual, *slope, *leverage; /* k, k, k x p, k, k, k */
    double *triangle, *projected;                           /* p x p, p */
    double *g, *work;                                       /* k x q, and q p p + q p + p */
    double log_lik, weighted_rss;
    double *gradient, *information; /* q; q x q, minus the second derivatives */
    double *memory;
} copse_i_scale;

COPSE_NODISCARD copse_status copse_i_scale_init(copse_i_scale *s, const copse_i_scale_data *data, copse_error *err);
void copse_i_scale_free(copse_i_scale *s);

/** log-likelihood (and all that belongs to it) at theta; false where a tau2 is negative or not finite. */
bool copse_i_scale_evaluate(copse_i_scale *s, const double *theta);
/** gradient and information at the theta of the last evaluation. */
void copse_i_scale_differentiate(copse_i_scale *s);
/** On the data's scale, from the last evaluation: coefficients b[p], their covariances (X'WX)^-1, tau2[k]. */
void copse_i_scale_location(copse_i_scale *s, double *b, double *vcov);

/** Orthonormalises p columns of q (k x p by columns), twice; R to triangle (p x p by rows). False where a column has less than
 *  `least` of its length left. */
bool copse_i_orthonormal_columns(double *q, size_t k, size_t p, double *triangle, double least);
void copse_i_invert_upper(double *r, size_t p);

#endif
