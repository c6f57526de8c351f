/* Risk of bias: traffic lights, study by study, and the summary, domain by domain. */
#include "rob_marks.h"

#include "chart_effect.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FONT CHART_FONT
#define ROW (1.75 * FONT)
#define CELL (2.2 * FONT)
#define LIGHT (1.35 * FONT)
#define NAME_EM 26.0 /* of a study, at most */
#define BAR_LENGTH 230.0

static const chart_kind ROB = {.name = "plot of risk of bias", .file = "rob", .looks_file = "plots/rob.gp"};

static copse_judgement judgement_of(const copse_rob_data *data, size_t study, size_t domain)
{
    return data->judgement[study * data->domains + domain];
}

static const char *word_of(const copse_rob_data *data, copse_judgement judgement)
{
    return data->word != NULL ? data->word[judgement] : copse_i_rob_word(judgement);
}

/* White where the mark is dark. */
static const char *face_of(copse_judgement judgement)
{
    return judgement == COPSE_JUDGEMENT_CRITICAL ? "c w" : "c b";
}

static const char *bar_face_of(copse_judgement judgement)
{
    return judgement == COPSE_JUDGEMENT_CRITICAL ? "c w" : "c n";
}

/* ------------------------------------------------------------------------------------------------------ lights */

/* Where the column of a domain is; the overall judgement stands apart. */
static double column_x(const copse_rob_data *data, double left, size_t domain)
{
    const double apart = data->overall < data->domains && domain >= data->overall ? 0.6 * FONT : 0;
    return left + CELL * ((double)domain + 0.5) + apart;
}

static double names_width(chart *page, const char *const *name, size_t n)
{
    double widest = 0;
    for (size_t i = 0; i < n; i++) widest = fmax(widest, copse_i_chart_width(page, name[i], FONT, false));
    return fmin(widest, NAME_EM * FONT);
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

static double add_lights(chart *page, const copse_rob_data *data, double y)
{
    const double names = names_width(page, data->label, data->k), left = page->margin + names + FONT;
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
        const double middle = y + ROW * ((double)i + 0.5) + 0.2 * FONT;
        copse_i_chart_cut(page, page->margin, middle, "l n", FONT, NAME_EM * FONT, data->label[i]);
        for (size_t d = 0; d < data->domains; d++) {
            const copse_judgement j = judgement_of(data, i, d);
            const double x = column_x(data, left, d);
            copse_i_chart_mark(page, copse_i_rob_look(j), CHART_CIRCLE, x, middle, LIGHT);
            copse_i_chart_text(page, x, middle, face_of(j), FONT, copse_i_rob_sign(j));
        }
    }
    y += ROW * (double)data->k + 0.4 * FONT;
    copse_i_chart_line(page, "rule", page->margin, y, right, y);
    return y + 0.4 * FONT;
}

static double lights_width(chart *page, const copse_rob_data *data)
{
    return 2 * page->margin + names_width(page, data->label, data->k) + FONT + CELL * (double)data->domains +
           0.6 * FONT;
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

/* ----------------------------------------------------------------------------------------------------- summary */

/* Shares of a domain's judgements, in order. */
static void shares_of(const copse_rob_data *data, size_t domain, double share[COPSE_JUDGEMENT_COUNT])
{
    double sum = 0;
    for (size_t j = 0; j < COPSE_JUDGEMENT_COUNT; j++) share[j] = 0;
    for (size_t i = 0; i < data->k; i++) {
        const double weight = data->weight != NULL ? data->weight[i] : 1;
        share[judgement_of(data, i, domain)] += weight;
        sum += weight;
    }
    for (size_t j = 0; j < COPSE_JUDGEMENT_COUNT; j++) share[j] = sum > 0 ? share[j] / sum : 0;
}

static void add_bar(chart *page, const copse_rob_data *data, size_t domain, double left, double middle)
{
    double share[COPSE_JUDGEMENT_COUNT], at = left;
    char number[COPSE_NUMBER_TEXT];
    shares_of(data, domain, share);
    for (size_t j = 0; j < COPSE_JUDGEMENT_COUNT; j++) {
        const double wide = BAR_LENGTH * share[j];
        if (!(wide > 0)) continue;
        copse_i_chart_box(page, copse_i_rob_look((copse_judgement)j), at, middle - 0.55 * FONT, at + wide,
                          middle + 0.55 * FONT);
        copse_format_fixed(number, sizeof number, 100 * share[j], 0);
        if (wide > 2.6 * FONT) {
            copse_text text = {0};
            copse_text_printf(&text, "%s %s", copse_i_rob_sign((copse_judgement)j), number);
            if (text.failed) page->text.failed = true;
            copse_i_chart_text(page, at + 0.5 * wide, middle, bar_face_of((copse_judgement)j), FONT - 1,
                               copse_text_string(&text));
            copse_text_free(&text);
        } else if (wide > 0.8 * FONT) {
            copse_i_chart_text(page, at + 0.5 * wide, middle, bar_face_of((copse_judgement)j), FONT - 1,
                               copse_i_rob_sign((copse_judgement)j));
        }
        at += wide;
    }
}

static double add_summary(chart *page, const copse_rob_data *data, double y)
{
    const double left = page->margin + names_width(page, data->domain, data->domains) + FONT;
    for (size_t d = 0; d < data->domains; d++) {
        if (d == data->overall && d > 0) {
            copse_i_chart_line(page, "rule", page->margin, y + 0.2 * FONT, left + BAR_LENGTH, y + 0.2 * FONT);
            y += 0.4 * FONT;
        }
        const double middle = y + 0.5 * ROW;
        copse_i_chart_cut(page, page->margin, middle, d == data->overall ? "l b" : "l n", FONT, NAME_EM * FONT,
                          data->domain[d]);
        add_bar(page, data, d, left, middle);
        y += ROW;
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

static double summary_width(chart *page, const copse_rob_data *data)
{
    return 2 * page->margin + names_width(page, data->domain, data->domains) + 2 * FONT + BAR_LENGTH;
}

/* -------------------------------------------------------------------------------------------------------- page */

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
        const double wide = LIGHT + 0.4 * FONT + copse_i_chart_width(page, word, FONT, false);
        if (x > page->margin && x + wide > page->width - page->margin) {
            x = page->margin;
            y += 1.6 * FONT;
        }
        copse_i_chart_mark(page, copse_i_rob_look((copse_judgement)j), CHART_CIRCLE, x + 0.5 * LIGHT, y, LIGHT);
        copse_i_chart_text(page, x + 0.5 * LIGHT, y, face_of((copse_judgement)j), FONT,
                           copse_i_rob_sign((copse_judgement)j));
        copse_i_chart_text(page, x + LIGHT + 0.4 * FONT, y, "l n", FONT, word);
        x += wide + 1.4 * FONT;
    }
    return y + 1.2 * FONT;
}

static void describe(chart *page, const copse_rob_data *data)
{
    double share[COPSE_JUDGEMENT_COUNT];
    copse_text_printf(&page->title, "Risk of bias of %zu %s", data->k, copse_plural(data->k, "study", "studies"));
    copse_text_add(&page->description, "Judgements of risk of bias:");
    for (size_t d = 0; d < data->domains; d++) {
        char number[COPSE_NUMBER_TEXT];
        shares_of(data, d, share);
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
    if (data->lights) page->width = fmax(page->width, lights_width(page, data));
    if (data->summary) page->width = fmax(page->width, summary_width(page, data));
    double y = copse_i_chart_head(page, look->title, page->margin);
    if (data->lights) {
        y = add_lights(page, data, y);
        y = add_names(page, data, y) + 0.9 * FONT;
    }
    if (data->summary) y = add_summary(page, data, y);
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
