/* Lists as text: cells that break into lines. */
#ifndef COPSE_REPORT_WRAPPED_ROWS_H
#define COPSE_REPORT_WRAPPED_ROWS_H

#include "cell_text.h"

#define COPSE_I_GAP "  " /* between columns */

/* Narrows the left-aligned columns, the widest first, until the table is `width` wide or each is as narrow as its longest
 * word. */
COPSE_NODISCARD copse_status copse_i_columns_fit(const copse_document *document, const copse_i_table *table,
                                                 size_t width, copse_i_extent *extent);

/* Writes the rows, cells broken between words where their column is narrower. */
COPSE_NODISCARD copse_status copse_i_wrapped_rows(copse_text *out, const copse_document *document,
                                                  const copse_i_table *table, const copse_i_extent *extent);

#endif
