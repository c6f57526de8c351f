/* The inside of a corpus. */
#ifndef COPSE_FRAME_CORPUS_H
#define COPSE_FRAME_CORPUS_H

#include "csv_record.h"

#include <copse/frame.h>
#include <stdint.h>

enum { COPSE_I_CORPUS_SAMPLE = 64 * 1024 };      /* bytes that the types of columns are told from */
#define COPSE_I_CORPUS_LARGEST ((size_t)1 << 30) /* bytes of one group */

typedef struct copse_i_sorter copse_i_sorter;

/** Which keys have come. */
typedef struct copse_i_corpus_keys {
    char *last; /**< the last key; NULL before the first */
    size_t last_n, last_capacity;
    bool by_bytes, by_length;              /**< the keys so far rise in this order */
    bool stored;                           /**< the set holds all keys so far */
    uint64_t count;                        /**< keys so far */
    uint64_t **table;                      /**< open addressing; each twice as large as the one before; 0: free */
    size_t tables, table_capacity, filled; /**< filled: of the last table */
} copse_i_corpus_keys;

struct copse_corpus {
    copse_frame header;
    copse_corpus_opts opts;
    size_t by; /**< column of the key */
    unsigned char kind[256];
    int file;
    bool standard; /**< standard input: it cannot be read again */
    bool owns_file;
    const char *name; /**< for messages on the file itself */
    char *found;      /**< path of a data set */
    char *buffer;     /**< bytes begin..end are read and not yet taken; a newline stands past them */
    size_t begin, end, capacity;
    bool started; /**< the marks of the first bytes are behind */
    bool ended;
    size_t line;     /**< at `begin` */
    uint64_t offset; /**< in the file */
    size_t *column;
    size_t columns;
    char *where;
    bool *where_column;     /**< columns that the filter names */
    copse_i_csv_cell *cell; /**< room for a record's cells */
    copse_i_corpus_keys keys;
    copse_i_sorter *sorter;
};

/** A file in $TMPDIR whose name is taken away at once: it is gone when the program ends, in whatever way. *folder is where. */
copse_status copse_i_temporary_open(int *file, const char **folder, copse_error *err);
copse_status copse_i_temporary_write(int file, const char *folder, const char *bytes, size_t n, copse_error *err);
/** The error of a system call just made on it. */
copse_status copse_i_temporary_failed(const char *folder, const char *verb, copse_error *err);
/** Puts a file that is UTF-8 in place of one in the encoding of the options. */
copse_status copse_i_corpus_decode(copse_corpus *corpus, copse_error *err);
/** Reads until at least `need` bytes wait, or the file ends. */
copse_status copse_i_corpus_fill(copse_corpus *corpus, size_t need, copse_error *err);
/** Takes the first n bytes that wait into the chunk. */
copse_status copse_i_corpus_take(copse_corpus *corpus, size_t n, copse_corpus_chunk *chunk, copse_error *err);
/** Bytes of whole records, at least `target` where there are so many; `whole_groups`: up to the end of a group. */
copse_status copse_i_corpus_cut(copse_corpus *corpus, size_t target, bool whole_groups, size_t *n, copse_error *err);
/** Checks that bytes[0..n) are UTF-8 without NUL; line and offset are those of the first. */
copse_status copse_i_corpus_check_encoding(const copse_corpus *corpus, const char *bytes, size_t n, size_t line,
                                           uint64_t offset, copse_error *err);
/** The error of the malformed record at `record`, on `line`. */
copse_status copse_i_corpus_malformed(const copse_corpus *corpus, const char *record, const char *end, size_t line,
                                      copse_error *err);
/** The error of a record with `cells` cells. */
copse_status copse_i_corpus_ragged(const copse_corpus *corpus, size_t cells, size_t line, copse_error *err);
/** Takes a filter: checks it and marks the columns that it names. */
copse_status copse_i_corpus_filter(copse_corpus *corpus, const char *where, copse_error *err);
/** What the filter needs of the rows of a chunk; begun before the first of them, given each that has a key. */
typedef struct copse_i_corpus_filter_rows copse_i_corpus_filter_rows;
copse_status copse_i_corpus_filter_start(const copse_corpus *corpus, copse_i_corpus_filter_rows **filter);
copse_status copse_i_corpus_filter_row(const copse_corpus *corpus, const copse_i_csv_record *record, size_t line,
                                       copse_corpus_rows *rows, copse_error *err);
void copse_i_corpus_filter_free(copse_i_corpus_filter_rows *filter);
/** Leaves the rows that the filter keeps. */
copse_status copse_i_corpus_keep(const copse_corpus *corpus, copse_corpus_rows *rows, copse_error *err);
/** A record's key, which is missing where it says so. */
copse_i_csv_cell copse_i_corpus_key(const copse_corpus *corpus, const copse_i_csv_record *record);
bool copse_i_corpus_same_key(const copse_i_csv_cell *a, const copse_i_csv_cell *b);
void copse_i_corpus_keys_free(copse_i_corpus_keys *keys);

/** Reads and sorts the rest of the file. */
copse_status copse_i_sorter_new(copse_corpus *corpus, copse_i_sorter **sorter, copse_error *err);
copse_status copse_i_sorter_next(copse_i_sorter *sorter, size_t target, copse_corpus_chunk *chunk, copse_error *err);
void copse_i_sorter_free(copse_i_sorter *sorter);

#endif
