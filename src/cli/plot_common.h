/* src/cli/plot_common.h: what every `copse plot KIND` has in common: data and model, words, the picture. A kind is a file
 * with its own options, and a function that turns a read task into a script:
 *
 *      static copse_status draw(const void *values, const copse_i_task *task, const copse_i_chart *chart, ...)
 *      run: return copse_i_chart_run(&(copse_i_chart_task){...}, draw, values, err);   */
#ifndef COPSE_I_PLOT_COMMON_H
#define COPSE_I_PLOT_COMMON_H

#include "command.h"
#include "moderators.h"
#include "task.h"

#include <copse/plot.h>
#include <copse/sensitivity.h>

typedef struct copse_i_chart_values {
    const char *title, *x_label, *y_label;
} copse_i_chart_values;

/** -o and --quiet of a picture; of a copse_i_output_values. */
#define COPSE_I_OPTIONS_PICTURE                                                                                        \
    {.name = "output",                                                                                                 \
     .letter = 'o',                                                                                                    \
     .kind = COPSE_I_PATH,                                                                                             \
     .argument = "FILE",                                                                                               \
     .help = "the picture: .pdf, .svg, .png, .eps, .tex, or .gp for the gnuplot script",                               \
     .offset = COPSE_I_OUTPUT_OFFSET(output)},                                                                         \
        COPSE_I_OPTION_QUIET("no warnings, and not the path of the picture")
/** Words and range of a forest plot's axis; each of the member at that offset. */
#define COPSE_I_OPTION_AXIS_LABEL(offset_)                                                                             \
    {                                                                                                                  \
        .name = "axis-label", .kind = COPSE_I_TEXT, .argument = "TEXT",                                                \
        .help = "label of the axis (default: the measure's name)", .offset = (offset_)                                 \
    }
#define COPSE_I_OPTIONS_FAVOURS(left, right)                                                                           \
    {.name = "favours-left",                                                                                           \
     .kind = COPSE_I_TEXT,                                                                                             \
     .argument = "TEXT",                                                                                               \
     .help = "what lies left of no effect",                                                                            \
     .offset = (left)},                                                                                                \
    {                                                                                                                  \
        .name = "favours-right", .kind = COPSE_I_TEXT, .argument = "TEXT", .help = "what lies right of no effect",     \
        .offset = (right)                                                                                              \
    }
#define COPSE_I_OPTION_RANGE(offset_)                                                                                  \
    {                                                                                                                  \
        .name = "range", .kind = COPSE_I_SPAN, .argument = "LO,HI",                                                    \
        .help = "range of the axis, on the scale shown; intervals beyond it end in arrows", .offset = (offset_)        \
    }

enum { copse_i_chart_look_count = 3, copse_i_chart_output_count = 7 };
extern const copse_i_option copse_i_chart_look_options[copse_i_chart_look_count];
/** Level, transform, -o, --quiet; of a copse_i_output_values. The chart that shows no interval leaves out the first, one
 *  without an axis of effects begins with the picture. */
extern const copse_i_option copse_i_chart_output_options[copse_i_chart_output_count];
#define COPSE_I_CHART_LOOK_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Look", copse_i_chart_look_options, copse_i_chart_look_count, offset                                           \
    }
#define COPSE_I_CHART_OUTPUT_GROUP(offset)                                                                             \
    {                                                                                                                  \
        "Output", copse_i_chart_output_options, copse_i_chart_output_count, offset                                     \
    }
#define COPSE_I_CHART_OUTPUT_NO_LEVEL_GROUP(offset)                                                                    \
    {                                                                                                                  \
        "Output", copse_i_chart_output_options + 1, copse_i_chart_output_count - 1, offset                             \
    }
#define COPSE_I_CHART_PICTURE_GROUP(offset)                                                                            \
    {                                                                                                                  \
        "Output", copse_i_chart_output_options + copse_i_chart_output_count - 2, 2, offset                             \
    }
/** Level, -o, --quiet: where no axis shows effects. */
enum { copse_i_chart_level_count = 3 };
extern const copse_i_option copse_i_chart_level_options[copse_i_chart_level_count];
#define COPSE_I_CHART_LEVEL_PICTURE_GROUP(offset)                                                                      \
    {                                                                                                                  \
        "Output", copse_i_chart_level_options, copse_i_chart_level_count, offset                                       \
    }
/** --subgroup and --subgroup-order: marks by group. */
#define COPSE_I_CHART_SUBGROUP_GROUP(offset)                                                                           \
    {                                                                                                                  \
        "Subgroups", copse_i_order_options, 2, offset                                                                  \
    }
/** --method alone, and with --test; of a copse_i_model_values. */
#define COPSE_I_CHART_METHOD_GROUP(offset)                                                                             \
    {                                                                                                                  \
        "Model", copse_i_variance_options, 1, offset                                                                   \
    }
#define COPSE_I_CHART_TEST_GROUP(offset)                                                                               \
    {                                                                                                                  \
        "Model", copse_i_variance_options, 2, offset                                                                   \
    }

/** What a chart is drawn of. */
typedef struct copse_i_chart_task {
    const copse_i_command *command;
    const char *file;
    const copse_i_input_values *input;
    const copse_i_model_values *model;          /**< NULL: the studies are not pooled */
    const copse_i_moderator_values *moderators; /**< NULL: without */
    const copse_i_chart_values *look;
    const copse_i_output_values *output;
    bool any_scale; /**< no axis shows effects, so that no transform is checked */
} copse_i_chart_task;

/** What a command's struct with these members says of it. */
#define COPSE_I_CHART_OF(its_command, plot)                                                                            \
    .command = &(its_command), .file = (plot)->file, .input = &(plot)->input, .look = &(plot)->look,                   \
    .output = &(plot)->output
/** What every command of a plot says of itself, besides name, summary and description: its GROUPS and EXAMPLES, the struct of
 *  its options, where in that the file is, and run. */
#define COPSE_I_PLOT_FRAME(type, file_offset)                                                                          \
    .section = "Plots",                                                                                                \
    .operand = {.name = "FILE", .help = COPSE_I_FILE_HELP, .required = true, .offset = (file_offset)},                 \
    .group = GROUPS, .groups = COPSE_I_COUNT(GROUPS), .example = EXAMPLES, .examples = COPSE_I_COUNT(EXAMPLES),        \
    .size = sizeof(type), .run = run

typedef copse_status copse_i_chart_draw(const void *values, copse_i_task *task, const copse_chart_look *look,
                                        const char *picture, copse_text *script, copse_error *err);
/** Reads, pools (task->fit, of all studies together), draws, writes the picture and says where. */
COPSE_NODISCARD copse_status copse_i_chart_run(const copse_i_chart_task *asked, copse_i_chart_draw *draw,
                                               const void *values, copse_error *err);
/** The last of it: writes what was drawn, where `status` is COPSE_OK, and frees the script. `say` false: without the path. */
COPSE_NODISCARD copse_status copse_i_chart_deliver(copse_status status, copse_text *script, const char *picture,
                                                   bool say, copse_error *err);
/** Only the last: for kinds that get their numbers otherwise. `say` false: without the path. */
COPSE_NODISCARD copse_status copse_i_chart_write(const copse_text *script, const char *picture, bool say,
                                                 copse_error *err);
/** COPSE_EUSAGE without -o, or where its ending is none of a picture. */
COPSE_NODISCARD copse_status copse_i_chart_check_picture(const copse_i_command *command, const char *picture,
                                                         copse_error *err);
/** The words of the look, and its scale. */
copse_chart_look copse_i_chart_look_of(const copse_i_chart_values *look, const copse_i_task *task,
                                       const copse_i_output_values *output);
/** The data and the model of a pooled task, for the room sensitivity. */
copse_sensitivity_data copse_i_chart_sensitivity(const copse_i_task *task);
/** The studies of a task with their groups. */
copse_chart_studies copse_i_chart_studies_of(const copse_i_task *task);

#endif
