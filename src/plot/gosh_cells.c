#include "gosh_cells.h"

#include <math.h>
#include <string.h>

double copse_i_gosh_cell_x(const copse_i_gosh_cells *cells, size_t i)
{
    return cells->left + cells->width * (double)i;
}

double copse_i_gosh_most(const double *x, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, x[i]);
    return most;
}

static uint64_t in_column(const copse_gosh_grid *grid, size_t i)
{
    uint64_t n = 0;
    for (size_t j = 0; j < COPSE_GOSH_CELLS_I2; j++) n += grid->count[j * COPSE_GOSH_CELLS + i];
    return n;
}

/* At each end as many columns go as hold no more than one subset in 2000 altogether; where these are many, they would leave
 * the picture to a few. */
static void find_columns(const copse_gosh_grid *grid, uint64_t subsets, size_t *first, size_t *past)
{
    const uint64_t spare = subsets / 2000;
    uint64_t left = 0, right = 0;
    *first = 0;
    *past = COPSE_GOSH_CELLS;
    while (*first + 1 < *past && left + in_column(grid, *first) <= spare) left += in_column(grid, (*first)++);
    while (*past > *first + 1 && right + in_column(grid, *past - 1) <= spare) right += in_column(grid, --*past);
}

/* A cell of the grid that lies across two columns is shared by them in proportion. */
static void add_cell(double n, double from, double to, double row[GOSH_COLUMNS])
{
    for (size_t i = from > 0 ? (size_t)from : 0; i < GOSH_COLUMNS && (double)i < to; i++)
        row[i] += n * (fmin(to, (double)i + 1) - fmax(from, (double)i)) / (to - from);
}

static void gather(const copse_gosh_grid *grid, size_t first, size_t past, double to[GOSH_ROWS][GOSH_COLUMNS],
                   double column[GOSH_COLUMNS], double row[GOSH_ROWS])
{
    const double step = GOSH_COLUMNS / (double)(past - first);
    for (size_t j = 0; j < COPSE_GOSH_CELLS_I2; j++)
        for (size_t i = first; i < past; i++) {
            const double n = (double)grid->count[j * COPSE_GOSH_CELLS + i], from = step * (double)(i - first);
            if (n > 0) add_cell(n, from, from + step, to[j * GOSH_ROWS / COPSE_GOSH_CELLS_I2]);
        }
    for (size_t j = 0; j < GOSH_ROWS; j++)
        for (size_t i = 0; i < GOSH_COLUMNS; i++) {
            column[i] += to[j][i];
            row[j] += to[j][i];
        }
}

void copse_i_gosh_gather(const copse_gosh_picture *data, copse_i_gosh_cells *cells)
{
    const copse_gosh *gosh = data->gosh;
    size_t first, past;
    memset(cells, 0, sizeof *cells);
    find_columns(&gosh->all, gosh->fitted, &first, &past);
    cells->left = gosh->all.lower + gosh->all.width * (double)first;
    cells->width = gosh->all.width * (double)(past - first) / GOSH_COLUMNS;
    gather(&gosh->all, first, past, cells->all, cells->column, cells->row);
    if (data->marked != NULL)
        gather(&gosh->marked, first, past, cells->marked, cells->marked_column, cells->marked_row);
    for (size_t j = 0; j < GOSH_ROWS; j++)
        cells->most = fmax(cells->most, copse_i_gosh_most(cells->all[j], GOSH_COLUMNS));
    cells->beyond = gosh->all.outside;
    for (size_t i = 0; i < COPSE_GOSH_CELLS; i++)
        if (i < first || i >= past) cells->beyond += in_column(&gosh->all, i);
}
