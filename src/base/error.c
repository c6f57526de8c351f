#include <copse/base.h>

#include <stdio.h>
#include <string.h>

static const char ellipsis[] = "\xe2\x80\xa6";

/* Keeps the text one line, and valid UTF-8 where it had to be cut: the message may quote bytes of a user's file. */
static void tidy(char *text, bool cut)
{
    if (cut) {
        size_t end = COPSE_ERROR_TEXT - sizeof ellipsis;
        while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80) end--;
        memcpy(text + end, ellipsis, sizeof ellipsis);
    }
    copse_one_line(text);
}

copse_status copse_fail(copse_error *err, copse_status status, const char *format, ...)
{
    if (err == NULL) return status;
    char text[COPSE_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0) (void)snprintf(text, sizeof text, "%s", copse_status_text(status));
    tidy(text, n >= (int)sizeof text);
    err->status = status;
    memcpy(err->text, text, sizeof text);
    return status;
}

copse_status copse_error_prefix(copse_error *err, const char *format, ...)
{
    if (err == NULL) return COPSE_OK;
    char text[COPSE_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || n >= (int)sizeof text) return err->status;
    const int whole = snprintf(text + n, sizeof text - (size_t)n, "%s", err->text);
    tidy(text, whole >= (int)sizeof text - n);
    memcpy(err->text, text, sizeof text);
    return err->status;
}

copse_status copse_fail_memory(copse_error *err)
{
    return copse_fail(err, COPSE_ENOMEM, "%s", copse_status_text(COPSE_ENOMEM));
}
