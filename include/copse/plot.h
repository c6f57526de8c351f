/* copse/plot.h: a plot is data plus a renderer: a plot model becomes a gnuplot script (a template of plots/, data in data
 * blocks), and gnuplot makes the picture. The only room that starts a process. */
#ifndef COPSE_PLOT_H
#define COPSE_PLOT_H

#include <copse/model.h>
#include <copse/resample.h>
#include <copse/sensitivity.h>
#include <copse/study.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum copse_layout { COPSE_LAYOUT_DEFAULT, COPSE_LAYOUT_REVMAN, COPSE_LAYOUT_JAMA } copse_layout;
COPSE_API const char *copse_layout_name(copse_layout layout);
COPSE_API COPSE_NODISCARD copse_status copse_layout_find(const char *name, copse_layout *layout);

/** Intervals of the studies' rows: from estimate and variance on the scale of analysis (WALD), or, where that is given and
 *  the numbers shown are proportions or rates themselves, from the counts (copse_proportion_interval; EXACT:
 *  Clopper-Pearson, of rates copse_rate_interval). */
typedef enum copse_row_interval {
    COPSE_ROW_WALD,
    COPSE_ROW_CLOPPER_PEARSON,
    COPSE_ROW_WILSON,
    COPSE_ROW_AGRESTI_COULL,
    COPSE_ROW_JEFFREYS,
    COPSE_ROW_EXACT
} copse_row_interval;
/** "wald", "clopper-pearson", "wilson", "agresti-coull", "jeffreys", "exact"; NULL for a number that is none; and back. */
COPSE_API const char *copse_row_interval_name(copse_row_interval kind);
COPSE_API COPSE_NODISCARD copse_status copse_row_interval_find(const char *name, copse_row_interval *kind);
/** Whether a measure's studies can have such intervals: proportions all, rates WALD and EXACT, others WALD. */
COPSE_API bool copse_row_interval_fits(copse_row_interval kind, const copse_measure *measure);

/** Judgements of risk of bias, of RoB 2, ROBINS-I, QUADAS-2 and the first Cochrane tool. */
typedef enum copse_judgement {
    COPSE_JUDGEMENT_LOW,
    COPSE_JUDGEMENT_SOME, /**< some concerns, moderate, unclear */
    COPSE_JUDGEMENT_HIGH, /**< high, serious */
    COPSE_JUDGEMENT_CRITICAL,
    COPSE_JUDGEMENT_NONE, /**< no information, not rated */
    COPSE_JUDGEMENT_COUNT
} copse_judgement;
/** Tools of risk of bias, whose words differ: RoB 2 (Sterne et al. 2019), the first Cochrane tool (Higgins et al. 2011),
 *  QUADAS-2 (Whiting et al. 2011), ROBINS-I (Sterne et al. 2016). */
typedef enum copse_rob_tool {
    COPSE_ROB_2,
    COPSE_ROB_1,
    COPSE_ROB_QUADAS2,
    COPSE_ROB_ROBINS_I,
    COPSE_ROB_TOOL_COUNT
} copse_rob_tool;
/** "rob2", "rob1", "quadas-2", "robins-i"; NULL for a number that is none. */
COPSE_API const char *copse_rob_tool_name(copse_rob_tool tool);
/** Its word for a judgement: "Some concerns", "Unclear", "Moderate"; NULL where it has none (RoB 2 and CRITICAL). */
COPSE_API const char *copse_rob_tool_word(copse_rob_tool tool, copse_judgement judgement);
/** Reads a tool's "Low risk", "Some concerns", "high", "+", "?", "NI", ...: any case; "" and "NA" are NONE.
 *  @return COPSE_OK, COPSE_ENOTFOUND for what the tool does not know */
COPSE_API COPSE_NODISCARD copse_status copse_rob_tool_judge(copse_rob_tool tool, const char *text,
                                                            copse_judgement *judgement);
/** The same of the first tool that knows it. */
COPSE_API COPSE_NODISCARD copse_status copse_judgement_find(const char *text, copse_judgement *judgement);

typedef struct copse_forest_opts {
    copse_layout layout;
    const char *title;           /**< NULL = none */
    const char *axis_label;      /**< NULL = the measure's shown name; a short one heads the column of estimates
                                                    that were given (GEN) */
    const char *group1, *group2; /**< heads of the raw columns; NULL = "Intervention" and "Control", or what
                                                    is neutral for the measure ("Measurement 1", "Group 1") */
    const char *favours_left, *favours_right; /**< below the axis ("" = nothing). Both NULL: measures of two groups say
                                                    which side has fewer events or is lower in group 1, as which of
                                                    them is good is not known; others say nothing */
    double axis_min, axis_max;                /**< on the shown scale; NaN = chosen */
    double reference;                         /**< line, on the shown scale; NaN = the measure's null value */
    copse_transform transform;         /**< how estimates are shown; a ratio measure with NONE gets a linear axis */
    copse_transform_settings settings; /**< of the transform, as copse_pooled's */
    int digits;   /**< decimals of estimates, default 2; fewer where a usual estimate would have more than
                                    six significant digits, more (up to 4) where a ratio or proportion would be 0.00 */
    double level; /**< of the studies' intervals, in % */
    copse_row_interval
        row_interval;             /**< not WALD: rows with counts show them uncorrected, x/n or x/t, too; rows without
                                          keep Wald intervals, and a note says both */
    bool prediction;              /**< show the prediction interval, default true */
    bool raw_columns;             /**< show raw numbers, default true */
    const char *study_head;       /**< above the labels; NULL: "Study" */
    const copse_interval *row_ci; /**< of each row, on the scale of analysis, in place of that of its variance; NULL */
    size_t pooled;                /**< how many studies the diamond is of, where rows are no studies; 0: the rows */
    const char
        *pooled_by;     /**< what heads of the REVMAN layout say pooled the studies ("M-H"); NULL: what the fit says */
    size_t rob_domains; /**< columns of risk of bias at the right, at most 12; 0: none */
    const char *const *rob_domain;
    const copse_judgement *rob;  /**< k x rob_domains by rows, in the order of the study set */
    const char *const *rob_word; /**< COPSE_JUDGEMENT_COUNT words of the note; NULL: RoB 2's */
} copse_forest_opts;
COPSE_API copse_forest_opts copse_forest_opts_default(const copse_measure *measure);

/** The complete, self-contained gnuplot script of a forest plot: terminal and output from `picture` (NULL: the script
 *  asks its user for nothing and writes forest.pdf), settings, data blocks, then the templates. Labels are data, never
 *  code: drawn as given, but that line breaks and other control characters become spaces. subgroups may be NULL.
 *  Needs the templates plots/style.gp and plots/forest.gp (copse_resource_path).
 *  @param[out] script  appended to
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_ENODATA; COPSE_EUSAGE (ending, axis limits, row_interval that does not fit the
 *          measure or its scale); COPSE_EDOM, COPSE_ERANGE (an interval of counts); COPSE_ENOTFOUND (templates);
 *          COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_plot_forest(const copse_study_set *set, const copse_fit *fit,
                                                         const copse_subgroups *subgroups,
                                                         const copse_forest_opts *opts, const char *picture,
                                                         copse_text *script, copse_error *err);

/** Fits of subsets, a row each, below them that of all studies: forest plots of a cumulative meta-analysis and of leaving
 *  studies out. All borrowed. */
typedef struct copse_subset_plot {
    const copse_study_set *set; /**< all studies: measure, sizes */
    const copse_fit *all;
    size_t rows;
    const char *const *name;
    const copse_fit *const *fit;
    const char *head; /**< above the names: "Left out" */
} copse_subset_plot;

/** As copse_plot_forest, without weights, raw numbers and prediction intervals; opts->level is that of the fits. */
COPSE_API COPSE_NODISCARD copse_status copse_plot_subsets(const copse_subset_plot *plot, const copse_forest_opts *opts,
                                                          const char *picture, copse_text *script, copse_error *err);

/** What a plot of a bootstrap shows: for each quantity a histogram of the replicates, a line at the estimate, and the
 *  intervals as bars under it. All borrowed. */
typedef struct copse_histogram_data {
    const copse_boot *boot;
    const copse_boot_plan *plan;
    const copse_boot_names *names;
    const copse_boot_summary *summary;
    const bool *interval; /**< COPSE_BOOT_INTERVAL_COUNT: the kinds to show */
    const char *scale;    /**< what effects are measured in: "log risk ratio"; NULL: not said */
    const double *rows;   /**< replicates x width, or NULL: from the cells of the state */
    const void *state;
} copse_histogram_data;

/** The complete gnuplot script, as copse_plot_forest; needs plots/style.gp and plots/bootstrap.gp.
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_ENODATA (no quantity has replicates); COPSE_EUSAGE (ending); COPSE_ENOTFOUND
 *          (templates); COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_plot_bootstrap(const copse_histogram_data *data, const char *picture,
                                                            copse_text *script, copse_error *err);

/** A simulation's results, of which one measure is drawn. All borrowed. */
typedef struct copse_operating_data {
    const copse_simulation *simulation;
    const void *state;
    const char *title;              /**< NULL: none */
    const char *parameter;          /**< "mu", a moderator, "tau2", "I2" or "prediction" */
    copse_performance_kind measure; /**< one that the parameter has */
} copse_operating_data;

/** What can be known to be wrong with a plot before the simulation: data->state is not looked at.
 *  @return COPSE_OK; COPSE_EUSAGE: a measure that the parameter does not have, more cells or panels than can be shown;
 *          COPSE_EINVAL; COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_plot_operating_check(const copse_operating_data *data, bool nested_loop,
                                                                  bool coverage, copse_error *err);
/** Nested-loop plot (Rücker & Schwarzer 2014): every cell a step from left to right in the order of the grid, a line for
 *  each method, and below it the levels of the conditions that vary. Needs plots/style.gp and plots/chart.gp.
 *  @return as copse_plot_bootstrap; COPSE_ENODATA where no cell has the measure */
COPSE_API COPSE_NODISCARD copse_status copse_plot_nested_loop(const copse_operating_data *data, const char *picture,
                                                              copse_text *script, copse_error *err);
/** The measure against k, a panel for each combination of the other conditions (at most 24), with bars, and bands where
 *  there are at most four methods, of twice the Monte Carlo standard error: made for coverage. */
COPSE_API COPSE_NODISCARD copse_status copse_plot_coverage(const copse_operating_data *data, const char *picture,
                                                           copse_text *script, copse_error *err);

/* ------------------------------------------------------------------------------------------------------- charts
 * Every kind of chart takes numbers that were computed elsewhere and a look; all of them append a complete script, as
 * copse_plot_forest does, and need plots/style.gp, plots/chart.gp and their own plots/KIND.gp.
 * @return COPSE_OK; COPSE_EINVAL, COPSE_ENODATA, COPSE_EUSAGE (ending, what the kind cannot draw); COPSE_ENOTFOUND
 *         (templates); COPSE_ENOMEM */

/** Words and scale of a chart; all zero: chosen. Borrowed. */
typedef struct copse_chart_look {
    const char *title;             /**< NULL: none */
    const char *x_label, *y_label; /**< NULL: what they show */
    copse_transform transform;     /**< how effects are shown: an axis of ratios is logarithmic */
    copse_transform_settings settings;
    const struct copse_measure *measure; /**< names the axis of effects; NULL: "Effect" */
    double level;                        /**< of intervals, in %; 0: 95 */
} copse_chart_look;

/** Studies as charts take them. label and group may be NULL. All borrowed. */
typedef struct copse_chart_studies {
    size_t k;
    const double *yi, *vi;
    const double *ni; /**< NULL, or NaN where it is not known */
    const char *const *label;
    const size_t *group; /**< in 0..groups-1; NULL: one group */
    size_t groups;
    const char *const *group_name;
    const char *grouping; /**< what the groups are of: a column's name */
} copse_chart_studies;

/** What a funnel plot has from top to bottom: name, text. */
#define COPSE_FUNNEL_AXIS_LIST(X)                                                                                      \
    X(SEI, "sei", "Standard error")                                                                                    \
    X(VI, "vi", "Sampling variance")                                                                                   \
    X(SEINV, "seinv", "Precision (1 / standard error)")                                                                \
    X(VINV, "vinv", "Inverse sampling variance")                                                                       \
    X(NI, "ni", "Sample size")                                                                                         \
    X(NINV, "ninv", "Inverse sample size")                                                                             \
    X(SQRTNI, "sqrtni", "Square root of sample size")                                                                  \
    X(SQRTNINV, "sqrtninv", "Inverse square root of sample size")                                                      \
    X(LNI, "lni", "Logarithm of sample size")                                                                          \
    X(WI, "wi", "Weight (%)")
typedef enum copse_funnel_axis {
#define COPSE_FUNNEL_AXIS_ENUM(id, name, text) COPSE_FUNNEL_##id,
    COPSE_FUNNEL_AXIS_LIST(COPSE_FUNNEL_AXIS_ENUM)
#undef COPSE_FUNNEL_AXIS_ENUM
        COPSE_FUNNEL_AXIS_COUNT
} copse_funnel_axis;
COPSE_API const char *copse_funnel_axis_name(copse_funnel_axis axis); /**< NULL past the last */
/** Does the axis follow from the sampling variance, so that regions and limits can be drawn? */
COPSE_API bool copse_funnel_axis_is_of_variance(copse_funnel_axis axis);

/** A line through a funnel: at standard error s the effect  intercept + slope (s^2 + tau2)^(power/2).  Egger: power 1;
 *  PEESE: 2; limit meta-analysis: 1 with tau2. */
typedef struct copse_funnel_line {
    const char *name;
    double intercept, slope, tau2;
    int power;
} copse_funnel_line;

typedef struct copse_funnel_data {
    copse_chart_studies studies;
    copse_funnel_axis axis;
    double centre;           /**< of the dashed limits centre -+ z sqrt(vi); NaN: none */
    const char *centre_name; /**< "the pooled effect": what the limits are about */
    const char *centre_line; /**< "Pooled effect": the line there in the legend; NULL: not in it */
    double null_value;       /**< which the regions of significance are about */
    const double *p;         /**< their two-sided p, falling: .10, .05, .01; NULL: none */
    size_t ps;               /**< at most 4 */
    const double *weight;    /**< of COPSE_FUNNEL_WI, in % */
    size_t imputed;          /**< studies of trim and fill */
    const double *imputed_yi, *imputed_vi;
    double adjusted; /**< estimate with them; NaN: none */
    const copse_funnel_line *line;
    size_t lines; /**< at most 3 */
} copse_funnel_data;
/** Funnel plot (Light & Pillemer 1984), contour-enhanced (Peters, Sutton, Jones, Abrams & Rushton 2008, J Clin Epidemiol
 *  61:991). COPSE_EUSAGE: an axis of sample sizes that are not known, or regions, limits, lines or imputed studies with one
 *  that is not of the variance. */
COPSE_API COPSE_NODISCARD copse_status copse_plot_funnel(const copse_funnel_data *data, const copse_chart_look *look,
                                                         const char *picture, copse_text *script, copse_error *err);

/** Influence diagnostics with the fit of all studies and the labels of the rows. All borrowed. */
typedef struct copse_influence_plot {
    const copse_influence *influence;    /**< of studies; NULL: of groups */
    const copse_group_influence *groups; /**< NULL: of studies */
    const copse_fit *all;
    const char *const *label;       /**< of the studies, or groups */
    const char *const *coefficient; /**< p names; NULL: without */
    bool dfbetas;                   /**< a panel for each coefficient, too */
} copse_influence_plot;
/** A row for each of at most 400 studies, panels for the diagnostics that metafor's plot.infl.rma.uni has; of groups those that
 *  groups have. */
COPSE_API COPSE_NODISCARD copse_status copse_plot_influence(const copse_influence_plot *plot,
                                                            const copse_chart_look *look, const char *picture,
                                                            copse_text *script, copse_error *err);

/** The fits of subsets (copse_gosh_run) as a picture: coefficient against I2, with histograms of both at the edges. All
 *  borrowed. */
typedef struct copse_gosh_picture {
    const copse_gosh *gosh;
    const char *marked; /**< what the study of gosh->marked is called; NULL: none */
    double estimate;    /**< coefficient of all studies; NaN: not shown */
    double I2;
    double null_value; /**< NaN: not shown */
    const char *name;  /**< of the coefficient, where the model has moderators; NULL: the effect */
} copse_gosh_picture;
/** @param[in] look  its transform is used where `name` is NULL */
COPSE_API COPSE_NODISCARD copse_status copse_plot_gosh(const copse_gosh_picture *data, const copse_chart_look *look,
                                                       const char *picture, copse_text *script, copse_error *err);

/** A specification curve. All borrowed. */
typedef struct copse_speccurve {
    const copse_multiverse *multiverse;
    const copse_multiverse_plan *plan;
    const char *const *choice;       /**< of data, then method and test */
    const char *const *const *level; /**< their options */
} copse_speccurve;
/** The specifications in order of their estimates (z where these are not comparable) with intervals, and below them a
 *  matrix of the choices; many specifications are thinned out evenly, and a note says so. */
COPSE_API COPSE_NODISCARD copse_status copse_plot_speccurve(const copse_speccurve *data, const copse_chart_look *look,
                                                            const char *picture, copse_text *script, copse_error *err);

/** Baujat plot (Baujat et al. 2002): what a study adds to heterogeneity, and what it does to the result. */
typedef struct copse_baujat_data {
    copse_chart_studies studies;
    const double *heterogeneity, *influence; /**< copse_baujat; NaN: the study is named in a note */
    bool fixed;                              /**< of a model without tau2: parts of Q */
    bool moderators;
} copse_baujat_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_baujat(const copse_baujat_data *data, const copse_chart_look *look,
                                                         const char *picture, copse_text *script, copse_error *err);

/** Radial plot (Galbraith 1988), with the scale of effects on an arc at the right: a study's effect is where the line from
 *  the origin through it meets the arc. */
typedef struct copse_radial_data {
    copse_chart_studies studies;
    double tau2;                   /**< in x = 1/sqrt(v + tau2); 0: none */
    double centre;                 /**< taken off the effects in z */
    double estimate, lower, upper; /**< pooled, not centred */
} copse_radial_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_radial(const copse_radial_data *data, const copse_chart_look *look,
                                                         const char *picture, copse_text *script, copse_error *err);

/** L'Abbe plot (L'Abbe, Detsky & O'Rourke 1987): outcomes of both groups against each other, areas of the marks by weight,
 *  the line of equal outcomes, and the pooled effect as a curve with its interval. */
typedef struct copse_labbe_data {
    copse_chart_studies studies;     /**< yi and vi of the effects */
    const double *treated, *control; /**< outcomes on the scale of the group measure, such as log odds */
    const double *weight;            /**< NULL: all alike */
    copse_transform outcome;         /**< of them, as they are shown: copse_group_outcomes */
    double estimate, lower, upper;   /**< treated = control + estimate */
    const char *outcome_name;        /**< "Risk" */
    const char *group1, *group2;     /**< NULL: "Intervention", "Control" */
    bool log_axes;                   /**< both axes logarithmic; outcomes of 0 have no place on them */
} copse_labbe_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_labbe(const copse_labbe_data *data, const copse_chart_look *look,
                                                        const char *picture, copse_text *script, copse_error *err);

/** Normal quantile plot of residuals; names of those outside the envelope. */
typedef struct copse_qq_data {
    copse_chart_studies studies;
    size_t points;
    const size_t *study; /**< of each point, from the smallest residual */
    const double *quantile, *residual;
    const double *lower, *upper; /**< envelope; NULL: none */
    bool deleted, bonferroni;
    size_t replicates;
} copse_qq_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_qq(const copse_qq_data *data, const copse_chart_look *look,
                                                     const char *picture, copse_text *script, copse_error *err);

/** The log-likelihood of tau2 with its estimate and the likelihood-ratio interval. */
typedef struct copse_profile_data {
    size_t n;
    const double *tau2, *log_lik;
    double estimate, best; /**< and the log-likelihood there */
    double cut;            /**< the log-likelihood at the ends of the interval; NaN: none */
    double lower, upper;
    bool restricted;
} copse_profile_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_profile(const copse_profile_data *data, const copse_chart_look *look,
                                                          const char *picture, copse_text *script, copse_error *err);

/** Bubble plot: effects against a moderator, areas of the marks by weight, the fitted line with its confidence and
 *  prediction bands. */
typedef struct copse_bubble_data {
    copse_chart_studies studies;
    const double *x;      /**< k values of the moderator */
    const double *weight; /**< NULL: all alike */
    const char *moderator;
    size_t n; /**< of the line */
    const double *at, *fitted;
    const double *lower, *upper;       /**< confidence; NULL: none */
    const double *pi_lower, *pi_upper; /**< prediction; NULL: none */
    const char *held;                  /**< "others at their means", for a note; NULL: nothing */
} copse_bubble_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_bubble(const copse_bubble_data *data, const copse_chart_look *look,
                                                         const char *picture, copse_text *script, copse_error *err);

/** Drapery plot (Ruecker & Schwarzer 2021): p-value functions of the studies, of the pooled effect and of the effect in a
 *  new setting. */
typedef struct copse_drapery_data {
    copse_chart_studies studies;
    double estimate, se, df; /**< pooled; df NaN: normal */
    double new_se, new_df;   /**< of an effect in a new setting; new_se NaN: none */
    bool surprise;           /**< the axis is of -log2 p, downwards */
} copse_drapery_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_drapery(const copse_drapery_data *data, const copse_chart_look *look,
                                                          const char *picture, copse_text *script, copse_error *err);

/** The weight function of a selection model: how likely a study is published, relative to one of the smallest p. */
typedef struct copse_weights_data {
    size_t n;
    const double *p;   /**< rising; a step is two points at one p */
    bool of_estimates; /**< the weights are of estimates, not of p, and so is study_p */
    const double *weight;
    const double *lower, *upper; /**< NULL: none; NaN where a weight is fixed */
    size_t k;
    const double *study_p; /**< p of the studies, drawn as ticks; NULL: none */
    const char *model;     /**< "step function at .025, .5" */
    bool one_sided;
} copse_weights_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_weights(const copse_weights_data *data, const copse_chart_look *look,
                                                          const char *picture, copse_text *script, copse_error *err);

typedef struct copse_rob_data {
    size_t k, domains;
    const char *const *label;         /**< k */
    const char *const *domain;        /**< names */
    const copse_judgement *judgement; /**< k x domains by rows */
    size_t overall;                   /**< the domain that is the overall judgement, set apart; SIZE_MAX: none */
    const double *weight;             /**< of the summary; NULL: all alike */
    const char *weighted_by;          /**< for the note: "the weight in the pooled effect" */
    const char *const *word;          /**< COPSE_JUDGEMENT_COUNT words of the legend; NULL: RoB 2's */
    bool lights, summary;
} copse_rob_data;
COPSE_API COPSE_NODISCARD copse_status copse_plot_rob(const copse_rob_data *data, const copse_chart_look *look,
                                                      const char *picture, copse_text *script, copse_error *err);

/** Runs gnuplot on a script and puts the picture at `picture` (ending .pdf .svg .png .eps .tex), whole or not at all. The
 *  same script gives the same bytes with the same gnuplot and fonts: dates are fixed. An SVG carries title and
 *  description; a character that no font of this machine has is drawn as U+FFFD.
 *  A `.gp` ending writes the script itself. Where gnuplot is missing or fails the script is kept as `picture`.gp and the
 *  error (COPSE_EEXTERNAL) says so and what to do. $COPSE_GNUPLOT names another gnuplot. */
COPSE_API COPSE_NODISCARD copse_status copse_plot_render(const copse_text *script, const char *picture,
                                                         copse_error *err);
/** COPSE_OK when the ending of the path is one that copse_plot_render knows; else COPSE_EUSAGE listing them. */
COPSE_API COPSE_NODISCARD copse_status copse_plot_check_ending(const char *picture, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
