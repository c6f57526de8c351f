/* The kernels of one instruction set. Each source of kernels/ is built once for each set, with COPSE_I_ISA its name. */
#ifndef COPSE_I_KERNELS_H
#define COPSE_I_KERNELS_H

#include "pool_task.h"
#include "regression_task.h"
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
    void (*chisq)(copse_lanes_address at, double df, size_t count, double *x);
    void (*words_at)(const copse_lanes_places *at, uint64_t *w); /* words 0 (low) and 1 of the block of sub 0 */
    void (*uniforms_at)(const copse_lanes_places *at, double *u);
    void (*normals_at)(const copse_lanes_places *at, double *z);
    void (*gammas_at)(const copse_lanes_places *at, const double *shape, double *x);
    double (*add)(const double *value, const double *live, const copse_lanes_scale *scale, copse_lanes_running *running,
                  uint32_t *cell);
    /* vouched[lane] = 1 where the fit is proven; the others' numbers mean nothing. pool: a fit for each test of the task,
     * and eight of vouched for each */
    void (*pool)(const copse_i_pool_task *task, const copse_lanes_group *group, copse_lanes_fit *fit,
                 unsigned char *vouched);
    void (*regression)(const copse_i_regression_task *task, const copse_lanes_group *group, copse_lanes_fit *fit,
                       unsigned char *vouched);
    void (*mantel_haenszel)(const copse_lanes_tables *tables, copse_lanes_mh_fit *fit);
} copse_i_kernels;

/* NULL where the instruction set is not built in or this machine lacks it. */
const copse_i_kernels *copse_i_kernels_of(copse_isa isa);

#endif
