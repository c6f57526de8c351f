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

/** How one effect per trial is chosen where a trial has several rows (also used by protocols). */
typedef enum copse_pick { COPSE_PICK_PREFER, COPSE_PICK_NEAREST, COPSE_PICK_SMALLEST, COPSE_PICK_LARGEST } copse_pick;
typedef struct copse_pick_rule {
    copse_pick how;
    const char *column;
    const char *const *value; /**< PREFER: best first; a value not listed comes last */
    size_t values;
    double target; /**< NEAREST */
} copse_pick_rule;

/** Keeps, of the rows that share a value of `by`, those that are best by the first rule, of these those best by the
 *  second, and so on, then the first in the file. With `combine` (a column, e.g. the arm), rows that differ in it and
 *  tie on all rules are all kept, to be combined later. keep: frame->rows flags, in: rows to consider, out: chosen. */
COPSE_API COPSE_NODISCARD copse_status copse_frame_pick(const copse_frame *frame, const char *by,
                                                        const copse_pick_rule *rules, size_t count, const char *combine,
                                                        bool *keep, copse_error *err);
/** Replaces studies with the same label_of(by) value by their mean with correlation rho between their errors
 *  (Borenstein et al. 2009, chapter 24): y = mean(y_j), v = (1/m^2) sum_jk rho_jk sqrt(v_j v_k), rho_jj = 1.
 *  trial[i] names the trial of study i. The combined study takes the first's place and label, its raw numbers are
 *  dropped (NaN) and ni is NaN. */
COPSE_API COPSE_NODISCARD copse_status copse_study_set_combine(copse_study_set *set, const char *const *trial,
                                                               double rho, copse_notes *warnings, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
