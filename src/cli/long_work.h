/* src/cli/long_work.h: what the commands of long work have in common: the options for seed, threads, checkpoints and
 * shards, progress on a terminal, and Ctrl-C. A command has a copse_i_long_values in its struct and
 * COPSE_I_LONG_GROUP in its groups; it makes its copse_job, calls copse_i_long_run in place of copse_job_run, and where
 * that says so goes on to its output. `copse merge` runs the same command again and has the joined shards
 * taken in place of the work. */
#ifndef COPSE_I_LONG_WORK_H
#define COPSE_I_LONG_WORK_H

#include "command.h"

#include <copse/job.h>
#include <copse/lanes.h>

typedef struct copse_i_long_values {
    uint64_t seed; /**< COPSE_I_NOT_GIVEN: not given */
    int threads;   /**< -1: not given */
    int isa;       /**< a copse_isa */
    const char *checkpoint, *shard;
    bool resume;
    double every;
    const char *const *merged; /**< no option: files of shards that `copse merge` puts in place of the work */
    size_t merged_count;
} copse_i_long_values;

#define COPSE_I_LONG_GROUP(offset)                                                                                     \
    {                                                                                                                  \
        "Long work", copse_i_long_options, copse_i_long_count, offset                                                  \
    }
/** The same where a design file has a seed of its own. */
#define COPSE_I_LONG_DESIGN_GROUP(offset)                                                                              \
    {                                                                                                                  \
        "Long work", copse_i_long_design_options, copse_i_long_count, offset                                           \
    }
enum { copse_i_long_count = 7 };
extern const copse_i_option copse_i_long_options[copse_i_long_count];
extern const copse_i_option copse_i_long_design_options[copse_i_long_count];
/** Is it one of these options? */
bool copse_i_long_has(const copse_i_option *option);
/** The struct of these options in the values of a command; NULL: it is no command of long work. */
copse_i_long_values *copse_i_long_values_of(const copse_i_command *command, void *values);

/** The first of them, --seed and --threads: for work that is watched but keeps no checkpoints. */
enum { copse_i_long_plain_count = 2 };
#define COPSE_I_LONG_PLAIN_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Long work", copse_i_long_options, copse_i_long_plain_count, offset                                            \
    }

/** Runs work that is no job: progress of `kind` on a terminal unless `quiet`, and Ctrl-C, which ends it as soon as it asks its
 *  watch. What `work` returns; COPSE_EINTERRUPTED with a line that says how many of the `things` were done. */
typedef copse_status copse_i_watched_work(void *context, const copse_watch *watch, copse_error *err);
COPSE_NODISCARD copse_status copse_i_long_watch(const char *kind, const char *things, bool quiet,
                                                copse_i_watched_work *work, void *context, copse_error *err);

/** `none` where no seed is given. */
uint32_t copse_i_long_seed(const copse_i_long_values *values, uint32_t none);
/** The instruction set; COPSE_EUSAGE where this machine or this build does not have it. */
COPSE_NODISCARD copse_status copse_i_long_isa(const copse_i_long_values *values, copse_isa *isa, copse_error *err);

/** How a run ended that did not fail. */
typedef enum copse_i_long_end {
    COPSE_I_LONG_COMPLETE, /**< the result is whole: on to the output */
    COPSE_I_LONG_PART      /**< a shard is done and in its file, or another rank speaks: there is nothing to print */
} copse_i_long_end;

/** Does the work, goes on with what a checkpoint or an earlier result has (see copse_job_run), or takes the merged
 *  shards. Shows progress unless `quiet`, and catches Ctrl-C meanwhile. Checks the options of the group: call it, or
 *  copse_i_long_check, before work of any length. Under MPI every rank calls it and gets the whole result; only rank 0
 *  is told to go on to the output.
 *  @param[in] call  as the command's `run` got it: the words are kept in a shard for `copse merge`
 *  @param[in,out] result  zeroed, or the outcome of an earlier run of the job with fewer replicates
 *  @return COPSE_OK; COPSE_EUSAGE; COPSE_EINTERRUPTED, with a line that says how to go on; as copse_job_run */
COPSE_NODISCARD copse_status copse_i_long_run(const copse_i_long_values *values, const copse_i_call *call, bool quiet,
                                              const copse_job *job, copse_job_result *result, copse_i_long_end *end,
                                              copse_error *err);
/** Is it a command of long work, which the ranks of an MPI run share? The others are rank 0's alone. */
bool copse_i_long_is(const copse_i_command *command);
/** The shard that is asked for; 0 of 0: none. */
COPSE_NODISCARD copse_status copse_i_long_shard(const copse_i_long_values *values, uint32_t *shard, uint32_t *shards,
                                                copse_error *err);
/** Only checks the values: combinations that make no sense are usage errors. */
COPSE_NODISCARD copse_status copse_i_long_check(const copse_i_long_values *values, copse_error *err);
/** The command line without what belongs to one run only (--output, --threads, --shard, --checkpoint, ...), each word
 *  with a NUL behind it: what a checkpoint keeps for copse_i_long_merge. */
COPSE_NODISCARD copse_status copse_i_long_words(const copse_i_call *call, copse_text *out, copse_error *err);
/** Runs the command that the files of shards know, with these in place of its work. */
COPSE_NODISCARD copse_status copse_i_long_merge(const char *const *file, size_t files, const char *output,
                                                copse_error *err);
/** Before the work: can its result be written to `path` (NULL: no such output)? A shard, or another rank than the first,
 *  writes none. */
COPSE_NODISCARD copse_status copse_i_long_check_output(const copse_i_long_values *values, const char *path,
                                                       copse_error *err);
/** After the work: where its result could not be written, adds to the error that the checkpoint still has it.
 *  @return status */
copse_status copse_i_long_reported(const copse_i_long_values *values, copse_status status, copse_error *err);
/** For work that runs on until it is good enough (--until): how many replicates the checkpoint that --resume names, or
 *  the merged result, is of; 0 where there is none. Begin with at least as many. */
COPSE_NODISCARD copse_status copse_i_long_begun(const copse_i_long_values *values, uint64_t *replicates,
                                                copse_error *err);

#endif
