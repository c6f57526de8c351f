/* copse/study.h: the study set: what flows from data to models and plots. Binds the columns of a frame to a measure. */
#ifndef COPSE_STUDY_H
#define COPSE_STUDY_H

#include <copse/effect.h>
#include <copse/frame.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which columns of a frame make a study set. Zero-initialise, or copse_binding_default(); names are borrowed. */
typedef struct copse_binding {
    const char *measure;                /**< code; NULL = GEN */
    const char *column[COPSE_IN_COUNT]; /**< column of each input; NULL = the input's standard name where the frame
                                               has such a column */
    const char *const *label;           /**< columns joined by a space; NULL = study, else trial where it is
                                               text, else author and year, else trial, else row numbers */
    size_t labels;
    const char *subgroup;     /**< column of the groups, NULL = none; a row without a value is left out */
    const char *order;        /**< column to sort by, a '-' in front = falling; NULL = file order */
    const char *const *level; /**< order of the subgroup levels; NULL = order of first appearance */
    size_t levels;
    const char *const *needed; /**< other columns that the analysis reads; a row without a value in one is left out */
    size_t needs;
    copse_effect_opts effect;
    copse_doubt_opts doubt; /**< what is known of the outcome scale */
    bool no_doubts;         /**< --warn none: plausibility is not looked at */
    bool strict;            /**< --strict: an implausible number is an error */
    bool missing_fails;     /**< --na fail: a row with missing numbers is an error, not left out */
} copse_binding;
COPSE_API copse_binding copse_binding_default(void);

/** The columns that copse_study_set_bind would read for the measure: column[input], SIZE_MAX for inputs that are not
 *  read. The frame needs no rows, only columns with names and types (copse_corpus_header). Same errors. */
COPSE_API COPSE_NODISCARD copse_status copse_binding_columns(const copse_frame *frame, const copse_binding *binding,
                                                             const copse_measure *measure,
                                                             size_t column[COPSE_IN_COUNT], copse_error *err);

/** A row that was left out, and why. */
typedef struct copse_dropped {
    size_t row, line; /**< 1-based data row and line in the file */
    char *label;
    char *why;
} copse_dropped;

/** A row whose effect was combined with that of another row of its trial. */
typedef struct copse_merged {
    size_t row, line, into; /**< its row and line; the row in whose study it is now */
    char *label;
} copse_merged;

/** k studies in file order (or by `order`). Zero-initialise. */
typedef struct copse_study_set {
    size_t k;
    const copse_measure *measure;
    char **label;                  /**< display labels as given; may repeat */
    double *yi, *vi, *ni;          /**< ni NaN where unknown */
    double *input[COPSE_IN_COUNT]; /**< the raw numbers, k each, NaN = not given; NULL = none in any row. Tables
                                               and proportions are completed (n1i = ai + bi, mi = ni - xi) */
    size_t *row, *line;            /**< in the file */
    size_t levels;                 /**< 0 without subgroups */
    char **level;
    size_t *group;          /**< k, in 0..levels-1; NULL without subgroups */
    char *subgroup;         /**< name of the column, NULL without */
    copse_dropped *dropped; /**< in file order */
    size_t drops;
    size_t *effects;      /**< k: how many rows the study was combined from, 1 for most; NULL where none was combined */
    copse_merged *merged; /**< by study, then in the order of the rows */
    size_t merges;
    void *store; /**< private: what every string of the set lives in */
} copse_study_set;

/** Binds and computes. Every used column must exist (a named one that does not is an error with the nearest name).
 *  What is named wins: where the columns of a whole set of inputs are named, columns that only have a standard name do
 *  not join in, and where given estimates are named but no raw numbers, those are used alone. Rows
 *  without raw numbers fall back on given estimates where both are named; where nobody named them, a file's yi may be on
 *  another scale than the measure's and is used only if the file has no raw numbers (a warning says so).
 *  Impossible input is COPSE_EDOM with file, line and column; rows with missing or not computable numbers are listed in
 *  `dropped` and warned about. k = 0 is COPSE_ENODATA.
 *  @param[out] warnings  may be NULL */
COPSE_API COPSE_NODISCARD copse_status copse_study_set_bind(const copse_frame *frame, const copse_binding *binding,
                                                            copse_study_set *set, copse_notes *warnings,
                                                            copse_error *err);
COPSE_API void copse_study_set_free(copse_study_set *set);
/** A raw number of one study (0 to k-1); NaN where it was not given. */
COPSE_API double copse_study_input(const copse_study_set *set, size_t study, copse_input input);

/* -------------------------------------------------------------------------------------- several rows of one trial
 * Either one row is chosen by rules, or the effects are combined, or first the one and then the other. */

/** How one effect per trial is chosen where a trial has several rows (also used by protocols). */
typedef enum copse_pick {
    COPSE_PICK_PREFER,
    COPSE_PICK_NEAREST,
    COPSE_PICK_SMALLEST,
    COPSE_PICK_LARGEST,
    COPSE_PICK_LARGEST_N /**< largest sample size, of all groups; it has no column */
} copse_pick;
typedef struct copse_pick_rule {
    copse_pick how;
    const char *column;
    const char *const *value; /**< PREFER: best first; a value not listed comes last */
    size_t values;
    double target; /**< NEAREST */
} copse_pick_rule;
/** Rules in order. Zero-initialise: then the first row of a trial is chosen. All borrowed. */
typedef struct copse_pick_opts {
    const copse_pick_rule *rules;
    size_t count;
    const char
        *combine; /**< a column, e.g. the arm: rows that tie on all rules and differ in it are all kept; NULL: none */
    const double *n; /**< LARGEST_N: the sample size of each row of the frame, NaN where it is not known */
    bool ties;       /**< all rows that tie are kept; `combine` is not used */
} copse_pick_opts;
/** Why a row was not chosen. */
typedef struct copse_passed_over {
    size_t chosen; /**< the row of the frame that was; SIZE_MAX where this row was chosen or not considered */
    size_t rule;   /**< the rule that told them apart; the number of rules for a tie, of which the first is chosen */
} copse_passed_over;

/** Keeps, of the rows that share a value of `by`, those that are best by the first rule, of these those best by the
 *  second, and so on, then the first in the file (see copse_pick_opts for what else may be kept). A row without a value
 *  of `by` is on its own; a missing value comes last in each rule.
 *  @param[in,out] keep   frame->rows flags, in: rows to consider, out: chosen
 *  @param[out] passed    frame->rows entries, or NULL
 *  @return COPSE_OK; COPSE_ENOTFOUND, COPSE_EPARSE for a column; COPSE_EINVAL; COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_frame_choose(const copse_frame *frame, const char *by,
                                                          const copse_pick_opts *opts, bool *keep,
                                                          copse_passed_over *passed, copse_error *err);
/** The same without telling what was passed over and for what. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_pick(const copse_frame *frame, const char *by,
                                                        const copse_pick_rule *rules, size_t count, const char *combine,
                                                        bool *keep, copse_error *err);
/** Adds why `row` was passed over: "another effect of the same trial is used: row 76 (months 5.52, here 12)". */
COPSE_API void copse_pick_reason(const copse_frame *frame, const copse_pick_opts *opts, size_t row,
                                 copse_passed_over passed, copse_text *out);

/** Replaces studies of the same trial by one, as copse_aggregate has it. A combined study takes the first one's place, and
 *  its label where all have the same, else the trial's name; its raw numbers and ni are NaN. Studies of different
 *  subgroups are not combined: COPSE_EDOM.
 *  @param[in] trial  k names; studies of the same name are one trial's, NULL is on its own
 *  @param[in] time   k times, obs  k names of what the effect is on (NULL: differs from all others); each NULL where the
 *                    structure has none
 *  @return as copse_aggregate; the error names the trial */
COPSE_API COPSE_NODISCARD copse_status copse_study_set_aggregate(copse_study_set *set, const char *const *trial,
                                                                 const double *time, const char *const *obs,
                                                                 const copse_aggregate_opts *opts,
                                                                 copse_notes *warnings, copse_error *err);
/** The mean with correlation rho between errors: MEAN with CS. */
COPSE_API COPSE_NODISCARD copse_status copse_study_set_combine(copse_study_set *set, const char *const *trial,
                                                               double rho, copse_notes *warnings, copse_error *err);

/** Several rows of one trial: what becomes of them. Zero-initialise: every row is a study. All borrowed. */
typedef struct copse_trial_opts {
    const char
        *trial;  /**< column: rows of the same value are of one trial; a row without one is left out. NULL: none */
    bool choose; /**< by `pick`; its `combine`, `n` and `ties` are not used: ties are kept to be combined, or else the
                             first in the file is taken, with a warning */
    copse_pick_opts pick;
    bool combine; /**< by `aggregate` */
    copse_aggregate_opts aggregate;
    const char *time, *obs; /**< columns, for structures that have them; a row without a value is left out */
} copse_trial_opts;

/** copse_study_set_bind, and then one effect a trial. Rows whose effect cannot be computed are never chosen; effects are
 *  computed from the chosen rows alone. Rows passed over are in set->dropped, combined ones in set->merged. Rows that are
 *  combined must agree in the columns that the binding needs: COPSE_EDOM.
 *  @return as copse_study_set_bind, copse_frame_choose, copse_study_set_aggregate */
COPSE_API COPSE_NODISCARD copse_status copse_study_set_bind_trials(const copse_frame *frame,
                                                                   const copse_binding *binding,
                                                                   const copse_trial_opts *opts, copse_study_set *set,
                                                                   copse_notes *warnings, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
