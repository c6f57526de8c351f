#include "forest_model.h"

#include <math.h>

#include "text_metrics.h"

/* Words that belong together are joined by no-break spaces; a note is broken at the others. */
#define NBSP "\u00A0"
#define I_SQUARED "\001I\001²"

static bool is_random(const copse_fit *fit)
{
    return fit->opts.method != COPSE_METHOD_EE && fit->opts.method != COPSE_METHOD_FE;
}

static const char *percent(forest_model *model, double x)
{
    return x == 0.0 ? "0" : copse_i_plot_number(model, x, x >= 9.95 && model->style->names_in_words ? 0 : 1);
}

static const char *chi_square(forest_model *model, double q, double df)
{
    const char *name = model->style->names_in_words ? "Chi²" : "χ²";
    return copse_i_forest_text(model, "%s" NBSP "=" NBSP "%s," NBSP "df" NBSP "=" NBSP "%.0f", name,
                               copse_i_plot_number(model, q, 2), df);
}

/* RevMan and the JAMA layout print Higgins and Thompson's I² from Q; ours the one of the model, from τ². */
static const char *plain_heterogeneity(forest_model *model, const copse_fit *fit)
{
    const copse_heterogeneity *het = &fit->het;
    const char *tau =
        is_random(fit) ? copse_i_forest_text(model, "τ²" NBSP "=" NBSP "%s, ", copse_i_variance(model, het->tau2)) : "";
    return copse_i_forest_text(model, "Heterogeneity: %s" I_SQUARED NBSP "=" NBSP "%s%%, %s" NBSP "(%s)", tau,
                               percent(model, het->I2), chi_square(model, het->Q, het->Q_df),
                               copse_i_p_value(model, het->Q_p));
}

static const char *revman_heterogeneity(forest_model *model, const copse_fit *fit)
{
    const copse_heterogeneity *het = &fit->het;
    const char *tau = is_random(fit)
                          ? copse_i_forest_text(model, "Tau²" NBSP "=" NBSP "%s; ", copse_i_variance(model, het->tau2))
                          : "";
    return copse_i_forest_text(model, "Heterogeneity: %s%s" NBSP "(%s); " I_SQUARED NBSP "=" NBSP "%s%%", tau,
                               chi_square(model, het->Q, het->Q_df), copse_i_p_value(model, het->Q_p),
                               percent(model, het->I2_Q));
}

/* χ² with its degrees of freedom as subscript digits. */
static const char *jama_chi_square(forest_model *model, double q, double df)
{
    char digits[32];
    (void)copse_format_fixed(digits, sizeof digits, df, 0);
    copse_text sub = {0};
    for (const char *d = digits; *d >= '0' && *d <= '9'; d++)
        copse_text_add_bytes(&sub, (const char[]){'\xE2', '\x82', (char)('\x80' + (*d - '0'))}, 3);
    const char *text = copse_i_forest_text(model, "χ²%s" NBSP "=" NBSP "%s", copse_text_string(&sub),
                                           copse_i_plot_number(model, q, 2));
    if (sub.failed) model->failed = true;
    copse_text_free(&sub);
    return text;
}

static const char *jama_heterogeneity(forest_model *model, const copse_fit *fit)
{
    const copse_heterogeneity *het = &fit->het;
    const char *tau =
        is_random(fit) ? copse_i_forest_text(model, "; τ²" NBSP "=" NBSP "%s", copse_i_variance(model, het->tau2)) : "";
    return copse_i_forest_text(model, "Heterogeneity: %s" NBSP "(%s); " I_SQUARED NBSP "=" NBSP "%s%%%s",
                               jama_chi_square(model, het->Q, het->Q_df), copse_i_p_value(model, het->Q_p),
                               percent(model, het->I2_Q), tau);
}

const char *copse_i_note_heterogeneity(forest_model *model, const copse_fit *fit)
{
    if (fit->k < 2) return "One study: heterogeneity cannot be estimated";
    if (model->style->layout == COPSE_LAYOUT_REVMAN) return revman_heterogeneity(model, fit);
    if (model->style->layout == COPSE_LAYOUT_JAMA) return jama_heterogeneity(model, fit);
    return plain_heterogeneity(model, fit);
}

const char *copse_i_note_effect(forest_model *model, const copse_fit *fit)
{
    const copse_coefficient *mean = &fit->coef[0];
    const bool normal = fit->test == COPSE_TEST_Z;
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
    const char *q = model->style->layout == COPSE_LAYOUT_JAMA ? jama_chi_square(model, subgroups->Q, subgroups->df)
                                                              : chi_square(model, subgroups->Q, subgroups->df);
    return copse_i_forest_text(model, "Test for subgroup differences: %s" NBSP "(%s)", q,
                               copse_i_p_value(model, subgroups->p));
}

const char *copse_i_note_method(forest_model *model, const copse_fit *fit)
{
    if (model->style->layout != COPSE_LAYOUT_DEFAULT) return NULL;
    const char *test = copse_test_text(fit->test);
    if (!is_random(fit))
        return copse_i_forest_text(model, "Model: %s; intervals: %s", copse_method_text(fit->opts.method), test);
    return copse_i_forest_text(model, "Random effects: %s; intervals: %s", copse_method_text(fit->opts.method), test);
}
