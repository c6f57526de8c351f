/* copse/prepare.h: a table of trials made ready for a measure: its shape changed between rows of trials and rows of arms, and
 * what a trial did not report computed from what it did (copse/convert.h), with a column of text that says of each row how.
 * Errors and warnings name what is wrong by the options of `copse convert`, which are these. */
#ifndef COPSE_PREPARE_H
#define COPSE_PREPARE_H

#include <copse/convert.h>
#include <copse/frame.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A list of texts, borrowed. */
typedef struct copse_names {
    const char *const *item;
    size_t count;
} copse_names;

/** What is computed: cells filled in, then arms combined or their control split, then clusters allowed for, then the scale
 *  changed. What is empty or NULL is not asked for. Columns have the names of quantities (copse_quantity_name) or those that
 *  `from` gives them. Arms, clusters and scales leave the file's columns alone and write NAME_adj or `into` beside them. */
typedef struct copse_prepare_opts {
    copse_names fill;            /**< kinds of conversion by copse_fill_name: "means", "se", ...; or "all" alone */
    copse_names from;            /**< "NAME=COL": the quantity NAME is in the column COL */
    const char *how;             /**< the column that says how each value came about */
    bool replace;                /**< reported values, too, are replaced where they can be computed */
    copse_five_method quartiles; /**< how medians, quartiles and ranges become means and standard deviations */
    bool any_skewness;           /**< also where they show skewness that the method has no room for */
    double level;                /**< of intervals in percent, 0 < level < 100, where no column says it */
    double correlation;          /**< of baseline and end, -1 to 1, where no column says it; NaN: none is assumed */
    bool one_sided;              /**< p-values are one-sided */
    bool uncorrected;            /**< chi-squares of 2x2 tables are without Yates's correction */
    copse_names combine;         /**< columns in which the arms of one trial are equal: they become one row ... */
    copse_names split;           /**< ... or share their control evenly; one of the two */
    const char *cluster_size, *icc, *cluster_cv; /**< a number or a column each; size and icc go together */
    copse_names from_to;                         /**< two scales by copse_scale_name, or none */
    const char *delta;                           /**< a function of yi (copse_delta) */
    copse_names into; /**< two columns for the results of from_to or delta; else yi_, vi_ ... */
} copse_prepare_opts;

/** Nothing asked for; how = "how", Luo/Wan/Shi, 95 %, no correlation. */
COPSE_API copse_prepare_opts copse_prepare_opts_default(void);

/** Computes in the frame what was asked for; a frame for which nothing was asked stays as it is. A row for which something
 *  cannot be computed stays as it is, with the reason in its cell of `how` and among the warnings. After an error the frame may
 *  have some of its columns changed, and is to be freed.
 *  @return COPSE_EUSAGE for options that are wrong or do not go together, COPSE_ENOTFOUND for columns that are not there,
 *          COPSE_EPARSE for columns that hold other things than numbers, COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_prepare(const copse_prepare_opts *opts, copse_frame *frame,
                                                     copse_notes *warnings, copse_error *err);

/** Another shape of a table: one of to_long, to_wide and contrasts, or none. */
typedef struct copse_shape_opts {
    bool to_long, to_wide; /**< a row for each arm from a row for each trial, and back */
    bool contrasts;        /**< rows of two arms each, such as measures read, from a row for each arm */
    bool all_pairs;        /**< of contrasts: every two arms of a trial, not only those with the reference */
    copse_names key;       /**< columns that say which rows are of one trial; empty: trial, else study */
    copse_names levels;    /**< the arms, in order; empty: 1, 2, ... to long, as they appear to wide */
    copse_names
        values; /**< what differs between arms: "NAME", "NAME=COL/COL", "NAME=PATTERN" or "PATTERN", in which # stands
                                for the arm or its number; empty: the usual names */
    const char *arm; /**< the column that names the arm */
    const char
        *reference; /**< of contrasts: the arm that others are compared with; NULL: the first row of each trial */
} copse_shape_opts;

/** No shape asked for; arm = "arm". */
COPSE_API copse_shape_opts copse_shape_opts_default(void);

/** Puts the reshaped table in the place of *frame, which stays as it is after an error or where no shape was asked for.
 *  @return as copse_prepare */
COPSE_API COPSE_NODISCARD copse_status copse_change_shape(const copse_shape_opts *opts, copse_frame *frame,
                                                          copse_notes *warnings, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
