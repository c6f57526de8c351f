/* src/cli/terminal.h: what the program says, and where. Of the ranks of an MPI run only the first says and writes
 * anything. */
#ifndef COPSE_I_TERMINAL_H
#define COPSE_I_TERMINAL_H

#include <copse/base.h>

/** True when standard output is a terminal that may be sent bold text: not with NO_COLOR or TERM=dumb. */
bool copse_i_terminal_bold(void);
/** True when standard error is a terminal, where progress can be shown. */
bool copse_i_terminal_progress(void);
/** Writes text to `path`, whole or not at all; NULL or "-" is standard output, where a terminal gets no control characters
 *  but those of bold text. A reader that closed the pipe gives
 *  COPSE_EIO with an empty text: nothing is to be said. */
COPSE_NODISCARD copse_status copse_i_output(const char *path, const copse_text *text, copse_error *err);
/** Writes "copse: warning: ..." lines to standard error. */
void copse_i_warn(const copse_notes *warnings);
/** Writes the error, if it has a text and this process is the one that speaks, and gives the exit code that the status asks for: 0 done, 1 the analysis could
 *  not be done, 2 usage, 3 file or system error. */
int copse_i_finish(copse_status status, const copse_error *err, bool speaks);

#endif
