#include <copse/base.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Directory of the running program, without the last slash; false where the system does not tell. */
static bool program_directory(char *buf, size_t size)
{
    const ssize_t n = readlink("/proc/self/exe", buf, size - 1);
    if (n <= 0) return false;
    buf[n] = '\0';
    char *slash = strrchr(buf, '/');
    if (slash == NULL) return false;
    *slash = '\0';
    return true;
}

static bool take_if_there(const char *directory, const char *rest, const char *relative, copse_text *path)
{
    path->length = 0;
    copse_text_printf(path, "%s%s/%s", directory, rest, relative);
    return copse_text_status(path) == COPSE_OK && access(path->bytes, R_OK) == 0;
}

copse_status copse_resource_path(const char *relative, char **path, copse_error *err)
{
    *path = NULL;
    copse_text text = {0};
    char program[4096];
    const char *named = getenv("COPSE_DATADIR"); /* NOLINT(concurrency-mt-unsafe): read only */
    const bool beside = program_directory(program, sizeof program);
    const bool found = (named != NULL && named[0] != '\0' && take_if_there(named, "", relative, &text)) ||
                       (beside && take_if_there(program, "/../share/copse", relative, &text)) ||
                       take_if_there(COPSE_INSTALLED_DATADIR, "", relative, &text);
    if (copse_text_status(&text) != COPSE_OK) {
        copse_text_free(&text);
        return copse_fail_memory(err);
    }
    if (found) {
        *path = text.bytes;
        return COPSE_OK;
    }
    copse_text_free(&text);
    return copse_fail(
        err, COPSE_ENOTFOUND,
        "%s, which comes with copse, is neither in %s%s%s nor in %s: set COPSE_DATADIR to the share/copse "
        "of the installation",
        relative, named != NULL ? named : "", named != NULL ? ", " : "",
        beside ? "../share/copse beside the program" : "the program's folder", COPSE_INSTALLED_DATADIR);
}
