/* See shown_effect.h. Altman 1998, BMJ 317:1309: an interval of numbers needed to treat that contains no effect goes from
 * one to benefit through infinity to one to be harmed; two numbers with signs would say the opposite. */
#include "shown_effect.h"

#include <math.h>
#include <string.h>

static void add_number(copse_text *text, double x, int decimals)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_add(text, isinf(x) ? "∞" : copse_i_number(buf, sizeof buf, fabs(x), decimals));
}

static const char *whom(double x)
{
    return x < 0.0 ? "NNTH " : "NNTB ";
}

/* A number needed to treat is at least 1, and a decimal is more than it deserves. */
static int needed_decimals(int decimals)
{
    return decimals < 1 ? decimals : 1;
}

static void add_pieces(copse_text *text, copse_interval shown, bool through, int decimals)
{
    const bool harm = !through && shown.upper < 0.0;
    const double from = through ? shown.upper : harm ? shown.upper : shown.lower;
    const double to = harm || through ? shown.lower : shown.upper;
    copse_text_add(text, whom(from));
    if (through && isinf(from)) { /* no effect is the one limit: nobody benefits */
        text->length = 0;
        copse_text_add(text, whom(to));
        add_number(text, to, decimals);
        copse_text_add(text, " to ∞");
        return;
    }
    add_number(text, from, decimals);
    copse_text_add(text, through ? " to ∞ to NNTH " : " to ");
    add_number(text, to, decimals);
}

static void text_cell(copse_document *document, copse_text *text)
{
    copse_document_text(document, copse_text_string(text));
    copse_document_check(document, copse_text_status(text));
    copse_text_free(text);
}

void copse_i_cell_effect(copse_document *document, const copse_pooled *pooled, const copse_transform_settings *settings,
                         double x, int decimals)
{
    const double shown = copse_i_show(pooled, settings, x);
    if (pooled->transform != COPSE_TRANSFORM_NNT || isnan(shown)) {
        copse_i_cell_number(document, shown, decimals);
        return;
    }
    copse_text text = {0};
    copse_text_add(&text, isinf(shown) ? "" : whom(shown));
    add_number(&text, shown, needed_decimals(decimals));
    text_cell(document, &text);
}

void copse_i_cell_effect_range(copse_document *document, const copse_pooled *pooled,
                               const copse_transform_settings *settings, const copse_i_range *range,
                               copse_interval interval)
{
    bool through = false;
    const copse_interval shown = copse_i_show_interval(pooled, settings, interval, &through);
    if (pooled->transform != COPSE_TRANSFORM_NNT || isnan(shown.lower) || isnan(shown.upper)) {
        copse_i_cell_range(document, range, shown);
        return;
    }
    copse_text text = {0};
    add_pieces(&text, shown, through, needed_decimals(range->decimals));
    text_cell(document, &text);
}
