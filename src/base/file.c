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

static copse_status write_directly(const char *path, const char *bytes, size_t n, copse_error *err)
{
    const bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard output" : path;
    const int file = standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return fail_file(err, "write", name);
    copse_status status = write_all(file, name, bytes, n, err);
    if (!standard && close(file) != 0 && status == COPSE_OK) status = fail_file(err, "write", name);
    return status;
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

static copse_status write_beside(const char *path, const struct stat *old, const char *bytes, size_t n,
                                 copse_error *err)
{
    copse_text temporary = {0};
    const int file = make_temporary(path, old != NULL ? old->st_mode & 07777 : 0666, &temporary);
    copse_status status = COPSE_OK;
    if (copse_text_status(&temporary) != COPSE_OK) status = copse_fail_memory(err);
    else if (file < 0) status = fail_file(err, "write", path);
    if (status == COPSE_OK) {
        status = write_all(file, path, bytes, n, err);
        if (close(file) != 0 && status == COPSE_OK) status = fail_file(err, "write", path);
        if (status == COPSE_OK && rename(temporary.bytes, path) != 0) status = fail_file(err, "write", path);
        if (status != COPSE_OK) (void)unlink(temporary.bytes);
    }
    copse_text_free(&temporary);
    return status;
}

copse_status copse_file_write(const char *path, const char *bytes, size_t n, copse_error *err)
{
    struct stat about;
    const bool exists = strcmp(path, "-") != 0 && stat(path, &about) == 0;
    if (strcmp(path, "-") == 0 || (exists && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)))
        return write_directly(path, bytes, n, err);
    if (exists && S_ISDIR(about.st_mode)) return copse_fail(err, COPSE_EIO, "cannot write %s: it is a directory", path);
    char *target = exists ? realpath(path, NULL) : NULL; /* through a symbolic link, to what it names */
    const copse_status status = write_beside(target != NULL ? target : path, exists ? &about : NULL, bytes, n, err);
    free(target);
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
