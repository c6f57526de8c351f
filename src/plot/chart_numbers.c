/* Numbers as charts show them. */
#include "chart_axis.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void copse_i_axis_typeset(const char *number, char *buf, size_t size)
{
    static const char *const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const char *sign = number[0] == '-' ? "\u2212" : "", *digits = number[0] == '-' ? number + 1 : number;
    const char *e = strchr(digits, 'e');
    if (e == NULL) {
        (void)snprintf(buf, size, "%s%s", sign, digits);
        return;
    }
    const long power = strtol(e + 1, NULL, 10), large = labs(power);
    const int lead = (int)(e - digits);
    const bool one = lead == 1 && digits[0] == '1';
    (void)snprintf(buf, size, "%s%.*s%s10%s%s%s%s", sign, one ? 0 : lead, digits, one ? "" : "×", power < 0 ? "⁻" : "",
                   large >= 100 ? digit[large / 100 % 10] : "", large >= 10 ? digit[large / 10 % 10] : "",
                   digit[large % 10]);
}

void copse_i_axis_number(double value, int decimals, char *buf, size_t size)
{
    char number[COPSE_NUMBER_TEXT];
    if (fabs(value) >= 1e7) copse_format_significant(number, sizeof number, value, 6);
    else copse_format_fixed(number, sizeof number, value, decimals);
    copse_i_axis_typeset(number, buf, size);
}

void copse_i_axis_significant(double value, int digits, char *buf, size_t size)
{
    char number[COPSE_NUMBER_TEXT];
    const bool plain = value == 0 || (fabs(value) >= 1e-4 && fabs(value) < 1e7);
    const int whole = value == 0 ? digits : (int)floor(log10(fabs(value))) + 1;
    if (plain) copse_format_fixed(number, sizeof number, value, digits > whole ? digits - whole : 0);
    else copse_format_significant(number, sizeof number, value, digits);
    copse_i_axis_typeset(number, buf, size);
}
