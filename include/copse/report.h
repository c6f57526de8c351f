/* copse/report.h: results become text, Markdown, CSV, JSON and LaTeX, all from one description of the document. */
#ifndef COPSE_REPORT_H
#define COPSE_REPORT_H

#include <copse/bias.h>
#include <copse/counts.h>
#include <copse/effect.h>
#include <copse/frame.h>
#include <copse/glmm.h>
#include <copse/model.h>
#include <copse/programs.h>
#include <copse/regression.h>
#include <copse/resample.h>
#include <copse/sensitivity.h>
#include <copse/study.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum copse_format {
    COPSE_FORMAT_TEXT,
    COPSE_FORMAT_MARKDOWN,
    COPSE_FORMAT_CSV,
    COPSE_FORMAT_JSON,
    COPSE_FORMAT_LATEX
} copse_format;
COPSE_API const char *copse_format_name(copse_format format);
COPSE_API COPSE_NODISCARD copse_status copse_format_find(const char *name, copse_format *format);
/** File name ending without the dot: "txt", "md", "csv", "json", "tex". */
COPSE_API const char *copse_format_ending(copse_format format);

/* ------------------------------------------------------------------------------------------------ documents
 * A document is a list of blocks: headings, paragraphs, tables. Build it with the functions below, which never fail one
 * by one: check copse_document_render's status. */
typedef enum copse_align { COPSE_ALIGN_LEFT, COPSE_ALIGN_RIGHT, COPSE_ALIGN_DECIMAL } copse_align;
typedef struct copse_document copse_document;

COPSE_API COPSE_NODISCARD copse_document *copse_document_new(void); /**< NULL when memory is short */
COPSE_API void copse_document_free(copse_document *document);
COPSE_API void copse_document_heading(copse_document *document, int depth, const char *text);
COPSE_API void copse_document_paragraph(copse_document *document, const char *format, ...) COPSE_PRINTF(2, 3);
/** Starts a table. `id` names it in JSON and file names ("studies"); `caption` may be NULL. */
COPSE_API void copse_document_table(copse_document *document, const char *id, const char *caption);
/** Says of the table just started that it is a list to read: as text, long cells of its left-aligned columns break between
 * words where it would be wider than 79 columns. Other formats are as without. */
COPSE_API void copse_document_wrap(copse_document *document);
/** Adds a column to the table; `key` is its name in CSV and JSON, `head` the text above it. `digits`: decimals shown
 *  for numbers (-1: as many as needed, 17 significant at most). CSV and JSON always carry exact numbers. */
COPSE_API void copse_document_column(copse_document *document, const char *key, const char *head, copse_align align,
                                     int digits);
COPSE_API void copse_document_row(copse_document *document);
/** Cells of the current row, from left to right. A rule above the row: copse_document_rule. */
COPSE_API void copse_document_text(copse_document *document, const char *text); /**< NULL = missing */
COPSE_API void copse_document_number(copse_document *document, double x);       /**< NaN = missing */
/** A number whose shown form differs from the column's ("0.19 [0.11; 0.27]", "< 0.0001"); CSV and JSON carry x. */
COPSE_API void copse_document_number_as(copse_document *document, double x, const char *shown);
COPSE_API void copse_document_rule(copse_document *document);
/** Keeps a status for copse_document_render to return: the first that is not COPSE_OK. A caller who makes a cell's text
 *  passes copse_text_status(&text), so that a text that ran out of memory is no empty cell. */
COPSE_API void copse_document_check(copse_document *document, copse_status status);
/** Renders. text: aligned by display width, `bold` uses terminal escapes for headings (a terminal only). markdown: pipe
 *  tables. csv: the tables one after another, separated by an empty line, each with a header row; text cells that begin
 *  with = + - @ and are no numbers get an apostrophe in front. json: {"tables":[{"id":…,"rows":[{key:value}…]}]}.
 *  latex: booktabs, escaped. */
typedef struct copse_render_opts {
    copse_format format;
    bool bold;
} copse_render_opts;
COPSE_API COPSE_NODISCARD copse_status copse_document_render(const copse_document *document,
                                                             const copse_render_opts *opts, copse_text *out,
                                                             copse_error *err);
/** The rows of the first table as a JSON array, for a larger JSON text. */
COPSE_API COPSE_NODISCARD copse_status copse_document_rows_json(const copse_document *document, copse_text *out,
                                                                copse_error *err);

/** Columns a terminal needs for a UTF-8 text (combining marks 0, wide characters 2). */
COPSE_API size_t copse_display_width(const char *text);

/* ------------------------------------------------------------------------------------------------ results
 * What reports and plots are made of: a pooled analysis with everything it rests on. All borrowed. */
typedef struct copse_left_out {
    size_t row;
    const char *label, *why;
} copse_left_out;
/** Moderators: where the coefficients of a fit come from. All borrowed. */
typedef struct copse_pooled_moderators {
    const char *formula;
    const char *const *coefficient; /**< names of the fit's p coefficients */
    const char *const *dropped;     /**< redundant columns of the design, which were left out */
    size_t drops;
    const bool *tested; /**< p: the coefficients that QM tests; NULL: all but the intercept */
} copse_pooled_moderators;
/** What was asked of a meta-regression beside its fit; a pointer is NULL where it was not asked for. */
typedef struct copse_pooled_regression {
    const copse_contrast_tests *contrasts;
    const char *const *contrast; /**< their names */
    const double *vif;           /**< p */
    const copse_inflation *inflation;
    const char *const *term; /**< terms names */
    size_t terms;
    const copse_standardised *standardised; /**< p */
    const copse_scale_fit *scale;
    const char *scale_formula;
    const char *const *scale_coefficient;
    const copse_scale_omnibus *scale_omnibus;
    const copse_comparison *comparison; /**< of `fit` with `other` */
    const copse_fit *other;
    const char *other_formula;
    const copse_average *average; /**< with names in `term` and the moderators */
    bool no_intercept;            /**< of the models averaged */
} copse_pooled_regression;

/** Effects predicted at values of the moderators. All borrowed. */
typedef struct copse_pooled_predictions {
    const copse_frame *at;     /**< a row for each */
    const char *const *column; /**< columns of `at` that the formula reads */
    size_t columns;
    const copse_predicted *row;
    size_t rows;
} copse_pooled_predictions;
/** A prediction interval that is made of draws. */
typedef struct copse_pooled_boot {
    const char *level; /**< NULL: of the whole */
    copse_boot_prediction draws;
} copse_pooled_boot;
/** An interval of tau2 that is made of replicates: the percentiles of theirs. */
typedef struct copse_pooled_tau2_boot {
    const char *level; /**< NULL: of the whole */
    copse_boot_kind kind;
    uint64_t replicates, used; /**< used: those that could be pooled */
    uint32_t seed;
    copse_interval limit, error; /**< error: Monte Carlo standard errors of the limits */
} copse_pooled_tau2_boot;
/** The probability that the true effect in a new setting lies beyond a limit. */
typedef struct copse_pooled_beyond {
    const char *level; /**< NULL: of the whole */
    double shown;      /**< the limit on the shown scale */
    bool above_shown;
    copse_beyond probability;
} copse_pooled_beyond;
typedef struct copse_pooled {
    const char *command;       /**< "pool" or "effects" */
    const char *file, *sha256; /**< input; NULL when none */
    size_t rows;               /**< data rows in the file */
    const copse_measure *measure;
    copse_transform transform; /**< in force */
    copse_transform_settings
        settings; /**< of the transform; its tau2 and size are not used: each estimate has its own */
    size_t k;
    const char *const *label;
    const double *yi, *vi, *ni;
    const size_t *row;
    const copse_left_out *left_out;
    size_t left_outs;
    const size_t *effects;      /**< k: rows that each study was combined from; NULL: one each */
    const copse_merged *merged; /**< rows that are combined into other rows' studies */
    size_t merges;
    const copse_fit *fit; /**< NULL for effects */
    const char *subgroup; /**< name of the column, NULL without */
    const char *const *level;
    const size_t *group;
    const copse_subgroups *subgroups; /**< NULL without */
    const copse_notes *warnings;
    int digits;                                  /**< decimals shown */
    double level_percent;                        /**< of intervals shown for studies, e.g. 95 */
    const copse_pooled_moderators *moderators;   /**< NULL without */
    const copse_pooled_predictions *predictions; /**< NULL without */
    const copse_residual *residuals;             /**< k: of `fit`, whatever the subgroups; NULL without */
    const copse_blup *blups;                     /**< k: likewise */
    const copse_glmm *glmm;                      /**< where `fit` is of a model of counts; else NULL */
    const copse_glmm *glmm_levels;               /**< likewise of the subgroups' fits */
    const copse_pooled_regression *regression;   /**< NULL without */

    /* every estimator and interval, and their calibration, of which cell 0 is the estimated tau2; NULL: not asked for */
    const copse_choices *choices;
    const copse_calibration *calibration;
    const void *calibration_state;
    const copse_program_settings *program_settings; /**< those of a program, in force; NULL: copse's own */
    copse_program program;                          /**< whose they are */
    const copse_tau2_bounds *tau2_bounds;           /**< COPSE_TAU2_CI_COUNT intervals of tau2 of `fit`; NULL without */
    const copse_pooled_tau2_boot *tau2_boot;        /**< where het.tau2_ci of the fit and of levels are by bootstrap */
    size_t tau2_boots;                              /**< 0: none */
    const copse_table_tests *table_tests;           /**< of a fit of counts; NULL without */
    const copse_pooled_boot *boot;                  /**< of the fit and of each level */
    size_t boots;                                   /**< 0: none */
    const copse_pooled_beyond *beyond;              /**< limits of the fit, then of each level */
    size_t beyonds;                                 /**< 0: none */
} copse_pooled;

/** Output of `copse pool` and `copse effects` in any format. JSON is the object of docs/schema (version 1). */
COPSE_API COPSE_NODISCARD copse_status copse_report_pool(const copse_pooled *pooled, const copse_render_opts *opts,
                                                         copse_text *out, copse_error *err);
COPSE_API COPSE_NODISCARD copse_status copse_report_effects(const copse_pooled *pooled, const copse_render_opts *opts,
                                                            copse_text *out, copse_error *err);

/** One analysis among those that are compared. */
typedef struct copse_compared {
    const char *name, *text;
    copse_program_settings settings;
    copse_program_numbers numbers;
    bool moves[COPSE_SETTING_COUNT]; /**< settings that make it differ from the first */
    const char *why;                 /**< it could not be pooled; else NULL */
} copse_compared;
/** Output of `copse pool --compare-as`: a row for each, then the settings that make the differences. Of `pooled` what says
 *  how numbers are shown is used: measure, transform, settings, digits, level_percent. */
COPSE_API COPSE_NODISCARD copse_status copse_report_compared(const copse_pooled *pooled, const copse_compared *row,
                                                             size_t rows, const copse_render_opts *opts,
                                                             copse_text *out, copse_error *err);
/** Output of `copse pool --explain-settings`: the settings in force, and what each program has in their place, with its
 *  source. `as`: the program whose they are, or COPSE_PROGRAM_COUNT. */
COPSE_API COPSE_NODISCARD copse_status copse_report_settings(const copse_program_settings *settings, copse_program as,
                                                             const copse_render_opts *opts, copse_text *out,
                                                             copse_error *err);

/** A frame as a table (output of `copse convert`). Of numbers `digits` decimals are shown, none in a column of whole
 *  numbers; -1: as many as they have. CSV carries exact numbers, and reads back to the same frame but for texts that get
 *  an apostrophe in front (see copse_document_render). JSON: {"copse":…,"command":"convert","rows":[{column:value}…],
 *  "warnings":[…]}. In the formats for people the warnings stand below the table. `warnings` may be NULL. */
COPSE_API COPSE_NODISCARD copse_status copse_report_frame(const copse_frame *frame, int digits,
                                                          const copse_notes *warnings, const copse_render_opts *opts,
                                                          copse_text *out, copse_error *err);

/** Takes a piece of output after the other. */
typedef copse_status (*copse_report_sink)(void *context, const char *bytes, size_t n, copse_error *err);
/** The CSV of copse_report_effects piece by piece, so that a long one need not be in memory; rows are formatted on all
 *  threads, to the same bytes. Errors of the sink are returned. */
COPSE_API COPSE_NODISCARD copse_status copse_report_effects_csv(const copse_pooled *pooled, copse_report_sink sink,
                                                                void *context, copse_error *err);

/* ------------------------------------------------------------------------------------------------ corpora
 * A corpus is read, pooled and written in one stream: memory does not grow with it. */

/** What to make of a corpus, and where the rows go. All borrowed. */
typedef struct copse_batch_stream {
    copse_corpus *corpus;         /**< freshly opened */
    const copse_binding *binding; /**< measure, columns, options of effects, missing_fails; the rest is not used */
    const char *where;            /**< rows to use, or NULL */
    copse_lanes_opts lanes;       /**< method, test, level, instruction set */
    copse_format format;          /**< CSV, or JSON: one object a line */
    int threads;                  /**< 0: copse_threads_available() */
    copse_watch watch;            /**< told how many meta-analyses are written; the total is not known: 0 */
    /** Takes the output, piece after piece, from one thread at a time. */
    copse_status (*write)(void *context, const char *bytes, size_t n, copse_error *err);
    void *context;
} copse_batch_stream;

/** What came of it. */
typedef struct copse_batch_summary {
    uint64_t groups;                           /**< meta-analyses, a row each */
    uint64_t status[COPSE_BATCH_STATUS_COUNT]; /**< of them, by what became of them */
    char first[COPSE_BATCH_STATUS_COUNT][160]; /**< the first of each: "meta_id 17: line 203: vi is missing" */
    uint64_t left_out;                         /**< rows left out of meta-analyses */
    uint64_t keyless;                          /**< rows without a key, which are in none */
    size_t keyless_line;                       /**< the first of them */
} copse_batch_summary;

/** Pools each meta-analysis of a corpus: a row out for each, in order of the input (of the keys where it is sorted): key,
 *  k, left_out, estimate, se, statistic, df, p, ci, prediction interval, tau2, I2, H2, Q with its test, Egger's test,
 *  method, test, and status and why where it could not be pooled. The bytes do not depend on threads or instruction set.
 *  @return COPSE_OK also where meta-analyses could not be pooled; COPSE_ENODATA (no rows), COPSE_EPARSE (malformed text, a
 *          key that comes back), as copse_binding_columns and copse_frame_where; COPSE_EMISSING (missing_fails and a row
 *          without a key); the failure of `write`; COPSE_EINTERRUPTED. What was written until then is right. */
COPSE_API COPSE_NODISCARD copse_status copse_report_batch(const copse_batch_stream *stream,
                                                          copse_batch_summary *summary, copse_error *err);

/* -------------------------------------------------------------------------------------------------- bootstrap */

/** A bootstrap with the analysis that it belongs to. All borrowed. */
typedef struct copse_bootstrapped {
    copse_pooled pooled; /**< its `fit` is of the model that was bootstrapped */
    const copse_boot *boot;
    const copse_boot_plan *plan;
    const copse_boot_names *names;
    const copse_boot_summary *summary;
    bool interval[COPSE_BOOT_INTERVAL_COUNT]; /**< the kinds to show */
    const char *part;                         /**< column of clusters or strata; NULL: none */
    double until;                             /**< Monte Carlo error asked for; NaN: none */
    uint64_t most;                            /**< replicates after which to stop all the same */
} copse_bootstrapped;

/** Output of `copse bootstrap`. JSON is docs/schema/copse-bootstrap-1.schema.json. */
COPSE_API COPSE_NODISCARD copse_status copse_report_bootstrap(const copse_bootstrapped *bootstrapped,
                                                              const copse_render_opts *opts, copse_text *out,
                                                              copse_error *err);
/** One replicate: its data set, the values of the lanes and of the scalar code. `summary` is not used. */
COPSE_API COPSE_NODISCARD copse_status copse_report_replay(const copse_bootstrapped *bootstrapped,
                                                           const copse_boot_replay *replay,
                                                           const copse_render_opts *opts, copse_text *out,
                                                           copse_error *err);
/** All replicates as a file: NumPy's .npy (format 1.0, float64, replicates x quantities, C order) for a path that ends
 *  so, else CSV with a column `replicate`. A row is replicates' `width` numbers, of which the quantities come first.
 *  Whole or not at all. */
COPSE_API COPSE_NODISCARD copse_status copse_report_replicates(const copse_bootstrapped *bootstrapped, const char *path,
                                                               uint64_t replicates, const double *rows,
                                                               copse_error *err);
/** The counts n_i of each replicate as CSV: replicate, then a column a study. */
COPSE_API COPSE_NODISCARD copse_status copse_report_counts(const copse_bootstrapped *bootstrapped, const char *path,
                                                           uint64_t replicates, copse_error *err);

/* ------------------------------------------------------------------------------------------- permutation tests */

/** A permutation test with the analysis that it belongs to. All borrowed. */
typedef struct copse_permuted {
    copse_pooled pooled; /**< its `fit` is copse_perm_fit */
    const copse_perm *perm;
    const copse_perm_plan *plan;
    const char *const *coefficient; /**< p names */
    const copse_perm_summary *summary;
    const copse_perm_interval *interval; /**< p, at the level of the fit; NULL: none were asked for */
    copse_perm_alternative alternative;  /**< of the p-values shown; JSON has all */
} copse_permuted;

/** Output of `copse permute`. JSON is docs/schema/copse-permute-1.schema.json. */
COPSE_API COPSE_NODISCARD copse_status copse_report_permutation(const copse_permuted *permuted,
                                                                const copse_render_opts *opts, copse_text *out,
                                                                copse_error *err);
/** The statistics of every permutation as CSV: permutation, each coefficient's statistic and estimate, QM with moderators.
 *  Of enumerated sign vectors each is followed, half the number further on, by its opposite. Whole or not at all.
 *  @param[in] rows  copse_perm_replicates x copse_perm_width */
COPSE_API COPSE_NODISCARD copse_status copse_report_permutations(const copse_permuted *permuted, const char *path,
                                                                 const double *rows, copse_error *err);

/* --------------------------------------------------------------------------------------- influence and accumulation */

/** Influence diagnostics, or fits without groups of studies, with the analysis that they belong to. All borrowed. */
typedef struct copse_influenced {
    copse_pooled pooled;
    const copse_influence *influence;    /**< NULL where groups are left out, and where there are no diagnostics */
    const copse_group_influence *groups; /**< NULL where each study is left out, and where there are no diagnostics */
    const bool *chosen;                  /**< p: coefficients of Cook's distance; NULL: all */
    const copse_leave_out *leave_out;    /**< that of `influence` or `groups`, or of one's own */
    const char *by;                      /**< column of the groups; NULL: each study */
    const char *const *group;            /**< their names; NULL: each study */
    const copse_fragility *fragility;    /**< of the tables; NULL without */
    const copse_input_number
        *number; /**< numbers (their inputs are a copse_input) with their tipping points; NULL without */
    const copse_tipping_point *tipping;
    size_t numbers;
} copse_influenced;

/** Output of `copse influence`. JSON is docs/schema/copse-influence-1.schema.json. */
COPSE_API COPSE_NODISCARD copse_status copse_report_influence(const copse_influenced *influenced,
                                                              const copse_render_opts *opts, copse_text *out,
                                                              copse_error *err);

/** A cumulative meta-analysis with the analysis of all studies. All borrowed. */
typedef struct copse_accumulated {
    copse_pooled pooled;
    const copse_cumulative *cumulative;
    const char *const *step; /**< what each step adds */
    const char *order;       /**< column of the order, NULL: as in the file */
    bool reversed;
    const copse_trial_sequential *sequential; /**< NULL without */
    copse_trial_sequential_opts sequential_opts;
    double shown_effect;               /**< the anticipated effect as it was given */
    const copse_anytime_step *anytime; /**< a step each; NULL without */
    double anytime_tau2, anytime_rho;
} copse_accumulated;

/** Output of `copse cumulate`. JSON is docs/schema/copse-cumulate-1.schema.json. */
COPSE_API COPSE_NODISCARD copse_status copse_report_cumulative(const copse_accumulated *accumulated,
                                                               const copse_render_opts *opts, copse_text *out,
                                                               copse_error *err);

/* ------------------------------------------------------------------------------------------ small-study effects */

/** Checks of small-study effects with the analysis that they belong to. All borrowed. */
typedef struct copse_bias_report {
    copse_pooled pooled;                /**< its `fit` is the effect before any adjustment */
    bool asked[COPSE_BIAS_CHECK_COUNT]; /**< the checks to report */
    const char *const
        *why; /**< COPSE_BIAS_CHECK_COUNT: why a check that was asked for could not be made; NULL: it was */
    /* the result of each check that was made; else not read */
    const copse_egger *egger;
    const copse_rank_correlation *begg;
    const copse_bias_line *line; /**< COPSE_BIAS_REGRESSION_COUNT */
    const char *const *
        line_why; /**< the same: why one of several could not be made; "": it does not concern these data; NULL: it was */
    const copse_rank_correlation *schwarzer; /**< 2: of arcsine differences, of counts */
    const char *const *schwarzer_why;
    const copse_pet_peese *pet_peese;
    const copse_limit_meta *limit;
    double lfk;
    const copse_trimfill *trimfill;
    const copse_failsafe *failsafe;
    const copse_tes *tes;
    const copse_pcurve *pcurve;
    const copse_puniform *puniform;
    const copse_puniform_star *puniform_star;
    const copse_coefficient *henmi_copas;
    const copse_copas *copas;
    const copse_selmodel *selection;      /**< the model asked for */
    const copse_selmodel *selection_also; /**< usual ones beside it, without profiles */
    size_t selections_also;
    bool selection_side_of_effect; /**< the side of the p-values was chosen so */
} copse_bias_report;

/** Output of `copse bias`: one table of all checks, then what some of them have beside. JSON is
 *  docs/schema/copse-bias-1.schema.json. */
COPSE_API COPSE_NODISCARD copse_status copse_report_bias(const copse_bias_report *report, const copse_render_opts *opts,
                                                         copse_text *out, copse_error *err);

/* ------------------------------------------------------------------------------------------- all subsets (GOSH) */

/** The fits of subsets with the analysis that they belong to. All borrowed. */
typedef struct copse_goshed {
    copse_pooled pooled; /**< its `fit` is of all studies */
    const copse_gosh *gosh;
    const copse_gosh_opts *opts;
    const char *const *coefficient; /**< p names */
} copse_goshed;

/** Output of `copse gosh`. JSON is docs/schema/copse-gosh-1.schema.json. */
COPSE_API COPSE_NODISCARD copse_status copse_report_gosh(const copse_goshed *goshed, const copse_render_opts *opts,
                                                         copse_text *out, copse_error *err);
/** Every subset that was fitted as CSV: subset, k, status, each coefficient and its standard error, tau2, I2, H2, Q, then a
 *  column a study, 1 where it is in. Made again piece by piece; whole or not at all.
 *  @param[in] data  what copse_gosh_run was given */
COPSE_API COPSE_NODISCARD copse_status copse_report_gosh_rows(const copse_goshed *goshed,
                                                              const copse_sensitivity_data *data, const char *path,
                                                              copse_error *err);

/* ---------------------------------------------------------------------------------------------- the multiverse */

/** Specifications with what their choices are called. All borrowed. */
typedef struct copse_multiversed {
    copse_pooled pooled; /**< of the first option of every choice; its `fit` is not used */
    const copse_multiverse *multiverse;
    const copse_multiverse_plan *plan;
    const char *const *choice;       /**< of data, then "method" and "test" */
    const char *const *const *level; /**< names of the options of each */
} copse_multiversed;

/** Output of `copse multiverse`. CSV is one row a specification. JSON is docs/schema/copse-multiverse-1.schema.json. */
COPSE_API COPSE_NODISCARD copse_status copse_report_multiverse(const copse_multiversed *multiversed,
                                                               const copse_render_opts *opts, copse_text *out,
                                                               copse_error *err);

/* ------------------------------------------------------------------------------------------------- simulations */

/** A simulation that is done. All borrowed. */
typedef struct copse_simulated {
    const char *file, *sha256; /**< of the design; NULL when none */
    const char *title;         /**< NULL: none */
    const copse_simulation *simulation;
    const void *state; /**< of copse_job_run; NULL for a data set alone */
} copse_simulated;

/** Performance of every method in every cell. CSV: one row a cell, method, parameter and measure, with its Monte Carlo
 *  standard error. JSON is docs/schema/copse-simulate-1.schema.json. Text and Markdown show the main measures. */
COPSE_API COPSE_NODISCARD copse_status copse_report_simulation(const copse_simulated *simulated,
                                                               const copse_render_opts *opts, copse_text *out,
                                                               copse_error *err);
/** One data set with its fits: copse simulate --replay. fit[m] of method m; k = 0 where it has none. limits[m] of method m
 *  where that has a bootstrap, else unused. */
COPSE_API COPSE_NODISCARD copse_status copse_report_simulation_replay(
    const copse_simulated *simulated, size_t cell, uint64_t replicate, const copse_simulation_sample *sample,
    const copse_fit *fit, const copse_simulation_limits *limits, const copse_render_opts *opts, copse_text *out,
    copse_error *err);
/** Rows of the corpus as CSV: meta_id, cell, replicate, study, yi, vi, theta, the raw numbers, the moderators. */
COPSE_API void copse_report_simulation_header(const copse_simulation *simulation, copse_text *out);
COPSE_API void copse_report_simulation_rows(const copse_simulation *simulation, size_t cell, uint64_t replicate,
                                            const copse_simulation_sample *sample, copse_text *out);

#ifdef __cplusplus
}
#endif
#endif
