/* copse run PROTOCOL -o DIR */
#include "commands.h"
#include "terminal.h"

#include <copse/protocol.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct run {
    const char *protocol, *directory;
    bool quiet;
};

/* One line that is written over as the work goes on. */
static void show_progress(void *context, const char *what, size_t done, size_t total)
{
    char *safe = copse_copy(what); /* a name from the protocol */
    (void)context;
    if (safe == NULL) return;
    copse_one_line(safe);
    (void)fprintf(stderr, "\r\033[K[%zu/%zu] %s", done, total, safe);
    free(safe);
}

/* A word of the command line as a shell would have to be given it. */
static void add_word(copse_text *out, const char *word)
{
    const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        copse_text_add(out, word);
        return;
    }
    copse_text_add(out, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'') copse_text_add(out, "'\\''");
        else copse_text_add_bytes(out, word, 1);
    }
    copse_text_add(out, "'");
}

static void command_line(const copse_i_call *call, copse_text *out)
{
    copse_text_add(out, "copse");
    for (int i = 1; i < call->argc; i++) {
        copse_text_add(out, " ");
        add_word(out, call->argv[i]);
    }
}

/* What was written, behind the summary; a protocol may ask for no plots. */
static void add_places(const char *directory, copse_text *out)
{
    copse_text plots = {0};
    struct stat about;
    int length = (int)strlen(directory);
    while (length > 1 && directory[length - 1] == '/') length--;
    copse_text_printf(&plots, "%.*s/plots", length, directory);
    if (plots.failed) out->failed = true;
    copse_text_printf(out, "\nTables: %.*s/tables\n", length, directory);
    if (stat(copse_text_string(&plots), &about) == 0) copse_text_printf(out, "Plots: %s\n", copse_text_string(&plots));
    copse_text_printf(out, "Results: %.*s/results.json\n", length, directory);
    copse_text_printf(out, "Manifest: %.*s/manifest.json\n", length, directory);
    copse_text_free(&plots);
}

static copse_status run_protocol(const struct run *run, const copse_protocol *protocol, const copse_i_call *call,
                                 copse_error *err)
{
    copse_text line = {0};
    copse_text summary = {0};
    copse_notes warnings = {0};
    const bool progress = !run->quiet && copse_i_terminal_progress();
    command_line(call, &line);
    copse_status status = copse_text_status(&line) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) {
        const copse_run_opts opts = {.directory = run->directory,
                                     .command_line = copse_text_string(&line),
                                     .progress = progress ? show_progress : NULL};
        status = copse_protocol_run(protocol, &opts, &summary, &warnings, err);
        if (progress) (void)fputs("\r\033[K", stderr);
    }
    if (!run->quiet) copse_i_warn(&warnings);
    if (status == COPSE_OK && warnings.failed) status = copse_fail_memory(err);
    if (status == COPSE_OK) add_places(run->directory, &summary);
    if (status == COPSE_OK && !run->quiet) status = copse_i_output(NULL, &summary, err);
    copse_notes_free(&warnings);
    copse_text_free(&summary);
    copse_text_free(&line);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct run *run = values;
    if (run->directory == NULL)
        return copse_fail(err, COPSE_EUSAGE, "run needs -o DIR, the folder that tables and plots go to");
    copse_protocol *protocol = NULL;
    copse_status status = copse_protocol_read(run->protocol, &protocol, err);
    if (status == COPSE_OK) status = run_protocol(run, protocol, call, err);
    copse_protocol_free(protocol);
    return status;
}

static const copse_i_option OUTPUT[] = {
    {.name = "output",
     .letter = 'o',
     .kind = COPSE_I_PATH,
     .argument = "DIR",
     .help = "folder for tables, plots and the manifest; made where needed",
     .offset = offsetof(struct run, directory)},
    {.name = "quiet",
     .letter = 'q',
     .kind = COPSE_I_FLAG,
     .help = "no summary, no progress and no warnings",
     .offset = offsetof(struct run, quiet)},
};

static const copse_i_group GROUPS[] = {{"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), 0}};

static const copse_i_example EXAMPLES[] = {
    {"copse run @peer_support -o results", "the bundled analysis of the peer-support trials"},
    {"copse run protocol.yaml -o results", "one's own protocol"},
};

const copse_i_command copse_i_cmd_run = {
    .name = "run",
    .section = "Analysis",
    .summary = "a whole analysis from a protocol, with tables, plots, manifest",
    .description =
        "Reads a protocol, a YAML file that says the whole analysis before it is run, checks it, and does it: "
        "results.json, tables/, plots/ (script and picture) and manifest.json with the SHA-256 of every input and "
        "output. Run twice, it writes the same bytes. The main table is printed.",
    .operand = {.name = "PROTOCOL",
                .help = "a YAML file, or @name for the protocol of a bundled data set",
                .required = true,
                .offset = offsetof(struct run, protocol)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct run),
    .run = run,
};
