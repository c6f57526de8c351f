#include "regression_options.h"

#include <stddef.h>
#include <stdlib.h>

static const char *adjust_choice(size_t i)
{
    return i < COPSE_ADJUST_COUNT ? copse_adjust_code((copse_adjust)i) : NULL;
}

static const char *link_choice(size_t i)
{
    return i < 2 ? copse_scale_link_name((copse_scale_link)i) : NULL;
}

static const char *ci_choice(size_t i)
{
    static const char *const NAMES[] = {"wald", "profile"};
    return i < 2 ? NAMES[i] : NULL;
}

static const char *criterion_choice(size_t i)
{
    return i < COPSE_CRITERION_COUNT ? copse_criterion_code((copse_criterion)i) : NULL;
}

static const char *average_se_choice(size_t i)
{
    return i < COPSE_AVERAGE_SE_COUNT ? copse_average_se_code((copse_average_se)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_regression_values, member)
const copse_i_option copse_i_regression_options[copse_i_regression_count] = {
    {.name = "contrast",
     .kind = COPSE_I_TEXT,
     .argument = "LIST",
     .help = "combinations of coefficients to test, with ; between: '2*ablat + intrcpt = 1', 'pairwise:FACTOR'",
     AT(contrast)},
    {.name = "adjust",
     .kind = COPSE_I_CHOICE,
     .argument = "METHOD",
     .help = "adjustment of the contrasts' p",
     .fallback = "none",
     .choice = adjust_choice,
     AT(adjust)},
    {.name = "vif", .kind = COPSE_I_FLAG, .help = "variance inflation of coefficients (VIF) and terms (GVIF)", AT(vif)},
    {.name = "standardized",
     .kind = COPSE_I_FLAG,
     .help = "coefficients per standard deviation of the moderator",
     AT(standardized)},
    {.name = "compare",
     .kind = COPSE_I_TEXT,
     .argument = "FORMULA",
     .help = "other moderators, of a model that holds --mods' or is held by it, to compare with (ML, EE, FE)",
     AT(compare)},
    {.name = "scale-mods",
     .kind = COPSE_I_TEXT,
     .argument = "FORMULA",
     .help = "moderators of tau2: a location-scale model beside the fit, by ML or REML; also --scale '~ ...'",
     AT(scale)},
    {.name = "link",
     .kind = COPSE_I_CHOICE,
     .argument = "LINK",
     .help = "of --scale-mods: log(tau2) or tau2 is linear in the moderators",
     .fallback = "log",
     .choice = link_choice,
     AT(link)},
    {.name = "scale-ci",
     .kind = COPSE_I_CHOICE,
     .argument = "KIND",
     .help = "tests and intervals of scale coefficients; profile: likelihood ratio",
     .fallback = "wald",
     .choice = ci_choice,
     AT(scale_ci)},
    {.name = "att",
     .kind = COPSE_I_LIST,
     .argument = "COEF[,COEF...]",
     .help = "scale coefficients that QS tests (default: all but the intercept)",
     AT(att)},
    {.name = "model-average",
     .kind = COPSE_I_FLAG,
     .help = "all subsets of the terms of --mods, weighted: averages of coefficients; --method is ML unless EE or FE",
     AT(average)},
    {.name = "criterion",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "of --model-average: what models are weighted by",
     .fallback = "AICc",
     .choice = criterion_choice,
     AT(criterion)},
    {.name = "average-se",
     .kind = COPSE_I_CHOICE,
     .argument = "KIND",
     .help = "of --model-average: standard errors, by Buckland et al. 1997 or as revised later",
     .fallback = "buckland",
     .choice = average_se_choice,
     AT(average_se)},
};
#undef AT

static copse_status check(const copse_i_regression_values *values, const copse_i_moderator_values *moderators,
                          copse_error *err)
{
    if (moderators->mods == NULL) {
        const char *name = values->contrast != NULL  ? "contrast"
                           : values->vif             ? "vif"
                           : values->standardized    ? "standardized"
                           : values->compare != NULL ? "compare"
                           : values->average         ? "model-average"
                                                     : NULL;
        if (name != NULL) return copse_fail(err, COPSE_EUSAGE, "--%s needs --mods: it is of coefficients", name);
    }
    if (values->contrast == NULL && values->adjust != COPSE_ADJUST_NONE)
        return copse_fail(err, COPSE_EUSAGE, "--adjust needs --contrast: it adjusts the p of contrasts");
    if (!values->average &&
        (values->criterion != COPSE_CRITERION_AICC || values->average_se != COPSE_AVERAGE_SE_BUCKLAND))
        return copse_fail(err, COPSE_EUSAGE, "--%s needs --model-average",
                          values->criterion != COPSE_CRITERION_AICC ? "criterion" : "average-se");
    if (values->scale != NULL) return COPSE_OK;
    const char *name = values->link != COPSE_SCALE_LOG ? "link"
                       : values->scale_ci != 0         ? "scale-ci"
                       : values->att.count > 0         ? "att"
                                                       : NULL;
    return name == NULL ? COPSE_OK : copse_fail(err, COPSE_EUSAGE, "--%s needs --scale-mods", name);
}

static copse_status prepare_formula(const char *option, const char *text, copse_formula **formula, copse_error *err)
{
    if (text == NULL) return COPSE_OK;
    const copse_status status = copse_formula_parse(text, formula, err);
    if (status == COPSE_OK) return COPSE_OK;
    (void)copse_error_prefix(err, "%s: ", option);
    return status == COPSE_ENOMEM ? status : (err->status = COPSE_EUSAGE);
}

/* The columns of the formulas, beside those that the command needs. */
static copse_status list_needed(copse_i_input_values *input, copse_i_regression *r, copse_error *err)
{
    const copse_formula *const formula[] = {r->scale_formula, r->other_formula};
    size_t n = input->needs;
    for (size_t f = 0; f < 2; f++) n += formula[f] != NULL ? copse_formula_columns(formula[f], NULL) : 0;
    if (n == input->needs) return COPSE_OK;
    r->needed = copse_alloc(n, sizeof *r->needed);
    if (r->needed == NULL) return copse_fail_memory(err);
    n = 0;
    for (size_t i = 0; i < input->needs; i++) r->needed[n++] = input->needed[i];
    for (size_t f = 0; f < 2; f++) {
        const char *const *column = NULL;
        const size_t columns = formula[f] != NULL ? copse_formula_columns(formula[f], &column) : 0;
        for (size_t i = 0; i < columns; i++) r->needed[n++] = column[i];
    }
    input->needed = r->needed;
    input->needs = n;
    return COPSE_OK;
}

copse_status copse_i_regression_prepare(const copse_i_regression_values *values,
                                        const copse_i_moderator_values *moderators, copse_i_input_values *input,
                                        copse_i_task *task, copse_error *err)
{
    copse_status status = check(values, moderators, err);
    if (status == COPSE_OK && values->scale != NULL && input->subgroup != NULL)
        return copse_fail(err, COPSE_EUSAGE,
                          "--scale-mods and --subgroup do not go together: give the column to --scale-mods");
    if (status == COPSE_OK)
        status = prepare_formula("--scale-mods", values->scale, &task->regression.scale_formula, err);
    if (status == COPSE_OK)
        status = prepare_formula("--compare", values->compare, &task->regression.other_formula, err);
    return status == COPSE_OK ? list_needed(input, &task->regression, err) : status;
}

static copse_status fill_inflation(copse_i_task *task, copse_error *err)
{
    const copse_design *design = &task->moderators.design;
    copse_i_regression *r = &task->regression;
    const size_t p = design->p;
    if (p < (design->intercept ? 2U : 1U))
        return copse_fail(err, COPSE_EUSAGE, "--vif: the model has no moderators left");
    size_t *term = copse_alloc(p, sizeof *term);
    r->vif = copse_alloc(p, sizeof *r->vif);
    r->inflation = copse_alloc(design->terms, sizeof *r->inflation);
    if (term == NULL || r->vif == NULL || r->inflation == NULL) {
        free(term);
        return copse_fail_memory(err);
    }
    for (size_t j = 0; j < p; j++) term[j] = design->term_of[j] > 0 ? design->term_of[j] - 1 : 0;
    const copse_status status =
        copse_vif(task->fit.vcov, p, design->intercept ? 0 : p, term, design->terms, r->vif, r->inflation, err);
    free(term);
    r->shown.vif = r->vif;
    r->shown.inflation = r->inflation;
    r->shown.term = design->term;
    r->shown.terms = design->terms;
    return status;
}

static copse_status fill_standardised(copse_i_task *task, copse_error *err)
{
    copse_i_regression *r = &task->regression;
    r->standardised = copse_alloc(task->fit.p, sizeof *r->standardised);
    if (r->standardised == NULL) return copse_fail_memory(err);
    r->shown.standardised = r->standardised;
    return copse_standardise(&task->fit, task->set.yi, task->moderators.design.X, r->standardised, err);
}

copse_status copse_i_regression_fill(const copse_i_regression_values *values, int coding, copse_i_task *task,
                                     copse_error *err)
{
    copse_status status = COPSE_OK;
    if (values->contrast != NULL) status = copse_i_contrasts_fill(values, task, err);
    if (status == COPSE_OK && values->vif) status = fill_inflation(task, err);
    if (status == COPSE_OK && values->standardized) status = fill_standardised(task, err);
    if (status == COPSE_OK && values->compare != NULL) status = copse_i_comparison_fill(coding, task, err);
    if (status == COPSE_OK && values->average) status = copse_i_averaging_fill(values, task, err);
    if (status == COPSE_OK && values->scale != NULL) status = copse_i_scale_fill(values, coding, task, err);
    task->regression.any = values->contrast != NULL || values->vif || values->standardized || values->scale != NULL ||
                           values->compare != NULL || values->average;
    return status;
}

void copse_i_regression_state_free(copse_i_regression *r)
{
    copse_contrast_tests_free(&r->contrasts);
    for (size_t i = 0; r->contrast != NULL && i < r->names; i++) free(r->contrast[i]);
    free(r->contrast);
    free(r->vif);
    free(r->inflation);
    free(r->standardised);
    copse_formula_free(r->scale_formula);
    copse_formula_free(r->other_formula);
    copse_design_free(&r->scale_design);
    copse_design_free(&r->other_design);
    copse_fit_free(&r->other);
    free(r->other_text);
    free(r->needed);
    copse_scale_fit_free(&r->scale);
    free(r->scale_text);
    copse_average_free(&r->average);
    *r = (copse_i_regression){0};
}
