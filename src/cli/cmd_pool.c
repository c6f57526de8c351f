/* copse pool FILE */
#include "commands.h"
#include "moderators.h"
#include "pool_calibrate.h"
#include "pool_counts.h"
#include "pool_glmm.h"
#include "pool_together.h"
#include "pool_weights.h"
#include "prediction_options.h"
#include "program_settings.h"
#include "regression_options.h"
#include "residual_options.h"
#include "task.h"
#include "task_review.h"
#include "tau2_options.h"
#include "terminal.h"

#include <stddef.h>
#include <string.h>

struct pool {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    copse_i_output_values output;
    copse_i_program_values program;
    copse_i_calibrate_values calibrate;
    copse_i_residual_values residual;
    copse_i_glmm_values glmm;
    copse_i_regression_values regression;
    copse_i_tau2_values tau2;
    copse_i_prediction_values prediction;
};

/* What --as takes from the review cannot be said again. */
static copse_status check_again(const struct pool *pool, const copse_i_call *call, copse_error *err)
{
    const copse_status status = copse_i_revman5_check(&pool->input, call, err);
    if (status != COPSE_OK) return status;
    if (pool->moderators.mods != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--as pools as the review's program did, which knows no --mods");
    if (copse_i_is_given(call, "btt") || copse_i_is_given(call, "coding"))
        return copse_fail(err, COPSE_EUSAGE, "--%s needs --mods, which --as has not here",
                          copse_i_is_given(call, "btt") ? "btt" : "coding");
    return COPSE_OK;
}

/* The analysis of a review as its program pooled it. */
static copse_status pool_again(const struct pool *pool, const copse_i_call *call, copse_i_output_values *output,
                               copse_i_task *task, copse_error *err)
{
    copse_i_input_values input = pool->input;
    input.as = COPSE_I_AS_REVMAN5;
    copse_status status = check_again(pool, call, err);
    if (status == COPSE_OK) status = copse_i_task_read(pool->file, &input, task, err);
    return status == COPSE_OK ? copse_i_revman5_fit(task, &output->level, err) : status;
}

/* Of other weights than the precision, and of counts, these do not tell. */
static copse_status check_method(const struct pool *pool, copse_error *err)
{
    const struct {
        const char *option;
        bool given;
    } other[] = {{"mods", pool->moderators.mods != NULL},
                 {"as", pool->program.as >= 0},
                 {"compare-as", pool->program.compare.count > 0},
                 {"explain-settings", pool->program.explain},
                 {"all-methods", pool->calibrate.all},
                 {"calibrate", pool->calibrate.replicates != COPSE_I_NOT_GIVEN},
                 {"scale-mods", pool->regression.scale != NULL},
                 {"residuals", pool->residual.residuals},
                 {"blups", pool->residual.blups}};
    const char *option = NULL;
    const copse_status status = copse_i_prediction_check(&pool->model, err);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; option == NULL && i < COPSE_I_COUNT(other); i++)
        if (other[i].given) option = other[i].option;
    if (option == NULL) return COPSE_OK;
    if (copse_i_pooling_of(pool->model.method) != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_EUSAGE, "--method %s pools counts: --%s is for estimators of tau2, EE and FE",
                          copse_i_pool_method_choice((size_t)pool->model.method), option);
    if (copse_i_weights_pooling(&pool->model.weights) != COPSE_POOLING_INVERSE_VARIANCE)
        return copse_fail(err, COPSE_EUSAGE, "--%s and --%s do not go together: that is of weights by precision",
                          copse_i_weights_option(&pool->model.weights), option);
    return COPSE_OK;
}

static copse_status pool_studies(const struct pool *pool, const copse_i_call *call, copse_i_task *task,
                                 copse_error *err)
{
    copse_i_input_values input = pool->input;
    copse_i_model_values model = pool->model;
    const char *weights = NULL;
    copse_i_counts_input(&model, &input);
    copse_i_weights_input(&model.weights, &weights, &input);
    copse_status status = copse_i_counts_check(&model, &pool->input, call, err);
    if (status == COPSE_OK) status = copse_i_weights_settle(call, &model, err);
    if (status == COPSE_OK)
        status = copse_i_regression_prepare(&pool->regression, &pool->moderators, &input, task, err);
    if (status == COPSE_OK) status = copse_i_moderators_read(pool->file, &input, &pool->moderators, task, err);
    if (status == COPSE_OK && pool->glmm.model >= 0) {
        status = copse_i_glmm_pool(&pool->glmm, &model, call, pool->output.level, task, err);
    } else if (status == COPSE_OK) {
        status = copse_i_task_fit(&model, pool->output.level, task, err);
    }
    if (status == COPSE_OK) status = copse_i_moderators_test(&pool->moderators, task, err);
    if (status == COPSE_OK) status = copse_i_moderators_predict(&pool->moderators, &pool->input.source, task, err);
    if (status != COPSE_OK) return status;
    return copse_i_regression_fill(&pool->regression, pool->moderators.coding, task, err);
}

/* --as revman5 --analysis: the settings are the review's own. */
static bool is_again(const struct pool *pool)
{
    return pool->program.as == COPSE_PROGRAM_REVMAN5 && pool->input.source.analysis != NULL;
}

static copse_i_program_call program_call(const struct pool *pool, const copse_i_call *call)
{
    return (copse_i_program_call){.values = &pool->program,
                                  .input = &pool->input,
                                  .model = &pool->model,
                                  .moderators = &pool->moderators,
                                  .output = &pool->output,
                                  .call = call,
                                  .file = pool->file};
}

/* --all-methods and --calibrate. */
static copse_status calibrate(const struct pool *pool, const copse_i_call *call, copse_i_task *task,
                              copse_i_calibrated *calibrated, copse_error *err)
{
    copse_i_calibrate_values values = pool->calibrate;
    values.tau2_ci = !copse_i_is_given(call, "tau2-ci") || copse_i_tau2_draws(&pool->tau2) ? -1 : pool->tau2.ci;
    const copse_status status = copse_i_calibrate(&values, call, pool->output.quiet, task, calibrated, err);
    task->choices = calibrated->choices.count > 0 ? &calibrated->choices : NULL;
    task->calibration = calibrated->calibration;
    task->calibration_state = calibrated->result.state;
    return status;
}

/* A program may pool the tables themselves, which these do not tell of. */
static copse_status check_tables(const struct pool *pool, const copse_i_task *task, copse_error *err)
{
    const char *option = pool->calibrate.all                               ? "all-methods"
                         : pool->calibrate.replicates != COPSE_I_NOT_GIVEN ? "calibrate"
                         : pool->residual.residuals                        ? "residuals"
                         : pool->residual.blups                            ? "blups"
                                                                           : NULL;
    const bool test = task->program_settings.given[COPSE_SETTING_TEST] && pool->model.test != COPSE_TEST_Z;
    if (task->fit.pooling == COPSE_POOLING_INVERSE_VARIANCE || (option == NULL && !test)) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "%s pools the tables by Mantel-Haenszel here: leave --%s out",
                      copse_program_text((copse_program)pool->program.as), option != NULL ? option : "test");
}

/* Under the settings of a program. */
static copse_status pool_as(const struct pool *pool, const copse_i_call *call, copse_i_task *task, copse_error *err)
{
    copse_i_input_values input = pool->input;
    copse_i_program_call of = program_call(pool, call);
    of.input = &input;
    copse_status status = copse_i_regression_prepare(&pool->regression, &pool->moderators, &input, task, err);
    if (status == COPSE_OK) status = copse_i_program_fit(&of, task, err);
    if (status == COPSE_OK) status = check_tables(pool, task, err);
    if (status == COPSE_OK) status = copse_i_moderators_predict(&pool->moderators, &pool->input.source, task, err);
    if (status != COPSE_OK) return status;
    return copse_i_regression_fill(&pool->regression, pool->moderators.coding, task, err);
}

static copse_status pool_and_report(const struct pool *pool, const copse_i_call *call, copse_i_task *task,
                                    copse_error *err)
{
    const copse_i_program_call as = program_call(pool, call);
    copse_i_output_values output = pool->output;
    copse_status status = pool->program.as >= 0 ? copse_i_settings_check(&as, err) : COPSE_OK;
    if (status != COPSE_OK) return status;
    status = is_again(pool)          ? pool_again(pool, call, &output, task, err)
             : pool->program.as >= 0 ? pool_as(pool, call, task, err)
                                     : pool_studies(pool, call, task, err);
    copse_i_calibrated calibrated = {0};
    if (status == COPSE_OK) status = calibrate(pool, call, task, &calibrated, err);
    if (status == COPSE_OK) status = copse_i_residuals_fill(&pool->residual, task, err);
    if (status == COPSE_OK) status = copse_i_tau2_fill(&pool->tau2, task, err);
    const copse_i_tau2_boot_values draws = {.replicates = pool->prediction.replicates,
                                            .seed = pool->calibrate.seed,
                                            .threads = pool->calibrate.threads,
                                            .quiet = pool->output.quiet};
    if (status == COPSE_OK) status = copse_i_tau2_draw(&pool->tau2, &draws, call, task, err);
    if (status == COPSE_OK)
        status = copse_i_prediction_fill(&pool->prediction, &output, pool->calibrate.seed, pool->calibrate.threads,
                                         task, err);
    if (!pool->output.quiet) copse_i_warn(&task->warnings);
    if (status == COPSE_OK) status = copse_i_task_report(task, "pool", &output, copse_report_pool, err);
    task->choices = NULL; /* they point into what ends here */
    task->calibration = NULL;
    task->calibration_state = NULL;
    copse_i_calibrated_free(&calibrated);
    return status;
}

static copse_status check_draws(const struct pool *pool, const copse_i_call *call, copse_error *err)
{
    if (copse_i_tau2_draws(&pool->tau2) && (pool->program.compare.count > 0 || pool->program.explain))
        return copse_fail(err, COPSE_EUSAGE, "--tau2-ci boot is not compared between programs: leave it or --%s out",
                          pool->program.explain ? "explain-settings" : "compare-as");
    const bool draws =
        pool->calibrate.replicates != COPSE_I_NOT_GIVEN || pool->prediction.boot || copse_i_tau2_draws(&pool->tau2);
    const char *option = copse_i_is_given(call, "seed") ? "seed" : copse_i_is_given(call, "threads") ? "threads" : NULL;
    if (draws || option == NULL) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE,
                      "--%s needs --calibrate, --prediction boot or --tau2-ci boot, which draw random numbers", option);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    struct pool filled = *(const struct pool *)values;
    const struct pool *pool = &filled;
    if (pool->regression.average && !copse_i_is_given(call, "method")) filled.model.method = COPSE_METHOD_ML;
    copse_status status = copse_i_pool_together(call, err);
    if (status == COPSE_OK) status = copse_i_tau2_apply(&pool->tau2, &filled.model, err);
    if (status == COPSE_OK)
        status = copse_i_prediction_apply(&filled.prediction, &filled.model, copse_i_tau2_draws(&pool->tau2), err);
    if (status == COPSE_OK) status = check_draws(pool, call, err);
    if (status == COPSE_OK) status = check_method(pool, err);
    if (status != COPSE_OK) return status;
    const copse_i_program_call of = program_call(pool, call);
    if (pool->program.explain) return copse_i_settings_explain(&of, err);
    if (pool->file == NULL) return copse_fail(err, COPSE_EUSAGE, "pool needs a FILE: %s", COPSE_I_FILE_HELP);
    copse_i_task task = {0};
    status = copse_i_glmm_check(&pool->glmm, call, err);
    if (status != COPSE_OK) return status;
    status = pool->program.compare.count > 0 ? copse_i_programs_compare(&of, &task, err)
                                             : pool_and_report(pool, call, &task, err);
    copse_i_task_free(&task);
    return status;
}

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_LEVEL,  COPSE_I_OPTION_TRANSFORM, COPSE_I_OPTION_DIGITS("4"),
    COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct pool, input)),
    COPSE_I_ORDER_GROUP(offsetof(struct pool, input)),
    COPSE_I_MODEL_GROUP(offsetof(struct pool, model)),
    COPSE_I_MODERATOR_GROUP(offsetof(struct pool, moderators)),
    COPSE_I_REGRESSION_GROUP(offsetof(struct pool, regression)),
    COPSE_I_TAU2_GROUP(offsetof(struct pool, tau2)),
    COPSE_I_PREDICTION_GROUP(offsetof(struct pool, prediction)),
    COPSE_I_RESIDUAL_GROUP(offsetof(struct pool, residual)),
    COPSE_I_WEIGHTS_GROUP(offsetof(struct pool, model)),
    COPSE_I_COUNTS_GROUP(offsetof(struct pool, model)),
    COPSE_I_PROGRAM_GROUP(offsetof(struct pool, program)),
    COPSE_I_CALIBRATE_GROUP(offsetof(struct pool, calibrate)),
    COPSE_I_GLMM_GROUP(offsetof(struct pool, glmm)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct pool, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse pool @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg", "risk ratios of the BCG vaccine trials"},
    {"copse pool @smit2023 --where 'domain == \"personal\"' --subgroup role", "peer support, by role of the peer"},
    {"copse pool @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --mods '~ ablat + alloc' --btt alloc",
     "do latitude and allocation explain how the trials differ?"},
    {"copse pool @bcg --measure OR --ai tpos --bi tneg --ci cpos --di cneg --model CM.EL",
     "the counts themselves, by the exact conditional mixed model"},
    {"copse pool review.rm5 --analysis 1.2 --as revman5", "an analysis of a Cochrane review, as it stands there"},
    {"copse pool @bcg --measure OR --ai tpos --bi tneg --ci cpos --di cneg --compare-as all",
     "what other programs print of it, and why"},
    {"copse pool trials.csv --measure SMD --method DL --test z --format json -o pooled.json", "a file of one's own"},
};

const copse_i_command copse_i_cmd_pool = {
    .name = "pool",
    .section = "Analysis",
    .summary = "pooled effect, heterogeneity, prediction interval, subgroups, meta-regression",
    .description =
        "Pools the estimates of independent trials: the random-effects model with the between-study variance by "
        "--method (EE and FE: none), and the test and interval of the effect by --test. It gives the pooled effect, "
        "the variance between studies with its interval, I2 and H2, Cochran's Q, the prediction interval, the "
        "likelihood and its information criteria, and each study's weight.\n\n"
        "With --subgroup each level is pooled by itself, beside the whole, and the levels are compared. With --mods "
        "the effect depends on moderators (meta-regression). With --model the counts "
        "themselves are pooled, trials without events among them, and no effect sizes. Rows with "
        "missing numbers, and trials whose effect cannot be computed, are left out and named in a warning.",
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .offset = offsetof(struct pool, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct pool),
    .run = run,
};
