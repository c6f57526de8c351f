/* src/resample/calibrate_map.h: functions of one statistic of a data set of a calibration's design, tabulated: what an
 * estimator or interval gives for its Q alone, since the variances are the same in all data sets. Interpolated to about 1e-9
 * of the largest value on a panel; panels with a corner (a value that leaves 0), those where the function fails, and what lies
 * outside are left to the caller. */
#ifndef COPSE_I_CALIBRATE_MAP_H
#define COPSE_I_CALIBRATE_MAP_H

#include <copse/base.h>

enum { COPSE_I_MAP_NODES = 12 };

typedef struct copse_i_map {
    size_t outputs, panels, room;
    double *high;        /* panels: their right ends, of log q; the left one of the first is `low` */
    double *coefficient; /* panels x outputs x nodes */
    bool *corner;        /* panels */
    double low;
} copse_i_map;

/** out: `outputs` values at q > 0 */
typedef copse_status (*copse_i_map_function)(const void *context, double q, double *out);

/** @param[in] low, high  q, 0 < low < high
 *  Where the function fails nothing is tabulated. COPSE_ENOMEM. copse_i_map_free takes it at any time. */
COPSE_NODISCARD copse_status copse_i_map_build(copse_i_map_function function, const void *context, size_t outputs,
                                               double low, double high, copse_i_map *map);
/** False where it is not tabulated. */
bool copse_i_map_at(const copse_i_map *map, double q, double *out);
void copse_i_map_free(copse_i_map *map);

#endif
