/* The histogram of subsets as it is drawn: coarser, and without the few that would stretch its axis. */
#ifndef COPSE_PLOT_GOSH_CELLS_H
#define COPSE_PLOT_GOSH_CELLS_H

#include <copse/plot.h>

enum { GOSH_COLUMNS = 64, GOSH_ROWS = 50 };

typedef struct copse_i_gosh_cells {
    double left, width; /* of the columns, in coefficients */
    double all[GOSH_ROWS][GOSH_COLUMNS], marked[GOSH_ROWS][GOSH_COLUMNS];
    double column[GOSH_COLUMNS], marked_column[GOSH_COLUMNS], row[GOSH_ROWS], marked_row[GOSH_ROWS];
    double most; /* of a cell */
    uint64_t beyond;
} copse_i_gosh_cells;

void copse_i_gosh_gather(const copse_gosh_picture *data, copse_i_gosh_cells *cells);
/* Where column i begins. */
double copse_i_gosh_cell_x(const copse_i_gosh_cells *cells, size_t i);
/* The largest of n numbers. */
double copse_i_gosh_most(const double *x, size_t n);

#endif
