/* What a run of a protocol works on: the tables read, which rows belong where, the analyses, and what was written. */
#ifndef COPSE_RUN_STATE_H
#define COPSE_RUN_STATE_H

#include "spec.h"

typedef enum copse_i_state {
    COPSE_I_NONE,    /**< no eligible trial */
    COPSE_I_TOO_FEW, /**< fewer trials than min_trials: listed, not pooled */
    COPSE_I_POOLED
} copse_i_state;

/** One outcome analysed one way. */
typedef struct copse_i_analysis {
    const copse_i_outcome *outcome;
    const copse_i_sensitivity *variant; /**< NULL = the main analysis */
    copse_fit_opts opts;
    copse_tau2_mode mode;
    copse_i_state state;
    copse_study_set set;       /**< empty where state is NONE */
    copse_fit fit;             /**< POOLED only */
    copse_subgroups subgroups; /**< POOLED with a subgroup column only */
    bool has_subgroups;
    int direction; /**< 1 or -1: the sign of an effect that favours the second of `favours` */
    bool *used;    /**< rows of the data: in this analysis */
    char **why;    /**< rows of the data: why an outcome's row is not in it; main analysis only */
    copse_notes notes;
    size_t warnings;            /**< of the notes, the first so many; the others say what was done as asked */
    copse_i_arena arena;        /**< labels of combined studies */
    const copse_i_items *rules; /**< for one effect a trial; NULL: the protocol's */
    const bool *left_out; /**< rows of the data that are not used beside those that are not eligible; NULL: none */
} copse_i_analysis;

typedef struct copse_i_output {
    char *name; /**< relative to the directory, with '/' */
    char sha256[65];
} copse_i_output;

struct copse_i_robustness;
struct copse_i_curve;

typedef struct copse_i_run {
    const copse_protocol *protocol;
    const copse_i_spec *spec;
    const char *directory;
    copse_frame data, published;
    copse_frame *described;     /**< one for each entry */
    char **trial;               /**< data rows: name of the trial, NULL = missing */
    char **label;               /**< data rows: label for tables */
    bool *criterion;            /**< criteria x data rows: met */
    bool *belongs;              /**< outcomes x data rows: a row of the outcome */
    copse_i_analysis *analysis; /**< outcomes x (1 + sensitivity analyses), the main one first */
    size_t analyses;
    struct copse_i_robustness *robustness; /**< outcomes; empty where an outcome is not pooled; NULL: not asked for */
    struct copse_i_curve *curve;           /**< outcomes; the multiverse of each that has one; NULL: not asked for */
    copse_i_output *output;
    size_t outputs, output_capacity;
    copse_notes *warnings;
} copse_i_run;

static inline size_t copse_i_variants(const copse_i_run *run)
{
    return 1 + run->spec->sensitivity.count;
}
/** Analysis v of outcome o; v = 0 is the main one. */
static inline copse_i_analysis *copse_i_analysis_at(const copse_i_run *run, size_t o, size_t v)
{
    return run->analysis + o * copse_i_variants(run) + v;
}
static inline bool copse_i_belongs(const copse_i_run *run, size_t o, size_t row)
{
    return run->belongs[o * run->data.rows + row];
}
/** Index of the data row with this number in the file. */
size_t copse_i_row_index(const copse_i_run *run, size_t file_row);

/** Reads every table and finds every column and expression that the protocol names: inputs.c. */
COPSE_NODISCARD copse_status copse_i_inputs_read(copse_i_run *run, copse_error *err);

/** Chooses the rows of an analysis: eligible, with usable numbers, one effect a trial: selection.c. `keep`: data rows. */
COPSE_NODISCARD copse_status copse_i_select(const copse_i_run *run, size_t o, copse_i_analysis *analysis, bool *keep,
                                            copse_error *err);
/** Whether a row meets the criteria that an analysis (NULL = the main one) does not lift; `reasons` gets those that it
 *  does not meet, with the detail that the row itself gives. */
bool copse_i_meets_criteria(const copse_i_run *run, const copse_i_analysis *analysis, size_t row, copse_text *reasons);
/** How the columns of the data make an outcome's study set; `measure` and names are borrowed from the protocol. */
copse_binding copse_i_binding(const copse_i_run *run, const copse_i_outcome *outcome);

/** Selects, binds, combines, without pooling: the set is empty where no row is eligible: analysis.c. */
COPSE_NODISCARD copse_status copse_i_gather_studies(const copse_i_run *run, size_t o, copse_i_analysis *analysis,
                                                    copse_error *err);
/** Gathers and pools: analysis.c. */
COPSE_NODISCARD copse_status copse_i_analyse(const copse_i_run *run, size_t o, copse_i_analysis *analysis,
                                             copse_error *err);
void copse_i_analysis_free(copse_i_analysis *analysis, size_t rows);

/** Writes DIRECTORY/name whole and notes its sha256 for the manifest: outputs.c. */
COPSE_NODISCARD copse_status copse_i_output_write(copse_i_run *run, const char *name, const char *bytes, size_t n,
                                                  copse_error *err);
/** Notes a file that is there already. */
COPSE_NODISCARD copse_status copse_i_output_note(copse_i_run *run, const char *name, copse_error *err);
/** DIRECTORY/name; freed by free(), NULL when memory is short. */
COPSE_NODISCARD char *copse_i_output_path(const copse_i_run *run, const char *name);
COPSE_NODISCARD copse_status copse_i_manifest_write(copse_i_run *run, const char *command_line, copse_error *err);

/** Every table in every format asked for: tables.c. */
COPSE_NODISCARD copse_status copse_i_tables_write(copse_i_run *run, copse_error *err);
/** results.json: results_json.c. */
COPSE_NODISCARD copse_status copse_i_results_write(copse_i_run *run, copse_error *err);
/** Forest plots: forest_plots.c. Specification curves: speccurve_plots.c. */
COPSE_NODISCARD copse_status copse_i_plots_write(copse_i_run *run, bool *drawing, copse_error *err);
COPSE_NODISCARD copse_status copse_i_speccurves_write(copse_i_run *run, bool *drawing, copse_error *err);
/** Makes of plots/NAME the script, and the picture in each of the protocol's formats; `script` is what the plot's
 *  function makes for a picture of that name. Want of gnuplot is a warning; *drawing then turns false and no more are tried. */
typedef copse_status copse_i_script_maker(const void *plot, const char *picture, copse_text *script, copse_error *err);
COPSE_NODISCARD copse_status copse_i_pictures_write(copse_i_run *run, const char *name, copse_i_script_maker *make,
                                                    const void *plot, bool *drawing, copse_error *err);

#endif
