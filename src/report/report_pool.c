/* `copse pool`: one analysis in any format. */
#include "pool_beyond.h"
#include "pool_counts_model.h"
#include "pool_methods.h"
#include "pool_output.h"
#include "pool_predictions.h"
#include "pool_regression.h"
#include "pool_residuals.h"
#include "pool_tables.h"
#include "pool_tau2.h"

static void for_people(copse_document *document, const copse_i_view *view, const copse_notes *notes)
{
    copse_i_headline(document, view);
    copse_i_studies_table(document, view);
    copse_i_results_tables(document, view);
    copse_i_predictions_table(document, view);
    copse_i_beyond_tables(document, view);
    copse_i_heterogeneity_tables(document, view);
    copse_i_glmm_tables(document, view);
    copse_i_tau2_tables(document, view);
    copse_i_table_tests(document, view);
    copse_i_fit_table(document, view);
    copse_i_methods_tables(document, view);
    copse_i_regression_tables(document, view, false);
    copse_i_residuals_tables(document, view);
    copse_i_left_out_table(document, view->pooled);
    copse_i_combined_table(document, view->pooled);
    copse_i_notes_section(document, notes, view->pooled->warnings);
}

static copse_status render_pool(const copse_pooled *pooled, const copse_render_opts *opts, copse_text *out,
                                copse_error *err)
{
    copse_i_view view = {.pooled = pooled};
    copse_notes notes = {0};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    copse_status status = copse_i_view_init(pooled, &view, err);
    if (status != COPSE_OK) goto done;
    copse_i_pool_notes(pooled, true, &notes);
    if (notes.failed) {
        status = copse_fail_memory(err);
        goto done;
    }
    if (opts->format == COPSE_FORMAT_CSV) {
        copse_i_pool_csv(document, &view);
    } else {
        for_people(document, &view, &notes);
    }
    status = copse_document_render(document, opts, out, err);
done:
    copse_document_free(document);
    copse_notes_free(&notes);
    copse_i_view_free(&view);
    return status;
}

copse_status copse_report_pool(const copse_pooled *pooled, const copse_render_opts *opts, copse_text *out,
                               copse_error *err)
{
    if (opts == NULL || out == NULL) return copse_fail(err, COPSE_EINVAL, "nothing to render into");
    copse_status status = copse_i_check_pooled(pooled, true, err);
    if (status != COPSE_OK) return status;
    if (opts->format != COPSE_FORMAT_JSON) return render_pool(pooled, opts, out, err);
    status = copse_i_pool_json(pooled, out);
    if (status == COPSE_ENOMEM) return copse_fail_memory(err);
    return status == COPSE_OK ? COPSE_OK : copse_fail(err, status, "JSON: %s", copse_status_text(status));
}
