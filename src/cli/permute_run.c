#include "permute_run.h"

#include "terminal.h"

#include <stdlib.h>
#include <string.h>

static copse_status check(const copse_i_permute_values *a, copse_error *err)
{
    const copse_status status = copse_i_long_check(&a->work, err);
    if (status != COPSE_OK) return status;
    if (a->which == COPSE_I_PERMUTE_ALL && a->iterations != COPSE_I_NOT_GIVEN)
        return copse_fail(err, COPSE_EUSAGE, "--iterations says how many are drawn; --permutations all draws none");
    return COPSE_OK;
}

/* The fit says which coefficients --btt names, and how results can be shown. */
static copse_status read(copse_i_permute *p, copse_error *err)
{
    const copse_i_permute_values *a = p->asked;
    copse_i_model_values model = a->model;
    model.tau2 = -1; /* no subgroups */
    copse_status status = copse_i_moderators_read(a->file, &a->input, &a->moderators, &p->task, err);
    if (status == COPSE_OK) status = copse_i_task_fit(&model, a->output.level, &p->task, err);
    if (status == COPSE_OK) status = copse_i_moderators_test(&a->moderators, &p->task, err);
    if (status == COPSE_OK) status = copse_i_task_transform_check(&p->task, &a->output, false, err);
    return status;
}

/* ~ 1: no moderators after all. */
static bool is_intercept(const copse_design *design)
{
    return design->p == 1 && design->intercept;
}

static void fill_plan(copse_i_permute *p)
{
    const copse_i_permute_values *a = p->asked;
    p->plan = copse_perm_plan_default();
    p->plan.y = p->task.set.yi;
    p->plan.v = p->task.set.vi;
    p->plan.k = p->task.set.k;
    if (p->task.moderators.formula != NULL && !is_intercept(&p->task.moderators.design)) {
        p->plan.X = p->task.moderators.design.X;
        p->plan.p = p->task.moderators.design.p;
        p->plan.tested = p->task.moderators.tested;
    }
    p->plan.fit.method = (copse_method)a->model.method;
    p->plan.fit.test = (copse_test)a->model.test;
    p->plan.fit.level = a->output.level;
    p->plan.statistic = (copse_perm_statistic)a->statistic;
    p->plan.seed = copse_i_long_seed(&a->work, 1);
    if (a->which == COPSE_I_PERMUTE_ALL) p->plan.usual = COPSE_PERM_MOST;
    if (a->which == COPSE_I_PERMUTE_RANDOM) p->plan.usual = 0;
    if (a->iterations != COPSE_I_NOT_GIVEN) p->plan.draws = a->iterations;
}

copse_status copse_i_permute_prepare(copse_i_permute *p, copse_error *err)
{
    const copse_i_permute_values *a = p->asked;
    copse_status status = check(a, err);
    if (status == COPSE_OK) status = read(p, err);
    if (status != COPSE_OK) return status;
    fill_plan(p);
    status = copse_i_long_isa(&a->work, &p->plan.isa, err);
    if (status != COPSE_OK) return status;
    status = copse_perm_new(&p->plan, &p->perm, err);
    if (status != COPSE_OK) return copse_error_prefix(err, "%s: ", p->task.file.source);
    if (a->which == COPSE_I_PERMUTE_ALL && !copse_perm_exact(p->perm))
        return copse_fail(err, COPSE_EUSAGE,
                          "--permutations all: there are more than 2^40 of them; --permutations random draws some");
    return COPSE_OK;
}

static copse_status run_job(copse_i_permute *p, copse_i_long_end *end, copse_error *err)
{
    copse_text design = {0};
    copse_perm_design(p->perm, &design);
    copse_status status = copse_text_status(&design) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    const bool keep = p->asked->distribution != NULL;
    const copse_job job = {
        .kind = "permute",
        .design = copse_text_string(&design),
        .replicates = copse_perm_replicates(p->perm),
        .block = COPSE_PERM_BLOCK,
        .width = keep ? copse_perm_width(p->perm) : 0,
        .keep = keep ? copse_perm_replicates(p->perm) : 0,
        .state_size = copse_perm_state_size(p->perm),
        .context = p->perm,
        .open = copse_perm_open,
        .close = copse_perm_close,
        .work = copse_perm_work,
        .join = copse_perm_join,
    };
    if (status == COPSE_OK)
        status = copse_i_long_run(&p->asked->work, p->call, p->asked->output.quiet, &job, &p->result, end, err);
    copse_text_free(&design);
    return status;
}

static copse_status find_intervals(copse_i_permute *p, copse_error *err)
{
    const int threads = p->asked->work.threads > 0 ? p->asked->work.threads : 0;
    copse_status status = COPSE_OK;
    if (p->asked->no_interval) return COPSE_OK;
    p->interval = copse_alloc(p->plan.p, sizeof *p->interval);
    if (p->interval == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < p->plan.p && status == COPSE_OK; j++)
        status = copse_perm_interval_of(p->perm, j, p->plan.fit.level, threads, &p->interval[j], err);
    return status == COPSE_EUSAGE ? copse_fail(err, status, "too many permutations for intervals: give --no-interval")
                                  : status;
}

static copse_status report(const copse_i_permute *p, copse_error *err)
{
    static const char *const EFFECT[] = {"mu"};
    const copse_render_opts opts = copse_i_render_opts(&p->asked->output);
    copse_permuted all = {
        .pooled = copse_i_task_pooled(&p->task, "permute", &p->asked->output),
        .perm = p->perm,
        .plan = &p->plan,
        .coefficient = p->plan.X != NULL ? p->task.moderators.design.column : EFFECT,
        .summary = &p->summary,
        .interval = p->interval,
        .alternative = (copse_perm_alternative)p->asked->alternative,
    };
    copse_text text = {0};
    all.pooled.fit = copse_perm_fit(p->perm);
    copse_status status = copse_report_permutation(&all, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(p->asked->output.output, &text, err);
    if (status == COPSE_OK && p->asked->distribution != NULL) /* large: what may fail comes last */
        status = copse_report_permutations(&all, p->asked->distribution, p->result.rows, err);
    copse_text_free(&text);
    return status;
}

copse_status copse_i_permute_do(copse_i_permute *p, copse_error *err)
{
    const copse_i_permute_values *a = p->asked;
    copse_i_long_end end = COPSE_I_LONG_COMPLETE;
    copse_status status = copse_i_long_check_output(&a->work, a->output.output, err);
    if (status == COPSE_OK) status = copse_i_long_check_output(&a->work, a->distribution, err);
    if (status == COPSE_OK) status = run_job(p, &end, err);
    if (status != COPSE_OK || end != COPSE_I_LONG_COMPLETE) return status;
    status = copse_perm_summarise(p->perm, p->result.state, &p->summary, err);
    if (status == COPSE_OK) status = find_intervals(p, err);
    if (status == COPSE_OK) status = report(p, err);
    return copse_i_long_reported(&a->work, status, err);
}

void copse_i_permute_free(copse_i_permute *p)
{
    free(p->interval);
    copse_perm_summary_free(&p->summary);
    copse_job_result_free(&p->result);
    copse_perm_free(p->perm);
    copse_i_task_free(&p->task);
}
