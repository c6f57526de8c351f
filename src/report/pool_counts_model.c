/* See pool_counts_model.h. */
#include "pool_counts_model.h"

#include "document.h"
#include "shown_number.h"

#include <math.h>

static void test_row(copse_document *document, const char *name, const copse_glmm_test *test)
{
    if (isnan(test->statistic)) return;
    copse_document_row(document);
    copse_document_text(document, name);
    copse_i_cell_number(document, test->statistic, 4);
    copse_i_cell_df(document, test->df);
    copse_i_cell_p(document, test->p);
}

static void tests_table(copse_document *document, const copse_pooled *pooled)
{
    const copse_glmm *glmm = pooled->glmm;
    copse_document_heading(document, 2, "Tests of the model");
    copse_document_table(document, "glmm_tests", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "statistic", "Chi-square", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    test_row(document, pooled->fit->p > 1 ? "Moderators, likelihood ratio" : "No effect, likelihood ratio",
             &glmm->effect);
    test_row(document, "Heterogeneity, likelihood ratio", &glmm->lrt);
    test_row(document, "Heterogeneity, Wald", &glmm->wald);
    test_row(document, "No overdispersion, likelihood ratio", &glmm->overdispersion_lrt);
}

static void baseline_line(copse_document *document, const copse_pooled *pooled)
{
    char baseline[COPSE_NUMBER_TEXT], sigma[COPSE_NUMBER_TEXT], rho[COPSE_NUMBER_TEXT];
    const copse_glmm *glmm = pooled->glmm;
    if (isnan(glmm->sigma2)) return; /* UM.RS alone */
    copse_format_fixed(baseline, sizeof baseline, glmm->baseline, pooled->digits);
    copse_format_fixed(sigma, sizeof sigma, glmm->sigma2, pooled->digits);
    if (isnan(glmm->rho)) {
        copse_document_paragraph(document, "Baselines of the studies: mean %s, variance %s.", baseline, sigma);
    } else {
        copse_format_fixed(rho, sizeof rho, glmm->rho, pooled->digits);
        copse_document_paragraph(document,
                                 "Baselines of the studies: mean %s, variance %s, correlation with the effect %s.",
                                 baseline, sigma, rho);
    }
}

static void overdispersion_line(copse_document *document, const copse_pooled *pooled)
{
    char rho[COPSE_NUMBER_TEXT], se[COPSE_NUMBER_TEXT], base[COPSE_NUMBER_TEXT];
    const copse_glmm *glmm = pooled->glmm;
    if (isnan(glmm->overdispersion)) return;
    copse_format_fixed(rho, sizeof rho, glmm->overdispersion, pooled->digits);
    copse_format_fixed(se, sizeof se, glmm->overdispersion_se, pooled->digits);
    copse_format_fixed(base, sizeof base, glmm->baseline, pooled->digits);
    copse_document_paragraph(document, "Correlation within an arm (overdispersion): %s%s%s%s.%s%s%s", rho,
                             glmm->overdispersion > 0.0 ? " (SE " : "", glmm->overdispersion > 0.0 ? se : "",
                             glmm->overdispersion > 0.0 ? ")" : ", which is the binomial model",
                             isnan(glmm->baseline) ? "" : " Baseline, on the scale of analysis: ",
                             isnan(glmm->baseline) ? "" : base, isnan(glmm->baseline) ? "" : ".");
}

static void penalty_line(copse_document *document, const copse_pooled *pooled)
{
    char value[COPSE_NUMBER_TEXT], penalty[COPSE_NUMBER_TEXT];
    const copse_glmm *glmm = pooled->glmm;
    if (isnan(glmm->penalty)) return;
    copse_format_fixed(value, sizeof value, pooled->fit->stat.log_lik + glmm->penalty, pooled->digits);
    copse_format_fixed(penalty, sizeof penalty, glmm->penalty, pooled->digits);
    copse_document_paragraph(document, "Penalised log likelihood %s, of which the penalty is %s.", value, penalty);
}

void copse_i_glmm_tables(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    const copse_glmm *glmm = pooled->glmm;
    if (glmm == NULL) return;
    tests_table(document, pooled);
    baseline_line(document, pooled);
    overdispersion_line(document, pooled);
    penalty_line(document, pooled);
    if (glmm->opts.nagq > 0)
        copse_document_paragraph(document, "Integrals by adaptive Gauss-Hermite quadrature of order %zu.",
                                 glmm->opts.nagq);
    if (glmm->at_limit > 0)
        copse_document_paragraph(
            document,
            "Studies with a risk at the limit of what it can be (0 or 1): %zu of %zu; standard errors "
            "take it as known.",
            glmm->at_limit, pooled->fit->k);
    if (glmm->telling < pooled->fit->k)
        copse_document_paragraph(document, "Studies that tell nothing of the effect in this model: %zu of %zu.",
                                 pooled->fit->k - glmm->telling, pooled->fit->k);
}

static void csv_row(copse_document *document, const char *level, const copse_glmm *glmm)
{
    const copse_glmm_test *const test[] = {&glmm->effect, &glmm->lrt, &glmm->wald, &glmm->overdispersion_lrt};
    copse_document_row(document);
    copse_document_text(document, level);
    copse_document_number(document, (double)glmm->telling);
    copse_document_number(document, (double)glmm->parameters);
    copse_document_number(document, (double)glmm->opts.nagq);
    copse_document_number(document, glmm->baseline);
    copse_document_number(document, glmm->sigma2);
    copse_document_number(document, glmm->rho);
    for (size_t t = 0; t < 4; t++) {
        copse_document_number(document, test[t]->statistic);
        copse_document_number(document, test[t]->df);
        copse_document_number(document, test[t]->p);
    }
    copse_document_number(document, glmm->overdispersion);
    copse_document_number(document, glmm->overdispersion_se);
    copse_document_number(document, glmm->penalty);
    copse_document_number(document, (double)glmm->at_limit);
}

void copse_i_glmm_csv(copse_document *document, const copse_pooled *pooled)
{
    static const char *const KEY[] = {"level",
                                      "telling",
                                      "parameters",
                                      "nagq",
                                      "baseline",
                                      "sigma2",
                                      "rho",
                                      "effect_LRT",
                                      "effect_df",
                                      "effect_p",
                                      "Q_LRT",
                                      "Q_LRT_df",
                                      "Q_LRT_p",
                                      "Q_Wald",
                                      "Q_Wald_df",
                                      "Q_Wald_p",
                                      "overdispersion_LRT",
                                      "overdispersion_df",
                                      "overdispersion_p",
                                      "overdispersion",
                                      "overdispersion_se",
                                      "penalty",
                                      "at_limit"};
    if (pooled->glmm == NULL) return;
    copse_document_table(document, "glmm", NULL);
    for (size_t j = 0; j < sizeof KEY / sizeof KEY[0]; j++)
        copse_document_column(document, KEY[j], KEY[j], COPSE_ALIGN_RIGHT, -1);
    csv_row(document, NULL, pooled->glmm);
    for (size_t l = 0; pooled->glmm_levels != NULL && pooled->subgroups != NULL && l < pooled->subgroups->levels; l++)
        csv_row(document, pooled->level[l], &pooled->glmm_levels[l]);
}

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *test_json(copse_i_json *json, const copse_glmm_test *test)
{
    json_t *object = json_object();
    SET(object, "statistic", copse_i_json_real(test->statistic));
    SET(object, "df", copse_i_json_whole(test->df));
    SET(object, "p", copse_i_json_real(test->p));
    return object;
}

json_t *copse_i_glmm_json(copse_i_json *json, const copse_glmm *glmm)
{
    json_t *object = json_object();
    SET(object, "telling", copse_i_json_count(glmm->telling));
    SET(object, "parameters", copse_i_json_count(glmm->parameters));
    SET(object, "nagq", copse_i_json_count(glmm->opts.nagq));
    SET(object, "coding", copse_i_json_real(glmm->opts.coding));
    SET(object, "baseline", copse_i_json_real(glmm->baseline));
    SET(object, "sigma2", copse_i_json_real(glmm->sigma2));
    SET(object, "rho", copse_i_json_real(glmm->rho));
    SET(object, "effect_LRT", test_json(json, &glmm->effect));
    SET(object, "Q_LRT", test_json(json, &glmm->lrt));
    SET(object, "Q_Wald", test_json(json, &glmm->wald));
    SET(object, "overdispersion", copse_i_json_real(glmm->overdispersion));
    SET(object, "overdispersion_se", copse_i_json_real(glmm->overdispersion_se));
    SET(object, "overdispersion_LRT", test_json(json, &glmm->overdispersion_lrt));
    SET(object, "penalty", copse_i_json_real(glmm->penalty));
    SET(object, "at_limit", copse_i_json_count(glmm->at_limit));
    return object;
}
