/* The summary of risk of bias, domain by domain. */
#include "rob_parts.h"

#define FONT CHART_FONT
#define BAR_LENGTH 230.0

/* Shares of a domain's judgements, in order. */
void copse_i_rob_shares(const copse_rob_data *data, size_t domain, double share[COPSE_JUDGEMENT_COUNT])
{
    double sum = 0;
    for (size_t j = 0; j < COPSE_JUDGEMENT_COUNT; j++) share[j] = 0;
    for (size_t i = 0; i < data->k; i++) {
        const double weight = data->weight != NULL ? data->weight[i] : 1;
        share[data->judgement[i * data->domains + domain]] += weight;
        sum += weight;
    }
    for (size_t j = 0; j < COPSE_JUDGEMENT_COUNT; j++) share[j] = sum > 0 ? share[j] / sum : 0;
}

static void add_bar(chart *page, const copse_rob_data *data, size_t domain, double left, double middle)
{
    double share[COPSE_JUDGEMENT_COUNT], at = left;
    char number[COPSE_NUMBER_TEXT];
    copse_i_rob_shares(data, domain, share);
    for (size_t j = 0; j < COPSE_JUDGEMENT_COUNT; j++) {
        const double wide = BAR_LENGTH * share[j];
        if (!(wide > 0)) continue;
        copse_i_chart_box(page, copse_i_rob_look((copse_judgement)j), at, middle - 0.55 * FONT, at + wide,
                          middle + 0.55 * FONT);
        const char *face = copse_i_rob_is_dark((copse_judgement)j) ? "c w" : "c n";
        copse_format_fixed(number, sizeof number, 100 * share[j], 0);
        if (wide > 2.6 * FONT) {
            copse_text text = {0};
            copse_text_printf(&text, "%s %s", copse_i_rob_sign((copse_judgement)j), number);
            if (text.failed) page->text.failed = true;
            copse_i_chart_text(page, at + 0.5 * wide, middle, face, FONT - 1, copse_text_string(&text));
            copse_text_free(&text);
        } else if (wide > 0.8 * FONT) {
            copse_i_chart_text(page, at + 0.5 * wide, middle, face, FONT - 1, copse_i_rob_sign((copse_judgement)j));
        }
        at += wide;
    }
}

double copse_i_rob_summary(chart *page, const copse_rob_data *data, double y)
{
    const double left = page->margin + copse_i_rob_names_width(page, data->domain, data->domains) + FONT;
    for (size_t d = 0; d < data->domains; d++) {
        if (d == data->overall && d > 0) {
            copse_i_chart_line(page, "rule", page->margin, y + 0.2 * FONT, left + BAR_LENGTH, y + 0.2 * FONT);
            y += 0.4 * FONT;
        }
        const double middle = y + 0.5 * ROB_ROW;
        copse_i_chart_cut(page, page->margin, middle, d == data->overall ? "l b" : "l n", FONT, ROB_NAME_EM * FONT,
                          data->domain[d]);
        add_bar(page, data, d, left, middle);
        y += ROB_ROW;
    }
    copse_i_chart_line(page, "axis", left, y + 0.1 * FONT, left + BAR_LENGTH, y + 0.1 * FONT);
    for (int tick = 0; tick <= 4; tick++) {
        char number[COPSE_NUMBER_TEXT];
        const double x = left + 0.25 * BAR_LENGTH * tick;
        copse_i_chart_line(page, "axis", x, y + 0.1 * FONT, x, y + 0.5 * FONT);
        copse_i_chart_text(page, x, y + 1.25 * FONT, "c n", FONT,
                           copse_format_fixed(number, sizeof number, 25 * tick, 0));
    }
    copse_text label = {0};
    copse_text_printf(&label, data->weight != NULL ? "%% of %s" : "%% of studies",
                      data->weighted_by != NULL ? data->weighted_by : "the weights");
    if (label.failed) page->text.failed = true;
    copse_i_chart_text(page, left + 0.5 * BAR_LENGTH, y + 2.6 * FONT, "c n", FONT, copse_text_string(&label));
    copse_text_free(&label);
    return y + 3.6 * FONT;
}

double copse_i_rob_summary_width(chart *page, const copse_rob_data *data)
{
    return 2 * page->margin + copse_i_rob_names_width(page, data->domain, data->domains) + 2 * FONT + BAR_LENGTH;
}
