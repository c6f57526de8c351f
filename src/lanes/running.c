#include "kernels.h"

double copse_lanes_add(copse_isa isa, const double value[COPSE_LANES], const double live[COPSE_LANES],
                       const copse_lanes_scale *scale, copse_lanes_running *running, uint32_t cell[COPSE_LANES])
{
    return copse_i_kernels_of(isa)->add(value, live, scale, running, cell);
}
