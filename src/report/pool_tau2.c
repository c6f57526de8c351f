/* See pool_tau2.h. */
#include "pool_tau2.h"

#include "shown_number.h"

#include <math.h>

static const char *note_of(const copse_tau2_bounds *b)
{
    const char *text = copse_tau2_ci_state_text(b->state);
    return text[0] != '\0' ? text : NULL;
}

static void type_line(copse_document *document, const copse_fit *fit)
{
    const copse_tau2_ci type = fit->opts.setup.ci;
    const char *paper = copse_tau2_ci_paper(type), *state = copse_tau2_ci_state_text(fit->het.tau2_ci_state);
    if (type == COPSE_TAU2_CI_QP || !copse_fit_is_random(fit)) return;
    copse_document_paragraph(document, "Interval of τ²: %s (%s%s%s)%s%s.", copse_tau2_ci_text(type),
                             copse_tau2_ci_code(type), paper[0] != '\0' ? "; " : "", paper,
                             state[0] != '\0' ? "; " : "", state);
}

static void boot_line(copse_document *document, const copse_pooled_tau2_boot *boot)
{
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    copse_text failed = {0};
    if (boot->used < boot->replicates)
        copse_text_printf(&failed, "; %llu could not be pooled", (unsigned long long)(boot->replicates - boot->used));
    copse_document_paragraph(
        document,
        "Interval of τ²%s%s: percentiles of %llu %s bootstrap replicates, seed %lu%s; Monte Carlo errors of its "
        "limits: %s, %s.",
        boot->level != NULL ? ", " : "", boot->level != NULL ? boot->level : "", (unsigned long long)boot->replicates,
        copse_boot_kind_name(boot->kind), (unsigned long)boot->seed, copse_text_string(&failed),
        copse_format_significant(low, sizeof low, boot->error.lower, 2),
        copse_format_significant(high, sizeof high, boot->error.upper, 2));
    copse_document_check(document, copse_text_status(&failed));
    copse_text_free(&failed);
}

static void range_cell(copse_document *document, copse_interval x, const copse_i_range *range)
{
    if (isnan(x.lower)) copse_document_text(document, NULL);
    else copse_i_cell_range(document, range, x);
}

static void bounds_table(copse_document *document, const copse_i_view *view)
{
    const copse_tau2_bounds *all = view->pooled->tau2_bounds;
    copse_i_spread tau2_spread = COPSE_I_SPREAD_INIT, tau_spread = COPSE_I_SPREAD_INIT;
    copse_i_range tau2 = {0}, tau = {0}, I2 = {.decimals = 1}, H2 = {.decimals = 2};
    for (size_t i = 0; i < COPSE_TAU2_CI_COUNT; i++) {
        copse_i_spread_look(&tau2_spread, all[i].tau2.upper);
        copse_i_spread_look(&tau_spread, all[i].tau.upper);
    }
    tau2.decimals = copse_i_decimals(view->pooled->digits, tau2_spread);
    tau.decimals = copse_i_decimals(view->pooled->digits, tau_spread);
    for (size_t i = 0; i < COPSE_TAU2_CI_COUNT; i++) {
        if (isnan(all[i].tau2.lower)) continue;
        copse_i_range_widen(&tau2, all[i].tau2);
        copse_i_range_widen(&tau, all[i].tau);
        copse_i_range_widen(&I2, all[i].I2);
        copse_i_range_widen(&H2, all[i].H2);
    }
    copse_document_heading(document, 2,
                           view->pooled->subgroups != NULL ? "Intervals of τ², overall" : "Intervals of τ²");
    copse_document_table(document, "tau2_intervals", NULL);
    copse_document_column(document, "type", "Type", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "tau", "τ", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "I2", "I², %", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "H2", "H²", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "note", "", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < COPSE_TAU2_CI_COUNT; i++) {
        copse_document_row(document);
        copse_document_text(document, copse_tau2_ci_code(all[i].type));
        range_cell(document, all[i].tau2, &tau2);
        range_cell(document, all[i].tau, &tau);
        range_cell(document, all[i].I2, &I2);
        range_cell(document, all[i].H2, &H2);
        copse_document_text(document, note_of(&all[i]) != NULL ? note_of(&all[i]) : "");
    }
}

void copse_i_tau2_tables(copse_document *document, const copse_i_view *view)
{
    for (size_t i = 0; i < view->pooled->tau2_boots; i++) boot_line(document, &view->pooled->tau2_boot[i]);
    if (view->pooled->fit->k > 1) type_line(document, view->pooled->fit);
    if (view->pooled->tau2_bounds != NULL) bounds_table(document, view);
}

static void boot_csv(copse_document *document, const copse_pooled *pooled)
{
    static const char *const key[] = {"level", "kind",  "replicates",  "used",       "seed",
                                      "lower", "upper", "lower_error", "upper_error"};
    if (pooled->tau2_boots == 0) return;
    copse_document_table(document, "tau2_boot", NULL);
    for (size_t j = 0; j < sizeof key / sizeof *key; j++)
        copse_document_column(document, key[j], key[j], COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 0; i < pooled->tau2_boots; i++) {
        const copse_pooled_tau2_boot *b = &pooled->tau2_boot[i];
        const double number[] = {(double)b->replicates, (double)b->used, (double)b->seed, b->limit.lower,
                                 b->limit.upper,        b->error.lower,  b->error.upper};
        copse_document_row(document);
        copse_document_text(document, b->level);
        copse_document_text(document, copse_boot_kind_name(b->kind));
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) copse_document_number(document, number[j]);
    }
}

void copse_i_tau2_csv(copse_document *document, const copse_pooled *pooled)
{
    static const char *const key[] = {"type",     "tau2_lower", "tau2_upper", "tau_lower", "tau_upper",
                                      "I2_lower", "I2_upper",   "H2_lower",   "H2_upper",  "note"};
    const copse_tau2_bounds *all = pooled->tau2_bounds;
    boot_csv(document, pooled);
    if (all == NULL) return;
    copse_document_table(document, "tau2_intervals", NULL);
    for (size_t j = 0; j < sizeof key / sizeof *key; j++)
        copse_document_column(document, key[j], key[j], COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 0; i < COPSE_TAU2_CI_COUNT; i++) {
        const double number[] = {all[i].tau2.lower, all[i].tau2.upper, all[i].tau.lower, all[i].tau.upper,
                                 all[i].I2.lower,   all[i].I2.upper,   all[i].H2.lower,  all[i].H2.upper};
        copse_document_row(document);
        copse_document_text(document, copse_tau2_ci_code(all[i].type));
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) copse_document_number(document, number[j]);
        copse_document_text(document, note_of(&all[i]));
    }
}

static void boot_json(copse_i_json *json, const copse_pooled *pooled)
{
    if (pooled->tau2_boots == 0) return;
    copse_i_json_open(json, "tau2_boot", '[');
    for (size_t i = 0; i < pooled->tau2_boots; i++) {
        const copse_pooled_tau2_boot *b = &pooled->tau2_boot[i];
        json_t *row = json_object();
        copse_i_json_set(json, row, "level", copse_i_json_text(json, b->level));
        copse_i_json_set(json, row, "kind", copse_i_json_text(json, copse_boot_kind_name(b->kind)));
        copse_i_json_set(json, row, "replicates", json_integer((json_int_t)b->replicates));
        copse_i_json_set(json, row, "used", json_integer((json_int_t)b->used));
        copse_i_json_set(json, row, "seed", json_integer((json_int_t)b->seed));
        copse_i_json_set(json, row, "lower_error", copse_i_json_real(b->error.lower));
        copse_i_json_set(json, row, "upper_error", copse_i_json_real(b->error.upper));
        copse_i_json_add(json, NULL, row);
    }
    copse_i_json_close(json, ']');
}

void copse_i_tau2_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_tau2_bounds *all = pooled->tau2_bounds;
    boot_json(json, pooled);
    if (all == NULL) return;
    copse_i_json_open(json, "tau2_intervals", '[');
    for (size_t i = 0; i < COPSE_TAU2_CI_COUNT; i++) {
        json_t *row = json_object();
        copse_i_json_set(json, row, "type", copse_i_json_text(json, copse_tau2_ci_code(all[i].type)));
        copse_i_json_set(json, row, "tau2", copse_i_json_pair(json, all[i].tau2.lower, all[i].tau2.upper));
        copse_i_json_set(json, row, "tau", copse_i_json_pair(json, all[i].tau.lower, all[i].tau.upper));
        copse_i_json_set(json, row, "I2", copse_i_json_pair(json, all[i].I2.lower, all[i].I2.upper));
        copse_i_json_set(json, row, "H2", copse_i_json_pair(json, all[i].H2.lower, all[i].H2.upper));
        copse_i_json_set(json, row, "note", copse_i_json_text(json, note_of(&all[i])));
        copse_i_json_add(json, NULL, row);
    }
    copse_i_json_close(json, ']');
}
