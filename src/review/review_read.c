/* Which of the two formats a file has. */
#include "review_parts.h"

#include <stdlib.h>
#include <string.h>

#define LARGEST_FILE ((size_t)256 << 20)

/* XML begins with <, after a byte order mark and spaces; in UTF-16 there is a NUL beside it. */
static bool looks_like_xml(const char *bytes, size_t n)
{
    size_t i = 0;
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) i = 3;
    if (n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) i = 2;
    while (i < n && (bytes[i] == '\0' || strchr(" \t\r\n", bytes[i]) != NULL)) i++;
    return i < n && bytes[i] == '<';
}

static copse_status parse_into(copse_review *review, const char *bytes, size_t n, copse_error *err)
{
    if (n > LARGEST_FILE)
        return copse_fail(err, COPSE_EPARSE, "%s: more than 256 MiB; no review is so long", review->source);
    copse_sha256(bytes, n, review->sha256);
    if (n >= 4 && (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "PK\5\6", 4) == 0))
        return copse_i_package_parse(bytes, n, review, err);
    if (looks_like_xml(bytes, n)) return copse_i_rm5_parse(bytes, n, review, err);
    return copse_fail(err, COPSE_EPARSE, "%s: neither a RevMan 5 review (XML) nor a data package of RevMan Web (zip)",
                      review->source);
}

copse_status copse_review_parse(const char *source, const char *bytes, size_t n, copse_review *review, copse_error *err)
{
    copse_status status = copse_i_review_new(source, review, err);
    if (status != COPSE_OK) return status;
    status = parse_into(review, n > 0 ? bytes : "", n, err);
    if (status == COPSE_OK) status = copse_i_review_finish(review, err);
    if (status != COPSE_OK) copse_review_free(review);
    return status;
}

copse_status copse_review_read(const char *path, copse_review *review, copse_error *err)
{
    char *bytes = NULL;
    size_t n = 0;
    *review = (copse_review){0};
    copse_status status = copse_file_read(path, &bytes, &n, err);
    if (status == COPSE_OK)
        status = copse_review_parse(strcmp(path, "-") == 0 ? "<stdin>" : path, bytes, n, review, err);
    free(bytes);
    return status;
}
