/* The rows of `copse batch`. */
#ifndef COPSE_REPORT_BATCH_ROWS_H
#define COPSE_REPORT_BATCH_ROWS_H

#include <copse/report.h>

/** What a chunk of rows is made of. */
typedef struct copse_i_batch_chunk {
    const copse_corpus_rows *rows;
    const copse_batch_fit *fit;         /**< one a group */
    const char *column[COPSE_IN_COUNT]; /**< names of the columns that are read, NULL for the others */
    size_t index[COPSE_IN_COUNT];       /**< their places among the columns selected */
    copse_method method;
} copse_i_batch_chunk;

/** The line above the rows; none in JSON. */
void copse_i_batch_head(copse_format format, copse_text *out);
/** The row of group g. `why` is scratch; it is left holding why the group could not be pooled, or "". */
void copse_i_batch_row(copse_format format, const copse_i_batch_chunk *chunk, size_t g, copse_text *why,
                       copse_text *out);

#endif
