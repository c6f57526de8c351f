/* Files of shards become one result. */
#include "checkpoint.h"
#include "job_parts.h"

#include <stdlib.h>
#include <string.h>

typedef unsigned long long big;

/* A file must hold all of its shard, or all of the work. */
static copse_status check_finished(const copse_job *job, const copse_i_saved *saved, const char *path, copse_error *err)
{
    uint64_t first = 0;
    uint64_t last = 0;
    if (saved->head.replicates != job->replicates)
        return copse_fail(err, COPSE_EPARSE, "%s is of %llu replicates, not %llu", path, (big)saved->head.replicates,
                          (big)job->replicates);
    copse_i_shard_range(job, (uint32_t)saved->head.shard, (uint32_t)saved->head.shards, &first, &last);
    for (uint64_t b = first; b < last; b++)
        if (saved->blocks_done[b] == 0)
            return copse_fail(err, COPSE_EPARSE,
                              "%s is not finished: %llu replicates are done (run it again with --resume)", path,
                              (big)saved->head.done);
    return COPSE_OK;
}

static copse_status add_file(const copse_job *job, const char *path, copse_job_result *result, copse_error *err)
{
    copse_i_saved saved;
    copse_status status = copse_i_saved_read(path, &saved, err);
    if (status == COPSE_OK) status = copse_i_saved_check(job, &saved, path, err);
    if (status == COPSE_OK) status = check_finished(job, &saved, path, err);
    if (status == COPSE_OK) status = copse_i_saved_join(job, &saved, path, result, err);
    copse_i_saved_free(&saved);
    return status;
}

static copse_status check_whole(const copse_job *job, const copse_job_result *result, copse_error *err)
{
    uint64_t first = 0;
    if (result->complete) return COPSE_OK;
    while (result->blocks_done[first] != 0) first++;
    uint64_t last = first;
    while (last + 1 < result->blocks && result->blocks_done[last + 1] == 0) last++;
    return copse_fail(err, COPSE_EPARSE, "replicates %llu to %llu of %llu are in none of the files: a shard is missing",
                      (big)first * job->block, (big)last * job->block + copse_i_block_size(job, last) - 1,
                      (big)job->replicates);
}

copse_status copse_job_merge(const copse_job *job, const char *const *path, size_t n, copse_job_result *result,
                             copse_error *err)
{
    copse_status status = copse_i_result_prepare(job, result, err);
    for (size_t i = 0; status == COPSE_OK && i < n; i++) status = add_file(job, path[i], result, err);
    return status == COPSE_OK ? check_whole(job, result, err) : status;
}

copse_status copse_job_file_read(const char *path, copse_job_file *file, copse_error *err)
{
    copse_i_saved saved;
    *file = (copse_job_file){0};
    copse_status status = copse_i_saved_read(path, &saved, err);
    if (status == COPSE_OK) {
        const size_t n = (size_t)saved.head.note;
        *file = (copse_job_file){.kind = copse_copy(saved.kind),
                                 .design = copse_copy(saved.design),
                                 .version = copse_copy(saved.version),
                                 .note = copse_copy_text(saved.note, n),
                                 .note_bytes = n,
                                 .replicates = saved.head.replicates,
                                 .done = saved.head.done,
                                 .shard = (uint32_t)saved.head.shard,
                                 .shards = (uint32_t)saved.head.shards};
        if (file->kind == NULL || file->design == NULL || file->version == NULL || file->note == NULL)
            status = copse_fail_memory(err);
    }
    copse_i_saved_free(&saved);
    return status;
}

void copse_job_file_free(copse_job_file *file)
{
    if (file == NULL) return;
    free(file->kind);
    free(file->design);
    free(file->version);
    free(file->note);
    *file = (copse_job_file){0};
}
