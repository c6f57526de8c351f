/* A forest plot as data: rows of kinds, columns of cells, a panel with an axis. forest_build.c makes it from results,
 * forest_layout.c gives it sizes and places, forest_script.c writes it down. */
#ifndef COPSE_PLOT_FOREST_MODEL_H
#define COPSE_PLOT_FOREST_MODEL_H

#include <copse/plot.h>

/* Measures of the page in em of its font. */
#define FOREST_MARGIN 1.25
#define FOREST_LINE 1.3        /**< from line to line of one text */
#define FOREST_TITLE_SIZE 1.25 /**< of the title's font */
#define FOREST_NOTE_SIZE 0.9
#define FOREST_LABEL_WIDEST 34.0
#define FOREST_NOTES_WIDEST 28.0 /**< room that is made for notes beside the axis before they are broken */
#define FOREST_LINE_GAP 0.7      /**< between a note and a line of the panel */
#define FOREST_SIDE_GAP 0.6      /**< between the reference line and the text of a side */
#define FOREST_AXIS_LINE 1.4     /**< from line to line below the axis */
#define FOREST_PANEL 22.0        /**< width of the panel, and the least where the page gets too wide */
#define FOREST_PANEL_LEAST 15.0
/* Reduced to the 190 mm of a journal's page, the smallest text of a page of this width still has 6 points; up to
 * FOREST_PAGE_FULL nothing has to be reduced. */
#define FOREST_PAGE 80.0
#define FOREST_PAGE_FULL 67.0

/* Fonts differ a little from the one that was measured. */
#define FOREST_SAFETY 1.02

#define FOREST_COLUMNS 28
#define FOREST_TICKS 16
#define FOREST_HEADS 40

typedef enum forest_row_kind {
    FOREST_LEVEL, /**< heading of a subgroup */
    FOREST_STUDY,
    FOREST_SUBTOTAL, /**< a subgroup's diamond */
    FOREST_TOTAL,    /**< the overall diamond */
    FOREST_PREDICTION,
    FOREST_NOTE, /**< text across the columns left of the panel, in lines */
    FOREST_SPACE,
    FOREST_AXIS /**< the axis stands at its top; only notes follow */
} forest_row_kind;

typedef struct forest_row {
    forest_row_kind kind;
    const char *cell[FOREST_COLUMNS]; /**< NULL = empty; cell[0] is the label, or the text of a note */
    double estimate, lower, upper;    /**< on the shown scale; NaN = nothing to draw */
    double weight;                    /**< in %; NaN: the model has none */
    double square;                    /**< area of a study's square, to any unit */
    double y, height;                 /**< top, in points */
    const copse_judgement *light;     /**< model->lights judgements of risk of bias; NULL: none */
    double room;                      /**< points that its label or note has before it is broken into lines */
} forest_row;

typedef enum forest_align { FOREST_LEFT, FOREST_RIGHT, FOREST_CENTRE } forest_align;

typedef struct forest_column {
    forest_align align;
    double gap;         /**< in front of it, in em */
    double left, right; /**< in points */
    double tail;        /**< the widest text from the decimal point on, in points: points stand below each other */
} forest_column;

/** A text above columns first..last: line 1 stands right above the rows, line 0 above that. */
typedef struct forest_head {
    const char *text;
    size_t first, last;
    int line;
    forest_align align;
    bool rule;       /**< a rule below it, across its columns */
    double overhang; /**< points by which it is wider than its columns, at each side */
} forest_head;

typedef struct forest_axis {
    bool log;
    double min, max; /**< shown scale */
    size_t ticks;
    double tick[FOREST_TICKS];
    const char *tick_text[FOREST_TICKS];
    double reference, pooled;         /**< NaN = no line */
    const char *label, *left, *right; /**< below the axis; NULL = none */
    double left_room, right_room;     /**< points that a line of left and right has */
    bool stacked;                     /**< left and right do not fit beside each other: one below the other */
} forest_axis;

/** How a journal prints its forest plots. */
typedef struct forest_style {
    copse_layout layout;
    const char *study, *subtotal, *total, *prediction;
    char open, close;    /**< around intervals */
    bool capital_p;      /**< P, else p in italics */
    bool bare_point;     /**< .02, not 0.02 */
    bool panel_last;     /**< all text stands left of the panel */
    bool weight_first;   /**< weight in front of the estimate */
    bool estimate_left;  /**< estimate and interval left of the panel */
    bool names_in_words; /**< Tau² and Chi², not τ² and χ² */
    bool joint_counts;   /**< "4/123" in one column */
    const char *colours; /**< assignments for the script */
} forest_style;

/** Zero-initialise; forest_model_free takes it. */
typedef struct forest_model {
    const forest_style *style;
    const char *title, *description;
    size_t columns;
    forest_column column[FOREST_COLUMNS];
    size_t estimate_column, weight_column, panel_column;
    size_t lights, light_column; /**< how many columns of risk of bias, and the first of them */
    size_t heads;
    forest_head head[FOREST_HEADS];
    size_t rows, row_capacity;
    forest_row *row;
    size_t studies;
    int digits; /**< decimals of estimates */
    double largest_square;
    forest_axis axis;
    double font, width, height; /**< points */
    double header_top, header_bottom;
    double axis_top, rows_bottom; /**< of the axis line and of the last row above it */
    copse_notes pool;             /**< owns every text of the model */
    bool failed;                  /**< memory ran short somewhere */
} forest_model;

void copse_i_forest_free(forest_model *model);
/** A formatted text that the model owns; "" and model->failed where memory is short. */
const char *copse_i_forest_text(forest_model *model, const char *format, ...) COPSE_PRINTF(2, 3);
/** Somebody's text, cleaned (copse_i_clean_label) and owned by the model; NULL gives NULL. */
const char *copse_i_forest_label(forest_model *model, const char *label);
/** A new row at the end, all empty; a scratch row and model->failed where memory is short. */
forest_row *copse_i_forest_row(forest_model *model, forest_row_kind kind, forest_row *scratch);
/* Whether the fit weighs the studies: models of counts do not, and squares show 1/v there. */
bool copse_i_forest_is_weighted(const copse_fit *fit);
size_t copse_i_forest_column(forest_model *model, forest_align align, double gap);
void copse_i_forest_head(forest_model *model, forest_head head);
/** Indent of the label of a row, in points. */
double copse_i_forest_indent(const forest_model *model, const forest_row *row);
/** True when the cells of a row are set in bold. */
bool copse_i_forest_bold(forest_row_kind kind);

const forest_style *copse_i_forest_style(copse_layout layout);

/** What copse_plot_forest was given. */
typedef struct forest_input {
    const copse_study_set *set;
    const copse_fit *fit;
    const copse_subgroups *subgroups; /**< NULL without */
    const copse_forest_opts *opts;
} forest_input;

/** Rows, columns and texts. */
copse_status copse_i_forest_build(const forest_input *input, forest_model *model, copse_error *err);
/** Columns and heads; model->estimate_column is the first of three: estimate, lower and upper limit. */
void copse_i_forest_columns(const forest_input *input, forest_model *model);
/** What the measure's numbers are called under the transform in force. */
const char *copse_i_shown_name(const forest_input *input, forest_model *model);
/** What the estimates are called, in the head of their columns. */
const char *copse_i_estimate_name(const forest_input *input, forest_model *model);
/** Name of a group of the trials, as given or a neutral one. */
const char *copse_i_group_name(const forest_input *input, int group);
/** The columns of raw numbers and their heads; cells of a study; sums over a level (set->levels: over all studies). */
void copse_i_raw_columns(const forest_input *input, forest_model *model);
void copse_i_raw_cells(const forest_input *input, forest_model *model, size_t study, forest_row *row);
void copse_i_raw_sums(const forest_input *input, forest_model *model, size_t level, forest_row *row);
/** Columns of risk of bias and their heads; cells of a study; what letters and signs stand for, NULL without them; the block
 *  that the marks are drawn of. */
void copse_i_light_columns(const forest_input *input, forest_model *model);
void copse_i_light_cells(const forest_input *input, const forest_model *model, size_t study, forest_row *row);
const char *copse_i_note_lights(const forest_input *input, forest_model *model);
void copse_i_write_lights(const forest_model *model, copse_text *script);
/** The least and greatest value that the shown numbers can have; infinite where there is no bound. */
void copse_i_shown_range(const forest_input *input, double *low, double *high);
bool copse_i_wants_log_axis(const forest_input *input);
/** The transform's settings for a study's own numbers. */
copse_transform_settings copse_i_study_settings(const forest_input *input, size_t study);
/** Decimals of estimates. */
int copse_i_useful_digits(const forest_input *input);
/** What is written at both sides of no effect. */
void copse_i_side_labels(const forest_input *input, forest_model *model);
/** Whether the kind of the studies' intervals fits the measure and its scale. */
copse_status copse_i_row_interval_check(const forest_input *input, copse_error *err);
/** Whether a study's interval is to be, and can be, of its counts; then that interval with the estimate as counted, both
 *  on the shown scale. */
bool copse_i_has_row_interval(const forest_input *input, size_t study);
copse_status copse_i_row_interval(const forest_input *input, size_t study, double *estimate, copse_interval *ci,
                                  copse_error *err);
/** NULL where all intervals are Wald's. */
const char *copse_i_note_row_interval(const forest_input *input, forest_model *model);
/** Lines about heterogeneity and tests. */
const char *copse_i_note_heterogeneity(forest_model *model, const copse_fit *fit);
const char *copse_i_note_effect(forest_model *model, const copse_fit *fit);
const char *copse_i_note_subgroups(forest_model *model, const copse_subgroups *subgroups);
const char *copse_i_note_method(forest_model *model, const copse_fit *fit);
/** Range and texts of the axis; then, when its panel has a width, the ticks. */
void copse_i_axis_choose(const forest_input *input, forest_model *model);
void copse_i_axis_ticks(forest_model *model, double panel_em);
/** Where a value of the shown scale stands on the axis, 0 = left end, 1 = right end; not clipped. */
double copse_i_forest_place(const forest_axis *axis, double x);
/** The next line of *text when it may be `points` wide in a font of `size`; *text moves on. Returns its bytes without
 *  spaces at its end; 0 at the end of the text. */
size_t copse_i_next_line(const char **text, double points, double size, bool bold);
/** Number of those lines, at least 1. */
size_t copse_i_count_lines(const char *text, double points, double size, bool bold);
/** Width with a little to spare, as other fonts than the measured one may be used; 0 of NULL. */
double copse_i_points_of(const char *text, double size, bool bold);
/** The decimal point of a number, on which its column is aligned; NULL where it has none or is more than one number. */
const char *copse_i_decimal_point(const char *cell);
/** Share of the panel, from the left, that notes may use as nothing but its vertical lines is beside them: no effect
 *  and, down to the overall diamond, the pooled effect. */
double copse_i_free_share(const forest_model *model, bool below_total);
/** Widths and places of the columns: model->width. */
void copse_i_place_columns(forest_model *model);
/** Room and number of lines of the texts of the two sides, and the height of all below the axis line. */
void copse_i_place_sides(forest_model *model);
double copse_i_axis_height(const forest_model *model);
/** Where the two sides meet, in points. */
double copse_i_sides_meet(const forest_model *model);
/** Sizes and places of everything, and the ticks. */
void copse_i_forest_layout(forest_model *model);

/* Numbers as the plots print them: minus signs are U+2212. */
const char *copse_i_plot_number(forest_model *model, double x, int digits);
/** An estimate of this plot: with opts->digits decimals, but no more than six significant digits in a usual one; a ratio
 *  or proportion that would be 0.00 with as many as it needs. */
const char *copse_i_plot_estimate(const forest_input *input, forest_model *model, double x);
/** "10⁻⁵" */
const char *copse_i_power_of_ten(forest_model *model, int power);
/** "p = 0.026", "P < .001" in the style's way. */
const char *copse_i_p_value(forest_model *model, double p);
/** A variance: "0", "0.0196", "12.31". */
const char *copse_i_variance(forest_model *model, double x);

#endif
