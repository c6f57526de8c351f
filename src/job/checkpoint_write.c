#include "checkpoint.h"
#include "job_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the bytes go: a file, or a text where there is none. Adding to a failed sink does nothing. */
typedef struct sink {
    int file;
    copse_text *text;
    struct sha256_ctx sha;
    int why; /* errno of the first write that failed */
    size_t used;
    char buffer[65536];
} sink;

static void flush(sink *s)
{
    const char *at = s->buffer;
    while (s->used > 0 && s->why == 0) {
        const ssize_t n = write(s->file, at, s->used);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            s->why = errno;
            return;
        }
        at += n;
        s->used -= (size_t)n;
    }
}

static void put(sink *s, const void *bytes, size_t n)
{
    const char *from = bytes;
    sha256_update(&s->sha, n, bytes);
    if (s->text != NULL) {
        copse_text_add_bytes(s->text, from, n);
        return;
    }
    while (n > 0 && s->why == 0) {
        const size_t room = sizeof s->buffer - s->used;
        const size_t some = n < room ? n : room;
        memcpy(s->buffer + s->used, from, some);
        s->used += some;
        from += some;
        n -= some;
        if (s->used == sizeof s->buffer) flush(s);
    }
}

static uint64_t kept_doubles(const copse_job *job, const copse_job_result *part)
{
    uint64_t kept = 0;
    for (uint64_t b = 0; b < part->blocks && job->width > 0; b++)
        if (part->blocks_done[b] != 0)
            kept += copse_i_rows_kept(job, b * job->block, copse_i_block_size(job, b)) * job->width;
    return kept;
}

static copse_i_head make_head(const copse_job *job, const copse_job_opts *opts, const copse_job_result *part)
{
    copse_i_head head = {.replicates = job->replicates,
                         .block = job->block,
                         .width = job->width,
                         .keep = job->keep,
                         .state_size = job->state_size,
                         .done = part->done,
                         .shard = opts->shard,
                         .shards = opts->shards,
                         .version = strlen(copse_version()) + 1,
                         .kind = strlen(job->kind) + 1,
                         .design = strlen(job->design) + 1,
                         .note = opts->note != NULL ? opts->note_bytes : 0};
    head.length = COPSE_I_MAGIC_SIZE + 2 * sizeof(uint32_t) + sizeof head + head.version + head.kind + head.design +
                  head.note + part->blocks + head.state_size + kept_doubles(job, part) * sizeof(double) +
                  COPSE_I_CHECKSUM_SIZE;
    return head;
}

static void put_everything(sink *s, const copse_job *job, const copse_job_opts *opts, const copse_job_result *part)
{
    const uint32_t mark[2] = {COPSE_I_ORDER, COPSE_I_FORMAT};
    const copse_i_head head = make_head(job, opts, part);
    uint8_t checksum[COPSE_I_CHECKSUM_SIZE];
    sha256_init(&s->sha);
    put(s, COPSE_I_MAGIC, COPSE_I_MAGIC_SIZE);
    put(s, mark, sizeof mark);
    put(s, &head, sizeof head);
    put(s, copse_version(), head.version);
    put(s, job->kind, head.kind);
    put(s, job->design, head.design);
    if (head.note > 0) put(s, opts->note, head.note);
    put(s, part->blocks_done, (size_t)part->blocks);
    if (job->state_size > 0) put(s, part->state, job->state_size);
    for (uint64_t b = 0; b < part->blocks && job->width > 0; b++) {
        const size_t kept = copse_i_rows_kept(job, b * job->block, copse_i_block_size(job, b));
        if (part->blocks_done[b] != 0 && kept > 0)
            put(s, part->rows + (size_t)b * job->block * job->width, kept * job->width * sizeof *part->rows);
    }
    sha256_digest(&s->sha, sizeof checksum, checksum);
    put(s, checksum, sizeof checksum);
    if (s->text == NULL) flush(s);
}

copse_status copse_i_checkpoint_pack(const copse_job *job, const copse_job_opts *opts, const copse_job_result *part,
                                     copse_text *out, copse_error *err)
{
    sink *s = copse_alloc(1, sizeof *s);
    if (s == NULL) return copse_fail_memory(err);
    s->text = out;
    put_everything(s, job, opts, part);
    free(s);
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

/* So that the new name outlives a loss of power, too; a file system that cannot do it is none the worse. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? copse_copy(".") : copse_copy_text(path, slash == path ? 1 : (size_t)(slash - path));
    const int file = folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (file >= 0) {
        (void)fsync(file);
        (void)close(file);
    }
    free(folder);
}

static int write_and_rename(sink *s, const char *temporary, const char *path, const copse_job *job,
                            const copse_job_opts *opts, const copse_job_result *part)
{
    s->file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (s->file < 0) return errno;
    put_everything(s, job, opts, part);
    if (s->why == 0 && fsync(s->file) != 0 && errno != EINVAL && errno != ENOSYS) s->why = errno;
    if (close(s->file) != 0 && s->why == 0) s->why = errno;
    if (s->why == 0 && rename(temporary, path) != 0) s->why = errno;
    if (s->why != 0) (void)unlink(temporary);
    return s->why;
}

copse_status copse_i_checkpoint_write(const copse_job *job, const copse_job_opts *opts, const copse_job_result *part,
                                      const char *path, copse_error *err)
{
    copse_text temporary = {0};
    copse_text_printf(&temporary, "%s.part", path);
    sink *s = copse_alloc(1, sizeof *s);
    copse_status status = COPSE_OK;
    if (s == NULL || copse_text_status(&temporary) != COPSE_OK) {
        status = copse_fail_memory(err);
    } else {
        const int why = write_and_rename(s, temporary.bytes, path, job, opts, part);
        if (why == 0) sync_folder(path);
        else
            status = copse_fail(err, COPSE_EIO, "cannot write the checkpoint %s: %s", path,
                                strerror(why)); /* NOLINT(concurrency-mt-unsafe) */
    }
    free(s);
    copse_text_free(&temporary);
    return status;
}
