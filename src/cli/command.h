/* src/cli/command.h: what a command is. A command is one file, cmd_<name>.c, and one line in the table of commands.c. */
#ifndef COPSE_I_COMMAND_H
#define COPSE_I_COMMAND_H

#include "option.h"

/** The word after the command's name: a file, a data set. */
typedef struct copse_i_operand {
    const char *name; /**< what help calls it; NULL: the command takes none */
    const char *help;
    bool required;
    bool more;                       /**< further words are legal; the command finds them in its call */
    size_t offset;                   /**< of a const char * in the command's struct; NULL when not given */
    const char *(*choice)(size_t i); /**< for completion; NULL: files */
} copse_i_operand;

typedef struct copse_i_example {
    const char *command, *text;
} copse_i_example;

/** How the program was called. */
typedef struct copse_i_call {
    int argc;
    char **argv;
} copse_i_call;

typedef struct copse_i_command {
    const char *name;        /**< one word, or two ("plot forest") */
    const char *section;     /**< heading in the list of commands */
    const char *summary;     /**< a phrase, lower case, without a full stop */
    const char *description; /**< paragraphs, "\n\n" between them */
    copse_i_operand operand;
    const copse_i_group *group;
    size_t groups;
    const copse_i_example *example;
    size_t examples;
    size_t size; /**< of the struct that the options are stored in */
    copse_status (*run)(const void *values, const copse_i_call *call, copse_error *err);
} copse_i_command;

/** Was the option written by its long name? */
bool copse_i_is_given(const copse_i_call *call, const char *name);

#define COPSE_I_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** Command i of the table, NULL past the last. */
const copse_i_command *copse_i_command_at(size_t i);
/** The command that argv[1] or argv[1] and argv[2] name; *words is how many they are. COPSE_EUSAGE names the nearest.
 *  *command is NULL where the first of two words is followed by --help. */
COPSE_NODISCARD copse_status copse_i_command_find(int argc, char **argv, const copse_i_command **command, int *words,
                                                  copse_error *err);

/** Reads the arguments after the command's name into a new struct of command->size bytes. *help is set, and the rest
 *  not looked at, where --help or -h is met. copse_i_values_free takes *values, also after a failure. */
COPSE_NODISCARD copse_status copse_i_values_parse(const copse_i_command *command, int argc, char **argv, void **values,
                                                  bool *help, copse_error *err);
void copse_i_values_free(const copse_i_command *command, void *values);

#endif
