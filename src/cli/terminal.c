#include "terminal.h"

#include <copse/job.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool set(const char *name)
{
    const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe) */
    return value != NULL && value[0] != '\0';
}

static bool dumb(void)
{
    const char *terminal = getenv("TERM"); /* NOLINT(concurrency-mt-unsafe) */
    return terminal == NULL || strcmp(terminal, "dumb") == 0;
}

static bool is_terminal(int stream)
{
    return isatty(stream) == 1 && !copse_ranks_launched();
}

bool copse_i_terminal_bold(void)
{
    return !set("NO_COLOR") && !dumb() && is_terminal(STDOUT_FILENO);
}

bool copse_i_terminal_progress(void)
{
    return copse_ranks_mine() == 0 && !dumb() && is_terminal(STDERR_FILENO);
}

static bool is_bold_switch(const char *text)
{
    return strncmp(text, "\033[1m", 4) == 0 || strncmp(text, "\033[0m", 4) == 0;
}

/* CSV and JSON carry what a file says byte by byte; on a screen its control characters would be obeyed. */
static void disarm(char *text)
{
    for (unsigned char *s = (unsigned char *)text; *s != '\0'; s++) {
        if (*s == '\n' || *s == '\t' || (*s == '\033' && is_bold_switch((const char *)s))) continue;
        if (*s < 0x20 || *s == 0x7F) *s = ' ';
        else if (s[0] == 0xC2 && s[1] >= 0x80 && s[1] <= 0x9F) s[0] = s[1] = ' ';
    }
}

/* To the screen a disarmed copy, to anything else the bytes as they are. */
static copse_status write_out(const char *path, const copse_text *text, copse_error *err)
{
    if (strcmp(path, "-") != 0 || !is_terminal(STDOUT_FILENO))
        return copse_file_write(path, copse_text_string(text), text->length, err);
    char *safe = copse_copy_text(copse_text_string(text), text->length);
    if (safe == NULL) return copse_fail_memory(err);
    disarm(safe);
    const copse_status status = copse_file_write(path, safe, text->length, err);
    const int why = errno;
    free(safe);
    errno = why; /* for the caller: free may change it */
    return status;
}

copse_status copse_i_output(const char *path, const copse_text *text, copse_error *err)
{
    copse_status status = copse_text_status(text);
    if (status != COPSE_OK) return copse_fail_memory(err);
    if (copse_ranks_mine() != 0) return COPSE_OK;
    if (path == NULL) path = "-";
    errno = 0;
    status = write_out(path, text, err);
    if (status == COPSE_EIO && errno == EPIPE) err->text[0] = '\0';
    return status;
}

void copse_i_warn(const copse_notes *warnings)
{
    if (copse_ranks_mine() != 0) return;
    for (size_t i = 0; i < warnings->count; i++) (void)fprintf(stderr, "copse: warning: %s\n", warnings->line[i]);
}

int copse_i_finish(copse_status status, const copse_error *err, bool speaks)
{
    if (status == COPSE_OK) return 0;
    const char *text = err->text[0] != '\0' || status == COPSE_EIO ? err->text : copse_status_text(status);
    if (text[0] != '\0' && speaks) (void)fprintf(stderr, "copse: %s\n", text);
    switch (status) {
    case COPSE_EINVAL:
    case COPSE_EUSAGE:
    case COPSE_ENOTFOUND:
        return 2;
    case COPSE_ENOMEM:
    case COPSE_EIO:
    case COPSE_EEXTERNAL:
        return 3;
    default:
        return 1;
    }
}
