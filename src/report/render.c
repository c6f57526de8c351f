/* From a document to the format asked for. */
#include "render.h"

static copse_status render_as(const copse_document *document, const copse_render_opts *opts, copse_text *out)
{
    switch (opts->format) {
    case COPSE_FORMAT_TEXT:
        return copse_i_render_text(document, opts->bold, out);
    case COPSE_FORMAT_MARKDOWN:
        return copse_i_render_markdown(document, out);
    case COPSE_FORMAT_CSV:
        return copse_i_render_csv(document, out);
    case COPSE_FORMAT_JSON:
        return copse_i_render_json(document, out);
    case COPSE_FORMAT_LATEX:
        return copse_i_render_latex(document, out);
    }
    return COPSE_EINVAL;
}

copse_status copse_document_render(const copse_document *document, const copse_render_opts *opts, copse_text *out,
                                   copse_error *err)
{
    if (opts == NULL || out == NULL) return copse_fail(err, COPSE_EINVAL, "nothing to render into");
    if (document == NULL) return copse_fail_memory(err);
    copse_status status = document->status;
    if (status == COPSE_OK) status = render_as(document, opts, out);
    if (status == COPSE_OK) status = copse_text_status(out);
    if (status == COPSE_OK) return COPSE_OK;
    if (status == COPSE_ENOMEM) return copse_fail_memory(err);
    return copse_fail(err, status, "the document cannot be written: %s", copse_status_text(status));
}
