/* The rows of `copse effects`: studies and what was left out, in file order. */
#ifndef COPSE_REPORT_EFFECTS_ROWS_H
#define COPSE_REPORT_EFFECTS_ROWS_H

#include <copse/report.h>

/* Where a row of the output comes from: study `index`, or entry `index` of those left out. */
typedef struct copse_i_effect_place {
    size_t row, index;
    bool left_out;
} copse_i_effect_place;

/* One for each study and each row left out, to be freed by free(). COPSE_ENOMEM. */
COPSE_NODISCARD copse_status copse_i_effects_order(const copse_pooled *pooled, copse_i_effect_place **place);

#endif
