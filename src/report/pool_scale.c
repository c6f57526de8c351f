/* A location-scale model: coefficients of the effect and of tau2. */
#include "pool_regression.h"

#include "shown_number.h"

#include <math.h>
#include <stdio.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static const char *location_name(const copse_pooled *pooled, size_t j)
{
    return pooled->moderators != NULL ? pooled->moderators->coefficient[j] : "intrcpt";
}

static void location_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_scale_fit *fit = pooled->regression->scale;
    const copse_i_range range = copse_i_coefficient_range(pooled->digits, fit->coef, fit->p, sizeof *fit->coef);
    copse_document_table(document, "scale_location", exact ? NULL : "Effect");
    copse_document_column(document, "name", "Coefficient", COPSE_ALIGN_LEFT, 0);
    copse_i_coefficient_columns(document, copse_i_statistic_head(fit->test), fit->opts.fit.level, exact);
    for (size_t j = 0; j < fit->p; j++) {
        copse_document_row(document);
        copse_document_text(document, location_name(pooled, j));
        copse_i_coefficient_cells(document, &fit->coef[j], &range, exact);
    }
}

static double finite_or_missing(double x)
{
    return isinf(x) ? (double)NAN : x;
}

/* What the table of scale coefficients shows: Wald's, or the likelihood-ratio test with the profile interval. */
static copse_coefficient shown_coefficient(const copse_scale_fit *fit, size_t j)
{
    copse_coefficient c = fit->alpha[j].wald;
    if (fit->opts.profile) {
        c.statistic = fit->alpha[j].lr;
        c.df = 1;
        c.p = fit->alpha[j].lr_p;
        c.ci = fit->alpha[j].profile;
    }
    c.ci = (copse_interval){finite_or_missing(c.ci.lower), finite_or_missing(c.ci.upper)};
    return c;
}

static void scale_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_scale_fit *fit = pooled->regression->scale;
    const bool log_link = fit->opts.link == COPSE_SCALE_LOG;
    copse_i_range range = copse_i_coefficient_range(pooled->digits, &fit->alpha->wald, fit->q, sizeof *fit->alpha);
    if (fit->opts.profile) range.lower_width = range.upper_width = 0;
    for (size_t j = 0; j < fit->q; j++) copse_i_range_widen(&range, shown_coefficient(fit, j).ci);
    copse_document_table(document, "scale", exact ? NULL : log_link ? "log(τ²)" : "τ²");
    copse_document_column(document, "name", "Coefficient", COPSE_ALIGN_LEFT, 0);
    copse_i_coefficient_columns(document, fit->opts.profile ? "LR" : copse_i_statistic_head(fit->test),
                                fit->opts.fit.level, exact);
    for (size_t j = 0; j < fit->q; j++) {
        const copse_coefficient c = shown_coefficient(fit, j);
        copse_document_row(document);
        copse_document_text(document, pooled->regression->scale_coefficient[j]);
        copse_i_coefficient_cells(document, &c, &range, exact);
    }
}

static void tests_table(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_scale_fit *fit = pooled->regression->scale;
    const copse_scale_omnibus *qs = pooled->regression->scale_omnibus;
    const struct {
        const char *name;
        double statistic, df, df2, p;
    } row[] = {{"QS, Wald test of scale moderators", qs->QS, qs->df, qs->df2, qs->p},
               {"Likelihood ratio against one tau2", fit->lr, fit->lr_df, (double)NAN, fit->lr_p}};
    copse_document_table(document, "scale_tests", NULL);
    copse_document_column(document, "test", "Test", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "statistic", "Statistic", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, -1);
    const bool df2 = exact || !isnan(qs->df2);
    if (df2) copse_document_column(document, "df2", "df2", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    for (size_t i = 0; i < 2; i++) {
        copse_document_row(document);
        copse_document_text(document, row[i].name);
        if (exact) {
            copse_document_number(document, row[i].statistic);
            copse_document_number(document, row[i].df);
            copse_document_number(document, row[i].df2);
            copse_document_number(document, row[i].p);
            continue;
        }
        copse_i_cell_number(document, row[i].statistic, 3);
        copse_i_cell_df(document, row[i].df);
        if (df2) copse_i_cell_df(document, row[i].df2);
        copse_i_cell_p(document, row[i].p);
    }
}

static void remarks(copse_document *document, const copse_scale_fit *fit)
{
    copse_document_paragraph(document, "Log-likelihood %.4f, AIC %.3f, BIC %.3f, AICc %.3f.", fit->stat.log_lik,
                             fit->stat.AIC, fit->stat.BIC, fit->stat.AICc);
    if (fit->opts.profile)
        copse_document_paragraph(document, "Tests of scale coefficients are likelihood-ratio tests (chi-square), "
                                           "intervals profile likelihood; NA: no limit on that side.");
    if (fit->runs_off)
        copse_document_paragraph(document,
                                 "The likelihood rises as τ² of %zu %s goes to 0: scale coefficients that this "
                                 "takes to infinity are NA; all else is that of the limit.",
                                 fit->at_zero, copse_plural(fit->at_zero, "study", "studies"));
    else if (fit->at_zero > 0)
        copse_document_paragraph(document,
                                 "τ² of %zu %s is 0, the edge of what it can be: Wald tests of scale "
                                 "coefficients do not apply (NA); --scale-ci profile does.",
                                 fit->at_zero, copse_plural(fit->at_zero, "study", "studies"));
}

void copse_i_scale_tables(copse_document *document, const copse_pooled *pooled, bool exact)
{
    const copse_scale_fit *fit = pooled->regression->scale;
    const char *formula = pooled->regression->scale_formula;
    if (!exact) {
        copse_document_heading(document, 2, "Location-scale model");
        copse_document_paragraph(document, "%s of τ² by %s%s (%s; Viechtbauer & López-López 2022).",
                                 fit->opts.link == COPSE_SCALE_LOG ? "Logarithm" : "Value",
                                 formula[0] == '~' ? "" : "~ ", formula, copse_method_text(fit->opts.fit.method));
    }
    location_table(document, pooled, exact);
    scale_table(document, pooled, exact);
    tests_table(document, pooled, exact);
    if (!exact) remarks(document, fit);
}

static json_t *alpha_json(copse_i_json *json, const copse_pooled *pooled, size_t j)
{
    const copse_scale_coefficient *a = &pooled->regression->scale->alpha[j];
    json_t *object = copse_i_plain_coefficient_json(json, pooled->regression->scale_coefficient[j], &a->wald);
    SET(object, "finite", json_boolean(a->is_finite));
    SET(object, "lr", copse_i_json_real(a->lr));
    SET(object, "lr_p", copse_i_json_real(a->lr_p));
    SET(object, "profile", copse_i_json_pair(json, a->profile.lower, a->profile.upper));
    return object;
}

void copse_i_scale_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_scale_fit *fit = pooled->regression->scale;
    const copse_scale_omnibus *qs = pooled->regression->scale_omnibus;
    json_t *object = json_object(), *location = json_array(), *alpha = json_array(), *tau2 = json_array();
    for (size_t j = 0; j < fit->p; j++)
        copse_i_json_append(json, location,
                            copse_i_plain_coefficient_json(json, location_name(pooled, j), &fit->coef[j]));
    for (size_t j = 0; j < fit->q; j++) copse_i_json_append(json, alpha, alpha_json(json, pooled, j));
    for (size_t i = 0; i < fit->k; i++) copse_i_json_append(json, tau2, copse_i_json_real(fit->tau2[i]));
    SET(object, "formula", copse_i_json_text(json, pooled->regression->scale_formula));
    SET(object, "link", copse_i_json_text(json, copse_scale_link_name(fit->opts.link)));
    SET(object, "location", location);
    SET(object, "coefficients", alpha);
    SET(object, "QS", copse_i_json_real(qs->QS));
    SET(object, "QS_df", copse_i_json_whole(qs->df));
    SET(object, "QS_df2", copse_i_json_whole(qs->df2));
    SET(object, "QS_p", copse_i_json_real(qs->p));
    SET(object, "lr", copse_i_json_real(fit->lr));
    SET(object, "lr_df", copse_i_json_whole(fit->lr_df));
    SET(object, "lr_p", copse_i_json_real(fit->lr_p));
    SET(object, "log_lik", copse_i_json_real(fit->stat.log_lik));
    SET(object, "AIC", copse_i_json_real(fit->stat.AIC));
    SET(object, "BIC", copse_i_json_real(fit->stat.BIC));
    SET(object, "AICc", copse_i_json_real(fit->stat.AICc));
    SET(object, "runs_off", json_boolean(fit->runs_off));
    SET(object, "at_zero", copse_i_json_count(fit->at_zero));
    SET(object, "tau2", tau2);
    copse_i_json_add(json, "scale", object);
}
