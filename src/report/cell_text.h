/* A cell as a person reads it, and how wide it is before and after its decimal point. */
#ifndef COPSE_REPORT_CELL_TEXT_H
#define COPSE_REPORT_CELL_TEXT_H

#include "document.h"

/* Writes the shown form of a cell into `scratch` (emptied first) and returns it: "" when missing, "NA" for a number
 * that is not one. */
const char *copse_i_cell_text(const copse_document *document, const copse_i_column *column, const copse_i_cell *cell,
                              copse_text *scratch);
/* The same for the head of a column. */
const char *copse_i_head_text(const copse_document *document, const copse_i_column *column, copse_text *scratch);

/* Offset of the character at which a shown number is aligned: its decimal point, or the end where it has none. */
size_t copse_i_point(const char *shown);

/* True for a number in a decimal column; "NA" and blanks stand at its right edge instead. */
bool copse_i_aligns(const copse_i_column *column, const char *shown);

/* Room that a column needs: `lead` columns up to the decimal point, `tail` from there on; both 0 unless the column is
 * aligned by decimals. `width` covers head and cells. */
typedef struct copse_i_extent {
    size_t width, lead, tail;
} copse_i_extent;

/* A renderer's way to write a shown cell: what the widths are measured on. NULL: as it is. */
typedef void copse_i_escape(copse_text *out, const char *shown);

/* Measures all columns of a table; *extent is freed by free(). */
COPSE_NODISCARD copse_status copse_i_table_measure(const copse_document *document, const copse_i_table *table,
                                                   copse_i_escape *escape, copse_i_extent **extent);

/* True when some column has a head; a table without heads is a plain list of pairs. */
bool copse_i_table_has_heads(const copse_document *document, const copse_i_table *table);

/* Appends a cell's text, padded to its column; the last column is padded on the left only. */
void copse_i_cell_pad(copse_text *out, const char *shown, const copse_i_column *column, const copse_i_extent *extent,
                      bool is_head, bool last);

#endif
