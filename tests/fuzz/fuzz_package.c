/* libFuzzer target: data packages. Input that begins as a zip archive does is one; other input is the two tables of a
 * package, divided by a line of '=', which is packed first (stored, without compression): so the tables are reached. */
#include "fuzz_review.h"

#include <copse/base.h>

#include <stdint.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool add(zip_t *archive, const char *name, const char *bytes, size_t n)
{
    zip_source_t *source = zip_source_buffer(archive, n > 0 ? bytes : "", n, 0);
    if (source == NULL) return false;
    const zip_int64_t index = zip_file_add(archive, name, source, 0);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0;
}

/* The bytes of an archive with both tables; NULL when it cannot be made. */
static char *pack(const char *settings, size_t settings_n, const char *rows, size_t rows_n, size_t *n)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *archive = source != NULL ? zip_open_from_source(source, ZIP_TRUNCATE, &error) : NULL;
    char *bytes = NULL;
    if (archive == NULL) return NULL;
    zip_source_keep(source);
    const bool added = add(archive, "x-overall-estimates-and-settings.csv", settings, settings_n) &&
                       add(archive, "x-data-rows.csv", rows, rows_n);
    if (!added) zip_discard(archive);
    zip_stat_t about;
    if (added && zip_close(archive) == 0 && zip_source_stat(source, &about) == 0 && zip_source_open(source) == 0) {
        bytes = malloc((size_t)about.size + 1);
        *n = (size_t)about.size;
        if (bytes != NULL && zip_source_read(source, bytes, about.size) != (zip_int64_t)about.size) {
            free(bytes);
            bytes = NULL;
        }
        (void)zip_source_close(source);
    }
    zip_source_free(source);
    zip_error_fini(&error);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    if (size >= 2 && data[0] == 'P' && data[1] == 'K') {
        fuzz_review("f.zip", bytes, size);
        return 0;
    }
    const char *cut = NULL;
    for (size_t i = 0; cut == NULL && i + 3 <= size; i++)
        if (memcmp(bytes + i, "\n=\n", 3) == 0) cut = bytes + i;
    if (cut == NULL) return 0;
    size_t n = 0;
    char *archive = pack(bytes, (size_t)(cut - bytes) + 1, cut + 3, size - (size_t)(cut - bytes) - 3, &n);
    if (archive == NULL) return 0;
    fuzz_review("f.zip", archive, n);
    free(archive);
    return 0;
}
