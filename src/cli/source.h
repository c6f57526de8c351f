/* src/cli/source.h: which rows of which file, and how the file is written. */
#ifndef COPSE_I_SOURCE_H
#define COPSE_I_SOURCE_H

#include "command.h"

#include <copse/frame.h>
#include <copse/review.h>

typedef struct copse_i_source_values {
    const char *where, *encoding, *analysis;
    char delimiter, decimal;
} copse_i_source_values;

/** What a FILE operand is, in one phrase. */
#define COPSE_I_FILE_HELP "a CSV file, - for standard input, or @name for a bundled data set"

/** Entries of a group of options; `offset` is where the struct above lies in the group's. */
#define COPSE_I_OPTION_WHERE(offset_)                                                                                  \
    {                                                                                                                  \
        .name = "where", .kind = COPSE_I_TEXT, .argument = "EXPR",                                                     \
        .help = "rows to use, e.g. 'year >= 1990 and role != \"other\"'",                                              \
        .offset = (offset_) + offsetof(copse_i_source_values, where)                                                   \
    }
#define COPSE_I_OPTION_DELIMITER(offset_)                                                                              \
    {                                                                                                                  \
        .name = "delimiter", .kind = COPSE_I_CHARACTER, .argument = "C",                                               \
        .help = "between cells; tab for a tab (default: as the file says, else ',', with --decimal ',' it is ';')",    \
        .offset = (offset_) + offsetof(copse_i_source_values, delimiter)                                               \
    }
#define COPSE_I_OPTION_DECIMAL(offset_)                                                                                \
    {                                                                                                                  \
        .name = "decimal", .kind = COPSE_I_CHARACTER, .argument = "C", .help = "decimal point, . or ,",                \
        .fallback = ".", .offset = (offset_) + offsetof(copse_i_source_values, decimal)                                \
    }

#define COPSE_I_OPTION_ENCODING(offset_)                                                                               \
    {                                                                                                                  \
        .name = "encoding", .kind = COPSE_I_TEXT, .argument = "NAME",                                                  \
        .help = "of the file, e.g. latin1, windows-1252, utf-16 (default: UTF-8, or what its byte order mark says)",   \
        .offset = (offset_) + offsetof(copse_i_source_values, encoding)                                                \
    }

#define COPSE_I_OPTION_ANALYSIS(offset_)                                                                               \
    {                                                                                                                  \
        .name = "analysis", .kind = COPSE_I_TEXT, .argument = "ID",                                                    \
        .help = "FILE is a Cochrane review (.rm5, or a data package): its analysis ID, e.g. 1.2, with its measure",    \
        .offset = (offset_) + offsetof(copse_i_source_values, analysis)                                                \
    }

/** Delimiter, decimal point and encoding. */
COPSE_NODISCARD copse_status copse_i_source_frame_opts(const copse_i_source_values *source, copse_frame_opts *opts,
                                                       copse_error *err);
/** Reads the review and finds --analysis. */
COPSE_NODISCARD copse_status copse_i_source_review(const char *file, const copse_i_source_values *source,
                                                   copse_review *review, size_t *analysis, copse_error *err);
/** Reads the whole file, or the rows of --analysis. */
COPSE_NODISCARD copse_status copse_i_source_read(const char *file, const copse_i_source_values *source,
                                                 copse_frame *frame, copse_error *err);
/** The rows that --where keeps, which share the strings of all: free `kept` before `frame`. */
COPSE_NODISCARD copse_status copse_i_source_keep(const char *where, const copse_frame *frame, copse_frame *kept,
                                                 copse_error *err);
/** Both at once: a frame of its own. */
COPSE_NODISCARD copse_status copse_i_source_rows(const char *file, const copse_i_source_values *source,
                                                 copse_frame *frame, copse_error *err);

#endif
