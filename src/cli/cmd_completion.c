/* copse completion SHELL */
#include "commands.h"
#include "terminal.h"
#include "usage.h"

#include <stddef.h>

struct completion {
    const char *shell;
};

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    (void)call;
    const struct completion *completion = values;
    copse_text script = {0};
    copse_status status = copse_i_completion(completion->shell, &script, err);
    if (status == COPSE_OK) status = copse_i_output(NULL, &script, err);
    copse_text_free(&script);
    return status;
}

static const copse_i_example EXAMPLES[] = {
    {"source <(copse completion bash)", "in ~/.bashrc: complete copse's command lines"},
    {"copse completion fish > ~/.config/fish/completions/copse.fish", "the same for fish"},
};

const copse_i_command copse_i_cmd_completion = {
    .name = "completion",
    .section = "About copse",
    .summary = "script that completes command lines in bash, zsh, fish",
    .description = "Writes a script to standard output that makes the shell complete copse's commands, options, their "
                   "values and the names of the bundled data sets.",
    .operand = {.name = "SHELL",
                .help = "bash, zsh or fish",
                .required = true,
                .offset = offsetof(struct completion, shell),
                .choice = copse_i_completion_shell},
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct completion),
    .run = run,
};
