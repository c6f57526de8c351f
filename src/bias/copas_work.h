/* src/bias/copas_work.h: Copas' model over its grid and along its line. */
#ifndef COPSE_I_COPAS_WORK_H
#define COPSE_I_COPAS_WORK_H

#include "copas_parts.h"

typedef struct copse_i_copas_work {
    const copse_copas_opts *opts;
    copse_i_copas model;
    copse_i_copas some; /* of many studies, those that maxima are looked for in first; k = 0: there is no need */
    double *room, *y, *s, unit; /* y and s in units of the largest standard error */
    double mu, tau;             /* to start from */
    copse_i_copas_maximum *grid;
    copse_copas *out;
} copse_i_copas_work;

/** Sets the strength of selection. */
void copse_i_copas_set(copse_i_copas_work *work, double gamma0, double gamma1);
/** Looks for maxima all over. */
void copse_i_copas_look(copse_i_copas_work *work, copse_i_copas_maximum *best);
/** The fit at every point of the grid, and the contour's values. */
void copse_i_copas_fill(copse_i_copas_work *work);
/** The line across the contours, the fits on it, and which of them is the summary. */
COPSE_NODISCARD copse_status copse_i_copas_follow(copse_i_copas_work *work);

#endif
