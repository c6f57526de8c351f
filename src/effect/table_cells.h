/* Inside the effect room: the cells of a 2x2 table, for the measures of tables and of matched pairs. */
#ifndef COPSE_EFFECT_TABLE_CELLS_H
#define COPSE_EFFECT_TABLE_CELLS_H

#include "effect_kernels.h"

typedef struct copse_i_cells {
    double a, b, c, d;
    double n1, n2;      /* rows: a + b, c + d */
    double m1, m2;      /* columns: a + c, b + d */
    double determinant; /* ad - bc */
} copse_i_cells;

copse_i_cells copse_i_cells_of(const double *x);

/* The same table times a power of two, the largest cell between 1/2 and 1, so that products of four margins neither over-
 * nor underflow; *factor: what it was multiplied with. */
copse_i_cells copse_i_cells_scaled(const double *x, double *factor);

/* a/n1 - c/n2 */
double copse_i_difference_of_risks(const copse_i_cells *t);

/* The normal quantile of events/(events + others), from the smaller part. */
double copse_i_probit(double events, double others);

/* Why a log odds ratio has no value: an empty cell; NULL when all cells are positive. */
const char *copse_i_empty_cell(const copse_i_cells *t);

/* Proportions of the groups and their complements, each weighted with its group's size (vtype AV). */
copse_i_average_function copse_i_average_risks;

#endif
