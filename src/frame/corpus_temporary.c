/* Files without a name, for what a corpus cannot keep in memory. */
#include "corpus.h"
#include "csv_decode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024 };

copse_status copse_i_temporary_failed(const char *folder, const char *verb, copse_error *err)
{
    const int why = errno;
    return copse_fail(err, COPSE_EIO, "cannot %s a temporary file in %s (the environment variable TMPDIR names it): %s",
                      verb, folder, strerror(why)); /* NOLINT(concurrency-mt-unsafe) */
}

copse_status copse_i_temporary_open(int *file, const char **folder, copse_error *err)
{
    const char *named = getenv("TMPDIR"); /* NOLINT(concurrency-mt-unsafe) */
    *folder = named != NULL && named[0] != '\0' ? named : "/tmp";
    copse_text name = {0};
    copse_text_printf(&name, "%s/copse-sort-XXXXXX", *folder);
    if (copse_text_status(&name) != COPSE_OK) return copse_fail_memory(err);
    *file = mkstemp(name.bytes);
    copse_status status = COPSE_OK;
    if (*file < 0 || unlink(name.bytes) != 0) status = copse_i_temporary_failed(*folder, "make", err);
    copse_text_free(&name);
    return status;
}

copse_status copse_i_temporary_write(int file, const char *folder, const char *bytes, size_t n, copse_error *err)
{
    for (size_t done = 0; done < n;) {
        const ssize_t written = write(file, bytes + done, n - done);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return copse_i_temporary_failed(folder, "write", err);
        done += (size_t)written;
    }
    return COPSE_OK;
}

/* A block of the file, or what is left of it: then *ended. */
static copse_status read_block(const copse_corpus *corpus, char *block, size_t *n, bool *ended, copse_error *err)
{
    *n = 0;
    while (*n < BLOCK && !*ended) {
        const ssize_t got = read(corpus->file, block + *n, BLOCK - *n);
        const int why = errno;
        if (got < 0 && why == EINTR) continue;
        if (got < 0)
            return copse_fail(err, COPSE_EIO, "cannot read %s: %s", corpus->name,
                              strerror(why)); /* NOLINT(concurrency-mt-unsafe) */
        *ended = got == 0;
        *n += (size_t)got;
    }
    return COPSE_OK;
}

static copse_status decode_to(const copse_corpus *corpus, int file, const char *folder, char *block, copse_error *err)
{
    copse_i_decoder *decoder = NULL;
    copse_text text = {0};
    size_t n = 0, mark = 0;
    bool ended = false;
    copse_status status = read_block(corpus, block, &n, &ended, err);
    if (status == COPSE_OK)
        status = copse_i_decoder_open(corpus->header.source, corpus->opts.csv.encoding, block, n, &decoder, &mark, err);
    while (status == COPSE_OK) {
        text.length = 0;
        if (decoder == NULL) copse_text_add_bytes(&text, block, n);
        else status = copse_i_decoder_add(decoder, block + mark, n - mark, ended, &text, err);
        mark = 0;
        if (status == COPSE_OK && copse_text_status(&text) != COPSE_OK) status = copse_fail_memory(err);
        if (status == COPSE_OK)
            status = copse_i_temporary_write(file, folder, copse_text_string(&text), text.length, err);
        if (ended || status != COPSE_OK) break;
        status = read_block(corpus, block, &n, &ended, err);
    }
    copse_i_decoder_close(decoder);
    copse_text_free(&text);
    return status;
}

copse_status copse_i_corpus_decode(copse_corpus *corpus, copse_error *err)
{
    const char *folder = NULL;
    int file = -1;
    char *block = copse_alloc(BLOCK, 1);
    if (block == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_temporary_open(&file, &folder, err);
    if (status == COPSE_OK) status = decode_to(corpus, file, folder, block, err);
    if (status == COPSE_OK && lseek(file, 0, SEEK_SET) != 0) status = copse_i_temporary_failed(folder, "read", err);
    free(block);
    if (status != COPSE_OK) {
        if (file >= 0) (void)close(file);
        return status;
    }
    if (corpus->owns_file) (void)close(corpus->file);
    corpus->file = file;
    corpus->owns_file = true;
    return COPSE_OK;
}
