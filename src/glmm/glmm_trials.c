/* From counts to arms, and from a model to the terms of its linear predictors. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>

copse_i_glmm_arm copse_i_glmm_binomial(double x, double n, double offset)
{
    return (copse_i_glmm_arm){
        .law = COPSE_I_GLMM_BINOMIAL, .x = x, .n = n, .offset = offset, .constant = copse_i_glmm_log_choose(n, x)};
}

static copse_i_glmm_arm poisson(double x, double time)
{
    return (copse_i_glmm_arm){
        .law = COPSE_I_GLMM_POISSON, .x = x, .n = time, .offset = log(time), .constant = -copse_log_gamma(x + 1.0)};
}

static copse_i_glmm_law law_of(copse_glmm_measure measure)
{
    switch (measure) {
    case COPSE_GLMM_RR:
    case COPSE_GLMM_PLN:
        return COPSE_I_GLMM_LOG_BINOMIAL;
    case COPSE_GLMM_RD:
    case COPSE_GLMM_PR:
        return COPSE_I_GLMM_LINEAR_BINOMIAL;
    default:
        return COPSE_I_GLMM_BINOMIAL;
    }
}

static copse_i_glmm_arm risk(const copse_glmm_opts *opts, double x, double n)
{
    copse_i_glmm_arm arm = copse_i_glmm_binomial(x, n, 0.0);
    arm.law = law_of(opts->measure);
    return arm;
}

static bool is_rate(copse_glmm_measure measure)
{
    return measure == COPSE_GLMM_IRR || measure == COPSE_GLMM_IRLN;
}

/* Whether and how the margins bound the effect of a trial: the support of the first cell given all events. */
static void set_end(const copse_glmm_data *data, const copse_glmm_opts *opts, size_t i, copse_i_glmm_trial *trial)
{
    const double x = data->x1[i];
    if (copse_i_glmm_is_bounded(opts->measure, opts->model)) { /* a log risk has no lower end; all else is finite */
        const bool log_risk = law_of(opts->measure) == COPSE_I_GLMM_LOG_BINOMIAL, two = data->x2 != NULL;
        trial->end = !log_risk ? 0 : x == 0.0 ? -1 : two && data->x2[i] == 0.0 ? 1 : 0;
        trial->tells = !(log_risk && two && x == 0.0 && data->x2[i] == 0.0);
        return;
    }
    double lowest = 0.0, highest = is_rate(opts->measure) ? HUGE_VAL : data->n1[i];
    if (data->x2 != NULL) {
        const double m = x + data->x2[i];
        highest = fmin(m, highest);
        if (opts->model != COPSE_POOLING_CM_AL && !is_rate(opts->measure)) lowest = fmax(0.0, m - data->n2[i]);
        if (opts->model == COPSE_POOLING_CM_AL) highest = m;
    }
    trial->end = x == lowest ? -1 : x == highest ? 1 : 0;
    trial->tells = lowest < highest || opts->model == COPSE_POOLING_UM_RS;
}

static copse_status set_arms(const copse_glmm_data *data, const copse_glmm_opts *opts, size_t i,
                             copse_i_glmm_trial *trial)
{
    const double x1 = data->x1[i], n1 = data->n1[i];
    if (data->x2 == NULL) {
        trial->arm[0] = is_rate(opts->measure) ? poisson(x1, n1) : risk(opts, x1, n1);
        return COPSE_OK;
    }
    const double x2 = data->x2[i], n2 = data->n2[i];
    if (opts->model == COPSE_POOLING_CM_EL && opts->measure == COPSE_GLMM_OR) {
        trial->arm[0] = (copse_i_glmm_arm){.law = COPSE_I_GLMM_HYPERGEOMETRIC, .x = x1, .n = n1};
        return copse_i_glmm_hypergeometric_init(&trial->arm[0].cells, x1, n1, n2, x1 + x2);
    }
    if (opts->model == COPSE_POOLING_CM_EL || opts->model == COPSE_POOLING_CM_AL) {
        trial->arm[0] = copse_i_glmm_binomial(x1, x1 + x2, log(n1 / n2));
    } else {
        trial->arm[0] = is_rate(opts->measure) ? poisson(x1, n1) : risk(opts, x1, n1);
        trial->arm[1] = is_rate(opts->measure) ? poisson(x2, n2) : risk(opts, x2, n2);
    }
    return COPSE_OK;
}

static void add_term(copse_i_glmm_layout *layout, copse_i_glmm_term_kind kind, size_t effect, double arm1, double arm2)
{
    layout->term[layout->terms++] = (copse_i_glmm_term){kind, effect, {arm1, arm2}};
    if (kind == COPSE_I_GLMM_SCALE && effect + 1 > layout->effects) layout->effects = effect + 1;
}

/* Loads of the effect's random part are the coding; sigma comes before tau, and that before the loading of cor. */
static void set_layout(const copse_glmm_opts *opts, bool random, copse_i_glmm_problem *problem)
{
    copse_i_glmm_layout *layout = &problem->layout;
    const double c = opts->coding;
    *layout = (copse_i_glmm_layout){.arms = 1};
    if (opts->model == COPSE_POOLING_UM_FS || opts->model == COPSE_POOLING_UM_RS) {
        const bool own = opts->model == COPSE_POOLING_UM_FS;
        layout->arms = 2;
        problem->common = own ? 0 : 1;
        add_term(layout, own ? COPSE_I_GLMM_OWN : COPSE_I_GLMM_COMMON, 0, 1.0, 1.0);
        add_term(layout, COPSE_I_GLMM_EFFECT, 0, 1.0, 0.0);
        if (!own) add_term(layout, COPSE_I_GLMM_SCALE, 0, 1.0, 1.0);
        if (random) add_term(layout, COPSE_I_GLMM_SCALE, own ? 0 : 1, c, c - 1.0);
        if (random && !own && opts->cor) add_term(layout, COPSE_I_GLMM_SCALE, 0, c, c - 1.0);
    } else {
        add_term(layout, COPSE_I_GLMM_EFFECT, 0, 1.0, 0.0);
        if (random) add_term(layout, COPSE_I_GLMM_SCALE, 0, 1.0, 0.0);
    }
    for (size_t j = 0; j < layout->terms; j++) problem->scales += layout->term[j].kind == COPSE_I_GLMM_SCALE ? 1 : 0;
}

/* Where a trial's own baseline starts: at its risk or rate, both arms taken together. */
static double baseline(const copse_glmm_data *data, const copse_glmm_opts *opts, size_t i)
{
    const double events = data->x1[i] + data->x2[i] + 0.5, size = data->n1[i] + data->n2[i];
    switch (law_of(opts->measure)) {
    case COPSE_I_GLMM_LOG_BINOMIAL:
        return log(events / (size + 1.0));
    case COPSE_I_GLMM_LINEAR_BINOMIAL:
        return events / (size + 1.0);
    default:
        return is_rate(opts->measure) ? log(events / size) : log(events / (size - events + 1.0));
    }
}

copse_status copse_i_glmm_problem_init(const copse_glmm_data *data, const copse_glmm_opts *opts, bool random,
                                       copse_i_glmm_problem *problem, copse_error *err)
{
    *problem = (copse_i_glmm_problem){.k = data->k, .p = data->p, .X = data->X, .rule = {.nagq = opts->nagq}};
    set_layout(opts, random, problem);
    problem->trial = copse_alloc(data->k, sizeof *problem->trial);
    problem->own = copse_alloc(data->k * (1 + 2 * COPSE_I_GLMM_TERMS + COPSE_I_GLMM_EFFECTS), sizeof *problem->own);
    problem->nodes = copse_alloc(2 * opts->nagq, sizeof *problem->nodes);
    bool short_of = problem->trial == NULL || problem->own == NULL || problem->nodes == NULL;
    if (problem->own != NULL) {
        problem->last = problem->own + data->k;
        problem->lean = problem->last + data->k * COPSE_I_GLMM_TERMS;
        problem->warm = problem->lean + data->k * COPSE_I_GLMM_TERMS;
    }
    for (size_t i = 0; !short_of && i < data->k; i++) {
        short_of = set_arms(data, opts, i, &problem->trial[i]) != COPSE_OK;
        set_end(data, opts, i, &problem->trial[i]);
        problem->trial[i].warm = problem->warm + i * COPSE_I_GLMM_EFFECTS;
        if (problem->layout.arms == 2) problem->own[i] = baseline(data, opts, i);
    }
    if (short_of) return copse_fail_memory(err);
    problem->rule.node = problem->nodes;
    problem->rule.weight = problem->nodes + opts->nagq;
    if (copse_i_glmm_hermite_rule(opts->nagq, problem->nodes, problem->nodes + opts->nagq)) return COPSE_OK;
    return copse_fail(err, COPSE_ERANGE, "no quadrature of order %zu", opts->nagq);
}

void copse_i_glmm_problem_free(copse_i_glmm_problem *problem)
{
    for (size_t i = 0; problem->trial != NULL && i < problem->k; i++)
        for (size_t g = 0; g < COPSE_I_GLMM_ARMS; g++)
            copse_i_glmm_hypergeometric_free(&problem->trial[i].arm[g].cells);
    free(problem->trial);
    free(problem->own);
    free(problem->nodes);
    *problem = (copse_i_glmm_problem){0};
}
