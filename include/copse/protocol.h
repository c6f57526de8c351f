/* copse/protocol.h: an analysis protocol, a YAML file that says the whole analysis before it is run: read, checked, run,
 * recorded. */
#ifndef COPSE_PROTOCOL_H
#define COPSE_PROTOCOL_H

#include <copse/base.h>
#include <copse/resample.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct copse_protocol copse_protocol;

/** Reads and checks a protocol. Errors name file and line: unknown key (with the nearest), wrong type, missing key.
 *  `path` may be "@name" for the protocol of a bundled data set. */
COPSE_API COPSE_NODISCARD copse_status copse_protocol_read(const char *path, copse_protocol **protocol,
                                                           copse_error *err);
COPSE_API void copse_protocol_free(copse_protocol *protocol);

typedef struct copse_run_opts {
    const char *directory;                                                        /**< made where needed */
    const char *command_line;                                                     /**< for the manifest; NULL = none */
    void (*progress)(void *context, const char *what, size_t done, size_t total); /**< NULL = silent */
    void *context;
} copse_run_opts;

/** Runs it: writes results.json, tables/, plots/ and manifest.json (sha256 of every input and output, version, protocol,
 *  command line). Running twice writes the same bytes. `summary` gets the main table as text; may be NULL. A plot that
 *  could not be drawn for want of gnuplot leaves its script and a warning, not a failure. */
COPSE_API COPSE_NODISCARD copse_status copse_protocol_run(const copse_protocol *protocol, const copse_run_opts *opts,
                                                          copse_text *summary, copse_notes *warnings, copse_error *err);

/* ------------------------------------------------------------------------------------------------- simulation */

/** A simulation design read from its file (docs/simulate.md). The design's pointers live in `store`. */
typedef struct copse_simulation_file {
    const char *name; /**< of the file, without folders */
    char sha256[65];
    const char *title, *description; /**< NULL: none */
    copse_simulation_design design;
    void *store;
} copse_simulation_file;

/** Reads and checks a design; the cells are written out, k fastest. Errors name file and line. A real data set's CSV is
 *  looked for beside the design. copse_simulation_file_free takes *file, also after a failure. */
COPSE_API COPSE_NODISCARD copse_status copse_simulation_read(const char *path, copse_simulation_file *file,
                                                             copse_error *err);
COPSE_API void copse_simulation_file_free(copse_simulation_file *file);

#ifdef __cplusplus
}
#endif
#endif
