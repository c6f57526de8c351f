/* src/cli/command_words.h: the words of a command line, read without being obeyed. */
#ifndef COPSE_I_COMMAND_WORDS_H
#define COPSE_I_COMMAND_WORDS_H

#include "command.h"

/** Called for each word or option behind the command's name: `option` with its one or two words, or an operand or "--"
 *  with option NULL. */
typedef void (*copse_i_word_visit)(void *context, const copse_i_option *option, const char *word, const char *argument);

/** Visits the words of `call`; *words (may be NULL) is how many words the command's name has. The call must have been
 *  parsed without error. */
void copse_i_words_visit(const copse_i_call *call, const copse_i_command *command, int words, copse_i_word_visit visit,
                         void *context);

#endif
