/* Numbers with their first and second derivatives in a study's terms: sums, products, and functions by the chain rule. */
#ifndef COPSE_GLMM_JET_H
#define COPSE_GLMM_JET_H

#include "glmm_parts.h"

#include <math.h>

enum { JET_TERMS = COPSE_I_GLMM_TERMS };

typedef struct jet {
    double v, g[JET_TERMS], h[JET_TERMS][JET_TERMS];
} jet;

static inline jet jet_constant(double v)
{
    return (jet){.v = v};
}

static inline jet jet_variable(double v, size_t j)
{
    jet x = {.v = v};
    x.g[j] = 1.0;
    return x;
}

static inline jet jet_times(jet x, double c)
{
    x.v *= c;
    for (size_t j = 0; j < JET_TERMS; j++) {
        x.g[j] *= c;
        for (size_t i = 0; i < JET_TERMS; i++) x.h[j][i] *= c;
    }
    return x;
}

static inline jet jet_sum(jet x, jet y)
{
    x.v += y.v;
    for (size_t j = 0; j < JET_TERMS; j++) {
        x.g[j] += y.g[j];
        for (size_t i = 0; i < JET_TERMS; i++) x.h[j][i] += y.h[j][i];
    }
    return x;
}

static inline jet jet_difference(jet x, jet y)
{
    return jet_sum(x, jet_times(y, -1.0));
}

static inline jet jet_product(const jet *x, const jet *y)
{
    jet z = {.v = x->v * y->v};
    for (size_t j = 0; j < JET_TERMS; j++) {
        z.g[j] = x->v * y->g[j] + x->g[j] * y->v;
        for (size_t i = 0; i < JET_TERMS; i++)
            z.h[j][i] = x->v * y->h[j][i] + x->g[j] * y->g[i] + x->g[i] * y->g[j] + x->h[j][i] * y->v;
    }
    return z;
}

/* f(x), with the values of f and its derivatives at x. */
static inline jet jet_chain(const jet *x, double f, double f1, double f2)
{
    jet z = {.v = f};
    for (size_t j = 0; j < JET_TERMS; j++) {
        z.g[j] = f1 * x->g[j];
        for (size_t i = 0; i < JET_TERMS; i++) z.h[j][i] = f1 * x->h[j][i] + f2 * x->g[j] * x->g[i];
    }
    return z;
}

static inline jet jet_power(const jet *x, double power)
{
    const double f = pow(x->v, power), f1 = power * f / x->v;
    return jet_chain(x, f, f1, (power - 1.0) * f1 / x->v);
}

#endif
