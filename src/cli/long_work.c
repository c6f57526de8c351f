/* Long work from the command line: progress, Ctrl-C, and a word on how to go on. */
#include "long_work.h"

#include "terminal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Set by the handler, read by the watch. */
static volatile sig_atomic_t stop_asked;

/* The second time the signal does what it always does. */
static void ask_to_stop(int number)
{
    stop_asked = number;
}

static const int signals[2] = {SIGINT, SIGTERM};

/* A signal that is ignored, as in a shell's background, stays so. */
static void catch_signals(struct sigaction old[2])
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = ask_to_stop;
    action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
    (void)sigemptyset(&action.sa_mask);
    stop_asked = 0;
    for (int i = 0; i < 2; i++) {
        (void)sigaction(signals[i], NULL, &old[i]);
        if (old[i].sa_handler != SIG_IGN) (void)sigaction(signals[i], &action, NULL);
    }
}

static void release_signals(const struct sigaction old[2])
{
    for (int i = 0; i < 2; i++) (void)sigaction(signals[i], &old[i], NULL);
}

/* What the progress line needs to know. */
typedef struct progress {
    const char *kind;
    bool shown;
    bool begun;
    double start;
    uint64_t first; /* done before */
    uint64_t done, total;
} progress;

static double now(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void add_time(copse_text *out, double seconds)
{
    const unsigned long long s = seconds < 1e15 ? (unsigned long long)seconds : 0;
    if (s >= 86400) copse_text_printf(out, "%llu d %llu h", s / 86400, s % 86400 / 3600);
    else if (s >= 3600) copse_text_printf(out, "%llu:%02llu:%02llu", s / 3600, s % 3600 / 60, s % 60);
    else copse_text_printf(out, "%llu:%02llu", s / 60, s % 60);
}

static void add_rate(copse_text *out, double rate)
{
    if (rate >= 1e6) copse_text_printf(out, "%.1f million/s", rate / 1e6);
    else if (rate >= 1e3) copse_text_printf(out, "%.1f thousand/s", rate / 1e3);
    else copse_text_printf(out, "%.1f/s", rate);
}

/* bootstrap  12.3%  4.1 million/s  1:23 left */
static void show(progress *p, uint64_t done, uint64_t total)
{
    copse_text line = {0};
    const double spent = now() - p->start;
    const double rate = spent > 0 && done > p->first ? (double)(done - p->first) / spent : 0;
    copse_text_printf(&line, "\r\033[K%s  %.1f%%", p->kind, total > 0 ? 100 * (double)done / (double)total : 100.0);
    if (rate > 0) {
        copse_text_add(&line, "  ");
        add_rate(&line, rate);
        copse_text_add(&line, "  ");
        add_time(&line, (double)(total - done) / rate);
        copse_text_add(&line, " left");
    }
    (void)fputs(copse_text_string(&line), stderr);
    copse_text_free(&line);
}

static bool tick(void *context, uint64_t done, uint64_t total)
{
    progress *p = context;
    p->done = done;
    p->total = total;
    if (!p->begun) {
        p->begun = true;
        p->start = now();
        p->first = done;
    } else if (p->shown) {
        show(p, done, total);
    }
    return stop_asked == 0;
}

copse_status copse_i_long_watch(const char *kind, const char *things, bool quiet, copse_i_watched_work *work,
                                void *context, copse_error *err)
{
    struct sigaction old[2];
    progress p = {.kind = kind, .shown = !quiet && copse_i_terminal_progress()};
    const copse_watch watch = {tick, &p};
    catch_signals(old);
    const copse_status status = work(context, &watch, err);
    release_signals(old);
    if (p.shown) (void)fputs("\r\033[K", stderr);
    if (status != COPSE_EINTERRUPTED) return status;
    return copse_fail(err, COPSE_EINTERRUPTED, "interrupted at %llu of %llu %s, and nothing is kept",
                      (unsigned long long)p.done, (unsigned long long)p.total, things);
}

static copse_status make_opts(const copse_i_long_values *values, copse_job_opts *opts, copse_error *err)
{
    *opts = copse_job_opts_default();
    opts->threads = values->threads > 0 ? values->threads : 0;
    opts->checkpoint = values->checkpoint;
    opts->resume = values->resume;
    opts->every = values->every;
    copse_status status = copse_i_long_check(values, err);
    if (status == COPSE_OK) status = copse_i_long_shard(values, &opts->shard, &opts->shards, err);
    return status;
}

/* How to go on stands in the same line. With ranks, nobody knows what the others have done. */
static copse_status say_how_to_go_on(const copse_i_long_values *values, const copse_job *job,
                                     const copse_job_result *result, copse_error *err)
{
    char where[64] = "";
    if (copse_ranks_count() == 1)
        (void)snprintf(where, sizeof where, " at %llu of %llu replicates", (unsigned long long)result->done,
                       (unsigned long long)job->replicates);
    if (result->trouble.status != COPSE_OK)
        return copse_fail(err, COPSE_EINTERRUPTED, "interrupted%s, and %s", where, result->trouble.text);
    if (values->checkpoint == NULL)
        return copse_fail(err, COPSE_EINTERRUPTED,
                          "interrupted%s, and nothing is kept (--checkpoint FILE would keep it)", where);
    return copse_fail(err, COPSE_EINTERRUPTED, "interrupted%s, kept in %s: the same command with --resume goes on",
                      where, values->checkpoint);
}

static copse_status run_watched(const copse_i_long_values *values, bool quiet, const copse_job *job,
                                copse_job_opts *opts, copse_job_result *result, copse_error *err)
{
    struct sigaction old[2];
    progress p = {.kind = job->kind, .shown = !quiet && copse_i_terminal_progress()};
    opts->watch = (copse_watch){tick, &p};
    catch_signals(old);
    const copse_status status = copse_job_run(job, opts, result, err);
    release_signals(old);
    if (p.shown) (void)fputs("\r\033[K", stderr);
    return status == COPSE_EINTERRUPTED ? say_how_to_go_on(values, job, result, err) : status;
}

/* The result is there, but the file that was to keep it is not. */
static void warn_of_trouble(const copse_job_result *result)
{
    copse_notes notes = {0};
    if (result->trouble.status == COPSE_OK) return;
    copse_note(&notes, "%s", result->trouble.text);
    copse_i_warn(&notes);
    copse_notes_free(&notes);
}

copse_status copse_i_long_run(const copse_i_long_values *values, const copse_i_call *call, bool quiet,
                              const copse_job *job, copse_job_result *result, copse_i_long_end *end, copse_error *err)
{
    copse_job_opts opts;
    copse_text words = {0};
    *end = values->shard != NULL || copse_ranks_mine() != 0 ? COPSE_I_LONG_PART : COPSE_I_LONG_COMPLETE;
    copse_status status = make_opts(values, &opts, err);
    if (status == COPSE_OK && values->merged_count > 0)
        return copse_job_merge(job, values->merged, values->merged_count, result, err);
    if (status == COPSE_OK) status = copse_i_long_words(call, &words, err);
    opts.note = words.bytes;
    opts.note_bytes = words.length;
    if (status == COPSE_OK) status = run_watched(values, quiet, job, &opts, result, err);
    if (status == COPSE_OK) warn_of_trouble(result);
    copse_text_free(&words);
    return status;
}

copse_status copse_i_long_check_output(const copse_i_long_values *values, const char *path, copse_error *err)
{
    if (path == NULL || values->shard != NULL || copse_ranks_mine() != 0) return COPSE_OK;
    return copse_output_check(path, err);
}

copse_status copse_i_long_reported(const copse_i_long_values *values, copse_status status, copse_error *err)
{
    const bool kept = values->checkpoint != NULL && values->merged_count == 0;
    if (status != COPSE_EIO || !kept || err->text[0] == '\0') return status; /* no text: the reader has gone */
    const copse_error why = *err;
    return copse_fail(err, status, "%s (the work is kept in %s: the same command with --resume goes on from there)",
                      why.text, values->checkpoint);
}

copse_status copse_i_long_begun(const copse_i_long_values *values, uint64_t *replicates, copse_error *err)
{
    const char *path = values->merged_count > 0 ? values->merged[0] : values->resume ? values->checkpoint : NULL;
    copse_job_file file;
    *replicates = 0;
    if (path == NULL || (values->merged_count == 0 && access(path, F_OK) != 0)) return COPSE_OK;
    const copse_status status = copse_job_file_read(path, &file, err);
    if (status == COPSE_OK) *replicates = file.replicates;
    copse_job_file_free(&file);
    return status;
}
