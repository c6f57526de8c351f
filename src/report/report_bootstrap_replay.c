/* One replicate: the data set, and its fit by the lanes and by the scalar code, with every digit. */
#include "report_bootstrap.h"

#include <math.h>

static void data_table(copse_document *document, const copse_bootstrapped *b, const copse_boot_replay *r)
{
    copse_document_table(document, "data", NULL);
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    if (b->pooled.group != NULL) copse_document_column(document, "level", b->pooled.subgroup, COPSE_ALIGN_LEFT, 0);
    if (r->n != NULL) copse_document_column(document, "n", "n", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "yi", "yi", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "vi", "vi", COPSE_ALIGN_DECIMAL, -1);
    for (size_t i = 0; i < r->k; i++) {
        copse_document_row(document);
        copse_document_text(document, b->pooled.label[i]);
        if (b->pooled.group != NULL) copse_document_text(document, b->pooled.level[b->pooled.group[i]]);
        if (r->n != NULL) copse_document_number(document, r->n[i]);
        copse_document_number(document, r->y[i]);
        copse_document_number(document, b->plan->v[i]);
    }
}

static void values_table(copse_document *document, const copse_bootstrapped *b, const copse_boot_replay *r)
{
    copse_document_table(document, "quantities", NULL);
    copse_document_column(document, "quantity", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "lanes", "Lanes", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "pool", "copse pool", COPSE_ALIGN_DECIMAL, -1);
    for (size_t q = 0; q < b->plan->quantities; q++) {
        copse_text name = {0};
        copse_boot_quantity_name(&b->plan->quantity[q], b->names, &name);
        copse_document_row(document);
        copse_document_text(document, copse_text_string(&name));
        copse_document_check(document, copse_text_status(&name));
        copse_document_number(document, r->value[q]);
        copse_document_number(document, r->checked[q]);
        copse_text_free(&name);
    }
}

static void fit_row(copse_document *document, const char *name, double x)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_document_number(document, x);
}

static void fit_table(copse_document *document, const copse_bootstrapped *b, const copse_boot_replay *r)
{
    const copse_heterogeneity *het = &r->fit.het;
    copse_document_table(document, "fit", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "", COPSE_ALIGN_DECIMAL, -1);
    for (size_t j = 0; j < r->fit.p; j++) {
        copse_text se = {0};
        copse_text_printf(&se, "%s, SE", b->names->coefficient[j]);
        fit_row(document, b->names->coefficient[j], r->fit.coef[j].estimate);
        fit_row(document, copse_text_string(&se), r->fit.coef[j].se);
        copse_document_check(document, copse_text_status(&se));
        copse_text_free(&se);
    }
    fit_row(document, "tau2", het->tau2);
    fit_row(document, "I2", het->I2);
    fit_row(document, "H2", het->H2);
    fit_row(document, "Q", het->Q);
    if (!isnan(het->QM)) fit_row(document, "QM", het->QM);
    if (!isnan(het->R2)) fit_row(document, "R2", het->R2);
    if (!isnan(r->fit.prediction.lower)) fit_row(document, "pi_lower", r->fit.prediction.lower);
    if (!isnan(r->fit.prediction.upper)) fit_row(document, "pi_upper", r->fit.prediction.upper);
}

copse_status copse_report_replay(const copse_bootstrapped *b, const copse_boot_replay *r, const copse_render_opts *opts,
                                 copse_text *out, copse_error *err)
{
    copse_document *document = copse_document_new();
    copse_text title = {0};
    copse_text_printf(&title, "Replicate %llu of seed %u, %s bootstrap", (unsigned long long)r->replicate,
                      b->plan->seed, copse_boot_kind_name(b->plan->kind));
    copse_document_heading(document, 1, copse_text_string(&title));
    copse_document_check(document, copse_text_status(&title));
    data_table(document, b, r);
    copse_document_heading(document, 2, "Quantities");
    values_table(document, b, r);
    if (r->status == COPSE_OK) {
        copse_document_heading(document, 2, "Fit by copse pool");
        fit_table(document, b, r);
    } else if (b->plan->kind == COPSE_BOOT_BAYESIAN) {
        copse_document_paragraph(document,
                                 "copse pool does not take weights of studies: the fit is that of the lanes.");
    } else {
        copse_document_paragraph(document, "No fit: %s.", copse_status_text(r->status));
    }
    const copse_status status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    copse_text_free(&title);
    return status;
}
