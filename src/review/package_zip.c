/* The zip of a data package: the tables that are wanted come out of it, and nothing else does. */
#include "review_parts.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { MOST_ENTRIES = 2000, RATIO = 200, DEEPEST = 2 };
#define LARGEST_TABLE ((zip_uint64_t)64 << 20)
#define SMALL_TABLE ((zip_uint64_t)1 << 20)

void copse_i_package_free(copse_i_package *package)
{
    free(package->settings);
    free(package->rows);
    free(package->parameters);
    free(package->settings_name);
    free(package->rows_name);
    *package = (copse_i_package){0};
}

static bool ends_in(const char *name, const char *ending)
{
    const size_t n = strlen(name), e = strlen(ending);
    return n >= e && strcmp(name + n - e, ending) == 0;
}

/* A name that would leave the folder that an archive is unpacked to, under one system or another. */
static bool leaves_folder(const char *name)
{
    if (name[0] == '/' || name[0] == '\\' || (name[0] != '\0' && name[1] == ':')) return true;
    for (const char *at = name; at != NULL; at = strpbrk(at, "/\\")) {
        at += *at == '/' || *at == '\\';
        if (at[0] == '.' && at[1] == '.' && (at[2] == '\0' || at[2] == '/' || at[2] == '\\')) return true;
    }
    return false;
}

/* What macOS puts beside each file of an archive that was packed anew: no table, though its name ends as one's does. */
static bool is_resource_fork(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *file = slash != NULL ? slash + 1 : name;
    return strncmp(name, "__MACOSX/", 9) == 0 || strncmp(file, "._", 2) == 0;
}

static copse_status damaged(const char *source, const char *why, copse_error *err)
{
    return copse_fail(err, COPSE_EPARSE, "%s: the zip archive is damaged: %s", source, why);
}

static copse_status zip_failed(const char *source, zip_error_t *error, copse_error *err)
{
    if (zip_error_code_zip(error) == ZIP_ER_MEMORY) return copse_fail_memory(err);
    /* libzip calls an archive none, too, when memory ran short while it read its list */
    return copse_fail(err, COPSE_EPARSE, "%s: the zip archive is damaged, or there is not enough memory for it: %s",
                      source, zip_error_strerror(error));
}

/* What stands in the archive's list, before a byte is unpacked. */
static copse_status check_entry(const char *source, const zip_stat_t *about, copse_error *err)
{
    const zip_uint64_t known = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
    if ((about->valid & known) != known) return damaged(source, "an entry without a size", err);
    if (about->encryption_method != ZIP_EM_NONE)
        return copse_fail(err, COPSE_EPARSE, "%s: '%s' is encrypted", source, copse_i_review_cut(about->name).text);
    if (about->size > LARGEST_TABLE)
        return copse_fail(err, COPSE_EPARSE, "%s: '%s' unpacks to more than 64 MiB", source,
                          copse_i_review_cut(about->name).text);
    if (about->size > SMALL_TABLE && about->size / RATIO > about->comp_size)
        return copse_fail(err, COPSE_EPARSE, "%s: '%s' unpacks to more than %d times its size", source,
                          copse_i_review_cut(about->name).text, RATIO);
    return COPSE_OK;
}

/* The bytes of an entry: as many as its list says, and no more. */
static copse_status unpack(const char *source, zip_t *archive, const zip_stat_t *about, char **bytes, size_t *n,
                           copse_error *err)
{
    copse_status status = check_entry(source, about, err);
    if (status != COPSE_OK) return status;
    zip_file_t *file = zip_fopen_index(archive, about->index, 0);
    if (file == NULL) return zip_failed(source, zip_get_error(archive), err);
    char *made = copse_alloc((size_t)about->size + 1, 1);
    if (made == NULL) {
        (void)zip_fclose(file);
        return copse_fail_memory(err);
    }
    zip_int64_t got = 0;
    size_t length = 0;
    do {
        got = zip_fread(file, made + length, about->size + 1 - length);
        length += got > 0 ? (size_t)got : 0;
    } while (got > 0 && length <= about->size);
    if (got < 0) status = zip_failed(source, zip_file_get_error(file), err);
    else if (length != about->size) status = damaged(source, "an entry is not as long as it says", err);
    (void)zip_fclose(file);
    if (status != COPSE_OK) {
        free(made);
        return status;
    }
    made[length] = '\0';
    *bytes = made;
    *n = length;
    return COPSE_OK;
}

/* A table goes where it belongs; one that stands twice does not say which is meant. */
static copse_status take_entry(const char *source, zip_t *archive, const zip_stat_t *about, copse_i_package *package,
                               copse_error *err)
{
    const struct {
        const char *ending;
        char **bytes, **name;
        size_t *n;
    } wanted[] = {
        {"-overall-estimates-and-settings.csv", &package->settings, &package->settings_name, &package->settings_n},
        {"-data-rows.csv", &package->rows, &package->rows_name, &package->rows_n},
        {"-parameters.csv", &package->parameters, NULL, &package->parameters_n},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (!ends_in(about->name, wanted[i].ending)) continue;
        if (*wanted[i].bytes != NULL)
            return copse_fail(err, COPSE_EPARSE, "%s: two tables are called '%s'", source, wanted[i].ending + 1);
        if (wanted[i].name != NULL) {
            *wanted[i].name = copse_copy(about->name);
            if (*wanted[i].name == NULL) return copse_fail_memory(err);
        }
        return unpack(source, archive, about, wanted[i].bytes, wanted[i].n, err);
    }
    return COPSE_OK;
}

static copse_status open_archive(const char *source, const char *bytes, size_t n, int depth, copse_i_package *package,
                                 copse_error *err);

/* The download of the Cochrane Library has the data package as an archive within the archive. */
static copse_status open_inner(const char *source, zip_t *archive, zip_int64_t index, int depth,
                               copse_i_package *package, copse_error *err)
{
    zip_stat_t about;
    char *bytes = NULL;
    size_t n = 0;
    if (zip_stat_index(archive, (zip_uint64_t)index, 0, &about) != 0)
        return zip_failed(source, zip_get_error(archive), err);
    copse_status status = unpack(source, archive, &about, &bytes, &n, err);
    if (status == COPSE_OK) status = open_archive(source, bytes, n, depth + 1, package, err);
    free(bytes);
    return status;
}

static copse_status take_entries(const char *source, zip_t *archive, int depth, copse_i_package *package,
                                 copse_error *err)
{
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    zip_int64_t inner = -1;
    if (count > MOST_ENTRIES)
        return copse_fail(err, COPSE_EPARSE, "%s: more than %d entries; a data package has a few dozen", source,
                          MOST_ENTRIES);
    for (zip_int64_t i = 0; i < count; i++) {
        zip_stat_t about;
        if (zip_stat_index(archive, (zip_uint64_t)i, 0, &about) != 0)
            return zip_failed(source, zip_get_error(archive), err);
        if ((about.valid & ZIP_STAT_NAME) == 0) return damaged(source, "an entry without a name", err);
        if (leaves_folder(about.name))
            return copse_fail(err, COPSE_EPARSE, "%s: '%s' leads out of the archive", source,
                              copse_i_review_cut(about.name).text);
        if (is_resource_fork(about.name)) continue;
        const copse_status status = take_entry(source, archive, &about, package, err);
        if (status != COPSE_OK) return status;
        if (ends_in(about.name, "-data.zip") || ends_in(about.name, "dataPackage.zip")) inner = inner == -1 ? i : -2;
    }
    if (package->settings != NULL || package->rows != NULL || inner == -1) return COPSE_OK;
    if (inner == -2) return copse_fail(err, COPSE_EPARSE, "%s: two data packages in one archive", source);
    if (depth == DEEPEST) return copse_fail(err, COPSE_EPARSE, "%s: archives within archives", source);
    return open_inner(source, archive, inner, depth, package, err);
}

static copse_status open_archive(const char *source, const char *bytes, size_t n, int depth, copse_i_package *package,
                                 copse_error *err)
{
    zip_error_t error;
    zip_error_init(&error);
    copse_status status = COPSE_OK;
    zip_source_t *from = zip_source_buffer_create(bytes, n, 0, &error);
    zip_t *archive = from != NULL ? zip_open_from_source(from, ZIP_RDONLY, &error) : NULL;
    if (archive == NULL) {
        status = zip_failed(source, &error, err);
        if (from != NULL) zip_source_free(from);
    } else {
        status = take_entries(source, archive, depth, package, err);
        zip_discard(archive);
    }
    zip_error_fini(&error);
    return status;
}

copse_status copse_i_package_open(const char *source, const char *bytes, size_t n, copse_i_package *package,
                                  copse_error *err)
{
    *package = (copse_i_package){0};
    const copse_status status = open_archive(source, bytes, n, 1, package, err);
    if (status != COPSE_OK) copse_i_package_free(package);
    return status;
}
