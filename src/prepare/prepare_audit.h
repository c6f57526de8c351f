/* src/prepare/prepare_audit.h: how each value of a converted table came about, row by row. */
#ifndef COPSE_I_PREPARE_AUDIT_H
#define COPSE_I_PREPARE_AUDIT_H

#include <copse/convert.h>
#include <copse/frame.h>

#define COPSE_I_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

typedef struct copse_i_audit {
    copse_text *row;
    size_t rows;
} copse_i_audit;

COPSE_NODISCARD copse_status copse_i_audit_new(size_t rows, copse_i_audit *audit, copse_error *err);
void copse_i_audit_free(copse_i_audit *audit);
/** The text of a row, ready for one more entry. */
copse_text *copse_i_audit_entry(copse_i_audit *audit, size_t row);
/** COPSE_EUSAGE where the column that it would go into holds numbers. */
COPSE_NODISCARD copse_status copse_i_audit_check(const char *column, const copse_frame *frame, copse_error *err);
/** Puts it into the frame as a column of text, after what the column says already. */
COPSE_NODISCARD copse_status copse_i_audit_put(const copse_i_audit *audit, const char *column, copse_frame *frame,
                                               copse_error *err);

/** Columns under the names of quantities. */
typedef struct copse_i_columns {
    const char *name[COPSE_QUANTITY_COUNT];
    bool mapped[COPSE_QUANTITY_COUNT]; /* by --from */
} copse_i_columns;
/** Reads "NAME=COL" items. */
COPSE_NODISCARD copse_status copse_i_columns_map(const char *const *item, size_t count, copse_i_columns *columns,
                                                 copse_error *err);
/** COPSE_ENOTFOUND where a column that --from names is none. */
COPSE_NODISCARD copse_status copse_i_columns_check(const copse_i_columns *columns, const copse_frame *frame,
                                                   copse_error *err);
/** The numbers of a column, to be freed; *number stays NULL where there is no such column, or only other text in it. A cell
 *  that is no number is missing, and warned of. */
COPSE_NODISCARD copse_status copse_i_column_read(const copse_frame *frame, const char *name, double **number,
                                                 copse_notes *warnings, copse_error *err);
/** Puts numbers in a column; where a column of that name has other text, that is COPSE_EPARSE. */
COPSE_NODISCARD copse_status copse_i_column_write(copse_frame *frame, const char *name, const double *number,
                                                  copse_error *err);

#endif
