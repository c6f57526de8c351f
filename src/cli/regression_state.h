/* src/cli/regression_state.h: what a task keeps of a meta-regression. */
#ifndef COPSE_I_REGRESSION_STATE_H
#define COPSE_I_REGRESSION_STATE_H

#include <copse/formula.h>
#include <copse/report.h>

/** Zero-initialise. */
typedef struct copse_i_regression {
    copse_contrast_tests contrasts;
    char **contrast; /**< contrasts.m names */
    size_t names;
    double *vif;
    copse_inflation *inflation;
    copse_standardised *standardised;
    copse_formula *scale_formula, *other_formula; /**< of --scale-mods, --compare */
    copse_design scale_design, other_design;
    copse_fit other;
    copse_comparison comparison;
    const char **needed; /**< columns of these formulas, and those that the input needs */
    copse_scale_fit scale;
    copse_scale_omnibus omnibus;
    char *scale_text, *other_text;
    copse_pooled_regression shown;
    copse_average average;
    bool any; /**< `shown` has something in it */
} copse_i_regression;

void copse_i_regression_state_free(copse_i_regression *regression);

#endif
