/* copse help [COMMAND]; also, for the build, copse help --man-pages DIR. */
#include "commands.h"
#include "terminal.h"
#include "usage.h"

#include <stddef.h>
#include <string.h>

struct help {
    const char *topic, *pages;
};

static copse_status write_page(const char *directory, const copse_i_command *command, copse_error *err)
{
    copse_text page = {0};
    copse_text path = {0};
    copse_text_printf(&path, "%s/copse", directory);
    if (command == NULL) {
        copse_i_manual_program(&page);
    } else {
        copse_i_manual_command(command, &page);
        copse_text_printf(&path, "-%s", command->name);
    }
    copse_text_add(&path, ".1");
    copse_status status = copse_text_status(&path) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK) {
        for (char *c = path.bytes + strlen(directory); *c != '\0'; c++)
            if (*c == ' ') *c = '-';
        status = copse_i_output(path.bytes, &page, err);
    }
    copse_text_free(&page);
    copse_text_free(&path);
    return status;
}

static copse_status write_pages(const char *directory, copse_error *err)
{
    copse_status status = copse_directory_make(directory, err);
    const copse_i_command *command = NULL;
    if (status == COPSE_OK) status = write_page(directory, NULL, err);
    for (size_t i = 0; status == COPSE_OK && (command = copse_i_command_at(i)) != NULL; i++)
        status = write_page(directory, command, err);
    return status;
}

/* `copse help plot forest` is two words, so the words behind "help" are looked at here. */
static copse_status find_topic(const copse_i_call *call, const copse_i_command **command, int *words, copse_error *err)
{
    *command = NULL;
    *words = 0;
    if (call->argc < 3) return COPSE_OK;
    return copse_i_command_find(call->argc - 1, call->argv + 1, command, words, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct help *help = values;
    if (help->pages != NULL) return write_pages(help->pages, err);
    const copse_i_command *command = NULL;
    int words = 0;
    copse_status status = find_topic(call, &command, &words, err);
    if (status != COPSE_OK) return status;
    copse_text text = {0};
    if (command == NULL) copse_i_usage_program(&text, copse_i_terminal_bold());
    else copse_i_usage_command(command, &text, copse_i_terminal_bold());
    status = copse_i_output(NULL, &text, err);
    copse_text_free(&text);
    return status;
}

static const copse_i_option HIDDEN[] = {
    {.name = "man-pages",
     .kind = COPSE_I_PATH,
     .argument = "DIR",
     .help = "write the manual pages to a folder",
     .offset = offsetof(struct help, pages),
     .hidden = true},
};

static const copse_i_group GROUPS[] = {{NULL, HIDDEN, COPSE_I_COUNT(HIDDEN), 0}};

const copse_i_command copse_i_cmd_help = {
    .name = "help",
    .section = "About copse",
    .summary = "what a command does and takes",
    .description = "Without a command: the list of commands. copse COMMAND --help is the same as copse help COMMAND.",
    .operand = {.name = "COMMAND",
                .help = "name of a command, such as pool or plot forest",
                .more = true,
                .offset = offsetof(struct help, topic)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .size = sizeof(struct help),
    .run = run,
};
