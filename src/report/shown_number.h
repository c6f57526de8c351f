/* Numbers in tables for people: how many decimals mean something, and intervals whose limits stand below each other. */
#ifndef COPSE_REPORT_SHOWN_NUMBER_H
#define COPSE_REPORT_SHOWN_NUMBER_H

#include <copse/report.h>

/* What the decimals of a column follow from. Zero-initialise with COPSE_I_SPREAD_INIT, then look at each number's
 * uncertainty. */
typedef struct copse_i_spread {
    double smallest, largest;
} copse_i_spread;
#define COPSE_I_SPREAD_INIT                                                                                            \
    {                                                                                                                  \
        .smallest = 0.0, .largest = 0.0                                                                                \
    }

void copse_i_spread_look(copse_i_spread *spread, double uncertainty);
void copse_i_spread_look_interval(copse_i_spread *spread, copse_interval interval);

/* `digits` decimals; more where otherwise no number would show two digits of its uncertainty, fewer where the
 * uncertainty is 10 or more, as the last of them would mean nothing. Above COPSE_I_SCIENTIFIC numbers are shown with four significant digits. */
#define COPSE_I_SCIENTIFIC 15
int copse_i_decimals(int digits, copse_i_spread spread);
/* Decimals of one number that is its own scale, as tau2 is. */
int copse_i_decimals_of(int digits, double x);

const char *copse_i_number(char *buf, size_t size, double x, int decimals);
/* A cell of the document with x shown so; NaN is "NA". */
void copse_i_cell_number(copse_document *document, double x, int decimals);
/* df: whole, or four significant digits; blank where the normal distribution was used. */
void copse_i_cell_df(copse_document *document, double df);
void copse_i_cell_p(copse_document *document, double p);

/* Intervals of one column. Widen with all of them, then write. */
typedef struct copse_i_range {
    int decimals;
    size_t lower_width, upper_width;
} copse_i_range;
void copse_i_range_widen(copse_i_range *range, copse_interval interval);
/* "0.13 to 1.26", padded; "NA" where both limits are NaN. */
void copse_i_cell_range(copse_document *document, const copse_i_range *range, copse_interval interval);

#endif
