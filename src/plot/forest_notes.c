#include "forest_model.h"

#include <math.h>
#include <string.h>

#include "text_metrics.h"

/* Words that belong together are joined by no-break spaces; a note is broken at the others. */
#define NBSP "\u00A0"
#define I_SQUARED "\001I\001²"

static const char *percent(forest_model *model, double x)
{
    return x == 0.0 ? "0" : copse_i_plot_number(model, x, x >= 9.95 && model->style->names_in_words ? 0 : 1);
}

/* JAMA sets the degrees of freedom below the square. */
static const char *chi_square(forest_model *model, double q, double df)
{
    const char *value = copse_i_plot_number(model, q, 2), *name = model->style->names_in_words ? "Chi²" : "χ²";
    if (model->style->layout == COPSE_LAYOUT_JAMA)
        return copse_i_forest_text(model, "χ%c%.0f%c" NBSP "=" NBSP "%s", COPSE_I_SQUARED_SUB, df, COPSE_I_SQUARED_SUB,
                                   value);
    return copse_i_forest_text(model, "%s" NBSP "=" NBSP "%s," NBSP "df" NBSP "=" NBSP "%.0f", name, value, df);
}

/* RevMan and the JAMA layout print Higgins and Thompson's I² from Q; ours the one of the model, from τ². */
static const char *plain_heterogeneity(forest_model *model, const copse_fit *fit)
{
    const copse_heterogeneity *het = &fit->het;
    const char *tau = copse_fit_is_random(fit)
                          ? copse_i_forest_text(model, "τ²" NBSP "=" NBSP "%s, ", copse_i_variance(model, het->tau2))
                          : "";
    return copse_i_forest_text(model, "Heterogeneity: %s" I_SQUARED NBSP "=" NBSP "%s%%, %s" NBSP "(%s)", tau,
                               percent(model, het->I2), chi_square(model, het->Q, het->Q_df),
                               copse_i_p_value(model, het->Q_p));
}

static const char *revman_heterogeneity(forest_model *model, const copse_fit *fit)
{
    const copse_heterogeneity *het = &fit->het;
    const char *tau = copse_fit_is_random(fit)
                          ? copse_i_forest_text(model, "Tau²" NBSP "=" NBSP "%s; ", copse_i_variance(model, het->tau2))
                          : "";
    return copse_i_forest_text(model, "Heterogeneity: %s%s" NBSP "(%s); " I_SQUARED NBSP "=" NBSP "%s%%", tau,
                               chi_square(model, het->Q, het->Q_df), copse_i_p_value(model, het->Q_p),
                               percent(model, het->I2_Q));
}

static const char *jama_heterogeneity(forest_model *model, const copse_fit *fit)
{
    const copse_heterogeneity *het = &fit->het;
    const char *tau = copse_fit_is_random(fit)
                          ? copse_i_forest_text(model, "; τ²" NBSP "=" NBSP "%s", copse_i_variance(model, het->tau2))
                          : "";
    return copse_i_forest_text(model, "Heterogeneity: %s" NBSP "(%s); " I_SQUARED NBSP "=" NBSP "%s%%%s",
                               chi_square(model, het->Q, het->Q_df), copse_i_p_value(model, het->Q_p),
                               percent(model, het->I2_Q), tau);
}

/* Models of counts without a test of heterogeneity: UM.RS has a variance, others nothing. */
static const char *tau2_alone(forest_model *model, const copse_fit *fit)
{
    if (!(fit->het.tau2 >= 0.0) || !copse_fit_is_random(fit)) return NULL;
    return copse_i_forest_text(model, "Heterogeneity: %s" NBSP "=" NBSP "%s",
                               model->style->names_in_words ? "Tau²" : "τ²", copse_i_variance(model, fit->het.tau2));
}

const char *copse_i_note_heterogeneity(forest_model *model, const copse_fit *fit)
{
    if (fit->k < 2) return "One study: heterogeneity cannot be estimated";
    if (isnan(fit->het.Q)) return tau2_alone(model, fit);
    if (model->style->layout == COPSE_LAYOUT_REVMAN) return revman_heterogeneity(model, fit);
    if (model->style->layout == COPSE_LAYOUT_JAMA) return jama_heterogeneity(model, fit);
    return plain_heterogeneity(model, fit);
}

const char *copse_i_note_effect(forest_model *model, const copse_fit *fit)
{
    const copse_coefficient *mean = &fit->coef[0];
    const bool normal = isnan(mean->df);
    const char *df =
        normal ? ""
               : copse_i_forest_text(model, "," NBSP "df" NBSP "=" NBSP "%s", copse_i_plot_number(model, mean->df, 0));
    const char *letter = model->style->names_in_words ? (normal ? "Z" : "T") : (normal ? "z" : "t");
    const bool revman = model->style->layout == COPSE_LAYOUT_REVMAN;
    return copse_i_forest_text(model, "%s: %c%s%c" NBSP "=" NBSP "%s%s" NBSP "(%s)",
                               revman ? "Test for overall effect" : "Overall effect", COPSE_I_ITALIC, letter,
                               COPSE_I_ITALIC, copse_i_plot_number(model, mean->statistic, 2), df,
                               copse_i_p_value(model, mean->p));
}

const char *copse_i_note_subgroups(forest_model *model, const copse_subgroups *subgroups)
{
    if (!isfinite(subgroups->Q)) return NULL;
    const char *q = chi_square(model, subgroups->Q, subgroups->df);
    return copse_i_forest_text(model, "Test for subgroup differences: %s" NBSP "(%s)", q,
                               copse_i_p_value(model, subgroups->p));
}

/* "Hartung-Knapp", "DerSimonian-Laird": two people are joined by an en dash. */
static const char *with_dashes(forest_model *model, const char *names)
{
    const char *hyphen = strchr(names, '-');
    if (hyphen == NULL || !(hyphen[1] >= 'A' && hyphen[1] <= 'Z')) return names;
    return copse_i_forest_text(model, "%.*s–%s", (int)(hyphen - names), names, hyphen + 1);
}

/* "equal effects", not "equal effects (tau2 = 0)"; the likelihoods by their usual letters. */
static const char *method_name(forest_model *model, const copse_fit *fit)
{
    const bool counts = fit->pooling != COPSE_POOLING_INVERSE_VARIANCE && !copse_pooling_is_weighted(fit->pooling);
    const copse_method method = fit->opts.method;
    const char *text = counts ? copse_fit_method_text(fit) : copse_method_text(method), *aside = strstr(text, " (");
    if (!counts && (method == COPSE_METHOD_REML || method == COPSE_METHOD_ML)) return copse_method_code(method);
    return aside == NULL ? with_dashes(model, text) : copse_i_forest_text(model, "%.*s", (int)(aside - text), text);
}

/* "; weights by sample size", where they are not the precision's */
static const char *weights_name(forest_model *model, const copse_fit *fit)
{
    if (!copse_pooling_is_weighted(fit->pooling)) return "";
    const char *text = copse_fit_method_text(fit);
    return copse_i_forest_text(model, strstr(text, "weights") != NULL ? "; %s" : "; weights: %s", text);
}

const char *copse_i_note_method(forest_model *model, const copse_fit *fit)
{
    if (model->style->layout != COPSE_LAYOUT_DEFAULT) return NULL;
    const bool random = copse_fit_is_random(fit) && fit->pooling != COPSE_POOLING_BETA_BINOMIAL;
    return copse_i_forest_text(model, random ? "Random effects: %s%s; intervals: %s" : "Model: %s%s; intervals: %s",
                               method_name(model, fit), weights_name(model, fit),
                               with_dashes(model, copse_test_text(fit->test)));
}
