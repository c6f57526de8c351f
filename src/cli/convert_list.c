/* copse convert --list: the analyses of the review that FILE is. */
#include "convert_list.h"

#include "source.h"
#include "terminal.h"

#include <copse/review.h>
#include <string.h>

/* "MH, random", and the level where it is not the usual one. */
static void add_pooling(copse_document *document, const copse_review_settings *s)
{
    char level[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    copse_text_printf(&text, "%s, %s", copse_review_method_name(s->method), s->random ? "random" : "fixed");
    if (s->level != 95) copse_text_printf(&text, ", %s %%", copse_format_significant(level, sizeof level, s->level, 6));
    copse_document_text(document, copse_text_string(&text));
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

static void add_analysis(copse_document *document, const copse_review_analysis *a, bool same_comparison)
{
    const bool other = a->settings.type == COPSE_REVIEW_OTHER;
    copse_document_row(document);
    copse_document_text(document, a->id);
    copse_document_text(document, same_comparison ? NULL : a->comparison_name);
    copse_document_text(document, a->name);
    copse_document_text(document, copse_review_type_name(a->settings.type));
    copse_document_text(document, a->settings.measure_text);
    if (other) copse_document_text(document, NULL);
    else add_pooling(document, &a->settings);
    if (other) copse_document_text(document, NULL);
    else copse_document_number(document, (double)a->k);
    if (a->subgroups > 0) copse_document_number(document, (double)a->subgroups);
    else copse_document_text(document, NULL);
}

/* For a person: one comparison is named once, and what is as usual not at all. */
static copse_status list_text(const copse_review *review, const copse_render_opts *opts, copse_text *text,
                              copse_error *err)
{
    static const char *const LEFT[] = {"Analysis", "Comparison", "Outcome", "Data", "Measure", "Pooled"};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    copse_document_table(document, "analyses", NULL);
    copse_document_wrap(document);
    for (size_t i = 0; i < COPSE_I_COUNT(LEFT); i++)
        copse_document_column(document, LEFT[i], LEFT[i], COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "groups", "Groups", COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < review->analyses; i++)
        add_analysis(document, &review->analysis[i],
                     i > 0 && review->analysis[i].comparison == review->analysis[i - 1].comparison);
    const copse_status status = copse_document_render(document, opts, text, err);
    copse_document_free(document);
    return status;
}

static copse_status list_frame(const copse_review *review, const copse_i_output_values *output,
                               const copse_render_opts *opts, copse_text *text, copse_error *err)
{
    const copse_notes none = {0};
    copse_frame frame = {0};
    copse_status status = copse_review_list(review, &frame, err);
    if (status == COPSE_OK) status = copse_report_frame(&frame, output->digits, &none, opts, text, err);
    copse_frame_free(&frame);
    return status;
}

copse_status copse_i_convert_list(const char *file, const copse_i_source_values *source,
                                  const copse_i_output_values *output, copse_error *err)
{
    const copse_render_opts opts = copse_i_render_opts(output);
    copse_review review = {0};
    copse_text text = {0};
    if (source->analysis != NULL || source->where != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--list lists all analyses: it goes with neither --analysis nor --where");
    copse_status status = copse_i_source_review(file, source, &review, NULL, err);
    if (status == COPSE_OK)
        status = opts.format == COPSE_FORMAT_TEXT ? list_text(&review, &opts, &text, err)
                                                  : list_frame(&review, output, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(output->output, &text, err);
    copse_text_free(&text);
    copse_review_free(&review);
    return status;
}
