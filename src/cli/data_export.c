#include "data_export.h"

#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

copse_status copse_i_dataset_find(const copse_dataset *list, size_t count, const char *name, size_t *index,
                                  copse_error *err)
{
    if (name[0] == '@') name++;
    const char **names = copse_alloc(count, sizeof *names);
    if (names == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_ENOTFOUND;
    for (size_t i = 0; i < count; i++) {
        names[i] = list[i].name;
        if (strcmp(names[i], name) != 0) continue;
        *index = i;
        status = COPSE_OK;
    }
    const char *near = copse_nearest(name, names, count);
    if (status != COPSE_OK && near != NULL)
        status = copse_fail(err, status, "no data set '%s'; did you mean '%s'?", name, near);
    else if (status != COPSE_OK) status = copse_fail(err, status, "no data set '%s' (copse data lists them)", name);
    free(names);
    return status;
}

copse_status copse_i_dataset_file(const copse_dataset *set, const char *file, char **bytes, size_t *n, copse_error *err)
{
    copse_text name = {0};
    char *path = NULL;
    size_t length = 0;
    copse_text_printf(&name, "@%s", set->name);
    copse_status status = copse_text_status(&name) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_dataset_path(copse_text_string(&name), file, &path, err);
    if (status == COPSE_OK) status = copse_file_read(path, bytes, &length, err);
    if (n != NULL) *n = length;
    free(path);
    copse_text_free(&name);
    return status;
}

/* Copies one file; its path is added to `written` first, so that no file is written that cannot be told of. */
static copse_status copy_file(const copse_dataset *set, const char *file, const char *path, copse_text *written,
                              copse_error *err)
{
    char *bytes = NULL;
    size_t n = 0;
    if (strcmp(path, "-") != 0) copse_text_printf(written, "%s\n", path);
    copse_status status = copse_text_status(written) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_i_dataset_file(set, file, &bytes, &n, err);
    if (status == COPSE_OK) status = copse_file_write(path, bytes, n, err);
    free(bytes);
    return status;
}

static copse_status copy_into(const copse_dataset *set, const char *file, const char *folder, copse_text *written,
                              copse_error *err)
{
    copse_text path = {0};
    const size_t length = strlen(folder);
    copse_text_printf(&path, length > 0 && folder[length - 1] == '/' ? "%s%s" : "%s/%s", folder, file);
    copse_status status = copse_text_status(&path) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) status = copy_file(set, file, copse_text_string(&path), written, err);
    copse_text_free(&path);
    return status;
}

static copse_status table_file(const copse_dataset *set, size_t table, copse_text *out, copse_error *err)
{
    out->length = 0;
    copse_text_printf(out, "%s.csv", set->table[table]);
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static copse_status copy_all(const copse_dataset *set, const size_t *only, const char *folder, copse_text *written,
                             copse_error *err)
{
    copse_text file = {0};
    copse_status status = copse_directory_make(folder, err);
    for (size_t t = 0; status == COPSE_OK && t < set->tables; t++) {
        if (only != NULL && *only != t) continue;
        status = table_file(set, t, &file, err);
        if (status == COPSE_OK) status = copy_into(set, copse_text_string(&file), folder, written, err);
    }
    if (status == COPSE_OK && only == NULL) status = copy_into(set, "README.md", folder, written, err);
    if (status == COPSE_OK && only == NULL && set->protocol)
        status = copy_into(set, "protocol.yaml", folder, written, err);
    copse_text_free(&file);
    return status;
}

static bool is_one_file(const char *target)
{
    const size_t length = strlen(target);
    return strcmp(target, "-") == 0 || (length > 4 && strcasecmp(target + length - 4, ".csv") == 0);
}

copse_status copse_i_dataset_export(const copse_dataset *set, const size_t *table, const char *target, bool quiet,
                                    copse_error *err)
{
    copse_text written = {0};
    copse_text file = {0};
    copse_status status = COPSE_OK;
    if (is_one_file(target)) {
        status = table_file(set, table != NULL ? *table : 0, &file, err);
        if (status == COPSE_OK) status = copy_file(set, copse_text_string(&file), target, &written, err);
    } else {
        status = copy_all(set, table, target, &written, err);
    }
    if (status == COPSE_OK && !quiet && written.length > 0) status = copse_i_output(NULL, &written, err);
    copse_text_free(&file);
    copse_text_free(&written);
    return status;
}
