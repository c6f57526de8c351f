/* Averages over models: the models, the importance of terms, the coefficients. */
#include "pool_regression.h"

#include "document.h"
#include "shown_number.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)
enum { SHOWN = 10 };

static bool model_has(const copse_average_model *model, size_t term)
{
    return (model->terms >> term & 1) != 0;
}

/* "~ ablat + year" */
static void formula_cell(copse_document *document, const copse_pooled_regression *r, const copse_average_model *model)
{
    copse_text text = {0};
    const char *before = r->no_intercept ? "~ 0 + " : "~ ";
    for (size_t t = 0; t < r->terms; t++) {
        if (!model_has(model, t)) continue;
        copse_text_printf(&text, "%s%s", before, r->term[t]);
        before = " + ";
    }
    if (model->terms == 0) copse_text_printf(&text, "~ 1");
    if (copse_text_status(&text) == COPSE_OK) copse_document_text(document, copse_text_string(&text));
    else document->status = COPSE_ENOMEM;
    copse_text_free(&text);
}

static void cell(copse_document *document, double number, int decimals, bool exact)
{
    if (exact) copse_document_number(document, number);
    else copse_i_cell_number(document, number, decimals);
}

/* People see the criterion that models are weighted by, files all. */
static void models_columns(copse_document *document, copse_criterion criterion, bool exact)
{
    static const char *const ALL[] = {"AIC", "BIC", "AICc"};
    const char *code = copse_criterion_code(criterion);
    copse_document_table(document, "average_models", NULL);
    copse_document_column(document, "model", "Model", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "coefficients", "Coefficients", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "log_lik", "Log-likelihood", COPSE_ALIGN_DECIMAL, -1);
    for (size_t j = 0; exact && j < sizeof ALL / sizeof *ALL; j++)
        copse_document_column(document, ALL[j], ALL[j], COPSE_ALIGN_DECIMAL, -1);
    if (!exact) copse_document_column(document, code, code, COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "delta", "Δ", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "weight", "Weight", COPSE_ALIGN_DECIMAL, -1);
}

static double criterion_of(const copse_average_model *model, copse_criterion criterion)
{
    if (criterion == COPSE_CRITERION_AICC) return model->AICc;
    return criterion == COPSE_CRITERION_AIC ? model->AIC : model->BIC;
}

static void model_row(copse_document *document, const copse_pooled *pooled, const copse_average_model *model,
                      bool exact)
{
    const double all[] = {model->AIC, model->BIC, model->AICc};
    copse_document_row(document);
    formula_cell(document, pooled->regression, model);
    copse_document_number(document, (double)model->p);
    cell(document, model->tau2, copse_i_decimals_of(pooled->digits, model->tau2), exact);
    cell(document, model->log_lik, 3, exact);
    for (size_t j = 0; exact && j < sizeof all / sizeof *all; j++) copse_document_number(document, all[j]);
    if (!exact) cell(document, criterion_of(model, pooled->regression->average->opts.criterion), 3, exact);
    cell(document, model->delta, 3, exact);
    cell(document, model->weight, 4, exact);
}

static void models_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_average *average = pooled->regression->average;
    const size_t shown = exact || average->models <= SHOWN ? average->models : SHOWN;
    models_columns(document, average->opts.criterion, exact);
    if (!exact) copse_document_wrap(document);
    for (size_t m = 0; m < shown; m++) model_row(document, pooled, &average->model[m], exact);
    if (shown < average->models) copse_document_paragraph(document, "And %zu more.", average->models - shown);
}

static void importance_table(copse_document *document, const copse_pooled_regression *r, bool exact)
{
    copse_document_table(document, "average_terms", NULL);
    copse_document_column(document, "term", "Term", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "importance", "Importance", COPSE_ALIGN_DECIMAL, exact ? -1 : 4);
    copse_document_column(document, "models", "Models", COPSE_ALIGN_RIGHT, 0);
    for (size_t t = 0; t < r->terms; t++) {
        copse_document_row(document);
        copse_document_text(document, r->term[t]);
        copse_document_number(document, r->average->importance[t]);
        copse_document_number(document, (double)r->average->within[t]);
    }
}

static void coefficients_table(copse_document *document, const copse_pooled *pooled, const copse_coefficient *row,
                               const char *id, const char *caption, bool exact)
{
    const copse_average *average = pooled->regression->average;
    const copse_i_range range = copse_i_coefficient_range(pooled->digits, row, average->p, sizeof *row);
    copse_document_table(document, id, exact ? NULL : caption);
    copse_document_column(document, "name", "Coefficient", COPSE_ALIGN_LEFT, 0);
    copse_i_coefficient_columns(document, copse_i_statistic_head(pooled->fit->test), average->opts.fit.level, exact);
    for (size_t j = 0; j < average->p; j++) {
        copse_document_row(document);
        copse_document_text(document, pooled->moderators->coefficient[j]);
        copse_i_coefficient_cells(document, &row[j], &range, exact);
    }
}

void copse_i_average_tables(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_average *average = pooled->regression->average;
    if (!exact) {
        copse_document_heading(document, 2, "Model averaging");
        copse_document_paragraph(document, "%zu models, weighted by %s (%s).", average->models,
                                 copse_criterion_code(average->opts.criterion),
                                 copse_criterion_paper(average->opts.criterion));
    }
    models_table(document, pooled, exact);
    importance_table(document, pooled->regression, exact);
    coefficients_table(document, pooled, average->full, "average_full", "Averages over all models (0 where absent)",
                       exact);
    coefficients_table(document, pooled, average->conditional, "average_conditional",
                       "Averages over the models with the coefficient", exact);
    if (!exact)
        copse_document_paragraph(document, "Standard errors allow for the choice of the model (%s).",
                                 copse_average_se_paper(average->opts.se));
}

static json_t *model_json(copse_i_json *json, const copse_pooled_regression *r, const copse_average_model *model)
{
    json_t *row = json_object(), *terms = json_array();
    for (size_t t = 0; t < r->terms; t++)
        if (model_has(model, t)) copse_i_json_append(json, terms, copse_i_json_text(json, r->term[t]));
    SET(row, "terms", terms);
    SET(row, "coefficients", copse_i_json_count(model->p));
    SET(row, "tau2", copse_i_json_real(model->tau2));
    SET(row, "log_lik", copse_i_json_real(model->log_lik));
    SET(row, "AIC", copse_i_json_real(model->AIC));
    SET(row, "BIC", copse_i_json_real(model->BIC));
    SET(row, "AICc", copse_i_json_real(model->AICc));
    SET(row, "delta", copse_i_json_real(model->delta));
    SET(row, "weight", copse_i_json_real(model->weight));
    return row;
}

void copse_i_average_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_pooled_regression *r = pooled->regression;
    const copse_average *average = r->average;
    json_t *object = json_object(), *models = json_array(), *terms = json_array();
    json_t *full = json_array(), *conditional = json_array();
    for (size_t m = 0; m < average->models; m++)
        copse_i_json_append(json, models, model_json(json, r, &average->model[m]));
    for (size_t t = 0; t < r->terms; t++) {
        json_t *row = json_object();
        SET(row, "term", copse_i_json_text(json, r->term[t]));
        SET(row, "importance", copse_i_json_real(average->importance[t]));
        SET(row, "models", copse_i_json_count(average->within[t]));
        copse_i_json_append(json, terms, row);
    }
    for (size_t j = 0; j < average->p; j++) {
        const char *name = pooled->moderators->coefficient[j];
        copse_i_json_append(json, full, copse_i_plain_coefficient_json(json, name, &average->full[j]));
        copse_i_json_append(json, conditional, copse_i_plain_coefficient_json(json, name, &average->conditional[j]));
    }
    SET(object, "criterion", copse_i_json_text(json, copse_criterion_code(average->opts.criterion)));
    SET(object, "se", copse_i_json_text(json, copse_average_se_code(average->opts.se)));
    SET(object, "models", models);
    SET(object, "terms", terms);
    SET(object, "full", full);
    SET(object, "conditional", conditional);
    copse_i_json_add(json, "model_average", object);
}
