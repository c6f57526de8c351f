/* What was analysed and by which methods: every default that is in force, by name. */
#include "document.h"
#include "pool_program.h"
#include "pool_tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void pair(copse_document *document, const char *name, const copse_text *value)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_document_text(document, copse_text_string(value));
    copse_document_check(document, copse_text_status(value));
}

static const char *model_name(const copse_fit *fit)
{
    const bool counts = fit->pooling != COPSE_POOLING_INVERSE_VARIANCE && !copse_pooling_is_weighted(fit->pooling);
    if (counts) return copse_fit_is_random(fit) ? "Random-effects" : "Fixed-effect";
    if (fit->opts.method == COPSE_METHOD_EE) return "Equal-effects";
    if (fit->opts.method == COPSE_METHOD_FE) return "Fixed-effects";
    return fit->p > 1 ? "Mixed-effects" : "Random-effects";
}

/* What the user gave to show the results by. */
static void transform_line(const copse_pooled *pooled, copse_text *line)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_transform transform = pooled->transform;
    const copse_transform_settings *settings = &pooled->settings;
    if (copse_i_takes_risk(pooled))
        copse_text_printf(line, ", shown at a control risk of %s",
                          copse_format_significant(buf, sizeof buf, settings->control_risk, 6));
    if (transform == COPSE_TRANSFORM_NNT)
        copse_text_add(line, settings->wanted ? "; the event is wanted" : "; the event is unwanted");
    if (transform == COPSE_TRANSFORM_D_TO_MD)
        copse_text_printf(line, ", shown for a standard deviation of %s",
                          copse_format_significant(buf, sizeof buf, settings->sd, 6));
}

static void measure_line(const copse_i_view *view, copse_text *line)
{
    const copse_measure *measure = view->pooled->measure;
    copse_text_add(line, copse_text_string(&view->shown));
    if (measure != NULL) copse_text_printf(line, " (%s)", measure->code);
    if (view->transformed) copse_text_printf(line, ", analysed as %s", copse_text_string(&view->scale));
    transform_line(view->pooled, line);
}

/* "inverse variance heterogeneity (IVhet; Doi et al. 2015)" */
static void weights_line(const copse_fit *fit, copse_text *line)
{
    const char *paper = copse_fit_method_paper(fit);
    const char *text = copse_fit_method_text(fit), word[] = "weights ";
    copse_text_add(line, strncmp(text, word, strlen(word)) == 0 ? text + strlen(word) : text);
    if (paper[0] != '\0') copse_text_printf(line, " (%s; %s)", copse_fit_method_code(fit), paper);
}

/* The estimator of tau2, which weights of one's own have, too. */
static copse_fit without_weights(const copse_fit *fit)
{
    copse_fit plain = *fit;
    if (copse_pooling_is_weighted(fit->pooling)) plain.pooling = COPSE_POOLING_INVERSE_VARIANCE;
    return plain;
}

static void tau2_line(const copse_pooled *pooled, copse_text *line)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_fit plain = without_weights(pooled->fit), *fit = &plain;
    const copse_program_settings *program = pooled->program_settings;
    if (!isnan(fit->opts.tau2) && program != NULL && isnan(program->fit.tau2)) {
        copse_text_add(line, "DerSimonian-Laird, from the Q about the Mantel-Haenszel estimate");
        return;
    }
    if (!isnan(fit->opts.tau2)) {
        copse_text_printf(line, "fixed at %s", copse_format_significant(buf, sizeof buf, fit->opts.tau2, 6));
        return;
    }
    copse_text_add(line, copse_fit_method_text(fit));
    if (!copse_fit_is_random(fit) && fit->pooling == COPSE_POOLING_INVERSE_VARIANCE) return;
    const char *paper = copse_fit_method_paper(fit);
    copse_text_printf(line, " (%s%s%s)", copse_fit_method_code(fit), paper[0] != '\0' ? "; " : "", paper);
}

static void data_line(const copse_pooled *pooled, copse_text *line)
{
    const size_t gone = pooled->left_outs, used = pooled->k + pooled->merges;
    if (pooled->file != NULL) copse_text_printf(line, "%s: ", pooled->file);
    if (pooled->rows == 0) {
        copse_text_printf(line, "%zu %s", pooled->k, copse_plural(pooled->k, "study", "studies"));
    } else {
        copse_text_printf(line, "%zu of %zu %s", used, pooled->rows, copse_plural(pooled->rows, "row", "rows"));
        if (pooled->merges > 0)
            copse_text_printf(line, ", combined into %zu %s", pooled->k, copse_plural(pooled->k, "study", "studies"));
    }
    if (gone > 0) copse_text_printf(line, "; %zu left out, listed below", gone);
    if (pooled->rows > used + gone) {
        copse_text_printf(line, "; %zu not selected", pooled->rows - used - gone);
    }
}

static void subgroup_line(const copse_pooled *pooled, copse_text *line)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(line, "%s, %zu %s", pooled->subgroup != NULL ? pooled->subgroup : "given",
                      pooled->subgroups->levels, copse_plural(pooled->subgroups->levels, "level", "levels"));
    if (pooled->fit->pooling != COPSE_POOLING_INVERSE_VARIANCE && !copse_fit_is_random(pooled->fit)) return;
    if (pooled->subgroups->mode == COPSE_TAU2_COMMON) {
        copse_text_printf(line, ", one τ² common to all: %s",
                          copse_format_significant(buf, sizeof buf, pooled->subgroups->common_tau2, 5));
    } else {
        copse_text_add(line, ", τ² separate in each");
    }
}

static void test_line(const copse_fit *fit, copse_text *line)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(line, "%s; %s %% intervals", copse_test_text(fit->test),
                      copse_format_significant(buf, sizeof buf, fit->opts.level, 6));
}

static void moderator_lines(copse_document *document, const copse_pooled *pooled)
{
    const copse_pooled_moderators *moderators = pooled->moderators;
    copse_text formula = {0}, tested = {0};
    if (moderators == NULL) return;
    copse_text_printf(&formula, "%s%s", moderators->formula[0] == '~' ? "" : "~ ", moderators->formula);
    pair(document, "Moderators", &formula);
    for (size_t j = 0; moderators->tested != NULL && j < pooled->fit->p; j++)
        if (moderators->tested[j])
            copse_text_printf(&tested, "%s%s", tested.length > 0 ? ", " : "", moderators->coefficient[j]);
    if (moderators->tested != NULL) pair(document, "QM is of", &tested);
    copse_text_free(&formula);
    copse_text_free(&tested);
}

void copse_i_headline(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    const copse_fit *fit = pooled->fit;
    const bool weighted = copse_pooling_is_weighted(fit->pooling);
    const bool counts = fit->pooling != COPSE_POOLING_INVERSE_VARIANCE && !weighted;
    copse_text title = {0}, weights = {0}, measure = {0}, tau2 = {0}, test = {0}, data = {0}, groups = {0};
    copse_text program = {0}, prediction = {0};
    copse_text_printf(&title, "%s model (%s), k = %zu", model_name(fit),
                      weighted ? copse_fit_method_text(fit) : copse_fit_method_code(fit), fit->k);
    if (weighted) weights_line(fit, &weights);
    measure_line(view, &measure);
    tau2_line(pooled, &tau2);
    test_line(fit, &test);
    data_line(pooled, &data);
    copse_document_heading(document, 1, copse_text_string(&title));
    copse_document_check(document, copse_text_status(&title));
    copse_document_table(document, "model", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "", COPSE_ALIGN_LEFT, 0);
    if (pooled->program_settings != NULL) {
        copse_i_program_line(pooled, &program);
        pair(document, "Settings", &program);
    }
    pair(document, "Measure", &measure);
    if (weighted) pair(document, "Weights", &weights);
    pair(document, counts ? "Pooling" : "τ²", &tau2);
    pair(document, "Test", &test);
    if (fit->opts.pi != COPSE_PI_METAFOR) {
        copse_text_add(&prediction, copse_pi_text(fit->opts.pi));
        pair(document, "Prediction", &prediction);
    }
    if (pooled->subgroups != NULL) {
        subgroup_line(pooled, &groups);
        pair(document, "Subgroups", &groups);
    }
    moderator_lines(document, pooled);
    pair(document, "Data", &data);
    copse_text_free(&title);
    copse_text_free(&weights);
    copse_text_free(&measure);
    copse_text_free(&tau2);
    copse_text_free(&test);
    copse_text_free(&data);
    copse_text_free(&groups);
    copse_text_free(&prediction);
    copse_text_free(&program);
}
