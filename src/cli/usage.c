#include "usage.h"

#include <copse/report.h>

#include <string.h>

enum { WIDTH = 80, OPTION_COLUMN = 26, COMMAND_COLUMN = 15 };

static void heading(copse_text *out, const char *text, bool bold)
{
    copse_text_printf(out, bold ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

/* The word that starts at text, as columns and as bytes. */
static size_t word_at(const char *text, size_t *bytes)
{
    char word[256];
    *bytes = strcspn(text, " \n");
    const size_t n = *bytes < sizeof word ? *bytes : sizeof word - 1;
    memcpy(word, text, n);
    word[n] = '\0';
    return copse_display_width(word);
}

void copse_i_usage_wrap(copse_text *out, const char *text, size_t indent, size_t width)
{
    size_t column = indent;
    while (*text != '\0') {
        size_t bytes = 0;
        const size_t columns = word_at(text, &bytes);
        if (column > indent && column + 1 + columns > width) {
            copse_text_add(out, "\n");
            copse_text_add_char(out, ' ', indent);
            column = indent;
        } else if (column > indent) {
            copse_text_add(out, " ");
            column++;
        }
        copse_text_add_bytes(out, text, bytes);
        column += columns;
        text += bytes;
        while (*text == ' ') text++;
        if (*text != '\n') continue;
        copse_text_add(out, "\n\n"); /* a paragraph ends */
        copse_text_add_char(out, ' ', indent);
        column = indent;
        while (*text == '\n') text++;
    }
    copse_text_add(out, "\n");
}

/* A name, then its text at a column of its own; on the next line where the name is too long. */
static void entry(copse_text *out, const char *name, const char *text, size_t column)
{
    const size_t width = 2 + copse_display_width(name);
    copse_text_printf(out, "  %s", name);
    if (width + 2 > column) copse_text_add(out, "\n");
    copse_text_add_char(out, ' ', width + 2 > column ? column : column - width);
    copse_i_usage_wrap(out, text, column, WIDTH);
}

void copse_i_usage_option_text(const copse_i_option *option, copse_text *out)
{
    copse_text_add(out, option->help);
    if (option->choice != NULL) {
        const char *name = NULL;
        for (size_t i = 0; (name = option->choice(i)) != NULL; i++)
            copse_text_printf(out, "%s%s", i == 0 ? ": " : ", ", name);
    }
    if (option->fallback != NULL) copse_text_printf(out, " (default %s)", option->fallback);
}

static void option_entry(copse_text *out, const copse_i_option *option)
{
    if (option->hidden) return;
    copse_text name = {0};
    copse_text text = {0};
    if (option->letter != '\0') copse_text_printf(&name, "-%c, ", option->letter);
    copse_text_printf(&name, "--%s", option->name);
    if (option->argument != NULL) copse_text_printf(&name, " %s", option->argument);
    copse_i_usage_option_text(option, &text);
    if (copse_text_status(&name) != COPSE_OK || copse_text_status(&text) != COPSE_OK) out->failed = true;
    entry(out, copse_text_string(&name), copse_text_string(&text), OPTION_COLUMN);
    copse_text_free(&name);
    copse_text_free(&text);
}

void copse_i_usage_line(const copse_i_command *command, copse_text *out)
{
    copse_text_add(out, command->name);
    if (command->operand.name != NULL)
        copse_text_printf(out, command->operand.required ? " %s" : " [%s]", command->operand.name);
    if (command->groups > 0 && command->group[0].title != NULL) copse_text_add(out, " [options]");
}

void copse_i_usage_command(const copse_i_command *command, copse_text *out, bool bold)
{
    copse_text_add(out, "copse ");
    copse_i_usage_line(command, out);
    copse_text_add(out, "\n\n");
    copse_i_usage_wrap(out, command->description, 0, WIDTH);
    if (command->operand.name != NULL) {
        copse_text_add(out, "\n");
        entry(out, command->operand.name, command->operand.help, OPTION_COLUMN);
    }
    for (size_t g = 0; g < command->groups; g++) {
        if (command->group[g].title != NULL) heading(out, command->group[g].title, bold);
        for (size_t i = 0; i < command->group[g].count; i++) option_entry(out, &command->group[g].option[i]);
    }
    if (command->groups == 0 || command->group[0].title == NULL) copse_text_add(out, "\n");
    entry(out, "-h, --help", "this text", OPTION_COLUMN);
    if (command->examples > 0) heading(out, "Examples", bold);
    for (size_t i = 0; i < command->examples; i++)
        copse_text_printf(out, "%s  # %s\n  %s\n", i > 0 ? "\n" : "", command->example[i].text,
                          command->example[i].command);
}

void copse_i_usage_program(copse_text *out, bool bold)
{
    copse_text_add(out, "copse COMMAND [FILE] [options]\n\nMeta-analysis: the numbers of trials go in; pooled effects, "
                        "heterogeneity,\nsubgroups, tables and forest plots come out.\n");
    const copse_i_command *command = NULL;
    const char *section = "";
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) {
        if (strcmp(section, command->section) != 0) heading(out, command->section, bold);
        section = command->section;
        entry(out, command->name, command->summary, COMMAND_COLUMN);
    }
    copse_text_add(out, "\nFILE is a CSV file, - for standard input, or @name for a bundled data set.\n"
                        "copse COMMAND --help tells the options of a command.\n");
}
