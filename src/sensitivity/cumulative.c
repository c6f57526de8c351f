/* Cumulative meta-analysis: the first studies of an order, then more and more of them. */
#include "subset.h"

#include <stdlib.h>
#include <string.h>

typedef struct accumulation {
    copse_subset_fit fit;
    void *context;
    const size_t *order; /* k */
    copse_cumulative_step *step;
} accumulation;

static copse_status fit_step(void *context, size_t s, int thread, copse_error *err)
{
    const accumulation *a = context;
    copse_cumulative_step *out = &a->step[s];
    copse_error why = {0};
    (void)thread;
    const copse_status status = a->fit(a->context, a->order, out->count, &out->fit, &why);
    free(out->fit.weight);
    out->fit.weight = NULL;
    if (status == COPSE_OK) return COPSE_OK;
    copse_fit_free(&out->fit);
    if (copse_i_subset_state_of(status, &out->state)) return COPSE_OK;
    return copse_fail(err, status, "%s", why.text);
}

/* The order, checked, into `to`. */
static copse_status copy_order(const size_t *order, size_t k, size_t *to, copse_error *err)
{
    bool *seen = copse_alloc(k, sizeof *seen);
    if (seen == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < k && status == COPSE_OK; i++) {
        to[i] = order == NULL ? i : order[i];
        if (to[i] >= k || seen[to[i]]) status = copse_fail(err, COPSE_EINVAL, "the order is no permutation");
        else seen[to[i]] = true;
    }
    free(seen);
    return status;
}

static copse_status set_ends(const size_t *end, size_t ends, size_t k, copse_cumulative *out, copse_error *err)
{
    out->count = end == NULL ? k : ends;
    out->step = copse_alloc(out->count, sizeof *out->step);
    if (out->step == NULL) return copse_fail_memory(err);
    for (size_t s = 0; s < out->count; s++) {
        out->step[s].count = end == NULL ? s + 1 : end[s];
        if (out->step[s].count <= (s == 0 ? 0 : out->step[s - 1].count))
            return copse_fail(err, COPSE_EINVAL, "the ends of the steps do not rise");
    }
    if (out->count == 0 || out->step[out->count - 1].count != k)
        return copse_fail(err, COPSE_EINVAL, "the last step does not have all studies");
    return COPSE_OK;
}

copse_status copse_cumulate_by(copse_subset_fit fit, void *context, size_t k, const size_t *order, const size_t *end,
                               size_t ends, copse_cumulative *out, copse_error *err)
{
    enum { WORTH_THREADS = 128 };
    if (out == NULL || fit == NULL) return copse_fail(err, COPSE_EINVAL, "no fit, or no place for the results");
    *out = (copse_cumulative){0};
    if (k == 0) return copse_fail(err, COPSE_ETOOFEW, "no studies");
    size_t *copy = copse_alloc(k, sizeof *copy);
    if (copy == NULL) return copse_fail_memory(err);
    copse_status status = copy_order(order, k, copy, err);
    if (status == COPSE_OK) status = set_ends(end, ends, k, out, err);
    accumulation a = {.fit = fit, .context = context, .order = copy, .step = out->step};
    const int threads = k < WORTH_THREADS ? 1 : copse_threads_available();
    if (status == COPSE_OK) status = copse_parallel_for(out->count, threads, fit_step, &a, err);
    free(copy);
    return status;
}

copse_status copse_cumulate_fit(const copse_sensitivity_data *data, const size_t *order, const size_t *end, size_t ends,
                                copse_cumulative *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the results");
    *out = (copse_cumulative){0};
    const copse_status status = copse_i_sensitivity_check(data, err);
    if (status != COPSE_OK) return status;
    copse_sensitivity_data copy = *data;
    return copse_cumulate_by(copse_i_subset_pool, &copy, data->k, order, end, ends, out, err);
}

void copse_cumulative_free(copse_cumulative *out)
{
    if (out == NULL) return;
    for (size_t s = 0; s < out->count && out->step != NULL; s++) copse_fit_free(&out->step[s].fit);
    free(out->step);
    *out = (copse_cumulative){0};
}
