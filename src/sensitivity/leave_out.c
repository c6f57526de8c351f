/* The fit without each study, or without each group of studies. */
#include "subset.h"

#include <stdlib.h>
#include <string.h>

/* Studies by group (group g has study[start[g]] to study[start[g + 1] - 1]), and room for what is left, by thread. */
typedef struct removal {
    copse_subset_fit fit;
    void *context;
    size_t k;
    const size_t *group;
    size_t *left; /* k for each thread */
    copse_left_out_fit *without;
} removal;

static copse_status remove_one(void *context, size_t g, int thread, copse_error *err)
{
    const removal *r = context;
    copse_left_out_fit *out = &r->without[g];
    size_t *left = r->left + (size_t)thread * r->k;
    for (size_t i = 0; i < r->k; i++)
        if ((r->group == NULL ? i : r->group[i]) != g) left[out->left++] = i;
    copse_error why = {0};
    const copse_status status = out->left == 0 ? COPSE_ETOOFEW : r->fit(r->context, left, out->left, &out->fit, &why);
    free(out->fit.weight); /* k for each of k fits would be k x k */
    out->fit.weight = NULL;
    if (status == COPSE_OK) return COPSE_OK;
    copse_fit_free(&out->fit);
    if (copse_i_subset_state_of(status, &out->state)) return COPSE_OK;
    return copse_fail(err, status, "%s", why.text);
}

static copse_status check_groups(size_t k, const size_t *group, size_t groups, copse_error *err)
{
    if (group == NULL) {
        if (groups != 0) return copse_fail(err, COPSE_EINVAL, "no groups");
        return k >= 2 ? COPSE_OK : copse_fail(err, COPSE_ETOOFEW, "without the only study nothing is left");
    }
    bool *seen = copse_alloc(groups, sizeof *seen);
    if (seen == NULL) return copse_fail_memory(err);
    size_t found = 0;
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < k && status == COPSE_OK; i++) {
        if (group[i] >= groups) status = copse_fail(err, COPSE_EINVAL, "study %zu: no such group", i + 1);
        else if (!seen[group[i]]) seen[group[i]] = true, found++;
    }
    free(seen);
    if (status == COPSE_OK && found < groups) status = copse_fail(err, COPSE_EINVAL, "a group without a study");
    if (status == COPSE_OK && groups < 2)
        status = copse_fail(err, COPSE_ETOOFEW, "without the only group nothing is left");
    return status;
}

copse_status copse_leave_out_by(copse_subset_fit fit, void *context, size_t k, const size_t *group, size_t groups,
                                copse_leave_out *out, copse_error *err)
{
    enum { WORTH_THREADS = 128 };
    if (out == NULL || fit == NULL) return copse_fail(err, COPSE_EINVAL, "no fit, or no place for the results");
    *out = (copse_leave_out){0};
    copse_status status = check_groups(k, group, groups, err);
    if (status != COPSE_OK) return status;
    const int threads = k < WORTH_THREADS ? 1 : copse_threads_available();
    removal r = {.fit = fit, .context = context, .k = k, .group = group};
    const size_t count = group == NULL ? k : groups;
    r.left = copse_alloc((size_t)threads, k * sizeof *r.left);
    r.without = out->without = copse_alloc(count, sizeof *out->without);
    if (r.left == NULL || out->without == NULL) status = copse_fail_memory(err);
    else {
        out->count = count;
        status = copse_parallel_for(count, threads, remove_one, &r, err);
    }
    free(r.left);
    return status;
}

/* Studies by group: group g has study[start[g]] to study[start[g + 1] - 1]. */
static void sort_by_group(size_t k, const size_t *group, size_t groups, size_t *start, size_t *study)
{
    for (size_t i = 0; i < k; i++) start[(group == NULL ? i : group[i]) + 1]++;
    for (size_t g = 0; g < groups; g++) start[g + 1] += start[g];
    for (size_t i = 0; i < k; i++) study[start[group == NULL ? i : group[i]]++] = i;
    for (size_t g = groups; g > 0; g--) start[g] = start[g - 1]; /* each had moved to its end */
    start[0] = 0;
}

copse_status copse_i_delete_groups(const copse_sensitivity_data *data, const size_t *group, size_t groups,
                                   copse_withouts *out, copse_error *err)
{
    *out = (copse_withouts){0};
    copse_status status = copse_i_sensitivity_check(data, err);
    if (status == COPSE_OK) status = check_groups(data->k, group, groups, err);
    if (status != COPSE_OK) return status;
    const size_t count = group == NULL ? data->k : groups;
    size_t *start = copse_alloc(count + 1 + data->k, sizeof *start), *study = start + count + 1;
    if (start == NULL) return copse_fail_memory(err);
    sort_by_group(data->k, group, count, start, study);
    status = copse_pool_without(data->y, data->v, data->X, data->k, data->p, data->opts, start, study, count, out, err);
    free(start);
    return status;
}

copse_status copse_i_keep_fits(size_t k, const size_t *group, copse_withouts *from, copse_leave_out *out,
                               copse_error *err)
{
    *out = (copse_leave_out){.without = copse_alloc(from->count, sizeof *out->without)};
    if (out->without == NULL) return copse_fail_memory(err);
    out->count = from->count;
    for (size_t g = 0; g < from->count; g++) {
        copse_left_out_fit *to = &out->without[g];
        *to = (copse_left_out_fit){.left = k, .fit = from->set[g].fit};
        from->set[g].fit = (copse_fit){0};
        (void)copse_i_subset_state_of(from->set[g].status, &to->state);
    }
    for (size_t i = 0; i < k; i++) out->without[group == NULL ? i : group[i]].left--;
    return COPSE_OK;
}

copse_status copse_leave_out_fit(const copse_sensitivity_data *data, const size_t *group, size_t groups,
                                 copse_leave_out *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the results");
    *out = (copse_leave_out){0};
    copse_withouts withouts;
    copse_status status = copse_i_delete_groups(data, group, groups, &withouts, err);
    if (status == COPSE_OK) status = copse_i_keep_fits(data->k, group, &withouts, out, err);
    copse_withouts_free(&withouts);
    return status;
}

void copse_leave_out_free(copse_leave_out *out)
{
    if (out == NULL) return;
    for (size_t i = 0; i < out->count; i++) copse_fit_free(&out->without[i].fit);
    free(out->without);
    *out = (copse_leave_out){0};
}
