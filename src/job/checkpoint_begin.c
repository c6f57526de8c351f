/* What stands in the checkpoint's place before a run: nothing, the file to go on from, or something else. */
#include "checkpoint.h"
#include "job_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char rank_suffix[] = ".rank-";

char *copse_i_rank_path(const char *checkpoint, int rank)
{
    copse_text path = {0};
    copse_text_printf(&path, "%s%s%d", checkpoint, rank_suffix, rank);
    if (copse_text_status(&path) != COPSE_OK) copse_text_free(&path);
    return path.bytes;
}

/* Paths of the files "<checkpoint>.rank-<digits>". */
typedef struct paths {
    char **path;
    size_t count, capacity;
} paths;

static void free_paths(paths *p)
{
    for (size_t i = 0; i < p->count; i++) free(p->path[i]);
    free(p->path);
}

static bool is_rank_file(const char *name, const char *checkpoint)
{
    const size_t length = strlen(checkpoint);
    const size_t suffix = sizeof rank_suffix - 1;
    if (strncmp(name, checkpoint, length) != 0 || strncmp(name + length, rank_suffix, suffix) != 0) return false;
    const char *digits = name + length + suffix;
    return digits[0] != '\0' && digits[strspn(digits, "0123456789")] == '\0';
}

static copse_status add_path(paths *p, const char *checkpoint, size_t folder, const char *name)
{
    copse_text path = {0};
    copse_status status = copse_reserve((void **)&p->path, &p->capacity, p->count + 1, sizeof *p->path);
    copse_text_add_bytes(&path, checkpoint, folder);
    copse_text_add(&path, name);
    if (status == COPSE_OK) status = copse_text_status(&path);
    if (status != COPSE_OK) copse_text_free(&path);
    else p->path[p->count++] = path.bytes;
    return status;
}

static copse_status find_rank_files(const char *checkpoint, paths *found, copse_error *err)
{
    const char *slash = strrchr(checkpoint, '/');
    const size_t folder = slash != NULL ? (size_t)(slash - checkpoint) + 1 : 0;
    char *name = folder > 0 ? copse_copy_text(checkpoint, folder) : copse_copy("./");
    if (name == NULL) return copse_fail_memory(err);
    DIR *directory = opendir(name);
    const int why = errno;
    free(name);
    if (directory == NULL && why == ENOENT) return COPSE_OK; /* writing into it will say so */
    if (directory == NULL)
        return copse_fail(err, COPSE_EIO, "cannot read the folder of %s: %s", checkpoint,
                          strerror(why)); /* NOLINT(concurrency-mt-unsafe) */
    copse_status status = COPSE_OK;
    const struct dirent *entry = NULL;
    while (status == COPSE_OK && (entry = readdir(directory)) != NULL) /* NOLINT(concurrency-mt-unsafe) */
        if (is_rank_file(entry->d_name, checkpoint + folder))
            status = add_path(found, checkpoint, folder, entry->d_name);
    (void)closedir(directory);
    return status == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static void remove_all(const paths *p)
{
    for (size_t i = 0; i < p->count; i++) (void)unlink(p->path[i]);
}

void copse_i_rank_files_remove(const char *checkpoint)
{
    paths found = {0};
    if (find_rank_files(checkpoint, &found, NULL) == COPSE_OK) remove_all(&found);
    free_paths(&found);
}

static copse_status check_shard(const copse_job_opts *opts, const copse_i_saved *saved, const char *path,
                                copse_error *err)
{
    const unsigned there = (unsigned)saved->head.shard;
    const unsigned all = (unsigned)saved->head.shards;
    if (there == opts->shard && all == opts->shards) return COPSE_OK;
    if (all == 0)
        return copse_fail(err, COPSE_EPARSE, "%s is of the whole work, not of shard %u/%u", path, opts->shard,
                          opts->shards);
    if (opts->shards == 0)
        return copse_fail(err, COPSE_EPARSE, "%s is of shard %u/%u, not of the whole work", path, there, all);
    return copse_fail(err, COPSE_EPARSE, "%s is of shard %u/%u, not of %u/%u", path, there, all, opts->shard,
                      opts->shards);
}

/* The part of a rank that is in the checkpoint already: the run ended before it could be removed. */
static bool all_there(const copse_i_saved *saved, const copse_job_result *result)
{
    for (uint64_t b = 0; b < saved->blocks; b++)
        if (saved->blocks_done[b] != 0 && result->blocks_done[b] == 0) return false;
    return true;
}

static copse_status load(const copse_job *job, const copse_job_opts *opts, const char *path, copse_job_result *result,
                         copse_error *err)
{
    copse_i_saved saved;
    copse_status status = copse_i_saved_read(path, &saved, err);
    if (status == COPSE_OK) status = copse_i_saved_check(job, &saved, path, err);
    if (status == COPSE_OK) status = check_shard(opts, &saved, path, err);
    if (status == COPSE_OK && !all_there(&saved, result)) status = copse_i_saved_join(job, &saved, path, result, err);
    copse_i_saved_free(&saved);
    return status;
}

static bool whole_range(const copse_job *job, const copse_job_opts *opts, const copse_job_result *result)
{
    uint64_t first = 0;
    uint64_t last = 0;
    copse_i_shard_range(job, opts->shard, opts->shards, &first, &last);
    while (first < last && result->blocks_done[first] != 0) first++;
    return first == last;
}

static copse_status check_place(const char *path, bool *exists, copse_error *err)
{
    struct stat about;
    *exists = stat(path, &about) == 0;
    if (strcmp(path, "-") == 0 || (*exists && !S_ISREG(about.st_mode)))
        return copse_fail(err, COPSE_EINVAL, "the checkpoint %s is not the name of a file", path);
    return COPSE_OK;
}

static copse_status begin(const copse_job *job, const copse_job_opts *opts, const paths *parts, bool exists,
                          copse_job_result *result, copse_error *err)
{
    const char *path = opts->checkpoint;
    if ((exists || parts->count > 0) && !opts->resume)
        return copse_fail(err, COPSE_EINVAL, "%s exists: --resume goes on from it; to begin anew, remove it",
                          exists ? path : parts->path[0]);
    copse_status status = exists ? load(job, opts, path, result, err) : COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < parts->count; i++)
        status = load(job, opts, parts->path[i], result, err);
    if (status != COPSE_OK || (exists && parts->count == 0 && whole_range(job, opts, result))) return status;
    status = copse_i_checkpoint_write(job, opts, result, path, err);
    if (status == COPSE_OK) remove_all(parts);
    return status;
}

copse_status copse_i_checkpoint_begin(const copse_job *job, const copse_job_opts *opts, copse_job_result *result,
                                      copse_error *err)
{
    paths parts = {0};
    bool exists = false;
    copse_status status = check_place(opts->checkpoint, &exists, err);
    if (status == COPSE_OK) status = find_rank_files(opts->checkpoint, &parts, err);
    if (status == COPSE_OK) status = begin(job, opts, &parts, exists, result, err);
    free_paths(&parts);
    return status;
}
