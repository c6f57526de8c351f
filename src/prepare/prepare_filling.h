/* Inside --fill: what is known while the rows are filled. */
#ifndef COPSE_I_PREPARE_FILLING_H
#define COPSE_I_PREPARE_FILLING_H

#include "prepare_audit.h"

enum { COPSE_I_BLAME_WORDS = (COPSE_QUANTITY_COUNT + 63) / 64 };

typedef struct copse_i_filling {
    const copse_i_columns *columns;
    const copse_frame *frame;
    copse_fill_opts opts;
    double *number[COPSE_QUANTITY_COUNT]; /* NULL: no such column */
    bool changed[COPSE_QUANTITY_COUNT];
    uint64_t (*blame)[COPSE_I_BLAME_WORDS]; /* of each row: quantities for which a reason was given */
    copse_filled event[COPSE_FILL_EVENTS];
    copse_i_audit *audit;
    copse_notes *warnings;
} copse_i_filling;

/* Is q on a list of quantities, of any group where `groups`? */
bool copse_i_quantity_listed(const copse_quantity *list, size_t n, size_t q, bool groups);
/* The quantity of the group that a conversion was about. */
size_t copse_i_filled_quantity(const copse_filled *filled, copse_quantity q);
/* What happened to a row, and why: into the audit and the warnings. */
void copse_i_tell_filled(copse_i_filling *f, size_t row, const copse_filled *filled, const double *value,
                         const double *before);
/* After all rows: cells that stayed empty without a reason given so far. */
void copse_i_tell_missing(copse_i_filling *f);

#endif
