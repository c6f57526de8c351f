/* Every estimator of tau2 with every interval, and their calibration, as CSV and JSON: exact, on the scale of analysis. */
#include "pool_methods.h"

#include <math.h>

static void number_columns(copse_document *document, const char *const *key, size_t keys)
{
    for (size_t i = 0; i < keys; i++) copse_document_column(document, key[i], key[i], COPSE_ALIGN_LEFT, -1);
}
#define COLUMNS(document, ...)                                                                                         \
    number_columns(document, (const char *const[]){__VA_ARGS__},                                                       \
                   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void who(copse_document *document, const copse_pooled *pooled, const copse_interval_choice *choice, size_t j)
{
    char name[32];
    copse_document_row(document);
    copse_document_text(document, copse_method_code(choice->method));
    copse_document_text(document, copse_test_code(choice->test));
    copse_document_text(document, copse_i_coefficient_name(pooled, j, name, sizeof name));
}

static void calibration_csv(copse_document *document, const copse_pooled *pooled)
{
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    copse_document_table(document, "calibration", NULL);
    COLUMNS(document, "method", "test", "name", "tau2", "intervals", "coverage", "coverage_mcse", "width", "width_mcse",
            "pi_coverage", "pi_coverage_mcse", "pi_width");
    for (size_t m = 0; m < d->choices; m++)
        for (size_t j = 0; j < d->p; j++)
            for (size_t c = 0; c < d->cells; c++) {
                copse_calibrated found;
                copse_calibration_result(pooled->calibration, pooled->calibration_state, c, m, j, &found);
                const bool first = j == 0;
                const double number[] = {d->tau2[c],
                                         (double)found.intervals,
                                         found.coverage.value,
                                         found.coverage.mcse,
                                         found.width.value,
                                         found.width.mcse,
                                         first ? found.prediction.value : (double)NAN,
                                         first ? found.prediction.mcse : (double)NAN,
                                         first ? found.prediction_width.value : (double)NAN};
                who(document, pooled, &d->choice[m], j);
                for (size_t i = 0; i < sizeof number / sizeof *number; i++) copse_document_number(document, number[i]);
            }
}

static void tau2_csv(copse_document *document, const copse_pooled *pooled)
{
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    if (d->tau2_intervals == 0) return;
    copse_document_table(document, "tau2_calibration", NULL);
    COLUMNS(document, "type", "tau2", "intervals", "coverage", "coverage_mcse", "width", "width_mcse");
    for (size_t t = 0; t < d->tau2_intervals; t++)
        for (size_t c = 0; c < d->cells; c++) {
            copse_calibrated found;
            copse_calibration_tau2_result(pooled->calibration, pooled->calibration_state, c, t, &found);
            const double number[] = {d->tau2[c],          (double)found.intervals, found.coverage.value,
                                     found.coverage.mcse, found.width.value,       found.width.mcse};
            copse_document_row(document);
            copse_document_text(document, copse_tau2_ci_code(d->tau2_interval[t]));
            for (size_t i = 0; i < sizeof number / sizeof *number; i++) copse_document_number(document, number[i]);
        }
}

static void tau2_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    if (d->tau2_intervals == 0) return;
    copse_i_json_open(json, "tau2_rows", '[');
    for (size_t t = 0; t < d->tau2_intervals; t++)
        for (size_t c = 0; c < d->cells; c++) {
            copse_calibrated found;
            copse_calibration_tau2_result(pooled->calibration, pooled->calibration_state, c, t, &found);
            copse_i_json_row_open(json);
            copse_i_json_row_text(json, "type", copse_tau2_ci_code(d->tau2_interval[t]));
            copse_i_json_row_real(json, "tau2", d->tau2[c]);
            copse_i_json_row_whole(json, "intervals", (double)found.intervals);
            copse_i_json_row_real(json, "coverage", found.coverage.value);
            copse_i_json_row_real(json, "coverage_mcse", found.coverage.mcse);
            copse_i_json_row_real(json, "width", found.width.value);
            copse_i_json_row_real(json, "width_mcse", found.width.mcse);
            copse_i_json_row_close(json);
        }
    copse_i_json_close(json, ']');
}

void copse_i_methods_csv(copse_document *document, const copse_pooled *pooled)
{
    const copse_choices *choices = pooled->choices;
    if (choices == NULL) return;
    copse_document_table(document, "all_methods", NULL);
    COLUMNS(document, "method", "test", "name", "tau2", "estimate", "se", "p", "ci_lower", "ci_upper", "pi_lower",
            "pi_upper");
    for (size_t i = 0; i < choices->count; i++)
        for (size_t j = 0; j < choices->fit[i].p; j++) {
            const copse_fit *fit = &choices->fit[i];
            const copse_coefficient *coef = &fit->coef[j];
            const copse_interval pi = j == 0 ? fit->prediction : (copse_interval){NAN, NAN};
            const double number[] = {fit->het.tau2,  coef->estimate, coef->se, coef->p,
                                     coef->ci.lower, coef->ci.upper, pi.lower, pi.upper};
            who(document, pooled, &choices->choice[i], j);
            for (size_t n = 0; n < sizeof number / sizeof *number; n++) copse_document_number(document, number[n]);
        }
    if (pooled->calibration == NULL) return;
    calibration_csv(document, pooled);
    tau2_csv(document, pooled);
}

static void method_json(copse_i_json *json, const copse_pooled *pooled, const copse_interval_choice *choice,
                        const copse_fit *fit, size_t j)
{
    char name[32];
    const copse_coefficient *coef = &fit->coef[j];
    copse_i_json_row_open(json);
    copse_i_json_row_text(json, "method", copse_method_code(choice->method));
    copse_i_json_row_text(json, "test", copse_test_code(choice->test));
    copse_i_json_row_text(json, "name", copse_i_coefficient_name(pooled, j, name, sizeof name));
    copse_i_json_row_real(json, "tau2", fit->het.tau2);
    copse_i_json_row_real(json, "estimate", coef->estimate);
    copse_i_json_row_real(json, "se", coef->se);
    copse_i_json_row_real(json, "p", coef->p);
    copse_i_json_row_real(json, "ci_lower", coef->ci.lower);
    copse_i_json_row_real(json, "ci_upper", coef->ci.upper);
    copse_i_json_row_real(json, "pi_lower", j == 0 ? fit->prediction.lower : (double)NAN);
    copse_i_json_row_real(json, "pi_upper", j == 0 ? fit->prediction.upper : (double)NAN);
    copse_i_json_row_close(json);
}

static void calibrated_json(copse_i_json *json, const copse_pooled *pooled, const copse_calibration_design *d,
                            size_t cell, size_t choice, size_t j, const copse_calibrated *found)
{
    char name[32];
    copse_i_json_row_open(json);
    copse_i_json_row_text(json, "method", copse_method_code(d->choice[choice].method));
    copse_i_json_row_text(json, "test", copse_test_code(d->choice[choice].test));
    copse_i_json_row_text(json, "name", copse_i_coefficient_name(pooled, j, name, sizeof name));
    copse_i_json_row_real(json, "tau2", d->tau2[cell]);
    copse_i_json_row_whole(json, "intervals", (double)found->intervals);
    copse_i_json_row_real(json, "coverage", found->coverage.value);
    copse_i_json_row_real(json, "coverage_mcse", found->coverage.mcse);
    copse_i_json_row_real(json, "width", found->width.value);
    copse_i_json_row_real(json, "width_mcse", found->width.mcse);
    copse_i_json_row_real(json, "pi_coverage", j == 0 ? found->prediction.value : (double)NAN);
    copse_i_json_row_real(json, "pi_coverage_mcse", j == 0 ? found->prediction.mcse : (double)NAN);
    copse_i_json_row_real(json, "pi_width", j == 0 ? found->prediction_width.value : (double)NAN);
    copse_i_json_row_close(json);
}

static void calibration_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_calibration_design *d = copse_calibration_of(pooled->calibration);
    copse_i_json_open(json, "calibration", '{');
    copse_i_json_add(json, "replicates", json_integer((json_int_t)d->replicates));
    copse_i_json_add(json, "seed", json_integer((json_int_t)d->seed));
    copse_i_json_open(json, "rows", '[');
    for (size_t m = 0; m < d->choices; m++)
        for (size_t j = 0; j < d->p; j++)
            for (size_t c = 0; c < d->cells; c++) {
                copse_calibrated found;
                copse_calibration_result(pooled->calibration, pooled->calibration_state, c, m, j, &found);
                calibrated_json(json, pooled, d, c, m, j, &found);
            }
    copse_i_json_close(json, ']');
    tau2_json(json, pooled);
    copse_i_json_close(json, '}');
}

void copse_i_methods_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_choices *choices = pooled->choices;
    if (choices == NULL) return;
    copse_i_json_open(json, "all_methods", '[');
    for (size_t i = 0; i < choices->count; i++)
        for (size_t j = 0; j < choices->fit[i].p; j++)
            method_json(json, pooled, &choices->choice[i], &choices->fit[i], j);
    copse_i_json_close(json, ']');
    if (pooled->calibration != NULL) calibration_json(json, pooled);
}
