/* A job from its options to its result. */
#include "checkpoint.h"
#include "job_parts.h"
#include "ranks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_job_opts copse_job_opts_default(void)
{
    return (copse_job_opts){.every = 10};
}

size_t copse_i_block_size(const copse_job *job, uint64_t b)
{
    const uint64_t left = job->replicates - b * job->block;
    return left < job->block ? (size_t)left : job->block;
}

size_t copse_i_rows_kept(const copse_job *job, uint64_t first, size_t n)
{
    if (first >= job->keep) return 0;
    return job->keep - first < n ? (size_t)(job->keep - first) : n;
}

static uint64_t count_blocks(const copse_job *job)
{
    return job->replicates / job->block + (job->replicates % job->block != 0 ? 1 : 0);
}

void copse_i_shard_range(const copse_job *job, uint32_t shard, uint32_t shards, uint64_t *first, uint64_t *last)
{
    const uint64_t blocks = count_blocks(job);
    *first = 0;
    *last = blocks;
    if (shards == 0) return;
    const uint64_t size = blocks / shards;
    const uint64_t longer = blocks % shards; /* the first so many shards have a block more */
    *first = size * (shard - 1) + (shard - 1 < longer ? shard - 1 : longer);
    *last = *first + size + (shard - 1 < longer ? 1 : 0);
}

void copse_i_result_mark(const copse_job *job, copse_job_result *result, uint64_t b)
{
    result->blocks_done[b] = 1;
    result->done += copse_i_block_size(job, b);
    result->complete = result->done == job->replicates;
}

static uint64_t rows_of(uint64_t replicates, uint64_t keep)
{
    return keep < replicates ? keep : replicates;
}

/* An array that is longer than it was; what is new has all bytes zero. */
static void *lengthen(void *old, size_t have, size_t need, size_t size)
{
    void *longer = copse_alloc(need, size);
    if (longer != NULL && have > 0) memcpy(longer, old, have * size);
    return longer;
}

static copse_status check_growth(const copse_job *job, const copse_job_result *result, copse_error *err)
{
    if (result->blocks == 0) return COPSE_OK;
    if (result->replicates != job->replicates &&
        (result->replicates > job->replicates || result->replicates % job->block != 0))
        return copse_fail(err, COPSE_EINVAL, "%llu replicates in blocks of %zu cannot become %llu",
                          (unsigned long long)result->replicates, job->block, (unsigned long long)job->replicates);
    if (job->width > 0 && result->kept != rows_of(result->replicates, job->keep))
        return copse_fail(err, COPSE_EINVAL, "%llu rows were kept, where %llu are asked for",
                          (unsigned long long)result->kept, (unsigned long long)rows_of(result->replicates, job->keep));
    return COPSE_OK;
}

copse_status copse_i_result_prepare(const copse_job *job, copse_job_result *result, copse_error *err)
{
    copse_status status = check_growth(job, result, err);
    if (status != COPSE_OK) return status;
    const uint64_t blocks = count_blocks(job);
    const uint64_t have = job->width > 0 ? result->kept : 0;
    const uint64_t need = job->width > 0 ? rows_of(job->replicates, job->keep) : 0;
    const size_t width = job->width > 0 ? job->width : 1;
    if (blocks > SIZE_MAX / sizeof(uint64_t) || need > SIZE_MAX / sizeof(double) / width) return copse_fail_memory(err);
    unsigned char *done = lengthen(result->blocks_done, (size_t)result->blocks, (size_t)blocks, 1);
    double *rows = need > 0 ? lengthen(result->rows, (size_t)have * width, (size_t)need * width, sizeof *rows) : NULL;
    void *state = lengthen(result->state, result->state != NULL ? job->state_size : 0, job->state_size, 1);
    if (done == NULL || (rows == NULL && need > 0) || state == NULL) {
        free(done);
        free(rows);
        free(state);
        return copse_fail_memory(err);
    }
    for (size_t i = (size_t)have * width; i < (size_t)need * width; i++) rows[i] = NAN;
    free(result->blocks_done);
    free(result->rows);
    free(result->state);
    result->blocks_done = done;
    result->rows = rows;
    result->state = state;
    result->blocks = blocks;
    result->replicates = job->replicates;
    result->kept = need;
    result->complete = result->done == job->replicates;
    return COPSE_OK;
}

void copse_job_result_free(copse_job_result *result)
{
    if (result == NULL) return;
    free(result->state);
    free(result->rows);
    free(result->blocks_done);
    *result = (copse_job_result){0};
}

static copse_status check(const copse_job *job, const copse_job_opts *opts, copse_error *err)
{
    if (job->kind == NULL || job->design == NULL || job->work == NULL || (job->state_size > 0 && job->join == NULL))
        return copse_fail(err, COPSE_EINVAL, "a job needs a kind, a design, its work, and a join where it has a state");
    if (job->replicates == 0) return copse_fail(err, COPSE_EINVAL, "no replicates are asked for");
    if (job->block == 0 || job->block % 8 != 0)
        return copse_fail(err, COPSE_EINVAL, "blocks of %zu replicates are no multiple of 8", job->block);
    if (opts->threads < 0) return copse_fail(err, COPSE_EINVAL, "%d threads are asked for", opts->threads);
    if (opts->shards == 0 ? opts->shard != 0 : opts->shard < 1 || opts->shard > opts->shards)
        return copse_fail(err, COPSE_EINVAL, "there is no shard %u of %u", opts->shard, opts->shards);
    if (!(opts->every >= 0)) return copse_fail(err, COPSE_EINVAL, "checkpoints are to be written every NaN seconds");
    return COPSE_OK;
}

/* The blocks of the shard that are still missing; of these, every so many-th for each rank. */
static copse_status list_missing(copse_i_run *run, const unsigned char *done, copse_error *err)
{
    uint64_t first = 0;
    uint64_t last = 0;
    uint64_t missing = 0;
    const uint64_t ranks = (uint64_t)copse_ranks_count();
    const uint64_t mine = (uint64_t)copse_ranks_mine();
    copse_i_shard_range(run->job, run->opts->shard, run->opts->shards, &first, &last);
    run->todo = copse_alloc((size_t)((last - first) / ranks + 1), sizeof *run->todo);
    if (run->todo == NULL) return copse_fail_memory(err);
    for (uint64_t b = first; b < last; b++) {
        const size_t n = copse_i_block_size(run->job, b);
        const bool is_mine = done[b] == 0 && missing++ % ranks == mine;
        if (is_mine) run->todo[run->count++] = b;
        if (is_mine || done[b] != 0) run->total += n;
        if (done[b] != 0) run->before += n;
    }
    return COPSE_OK;
}

/* Any rank but the first has a part of its own, empty at first, whose rows lie in the result already. */
static copse_status make_part(const copse_job *job, const copse_job_result *result, copse_job_result *part,
                              copse_error *err)
{
    *part = (copse_job_result){.blocks = result->blocks, .replicates = result->replicates, .rows = result->rows};
    part->blocks_done = copse_alloc((size_t)result->blocks, 1);
    part->state = copse_alloc(job->state_size, 1);
    return part->blocks_done == NULL || part->state == NULL ? copse_fail_memory(err) : COPSE_OK;
}

/* This process's share of the work. */
static copse_status run_share(const copse_job *job, const copse_job_opts *opts, copse_job_result *result,
                              copse_job_result *part, copse_error *err)
{
    copse_i_run run = {.job = job, .opts = opts, .part = result};
    const int rank = copse_ranks_mine();
    char *path = NULL;
    copse_status status = COPSE_OK;
    if (rank != 0) {
        status = make_part(job, result, part, err);
        run.part = part;
    }
    if (status == COPSE_OK && opts->checkpoint != NULL) {
        path = rank == 0 ? copse_copy(opts->checkpoint) : copse_i_rank_path(opts->checkpoint, rank);
        run.path = path;
        if (path == NULL) status = copse_fail_memory(err);
    }
    if (status == COPSE_OK) status = list_missing(&run, result->blocks_done, err);
    if (status == COPSE_OK) status = copse_i_run_blocks(&run, err);
    free(run.todo);
    free(path);
    return status;
}

/* Rank 0 takes the parts of the others to its own, and has it all in the checkpoint before theirs are removed. */
static copse_status take_parts(const copse_job *job, const copse_job_opts *opts, copse_job_result *result,
                               copse_error *err)
{
    copse_status status = COPSE_OK;
    for (int rank = 1; rank < copse_ranks_count(); rank++) {
        copse_i_saved saved = {0};
        size_t n = 0;
        char *bytes = copse_i_ranks_receive(rank, &n); /* all of them, whatever happens: they wait to be rid of it */
        if (bytes == NULL && status == COPSE_OK) status = copse_fail_memory(err);
        if (status == COPSE_OK) {
            status = copse_i_saved_parse("the part of a rank", bytes, n, &saved, err);
            bytes = NULL;
        }
        if (status == COPSE_OK) status = copse_i_saved_join(job, &saved, "the part of a rank", result, err);
        copse_i_saved_free(&saved);
        free(bytes);
    }
    if (status != COPSE_OK || opts->checkpoint == NULL) return status;
    result->trouble = (copse_error){0};
    status = copse_i_checkpoint_write(job, opts, result, opts->checkpoint, &result->trouble);
    if (status == COPSE_OK) copse_i_rank_files_remove(opts->checkpoint);
    else if (opts->shards > 0) return copse_fail(err, status, "%s", result->trouble.text);
    return COPSE_OK;
}

static copse_status give_part(const copse_job *job, const copse_job_opts *opts, const copse_job_result *part,
                              copse_error *err)
{
    copse_text packed = {0};
    const copse_status status = copse_i_checkpoint_pack(job, opts, part, &packed, err);
    copse_i_ranks_send(packed.bytes, status == COPSE_OK ? packed.length : 0);
    copse_text_free(&packed);
    return status;
}

/* Every rank gets what rank 0 has put together. */
static void share_result(const copse_job *job, copse_job_result *result)
{
    const uint64_t kept = job->width > 0 ? rows_of(job->replicates, job->keep) : 0;
    copse_i_ranks_share(result->blocks_done, (size_t)result->blocks);
    copse_i_ranks_share(result->state, job->state_size);
    if (kept > 0) copse_i_ranks_share(result->rows, (size_t)kept * job->width * sizeof *result->rows);
    copse_i_ranks_share(&result->done, sizeof result->done);
    result->complete = result->done == job->replicates;
}

static copse_status gather(const copse_job *job, const copse_job_opts *opts, copse_job_result *result,
                           const copse_job_result *part, copse_error *err)
{
    copse_status status =
        copse_ranks_mine() == 0 ? take_parts(job, opts, result, err) : give_part(job, opts, part, err);
    status = copse_i_ranks_agree(status, NULL, err);
    if (status == COPSE_OK) share_result(job, result);
    return status;
}

copse_status copse_job_run(const copse_job *job, const copse_job_opts *opts, copse_job_result *result, copse_error *err)
{
    copse_job_result part = {0};
    const bool fresh = result->blocks == 0;
    const bool many = copse_ranks_count() > 1;
    copse_status status = check(job, opts, err);
    if (status == COPSE_OK) status = copse_i_result_prepare(job, result, err);
    if (status == COPSE_OK && fresh && opts->checkpoint != NULL && copse_ranks_mine() == 0)
        status = copse_i_checkpoint_begin(job, opts, result, err);
    status = copse_i_ranks_agree(status, NULL, err);
    if (status != COPSE_OK) return status;
    if (many) copse_i_ranks_share(result->blocks_done, (size_t)result->blocks);
    status = run_share(job, opts, result, &part, err);
    status = copse_i_ranks_agree(status, &opts->watch, err);
    if (status == COPSE_OK && many) status = gather(job, opts, result, &part, err);
    free(part.blocks_done);
    free(part.state);
    return status;
}
