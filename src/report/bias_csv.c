/* The common table of `copse bias` as CSV: everything of a row in one line. */
#include "document.h"
#include "report_bias.h"

static void csv_columns(copse_document *document, bool transformed)
{
    static const char *const KEYS[] = {"check", "variant", "null",     "made", "statistic_name", "statistic",
                                       "df",    "p",       "estimate", "se",   "ci_lower",       "ci_upper"};
    copse_document_table(document, "checks", NULL);
    for (size_t j = 0; j < sizeof KEYS / sizeof *KEYS; j++)
        copse_document_column(document, KEYS[j], KEYS[j], COPSE_ALIGN_RIGHT, -1);
    if (transformed) {
        copse_document_column(document, "transformed", "transformed", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "transformed_ci_lower", "transformed_ci_lower", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "transformed_ci_upper", "transformed_ci_upper", COPSE_ALIGN_RIGHT, -1);
    }
    copse_document_column(document, "remark", "remark", COPSE_ALIGN_LEFT, 0);
}

void copse_i_bias_csv(copse_document *document, const copse_i_view *view, const copse_i_bias_rows *rows)
{
    const copse_transform_settings settings = copse_i_pooled_settings(view->pooled, view->pooled->fit);
    csv_columns(document, view->transformed);
    for (size_t i = 0; i < rows->count; i++) {
        const copse_i_bias_row *row = &rows->row[i];
        const double number[] = {row->statistic, row->df, row->p, row->estimate, row->se, row->ci.lower, row->ci.upper};
        const copse_interval shown = copse_i_show_interval(view->pooled, &settings, row->ci, NULL);
        copse_document_row(document);
        copse_document_text(document, copse_i_bias_row_name(row));
        copse_document_text(document, row->variant);
        copse_document_text(document, copse_i_bias_row_null(row));
        copse_document_text(document, row->made ? "yes" : "no");
        copse_document_text(document, row->symbol);
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) copse_document_number(document, number[j]);
        if (view->transformed) {
            copse_document_number(document, copse_i_show(view->pooled, &settings, row->estimate));
            copse_document_number(document, shown.lower);
            copse_document_number(document, shown.upper);
        }
        copse_document_text(document, row->remark.length > 0 ? copse_text_string(&row->remark) : NULL);
    }
}
