/* A shard knows the command that made it; `copse merge` runs that again, with the joined shards in place of the work. */
#include "command_words.h"
#include "long_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_of_one_run(const copse_i_option *option)
{
    if (option == NULL) return false;
    if (strcmp(option->name, "output") == 0) return true;
    return copse_i_long_has(option) && strcmp(option->name, "seed") != 0;
}

static void add_word(copse_text *out, const char *word)
{
    if (word != NULL) copse_text_add_bytes(out, word, strlen(word) + 1);
}

/* Every word with its NUL, but those that say how and where this one run is done. */
static void keep_word(void *context, const copse_i_option *option, const char *word, const char *argument)
{
    if (is_of_one_run(option)) return;
    add_word(context, word);
    add_word(context, argument);
}

copse_status copse_i_long_words(const copse_i_call *call, copse_text *out, copse_error *err)
{
    const copse_i_command *command = NULL;
    int words = 0;
    copse_status status = copse_i_command_find(call->argc, call->argv, &command, &words, err);
    if (status != COPSE_OK) return status;
    for (int i = 1; i <= words; i++) add_word(out, call->argv[i]);
    copse_i_words_visit(call, command, words, keep_word, out);
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static size_t count_words(const char *words, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += words[i] == '\0' ? 1 : 0;
    return count;
}

/* copse, the name of the command, what is behind it; where the result goes stands between the two. */
static int make_arguments(char *words, size_t n, int name_words, char *output, char **argv)
{
    int argc = 0;
    argv[argc++] = words; /* the place of the program's name: nobody reads it */
    for (char *word = words; word < words + n; word += strlen(word) + 1) {
        if (argc == 1 + name_words && output != NULL) argv[argc++] = output;
        argv[argc++] = word;
    }
    if (argc == 1 + name_words && output != NULL) argv[argc++] = output;
    return argc;
}

static copse_status run_command(const copse_i_command *command, const copse_i_call *call, int words,
                                const char *const *file, size_t files, copse_error *err)
{
    void *values = NULL;
    bool help = false;
    copse_status status =
        copse_i_values_parse(command, call->argc - 1 - words, call->argv + 1 + words, &values, &help, err);
    copse_i_long_values *long_values = status == COPSE_OK ? copse_i_long_values_of(command, values) : NULL;
    if (long_values != NULL && !help) {
        long_values->merged = file;
        long_values->merged_count = files;
        status = command->run(values, call, err);
    } else if (status == COPSE_OK) {
        status = copse_fail(err, COPSE_EPARSE, "%s is not of a command whose work can be split", file[0]);
    }
    copse_i_values_free(command, values);
    return status;
}

static copse_status run_words(char *words, size_t n, const char *output, const char *const *file, size_t files,
                              copse_error *err)
{
    const copse_i_command *command = NULL;
    int name_words = 0;
    copse_text place = {0};
    char **argv = copse_alloc(count_words(words, n) + 4, sizeof *argv);
    if (output != NULL) copse_text_printf(&place, "--output=%s", output);
    if (argv == NULL || copse_text_status(&place) != COPSE_OK) {
        free(argv);
        copse_text_free(&place);
        return copse_fail_memory(err);
    }
    copse_i_call call = {make_arguments(words, n, 0, NULL, argv), argv};
    copse_status status = call.argc > 1 ? copse_i_command_find(call.argc, argv, &command, &name_words, err)
                                        : copse_fail(err, COPSE_EPARSE, "%s does not say what made it", file[0]);
    if (status != COPSE_OK || command == NULL) {
        if (status == COPSE_OK) status = copse_fail(err, COPSE_EPARSE, "%s does not say what made it", file[0]);
    } else {
        call.argc = make_arguments(words, n, name_words, place.bytes, argv);
        status = run_command(command, &call, name_words, file, files, err);
    }
    free(argv);
    copse_text_free(&place);
    return status;
}

/* The command of the lowest shard, so that the order of the files does not matter. */
static copse_status find_words(const char *const *file, size_t files, char **words, size_t *n, copse_error *err)
{
    uint32_t lowest = UINT32_MAX;
    *words = NULL;
    for (size_t i = 0; i < files; i++) {
        copse_job_file about;
        const copse_status status = copse_job_file_read(file[i], &about, err);
        if (status == COPSE_OK && (*words == NULL || about.shard < lowest)) {
            free(*words);
            lowest = about.shard;
            *words = about.note;
            *n = about.note_bytes;
            about.note = NULL;
        }
        copse_job_file_free(&about);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

copse_status copse_i_long_merge(const char *const *file, size_t files, const char *output, copse_error *err)
{
    char *words = NULL;
    size_t n = 0;
    copse_status status = find_words(file, files, &words, &n, err);
    if (status == COPSE_OK) status = run_words(words, n, output, file, files, err);
    free(words);
    return status;
}
