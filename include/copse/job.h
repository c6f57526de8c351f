/* copse/job.h: long work, a great number of replicates, in blocks over threads, ranks and shards, with checkpoints. The
 * result does not depend on any of these: values are stored at the index of their replicate, and what is summed is
 * summed exactly (copse_exact_sum, integer counts), so that the order of joining cannot be seen. */
#ifndef COPSE_JOB_H
#define COPSE_JOB_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the work is. Replicates are numbered 0, 1, …; a block is `block` of them (a multiple of 8), the last one may be
 *  shorter. */
typedef struct copse_job {
    const char *kind;   /**< "bootstrap", "simulate": part of a checkpoint's identity */
    const char *design; /**< text of everything that the result depends on, apart from `replicates`; a checkpoint with
                             another one is refused */
    uint64_t replicates;
    size_t block;
    size_t width;      /**< doubles that a replicate yields as its row; 0: none */
    uint64_t keep;     /**< the rows of replicates 0..keep-1 are kept */
    size_t state_size; /**< bytes of the joinable state; all-zero bytes are the empty state; plain data, no pointers */
    void *context;
    /** A thread's own workspace; may be NULL when `work` needs none. */
    copse_status (*open)(void *context, void **worker, copse_error *err);
    void (*close)(void *context, void *worker);
    /** Makes replicates first..first+n-1: writes n x width rows, adds to the state. A pure function of its arguments. */
    copse_status (*work)(void *context, void *worker, uint64_t first, size_t n, double *rows, void *state,
                         copse_error *err);
    /** state += other; commutative and associative to the bit. */
    void (*join)(void *context, void *state, const void *other);
} copse_job;

typedef struct copse_job_opts {
    int threads;            /**< 0: copse_threads_available() */
    uint32_t shard, shards; /**< this process does shard 1..shards; 0 of 0 (default): everything */
    const char *checkpoint; /**< file; NULL: none. Written whole (rename), every `every` seconds and at the end */
    double every;           /**< seconds; default 10, more where writing takes long */
    bool resume;            /**< go on from the checkpoint where there is one; else a file of that name is refused */
    copse_watch watch;      /**< its numbers are replicates, of the shard where there is one */
    const void *note;       /**< bytes kept in the checkpoint for the caller (copse_job_file), or NULL */
    size_t note_bytes;
} copse_job_opts;
COPSE_API copse_job_opts copse_job_opts_default(void);

/** What came out. */
typedef struct copse_job_result {
    uint64_t done;              /**< replicates done */
    bool complete;              /**< all of them */
    void *state;                /**< state_size bytes */
    double *rows;               /**< min(keep, replicates) x width; rows of replicates not done are NaN */
    double seconds;             /**< of work in this process */
    unsigned char *blocks_done; /**< one a block, for going on */
    uint64_t blocks;
    uint64_t replicates; /**< of the job that this is the result of */
    uint64_t kept;       /**< rows there is room for: min(keep, replicates) */
    copse_error
        trouble; /**< why the checkpoint could not be written, where the work itself is complete; status OK: none */
} copse_job_result;

/** Runs the work, or the part of it that is still missing: a `result` that is not zeroed is the outcome of an earlier
 *  run of the same job with as many replicates or fewer (a multiple of block), and is added to. The same holds for a
 *  checkpoint that is resumed. With ranks, every rank calls this and every rank gets the whole result.
 *  `open`, `work` and `join` are called from several threads at a time.
 *  @return COPSE_OK; COPSE_EINTERRUPTED (the checkpoint, where one is asked for, holds all that was finished), the
 *          failure of `work`; COPSE_EINVAL (also: the checkpoint exists, and `resume` is not asked for); COPSE_EIO,
 *          COPSE_EPARSE (checkpoint of another job, version, or damaged). What was done by then is in `result`. */
COPSE_API COPSE_NODISCARD copse_status copse_job_run(const copse_job *job, const copse_job_opts *opts,
                                                     copse_job_result *result, copse_error *err);
COPSE_API void copse_job_result_free(copse_job_result *result);

/* ------------------------------------------------------------------------------------- checkpoints and shards
 * One format: a header that says what the work is, the blocks done, the state, the rows of the blocks done, and the
 * SHA-256 of all that. A machine of another byte order, another version of copse and a damaged file are refused. */

/** What a checkpoint or the file of a shard says about itself. */
typedef struct copse_job_file {
    char *kind, *design, *version;
    void *note; /**< the caller's own, note_bytes of them */
    size_t note_bytes;
    uint64_t replicates, done;
    uint32_t shard, shards; /**< 0 of 0: everything */
} copse_job_file;
COPSE_API COPSE_NODISCARD copse_status copse_job_file_read(const char *path, copse_job_file *file, copse_error *err);
COPSE_API void copse_job_file_free(copse_job_file *file);

/** Joins the files of n shards of the job, in any order, into a zeroed result. COPSE_EPARSE where one is of another job,
 *  not finished, or lies over another one, and where blocks are missing. */
COPSE_API COPSE_NODISCARD copse_status copse_job_merge(const copse_job *job, const char *const *path, size_t n,
                                                       copse_job_result *result, copse_error *err);

/* ------------------------------------------------------------------------------------------------------ ranks
 * Processes of one MPI run, where the program was built with MPI; else there is one, rank 0 of 1. */

/** First thing in main; argc and argv may be changed. */
COPSE_API void copse_ranks_begin(int *argc, char ***argv);
COPSE_API int copse_ranks_mine(void); /**< 0: the one that speaks and writes */
COPSE_API int copse_ranks_count(void);
/** Did a launcher (mpirun, srun) start this process? Then it carries the output on, to a place that is not known here: what
 *  looks like a terminal may end in a file. */
COPSE_API bool copse_ranks_launched(void);
/** Once the work of main is done: waits for the other ranks, and gives all of them the status and the text of the lowest
 *  rank that failed. False: the others do not come, so this rank keeps its own and must say it itself. */
COPSE_API COPSE_NODISCARD bool copse_ranks_meet(copse_status *status, copse_error *err);
/** Last thing in main. Where the ranks did not meet, it ends them all with `code`, and does not return. */
COPSE_API void copse_ranks_end(bool met, int code);

#ifdef __cplusplus
}
#endif
#endif
