#include "kernels.h"

void COPSE_I_KERNEL(counts)(copse_lanes_address at, size_t k, double *ni);
void COPSE_I_KERNEL(normals)(copse_lanes_address at, size_t count, double *z);
void COPSE_I_KERNEL(exponentials)(copse_lanes_address at, size_t count, double *e);
void COPSE_I_KERNEL(uniforms)(copse_lanes_address at, size_t count, double *u);
void COPSE_I_KERNEL(chisq)(copse_lanes_address at, double df, size_t count, double *x);
void COPSE_I_KERNEL(words_at)(const copse_lanes_places *at, uint64_t *w);
void COPSE_I_KERNEL(uniforms_at)(const copse_lanes_places *at, double *u);
void COPSE_I_KERNEL(normals_at)(const copse_lanes_places *at, double *z);
void COPSE_I_KERNEL(gammas_at)(const copse_lanes_places *at, const double *shape, double *x);
double COPSE_I_KERNEL(add)(const double *value, const double *live, const copse_lanes_scale *scale,
                           copse_lanes_running *running, uint32_t *cell);
void COPSE_I_KERNEL(pool)(const copse_i_pool_task *task, const copse_lanes_group *group, copse_lanes_fit *fit,
                          unsigned char *vouched);
void COPSE_I_KERNEL(regression)(const copse_i_regression_task *task, const copse_lanes_group *group,
                                copse_lanes_fit *fit, unsigned char *vouched);
void COPSE_I_KERNEL(mantel_haenszel)(const copse_lanes_tables *tables, copse_lanes_mh_fit *fit);

extern const copse_i_kernels COPSE_I_KERNEL(kernels);
const copse_i_kernels COPSE_I_KERNEL(kernels) = {
    .counts = COPSE_I_KERNEL(counts),
    .normals = COPSE_I_KERNEL(normals),
    .exponentials = COPSE_I_KERNEL(exponentials),
    .uniforms = COPSE_I_KERNEL(uniforms),
    .chisq = COPSE_I_KERNEL(chisq),
    .words_at = COPSE_I_KERNEL(words_at),
    .uniforms_at = COPSE_I_KERNEL(uniforms_at),
    .normals_at = COPSE_I_KERNEL(normals_at),
    .gammas_at = COPSE_I_KERNEL(gammas_at),
    .add = COPSE_I_KERNEL(add),
    .pool = COPSE_I_KERNEL(pool),
    .regression = COPSE_I_KERNEL(regression),
    .mantel_haenszel = COPSE_I_KERNEL(mantel_haenszel),
};
