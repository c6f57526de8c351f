/* Traffic lights: risk of bias, study by study. */
#include "rob_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FONT CHART_FONT
#define CELL (2.2 * FONT)

double copse_i_rob_names_width(chart *page, const char *const *name, size_t n)
{
    double widest = 0;
    for (size_t i = 0; i < n; i++) widest = fmax(widest, copse_i_chart_width(page, name[i], FONT, false));
    return fmin(widest, ROB_NAME_EM * FONT);
}

void copse_i_rob_light(chart *page, copse_judgement judgement, double x, double y)
{
    copse_i_chart_mark(page, copse_i_rob_look(judgement), CHART_CIRCLE, x, y, ROB_LIGHT);
    copse_i_chart_text(page, x, y, copse_i_rob_is_dark(judgement) ? "c w" : "c b", FONT, copse_i_rob_sign(judgement));
}

/* Where the column of a domain is; the overall judgement stands apart. */
static double column_x(const copse_rob_data *data, double left, size_t domain)
{
    const double apart = data->overall < data->domains && domain >= data->overall ? 0.6 * FONT : 0;
    return left + CELL * ((double)domain + 0.5) + apart;
}

/* Domains are numbered D1, D2, ... and named below, unless their names are as short; the overall judgement is All. */
static void domain_head(const copse_rob_data *data, size_t domain, char *buf, size_t size)
{
    char number[COPSE_NUMBER_TEXT];
    const bool after = data->overall < data->domains && domain > data->overall;
    if (domain == data->overall || strlen(data->domain[domain]) <= 3) {
        (void)snprintf(buf, size, "%s", domain == data->overall ? "All" : data->domain[domain]);
        return;
    }
    copse_format_fixed(number, sizeof number, (double)(domain + (after ? 0 : 1)), 0);
    (void)snprintf(buf, size, "D%.12s", number);
}

/* D1: the randomisation process; ... */
static double add_names(chart *page, const copse_rob_data *data, double y)
{
    copse_text names = {0};
    char head[16];
    for (size_t d = 0; d < data->domains; d++) {
        domain_head(data, d, head, sizeof head);
        if (strcmp(head, data->domain[d]) == 0) continue;
        copse_text_printf(&names, "%s%s: %s", names.length > 0 ? "; " : "", head, data->domain[d]);
    }
    if (names.failed) page->text.failed = true;
    y = copse_i_chart_note(page, copse_text_string(&names), y);
    copse_text_free(&names);
    return y;
}

double copse_i_rob_lights(chart *page, const copse_rob_data *data, double y)
{
    const double names = copse_i_rob_names_width(page, data->label, data->k), left = page->margin + names + FONT;
    const double right = column_x(data, left, data->domains - 1) + 0.5 * CELL;
    char head[16];
    y += 0.7 * FONT;
    for (size_t d = 0; d < data->domains; d++) {
        domain_head(data, d, head, sizeof head);
        copse_i_chart_text(page, column_x(data, left, d), y, "c b", FONT, head);
    }
    y += 0.9 * FONT;
    copse_i_chart_line(page, "rule", page->margin, y, right, y);
    for (size_t i = 0; i < data->k; i++) {
        const double middle = y + ROB_ROW * ((double)i + 0.5) + 0.2 * FONT;
        copse_i_chart_cut(page, page->margin, middle, "l n", FONT, ROB_NAME_EM * FONT, data->label[i]);
        for (size_t d = 0; d < data->domains; d++)
            copse_i_rob_light(page, data->judgement[i * data->domains + d], column_x(data, left, d), middle);
    }
    y += ROB_ROW * (double)data->k + 0.4 * FONT;
    copse_i_chart_line(page, "rule", page->margin, y, right, y);
    return add_names(page, data, y + 0.4 * FONT) + 0.9 * FONT;
}

double copse_i_rob_lights_width(chart *page, const copse_rob_data *data)
{
    return 2 * page->margin + copse_i_rob_names_width(page, data->label, data->k) + FONT +
           CELL * (double)data->domains + 0.6 * FONT;
}
