/* The table of conversions: one entry each, in the order in which they are tried. Help and documentation are derived from
 * it. */
#include "conversions.h"

#include <math.h>
#include <string.h>

const copse_conversion *copse_conversion_at(size_t i)
{
    const copse_i_conversion_list *const all[COPSE_FILL_COUNT] = {
        &copse_i_conversions_means, &copse_i_conversions_se, &copse_i_conversions_table, &copse_i_conversions_change};
    for (size_t k = 0; k < COPSE_FILL_COUNT; k++) {
        if (i < all[k]->count) return &all[k]->entry[i];
        i -= all[k]->count;
    }
    return NULL;
}

copse_fill_opts copse_fill_opts_default(void)
{
    copse_fill_opts opts = {.level = 95.0, .correlation = NAN, .five = copse_five_opts_default()};
    for (size_t i = 0; i < COPSE_FILL_COUNT; i++) opts.fill[i] = true;
    return opts;
}

double copse_i_row_level(const double *value, const copse_fill_opts *opts)
{
    return isnan(value[COPSE_Q_LEVEL]) ? opts->level : value[COPSE_Q_LEVEL];
}

double copse_i_row_df(const double *value)
{
    return isnan(value[COPSE_Q_DF]) ? (double)INFINITY : value[COPSE_Q_DF];
}

void copse_i_remark(char *note, const char *text)
{
    size_t i = 0;
    for (; text[i] != '\0' && i + 1 < COPSE_CONVERSION_NOTE; i++) note[i] = text[i];
    note[i] = '\0';
}
