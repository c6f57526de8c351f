/* What a document is made of. Built by document.c, read by the renderers. */
#ifndef COPSE_REPORT_DOCUMENT_H
#define COPSE_REPORT_DOCUMENT_H

#include <copse/report.h>

#include <stdint.h>

/* All strings of a document lie in one store, each ended by a NUL; a string is its offset. */
#define COPSE_I_NO_TEXT SIZE_MAX

typedef enum copse_i_cell_kind { COPSE_I_MISSING, COPSE_I_TEXT, COPSE_I_NUMBER } copse_i_cell_kind;

typedef struct copse_i_cell {
    double number;
    size_t text; /* of a number: the form in which it is shown, or COPSE_I_NO_TEXT */
    copse_i_cell_kind kind;
} copse_i_cell;

typedef struct copse_i_column {
    size_t key, head;
    copse_align align;
    int digits;
} copse_i_column;

typedef struct copse_i_table {
    size_t id, caption;
    copse_i_column *column;
    size_t columns, column_capacity;
    copse_i_cell *cell; /* rows x columns, by rows */
    size_t cells, cell_capacity;
    size_t rows;
    size_t *rule; /* rows that have a rule above them, rising */
    size_t rules, rule_capacity;
    bool wraps; /* texts break into lines where the table is wider than a line */
} copse_i_table;

typedef enum copse_i_block_kind { COPSE_I_HEADING, COPSE_I_PARAGRAPH, COPSE_I_TABLE } copse_i_block_kind;

typedef struct copse_i_block {
    copse_i_block_kind kind;
    int depth;
    size_t text;
    copse_i_table *table;
} copse_i_block;

struct copse_document {
    copse_text store;
    copse_i_block *block;
    size_t blocks, capacity;
    copse_status status; /* the first thing that went wrong */
};

/* Makes room for `rows` rows of the current table at once, which spares a long one much copying. */
void copse_i_document_expect(copse_document *document, size_t rows);

/* A string of the store; NULL for COPSE_I_NO_TEXT. */
const char *copse_i_document_string(const copse_document *document, size_t offset);

#endif
