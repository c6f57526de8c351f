/* src/cli/simulate_export.h: the simulated data sets as a file. */
#ifndef COPSE_I_SIMULATE_EXPORT_H
#define COPSE_I_SIMULATE_EXPORT_H

#include <copse/resample.h>

/** Writes every data set of every cell as one CSV, piece by piece: memory does not grow with it. */
COPSE_NODISCARD copse_status copse_i_simulate_export(const copse_simulation *simulation, const char *path,
                                                     copse_error *err);

#endif
