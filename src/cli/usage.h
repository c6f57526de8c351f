/* src/cli/usage.h: help, manual pages and completions, all from the tables of commands and options. */
#ifndef COPSE_I_USAGE_H
#define COPSE_I_USAGE_H

#include "command.h"

/** `copse --help`: every command in its section, with its line. */
void copse_i_usage_program(copse_text *out, bool bold);
/** `copse COMMAND --help`. */
void copse_i_usage_command(const copse_i_command *command, copse_text *out, bool bold);
/** "pool FILE [options]" */
void copse_i_usage_line(const copse_i_command *command, copse_text *out);
/** Appends help text of an option with its choices and its default: "test of the effect: z, t (default z)". */
void copse_i_usage_option_text(const copse_i_option *option, copse_text *out);
/** Appends text broken into lines of at most `width` columns, each after the first `indent` columns in; "\n\n" ends a
 *  paragraph. */
void copse_i_usage_wrap(copse_text *out, const char *text, size_t indent, size_t width);

/** Manual page copse(1), or copse-COMMAND(1), as man(7) source. */
void copse_i_manual_program(copse_text *out);
void copse_i_manual_command(const copse_i_command *command, copse_text *out);

/** Script that completes copse's command lines in a shell: "bash", "zsh", "fish". */
COPSE_NODISCARD copse_status copse_i_completion(const char *shell, copse_text *out, copse_error *err);
/** Name of shell i, NULL past the last. */
const char *copse_i_completion_shell(size_t i);

#endif
