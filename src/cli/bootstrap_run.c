#include "bootstrap_run.h"

#include "terminal.h"

#include <copse/plot.h>
#include <copse/report.h>
#include <math.h>
#include <string.h>

static copse_bootstrapped bootstrapped(const copse_i_bootstrap *b)
{
    copse_bootstrapped out = {
        .pooled = copse_i_task_pooled(&b->task, "bootstrap", &b->asked->output),
        .boot = b->boot,
        .plan = &b->plan,
        .names = &b->names,
        .summary = &b->summary,
        .part = b->part_column,
        .until = b->asked->until,
        .most = copse_i_bootstrap_most(b->asked),
    };
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) out.interval[i] = b->interval[i];
    return out;
}

static copse_status replay(copse_i_bootstrap *b, copse_error *err)
{
    const copse_bootstrapped all = bootstrapped(b);
    const copse_render_opts opts = copse_i_render_opts(&b->asked->output);
    copse_boot_replay one = {0};
    copse_text text = {0};
    copse_status status = copse_boot_replay_make(b->boot, b->asked->replay, &one, err);
    if (status == COPSE_OK) status = copse_report_replay(&all, &one, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(b->asked->output.output, &text, err);
    copse_text_free(&text);
    copse_boot_replay_free(&one);
    return status;
}

/* Exact quantiles while all replicates are at hand, else those of the cells. */
static const double *rows_of(const copse_i_bootstrap *b, uint64_t replicates)
{
    return replicates <= COPSE_BOOT_KEPT || copse_i_bootstrap_keeps(b->asked) ? b->result.rows : NULL;
}

static copse_job make_job(const copse_i_bootstrap *b, const char *design)
{
    const uint64_t most = copse_i_bootstrap_most(b->asked);
    const bool all = copse_i_bootstrap_keeps(b->asked);
    const bool first = !isnan(b->asked->until); /* its early stages are summarised from rows */
    const uint64_t keep = all || most <= COPSE_BOOT_KEPT ? most : first ? COPSE_BOOT_KEPT : 0;
    return (copse_job){
        .kind = "bootstrap",
        .design = design,
        .replicates = b->asked->replicates,
        .block = COPSE_BOOT_BLOCK,
        .width = keep > 0 ? copse_boot_width(b->boot) : 0,
        .keep = keep,
        .state_size = copse_boot_state_size(b->boot),
        .context = b->boot,
        .open = copse_boot_open,
        .close = copse_boot_close,
        .work = copse_boot_work,
        .join = copse_boot_join,
    };
}

static copse_status summarise(copse_i_bootstrap *b, uint64_t replicates, copse_error *err)
{
    copse_boot_summary_free(&b->summary);
    return copse_boot_summarise(b->boot, replicates, rows_of(b, replicates), b->result.state, b->asked->output.level,
                                &b->summary, err);
}

/* Whole blocks, so that a stage can be added to. */
static uint64_t whole_blocks(uint64_t replicates)
{
    return (replicates + COPSE_BOOT_BLOCK - 1) / COPSE_BOOT_BLOCK * COPSE_BOOT_BLOCK;
}

/* Twice as many, with a stop where the last replicates are kept. */
static uint64_t next_stage(uint64_t replicates)
{
    return replicates < COPSE_BOOT_KEPT && 2 * replicates > COPSE_BOOT_KEPT ? COPSE_BOOT_KEPT : 2 * replicates;
}

static copse_status run_until(copse_i_bootstrap *b, copse_job *job, copse_i_long_end *end, copse_error *err)
{
    const uint64_t most = copse_i_bootstrap_most(b->asked);
    uint64_t begun = 0;
    copse_status status = copse_i_long_begun(&b->asked->work, &begun, err);
    job->replicates = whole_blocks(b->asked->replicates);
    while (status == COPSE_OK) {
        while (job->replicates < begun) job->replicates = next_stage(job->replicates);
        if (job->replicates > most) job->replicates = most;
        status = copse_i_long_run(&b->asked->work, b->call, b->asked->output.quiet, job, &b->result, end, err);
        if (status == COPSE_OK) status = summarise(b, job->replicates, err);
        if (status != COPSE_OK || job->replicates >= most ||
            copse_boot_largest_error(&b->summary, b->interval) < b->asked->until)
            return status;
        job->replicates = next_stage(job->replicates);
    }
    return status;
}

static copse_status run_job(copse_i_bootstrap *b, copse_i_long_end *end, copse_error *err)
{
    copse_text design = {0};
    copse_boot_design(b->boot, &design);
    copse_status status = copse_text_status(&design) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    copse_job job = make_job(b, copse_text_string(&design));
    if (status == COPSE_OK && !isnan(b->asked->until)) {
        status = run_until(b, &job, end, err);
    } else if (status == COPSE_OK) {
        status = copse_i_long_run(&b->asked->work, b->call, b->asked->output.quiet, &job, &b->result, end, err);
        if (status == COPSE_OK && *end == COPSE_I_LONG_COMPLETE) status = summarise(b, job.replicates, err);
    }
    copse_text_free(&design);
    return status;
}

static copse_status draw(const copse_i_bootstrap *b, copse_error *err)
{
    const uint64_t n = b->summary.replicates;
    const copse_histogram_data data = {
        .boot = b->boot,
        .plan = &b->plan,
        .names = &b->names,
        .summary = &b->summary,
        .interval = b->interval,
        .scale = strcmp(b->task.set.measure->code, "GEN") == 0 ? NULL : b->task.set.measure->title,
        .rows = rows_of(b, n),
        .state = b->result.state,
    };
    copse_text script = {0};
    copse_status status = copse_plot_bootstrap(&data, b->asked->plot, &script, err);
    if (status == COPSE_ENOTFOUND) status = COPSE_EIO; /* a template of the installation */
    if (status == COPSE_OK) status = copse_plot_render(&script, b->asked->plot, err);
    copse_text_free(&script);
    return status;
}

static copse_status report(const copse_i_bootstrap *b, copse_error *err)
{
    const copse_bootstrapped all = bootstrapped(b);
    const copse_render_opts opts = copse_i_render_opts(&b->asked->output);
    copse_text text = {0};
    copse_status status = copse_report_bootstrap(&all, &opts, &text, err);
    const bool writes = copse_ranks_mine() == 0; /* as copse_i_output does */
    if (status == COPSE_OK) status = copse_i_output(b->asked->output.output, &text, err);
    if (status == COPSE_OK && writes && b->asked->replicates_out != NULL) /* large: what may fail comes last */
        status = copse_report_replicates(&all, b->asked->replicates_out, b->summary.replicates, b->result.rows, err);
    if (status == COPSE_OK && writes && b->asked->plot != NULL) status = draw(b, err);
    copse_text_free(&text);
    return status;
}

/* A place that cannot be written to is told of before the work. */
static copse_status check_outputs(const copse_i_bootstrap_values *a, copse_error *err)
{
    const char *const path[] = {a->output.output, a->replicates_out, a->plot};
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < sizeof path / sizeof *path && status == COPSE_OK; i++)
        status = copse_i_long_check_output(&a->work, path[i], err);
    return status;
}

copse_status copse_i_bootstrap_do(copse_i_bootstrap *b, copse_error *err)
{
    copse_i_long_end end = COPSE_I_LONG_COMPLETE;
    if (b->asked->replay != COPSE_I_NOT_GIVEN) return replay(b, err);
    if (b->asked->export_counts != NULL) {
        const copse_bootstrapped all = bootstrapped(b);
        if (copse_ranks_mine() != 0) return COPSE_OK;
        return copse_report_counts(&all, b->asked->export_counts, b->asked->replicates, err);
    }
    copse_status status = check_outputs(b->asked, err);
    if (status == COPSE_OK) status = run_job(b, &end, err);
    if (status != COPSE_OK || end != COPSE_I_LONG_COMPLETE) return status;
    return copse_i_long_reported(&b->asked->work, report(b, err), err);
}
