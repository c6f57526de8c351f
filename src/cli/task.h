/* src/cli/task.h: from options to a fitted model: what effects, pool and the plots have in common. */
#ifndef COPSE_I_TASK_H
#define COPSE_I_TASK_H

#include "dependent_options.h"
#include "regression_state.h"
#include "source.h"

#include <copse/counts.h>
#include <copse/effect.h>
#include <copse/formula.h>
#include <copse/glmm.h>
#include <copse/model.h>
#include <copse/programs.h>
#include <copse/report.h>
#include <copse/review.h>
#include <copse/study.h>

#include <math.h>

/** Which rows and columns of which file, and what they measure. */
typedef struct copse_i_input_values {
    int measure; /**< index of copse_measure_at; -1: GEN, or that of the analysis */
    const char *column[COPSE_IN_COUNT];
    copse_i_list label, subgroup_order;
    copse_i_source_values source;
    copse_i_dependent_values dependent;
    const char *subgroup, *order;
    const char *by; /* no option: a column of groups that the model does not know of, in place of subgroups */
    const char *const *needed; /* no option: columns that the command reads beside; a row without a value is left out */
    size_t needs;
    double add, ci_level;
    double items;
    copse_i_span scale;
    int to, correction, vtype, missing, warn;
    bool drop00, uncorrected, strict;
    int as;         /**< no option of every command: a copse_i_as, whose settings take the place of others */
    int as_program; /**< likewise: 1 + a copse_program, whose default is the measure where none is given */
} copse_i_input_values;

/** How tables are corrected that are pooled themselves. */
typedef struct copse_i_counts_values {
    double add; /**< NaN: not at all */
    int to;
} copse_i_counts_values;

/** What weighs the studies; all zero: their precision. */
typedef struct copse_i_weights_values {
    const char *column, *quality;
    int by;
} copse_i_weights_values;

typedef struct copse_i_model_values {
    int method, test, tau2, pi;
    copse_i_counts_values counts;
    copse_i_weights_values weights;
    /* no options of every command; all zero where a command does not have them */
    copse_tau2_setup setup;
    const char *weight_column; /**< of the setup's weights; NULL: none */
    bool fixed;
    double fixed_tau2;
} copse_i_model_values;

/** How results are shown, and where. */
typedef struct copse_i_output_values {
    int format, transform, digits;
    double level, control_risk, sd; /* the latter two NaN where not given */
    bool wanted;
    const char *output;
    bool quiet;
} copse_i_output_values;

/** Groups of options for the tables of commands; `offset` is where the struct above lies in the command's. */
#define COPSE_I_INPUT_GROUPS(offset)                                                                                   \
    {"Input", copse_i_input_options, copse_i_input_count, offset},                                                     \
        {"Plausibility", copse_i_doubt_options, copse_i_doubt_count, offset},                                          \
        {"Columns of the numbers (default: the column of that name)", copse_i_column_options, COPSE_IN_COUNT, offset}, \
        COPSE_I_DEPENDENT_GROUP((offset) + offsetof(copse_i_input_values, dependent))
#define COPSE_I_ORDER_GROUP(offset)                                                                                    \
    {                                                                                                                  \
        "Subgroups and order", copse_i_order_options, copse_i_order_count, offset                                      \
    }
#define COPSE_I_MODEL_GROUP(offset)                                                                                    \
    {                                                                                                                  \
        "Model", copse_i_model_options, copse_i_model_count, offset                                                    \
    }
/** The same for a corpus, in which studies have no labels, and for a model without subgroups. */
#define COPSE_I_CORPUS_GROUPS(offset)                                                                                  \
    {"Measure", copse_i_input_options, 1, offset},                                                                     \
        {"Input", copse_i_input_options + 2, copse_i_input_count - 3, offset},                                         \
    {                                                                                                                  \
        "Columns of the numbers (default: the column of that name)", copse_i_column_options, COPSE_IN_COUNT, offset    \
    }
#define COPSE_I_MODEL_ALONE_GROUP(offset)                                                                              \
    {                                                                                                                  \
        "Model", copse_i_variance_options, copse_i_model_count - 1, offset                                             \
    }
/** A model with subgroups, and a variance between studies. */
#define COPSE_I_VARIANCE_GROUP(offset)                                                                                 \
    {                                                                                                                  \
        "Model", copse_i_variance_options, copse_i_model_count, offset                                                 \
    }
enum { copse_i_input_count = 15, copse_i_doubt_count = 4, copse_i_order_count = 3, copse_i_model_count = 4 };
extern const copse_i_option copse_i_input_options[copse_i_input_count];
extern const copse_i_option copse_i_doubt_options[copse_i_doubt_count];
extern const copse_i_option copse_i_order_options[copse_i_order_count];
extern const copse_i_option copse_i_column_options[COPSE_IN_COUNT];
extern const copse_i_option copse_i_model_options[copse_i_model_count];
extern const copse_i_option copse_i_variance_options[copse_i_model_count]; /* without the methods that pool counts */

/** Entries of the output group, which commands choose from; the group's struct is a copse_i_output_values. */
#define COPSE_I_OUTPUT_OFFSET(member) offsetof(copse_i_output_values, member)
#define COPSE_I_OPTION_FORMAT COPSE_I_OPTION_FORMAT_DEFAULT("text")
#define COPSE_I_OPTION_FORMAT_DEFAULT(name_)                                                                           \
    {                                                                                                                  \
        .name = "format", .kind = COPSE_I_CHOICE, .argument = "FORMAT", .help = "form of the result",                  \
        .fallback = (name_), .choice = copse_i_format_choice, .offset = COPSE_I_OUTPUT_OFFSET(format)                  \
    }
#define COPSE_I_OPTION_OUTPUT                                                                                          \
    {                                                                                                                  \
        .name = "output", .letter = 'o', .kind = COPSE_I_PATH, .argument = "FILE",                                     \
        .help = "where the result goes; - is standard output, the default", .offset = COPSE_I_OUTPUT_OFFSET(output)    \
    }
#define COPSE_I_OPTION_QUIET(text)                                                                                     \
    {                                                                                                                  \
        .name = "quiet", .letter = 'q', .kind = COPSE_I_FLAG, .help = (text), .offset = COPSE_I_OUTPUT_OFFSET(quiet)   \
    }
#define COPSE_I_OPTION_TRANSFORM                                                                                       \
    {.name = "transform",                                                                                              \
     .kind = COPSE_I_CHOICE,                                                                                           \
     .argument = "NAME",                                                                                               \
     .help = "how estimates are shown (default: the measure's own)",                                                   \
     .choice = copse_i_transform_choice,                                                                               \
     .offset = COPSE_I_OUTPUT_OFFSET(transform)},                                                                      \
        {.name = "control-risk",                                                                                       \
         .kind = COPSE_I_NUMBER,                                                                                       \
         .argument = "P",                                                                                              \
         .help = "risk without the treatment, for the transforms rr, rd and nnt",                                      \
         .max = 1,                                                                                                     \
         .open = true,                                                                                                 \
         .offset = COPSE_I_OUTPUT_OFFSET(control_risk)},                                                               \
        {.name = "sd",                                                                                                 \
         .kind = COPSE_I_NUMBER,                                                                                       \
         .argument = "X",                                                                                              \
         .help = "standard deviation of the scale that the transform dtomd shows",                                     \
         .max = HUGE_VAL,                                                                                              \
         .open = true,                                                                                                 \
         .offset = COPSE_I_OUTPUT_OFFSET(sd)},                                                                         \
    {                                                                                                                  \
        .name = "wanted", .kind = COPSE_I_FLAG,                                                                        \
        .help = "the event is wanted: more of it is the benefit that the transform nnt counts",                        \
        .offset = COPSE_I_OUTPUT_OFFSET(wanted)                                                                        \
    }
#define COPSE_I_OPTION_DIGITS(shown)                                                                                   \
    {                                                                                                                  \
        .name = "digits", .kind = COPSE_I_INTEGER, .argument = "N", .help = "decimals shown", .fallback = (shown),     \
        .max = 15, .offset = COPSE_I_OUTPUT_OFFSET(digits)                                                             \
    }
#define COPSE_I_OPTION_LEVEL                                                                                           \
    {                                                                                                                  \
        .name = "level", .kind = COPSE_I_NUMBER, .argument = "PERCENT", .help = "level of intervals",                  \
        .fallback = "95", .max = 100, .open = true, .offset = COPSE_I_OUTPUT_OFFSET(level)                             \
    }

const char *copse_i_measure_choice(size_t i);
bool copse_i_measure_alias(const char *text, int *value);
const char *copse_i_format_choice(size_t i);
const char *copse_i_transform_choice(size_t i);

/** What --mods makes of the data. */
typedef struct copse_i_moderators {
    copse_formula *formula; /**< NULL without moderators */
    copse_design design;    /**< of the studies; p = 0 without moderators */
    const char **needed;    /**< columns that a study must have a value in */
    bool *tested;           /**< coefficients of QM */
    char *text;             /**< the formula in one line */
    copse_pooled_moderators shown;
    copse_frame at; /**< values at which effects are predicted */
    copse_predicted *prediction;
    copse_pooled_predictions predicted; /**< rows = 0: none */
} copse_i_moderators;

/** Data, and the model where one was fitted. Zero-initialise. */
typedef struct copse_i_task {
    copse_frame file, kept; /**< as read; with the rows that --where keeps, which share the strings of the first */
    copse_study_set set;
    copse_notes warnings;
    copse_left_out *left_out;
    copse_fit fit;
    copse_subgroups subgroups;
    bool fitted, grouped;
    const copse_choices *choices; /**< every estimator and interval, where asked for; with their calibration */
    const copse_calibration *calibration;
    const void *calibration_state;
    copse_review review; /**< of which --analysis is one */
    const copse_review_analysis *analysis;
    copse_i_moderators moderators;
    copse_residual *residuals;      /* NULL without */
    double *tau2_weight;            /* k: weights that the fit borrows; NULL without */
    copse_tau2_bounds *tau2_bounds; /* all types; NULL without */
    copse_pooled_tau2_boot *tau2_boot;
    size_t tau2_boots;
    copse_blup *blups;
    copse_glmm glmm, *glmm_levels; /* where `counted` */
    bool counted;                  /* the fit is of a model of counts */
    copse_i_regression regression;
    copse_program_settings program_settings; /* of --as */
    int as;                                  /* 1 + copse_program; 0 without */
    copse_table_tests tests;
    bool tested; /**< the fit is of counts */
    copse_correction correction;
    copse_pooled_boot *boot; /* of the fit and of the subgroups' */
    copse_pooled_beyond *beyond;
    size_t boots, beyonds;
} copse_i_task;

/** Borrows from the values. */
copse_binding copse_i_input_binding(const copse_i_input_values *input);
/** Reads the file and binds its columns. */
COPSE_NODISCARD copse_status copse_i_task_read(const char *file, const copse_i_input_values *input, copse_i_task *task,
                                               copse_error *err);
/** Pools the studies, and each level where there are subgroups. */
COPSE_NODISCARD copse_status copse_i_task_fit(const copse_i_model_values *model, double level, copse_i_task *task,
                                              copse_error *err);
/** Whether the kind of prediction interval goes with the method: EE and FE have none. COPSE_EUSAGE. */
COPSE_NODISCARD copse_status copse_i_prediction_check(const copse_i_model_values *model, copse_error *err);
/** What the model says of tau2, and what needs the data for it: the weights of a column, which the task keeps, and for RB the
 *  sizes of the studies where all are known. opts->method is read. */
COPSE_NODISCARD copse_status copse_i_task_tau2(const copse_i_model_values *model, copse_i_task *task,
                                               copse_fit_opts *opts, copse_error *err);
/** The options of the task's fit; a tau2 that a program's settings computed is to be estimated again. */
copse_fit_opts copse_i_task_fit_opts(const copse_i_task *task);
/** An error that begins with "level N: " gets the level's name in place of its number. */
void copse_i_name_level(const copse_study_set *set, copse_error *err);
/** Everything a report needs; borrows from the task. */
copse_pooled copse_i_task_pooled(const copse_i_task *task, const char *command, const copse_i_output_values *output);
/** The transform in force, and what the user gave for it. */
copse_transform copse_i_task_transform(const copse_i_task *task, const copse_i_output_values *output);
copse_transform_settings copse_i_task_settings(const copse_i_task *task, const copse_i_output_values *output);
/** Whether that makes sense for the data, and for the fit where one was made. COPSE_EUSAGE. With `interval_pieces` false,
 *  also whether intervals stay intervals, as numbers needed to treat do not. */
COPSE_NODISCARD copse_status copse_i_task_transform_check(const copse_i_task *task, const copse_i_output_values *output,
                                                          bool interval_pieces, copse_error *err);
/** Format and boldness in force. */
copse_render_opts copse_i_render_opts(const copse_i_output_values *output);
/** Renders with `report` and writes it where --output says. */
COPSE_NODISCARD copse_status copse_i_task_report(const copse_i_task *task, const char *command,
                                                 const copse_i_output_values *output,
                                                 copse_status (*report)(const copse_pooled *, const copse_render_opts *,
                                                                        copse_text *, copse_error *),
                                                 copse_error *err);
void copse_i_task_free(copse_i_task *task);

#endif
