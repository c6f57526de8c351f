/* src/bias/copas_contours.h: the line across the contours of the adjusted effect. */
#ifndef COPSE_I_COPAS_CONTOURS_H
#define COPSE_I_COPAS_CONTOURS_H

#include <copse/base.h>

/** A straight line fitted to a contour, in the unit square. */
typedef struct copse_i_contour {
    size_t points;
    double slope, intercept; /* NaN: vertical */
    double adjusted_r2;      /* NaN: two points */
} copse_i_contour;
typedef struct copse_i_contours {
    copse_i_contour *line;
    size_t count, capacity;
} copse_i_contours;

/** About n round numbers that cover low..high: R's pretty. level: at least copse_i_pretty_most(n) of them; returns how many. */
size_t copse_i_pretty(double low, double high, size_t n, double *level);
size_t copse_i_pretty_most(size_t n);
/** Fits a line to each connected contour at that level of z, n x n by rows of x, on the unit square. */
COPSE_NODISCARD copse_status copse_i_contours_at(const double *z, size_t n, double level, copse_i_contours *contours);
void copse_i_contours_free(copse_i_contours *contours);

#endif
