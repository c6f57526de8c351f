/* See shown_number.h. */
#include "shown_number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define P_DECIMALS 4

void copse_i_spread_look(copse_i_spread *spread, double uncertainty)
{
    if (!(uncertainty > 0.0) || !isfinite(uncertainty)) return;
    if (!(spread->smallest > 0.0) || uncertainty < spread->smallest) spread->smallest = uncertainty;
    if (uncertainty > spread->largest) spread->largest = uncertainty;
}

void copse_i_spread_look_interval(copse_i_spread *spread, copse_interval interval)
{
    copse_i_spread_look(spread, (interval.upper - interval.lower) / 4.0);
}

int copse_i_decimals(int digits, copse_i_spread spread)
{
    const int asked = digits < 0 ? 0 : digits > COPSE_I_SCIENTIFIC ? COPSE_I_SCIENTIFIC : digits;
    if (!(spread.smallest > 0.0)) return asked;
    const int needed = 1 - (int)floor(log10(spread.largest)); /* two digits of the largest uncertainty */
    if (needed > asked) return needed > COPSE_I_SCIENTIFIC ? COPSE_I_SCIENTIFIC + 1 : needed;
    const int size = (int)floor(log10(spread.smallest)); /* 1 for 10 to 99 */
    if (size < 1) return asked;
    const int fair = asked < 4 - size ? asked : 4 - size; /* five digits of the uncertainty are always fair */
    const int fewer = asked - size > fair ? asked - size : fair;
    return fewer > 0 ? fewer : 0;
}

int copse_i_decimals_of(int digits, double x)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_spread_look(&spread, fabs(x));
    return copse_i_decimals(digits, spread);
}

const char *copse_i_number(char *buf, size_t size, double x, int decimals)
{
    if (decimals > COPSE_I_SCIENTIFIC) return copse_format_significant(buf, size, x, 4);
    return copse_format_fixed(buf, size, x, decimals);
}

void copse_i_cell_number(copse_document *document, double x, int decimals)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_document_number_as(document, x, copse_i_number(buf, sizeof buf, x, decimals));
}

void copse_i_cell_df(copse_document *document, double df)
{
    char buf[COPSE_NUMBER_TEXT];
    if (isnan(df)) {
        copse_document_text(document, NULL);
    } else {
        copse_document_number_as(document, df,
                                 df == floor(df) ? copse_format_fixed(buf, sizeof buf, df, 0)
                                                 : copse_format_significant(buf, sizeof buf, df, 4));
    }
}

void copse_i_cell_p(copse_document *document, double p)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_document_number_as(document, p, copse_format_p(buf, sizeof buf, p, P_DECIMALS));
}

void copse_i_range_widen(copse_i_range *range, copse_interval interval)
{
    char buf[COPSE_NUMBER_TEXT];
    const size_t lower = strlen(copse_i_number(buf, sizeof buf, interval.lower, range->decimals));
    const size_t upper = strlen(copse_i_number(buf, sizeof buf, interval.upper, range->decimals));
    if (lower > range->lower_width) range->lower_width = lower;
    if (upper > range->upper_width) range->upper_width = upper;
}

void copse_i_cell_range(copse_document *document, const copse_i_range *range, copse_interval interval)
{
    char lower[COPSE_NUMBER_TEXT], upper[COPSE_NUMBER_TEXT], shown[2 * COPSE_NUMBER_TEXT + 8];
    if (isnan(interval.lower) && isnan(interval.upper)) {
        copse_document_text(document, "NA");
        return;
    }
    (void)snprintf(shown, sizeof shown, "%*s to %*s", (int)range->lower_width,
                   copse_i_number(lower, sizeof lower, interval.lower, range->decimals), (int)range->upper_width,
                   copse_i_number(upper, sizeof upper, interval.upper, range->decimals));
    copse_document_text(document, shown);
}
