/* See tau2_boot.h. */
#include "tau2_boot.h"

#include "long_work.h"

#include <math.h>
#include <stdlib.h>

enum { USUAL = 10000 };

/* The estimates of a level, in the order of the studies; of the whole they are the set's own. */
typedef struct part {
    double *y, *v;
    size_t k;
} part;

static void gather(const copse_study_set *set, size_t level, part *out)
{
    out->k = 0;
    for (size_t i = 0; i < set->k; i++) {
        if (set->group[i] != level) continue;
        out->y[out->k] = set->yi[i];
        out->v[out->k++] = set->vi[i];
    }
}

static copse_boot_plan plan_of(const copse_i_tau2_boot_values *values, const copse_fit_opts *opts, const double *y,
                               const double *v, const double *X, size_t k, size_t p)
{
    static const copse_boot_quantity TAU2 = {.what = COPSE_BOOT_STAT_TAU2};
    copse_boot_plan plan = copse_boot_plan_default();
    plan.kind = values->kind;
    plan.y = y;
    plan.v = v;
    plan.X = X;
    plan.k = k;
    plan.p = p;
    plan.fit = *opts;
    plan.fit.test = COPSE_TEST_Z; /* tau2 does not depend on these */
    plan.fit.pi = COPSE_PI_METAFOR;
    plan.fit.setup.ci = COPSE_TAU2_CI_QP;
    plan.seed = values->seed == COPSE_I_NOT_GIVEN ? 1 : (uint32_t)values->seed;
    plan.quantity = &TAU2;
    plan.quantities = 1;
    return plan;
}

static copse_status run(const copse_i_tau2_boot_values *values, const copse_i_call *call, copse_boot *boot,
                        uint64_t replicates, copse_job_result *result, copse_error *err)
{
    copse_i_long_end end = COPSE_I_LONG_COMPLETE;
    copse_text design = {0};
    copse_boot_design(boot, &design);
    copse_status status = copse_text_status(&design) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    const copse_i_long_values work = {.seed = COPSE_I_NOT_GIVEN, .threads = values->threads, .every = 10};
    const copse_job job = {.kind = "bootstrap",
                           .design = copse_text_string(&design),
                           .replicates = replicates,
                           .block = COPSE_BOOT_BLOCK,
                           .width = copse_boot_width(boot),
                           .keep = replicates,
                           .state_size = copse_boot_state_size(boot),
                           .context = boot,
                           .open = copse_boot_open,
                           .close = copse_boot_close,
                           .work = copse_boot_work,
                           .join = copse_boot_join};
    if (status == COPSE_OK) status = copse_i_long_run(&work, call, values->quiet, &job, result, &end, err);
    copse_text_free(&design);
    return status;
}

static copse_status draw(const copse_i_tau2_boot_values *values, const copse_i_call *call, const copse_boot_plan *plan,
                         copse_pooled_tau2_boot *out, copse_error *err)
{
    copse_boot *boot = NULL;
    copse_job_result result = {0};
    copse_boot_summary summary = {0};
    const uint64_t replicates = values->replicates == COPSE_I_NOT_GIVEN ? USUAL : values->replicates;
    copse_status status = copse_boot_new(plan, &boot, err);
    if (status == COPSE_OK) status = run(values, call, boot, replicates, &result, err);
    if (status == COPSE_OK)
        status = copse_boot_summarise(boot, replicates, result.rows, result.state, plan->fit.level, &summary, err);
    if (status == COPSE_OK) {
        const copse_boot_limits *limits = &summary.result[0].interval[COPSE_BOOT_PERCENTILE];
        out->replicates = replicates;
        out->used = summary.result[0].used;
        out->seed = plan->seed;
        out->limit = limits->limit;
        out->error = limits->error;
    }
    copse_boot_summary_free(&summary);
    copse_job_result_free(&result);
    copse_boot_free(boot);
    return status;
}

static void take(const copse_pooled_tau2_boot *boot, bool from_tau2, copse_heterogeneity *het)
{
    const double typical = het->typical_v, low = boot->limit.lower, high = boot->limit.upper;
    het->tau2_ci = boot->limit;
    het->tau2_ci_state = COPSE_TAU2_STATE_FOUND;
    if (!from_tau2) return;
    het->I2_ci = (copse_interval){100 * (low / (low + typical)), 100 * (high / (high + typical))};
    het->H2_ci = (copse_interval){1 + low / typical, 1 + high / typical};
}

static copse_status check(const copse_i_task *task, copse_error *err)
{
    const copse_fit *fit = &task->fit;
    const copse_tau2_setup *setup = &fit->opts.setup;
    if (fit->pooling != COPSE_POOLING_INVERSE_VARIANCE || !copse_fit_is_random(fit) || !isnan(fit->opts.tau2) ||
        fit->k <= fit->p)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-ci boot: tau2 is given, or there is none to estimate here");
    if (setup->weight != NULL || setup->size != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-ci boot does not draw the %s that go with the studies here",
                          setup->weight != NULL ? "weights for tau2" : "sample sizes");
    if (fit->p > COPSE_LANES_COLUMNS)
        return copse_fail(err, COPSE_EUSAGE, "--tau2-ci boot: %zu coefficients; at most %d can be bootstrapped", fit->p,
                          COPSE_LANES_COLUMNS);
    return COPSE_OK;
}

copse_status copse_i_tau2_boot(const copse_i_tau2_boot_values *values, const copse_i_call *call, copse_i_task *task,
                               copse_error *err)
{
    const copse_study_set *set = &task->set;
    const size_t fits = 1 + (task->grouped ? task->subgroups.levels : 0);
    const bool from_tau2 = task->as == 0 || task->program_settings.value[COPSE_SETTING_I2] == COPSE_I2_TAU2;
    copse_status status = check(task, err);
    if (status != COPSE_OK) return status;
    part level = {.y = copse_alloc(set->k, sizeof *level.y), .v = copse_alloc(set->k, sizeof *level.v)};
    task->tau2_boot = copse_alloc(fits, sizeof *task->tau2_boot);
    if (level.y == NULL || level.v == NULL || task->tau2_boot == NULL) {
        free(level.y);
        free(level.v);
        return copse_fail_memory(err);
    }
    for (size_t i = 0; i < fits && status == COPSE_OK; i++) {
        copse_fit *fit = i == 0 ? &task->fit : &task->subgroups.fit[i - 1];
        if (i > 0) gather(set, i - 1, &level);
        if (i > 0 && (level.k < 2 || !isnan(fit->opts.tau2))) continue; /* no tau2 of its own */
        copse_pooled_tau2_boot *out = &task->tau2_boot[task->tau2_boots++];
        *out = (copse_pooled_tau2_boot){.level = i > 0 ? set->level[i - 1] : NULL, .kind = values->kind};
        const copse_boot_plan plan =
            i > 0 ? plan_of(values, &fit->opts, level.y, level.v, NULL, level.k, 1)
                  : plan_of(values, &fit->opts, set->yi, set->vi, task->moderators.design.X, set->k, fit->p);
        status = draw(values, call, &plan, out, err);
        if (status == COPSE_OK) take(out, from_tau2, &fit->het);
        else if (i > 0) (void)copse_error_prefix(err, "%s: ", set->level[i - 1]);
    }
    free(level.y);
    free(level.v);
    return status;
}
