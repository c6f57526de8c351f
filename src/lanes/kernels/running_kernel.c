/* Sums, extremes and histogram cells of what was computed: eight values of a quantity at a time. */
#include "kernels.h"
#include "vector.h"

#include <float.h>

enum { PARTS = COPSE_LANES / COPSE_I_W };

double COPSE_I_KERNEL(add)(const double *value, const double *live, const copse_lanes_scale *scale,
                           copse_lanes_running *running, uint32_t *cell);

static inline vi is_finite(vd x)
{
    return (vi)(v_abs(x) <= DBL_MAX);
}

static inline void increase(double *sum, vd by)
{
    v_store(sum, v_load(sum) + by);
}

/* `at` is a lane's first; returns ones in the lanes that counted. */
static inline vd add_part(const double *value, const double *live, const copse_lanes_scale *scale, size_t at,
                          copse_lanes_running *r)
{
    const vd own = v_load(value + at) * v_load(live + at), zero = {0}, one = v_all(1);
    const vi good = is_finite(own);
    const vd d = v_select(good, (own - scale->origin) * scale->scale, zero);
    const vd square = d * d;
    const vd used = v_select(good, one, zero);
    increase(r->moment[0] + at, d);
    increase(r->moment[1] + at, square);
    increase(r->moment[2] + at, square * d);
    increase(r->moment[3] + at, square * square);
    increase(r->used + at, used);
    increase(r->below + at, v_select(good & (vi)(own < scale->below), one, zero));
    const vd least = v_load(r->least + at), most = v_load(r->most + at);
    v_store(r->least + at, v_select(good, v_min(own, least), least));
    v_store(r->most + at, v_select(good, v_max(own, most), most));
    return used;
}

static inline void find_part(const double *value, const copse_lanes_scale *scale, size_t at, uint32_t *cell)
{
    typedef int32_t whole __attribute__((vector_size(4 * COPSE_I_W)));
    const vd x = v_load(value + at), top = v_all((double)scale->cells + 1);
    vd where = (x - scale->lower) * scale->inverse + 1.0;
    where = v_select((vi)(where < 1.0), (vd){0}, where);
    where = v_select((vi)(where < top), where, top);
    where = v_select(is_finite(x), where, top + 1.0);
    const whole n = __builtin_convertvector(where, whole);
    memcpy(cell + at, &n, sizeof n);
}

double COPSE_I_KERNEL(add)(const double *value, const double *live, const copse_lanes_scale *scale,
                           copse_lanes_running *running, uint32_t *cell)
{
    double used[COPSE_LANES];
    for (size_t part = 0; part < PARTS; part++) {
        const size_t at = part * COPSE_I_W;
        v_store(used + at, add_part(value, live, scale, at, running));
        if (cell != NULL) find_part(value, scale, at, cell);
    }
    return ((used[0] + used[1]) + (used[2] + used[3])) + ((used[4] + used[5]) + (used[6] + used[7]));
}
