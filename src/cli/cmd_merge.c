/* copse merge SHARD... */
#include "command_words.h"
#include "commands.h"
#include "long_work.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct merge {
    const char *first, *output;
};

typedef struct files {
    const char **file;
    size_t count;
    bool names_only; /* what follows "--" */
} files;

static void take_file(void *context, const copse_i_option *option, const char *word, const char *argument)
{
    files *f = context;
    (void)argument;
    if (option != NULL) return;
    if (!f->names_only && strcmp(word, "--") == 0) f->names_only = true;
    else f->file[f->count++] = word;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct merge *merge = values;
    files f = {.file = copse_alloc((size_t)call->argc, sizeof *f.file)};
    if (f.file == NULL) return copse_fail_memory(err);
    copse_i_words_visit(call, &copse_i_cmd_merge, 1, take_file, &f);
    const copse_status status = copse_i_long_merge(f.file, f.count, merge->output, err);
    free(f.file);
    return status;
}

static const copse_i_option OUTPUT[] = {
    {.name = "output",
     .letter = 'o',
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "where the result goes, as the command's own --output",
     .offset = offsetof(struct merge, output)},
};

static const copse_i_group GROUPS[] = {{"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), 0}};

static const copse_i_example EXAMPLES[] = {
    {"copse merge part-*.ckpt", "prints what the command without --shard would have printed"},
    {"copse merge part-*.ckpt -o result.txt", "into a file"},
};

const copse_i_command copse_i_cmd_merge = {
    .name = "merge",
    .section = "Many fits",
    .summary = "joins the shards of a long command",
    .description =
        "A command of long work (bootstrap, simulate) that is given --shard I/N does part I of N and leaves it in the "
        "file of --checkpoint, so that many machines, or the tasks of a job array, can share it. merge joins these "
        "files, in any order, and prints what the command would have printed without --shard, byte for byte.\n\n"
        "The files know the command and its options; its input files are read again, and must be the same as they "
        "were. Shards that are not finished, lie over each other, are of other work, or are missing, are told of.",
    .operand = {.name = "SHARD",
                .help = "a file that --shard made; one or more",
                .required = true,
                .more = true,
                .offset = offsetof(struct merge, first)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct merge),
    .run = run,
};
