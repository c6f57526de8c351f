/* Inside the convert room: an expression of y and its derivative. */
#ifndef COPSE_DELTA_EXPRESSION_H
#define COPSE_DELTA_EXPRESSION_H

#include <copse/convert.h>

typedef struct copse_i_delta_function {
    const char *name;
    double (*value)(double);
    double (*slope)(double);
} copse_i_delta_function;

/* The function of that name, or NULL. */
const copse_i_delta_function *copse_i_delta_function_find(const char *name, size_t n);

/* A number and its derivative with respect to y. */
typedef struct copse_i_dual {
    double value, slope;
} copse_i_dual;

/* The expression at y; COPSE_EPARSE with the place. The result may be NaN or infinite. */
copse_status copse_i_delta_evaluate(const char *expression, double y, copse_i_dual *result, copse_error *err);

#endif
