/* copse/frame.h: a data frame in memory: typed columns, read from CSV, filtered by expressions; and the bundled data
 * sets. The only room that includes libcsv. */
#ifndef COPSE_FRAME_H
#define COPSE_FRAME_H

#include <copse/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum copse_column_type { COPSE_COLUMN_NUMBER, COPSE_COLUMN_TEXT } copse_column_type;

/** A column: all numbers (missing = NaN), or text (missing = NULL). A column
 *  is a number column when every cell that is not missing is a number, and it has one such cell at least. A column
 *  without any value is text, and has `number` (all NaN) beside `text`, so that it can serve as either; so does a text
 *  column of a subset in which only numbers are left. */
typedef struct copse_column {
    char *name;
    copse_column_type type;
    double *number;    /**< rows values, NULL for text */
    const char **text; /**< rows C strings, NULL pointer = missing; NULL for numbers */
} copse_column;

/** Zero-initialise. Read by copse_frame_read, freed by copse_frame_free. */
typedef struct copse_frame {
    char *source;    /**< for messages: the path, "<stdin>" or "@name" as the user gave it */
    char sha256[65]; /**< of the bytes read, hexadecimal */
    size_t rows, columns;
    copse_column *column;
    size_t *line;     /**< line of the file on which each row starts, 1-based (header = 1) */
    size_t *row;      /**< 1-based data row in the file; survives subsetting */
    size_t file_rows; /**< data rows in the file */
    void *store;      /**< private: what the strings live in */
} copse_frame;

typedef struct copse_frame_opts {
    char delimiter; /**< default NUL: as the file says, in a first line "sep=;" or by a name that ends in .tsv or .tab
                         (a tab), else ',', beside a decimal comma ';' */
    char decimal;   /**< '.' or ',', default '.'; must differ from the delimiter */
    const char *encoding; /**< "latin1", "windows-1252", "utf-16le", …: what iconv(3) knows; borrowed. NULL: UTF-8, or
                               UTF-16 or UTF-32 where a byte order mark says so. "utf-16": as its mark says */
} copse_frame_opts;
COPSE_API copse_frame_opts copse_frame_opts_default(void);

/** Reads a CSV file (RFC 4180: quotes, doubled quotes, quoted newlines; LF, CRLF; UTF-8, with or without BOM, or
 *  another encoding as the options say) with a header row. `path` is a file, "-" for standard input, or "@name" /
 *  "@name/table" for a bundled data set. Missing: empty, NA, NaN or '.', quoted or not. A number in quotes is a number;
 *  infinities and hexadecimal numbers are text. Blank lines are skipped (so a missing cell of a one-column file is written NA or ""). Spaces around unquoted cells
 *  do not count; a quote inside an unquoted cell is an error. A lone CR ends a line, too.
 *  A first column without a name, as R writes row names, is called "row" ("row.names" where there is such a column);
 *  further columns without a name and a value, as spreadsheets leave them, are dropped.
 *  @return COPSE_OK; COPSE_EIO; COPSE_EENCODING (not in the encoding, a NUL byte); COPSE_EPARSE (ragged row, duplicate
 *          column name, values without one, unterminated quote, text after a closing quote); COPSE_EUSAGE (opts);
 *          COPSE_ENODATA (empty file, header only); COPSE_ENOTFOUND (data set); COPSE_ENOMEM. err names file, line and
 *          column.
 *  Memory while reading: the bytes of the file, 8 bytes a cell, 16 a row, and each different text about once. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_read(const char *path, const copse_frame_opts *opts,
                                                        copse_frame *frame, copse_error *err);
/** The same from memory; `source` is for messages. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_parse(const char *source, const char *bytes, size_t n,
                                                         const copse_frame_opts *opts, copse_frame *frame,
                                                         copse_error *err);
COPSE_API void copse_frame_free(copse_frame *frame);

/** Index of a column by exact name; COPSE_ENOTFOUND names the file and the nearest column. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_column(const copse_frame *frame, const char *name, size_t *index,
                                                          copse_error *err);
/** True when there is such a column. */
COPSE_API bool copse_frame_has(const copse_frame *frame, const char *name);
/** A cell as text: the string itself, or the number in its shortest exact form in buf (COPSE_NUMBER_TEXT bytes);
 *  NULL when missing. */
COPSE_API const char *copse_frame_cell(const copse_frame *frame, size_t column, size_t row, char *buf, size_t size);
/** The numbers of a column, NaN where missing. A text column is COPSE_EPARSE that names line, column and the first cell
 *  that is no number. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_numbers(const copse_frame *frame, const char *name,
                                                           const double **numbers, copse_error *err);

/** Evaluates a filter: comparisons == != < <= > >= of columns with numbers, "strings" or 'strings' (a quote in one is
 *  written twice) or other columns; `in (a, b)`, `not in`; and, or, not (lower or upper case; `and` binds closer than
 *  `or`, `not` closest); parentheses, nested 100 deep at most; column names with odd characters in `backticks`. Texts
 *  compare byte by byte. Missing is never equal to, unequal to, above or below anything: such a comparison is unknown,
 *  and so is its negation (three-valued logic, as in SQL); a row is kept where the whole is true. `is missing` and
 *  `is not missing` ask.
 *  @param[out] keep  frame->rows flags
 *  @return COPSE_OK; COPSE_EPARSE with the place and the expression ("… at character 14: …"); COPSE_ENOTFOUND for a
 *          column (with the nearest); COPSE_EUSAGE for text compared with a number; COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_frame_where(const copse_frame *frame, const char *expression, bool *keep,
                                                         copse_error *err);
/** The columns that an expression names do exist and it parses: same errors, no evaluation. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_where_check(const copse_frame *frame, const char *expression,
                                                               copse_error *err);
/** A new frame with the rows that `keep` flags; strings are shared, so free `out` before `frame`. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_subset(const copse_frame *frame, const bool *keep, copse_frame *out,
                                                          copse_error *err);

/* ------------------------------------------------------------------------------------------------ building
 * Frames that come from elsewhere than a CSV file. They own all that they hold; free them with copse_frame_free. */

/** A frame of `rows` rows without columns: lines and rows are numbered 1 to rows, sha256 is empty. `source` is for
 *  messages. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_new(const char *source, size_t rows, copse_frame *frame,
                                                       copse_error *err);
/** Puts a column of frame->rows numbers (copied; NaN = missing) at the end, or in place of the one of that name. On a
 *  failure the frame stays as it was.
 *  @return COPSE_OK; COPSE_EINVAL (an empty name); COPSE_EDOM (an infinity, which no file can hold; names the row);
 *          COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_frame_put_numbers(copse_frame *frame, const char *name,
                                                               const double *numbers, copse_error *err);
/** The same for text (UTF-8, copied). Missing is NULL, and what a file has for it: "", NA, NaN and '.'. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_put_texts(copse_frame *frame, const char *name,
                                                             const char *const *text, copse_error *err);
/** A copy that shares nothing. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_copy(const copse_frame *frame, copse_frame *out, copse_error *err);

/* ------------------------------------------------------------------------------------------------ corpora
 * A corpus is a CSV file of any length in long form: the rows of one group (a meta-analysis) stand together and share the
 * value of the column `by`. It is read in chunks of whole groups, which can be parsed side by side; memory is bounded
 * by the chunks in use and by the largest group. The same CSV as copse_frame_read takes. */
typedef struct copse_corpus copse_corpus;

typedef struct copse_corpus_opts {
    copse_frame_opts csv;
    const char
        *by;      /**< column of the key; compared byte by byte. A file in another encoding than UTF-8 is made UTF-8 in
                         a temporary file (as those of `sort`) first; UTF-16 has to be said */
    bool sort;    /**< rows of a group need not stand together: sort by key first, bytes ascending, rows of a key in
                             file order. Temporary files in $TMPDIR, of the size of the input, without a name: they are
                             gone however the program ends */
    size_t chunk; /**< bytes after which a chunk ends where a group does; default 64 KiB */
    size_t sort_memory; /**< bytes sorted at once; default 64 MiB */
} copse_corpus_opts;
COPSE_API copse_corpus_opts copse_corpus_opts_default(void);

/** Opens a file, "-" or "@name", reads its header and looks at its first rows.
 *  @return as copse_frame_read; COPSE_ENOTFOUND where there is no column `by` */
COPSE_API COPSE_NODISCARD copse_status copse_corpus_open(const char *path, const copse_corpus_opts *opts,
                                                         copse_corpus **corpus, copse_error *err);
COPSE_API void copse_corpus_free(copse_corpus *corpus);
/** A frame without rows: source, and columns with their names and types, as the first 64 KiB of rows tell them. */
COPSE_API const copse_frame *copse_corpus_header(const copse_corpus *corpus);
/** Which columns are to be read as numbers (at any place later a cell may be none: see copse_corpus_rows), and which
 *  rows: `where` is an expression of copse_frame_where or NULL. Once, before the first chunk. */
COPSE_API COPSE_NODISCARD copse_status copse_corpus_select(copse_corpus *corpus, const size_t *column, size_t count,
                                                           const char *where, copse_error *err);

/** Bytes of whole groups. Zero-initialise; may be used again and again. */
typedef struct copse_corpus_chunk {
    char *bytes;
    size_t n, capacity;
    size_t line;      /**< of the file, on which the bytes begin */
    uint64_t offset;  /**< in the file, of the bytes */
    size_t *row_line; /**< sorted: the line of every row; else NULL */
    size_t rows, row_capacity;
} copse_corpus_chunk;
/** The next chunk; chunk->n = 0 at the end. Not thread-safe. Where chunks end depends on the bytes alone.
 *  @return COPSE_OK; COPSE_EIO, COPSE_ENOMEM; COPSE_EPARSE (a group of more than 1 GiB; when sorting: what
 *          copse_corpus_parse returns) */
COPSE_API COPSE_NODISCARD copse_status copse_corpus_next(copse_corpus *corpus, copse_corpus_chunk *chunk,
                                                         copse_error *err);
COPSE_API void copse_corpus_chunk_free(copse_corpus_chunk *chunk);

/** A cell of a number column that holds other text. */
typedef struct copse_corpus_cell {
    size_t row, column; /**< row of the chunk; index in the columns selected */
    size_t text;        /**< offset in `texts` of its first characters */
} copse_corpus_cell;

/** What a chunk holds. Zero-initialise; may be used again and again. */
typedef struct copse_corpus_rows {
    size_t rows;
    double **number; /**< one array for each column selected, `rows` values; NaN: missing, or no number */
    size_t *line;    /**< of the file, on which each row begins */
    size_t groups;
    size_t *start;    /**< groups + 1: group g has rows start[g]..start[g + 1] - 1; none where the filter took all */
    size_t *key;      /**< offsets in `texts` of the keys, C strings */
    size_t *key_line; /**< of the file, on which each group begins, filter or not */
    copse_corpus_cell *odd; /**< by row */
    size_t odds;
    size_t keyless;      /**< rows without a key: left out */
    size_t keyless_line; /**< the first of them */
    copse_text texts;
    size_t columns, capacity, group_capacity, odd_capacity; /**< private */
    void *cells, *filter;                                   /**< private */
} copse_corpus_rows;
/** Parses a chunk; thread-safe. Malformed text is an error as in copse_frame_read. */
COPSE_API COPSE_NODISCARD copse_status copse_corpus_parse(const copse_corpus *corpus, const copse_corpus_chunk *chunk,
                                                          copse_corpus_rows *rows, copse_error *err);
COPSE_API void copse_corpus_rows_free(copse_corpus_rows *rows);

/** To be called for each chunk's rows, in order: a key that has come before is COPSE_EPARSE that says how to sort. Keys that
 *  only rise (by bytes, or shorter before longer, as unpadded numbers do) cost no memory; from where they do not on, and
 *  for standard input, a set of 64-bit fingerprints grows by 8 to 24 bytes a group, and a file is read once more up to
 *  there. A false alarm has a probability of n^2/2^65 for n groups, 3e-8 for a million. */
COPSE_API COPSE_NODISCARD copse_status copse_corpus_check_keys(copse_corpus *corpus, const copse_corpus_rows *rows,
                                                               copse_error *err);

/** SHA-256 (FIPS 180-4) of bytes, as 64 hexadecimal digits and a NUL. */
COPSE_API void copse_sha256(const char *bytes, size_t n, char hex[65]);

/** A bundled data set: datasets/<name>/<name>.csv, further tables, README.md with the codebook. */
typedef struct copse_dataset {
    char *name;
    char *title;  /**< first line of the codebook */
    char **table; /**< names of the tables, the main one first */
    size_t tables;
    bool protocol; /**< it has a protocol.yaml */
} copse_dataset;
COPSE_API COPSE_NODISCARD copse_status copse_dataset_list(copse_dataset **list, size_t *count, copse_error *err);
COPSE_API void copse_dataset_list_free(copse_dataset *list, size_t count);
/** Path of a data set's file: "@name" → its main table, "@name/table" → that table, file != NULL → datasets/name/file.
 *  COPSE_ENOTFOUND names the nearest. *path is freed by free(). */
COPSE_API COPSE_NODISCARD copse_status copse_dataset_path(const char *at_name, const char *file, char **path,
                                                          copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
