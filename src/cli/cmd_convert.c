/* copse convert FILE: a table in, a table out; between them a sequence of steps, each a file of its own. */
#include "commands.h"
#include "convert_fill.h"
#include "source.h"
#include "task.h"
#include "terminal.h"

#include <stddef.h>

struct convert {
    const char *file;
    copse_i_source_values source;
    copse_i_fill_values fill;
    copse_i_output_values output;
    struct review {
        bool list;
    } review;
};

/* A step changes the frame, or puts another in its place. One that was not asked for does nothing. */
typedef copse_status convert_step(const struct convert *convert, copse_frame *frame, copse_notes *warnings,
                                  copse_error *err);

/* The analyses of a review, in place of the rows of one. */
static copse_status list_analyses(const struct convert *convert, copse_frame *frame, copse_error *err)
{
    copse_review review = {0};
    if (convert->source.analysis != NULL || convert->source.where != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--list lists all analyses: it goes with neither --analysis nor --where");
    copse_status status = copse_i_source_review(convert->file, &convert->source, &review, NULL, err);
    if (status == COPSE_OK) status = copse_review_list(&review, frame, err);
    copse_review_free(&review);
    return status;
}

static copse_status read_rows(const struct convert *convert, copse_frame *frame, copse_notes *warnings,
                              copse_error *err)
{
    (void)warnings;
    if (convert->review.list) return list_analyses(convert, frame, err);
    return copse_i_source_rows(convert->file, &convert->source, frame, err);
}

static copse_status fill_in(const struct convert *convert, copse_frame *frame, copse_notes *warnings, copse_error *err)
{
    return copse_i_convert_fill(&convert->fill, frame, warnings, err);
}

/* In this order: rows, then their shape, then numbers that were not reported, then one row of several. */
static convert_step *const STEPS[] = {
    read_rows,
    fill_in,
};

static copse_status write_table(const struct convert *convert, const copse_frame *frame, const copse_notes *warnings,
                                copse_error *err)
{
    const copse_render_opts opts = copse_i_render_opts(&convert->output);
    copse_text text = {0};
    copse_status status = copse_report_frame(frame, convert->output.digits, warnings, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(convert->output.output, &text, err);
    copse_text_free(&text);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    (void)call;
    const struct convert *convert = values;
    copse_frame frame = {0};
    copse_notes warnings = {0};
    copse_status status = COPSE_OK;
    if (convert->fill.methods) return copse_i_convert_methods(&convert->output, err);
    if (convert->file == NULL) return copse_fail(err, COPSE_EUSAGE, "convert needs a FILE: %s", COPSE_I_FILE_HELP);
    for (size_t i = 0; status == COPSE_OK && i < COPSE_I_COUNT(STEPS); i++)
        status = STEPS[i](convert, &frame, &warnings, err);
    if (status == COPSE_OK && warnings.failed) status = copse_fail_memory(err);
    if (!convert->output.quiet) copse_i_warn(&warnings);
    if (status == COPSE_OK) status = write_table(convert, &frame, &warnings, err);
    copse_notes_free(&warnings);
    copse_frame_free(&frame);
    return status;
}

static const copse_i_option REVIEW[] = {
    {.name = "list",
     .kind = COPSE_I_FLAG,
     .help = "list the analyses of the review that FILE is",
     .offset = offsetof(struct review, list)},
};

static const copse_i_option INPUT[] = {
    COPSE_I_OPTION_WHERE(0),    COPSE_I_OPTION_DELIMITER(0), COPSE_I_OPTION_DECIMAL(0),
    COPSE_I_OPTION_ENCODING(0), COPSE_I_OPTION_ANALYSIS(0),
};

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_FORMAT_DEFAULT("csv"),
    COPSE_I_OPTION_OUTPUT,
    COPSE_I_OPTION_DIGITS(NULL),
    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    {"Input", INPUT, COPSE_I_COUNT(INPUT), offsetof(struct convert, source)},
    {"Reviews", REVIEW, COPSE_I_COUNT(REVIEW), offsetof(struct convert, review)},
    COPSE_I_FILL_GROUPS(offsetof(struct convert, fill)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct convert, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse convert @bcg --where 'year >= 1960' -o recent.csv", "the rows of some trials"},
    {"copse convert review.rm5 --list --format text", "the analyses of a Cochrane review"},
    {"copse convert review.rm5 --analysis 1.2 -o trials.csv", "the studies of one of them"},
    {"copse convert trials.csv --fill means -o filled.csv",
     "means and SDs from medians, quartiles, SEs, intervals, tests"},
    {"copse convert trials.csv --fill all --from med1i=median_peer,lq1i=q1_peer,uq1i=q3_peer",
     "columns by other names"},
    {"copse convert --methods", "what can be computed, from which columns, by whose formula"},
    {"copse convert excel.csv --decimal , -o trials.csv", "what a spreadsheet wrote, as an ordinary table"},
};

const copse_i_command copse_i_cmd_convert = {
    .name = "convert",
    .section = "Data",
    .summary = "a table of trials made into another; fills in what was not reported",
    .description =
        "Reads a table, changes it as the options ask, and writes an ordinary table that every other command reads: "
        "CSV with exact numbers unless --format says otherwise. The table may be an analysis of a Cochrane review: a "
        "RevMan 5 file (.rm5) or the data package of RevMan Web (.zip).\n\n"
        "What a trial did not report is computed from what it did: --fill fills in missing cells and leaves reported "
        "ones alone; --combine-arms, --split-control and --cluster-size allow for the design; --from-to and --delta "
        "change the scale. A column, how, says of each row how its values came about.",
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .offset = offsetof(struct convert, file)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct convert),
    .run = run,
};
