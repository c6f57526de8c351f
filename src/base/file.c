#include <copse/base.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static copse_status fail_file(copse_error *err, const char *verb, const char *path)
{
    const int why = errno;
    return copse_fail(err, COPSE_EIO, "cannot %s %s: %s", verb, path,
                      strerror(why)); /* NOLINT(concurrency-mt-unsafe) */
}

/* Reads to the end of the file; `hint` is the size it is thought to have. */
static copse_status read_all(int file, const char *path, size_t hint, copse_text *out, copse_error *err)
{
    size_t block = hint + 1 > 65536 ? hint + 1 : 65536;
    for (;;) {
        if (copse_reserve((void **)&out->bytes, &out->capacity, out->length + block + 1, 1) != COPSE_OK)
            return copse_fail_memory(err);
        const ssize_t n = read(file, out->bytes + out->length, out->capacity - out->length - 1);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail_file(err, "read", path);
        if (n == 0) break;
        out->length += (size_t)n;
        block = out->capacity - out->length > 1 ? 0 : out->capacity;
    }
    out->bytes[out->length] = '\0';
    return COPSE_OK;
}

copse_status copse_file_read(const char *path, char **bytes, size_t *n, copse_error *err)
{
    *bytes = NULL;
    *n = 0;
    const bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    const int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail_file(err, "read", name);
    copse_text text = {0};
    struct stat about;
    size_t hint = 0;
    copse_status status = COPSE_OK;
    if (fstat(file, &about) == 0) {
        if (S_ISDIR(about.st_mode)) status = copse_fail(err, COPSE_EIO, "cannot read %s: it is a directory", name);
        if (S_ISREG(about.st_mode) && about.st_size > 0) hint = (size_t)about.st_size;
    }
    if (status == COPSE_OK) status = read_all(file, name, hint, &text, err);
    if (!standard) (void)close(file);
    if (status != COPSE_OK) {
        copse_text_free(&text);
        return status;
    }
    *bytes = text.bytes;
    *n = text.length;
    return COPSE_OK;
}

static copse_status write_all(int file, const char *path, const char *bytes, size_t n, copse_error *err)
{
    while (n > 0) {
        const ssize_t written = write(file, bytes, n);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_file(err, "write", path);
        bytes += written;
        n -= (size_t)written;
    }
    return COPSE_OK;
}

/* A new file of its own beside `path`; its name is left in *name. */
static int make_temporary(const char *path, mode_t mode, copse_text *name)
{
    for (int attempt = 0; attempt < 100; attempt++) {
        name->length = 0;
        copse_text_printf(name, "%s.%ld-%d.part", path, (long)getpid(), attempt);
        if (copse_text_status(name) != COPSE_OK) return -1;
        const int file = open(name->bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (file >= 0 || errno != EEXIST) return file;
    }
    return -1;
}

struct copse_output {
    int file;
    bool standard;   /* not ours to close */
    char *name;      /* for messages */
    char *target;    /* what the temporary file becomes; NULL: written directly */
    char *temporary; /* NULL: none, or renamed */
};

static void free_output(copse_output *output)
{
    free(output->name);
    free(output->target);
    free(output->temporary);
    free(output);
}

static copse_status open_directly(copse_output *output, const char *path, copse_error *err)
{
    output->standard = strcmp(path, "-") == 0;
    output->name = copse_copy(output->standard ? "standard output" : path);
    if (output->name == NULL) return copse_fail_memory(err);
    output->file = output->standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CLOEXEC);
    return output->file < 0 ? fail_file(err, "write", output->name) : COPSE_OK;
}

static copse_status open_beside(copse_output *output, const char *path, const struct stat *old, copse_error *err)
{
    char *real = old != NULL ? realpath(path, NULL) : NULL; /* through a symbolic link, to what it names */
    output->target = real != NULL ? real : copse_copy(path);
    output->name = copse_copy(output->target);
    if (output->target == NULL || output->name == NULL) return copse_fail_memory(err);
    copse_text temporary = {0};
    output->file = make_temporary(output->target, old != NULL ? old->st_mode & 07777 : 0666, &temporary);
    copse_status status = COPSE_OK;
    if (copse_text_status(&temporary) != COPSE_OK) status = copse_fail_memory(err);
    else if (output->file < 0) status = fail_file(err, "write", output->target);
    if (status == COPSE_OK) output->temporary = temporary.bytes;
    else copse_text_free(&temporary);
    return status;
}

copse_status copse_output_open(const char *path, copse_output **output, copse_error *err)
{
    struct stat about;
    *output = NULL;
    const bool exists = strcmp(path, "-") != 0 && stat(path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode)) return copse_fail(err, COPSE_EIO, "cannot write %s: it is a directory", path);
    copse_output *made = copse_alloc(1, sizeof *made);
    if (made == NULL) return copse_fail_memory(err);
    const bool directly = strcmp(path, "-") == 0 || (exists && !S_ISREG(about.st_mode));
    const copse_status status =
        directly ? open_directly(made, path, err) : open_beside(made, path, exists ? &about : NULL, err);
    if (status == COPSE_OK) *output = made;
    else free_output(made);
    return status;
}

copse_status copse_output_write(copse_output *output, const char *bytes, size_t n, copse_error *err)
{
    return write_all(output->file, output->name, bytes, n, err);
}

static void discard(copse_output *output)
{
    if (output == NULL) return;
    const int why = errno; /* for the caller */
    if (!output->standard && output->file >= 0) (void)close(output->file);
    if (output->temporary != NULL) (void)unlink(output->temporary);
    free_output(output);
    errno = why;
}

static copse_status keep_whole(copse_output *output, copse_error *err)
{
    copse_status status = COPSE_OK;
    if (!output->standard && close(output->file) != 0) status = fail_file(err, "write", output->name);
    output->file = -1;
    if (status == COPSE_OK && output->temporary != NULL && rename(output->temporary, output->target) != 0)
        status = fail_file(err, "write", output->name);
    if (status == COPSE_OK) {
        free(output->temporary);
        output->temporary = NULL;
    }
    discard(output);
    return status;
}

copse_status copse_output_close(copse_output *output, bool keep, copse_error *err)
{
    if (output != NULL && keep) return keep_whole(output, err);
    discard(output);
    return COPSE_OK;
}

copse_status copse_output_check(const char *path, copse_error *err)
{
    struct stat about;
    if (strcmp(path, "-") == 0) return COPSE_OK;
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)) return COPSE_OK;
    copse_output *output = NULL;
    const copse_status status = copse_output_open(path, &output, err);
    discard(output);
    return status;
}

copse_status copse_file_write(const char *path, const char *bytes, size_t n, copse_error *err)
{
    /* Words after a file was written must not fail for want of memory, so nothing is allocated for them. */
    if (strcmp(path, "-") == 0) return write_all(STDOUT_FILENO, "standard output", bytes, n, err);
    copse_output *output = NULL;
    copse_status status = copse_output_open(path, &output, err);
    if (status != COPSE_OK || output == NULL) return status;
    status = copse_output_write(output, bytes, n, err);
    if (status == COPSE_OK) return keep_whole(output, err);
    discard(output);
    return status;
}

copse_status copse_directory_make(const char *path, copse_error *err)
{
    char *copy = copse_copy(path);
    if (copy == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (char *at = copy + 1; status == COPSE_OK && copy[0] != '\0'; at++) {
        const char end = *at;
        if (end != '/' && end != '\0') continue;
        *at = '\0';
        struct stat about;
        if (mkdir(copy, 0777) != 0 && (errno != EEXIST || stat(copy, &about) != 0 || !S_ISDIR(about.st_mode)))
            status = fail_file(err, "make directory", copy);
        *at = end;
        if (end == '\0') break;
    }
    free(copy);
    return status;
}
