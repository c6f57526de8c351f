/* copse convert FILE: a table in, a table out; between them a sequence of steps, each a file of its own. */
#include "commands.h"
#include "convert_fill.h"
#include "convert_list.h"
#include "convert_reshape.h"
#include "source.h"
#include "task.h"
#include "terminal.h"

#include <stddef.h>

struct convert {
    const char *file;
    copse_i_source_values source;
    copse_i_fill_values fill;
    copse_i_reshape_values reshape;
    copse_i_output_values output;
    struct review {
        bool list;
    } review;
};

/* A step changes the frame, or puts another in its place. One that was not asked for does nothing. */
typedef copse_status convert_step(const struct convert *convert, copse_frame *frame, copse_notes *warnings,
                                  copse_error *err);

static copse_status read_rows(const struct convert *convert, copse_frame *frame, copse_notes *warnings,
                              copse_error *err)
{
    (void)warnings;
    return copse_i_source_rows(convert->file, &convert->source, frame, err);
}

static copse_status change_shape(const struct convert *convert, copse_frame *frame, copse_notes *warnings,
                                 copse_error *err)
{
    return copse_i_convert_reshape(&convert->reshape, frame, warnings, err);
}

static copse_status fill_in(const struct convert *convert, copse_frame *frame, copse_notes *warnings, copse_error *err)
{
    return copse_i_convert_fill(&convert->fill, frame, warnings, err);
}

/* In this order: rows, then their shape, then numbers that were not reported, then one row of several. */
static convert_step *const STEPS[] = {
    read_rows,
    change_shape,
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

/* The first warnings, and how many more: a row each can be very many. */
static void tell_warnings(const copse_notes *warnings)
{
    enum { SHOWN = 20 };
    copse_notes first = *warnings, rest = {0};
    const bool many = warnings->count > SHOWN + 1;
    if (many) first.count = SHOWN;
    copse_i_warn(&first);
    if (many) copse_note(&rest, "and %zu more warnings; --format json has them all", warnings->count - SHOWN);
    copse_i_warn(&rest);
    copse_notes_free(&rest);
}

static copse_status convert_table(const struct convert *convert, copse_error *err)
{
    copse_frame frame = {0};
    copse_notes warnings = {0};
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < COPSE_I_COUNT(STEPS); i++)
        status = STEPS[i](convert, &frame, &warnings, err);
    if (status == COPSE_OK && warnings.failed) status = copse_fail_memory(err);
    if (!convert->output.quiet) tell_warnings(&warnings);
    if (status == COPSE_OK) status = write_table(convert, &frame, &warnings, err);
    copse_notes_free(&warnings);
    copse_frame_free(&frame);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    (void)call;
    struct convert asked = *(const struct convert *)values;
    const struct convert *convert = &asked;
    const bool lists = asked.fill.methods || asked.review.list;
    if (asked.output.format < 0) asked.output.format = lists ? COPSE_FORMAT_TEXT : COPSE_FORMAT_CSV;
    if (convert->fill.methods) return copse_i_convert_methods(&convert->output, err);
    if (convert->file == NULL) return copse_fail(err, COPSE_EUSAGE, "convert needs a FILE: %s", COPSE_I_FILE_HELP);
    if (convert->review.list) return copse_i_convert_list(convert->file, &convert->source, &convert->output, err);
    return convert_table(convert, err);
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
    {.name = "format",
     .kind = COPSE_I_CHOICE,
     .argument = "FORMAT",
     .help = "form of the result (default csv; of --list and --methods, text)",
     .choice = copse_i_format_choice,
     .offset = COPSE_I_OUTPUT_OFFSET(format)},
    COPSE_I_OPTION_OUTPUT,
    COPSE_I_OPTION_DIGITS(NULL),
    COPSE_I_OPTION_QUIET("no warnings on standard error"),
};

static const copse_i_group GROUPS[] = {
    {"Input", INPUT, COPSE_I_COUNT(INPUT), offsetof(struct convert, source)},
    {"Reviews", REVIEW, COPSE_I_COUNT(REVIEW), offsetof(struct convert, review)},
    COPSE_I_FILL_GROUPS(offsetof(struct convert, fill)),
    COPSE_I_RESHAPE_GROUP(offsetof(struct convert, reshape)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct convert, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse convert @bcg --where 'year >= 1960' -o recent.csv", "the rows of some trials"},
    {"copse convert review.rm5 --list", "the analyses of a Cochrane review"},
    {"copse convert review.rm5 --analysis 1.2 -o trials.csv", "the studies of one of them"},
    {"copse convert trials.csv --fill means -o filled.csv",
     "means and SDs from medians, quartiles, SEs, intervals, tests"},
    {"copse convert trials.csv --fill all --from med1i=median_peer,lq1i=q1_peer,uq1i=q3_peer",
     "columns by other names"},
    {"copse convert --methods", "what can be computed, from which columns, by whose formula"},
    {"copse convert arms.csv --contrasts --reference usual -o trials.csv", "rows of arms, as effects reads them"},
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
        "--to-long and --to-wide change between rows of trials and rows of arms, and --contrasts makes of arms the "
        "rows "
        "that effects reads.\n\n"
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
