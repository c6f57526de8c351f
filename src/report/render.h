/* The renderers, one a format. Each appends to `out`; memory failures of `out` are its own to keep. */
#ifndef COPSE_REPORT_RENDER_H
#define COPSE_REPORT_RENDER_H

#include "document.h"

COPSE_NODISCARD copse_status copse_i_render_text(const copse_document *document, bool bold, copse_text *out);
COPSE_NODISCARD copse_status copse_i_render_markdown(const copse_document *document, copse_text *out);
COPSE_NODISCARD copse_status copse_i_render_csv(const copse_document *document, copse_text *out);
/** A text cell, in quotes where it needs them, with an apostrophe in front where a spreadsheet would see a formula. */
void copse_i_render_csv_field(copse_text *out, const char *text);
COPSE_NODISCARD copse_status copse_i_render_json(const copse_document *document, copse_text *out);
COPSE_NODISCARD copse_status copse_i_render_latex(const copse_document *document, copse_text *out);

#endif
