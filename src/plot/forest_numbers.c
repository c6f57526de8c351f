#include "forest_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text_metrics.h"

#define MINUS "\u2212"
#define NBSP "\u00A0"

const char *copse_i_power_of_ten(forest_model *model, int power)
{
    static const char *const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const int size = power < 0 ? -power : power;
    return copse_i_forest_text(model, "10%s%s%s%s", power < 0 ? "⁻" : "", size >= 100 ? digit[size / 100 % 10] : "",
                               size >= 10 ? digit[size / 10 % 10] : "", digit[size % 10]);
}

/* "-1.2" with a true minus sign, "1.2e+06" as 1.2 × 10⁶. */
static const char *typeset(forest_model *model, const char *number)
{
    const char *sign = number[0] == '-' ? MINUS : "";
    const char *digits = number[0] == '-' ? number + 1 : number;
    const char *exponent = strchr(digits, 'e');
    if (exponent == NULL) return copse_i_forest_text(model, "%s%s", sign, digits);
    return copse_i_forest_text(model, "%s%.*s" NBSP "×" NBSP "%s", sign, (int)(exponent - digits), digits,
                               copse_i_power_of_ten(model, (int)strtol(exponent + 1, NULL, 10)));
}

/* "6e+149" to three digits is "6.00e+149": numbers of a column are equally exact. */
static void fill_digits(char *number, size_t size, int significant)
{
    char filled[COPSE_NUMBER_TEXT];
    const char *exponent = strchr(number, 'e');
    if (exponent == NULL) return;
    const int whole = (int)(exponent - number);
    int digits = 0;
    for (int i = 0; i < whole; i++) digits += number[i] >= '0' && number[i] <= '9' ? 1 : 0;
    const int missing = significant > digits ? significant - digits : 0;
    const bool point = memchr(number, '.', (size_t)whole) != NULL;
    (void)snprintf(filled, sizeof filled, "%.*s%s%.*s%s", whole, number, missing > 0 && !point ? "." : "", missing,
                   "000000000000000", exponent);
    (void)snprintf(number, size, "%s", filled);
}

static const char *plot_number(forest_model *model, double x, int digits, bool filled)
{
    char buf[COPSE_NUMBER_TEXT];
    if (isfinite(x) && fabs(x) >= 1e9) {
        copse_format_significant(buf, sizeof buf, x, digits + 3);
        if (filled) fill_digits(buf, sizeof buf, digits + 3);
    } else {
        copse_format_fixed(buf, sizeof buf, x, digits);
    }
    return typeset(model, buf);
}

const char *copse_i_plot_number(forest_model *model, double x, int digits)
{
    return plot_number(model, x, digits, false);
}

/* Quantities that are above 0, on which 0.00 would say nothing. */
static bool is_positive_scale(const forest_input *input)
{
    double least, greatest;
    copse_i_shown_range(input, &least, &greatest);
    return least == 0.0;
}

const char *copse_i_plot_estimate(const forest_input *input, forest_model *model, double x)
{
    int digits = model->digits;
    if (is_positive_scale(input) && x > 0) {
        if (x >= 1000.0) digits = 0;
        const int most = digits > 4 ? digits : 4;
        while (digits > 0 && digits < most && x < 0.5 * pow(10.0, -digits)) digits++;
        if (digits == most && x < 0.5 * pow(10.0, -digits))
            return copse_i_forest_text(model, "<%s", copse_i_plot_number(model, pow(10.0, -digits), digits));
    }
    return plot_number(model, x, digits, true);
}

const char *copse_i_variance(forest_model *model, double x)
{
    if (x == 0.0) return "0";
    if (x > 0.0 && x < 0.0001) {
        char buf[COPSE_NUMBER_TEXT];
        return typeset(model, copse_format_significant(buf, sizeof buf, x, 2));
    }
    return copse_i_plot_number(model, x, x < 1.0 ? 4 : x < 1e4 ? 2 : 0);
}

/* JAMA prints no zero in front of the point and two decimals, three below .01 and where rounding would cross .05. */
static const char *bare_p(forest_model *model, double p)
{
    char buf[COPSE_NUMBER_TEXT];
    if (p < 0.001) return "<" NBSP ".001";
    if (p > 0.99) return ">" NBSP ".99";
    const bool close_to_limit = p >= 0.045 && p < 0.055;
    copse_format_fixed(buf, sizeof buf, p, p < 0.01 || close_to_limit ? 3 : 2);
    return copse_i_forest_text(model, "=" NBSP "%s", buf[0] == '0' ? buf + 1 : buf);
}

const char *copse_i_p_value(forest_model *model, double p)
{
    if (!isfinite(p)) return copse_i_forest_text(model, "\001p\001" NBSP "=" NBSP "NA");
    const char *letter = model->style->capital_p ? "P" : "p";
    const char *value;
    if (model->style->bare_point) {
        value = bare_p(model, p);
    } else if (p < 0.001) {
        value = "<" NBSP "0.001";
    } else {
        value = copse_i_forest_text(model, "=" NBSP "%s", copse_i_plot_number(model, p, p < 0.1 ? 3 : 2));
    }
    return copse_i_forest_text(model, "%c%s%c" NBSP "%s", COPSE_I_ITALIC, letter, COPSE_I_ITALIC, value);
}
