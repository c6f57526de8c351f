/* The kernels of one instruction set. Each source of kernels/ is built once for each set, with COPSE_I_ISA its name. */
#ifndef COPSE_I_KERNELS_H
#define COPSE_I_KERNELS_H

#include <copse/lanes.h>

#define COPSE_I_JOIN_(a, b) copse_i_##a##_##b
#define COPSE_I_JOIN(a, b) COPSE_I_JOIN_(a, b)
#define COPSE_I_KERNEL(name) COPSE_I_JOIN(name, COPSE_I_ISA)

typedef struct copse_i_kernels {
    /* draws: as the public functions of the same names */
    void (*counts)(copse_lanes_address at, size_t k, double *ni);
    void (*normals)(copse_lanes_address at, size_t count, double *z);
    void (*exponentials)(copse_lanes_address at, size_t count, double *e);
    void (*uniforms)(copse_lanes_address at, size_t count, double *u);
} copse_i_kernels;

/* NULL where the instruction set is not built in or this machine lacks it. */
const copse_i_kernels *copse_i_kernels_of(copse_isa isa);

#endif
