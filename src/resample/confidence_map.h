/* tau2 as a function of z, where its confidence distribution is Phi(z): log(tau2 + v_min) by piecewise Chebyshev interpolation,
 * since each value of the function itself takes a search with an integral at every step. */
#ifndef COPSE_RESAMPLE_CONFIDENCE_MAP_H
#define COPSE_RESAMPLE_CONFIDENCE_MAP_H

#include <copse/base.h>

enum { COPSE_I_CONFIDENCE_NODES = 16 };

typedef struct copse_i_confidence_panel {
    double low, high;
    double coefficient[COPSE_I_CONFIDENCE_NODES];
} copse_i_confidence_panel;

typedef struct copse_i_confidence_map {
    const double *y, *v;
    size_t k;
    double v_min;
    double zero; /* z below which tau2 is 0 */
    copse_i_confidence_panel *panel;
    size_t panels, capacity;
} copse_i_confidence_map;

/** For z up to `high`. copse_i_confidence_map_free takes it, also after a failure. */
COPSE_NODISCARD copse_status copse_i_confidence_map_init(copse_i_confidence_map *map, const double *y, const double *v,
                                                         size_t k, double low, double high, copse_error *err);
/** tau2 at z in [low, high], to 1e-9 of tau2 + v_min. */
double copse_i_confidence_at(const copse_i_confidence_map *map, double z);
void copse_i_confidence_map_free(copse_i_confidence_map *map);

#endif
