/* copse/report.h: results become text, Markdown, CSV, JSON and LaTeX, all from one description of the document. */
#ifndef COPSE_REPORT_H
#define COPSE_REPORT_H

#include <copse/effect.h>
#include <copse/frame.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum copse_format {
    COPSE_FORMAT_TEXT,
    COPSE_FORMAT_MARKDOWN,
    COPSE_FORMAT_CSV,
    COPSE_FORMAT_JSON,
    COPSE_FORMAT_LATEX
} copse_format;
COPSE_API const char *copse_format_name(copse_format format);
COPSE_API COPSE_NODISCARD copse_status copse_format_find(const char *name, copse_format *format);
/** File name ending without the dot: "txt", "md", "csv", "json", "tex". */
COPSE_API const char *copse_format_ending(copse_format format);

/* ------------------------------------------------------------------------------------------------ documents
 * A document is a list of blocks: headings, paragraphs, tables. Build it with the functions below, which never fail one
 * by one: check copse_document_render's status. */
typedef enum copse_align { COPSE_ALIGN_LEFT, COPSE_ALIGN_RIGHT, COPSE_ALIGN_DECIMAL } copse_align;
typedef struct copse_document copse_document;

COPSE_API COPSE_NODISCARD copse_document *copse_document_new(void); /**< NULL when memory is short */
COPSE_API void copse_document_free(copse_document *document);
COPSE_API void copse_document_heading(copse_document *document, int depth, const char *text);
COPSE_API void copse_document_paragraph(copse_document *document, const char *format, ...) COPSE_PRINTF(2, 3);
/** Starts a table. `id` names it in JSON and file names ("studies"); `caption` may be NULL. */
COPSE_API void copse_document_table(copse_document *document, const char *id, const char *caption);
/** Adds a column to the table; `key` is its name in CSV and JSON, `head` the text above it. `digits`: decimals shown
 *  for numbers (-1: as many as needed, 17 significant at most). CSV and JSON always carry exact numbers. */
COPSE_API void copse_document_column(copse_document *document, const char *key, const char *head, copse_align align,
                                     int digits);
COPSE_API void copse_document_row(copse_document *document);
/** Cells of the current row, from left to right. A rule above the row: copse_document_rule. */
COPSE_API void copse_document_text(copse_document *document, const char *text); /**< NULL = missing */
COPSE_API void copse_document_number(copse_document *document, double x);       /**< NaN = missing */
/** A number whose shown form differs from the column's ("0.19 [0.11; 0.27]", "< 0.0001"); CSV and JSON carry x. */
COPSE_API void copse_document_number_as(copse_document *document, double x, const char *shown);
COPSE_API void copse_document_rule(copse_document *document);
/** Keeps a status for copse_document_render to return: the first that is not COPSE_OK. A caller who makes a cell's text
 *  passes copse_text_status(&text), so that a text that ran out of memory is no empty cell. */
COPSE_API void copse_document_check(copse_document *document, copse_status status);
/** Renders. text: aligned by display width, `bold` uses terminal escapes for headings (a terminal only). markdown: pipe
 *  tables. csv: the tables one after another, separated by an empty line, each with a header row; text cells that begin
 *  with = + - @ and are no numbers get an apostrophe in front. json: {"tables":[{"id":…,"rows":[{key:value}…]}]}.
 *  latex: booktabs, escaped. */
typedef struct copse_render_opts {
    copse_format format;
    bool bold;
} copse_render_opts;
COPSE_API COPSE_NODISCARD copse_status copse_document_render(const copse_document *document,
                                                             const copse_render_opts *opts, copse_text *out,
                                                             copse_error *err);

/** Columns a terminal needs for a UTF-8 text (combining marks 0, wide characters 2). */
COPSE_API size_t copse_display_width(const char *text);

/* ------------------------------------------------------------------------------------------------ results
 * What reports and plots are made of: a pooled analysis with everything it rests on. All borrowed. */
typedef struct copse_left_out {
    size_t row;
    const char *label, *why;
} copse_left_out;
typedef struct copse_pooled {
    const char *command;       /**< "pool" or "effects" */
    const char *file, *sha256; /**< input; NULL when none */
    size_t rows;               /**< data rows in the file */
    const copse_measure *measure;
    copse_transform transform; /**< in force */
    size_t k;
    const char *const *label;
    const double *yi, *vi, *ni;
    const size_t *row;
    const copse_left_out *left_out;
    size_t left_outs;
    const copse_fit *fit; /**< NULL for effects */
    const char *subgroup; /**< name of the column, NULL without */
    const char *const *level;
    const size_t *group;
    const copse_subgroups *subgroups; /**< NULL without */
    const copse_notes *warnings;
    int digits;           /**< decimals shown */
    double level_percent; /**< of intervals shown for studies, e.g. 95 */
} copse_pooled;

/** Output of `copse pool` and `copse effects` in any format. JSON is the object of docs/schema (version 1). */
COPSE_API COPSE_NODISCARD copse_status copse_report_pool(const copse_pooled *pooled, const copse_render_opts *opts,
                                                         copse_text *out, copse_error *err);
COPSE_API COPSE_NODISCARD copse_status copse_report_effects(const copse_pooled *pooled, const copse_render_opts *opts,
                                                            copse_text *out, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
