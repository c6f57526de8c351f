/* Another program, run without a shell. */
#ifndef COPSE_PLOT_PICTURE_PROCESS_H
#define COPSE_PLOT_PICTURE_PROCESS_H

#include <copse/base.h>

typedef struct process_result {
    bool missing;          /**< there is no such program */
    int exit_code;         /**< -1 where a signal ended it or it could not be started: `error` then says why */
    copse_text out, error; /**< what it wrote; the caller frees both */
} process_result;

/** Runs argv[0], looked for in PATH, with `input` (n bytes) as its standard input, in the C.UTF-8 locale, without
 *  GNUTERM, and collects what it writes. COPSE_OK also where the program is missing or fails: see *result. */
copse_status copse_i_process_run(char *const argv[], const char *input, size_t n, process_result *result,
                                 copse_error *err);
void copse_i_process_free(process_result *result);

#endif
