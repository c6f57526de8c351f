/* Cells of estimates on the shown scale: numbers, or numbers needed to treat with the word for whom. */
#ifndef COPSE_REPORT_SHOWN_EFFECT_H
#define COPSE_REPORT_SHOWN_EFFECT_H

#include "pool_view.h"
#include "shown_number.h"

/* x and the interval are on the scale of analysis. */
void copse_i_cell_effect(copse_document *document, const copse_pooled *pooled, const copse_transform_settings *settings,
                         double x, int decimals);
void copse_i_cell_effect_range(copse_document *document, const copse_pooled *pooled,
                               const copse_transform_settings *settings, const copse_i_range *range,
                               copse_interval interval);

#endif
