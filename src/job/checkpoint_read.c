#include "checkpoint.h"
#include "job_parts.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long big;

/* What lies before the texts. */
enum { HEAD_SIZE = COPSE_I_MAGIC_SIZE + 2 * sizeof(uint32_t) + sizeof(copse_i_head) };

static copse_status check_mark(const char *path, const char *bytes, size_t n, copse_error *err)
{
    uint32_t mark[2] = {0, 0};
    const size_t known = n < COPSE_I_MAGIC_SIZE ? n : COPSE_I_MAGIC_SIZE;
    if (n == 0 || memcmp(bytes, COPSE_I_MAGIC, known) != 0)
        return copse_fail(err, COPSE_EPARSE, "%s is not a checkpoint of copse", path);
    if (n < HEAD_SIZE) return copse_fail(err, COPSE_EPARSE, "%s is truncated: only %zu bytes are there", path, n);
    memcpy(mark, bytes + COPSE_I_MAGIC_SIZE, sizeof mark);
    if (mark[0] == 0x04030201)
        return copse_fail(err, COPSE_EPARSE, "%s was written on a machine of the other byte order: go on there", path);
    if (mark[0] == COPSE_I_ORDER && mark[1] != COPSE_I_FORMAT)
        return copse_fail(err, COPSE_EPARSE, "%s has format %u, and this is copse %s, which reads format %d", path,
                          mark[1], copse_version(), COPSE_I_FORMAT);
    return COPSE_OK;
}

static copse_status check_sum(const char *path, const char *bytes, size_t n, copse_error *err)
{
    uint64_t length = 0;
    uint8_t checksum[COPSE_I_CHECKSUM_SIZE];
    struct sha256_ctx sha;
    memcpy(&length, bytes + COPSE_I_MAGIC_SIZE + 2 * sizeof(uint32_t), sizeof length);
    if (n < length)
        return copse_fail(err, COPSE_EPARSE, "%s is truncated: %zu of %llu bytes are there", path, n, (big)length);
    sha256_init(&sha);
    sha256_update(&sha, n - sizeof checksum, (const uint8_t *)bytes);
    sha256_digest(&sha, sizeof checksum, checksum);
    if (n == length && memcmp(checksum, bytes + n - sizeof checksum, sizeof checksum) == 0) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s is damaged: its checksum does not agree with its content", path);
}

/* The next `size` bytes of what is left, or NULL. */
static const char *take(const char **at, size_t *left, uint64_t size)
{
    const char *taken = *at;
    if (size > *left) return NULL;
    *at += size;
    *left -= (size_t)size;
    return taken;
}

static const char *take_text(const char **at, size_t *left, uint64_t size)
{
    const char *text = take(at, left, size);
    return text != NULL && size > 0 && text[size - 1] == '\0' ? text : NULL;
}

/* A job as the header has it, enough to count blocks and rows. */
static copse_job job_of(const copse_i_head *head)
{
    return (copse_job){
        .replicates = head->replicates, .block = (size_t)head->block, .width = (size_t)head->width, .keep = head->keep};
}

/* The rows must fill what is left, and the blocks done must be as many replicates as the header says. */
static bool counts_agree(const copse_i_saved *saved, size_t left)
{
    const copse_job job = job_of(&saved->head);
    const uint64_t row = saved->head.width * sizeof(double);
    uint64_t done = 0;
    uint64_t rows = 0;
    for (uint64_t b = 0; b < saved->blocks; b++) {
        if (saved->blocks_done[b] == 0) continue;
        const size_t n = copse_i_block_size(&job, b);
        done += n;
        rows += copse_i_rows_kept(&job, b * job.block, n);
    }
    if (done != saved->head.done) return false;
    return row == 0 ? left == 0 : rows <= left / row && rows * row == left;
}

static bool find_parts(copse_i_saved *saved, size_t n)
{
    const copse_i_head *head = &saved->head;
    const char *at = saved->bytes + HEAD_SIZE;
    size_t left = n - HEAD_SIZE - COPSE_I_CHECKSUM_SIZE;
    if (head->block == 0 || head->block % 8 != 0 || head->replicates == 0 || head->block > SIZE_MAX / 16 ||
        head->width > SIZE_MAX / 16)
        return false;
    saved->blocks = head->replicates / head->block + (head->replicates % head->block != 0 ? 1 : 0);
    saved->version = take_text(&at, &left, head->version);
    saved->kind = take_text(&at, &left, head->kind);
    saved->design = take_text(&at, &left, head->design);
    saved->note = take(&at, &left, head->note);
    saved->blocks_done = (const unsigned char *)take(&at, &left, saved->blocks);
    saved->state = take(&at, &left, head->state_size);
    saved->rows = at;
    return saved->version != NULL && saved->kind != NULL && saved->design != NULL && saved->note != NULL &&
           saved->blocks_done != NULL && saved->state != NULL && head->shard <= head->shards &&
           (head->shard == 0) == (head->shards == 0) && head->shards <= UINT32_MAX && counts_agree(saved, left);
}

copse_status copse_i_saved_parse(const char *path, char *bytes, size_t n, copse_i_saved *saved, copse_error *err)
{
    *saved = (copse_i_saved){.bytes = bytes};
    copse_status status = check_mark(path, bytes, n, err);
    if (status == COPSE_OK && n < HEAD_SIZE + COPSE_I_CHECKSUM_SIZE)
        status = copse_fail(err, COPSE_EPARSE, "%s is truncated: only %zu bytes are there", path, n);
    if (status == COPSE_OK) status = check_sum(path, bytes, n, err);
    if (status != COPSE_OK) return status;
    memcpy(&saved->head, bytes + HEAD_SIZE - sizeof saved->head, sizeof saved->head);
    if (!find_parts(saved, n)) return copse_fail(err, COPSE_EPARSE, "%s is damaged: its parts do not fit", path);
    return COPSE_OK;
}

copse_status copse_i_saved_read(const char *path, copse_i_saved *saved, copse_error *err)
{
    char *bytes = NULL;
    size_t n = 0;
    *saved = (copse_i_saved){0};
    const copse_status status = copse_file_read(path, &bytes, &n, err);
    return status == COPSE_OK ? copse_i_saved_parse(path, bytes, n, saved, err) : status;
}

void copse_i_saved_free(copse_i_saved *saved)
{
    free(saved->bytes);
    *saved = (copse_i_saved){0};
}

static int line_length(const char *text)
{
    const size_t n = strcspn(text, "\n");
    return n < 200 ? (int)n : 200;
}

/* The first line in which two designs differ. */
static copse_status other_design(const char *there, const char *here, const char *path, copse_error *err)
{
    size_t start = 0;
    for (size_t i = 0; there[i] == here[i] && there[i] != '\0'; i++)
        if (there[i] == '\n') start = i + 1;
    return copse_fail(err, COPSE_EPARSE, "%s is of other work: there '%.*s', here '%.*s'", path,
                      line_length(there + start), there + start, line_length(here + start), here + start);
}

static copse_status other_count(const char *path, const char *what, uint64_t there, uint64_t here, copse_error *err)
{
    return copse_fail(err, COPSE_EPARSE, "%s is of other work: %s there is %llu, here %llu", path, what, (big)there,
                      (big)here);
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

copse_status copse_i_saved_check(const copse_job *job, const copse_i_saved *saved, const char *path, copse_error *err)
{
    const copse_i_head *head = &saved->head;
    if (strcmp(saved->version, copse_version()) != 0)
        return copse_fail(err, COPSE_EPARSE, "%s was written by copse %s, and this is copse %s: go on with that one",
                          path, saved->version, copse_version());
    if (strcmp(saved->kind, job->kind) != 0)
        return copse_fail(err, COPSE_EPARSE, "%s is of other work: a %s, not a %s", path, saved->kind, job->kind);
    if (strcmp(saved->design, job->design) != 0) return other_design(saved->design, job->design, path, err);
    if (head->block != job->block) return other_count(path, "the block", head->block, job->block, err);
    if (head->width != job->width) return other_count(path, "a row's width", head->width, job->width, err);
    if (head->state_size != job->state_size)
        return other_count(path, "the size of the state", head->state_size, job->state_size, err);
    if (head->replicates > job->replicates ||
        (head->replicates < job->replicates && head->replicates % job->block != 0))
        return copse_fail(err, COPSE_EPARSE, "%s is of %llu replicates, which cannot become %llu", path,
                          (big)head->replicates, (big)job->replicates);
    const uint64_t kept = least(head->keep, head->replicates);
    if (job->width > 0 && kept != least(job->keep, head->replicates))
        return other_count(path, "the number of rows kept", kept, least(job->keep, head->replicates), err);
    return COPSE_OK;
}

copse_status copse_i_saved_join(const copse_job *job, const copse_i_saved *saved, const char *path,
                                copse_job_result *result, copse_error *err)
{
    const copse_job there = job_of(&saved->head);
    for (uint64_t b = 0; b < saved->blocks; b++)
        if (saved->blocks_done[b] != 0 && result->blocks_done[b] != 0)
            return copse_fail(err, COPSE_EPARSE, "%s has replicates %llu to %llu, which are there already", path,
                              (big)b * job->block, (big)b * job->block + copse_i_block_size(&there, b) - 1);
    void *state = copse_alloc(job->state_size, 1); /* aligned, as the one in the file is not */
    if (state == NULL) return copse_fail_memory(err);
    if (job->state_size > 0) {
        memcpy(state, saved->state, job->state_size);
        job->join(job->context, result->state, state);
    }
    free(state);
    const char *rows = saved->rows;
    for (uint64_t b = 0; b < saved->blocks; b++) {
        if (saved->blocks_done[b] == 0) continue;
        const size_t kept = copse_i_rows_kept(&there, b * job->block, copse_i_block_size(&there, b));
        const size_t size = kept * job->width * sizeof *result->rows;
        if (size > 0) memcpy(result->rows + (size_t)b * job->block * job->width, rows, size);
        rows += size;
        copse_i_result_mark(job, result, b);
    }
    return COPSE_OK;
}
