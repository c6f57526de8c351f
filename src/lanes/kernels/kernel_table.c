#include "kernels.h"

void COPSE_I_KERNEL(counts)(copse_lanes_address at, size_t k, double *ni);
void COPSE_I_KERNEL(normals)(copse_lanes_address at, size_t count, double *z);
void COPSE_I_KERNEL(exponentials)(copse_lanes_address at, size_t count, double *e);
void COPSE_I_KERNEL(uniforms)(copse_lanes_address at, size_t count, double *u);

extern const copse_i_kernels COPSE_I_KERNEL(kernels);
const copse_i_kernels COPSE_I_KERNEL(kernels) = {
    .counts = COPSE_I_KERNEL(counts),
    .normals = COPSE_I_KERNEL(normals),
    .exponentials = COPSE_I_KERNEL(exponentials),
    .uniforms = COPSE_I_KERNEL(uniforms),
};
