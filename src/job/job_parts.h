/* src/job/job_parts.h: a run in its parts: the result that grows, the blocks that are to do, the threads that do them. */
#ifndef COPSE_I_JOB_PARTS_H
#define COPSE_I_JOB_PARTS_H

#include <copse/job.h>

/** Replicates of block b: a whole block, or less at the end. */
size_t copse_i_block_size(const copse_job *job, uint64_t b);
/** How many of the replicates first..first+n-1 have their rows kept. */
size_t copse_i_rows_kept(const copse_job *job, uint64_t first, size_t n);
/** Blocks first..last-1 are those of the shard. */
void copse_i_shard_range(const copse_job *job, uint32_t shard, uint32_t shards, uint64_t *first, uint64_t *last);
/** Makes a zeroed result ready for the job, or an earlier one longer. */
COPSE_NODISCARD copse_status copse_i_result_prepare(const copse_job *job, copse_job_result *result, copse_error *err);
/** Marks block b done. */
void copse_i_result_mark(const copse_job *job, copse_job_result *result, uint64_t b);

/** Before a fresh run that has a checkpoint: takes what is there where it is to be resumed, refuses it else, and makes
 *  sure that the file can be written. */
COPSE_NODISCARD copse_status copse_i_checkpoint_begin(const copse_job *job, const copse_job_opts *opts,
                                                      copse_job_result *result, copse_error *err);
/** The file of a rank's part: beside the checkpoint. Freed by free(); NULL: memory. */
COPSE_NODISCARD char *copse_i_rank_path(const char *checkpoint, int rank);
/** Removes the files of ranks, whose parts are in the checkpoint by now. */
void copse_i_rank_files_remove(const char *checkpoint);

/** Seconds of a clock that never goes back. */
double copse_i_seconds(void);

/** One run of this process. */
typedef struct copse_i_run {
    const copse_job *job;
    const copse_job_opts *opts;
    copse_job_result *part; /**< what is done here: grows, and is what the checkpoint holds */
    const char *path;       /**< of the checkpoint; NULL: none */
    uint64_t *todo;         /**< blocks */
    size_t count;
    uint64_t before, total; /**< replicates done before, and all, for the watch */
} copse_i_run;

/** Does the blocks of run->todo on threads, and writes checkpoints meanwhile. Whatever the status, run->part holds all
 *  that was finished. */
COPSE_NODISCARD copse_status copse_i_run_blocks(copse_i_run *run, copse_error *err);

#endif
