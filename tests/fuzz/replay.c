/* Feeds the files of a folder to a fuzz target, so that the corpus is an ordinary test without libFuzzer:
 * replay_x FOLDER. An empty folder is a failure: nothing would have been tested. */
#include <copse/base.h>

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int feed(const char *folder, const char *name)
{
    char path[4096];
    char *bytes = NULL;
    size_t n = 0;
    copse_error err = {0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (copse_file_read(path, &bytes, &n, &err) != COPSE_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    char *exact = malloc(n > 0 ? n : 1); /* no NUL behind the bytes: a read past the end shows */
    if (exact == NULL) return 1;
    for (size_t i = 0; i < n; i++) exact[i] = bytes[i];
    free(bytes);
    (void)LLVMFuzzerTestOneInput((const uint8_t *)exact, n);
    free(exact);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    DIR *folder = opendir(argv[1]);
    if (folder == NULL) return 3;
    int files = 0, failed = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        failed += feed(argv[1], entry->d_name);
        files++;
    }
    (void)closedir(folder);
    printf("%d files\n", files);
    return files == 0 || failed > 0 ? 1 : 0;
}
