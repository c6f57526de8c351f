/* Plots of risk of bias: traffic lights, a summary, and what their signs mean. */
#include "rob_parts.h"

#include "chart_effect.h"

#include <math.h>

#define FONT CHART_FONT

static const chart_kind ROB = {.name = "plot of risk of bias", .file = "rob", .looks_file = "plots/rob.gp"};

static const char *word_of(const copse_rob_data *data, copse_judgement judgement)
{
    const bool given = data->word != NULL && data->word[judgement] != NULL;
    return given ? data->word[judgement] : copse_i_rob_word(judgement);
}

/* Only the judgements that there are. */
static double add_words(chart *page, const copse_rob_data *data, double y)
{
    double x = page->margin;
    y += 0.9 * FONT;
    for (int j = 0; j < COPSE_JUDGEMENT_COUNT; j++) {
        bool any = false;
        for (size_t i = 0; i < data->k * data->domains; i++) any = any || data->judgement[i] == (copse_judgement)j;
        if (!any) continue;
        const char *word = word_of(data, (copse_judgement)j);
        const double wide = ROB_LIGHT + 0.4 * FONT + copse_i_chart_width(page, word, FONT, false);
        if (x > page->margin && x + wide > page->width - page->margin) {
            x = page->margin;
            y += 1.6 * FONT;
        }
        copse_i_rob_light(page, (copse_judgement)j, x + 0.5 * ROB_LIGHT, y);
        copse_i_chart_text(page, x + ROB_LIGHT + 0.4 * FONT, y, "l n", FONT, word);
        x += wide + 1.4 * FONT;
    }
    return y + 1.2 * FONT;
}

static void describe(chart *page, const copse_rob_data *data)
{
    double share[COPSE_JUDGEMENT_COUNT];
    copse_text_printf(&page->title, "Risk of bias of %zu studies", data->k);
    copse_text_add(&page->description, "Judgements of risk of bias:");
    for (size_t d = 0; d < data->domains; d++) {
        char number[COPSE_NUMBER_TEXT];
        copse_i_rob_shares(data, d, share);
        copse_format_fixed(number, sizeof number, 100 * share[COPSE_JUDGEMENT_LOW], 0);
        copse_text_printf(&page->description, " %s: %s %% low%s", data->domain[d], number,
                          d + 1 < data->domains ? ";" : ".");
    }
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_rob_data *data = what;
    (void)store;
    page->width = 260;
    if (data->lights) page->width = fmax(page->width, copse_i_rob_lights_width(page, data));
    if (data->summary) page->width = fmax(page->width, copse_i_rob_summary_width(page, data));
    double y = copse_i_chart_head(page, look->title, page->margin);
    if (data->lights) y = copse_i_rob_lights(page, data, y);
    if (data->summary) y = copse_i_rob_summary(page, data, y);
    y = add_words(page, data, y);
    describe(page, data);
    return y + 0.6 * FONT;
}

copse_status copse_plot_rob(const copse_rob_data *data, const copse_chart_look *look, const char *picture,
                            copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || data->label == NULL || data->domain == NULL || data->judgement == NULL ||
        !(data->lights || data->summary))
        return copse_fail(err, COPSE_EINVAL, "a plot of risk of bias needs its data");
    if (data->k == 0 || data->domains == 0) return copse_fail(err, COPSE_ENODATA, "no judgements to draw");
    for (size_t i = 0; i < data->k * data->domains; i++)
        if ((size_t)data->judgement[i] >= COPSE_JUDGEMENT_COUNT)
            return copse_fail(err, COPSE_EINVAL, "no such judgement");
    for (size_t i = 0; data->weight != NULL && i < data->k; i++)
        if (!(data->weight[i] >= 0) || !isfinite(data->weight[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: a weight must be a number of 0 or more", i + 1);
    return copse_i_chart_make(&ROB, lay_out, data, look, picture, script, err);
}
