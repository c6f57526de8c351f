/* The scalar code's fit of one lane, for lanes that the kernels do not vouch for. */
#ifndef COPSE_I_CAREFUL_H
#define COPSE_I_CAREFUL_H

#include "engine.h"

/** The method whose kernel gives tau2 by these options (fixed tau2: any), or COPSE_METHOD_COUNT where only the scalar code can:
 *  then every lane is careful. */
copse_method copse_i_kernel_method(const copse_fit_opts *opts);

copse_status copse_i_careful_fit(copse_lanes *engine, const copse_lanes_group *group, size_t lane, copse_lanes_fit *fit,
                                 copse_error *err);

#endif
