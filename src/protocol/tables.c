/* Every table in every format that the protocol asks for. */
#include "tables.h"

#include <string.h>

const copse_i_table_entry copse_i_table_list[] = {
    {"summary", copse_i_table_summary},
    {"sensitivity", copse_i_table_sensitivity},
    {"studies", copse_i_table_studies},
    {"outcomes_not_pooled", copse_i_table_unpooled},
    {"rows_not_used", copse_i_table_rows},
    {"published", copse_i_table_published},
    {"robustness", copse_i_table_robustness},
    {"robustness_checks", copse_i_table_robustness_checks},
    {"multiverse", copse_i_table_multiverse},
    {"multiverse_choices", copse_i_table_multiverse_choices},
    {"multiverse_specifications", copse_i_table_multiverse_specifications},
};
const size_t copse_i_table_count = sizeof copse_i_table_list / sizeof *copse_i_table_list;

bool copse_i_table_wanted(const copse_i_run *run, size_t table)
{
    copse_i_table_builder *build = copse_i_table_list[table].build;
    if (build == copse_i_table_published) return run->spec->published.line > 0;
    if (build == copse_i_table_robustness || build == copse_i_table_robustness_checks) return run->robustness != NULL;
    if (build == copse_i_table_multiverse || build == copse_i_table_multiverse_choices ||
        build == copse_i_table_multiverse_specifications)
        return run->curve != NULL;
    return true;
}

static bool for_machines(copse_format format)
{
    return format == COPSE_FORMAT_CSV || format == COPSE_FORMAT_JSON;
}

static copse_status render(const copse_document *document, copse_format format, copse_text *out, copse_error *err)
{
    const copse_render_opts opts = {.format = format};
    return copse_document_render(document, &opts, out, err);
}

copse_status copse_i_table_render(const copse_i_run *run, size_t table, copse_format format, copse_text *out,
                                  copse_error *err)
{
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_table_list[table].build(run, for_machines(format), document, err);
    if (status == COPSE_OK) status = render(document, format, out, err);
    copse_document_free(document);
    return status;
}

copse_status copse_i_summary_render(const copse_i_run *run, copse_text *out, copse_error *err)
{
    const copse_i_published *published = &run->spec->published;
    const bool compare = published->line > 0 && strcmp(copse_i_or(published->verdict, "digits"), "digits") == 0;
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_table_summary(run, false, document, err);
    if (status == COPSE_OK && compare) status = copse_i_table_published(run, false, document, err);
    if (status == COPSE_OK && run->curve != NULL) status = copse_i_table_multiverse(run, false, document, err);
    if (status == COPSE_OK) status = render(document, COPSE_FORMAT_TEXT, out, err);
    copse_document_free(document);
    return status;
}

copse_status copse_i_described_render(const copse_i_run *run, size_t entry, copse_format format, copse_text *out,
                                      copse_error *err)
{
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_table_described(run, entry, document, err);
    if (status == COPSE_OK) status = render(document, format, out, err);
    copse_document_free(document);
    return status;
}

copse_status copse_i_table_rows_json(const copse_i_run *run, size_t table, copse_text *out, copse_error *err)
{
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_table_list[table].build(run, true, document, err);
    if (status == COPSE_OK) status = copse_document_rows_json(document, out, err);
    copse_document_free(document);
    return status;
}

copse_status copse_i_described_rows_json(const copse_i_run *run, size_t entry, copse_text *out, copse_error *err)
{
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_table_described(run, entry, document, err);
    if (status == COPSE_OK) status = copse_document_rows_json(document, out, err);
    copse_document_free(document);
    return status;
}

/* tables/NAME.ending; `described` says which of the two lists `index` counts in. */
static copse_status write_table(copse_i_run *run, size_t index, bool described, copse_format format, copse_error *err)
{
    copse_text bytes = {0}, name = {0};
    copse_status status = described ? copse_i_described_render(run, index, format, &bytes, err)
                                    : copse_i_table_render(run, index, format, &bytes, err);
    copse_text_printf(&name, "tables/%s%s.%s", described ? "described_" : "",
                      described ? copse_i_described_at(run->spec, index)->name.text : copse_i_table_list[index].name,
                      copse_format_ending(format));
    if (status == COPSE_OK && (copse_text_status(&name) != COPSE_OK || copse_text_status(&bytes) != COPSE_OK))
        status = copse_fail_memory(err);
    if (status == COPSE_OK)
        status = copse_i_output_write(run, name.bytes, copse_text_string(&bytes), bytes.length, err);
    copse_text_free(&bytes);
    copse_text_free(&name);
    return status;
}

static copse_status write_format(copse_i_run *run, copse_format format, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t t = 0; status == COPSE_OK && t < copse_i_table_count; t++) {
        if (!copse_i_table_wanted(run, t)) continue;
        status = write_table(run, t, false, format, err);
    }
    for (size_t i = 0; status == COPSE_OK && i < run->spec->described.count; i++)
        status = write_table(run, i, true, format, err);
    return status;
}

copse_status copse_i_tables_write(copse_i_run *run, copse_error *err)
{
    const copse_i_strings *formats = &run->spec->outputs.formats;
    static const copse_format usual[] = {COPSE_FORMAT_TEXT, COPSE_FORMAT_MARKDOWN, COPSE_FORMAT_CSV,
                                         COPSE_FORMAT_LATEX};
    const size_t n = formats->line > 0 ? formats->count : sizeof usual / sizeof *usual;
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < n; i++) {
        copse_format format = COPSE_FORMAT_TEXT;
        if (formats->line == 0) format = usual[i];
        else if (copse_format_find(formats->text[i], &format) != COPSE_OK)
            return copse_fail(err, COPSE_EINVAL, "no format '%s'", formats->text[i]);
        status = write_format(run, format, err);
    }
    return status;
}
