/* copse batch FILE */
#include "commands.h"
#include "task.h"
#include "terminal.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct batch {
    const char *file;
    struct corpus {
        const char *by;
        bool sort;
    } corpus;
    copse_i_input_values input;
    copse_i_model_values model;
    struct output {
        int format, threads, isa;
        double level;
        const char *output;
        bool quiet;
    } output;
};

/* ------------------------------------------------------------------------------------------ Ctrl-C
 * The handler only asks; the work stops after the rows in hand, and what was begun is tidied up. */
static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

static bool go_on(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    (void)done;
    (void)total;
    return stop_asked == 0;
}

/* The second time a signal does what it always does. */
static void catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = ask_to_stop;
    action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

/* ------------------------------------------------------------------------------------------ from options to work */

static copse_status open_corpus(const struct batch *batch, copse_corpus **corpus, copse_error *err)
{
    copse_corpus_opts opts = copse_corpus_opts_default();
    copse_status status = copse_i_source_frame_opts(&batch->input.source, &opts.csv, err);
    if (status != COPSE_OK) return status;
    opts.by = batch->corpus.by;
    opts.sort = batch->corpus.sort;
    status = copse_corpus_open(batch->file, &opts, corpus, err);
    if (status != COPSE_OK || batch->input.source.where == NULL) return status;
    status = copse_frame_where_check(copse_corpus_header(*corpus), batch->input.source.where, err);
    return status == COPSE_OK || status == COPSE_ENOMEM ? status : (err->status = COPSE_EUSAGE);
}

static copse_status write_piece(void *context, const char *bytes, size_t n, copse_error *err)
{
    errno = 0;
    const copse_status status = copse_output_write(context, bytes, n, err);
    if (status == COPSE_EIO && errno == EPIPE) err->text[0] = '\0'; /* who reads has seen enough */
    return status;
}

static copse_status pool(const struct batch *batch, copse_corpus *corpus, copse_batch_summary *summary,
                         copse_error *err)
{
    const copse_binding binding = copse_i_input_binding(&batch->input);
    copse_batch_stream stream = {.corpus = corpus,
                                 .binding = &binding,
                                 .where = batch->input.source.where,
                                 .lanes = copse_lanes_opts_default(),
                                 .format = batch->output.format == 0 ? COPSE_FORMAT_CSV : COPSE_FORMAT_JSON,
                                 .threads = batch->output.threads > 0 ? batch->output.threads : 0,
                                 .watch = {.tick = go_on},
                                 .write = write_piece};
    stream.lanes.fit.method = (copse_method)batch->model.method;
    stream.lanes.fit.test = (copse_test)batch->model.test;
    stream.lanes.fit.pi = (copse_pi)batch->model.pi;
    stream.lanes.fit.level = batch->output.level;
    stream.lanes.isa = (copse_isa)batch->output.isa;
    copse_output *output = NULL;
    copse_status status = copse_output_open(batch->output.output != NULL ? batch->output.output : "-", &output, err);
    if (status != COPSE_OK) return status;
    catch_signals();
    stream.context = output;
    status = copse_report_batch(&stream, summary, err);
    const copse_status closed = copse_output_close(output, status == COPSE_OK, err);
    return status == COPSE_OK ? closed : status;
}

/* One line, and one more for each kind of trouble. */
static void say_summary(const struct batch *batch, const copse_corpus *corpus, const copse_batch_summary *s)
{
    const char *source = copse_corpus_header(corpus)->source;
    (void)fprintf(stderr, "copse: %s: %" PRIu64 " of %" PRIu64 " meta-analyses pooled", source,
                  s->status[COPSE_BATCH_OK], s->groups);
    if (s->left_out > 0)
        (void)fprintf(stderr, ", %" PRIu64 " %s left out of them", s->left_out,
                      copse_plural(s->left_out, "row", "rows"));
    (void)fputc('\n', stderr);
    if (s->keyless > 0)
        (void)fprintf(stderr, "copse: %s: %" PRIu64 " %s without %s left out (line %zu)\n", source, s->keyless,
                      copse_plural(s->keyless, "row", "rows"), batch->corpus.by, s->keyless_line);
    for (copse_batch_status i = 0; i < COPSE_BATCH_STATUS_COUNT; i++) {
        if (i == COPSE_BATCH_OK || s->status[i] == 0) continue;
        char first[sizeof s->first[0]];
        memcpy(first, s->first[i], sizeof first);
        copse_one_line(first);
        (void)fprintf(stderr, "copse: %s: %" PRIu64 " not pooled: %s (%s %s)\n", source, s->status[i],
                      copse_batch_status_text(i), batch->corpus.by, first);
    }
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    (void)call;
    const struct batch *batch = values;
    if (batch->corpus.by == NULL)
        return copse_fail(err, COPSE_EUSAGE, "batch needs --by COL: the column that tells the meta-analyses apart");
    if (!copse_isa_available((copse_isa)batch->output.isa))
        return copse_fail(err, COPSE_EUSAGE, "--isa: this machine, or this build of copse, has no %s",
                          copse_isa_code((copse_isa)batch->output.isa));
    copse_corpus *corpus = NULL;
    copse_batch_summary summary = {0};
    copse_status status = copse_i_prediction_check(&batch->model, err);
    if (status == COPSE_OK) status = open_corpus(batch, &corpus, err);
    if (status == COPSE_OK) status = pool(batch, corpus, &summary, err);
    if (status == COPSE_OK && !batch->output.quiet) say_summary(batch, corpus, &summary);
    copse_corpus_free(corpus);
    return status;
}

static const char *format_choice(size_t i)
{
    static const char *const NAME[] = {"csv", "json"};
    return i < COPSE_I_COUNT(NAME) ? NAME[i] : NULL;
}

static const char *isa_choice(size_t i)
{
    return i < COPSE_ISA_COUNT ? copse_isa_code((copse_isa)i) : NULL;
}

static const copse_i_option CORPUS[] = {
    {.name = "by",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column that tells the meta-analyses apart; rows of one stand together",
     .offset = offsetof(struct corpus, by)},
    {.name = "sort",
     .kind = COPSE_I_FLAG,
     .help = "sort the rows by that column first, byte by byte; temporary files go to TMPDIR",
     .offset = offsetof(struct corpus, sort)},
};

static const copse_i_option OUTPUT[] = {
    {.name = "level",
     .kind = COPSE_I_NUMBER,
     .argument = "PERCENT",
     .help = "level of intervals",
     .fallback = "95",
     .max = 100,
     .open = true,
     .offset = offsetof(struct output, level)},
    {.name = "format",
     .kind = COPSE_I_CHOICE,
     .argument = "FORMAT",
     .help = "form of the result; json: one object a line",
     .fallback = "csv",
     .choice = format_choice,
     .offset = offsetof(struct output, format)},
    {.name = "output",
     .letter = 'o',
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "where the result goes; - is standard output, the default",
     .offset = offsetof(struct output, output)},
    {.name = "threads",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "processors to use (default: OMP_NUM_THREADS, else all); the result does not depend on it",
     .min = 1,
     .max = 4096,
     .offset = offsetof(struct output, threads)},
    {.name = "isa",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "instruction set, for tests; the result does not depend on it",
     .fallback = "best",
     .choice = isa_choice,
     .offset = offsetof(struct output, isa)},
    {.name = "quiet",
     .letter = 'q',
     .kind = COPSE_I_FLAG,
     .help = "no summary on standard error",
     .offset = offsetof(struct output, quiet)},
};

static const copse_i_group GROUPS[] = {
    {"Corpus", CORPUS, COPSE_I_COUNT(CORPUS), offsetof(struct batch, corpus)},
    COPSE_I_CORPUS_GROUPS(offsetof(struct batch, input)),
    COPSE_I_MODEL_ALONE_GROUP(offsetof(struct batch, model)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct batch, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse batch corpus.csv --by meta_id -o pooled.csv",
     "yi and vi of every trial, the rows of a meta-analysis together"},
    {"copse batch trials.csv --by review --sort --measure OR --method DL --test z", "2x2 tables in any order"},
    {"zcat corpus.csv.gz | copse batch - --by meta_id --format json", "from a pipe, one JSON object a line"},
};

const copse_i_command copse_i_cmd_batch = {
    .name = "batch",
    .section = "Many fits",
    .summary = "pools a corpus: one file with many meta-analyses, streamed",
    .description =
        "Pools each meta-analysis of a file in long form: one row a trial, and a column that says which meta-analysis "
        "it "
        "is of (--by). The file is read in a stream, so it may be larger than memory. One row comes out for each "
        "meta-analysis, in the order of the file: pooled effect with test and interval, prediction interval, "
        "heterogeneity, Egger's test; the figures are those of copse pool."
        "\n\n"
        "Rows with missing numbers are left out and counted (--na fail: the meta-analysis is not pooled). A "
        "meta-analysis "
        "that cannot be pooled has a row with its status and why, and the others go on. Rows of one meta-analysis must "
        "stand together; a key that comes back is an error, and --sort sorts the file first.",
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .required = true, .offset = offsetof(struct batch, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct batch),
    .run = run,
};
