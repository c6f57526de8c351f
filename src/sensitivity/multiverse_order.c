/* The specifications of a multiverse along their curve. */
#include <copse/sensitivity.h>

#include <math.h>
#include <stdlib.h>

typedef struct place {
    double value;
    size_t s;
} place;

double copse_multiverse_value(const copse_multiverse_plan *plan, const copse_multiverse *multiverse, size_t s)
{
    const copse_specification *spec = &multiverse->specification[s];
    const double value = plan->comparable ? spec->estimate : spec->z;
    return spec->fitted && isfinite(value) ? value : (double)NAN;
}

static int rising(const void *a, const void *b)
{
    const place *x = a, *y = b;
    const int lack = (isnan(x->value) ? 1 : 0) - (isnan(y->value) ? 1 : 0);
    if (lack != 0) return lack;
    if (x->value < y->value) return -1;
    if (x->value > y->value) return 1;
    return (x->s > y->s) - (x->s < y->s);
}

copse_status copse_multiverse_order(const copse_multiverse_plan *plan, const copse_multiverse *multiverse,
                                    size_t *order, size_t *valued, copse_error *err)
{
    const size_t n = multiverse->specifications;
    place *at = copse_alloc(n, sizeof *at);
    if (at == NULL) return copse_fail_memory(err);
    *valued = 0;
    for (size_t s = 0; s < n; s++) {
        at[s] = (place){copse_multiverse_value(plan, multiverse, s), s};
        if (!isnan(at[s].value)) ++*valued;
    }
    qsort(at, n, sizeof *at, rising);
    for (size_t i = 0; i < n; i++) order[i] = at[i].s;
    free(at);
    return COPSE_OK;
}
