/* --model-average: all subsets of the terms of --mods. */
#include "regression_options.h"

#include <stdlib.h>
#include <string.h>

/* The fit must be of the kind that is averaged, and a subset's design columns of the whole design. */
static copse_status check(const copse_fit *fit, const copse_design *design, copse_error *err)
{
    if (fit->pooling != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_EUSAGE,
                          "--model-average is of models of estimates with their variances, not of %s",
                          copse_fit_method_text(fit));
    if (design->dropped > 0)
        return copse_fail(err, COPSE_EUSAGE,
                          "--model-average: %s is redundant beside other columns but would not be without them: leave "
                          "one of them out of --mods",
                          design->dropped_column[0]);
    if (design->terms == 0) return copse_fail(err, COPSE_EUSAGE, "--model-average: --mods has no terms to choose from");
    if (!design->intercept && design->factors > 0)
        return copse_fail(
            err, COPSE_EUSAGE,
            "--model-average: without an intercept the coding of a factor depends on the other terms: keep "
            "the intercept");
    return COPSE_OK;
}

static copse_status average(const copse_i_regression_values *values, size_t *term, bool *margin, copse_i_task *task,
                            copse_error *err)
{
    const copse_design *design = &task->moderators.design;
    for (size_t j = 0; j < design->p; j++)
        term[j] = design->term_of[j] > 0 ? design->term_of[j] - 1 : COPSE_AVERAGE_ALWAYS;
    copse_design_margins(design, margin);
    const copse_average_terms terms = {design->terms, term, margin};
    copse_average_opts opts = copse_average_opts_default();
    opts.fit = task->fit.opts;
    opts.criterion = (copse_criterion)values->criterion;
    opts.se = (copse_average_se)values->average_se;
    return copse_model_average(task->set.yi, task->set.vi, design->X, task->set.k, design->p, &terms, &opts,
                               &task->regression.average, err);
}

copse_status copse_i_averaging_fill(const copse_i_regression_values *values, copse_i_task *task, copse_error *err)
{
    const copse_design *design = &task->moderators.design;
    copse_i_regression *r = &task->regression;
    copse_status status = check(&task->fit, design, err);
    if (status != COPSE_OK) return status;
    size_t *term = copse_alloc(design->p, sizeof *term);
    bool *margin = copse_alloc(design->terms * design->terms, sizeof *margin);
    status = term != NULL && margin != NULL ? average(values, term, margin, task, err) : copse_fail_memory(err);
    free(term);
    free(margin);
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "--model-average: ");
        return status == COPSE_EINVAL ? (err->status = COPSE_EUSAGE) : status;
    }
    r->shown.average = &r->average;
    r->shown.no_intercept = !design->intercept;
    r->shown.term = design->term;
    r->shown.terms = design->terms;
    return COPSE_OK;
}
