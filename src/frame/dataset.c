#include <copse/frame.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct name_list {
    char **name;
    size_t count, capacity;
} name_list;

static void names_free(name_list *names)
{
    for (size_t i = 0; i < names->count; i++) free(names->name[i]);
    free(names->name);
    *names = (name_list){0};
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of data sets, tables and files go into a path: one component each, nothing hidden, no way up. */
static bool is_plain(const char *name, size_t n)
{
    return n > 0 && name[0] != '.' && memchr(name, '/', n) == NULL;
}

static copse_status names_add(name_list *names, const char *name, size_t n)
{
    if (copse_reserve((void **)&names->name, &names->capacity, names->count + 1, sizeof *names->name) != COPSE_OK)
        return COPSE_ENOMEM;
    char *copy = copse_copy_text(name, n);
    if (copy == NULL) return COPSE_ENOMEM;
    names->name[names->count++] = copy;
    return COPSE_OK;
}

/* The entries of a folder whose names end in `ending`, without it, sorted. */
static copse_status list_folder(const char *folder, const char *ending, name_list *names, copse_error *err)
{
    DIR *open = opendir(folder);
    if (open == NULL)
        return copse_fail(err, COPSE_EIO, "cannot read %s: %s", folder,
                          strerror(errno)); /* NOLINT(concurrency-mt-unsafe) */
    copse_status status = COPSE_OK;
    const struct dirent *entry;
    while (status == COPSE_OK && (entry = readdir(open)) != NULL) { /* NOLINT(concurrency-mt-unsafe): own stream */
        const size_t n = strlen(entry->d_name), tail = strlen(ending);
        if (n <= tail || strcmp(entry->d_name + n - tail, ending) != 0) continue;
        if (is_plain(entry->d_name, n - tail)) status = names_add(names, entry->d_name, n - tail);
    }
    (void)closedir(open);
    if (names->count > 0) qsort(names->name, names->count, sizeof *names->name, by_text);
    return status == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

/* folder/name/file, or folder/name/file + ending; NULL when memory is short. */
static char *join(const char *folder, const char *name, const char *file, const char *ending)
{
    copse_text path = {0};
    copse_text_printf(&path, "%s/%s/%s%s", folder, name, file, ending);
    if (copse_text_status(&path) == COPSE_OK) return path.bytes;
    copse_text_free(&path);
    return NULL;
}

/* The folders below `folder` that hold a table of their own name. */
static copse_status list_sets(const char *folder, name_list *names, copse_error *err)
{
    name_list all = {0};
    copse_status status = list_folder(folder, "", &all, err);
    for (size_t i = 0; status == COPSE_OK && i < all.count; i++) {
        char *main_table = join(folder, all.name[i], all.name[i], ".csv");
        if (main_table == NULL ||
            (access(main_table, R_OK) == 0 && names_add(names, all.name[i], strlen(all.name[i])) != COPSE_OK))
            status = copse_fail_memory(err);
        free(main_table);
    }
    names_free(&all);
    return status;
}

/* "# name: title" → "title"; a heading without a colon is the title itself. */
static copse_status read_title(const char *folder, const char *name, char **title, copse_error *err)
{
    char *path = join(folder, name, "README.md", "");
    if (path == NULL) return copse_fail_memory(err);
    char *bytes = NULL;
    size_t n = 0;
    copse_status status = COPSE_OK;
    if (access(path, R_OK) == 0) status = copse_file_read(path, &bytes, &n, err);
    free(path);
    if (status != COPSE_OK) return status;
    const char *line = bytes != NULL ? bytes : "";
    line += strspn(line, "# ");
    const size_t prefix = strlen(name);
    if (strncmp(line, name, prefix) == 0 && line[prefix] == ':') line += prefix + 1;
    line += strspn(line, " ");
    *title = copse_copy_text(line, strcspn(line, "\r\n"));
    free(bytes);
    return *title != NULL ? COPSE_OK : copse_fail_memory(err);
}

static copse_status describe_set(const char *folder, const char *name, copse_dataset *set, copse_error *err)
{
    set->name = copse_copy(name);
    char *own_folder = join(folder, name, "", "");
    char *protocol = join(folder, name, "protocol.yaml", "");
    copse_status status = COPSE_OK;
    if (set->name == NULL || own_folder == NULL || protocol == NULL) {
        (void)copse_fail_memory(err);
        status = COPSE_ENOMEM;
    }
    if (status == COPSE_OK) status = read_title(folder, name, &set->title, err);
    if (status == COPSE_OK) {
        name_list tables = {0};
        status = list_folder(own_folder, ".csv", &tables, err);
        set->table = tables.name;
        set->tables = tables.count;
        set->protocol = access(protocol, R_OK) == 0;
    }
    for (size_t t = set->tables; status == COPSE_OK && t-- > 1;) { /* the main table moves to the front */
        if (strcmp(set->table[t], name) != 0) continue;
        char *main_table = set->table[t];
        memmove(set->table + 1, set->table, t * sizeof *set->table);
        set->table[0] = main_table;
        break;
    }
    free(own_folder);
    free(protocol);
    return status;
}

copse_status copse_dataset_list(copse_dataset **list, size_t *count, copse_error *err)
{
    char *folder = NULL;
    name_list names = {0};
    *list = NULL;
    *count = 0;
    copse_status status = copse_resource_path("datasets", &folder, err);
    if (status == COPSE_OK) status = list_sets(folder, &names, err);
    if (status == COPSE_OK) {
        *list = copse_alloc(names.count, sizeof **list);
        if (*list == NULL) status = copse_fail_memory(err);
        else *count = names.count;
    }
    for (size_t i = 0; status == COPSE_OK && i < *count; i++)
        status = describe_set(folder, names.name[i], &(*list)[i], err);
    free(folder);
    names_free(&names);
    if (status != COPSE_OK) {
        copse_dataset_list_free(*list, *count);
        *list = NULL;
        *count = 0;
    }
    return status;
}

void copse_dataset_list_free(copse_dataset *list, size_t count)
{
    if (list == NULL) return;
    for (size_t i = 0; i < count; i++) {
        for (size_t t = 0; t < list[i].tables; t++) free(list[i].table[t]);
        free(list[i].table);
        free(list[i].name);
        free(list[i].title);
    }
    free(list);
}

static copse_status fail_name(const char *kind, const char *of, const char *name, const name_list *known,
                              copse_error *err)
{
    const char *nearest = copse_nearest(name, (const char *const *)known->name, known->count);
    if (nearest != NULL)
        return copse_fail(err, COPSE_ENOTFOUND, "%s%s has no %s '%s'; did you mean '%s'?",
                          of[0] != '\0' ? "@" : "copse", of, kind, name, nearest);
    copse_text there = {0};
    for (size_t i = 0; i < known->count; i++) copse_text_printf(&there, "%s%s", i > 0 ? ", " : "", known->name[i]);
    const copse_status status =
        copse_fail(err, COPSE_ENOTFOUND, "%s%s has no %s '%s'; it has %s", of[0] != '\0' ? "@" : "copse", of, kind,
                   name, known->count > 0 ? copse_text_string(&there) : "none");
    copse_text_free(&there);
    return status;
}

/* Sets *path to folder/name/file+ending when there is such a file, else to NULL. */
static copse_status look_for(const char *folder, const char *name, const char *file, const char *ending, char **path,
                             copse_error *err)
{
    *path = NULL;
    if (!is_plain(name, strlen(name)) || !is_plain(file, strlen(file))) return COPSE_OK;
    char *wanted = join(folder, name, file, ending);
    if (wanted == NULL) return copse_fail_memory(err);
    if (access(wanted, R_OK) == 0) *path = wanted;
    else free(wanted);
    return COPSE_OK;
}

static copse_status fail_set(const char *folder, const char *name, copse_error *err)
{
    name_list known = {0};
    copse_status status = list_sets(folder, &known, err);
    if (status == COPSE_OK) status = fail_name("data set", "", name, &known, err);
    names_free(&known);
    return status;
}

static copse_status fail_file(const char *folder, const char *name, const char *file, const char *ending,
                              copse_error *err)
{
    name_list known = {0};
    char *own_folder = join(folder, name, "", "");
    if (own_folder == NULL) {
        (void)copse_fail_memory(err);
        return COPSE_ENOMEM;
    }
    copse_status status = list_folder(own_folder, ending, &known, err);
    if (status == COPSE_OK) status = fail_name(ending[0] != '\0' ? "table" : "file", name, file, &known, err);
    free(own_folder);
    names_free(&known);
    return status;
}

/* The path of datasets/name/file+ending. */
static copse_status find_file(const char *folder, const char *name, const char *file, const char *ending, char **path,
                              copse_error *err)
{
    char *main_table = NULL;
    copse_status status = look_for(folder, name, name, ".csv", &main_table, err);
    if (status != COPSE_OK) return status;
    if (main_table == NULL) return fail_set(folder, name, err);
    free(main_table);
    status = look_for(folder, name, file, ending, path, err);
    if (status == COPSE_OK && *path == NULL) status = fail_file(folder, name, file, ending, err);
    return status;
}

copse_status copse_dataset_path(const char *at_name, const char *file, char **path, copse_error *err)
{
    *path = NULL;
    const char *name = at_name[0] == '@' ? at_name + 1 : at_name;
    const size_t length = strcspn(name, "/");
    const char *table = name[length] == '/' ? name + length + 1 : NULL;
    char *set = copse_copy_text(name, length), *folder = NULL;
    if (set == NULL) {
        (void)copse_fail_memory(err);
        return COPSE_ENOMEM;
    }
    copse_status status = copse_resource_path("datasets", &folder, err);
    if (status == COPSE_OK && file != NULL) status = find_file(folder, set, file, "", path, err);
    else if (status == COPSE_OK) status = find_file(folder, set, table != NULL ? table : set, ".csv", path, err);
    free(set);
    free(folder);
    return status;
}
