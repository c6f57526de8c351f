/* The columns of a table while it is read. A column holds numbers until a cell comes that is none; from that row on it
 * holds text, and a second pass over the file fetches the text of the rows before. So the text of number columns is
 * never kept, and most text columns (text from their first cell) cost no second pass. */
#ifndef COPSE_FRAME_CSV_COLUMNS_H
#define COPSE_FRAME_CSV_COLUMNS_H

#include "frame_store.h"

typedef struct copse_i_csv_column {
    double *number;    /**< NULL once the column is text */
    const char **text; /**< NULL before */
    size_t capacity;   /**< of the one in use */
    size_t text_from;  /**< first row whose text was kept as it came; rows before need the second pass */
    bool is_text;
    bool has_value;
} copse_i_csv_column;

typedef struct copse_i_csv_columns {
    copse_i_csv_column *column;
    char **name;
    size_t count;
    size_t name_capacity, column_capacity;
    size_t *line;
    size_t line_capacity;
    size_t rows;
    size_t expected; /**< rows in the whole file, as far as can be told; room is made for them at once */
    copse_i_store *store;
    char decimal;
} copse_i_csv_columns;

/** True for what stands for a missing value: nothing, NA, NaN or a full stop. */
bool copse_i_csv_missing(const char *text, size_t n);
void copse_i_csv_columns_free(copse_i_csv_columns *columns);
/** A column more, named text[0..n). */
copse_status copse_i_csv_add_name(copse_i_csv_columns *columns, const char *text, size_t n);
/** One cell of row columns->rows. */
copse_status copse_i_csv_put(copse_i_csv_columns *columns, size_t column, const char *text, size_t n);
/** Ends row columns->rows, that began on `line`. */
copse_status copse_i_csv_end_row(copse_i_csv_columns *columns, size_t line);
/** The same cell again, in the second pass. */
copse_status copse_i_csv_put_again(copse_i_csv_columns *columns, size_t column, size_t row, const char *text, size_t n);
/** How many rows the second pass has to read; 0: none is needed. */
size_t copse_i_csv_rows_again(const copse_i_csv_columns *columns);
/** Takes away columns without a name and a value; COPSE_EPARSE for one with a value. */
copse_status copse_i_csv_drop_nameless(const char *source, size_t header_line, copse_i_csv_columns *columns,
                                       copse_error *err);
/** Moves everything into the frame. */
copse_status copse_i_csv_columns_finish(copse_i_csv_columns *columns, copse_frame *frame);

#endif
