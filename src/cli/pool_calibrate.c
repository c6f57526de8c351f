#include "pool_calibrate.h"

#include "long_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) .offset = offsetof(copse_i_calibrate_values, member)
const copse_i_option copse_i_calibrate_options[copse_i_calibrate_count] = {
    {.name = "all-methods",
     .kind = COPSE_I_FLAG,
     .help = "a table of every estimator of the between-study variance with every interval",
     AT(all)},
    {.name = "methods",
     .kind = COPSE_I_LIST,
     .argument = "CODE[,CODE...]",
     .help = "estimators in that table (default: all)",
     AT(methods)},
    {.name = "tests",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "intervals in that table (default: all)",
     AT(tests)},
    {.name = "calibrate",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "put beside each interval of that table how often it holds the truth in N data sets that are drawn with "
             "these studies' variances and moderators",
     .min = 1,
     .max = 1e9,
     AT(replicates)},
    {.name = "calibrate-tau2",
     .kind = COPSE_I_LIST,
     .argument = "X[,X...]",
     .help = "between-study variances to calibrate at beside the estimated one (default: 0, a half and twice the "
             "estimate, or of the typical variance where that is 0)",
     AT(tau2)},
    {.name = "seed",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "of the random numbers; the same seed gives the same bytes (default 1)",
     .max = 4294967295.0,
     AT(seed)},
    {.name = "threads",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "processors to calibrate with (default: all); the result does not depend on it",
     .min = 1,
     .max = 4096,
     AT(threads)},
};
#undef AT

/* Cell 0 is the estimate. */
static copse_status choose_tau2(const copse_i_calibrate_values *values, const copse_fit *fit, copse_i_calibrated *out,
                                size_t *cells, copse_error *err)
{
    const double estimate = isnan(fit->het.tau2) ? 0 : fit->het.tau2;
    const size_t given = values->tau2.count;
    out->tau2 = copse_alloc(1 + (given > 0 ? given : 3), sizeof *out->tau2);
    if (out->tau2 == NULL) return copse_fail_memory(err);
    out->tau2[(*cells)++] = estimate;
    for (size_t i = 0; i < given; i++) {
        double x = NAN;
        const char *text = values->tau2.item[i];
        if (!copse_parse_number(text, strlen(text), '.', &x) || !(x >= 0))
            return copse_fail(err, COPSE_EUSAGE, "--calibrate-tau2: '%s' is not a number of 0 or more", text);
        out->tau2[(*cells)++] = x;
    }
    if (given > 0) return COPSE_OK;
    const double unit = estimate > 0 ? estimate : fit->het.typical_v;
    if (estimate > 0) out->tau2[(*cells)++] = 0;
    for (int i = 0; i < 2 && unit > 0; i++) out->tau2[(*cells)++] = (i == 0 ? 0.5 : 2) * unit;
    return COPSE_OK;
}

/* The type of --tau2-ci, or all of them, where there is a tau2 to estimate. */
static void choose_intervals(int type, const copse_fit *fit, copse_i_calibrated *out)
{
    if (type < 0 || !copse_fit_is_random(fit) || fit->k <= fit->p) return;
    for (copse_tau2_ci t = 0; t < COPSE_TAU2_CI_COUNT; t++)
        if (type == COPSE_TAU2_CI_COUNT || type == (int)t) out->tau2_interval[out->tau2_intervals++] = t;
}

static copse_status make(const copse_i_calibrate_values *values, const copse_i_task *task, copse_i_calibrated *out,
                         copse_error *err)
{
    const copse_fit *fit = &task->fit;
    size_t cells = 0;
    const copse_status status = choose_tau2(values, fit, out, &cells, err);
    if (status != COPSE_OK) return status;
    out->beta = copse_alloc(fit->p, sizeof *out->beta);
    if (out->beta == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < fit->p; j++) out->beta[j] = fit->coef[j].estimate;
    choose_intervals(values->tau2_ci, fit, out);
    const copse_calibration_design design = {
        .v = task->set.vi,
        .X = task->moderators.design.X,
        .k = fit->k,
        .p = fit->p,
        .beta = out->beta,
        .tau2 = out->tau2,
        .cells = cells,
        .choice = out->choices.choice,
        .choices = out->choices.count,
        .tau2_interval = out->tau2_interval,
        .tau2_intervals = out->tau2_intervals,
        .tau2_fit = copse_i_task_fit_opts(task),
        .level = fit->opts.level,
        .seed = values->seed == COPSE_I_NOT_GIVEN ? 1 : (uint32_t)values->seed,
        .replicates = values->replicates,
    };
    return copse_calibration_new(&design, &out->calibration, err);
}

static copse_status run_calibration(const copse_i_calibrate_values *values, const copse_i_call *call, bool quiet,
                                    copse_i_calibrated *out, copse_error *err)
{
    copse_i_long_end end = COPSE_I_LONG_COMPLETE;
    copse_text identity = {0};
    copse_calibration_identity(out->calibration, &identity);
    copse_status status = copse_text_status(&identity) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    const copse_i_long_values work = {.seed = COPSE_I_NOT_GIVEN, .threads = values->threads, .every = 10};
    const copse_job job = {.kind = "calibrate",
                           .design = copse_text_string(&identity),
                           .replicates = copse_calibration_total(out->calibration),
                           .block = copse_calibration_block(out->calibration),
                           .state_size = copse_calibration_state_size(out->calibration),
                           .context = out->calibration,
                           .open = copse_calibration_open,
                           .close = copse_calibration_close,
                           .work = copse_calibration_work,
                           .join = copse_calibration_join};
    if (status == COPSE_OK) status = copse_i_long_run(&work, call, quiet, &job, &out->result, &end, err);
    copse_text_free(&identity);
    return status;
}

static copse_status read_methods(const copse_i_list *list, copse_method *method, copse_error *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (copse_method_find(list->item[i], &method[i]) != COPSE_OK)
            return copse_fail(err, COPSE_EUSAGE, "--methods: '%s' is no estimator of the between-study variance",
                              list->item[i]);
    return COPSE_OK;
}

static copse_status read_tests(const copse_i_list *list, copse_test *test, copse_error *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (copse_test_find(list->item[i], &test[i]) != COPSE_OK)
            return copse_fail(err, COPSE_EUSAGE, "--tests: '%s' is no test", list->item[i]);
    return COPSE_OK;
}

/* The pairs that are asked for, fitted. */
static copse_status fit_choices(const copse_i_calibrate_values *values, const copse_i_task *task, copse_choices *out,
                                copse_error *err)
{
    const copse_study_set *set = &task->set;
    copse_method *method = copse_alloc(values->methods.count + 1, sizeof *method);
    copse_test *test = copse_alloc(values->tests.count + 1, sizeof *test);
    copse_status status = COPSE_ENOMEM;
    if (method == NULL || test == NULL) (void)copse_fail_memory(err);
    else status = read_methods(&values->methods, method, err);
    if (status == COPSE_OK) status = read_tests(&values->tests, test, err);
    const copse_choice_filter filter = {method, values->methods.count, test, values->tests.count};
    copse_fit_opts opts = copse_i_task_fit_opts(task);
    opts.without_tau2_ci = opts.without_R2 = true; /* the table of choices is of coefficients */
    if (status == COPSE_OK)
        status = copse_pool_choices(set->yi, set->vi, task->moderators.design.X, set->k, task->fit.p, &opts, &filter,
                                    out, err);
    free(method);
    free(test);
    return status;
}

copse_status copse_i_calibrate(const copse_i_calibrate_values *values, const copse_i_call *call, bool quiet,
                               const copse_i_task *task, copse_i_calibrated *out, copse_error *err)
{
    const copse_study_set *set = &task->set;
    const bool calibrates = values->replicates != COPSE_I_NOT_GIVEN;
    if (values->tau2.count > 0 && !calibrates)
        return copse_fail(err, COPSE_EUSAGE, "--calibrate-tau2 needs --calibrate");
    if (!values->all && !calibrates) {
        if (values->methods.count + values->tests.count == 0) return COPSE_OK;
        return copse_fail(err, COPSE_EUSAGE, "--methods and --tests need --all-methods or --calibrate");
    }
    if (set->group != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--all-methods and --calibrate are of one pool: leave out --subgroup");
    if (!isnan(copse_i_task_fit_opts(task).tau2))
        return copse_fail(err, COPSE_EUSAGE, "--all-methods and --calibrate estimate tau2: leave out --tau2-value");
    if (calibrates && copse_ranks_count() > 1)
        return copse_fail(err, COPSE_EUSAGE, "--calibrate runs on one machine: leave out the launcher");
    copse_status status = fit_choices(values, task, &out->choices, err);
    if (status != COPSE_OK || !calibrates) return status;
    status = make(values, task, out, err);
    return status == COPSE_OK ? run_calibration(values, call, quiet, out, err) : status;
}

void copse_i_calibrated_free(copse_i_calibrated *calibrated)
{
    copse_choices_free(&calibrated->choices);
    copse_calibration_free(calibrated->calibration);
    copse_job_result_free(&calibrated->result);
    free(calibrated->tau2);
    free(calibrated->beta);
    *calibrated = (copse_i_calibrated){0};
}
