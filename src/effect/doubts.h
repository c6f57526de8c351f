/* Inside the effect room: the list of doubts while it is made. */
#ifndef COPSE_EFFECT_DOUBTS_H
#define COPSE_EFFECT_DOUBTS_H

#include <copse/effect.h>

typedef struct copse_i_doubts {
    const copse_measure *measure;
    const double *const *in;
    size_t k;
    const size_t *trial;
    const copse_doubt_opts *opts;
    const double *yi;
    const copse_effect_row *row;
    copse_doubt *list;
    size_t count, capacity;
    copse_status status; /* the first thing that went wrong */
} copse_i_doubts;

/* The number of row i, NaN where there is none. */
double copse_i_doubts_at(const copse_i_doubts *d, copse_input input, size_t i);
void copse_i_doubts_add(copse_i_doubts *d, size_t row, copse_doubt_kind kind, copse_input input, size_t other);

/* Rows, and arms of different trials, with the same numbers (doubts_twins.c). */
void copse_i_doubts_twins(copse_i_doubts *d);
/* Means and standard deviations that a scale or whole numbers do not allow (doubts_scale.c). */
void copse_i_doubts_scale(copse_i_doubts *d, size_t i);
/* Decimals that a number was written with, 0 to 9; trailing zeros are not known. */
int copse_i_decimals_written(double x);

#endif
