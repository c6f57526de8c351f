/* src/job/checkpoint.h: files that hold what is done of a job.
 *
 *      8 bytes   "copsejob"
 *      2 x 4     0x01020304 in the byte order of the machine; number of the format
 *      13 x 8    the fields of copse_i_head, whole numbers without sign
 *                version, kind and design with a NUL behind each, then the note
 *                a byte for each block: 1 where it is done
 *                the state
 *                the rows, as far as they are kept, of the blocks done
 *      32        SHA-256 of everything before */
#ifndef COPSE_I_CHECKPOINT_H
#define COPSE_I_CHECKPOINT_H

#include <copse/job.h>

#define COPSE_I_MAGIC "copsejob"
enum { COPSE_I_FORMAT = 1, COPSE_I_ORDER = 0x01020304, COPSE_I_MAGIC_SIZE = 8, COPSE_I_CHECKSUM_SIZE = 32 };

typedef struct copse_i_head {
    uint64_t length; /**< of the whole file */
    uint64_t replicates, block, width, keep, state_size, done, shard, shards;
    uint64_t version, kind, design, note; /**< bytes of each, NUL included */
} copse_i_head;

/** A checkpoint as read; the pointers lie in `bytes`. */
typedef struct copse_i_saved {
    char *bytes;
    copse_i_head head;
    uint64_t blocks;
    const char *version, *kind, *design, *note;
    const unsigned char *blocks_done;
    const char *state, *rows;
} copse_i_saved;

/** Writes what is done whole, or leaves the file that is there: through a file beside it, fsync and rename. */
COPSE_NODISCARD copse_status copse_i_checkpoint_write(const copse_job *job, const copse_job_opts *opts,
                                                      const copse_job_result *part, const char *path, copse_error *err);
/** The same bytes into memory. */
COPSE_NODISCARD copse_status copse_i_checkpoint_pack(const copse_job *job, const copse_job_opts *opts,
                                                     const copse_job_result *part, copse_text *out, copse_error *err);

/** Reads a file and checks it against itself: whole, undamaged, of this format. copse_i_saved_free frees it, also after
 *  a failure. */
COPSE_NODISCARD copse_status copse_i_saved_read(const char *path, copse_i_saved *saved, copse_error *err);
/** The same of n bytes, which are taken over; `path` is for errors only. */
COPSE_NODISCARD copse_status copse_i_saved_parse(const char *path, char *bytes, size_t n, copse_i_saved *saved,
                                                 copse_error *err);
void copse_i_saved_free(copse_i_saved *saved);
/** Is it of this job, or of fewer replicates of it? COPSE_EPARSE says what differs. */
COPSE_NODISCARD copse_status copse_i_saved_check(const copse_job *job, const copse_i_saved *saved, const char *path,
                                                 copse_error *err);
/** Adds a checked one to a prepared result, which may hold no block of it. */
COPSE_NODISCARD copse_status copse_i_saved_join(const copse_job *job, const copse_i_saved *saved, const char *path,
                                                copse_job_result *result, copse_error *err);

#endif
