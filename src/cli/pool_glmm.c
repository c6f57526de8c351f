/* See pool_glmm.h. */
#include "pool_glmm.h"

#include "moderators.h"
#include "pool_counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const copse_pooling MODELS[] = {COPSE_POOLING_UM_FS,        COPSE_POOLING_UM_RS, COPSE_POOLING_CM_AL,
                                       COPSE_POOLING_CM_EL,        COPSE_POOLING_GLMM,  COPSE_POOLING_FIRTH,
                                       COPSE_POOLING_BETA_BINOMIAL};
static const char *const MODEL_CODES[] = {"UM.FS", "UM.RS", "CM.AL", "CM.EL", "GLMM", "firth", "beta-binomial"};
static const char *const CODING_NAMES[] = {"1/2", "1", "0"};
static const double CODINGS[] = {0.5, 1.0, 0.0};

static const char *model_choice(size_t i)
{
    return i < COPSE_I_COUNT(MODEL_CODES) ? MODEL_CODES[i] : NULL;
}

static const char *coding_choice(size_t i)
{
    return i < COPSE_I_COUNT(CODING_NAMES) ? CODING_NAMES[i] : NULL;
}

#define AT(member) .offset = offsetof(copse_i_glmm_values, member)
const copse_i_option copse_i_glmm_options[copse_i_glmm_count] = {
    {.name = "model",
     .kind = COPSE_I_CHOICE,
     .argument = "MODEL",
     .help = "pool the counts of OR and IRR by a mixed model: both arms with fixed (UM.FS) or random (UM.RS) study "
             "effects, or given all events, approximately (CM.AL) or exactly (CM.EL); those of PLO and IRLN: GLMM; of "
             "OR by penalised likelihood (firth); of OR, RR, RD, PLO, PLN and PR by a beta-binomial model; with "
             "--method EE "
             "also UM.FS of RR and RD, GLMM of PLN and PR",
     .choice = model_choice,
     AT(model)},
    {.name = "nagq",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "order of adaptive Gauss-Hermite quadrature, 1 for Laplace's approximation (default: as many nodes as all "
             "digits need)",
     .min = 1,
     .max = 100,
     AT(nagq)},
    {.name = "cor", .kind = COPSE_I_FLAG, .help = "UM.RS: baselines and effects are correlated", AT(cor)},
    {.name = "random-coding",
     .kind = COPSE_I_CHOICE,
     .argument = "C",
     .help = "UM.FS, UM.RS: the random effect enters the first arm times C, the second times C - 1 (default 1/2)",
     .choice = coding_choice,
     AT(coding)},
};
#undef AT

/* What is made of effect sizes. */
static copse_status check_others(const copse_i_call *call, copse_error *err)
{
    static const char *const OTHERS[] = {"residuals",  "blups",      "all-methods", "calibrate",    "as",
                                         "compare-as", "predict",    "tau2-ci",     "tau2-weights", "tau2-start",
                                         "tau2-value", "contrast",   "vif",         "standardized", "compare",
                                         "scale-mods", "prediction", "weights",     "weights-by",   "quality"};
    for (size_t i = 0; i < COPSE_I_COUNT(OTHERS); i++)
        if (copse_i_is_given(call, OTHERS[i]))
            return copse_fail(err, COPSE_EUSAGE, "--model pools counts, and --%s is for effect sizes", OTHERS[i]);
    return COPSE_OK;
}

static bool has_integrals(copse_pooling model)
{
    return model != COPSE_POOLING_FIRTH && model != COPSE_POOLING_BETA_BINOMIAL;
}

copse_status copse_i_glmm_check(const copse_i_glmm_values *values, const copse_i_call *call, copse_error *err)
{
    if (values->model >= 0) {
        const copse_pooling model = MODELS[values->model];
        if (values->cor && model != COPSE_POOLING_UM_RS)
            return copse_fail(err, COPSE_EUSAGE, "--cor needs --model UM.RS, whose baselines are random");
        if (values->coding >= 0 && model != COPSE_POOLING_UM_RS && model != COPSE_POOLING_UM_FS)
            return copse_fail(err, COPSE_EUSAGE, "--random-coding needs --model UM.FS or UM.RS, which have both arms");
        if (values->nagq > 0 && !has_integrals(model))
            return copse_fail(err, COPSE_EUSAGE, "--nagq is for mixed models: --model %s has no integrals",
                              MODEL_CODES[values->model]);
        return check_others(call, err);
    }
    const char *name = values->nagq >= 0 ? "nagq" : values->cor ? "cor" : values->coding >= 0 ? "random-coding" : NULL;
    return name == NULL ? COPSE_OK : copse_fail(err, COPSE_EUSAGE, "--%s needs --model", name);
}

/* The measure, and whether the model goes with it. */
static copse_status find_measure(copse_pooling model, const char *code, const char *asked, copse_glmm_measure *measure,
                                 copse_error *err)
{
    if (copse_glmm_measure_find(code, measure) != COPSE_OK)
        return copse_fail(err, COPSE_EUSAGE,
                          "--model pools the counts of OR, RR, RD, IRR, PLO, PLN, PR and IRLN; measure %s has none",
                          code);
    if (copse_glmm_has(model, *measure)) return COPSE_OK;
    if (*measure == COPSE_GLMM_RR || *measure == COPSE_GLMM_RD)
        return copse_fail(
            err, COPSE_EUSAGE,
            "measure %s has the models UM.FS (with --method EE) and beta-binomial: normal random baselines "
            "or effects on its scale would give risks above 1%s",
            code, *measure == COPSE_GLMM_RD ? " and below 0" : "");
    if (copse_glmm_measure_arms(*measure) == 1)
        return copse_fail(err, COPSE_EUSAGE, "measure %s has one group: its %s --model GLMM%s", code,
                          *measure != COPSE_GLMM_IRLN ? "models are" : "model is",
                          *measure != COPSE_GLMM_IRLN ? " and beta-binomial" : "");
    if (model == COPSE_POOLING_CM_AL)
        return copse_fail(err, COPSE_EUSAGE, "measure %s has an exact model given all events: --model CM.EL", code);
    return copse_fail(err, COPSE_EUSAGE, "measure %s has two groups: --model UM.FS, UM.RS or CM.EL in place of %s",
                      code, asked);
}

static copse_status set_opts(const copse_i_glmm_values *values, const copse_i_model_values *model,
                             const copse_i_call *call, copse_glmm_opts *opts, copse_error *err)
{
    opts->model = MODELS[values->model];
    if (values->nagq > 0) opts->nagq = (size_t)values->nagq;
    if (values->coding >= 0) opts->coding = CODINGS[values->coding];
    opts->cor = values->cor;
    if (opts->model == COPSE_POOLING_FIRTH) opts->method = COPSE_METHOD_EE;
    if (copse_i_pooling_of(model->method) != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_EUSAGE,
                          "--model and --method %s are two ways to pool counts: leave one of them out",
                          copse_i_pool_method_choice((size_t)model->method));
    if (copse_i_is_given(call, "method")) opts->method = (copse_method)model->method;
    if (copse_i_is_given(call, "test")) opts->test = (copse_test)model->test;
    if (opts->method != COPSE_METHOD_ML && opts->method != COPSE_METHOD_EE && opts->method != COPSE_METHOD_FE)
        return copse_fail(err, COPSE_EUSAGE, "--model takes --method ML (random effects, the default) or EE, not %s",
                          copse_method_code(opts->method));
    const bool whole = !has_integrals(opts->model), profile = whole && opts->test == COPSE_TEST_PL;
    if (opts->test != COPSE_TEST_Z && opts->test != COPSE_TEST_T && !profile)
        return copse_fail(err, COPSE_EUSAGE, "--model%s%s takes --test z (the default)%s, not %s", whole ? " " : "",
                          whole ? MODEL_CODES[values->model] : "", whole ? ", t or pl" : " or t",
                          copse_test_code(opts->test));
    const bool ml = opts->method == COPSE_METHOD_ML;
    if (whole && ml == (opts->model == COPSE_POOLING_FIRTH))
        return copse_fail(err, COPSE_EUSAGE, "--model %s takes --method %s, not %s", MODEL_CODES[values->model],
                          ml ? "EE: it has one effect for all studies" : "ML", copse_method_code(opts->method));
    const bool bounded = opts->measure == COPSE_GLMM_RR || opts->measure == COPSE_GLMM_RD ||
                         opts->measure == COPSE_GLMM_PLN || opts->measure == COPSE_GLMM_PR;
    if (bounded && !whole && ml)
        return copse_fail(
            err, COPSE_EUSAGE,
            "--model %s of this measure takes --method EE: a normal random effect on its scale gives risks "
            "above 1, where the likelihood is not defined (--model beta-binomial has random risks)",
            MODEL_CODES[values->model]);
    if (!ml && values->coding >= 0)
        return copse_fail(err, COPSE_EUSAGE, "--random-coding is for random effects: --method EE has none");
    if (!ml && values->nagq > 0 && opts->model != COPSE_POOLING_UM_RS)
        return copse_fail(err, COPSE_EUSAGE, "--nagq is for random effects: --method EE has no integrals");
    if (model->tau2 > 0)
        return copse_fail(err, COPSE_EUSAGE, "--model pools each subgroup by itself: --tau2 common is not for it");
    return COPSE_OK;
}

static const copse_input COUNTS[COPSE_GLMM_MEASURE_COUNT][4] = {
    [COPSE_GLMM_OR] = {COPSE_IN_AI, COPSE_IN_N1I, COPSE_IN_CI, COPSE_IN_N2I},
    [COPSE_GLMM_IRR] = {COPSE_IN_X1I, COPSE_IN_T1I, COPSE_IN_X2I, COPSE_IN_T2I},
    [COPSE_GLMM_RR] = {COPSE_IN_AI, COPSE_IN_N1I, COPSE_IN_CI, COPSE_IN_N2I},
    [COPSE_GLMM_RD] = {COPSE_IN_AI, COPSE_IN_N1I, COPSE_IN_CI, COPSE_IN_N2I},
    [COPSE_GLMM_PLO] = {COPSE_IN_XI, COPSE_IN_NI},
    [COPSE_GLMM_PLN] = {COPSE_IN_XI, COPSE_IN_NI},
    [COPSE_GLMM_PR] = {COPSE_IN_XI, COPSE_IN_NI},
    [COPSE_GLMM_IRLN] = {COPSE_IN_XI, COPSE_IN_TI},
};

static copse_status check_counts(const copse_study_set *set, copse_glmm_measure measure, copse_error *err)
{
    for (size_t i = 0; i < set->k; i++)
        for (size_t j = 0; j < 2 * copse_glmm_measure_arms(measure); j++)
            if (isnan(copse_study_input(set, i, COUNTS[measure][j])))
                return copse_fail(err, COPSE_EMISSING, "--model needs the counts of every study, and %s has none",
                                  set->label[i]);
    return COPSE_OK;
}

static copse_glmm_data data_of(const copse_i_task *task, copse_glmm_measure measure)
{
    const copse_study_set *set = &task->set;
    const copse_design *design = &task->moderators.design;
    const bool two = copse_glmm_measure_arms(measure) == 2;
    const copse_input *input = COUNTS[measure];
    return (copse_glmm_data){.x1 = set->input[input[0]],
                             .n1 = set->input[input[1]],
                             .x2 = two ? set->input[input[2]] : NULL,
                             .n2 = two ? set->input[input[3]] : NULL,
                             .yi = set->yi,
                             .vi = set->vi,
                             .X = design->X,
                             .k = set->k,
                             .p = design->p > 0 ? design->p : 1};
}

/* The studies of one level, in arrays of their own: six columns of `store`. */
static copse_glmm_data level_data(const copse_glmm_data *all, const size_t *group, size_t level, double *store)
{
    const double *const from[6] = {all->x1, all->n1, all->x2, all->n2, all->yi, all->vi};
    double *to[6];
    copse_glmm_data data = {.p = 1};
    for (size_t c = 0; c < 6; c++) to[c] = from[c] != NULL ? store + c * all->k : NULL;
    for (size_t i = 0; i < all->k; i++) {
        if (group[i] != level) continue;
        for (size_t c = 0; c < 6; c++)
            if (to[c] != NULL) to[c][data.k] = from[c][i];
        data.k++;
    }
    data.x1 = to[0];
    data.n1 = to[1];
    data.x2 = to[2];
    data.n2 = to[3];
    data.yi = to[4];
    data.vi = to[5];
    return data;
}

static copse_status fit_levels(const copse_glmm_data *all, const copse_glmm_opts *opts, copse_i_task *task,
                               copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_subgroups *groups = &task->subgroups;
    double *store = copse_alloc(6 * all->k, sizeof *store);
    groups->fit = copse_alloc(set->levels, sizeof *groups->fit);
    task->glmm_levels = copse_alloc(set->levels, sizeof *task->glmm_levels);
    copse_status status = COPSE_OK;
    groups->mode = COPSE_TAU2_SEPARATE;
    groups->common_tau2 = NAN;
    if (store == NULL || groups->fit == NULL || task->glmm_levels == NULL) status = copse_fail_memory(err);
    for (size_t l = 0; status == COPSE_OK && l < set->levels; l++) {
        const copse_glmm_data data = level_data(all, set->group, l, store);
        groups->levels = l + 1;
        status = copse_glmm_fit(&data, opts, &groups->fit[l], &task->glmm_levels[l], err);
        if (status != COPSE_OK) (void)copse_error_prefix(err, "%s %s: ", set->subgroup, set->level[l]);
    }
    free(store);
    if (status == COPSE_OK) copse_subgroups_compare(groups);
    task->grouped = status == COPSE_OK;
    return status;
}

copse_pooling copse_i_glmm_pooling(const copse_i_glmm_values *values)
{
    return values->model >= 0 ? MODELS[values->model] : COPSE_POOLING_INVERSE_VARIANCE;
}

copse_status copse_i_glmm_prepare(const copse_i_glmm_values *values, const copse_i_model_values *model,
                                  const copse_i_call *call, double level, const copse_i_task *task,
                                  copse_glmm_data *data, copse_glmm_opts *opts, copse_error *err)
{
    *opts = copse_glmm_opts_default();
    const char *asked = MODEL_CODES[values->model];
    if (model->tau2 >= 0 && task->set.group == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--tau2 needs --subgroup: it says how subgroups share the variance");
    copse_status status = find_measure(MODELS[values->model], task->set.measure->code, asked, &opts->measure, err);
    if (status == COPSE_OK) status = set_opts(values, model, call, opts, err);
    if (status == COPSE_OK) status = check_counts(&task->set, opts->measure, err);
    if (status != COPSE_OK) return status;
    opts->level = level;
    *data = data_of(task, opts->measure);
    return COPSE_OK;
}

copse_status copse_i_glmm_pool(const copse_i_glmm_values *values, const copse_i_model_values *model,
                               const copse_i_call *call, double level, copse_i_task *task, copse_error *err)
{
    copse_glmm_data data = {0};
    copse_glmm_opts opts;
    copse_status status = copse_i_glmm_prepare(values, model, call, level, task, &data, &opts, err);
    if (status != COPSE_OK) return status;
    status = copse_glmm_fit(&data, &opts, &task->fit, &task->glmm, err);
    task->fitted = task->counted = status == COPSE_OK;
    if (status == COPSE_OK && task->set.group != NULL) status = fit_levels(&data, &opts, task, err);
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", task->file.source);
    return status;
}
