/* The panels of an influence plot: which there are, and their numbers. */
#ifndef COPSE_PLOT_INFLUENCE_NUMBERS_H
#define COPSE_PLOT_INFLUENCE_NUMBERS_H

#include <copse/plot.h>

typedef struct influence_panel {
    const char *title;
    double reference, limit; /* NaN: none */
    bool both_sides;         /* of the limit */
} influence_panel;

/* Rows: the studies, or the groups. */
size_t copse_i_influence_rows(const copse_influence_plot *plot);
bool copse_i_influence_flagged(const copse_influence_plot *plot, size_t row);
/* The panels before those of DFBETAS, and all. */
size_t copse_i_influence_usual(const copse_influence_plot *plot);
size_t copse_i_influence_panels(const copse_influence_plot *plot);
influence_panel copse_i_influence_panel(const copse_influence_plot *plot, size_t panel);
double copse_i_influence_value(const copse_influence_plot *plot, size_t row, size_t panel);

#endif
