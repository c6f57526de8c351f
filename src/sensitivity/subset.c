/* Some of the studies: their data copied together, and their fit. */
#include "subset.h"

#include <stdlib.h>

const char *copse_subset_state_text(copse_subset_state state)
{
    switch (state) {
    case COPSE_SUBSET_FITTED:
        return "";
    case COPSE_SUBSET_TOO_FEW:
        return "too few studies left";
    case COPSE_SUBSET_RANK:
        return "a coefficient that the studies left do not tell";
    case COPSE_SUBSET_NOT_COMPUTABLE:
        return "the model cannot be fitted to the studies left";
    }
    return "";
}

bool copse_i_subset_state_of(copse_status status, copse_subset_state *state)
{
    switch (status) {
    case COPSE_OK:
        *state = COPSE_SUBSET_FITTED;
        return true;
    case COPSE_ETOOFEW:
        *state = COPSE_SUBSET_TOO_FEW;
        return true;
    case COPSE_ERANK:
        *state = COPSE_SUBSET_RANK;
        return true;
    case COPSE_ENOTCOMPUTABLE:
    case COPSE_ERANGE:
        *state = COPSE_SUBSET_NOT_COMPUTABLE;
        return true;
    default:
        return false;
    }
}

copse_status copse_i_sensitivity_check(const copse_sensitivity_data *d, copse_error *err)
{
    if (d == NULL || d->y == NULL || d->v == NULL)
        return copse_fail(err, COPSE_EINVAL, "no estimates or no sampling variances");
    if (d->p == 0 || (d->X == NULL && d->p != 1))
        return copse_fail(err, COPSE_EINVAL, "a model without a design has one coefficient, the intercept");
    return COPSE_OK;
}

/* Rows of an array of `width` columns, in the order of the subset; returns what follows them. */
static double *take(const double *from, size_t width, const size_t *study, size_t count, double *to)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < width; j++) *to++ = from[study[i] * width + j];
    return to;
}

copse_status copse_i_subset_pool(void *context, const size_t *study, size_t count, copse_fit *fit, copse_error *err)
{
    const copse_sensitivity_data *d = context;
    copse_fit_opts opts = d->opts != NULL ? *d->opts : copse_fit_opts_default();
    opts.without_tau2_ci = opts.without_R2 = true;
    const double *weight = opts.setup.weight, *size = opts.setup.size;
    const size_t columns = 2 + (d->X != NULL ? d->p : 0) + (weight != NULL) + (size != NULL);
    *fit = (copse_fit){0};
    double *memory = copse_alloc(count, columns * sizeof *memory);
    if (memory == NULL) return copse_fail_memory(err);
    const double *y = memory, *v = y + count, *X = d->X == NULL ? NULL : v + count;
    double *next = take(d->v, 1, study, count, take(d->y, 1, study, count, memory));
    if (X != NULL) next = take(d->X, d->p, study, count, next);
    if (weight != NULL) opts.setup.weight = next, next = take(weight, 1, study, count, next);
    if (size != NULL) opts.setup.size = next, (void)take(size, 1, study, count, next);
    const copse_status status = copse_pool(y, v, X, count, d->p, &opts, fit, err);
    fit->opts.setup.weight = weight; /* not of this function's memory */
    fit->opts.setup.size = size;
    free(memory);
    return status;
}
