/* The tables of a run. Each is described once; `machine` says whether for a program (CSV, JSON: one number a column,
 * exact) or for a reader (estimate and interval in one cell). */
#ifndef COPSE_TABLES_H
#define COPSE_TABLES_H

#include "run_state.h"

typedef copse_status copse_i_table_builder(const copse_i_run *run, bool machine, copse_document *document,
                                           copse_error *err);
copse_i_table_builder copse_i_table_summary;     /**< outcome x overall and each subgroup */
copse_i_table_builder copse_i_table_sensitivity; /**< outcome x analysis, overall and each subgroup */
copse_i_table_builder copse_i_table_studies;     /**< the trials of each main analysis with their weights */
copse_i_table_builder copse_i_table_unpooled;    /**< outcomes with too few trials */
copse_i_table_builder copse_i_table_rows;        /**< rows of the data in no main analysis, each with the reason */
copse_i_table_builder copse_i_table_published;   /**< published beside recomputed */
copse_i_table_builder copse_i_table_robustness;  /**< whether the effects and the differences survive: one page */
copse_i_table_builder copse_i_table_robustness_checks;         /**< every check of that page */
copse_i_table_builder copse_i_table_multiverse;                /**< all combinations of choices, in a row an outcome */
copse_i_table_builder copse_i_table_multiverse_choices;        /**< what each choice does */
copse_i_table_builder copse_i_table_multiverse_specifications; /**< the analyses themselves */
copse_status copse_i_table_described(const copse_i_run *run, size_t entry, copse_document *document, copse_error *err);

/** A table of a run by number, its name and whether the run has it; names in order, NULL at the end. */
typedef struct copse_i_table_entry {
    const char *name;
    copse_i_table_builder *build;
} copse_i_table_entry;
extern const copse_i_table_entry copse_i_table_list[];
extern const size_t copse_i_table_count;
/** Whether the protocol asks for what table `table` of the list shows. */
bool copse_i_table_wanted(const copse_i_run *run, size_t table);
/** The main table as text, and, where its verdict is on printed digits, the published results below it. */
COPSE_NODISCARD copse_status copse_i_summary_render(const copse_i_run *run, copse_text *out, copse_error *err);
/** Renders one table of copse_i_table_list. */
COPSE_NODISCARD copse_status copse_i_table_render(const copse_i_run *run, size_t table, copse_format format,
                                                  copse_text *out, copse_error *err);
/** Its rows as a JSON array. */
COPSE_NODISCARD copse_status copse_i_table_rows_json(const copse_i_run *run, size_t table, copse_text *out,
                                                     copse_error *err);
COPSE_NODISCARD copse_status copse_i_described_rows_json(const copse_i_run *run, size_t entry, copse_text *out,
                                                         copse_error *err);
COPSE_NODISCARD copse_status copse_i_described_render(const copse_i_run *run, size_t entry, copse_format format,
                                                      copse_text *out, copse_error *err);

/** x on the scale on which an analysis is shown: ratios for log ratios. fit: the one that x comes from, the whole or a
 *  level's. */
double copse_i_shown(const copse_i_analysis *analysis, const copse_fit *fit, double x);
/** The same for an interval, whose limits change places where the transform falls. single: of one trial's true effect, as
 *  a prediction interval is, not of the mean of them. */
copse_interval copse_i_shown_interval(const copse_i_analysis *analysis, const copse_fit *fit, copse_interval x,
                                      bool single);
/** The same for a number and an interval of study i of the set. */
double copse_i_shown_study(const copse_i_analysis *analysis, size_t i, double x);
copse_interval copse_i_shown_study_interval(const copse_i_analysis *analysis, size_t i, copse_interval x);
/** What an analysis' estimates are called: "Hedges' g", "Risk ratio". */
const char *copse_i_effect_name(const copse_i_analysis *analysis);
const char *copse_i_outcome_title(const copse_i_outcome *outcome);
int copse_i_digits(const copse_i_outcome *outcome);
const char *copse_i_variant_title(const copse_i_analysis *analysis);

/** The columns of pooled results, and one row's cells of them; fit == NULL leaves them empty. */
void copse_i_result_columns(copse_document *document, bool machine, double level);
void copse_i_result_cells(copse_document *document, bool machine, const copse_i_analysis *analysis,
                          const copse_fit *fit);
/** The head of a column of estimates with intervals: "Estimate [95% CI]". */
void copse_i_estimate_column(copse_document *document, const char *key, const char *head, double level);
/** A p-value as readers see it, exact for programs. */
void copse_i_p_cell(copse_document *document, double p);
/** "0.19 [0.11; 0.27]", in an estimate's cell. */
void copse_i_interval_cell(copse_document *document, double estimate, double lower, double upper, int digits);

#endif
