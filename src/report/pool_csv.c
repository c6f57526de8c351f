/* CSV of a pooled analysis: one tidy table after the other, on the scale of analysis, with the shown numbers beside
 * them where a transform is in force. In the column "level" an empty cell is the whole analysis. */
#include "document.h"
#include "pool_beyond.h"
#include "pool_counts_model.h"
#include "pool_methods.h"
#include "pool_output.h"
#include "pool_predictions.h"
#include "pool_regression.h"
#include "pool_residuals.h"
#include "pool_tables.h"
#include "pool_tau2.h"

#include <math.h>

static void columns(copse_document *document, const char *const *key, size_t count)
{
    for (size_t j = 0; j < count; j++) copse_document_column(document, key[j], key[j], COPSE_ALIGN_RIGHT, -1);
}
#define COLUMNS(document, ...)                                                                                         \
    do {                                                                                                               \
        static const char *const column_keys[] = {__VA_ARGS__};                                                        \
        columns(document, column_keys, sizeof column_keys / sizeof column_keys[0]);                                    \
    } while (0)

static void interval(copse_document *document, copse_interval x)
{
    copse_document_number(document, x.lower);
    copse_document_number(document, x.upper);
}

static bool leaps(const copse_pooled *pooled)
{
    return pooled->transform == COPSE_TRANSFORM_NNT;
}

/* Shown limits; of numbers needed to treat also whether (1) or not (0) what they enclose passes through infinity. */
static void shown_interval(copse_document *document, const copse_pooled *pooled,
                           const copse_transform_settings *settings, copse_interval x)
{
    bool through = false;
    interval(document, copse_i_show_interval(pooled, settings, x, &through));
    if (leaps(pooled)) copse_document_number(document, isnan(x.lower) ? (double)NAN : through ? 1.0 : 0.0);
}

const char *const *copse_i_study_keys(const copse_i_view *view, size_t *count)
{
    static const char *const keys[1 + COPSE_I_STUDY_NUMBERS] = {"study",
                                                                "row",
                                                                "yi",
                                                                "vi",
                                                                "sei",
                                                                "ci_lower",
                                                                "ci_upper",
                                                                "ni",
                                                                "transformed",
                                                                "transformed_ci_lower",
                                                                "transformed_ci_upper",
                                                                "transformed_ci_through_infinity"};
    const size_t unused = !view->transformed ? 4 : leaps(view->pooled) ? 0 : 1;
    *count = 1 + COPSE_I_STUDY_NUMBERS - unused;
    return keys;
}

size_t copse_i_study_numbers(const copse_i_view *view, size_t i, double number[COPSE_I_STUDY_NUMBERS])
{
    const copse_pooled *pooled = view->pooled;
    const copse_interval ci = copse_i_view_interval(view, pooled->yi[i], pooled->vi[i]);
    size_t n = 0;
    number[n++] = pooled->row != NULL ? (double)pooled->row[i] : NAN;
    number[n++] = pooled->yi[i];
    number[n++] = pooled->vi[i];
    number[n++] = sqrt(pooled->vi[i]);
    number[n++] = ci.lower;
    number[n++] = ci.upper;
    number[n++] = pooled->ni != NULL ? pooled->ni[i] : NAN;
    if (!view->transformed) return n;
    bool through = false;
    const copse_transform_settings settings = copse_i_view_study(view, i);
    const copse_interval shown = copse_i_show_interval(pooled, &settings, ci, &through);
    number[n++] = copse_i_show(pooled, &settings, pooled->yi[i]);
    number[n++] = shown.lower;
    number[n++] = shown.upper;
    if (leaps(pooled)) number[n++] = through ? 1.0 : 0.0;
    return n;
}

static void studies(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    copse_document_table(document, "studies", NULL);
    size_t count = 0;
    const char *const *keys = copse_i_study_keys(view, &count);
    columns(document, keys, count);
    COLUMNS(document, "level", "weight");
    copse_i_residuals_columns(document, view);
    copse_i_document_expect(document, pooled->k);
    for (size_t i = 0; i < pooled->k; i++) {
        double number[COPSE_I_STUDY_NUMBERS];
        const size_t numbers = copse_i_study_numbers(view, i, number);
        copse_document_row(document);
        copse_document_text(document, pooled->label[i]);
        for (size_t j = 0; j < numbers; j++) copse_document_number(document, number[j]);
        copse_document_text(document, pooled->subgroups != NULL ? pooled->level[pooled->group[i]] : NULL);
        copse_document_number(document, pooled->fit->weight[i]);
        copse_i_residuals_cells(document, view, i);
    }
}

static void coefficient_rows(copse_document *document, const copse_i_view *view, const char *level,
                             const copse_fit *fit)
{
    char buf[32];
    for (size_t j = 0; j < fit->p; j++) {
        const copse_coefficient *coef = &fit->coef[j];
        copse_document_row(document);
        copse_document_text(document, level);
        copse_document_text(document, copse_i_coefficient_name(view->pooled, j, buf, sizeof buf));
        copse_document_number(document, (double)fit->k);
        copse_document_number(document, coef->estimate);
        copse_document_number(document, coef->se);
        copse_document_number(document, coef->statistic);
        copse_document_number(document, coef->df);
        copse_document_number(document, coef->p);
        interval(document, coef->ci);
        interval(document, fit->prediction);
        copse_document_number(document, fit->prediction_df);
        if (!view->transformed) continue;
        const copse_transform_settings settings = copse_i_pooled_settings(view->pooled, fit);
        const copse_transform_settings single = copse_i_prediction_settings(view->pooled, fit);
        copse_document_number(document, copse_i_show(view->pooled, &settings, coef->estimate));
        shown_interval(document, view->pooled, &settings, coef->ci);
        shown_interval(document, view->pooled, &single, fit->prediction);
    }
}

static void heterogeneity_row(copse_document *document, const char *level, const copse_fit *fit)
{
    const copse_heterogeneity *het = &fit->het;
    copse_document_row(document);
    copse_document_text(document, level);
    copse_document_number(document, het->tau2);
    copse_document_number(document, het->tau2_se);
    interval(document, het->tau2_ci);
    copse_document_number(document, het->tau);
    copse_document_number(document, het->I2);
    interval(document, het->I2_ci);
    copse_document_number(document, het->H2);
    interval(document, het->H2_ci);
    const double rest[] = {het->I2_Q, het->Q,     het->Q_df,   het->Q_p,  het->typical_v,
                           het->QM,   het->QM_df, het->QM_df2, het->QM_p, het->R2};
    for (size_t j = 0; j < sizeof rest / sizeof rest[0]; j++) copse_document_number(document, rest[j]);
}

static void fit_row(copse_document *document, const char *level, const copse_fit *fit)
{
    copse_document_row(document);
    copse_document_text(document, level);
    copse_document_text(document, copse_fit_method_code(fit));
    copse_document_text(document, copse_test_code(fit->test));
    copse_document_number(document, fit->opts.level);
    copse_document_number(document, fit->stat.log_lik);
    copse_document_number(document, fit->stat.deviance);
    copse_document_number(document, fit->stat.AIC);
    copse_document_number(document, fit->stat.BIC);
    copse_document_number(document, fit->stat.AICc);
    copse_document_number(document, (double)fit->iterations);
    copse_document_text(document, copse_stop_text(fit->stop));
}

static void subgroup_test(copse_document *document, const copse_subgroups *groups)
{
    copse_document_table(document, "subgroup_test", NULL);
    COLUMNS(document, "test", "Q", "df", "p");
    copse_document_row(document);
    copse_document_text(document, "between");
    copse_document_number(document, groups->Q);
    copse_document_number(document, groups->df);
    copse_document_number(document, groups->p);
    copse_document_row(document);
    copse_document_text(document, "within");
    copse_document_number(document, groups->within_Q);
    copse_document_number(document, groups->within_df);
    copse_document_number(document, groups->within_p);
}

static void left_out(copse_document *document, const copse_pooled *pooled)
{
    copse_document_table(document, "left_out", NULL);
    COLUMNS(document, "row", "study", "why");
    for (size_t i = 0; i < pooled->left_outs; i++) {
        copse_document_row(document);
        copse_document_number(document, (double)pooled->left_out[i].row);
        copse_document_text(document, pooled->left_out[i].label);
        copse_document_text(document, pooled->left_out[i].why);
    }
}

/* Fit 0 is the whole analysis, then come the levels. */
static const copse_fit *fit_at(const copse_pooled *pooled, size_t i, const char **level)
{
    *level = i == 0 ? NULL : pooled->level[i - 1];
    return i == 0 ? pooled->fit : &pooled->subgroups->fit[i - 1];
}

void copse_i_pool_csv(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    const size_t fits = 1 + (pooled->subgroups != NULL ? pooled->subgroups->levels : 0);
    const char *level = NULL;
    studies(document, view);
    copse_document_table(document, "coefficients", NULL);
    COLUMNS(document, "level", "name", "k", "estimate", "se", "statistic", "df", "p", "ci_lower", "ci_upper",
            "pi_lower", "pi_upper", "pi_df");
    if (view->transformed) {
        COLUMNS(document, "transformed", "transformed_ci_lower", "transformed_ci_upper");
        if (leaps(pooled)) COLUMNS(document, "transformed_ci_through_infinity");
        COLUMNS(document, "transformed_pi_lower", "transformed_pi_upper");
        if (leaps(pooled)) COLUMNS(document, "transformed_pi_through_infinity");
    }
    for (size_t i = 0; i < fits; i++) {
        const copse_fit *fit = fit_at(pooled, i, &level);
        coefficient_rows(document, view, level, fit);
    }
    copse_document_table(document, "heterogeneity", NULL);
    COLUMNS(document, "level", "tau2", "tau2_se", "tau2_ci_lower", "tau2_ci_upper", "tau", "I2", "I2_ci_lower",
            "I2_ci_upper", "H2", "H2_ci_lower", "H2_ci_upper", "I2_Q", "Q", "Q_df", "Q_p", "typical_v", "QM", "QM_df",
            "QM_df2", "QM_p", "R2");
    for (size_t i = 0; i < fits; i++) {
        const copse_fit *fit = fit_at(pooled, i, &level);
        heterogeneity_row(document, level, fit);
    }
    copse_document_table(document, "fit", NULL);
    COLUMNS(document, "level", "method", "test", "level_percent", "log_lik", "deviance", "AIC", "BIC", "AICc",
            "iterations", "stopped");
    for (size_t i = 0; i < fits; i++) {
        const copse_fit *fit = fit_at(pooled, i, &level);
        fit_row(document, level, fit);
    }
    copse_i_glmm_csv(document, pooled);
    if (pooled->subgroups != NULL) subgroup_test(document, pooled->subgroups);
    copse_i_table_tests_csv(document, pooled);
    copse_i_methods_csv(document, pooled);
    copse_i_regression_tables(document, view, true);
    copse_i_tau2_csv(document, pooled);
    copse_i_beyond_csv(document, pooled);
    if (pooled->left_outs > 0) left_out(document, pooled);
    copse_i_combined_table(document, pooled);
    copse_i_predictions_csv(document, view);
}
