/* A folder of its own for a test that writes files, and what tests of protocols read back from it. */
#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include <copse/base.h>

#include <check.h>
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct run_folder {
    char path[256];
} run_folder;

static inline run_folder run_folder_make(void)
{
    run_folder folder = {.path = "/tmp/copse-test-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(folder.path));
    return folder;
}

static inline void run_folder_join(char *out, size_t size, const char *folder, const char *name)
{
    const int n = snprintf(out, size, "%s/%s", folder, name);
    ck_assert(n > 0 && (size_t)n < size);
}

/* Removes a folder and what is in it, two levels deep. */
static inline void run_folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) return;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char name[1024];
        struct stat about;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        run_folder_join(name, sizeof name, path, entry->d_name);
        if (lstat(name, &about) == 0 && S_ISDIR(about.st_mode)) run_folder_remove(name);
        else (void)unlink(name);
    }
    (void)closedir(folder);
    (void)rmdir(path);
}

/* Files below a folder. */
static inline size_t run_folder_count(const char *path)
{
    size_t n = 0;
    DIR *folder = opendir(path);
    if (folder == NULL) return 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char name[1024];
        struct stat about;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        run_folder_join(name, sizeof name, path, entry->d_name);
        if (lstat(name, &about) == 0 && S_ISDIR(about.st_mode)) n += run_folder_count(name);
        else n++;
    }
    (void)closedir(folder);
    return n;
}

static inline void run_folder_put(const run_folder *folder, const char *name, const char *bytes, size_t n)
{
    char path[512];
    copse_error err = {0};
    run_folder_join(path, sizeof path, folder->path, name);
    ck_assert_msg(copse_file_write(path, bytes, n, &err) == COPSE_OK, "%s", err.text);
}

static inline json_t *run_folder_json(const char *folder, const char *name)
{
    char path[1024];
    json_error_t why;
    run_folder_join(path, sizeof path, folder, name);
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    ck_assert_msg(root != NULL, "%s:%d: %s", path, why.line, why.text);
    return root;
}

#endif
