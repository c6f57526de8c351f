/* Two nested models side by side. */
#include "pool_regression.h"

#include "shown_number.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)
enum { MODELS = 2 };

static const char *formula_of(const copse_pooled *pooled, size_t m)
{
    return m == 0 ? pooled->moderators->formula : pooled->regression->other_formula;
}

static const copse_fit *fit_of(const copse_pooled *pooled, size_t m)
{
    return m == 0 ? pooled->fit : pooled->regression->other;
}

static void models_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    static const char *const KEYS[] = {"tau2", "log_lik", "AIC", "BIC", "AICc"};
    static const char *const HEADS[] = {"τ²", "Log-likelihood", "AIC", "BIC", "AICc"};
    copse_document_table(document, "comparison", NULL);
    copse_document_column(document, "model", "Model", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "coefficients", "Coefficients", COPSE_ALIGN_RIGHT, 0);
    for (size_t j = 0; j < sizeof KEYS / sizeof *KEYS; j++)
        copse_document_column(document, KEYS[j], HEADS[j], COPSE_ALIGN_DECIMAL, -1);
    for (size_t m = 0; m < MODELS; m++) {
        const copse_fit *fit = fit_of(pooled, m);
        const double number[] = {fit->het.tau2, fit->stat.log_lik, fit->stat.AIC, fit->stat.BIC, fit->stat.AICc};
        copse_document_row(document);
        copse_document_text(document, formula_of(pooled, m));
        copse_document_number(document, (double)fit->p);
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) {
            if (exact) copse_document_number(document, number[j]);
            else copse_i_cell_number(document, number[j], j == 0 ? copse_i_decimals_of(pooled->digits, number[j]) : 3);
        }
    }
}

void copse_i_comparison_tables(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_comparison *c = pooled->regression->comparison;
    if (!exact) copse_document_heading(document, 2, "Comparison of models");
    models_table(document, pooled, exact);
    copse_document_table(document, "comparison_test", NULL);
    copse_document_column(document, "lr", "Likelihood ratio", COPSE_ALIGN_DECIMAL, exact ? -1 : 3);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "R2", "R², %", COPSE_ALIGN_DECIMAL, exact ? -1 : 1);
    copse_document_row(document);
    copse_document_number(document, c->lr);
    copse_document_number(document, c->df);
    if (exact) copse_document_number(document, c->p);
    else copse_i_cell_p(document, c->p);
    copse_document_number(document, c->R2);
}

void copse_i_comparison_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_comparison *c = pooled->regression->comparison;
    json_t *object = json_object(), *models = json_array();
    for (size_t m = 0; m < MODELS; m++) {
        const copse_fit *fit = fit_of(pooled, m);
        json_t *row = json_object();
        SET(row, "formula", copse_i_json_text(json, formula_of(pooled, m)));
        SET(row, "coefficients", copse_i_json_count(fit->p));
        SET(row, "tau2", copse_i_json_real(fit->het.tau2));
        SET(row, "log_lik", copse_i_json_real(fit->stat.log_lik));
        SET(row, "AIC", copse_i_json_real(fit->stat.AIC));
        SET(row, "BIC", copse_i_json_real(fit->stat.BIC));
        SET(row, "AICc", copse_i_json_real(fit->stat.AICc));
        copse_i_json_append(json, models, row);
    }
    SET(object, "models", models);
    SET(object, "lr", copse_i_json_real(c->lr));
    SET(object, "df", copse_i_json_whole(c->df));
    SET(object, "p", copse_i_json_real(c->p));
    SET(object, "R2", copse_i_json_real(c->R2));
    copse_i_json_add(json, "comparison", object);
}
