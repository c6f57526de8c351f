/* Tables that account for every row of the data: the trials pooled, the outcomes not pooled, the rows not used. */
#include "tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void study_row(const copse_i_run *run, bool machine, copse_document *document, const copse_i_analysis *analysis,
                      size_t i)
{
    const copse_study_set *set = &analysis->set;
    copse_fit_opts opts = analysis->opts;
    copse_fit own = {0};
    opts.method = COPSE_METHOD_EE;
    opts.test = COPSE_TEST_Z;
    const bool fitted = copse_pool(&set->yi[i], &set->vi[i], NULL, 1, 1, &opts, &own, NULL) == COPSE_OK;
    const copse_interval none = {NAN, NAN};
    const copse_interval ci = copse_i_shown_study_interval(analysis, i, fitted ? own.coef->ci : none);
    copse_fit_free(&own);
    copse_document_row(document);
    copse_document_text(document, machine  ? analysis->outcome->name.text
                                  : i == 0 ? copse_i_outcome_title(analysis->outcome)
                                           : "");
    copse_document_text(document, set->label[i]);
    if (run->spec->subgroup.line > 0)
        copse_document_text(document, set->group != NULL ? set->level[set->group[i]] : NULL);
    if (machine) {
        copse_document_number(document, copse_i_shown_study(analysis, i, set->yi[i]));
        copse_document_number(document, ci.lower);
        copse_document_number(document, ci.upper);
        copse_document_number(document, set->yi[i]);
        copse_document_number(document, set->vi[i]);
    } else {
        copse_i_interval_cell(document, copse_i_shown_study(analysis, i, set->yi[i]), ci.lower, ci.upper,
                              copse_i_digits(analysis->outcome));
    }
    copse_document_number(document, analysis->state == COPSE_I_POOLED ? analysis->fit.weight[i] : NAN);
    copse_document_number(document, set->ni[i]);
    copse_document_number(document, (double)set->row[i]);
}

copse_status copse_i_table_studies(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)err;
    copse_document_table(document, "studies", "Trials of the main analyses; no weight: not pooled (too few trials)");
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "trial", "Trial", COPSE_ALIGN_LEFT, -1);
    if (run->spec->subgroup.line > 0)
        copse_document_column(document, "group", copse_i_or(run->spec->subgroup.title, run->spec->subgroup.column.text),
                              COPSE_ALIGN_LEFT, -1);
    copse_i_estimate_column(document, "estimate", "Estimate", run->spec->model.opts.level);
    if (machine) {
        copse_document_column(document, "ci_lower", "ci_lower", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "ci_upper", "ci_upper", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "yi", "yi", COPSE_ALIGN_RIGHT, -1);
        copse_document_column(document, "vi", "vi", COPSE_ALIGN_RIGHT, -1);
    }
    copse_document_column(document, "weight", "Weight (%)", COPSE_ALIGN_RIGHT, 1);
    copse_document_column(document, "n", "n", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "row", "Row", COPSE_ALIGN_RIGHT, 0);
    bool first = true;
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
        if (analysis->set.k == 0) continue;
        if (!first) copse_document_rule(document);
        for (size_t i = 0; i < analysis->set.k; i++) study_row(run, machine, document, analysis, i);
        first = false;
    }
    return COPSE_OK;
}

/* The first of the rows of a trial that `flag` marks. */
static bool first_of_trial(const copse_i_run *run, const bool *flag, size_t row)
{
    if (!flag[row]) return false;
    for (size_t j = 0; j < row; j++)
        if (flag[j] && run->trial[row] != NULL && run->trial[j] != NULL && strcmp(run->trial[row], run->trial[j]) == 0)
            return false;
    return true;
}

static size_t count_trials(const copse_i_run *run, const bool *flag)
{
    size_t n = 0;
    for (size_t i = 0; i < run->data.rows; i++) n += first_of_trial(run, flag, i);
    return n;
}

static void add_name(copse_text *list, const char *name)
{
    copse_text_printf(list, "%s%s", list->length > 0 ? ", " : "", name);
}

static void add_trials(const copse_i_run *run, const bool *flag, copse_text *list)
{
    for (size_t i = 0; i < run->data.rows; i++)
        if (first_of_trial(run, flag, i)) add_name(list, run->label[i]);
}

/* Names of the sensitivity analyses in which an outcome is pooled. */
static void pooled_in(const copse_i_run *run, size_t o, copse_text *out)
{
    for (size_t v = 1; v < copse_i_variants(run); v++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, v);
        if (analysis->state == COPSE_I_POOLED) add_name(out, analysis->variant->name.text);
    }
}

static void unpooled_outcome(const copse_i_run *run, size_t o, copse_document *document)
{
    const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
    copse_text where = {0}, trials = {0};
    pooled_in(run, o, &where);
    for (size_t i = 0; i < analysis->set.k; i++) add_name(&trials, analysis->set.label[i]);
    copse_document_row(document);
    copse_document_text(document, copse_i_outcome_title(analysis->outcome));
    copse_document_number(document, (double)count_trials(run, run->belongs + o * run->data.rows));
    copse_document_number(document, (double)analysis->set.k);
    copse_document_text(document, trials.length > 0 ? copse_text_string(&trials) : NULL);
    copse_document_text(document, analysis->state == COPSE_I_NONE ? "no eligible trial" : "too few trials");
    copse_document_text(document, where.length > 0 ? copse_text_string(&where) : NULL);
    copse_document_check(document, copse_text_status(&where));
    copse_document_check(document, copse_text_status(&trials));
    copse_text_free(&where);
    copse_text_free(&trials);
}

static bool in_some_outcome(const copse_i_run *run, size_t row)
{
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        if (copse_i_belongs(run, o, row)) return true;
    return false;
}

static bool eligible(const copse_i_run *run, size_t row)
{
    for (size_t c = 0; c < run->spec->eligibility.count; c++)
        if (!run->criterion[c * run->data.rows + row]) return false;
    return true;
}

static const char *outcome_cell(const copse_i_run *run, size_t row, char *buf, size_t size)
{
    size_t column = 0;
    if (run->spec->outcome_column.line == 0) return NULL;
    if (copse_frame_column(&run->data, run->spec->outcome_column.text, &column, NULL) != COPSE_OK) return NULL;
    return copse_frame_cell(&run->data, column, row, buf, size);
}

/* Rows from `first` on that belong to no outcome of the protocol but share first's value of the outcome column. */
static void mark_group(const copse_i_run *run, size_t first, bool *flag, bool *listed)
{
    char buf[COPSE_NUMBER_TEXT], other[COPSE_NUMBER_TEXT];
    const char *name = outcome_cell(run, first, buf, sizeof buf);
    for (size_t i = first; i < run->data.rows; i++) {
        const char *here = outcome_cell(run, i, other, sizeof other);
        const bool same = (name == NULL && here == NULL) || (name != NULL && here != NULL && strcmp(name, here) == 0);
        flag[i] = same && !in_some_outcome(run, i);
        if (flag[i]) listed[i] = true;
    }
}

static copse_status other_outcomes(const copse_i_run *run, copse_document *document, copse_error *err)
{
    const size_t rows = run->data.rows;
    char buf[COPSE_NUMBER_TEXT];
    bool *listed = copse_alloc(rows, sizeof *listed), *flag = copse_alloc(rows, sizeof *flag);
    const bool good = listed != NULL && flag != NULL;
    for (size_t i = 0; good && i < rows; i++) {
        if (listed[i] || in_some_outcome(run, i)) continue;
        copse_text names = {0};
        memset(flag, 0, rows * sizeof *flag);
        mark_group(run, i, flag, listed);
        const size_t trials = count_trials(run, flag);
        for (size_t j = 0; j < rows; j++) flag[j] = flag[j] && eligible(run, j);
        const size_t fit = count_trials(run, flag);
        add_trials(run, flag, &names);
        copse_document_row(document);
        copse_document_text(document, outcome_cell(run, i, buf, sizeof buf));
        copse_document_number(document, (double)trials);
        copse_document_number(document, (double)fit);
        copse_document_text(document, names.length > 0 ? copse_text_string(&names) : NULL);
        copse_document_text(document, fit == 0 ? "no eligible trial" : "not one of the protocol's outcomes");
        copse_document_text(document, NULL);
        copse_document_check(document, copse_text_status(&names));
        copse_text_free(&names);
    }
    free(listed);
    free(flag);
    return good ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_table_unpooled(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)machine;
    copse_document_table(document, "outcomes_not_pooled",
                         "Outcomes that the main analysis does not pool: too few eligible trials, or not among the "
                         "protocol's outcomes");
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "trials", "Trials", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "eligible", "Eligible", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "which", "Eligible trials", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "reason", "Reason", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "pooled_in", "Pooled in", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count; o++)
        if (copse_i_analysis_at(run, o, 0)->state != COPSE_I_POOLED) unpooled_outcome(run, o, document);
    return other_outcomes(run, document, err);
}

/* Sensitivity analyses that use a row of an outcome. */
static void used_in(const copse_i_run *run, size_t o, size_t row, copse_text *out)
{
    for (size_t v = 1; v < copse_i_variants(run); v++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, v);
        if (analysis->state == COPSE_I_POOLED && analysis->used[row]) add_name(out, analysis->variant->name.text);
    }
}

static void unused_row(const copse_i_run *run, copse_document *document, size_t row, const char *outcome,
                       const char *why, const char *used)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t column = 0;
    copse_document_row(document);
    copse_document_number(document, (double)run->data.row[row]);
    if (run->spec->id.line > 0) {
        const bool found = copse_frame_column(&run->data, run->spec->id.text, &column, NULL) == COPSE_OK;
        copse_document_text(document, found ? copse_frame_cell(&run->data, column, row, buf, sizeof buf) : NULL);
    }
    copse_document_text(document, run->label[row]);
    copse_document_text(document, outcome);
    copse_document_text(document, why);
    copse_document_text(document, used);
}

static void outcome_row(const copse_i_run *run, copse_document *document, size_t o, size_t row)
{
    const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
    copse_text used = {0}, why = {0};
    used_in(run, o, row, &used);
    if (analysis->why[row] != NULL) copse_text_add(&why, analysis->why[row]);
    else copse_text_printf(&why, "too few trials of this outcome to pool (%zu)", analysis->set.k);
    unused_row(run, document, row, copse_i_outcome_title(analysis->outcome), copse_text_string(&why),
               used.length > 0 ? copse_text_string(&used) : NULL);
    copse_document_check(document, copse_text_status(&used));
    copse_document_check(document, copse_text_status(&why));
    copse_text_free(&used);
    copse_text_free(&why);
}

/* A row of none of the protocol's outcomes: what its own criteria say, and that its outcome is not among them. */
static void stray_row(const copse_i_run *run, copse_document *document, size_t row)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text why = {0};
    if (!copse_i_meets_criteria(run, NULL, row, &why)) copse_text_add(&why, "; ");
    copse_text_add(&why, "not one of the protocol's outcomes (see the outcomes not pooled)");
    unused_row(run, document, row, outcome_cell(run, row, buf, sizeof buf), copse_text_string(&why), NULL);
    copse_document_check(document, copse_text_status(&why));
    copse_text_free(&why);
}

copse_status copse_i_table_rows(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)machine;
    (void)err;
    copse_document_table(document, "rows_not_used", "Rows of the data that no main analysis pools, with the reason");
    copse_document_column(document, "row", "Row", COPSE_ALIGN_RIGHT, 0);
    if (run->spec->id.line > 0) copse_document_column(document, "id", run->spec->id.text, COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "trial", "Trial", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "reason", "Reason", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "used_in", "Used in", COPSE_ALIGN_LEFT, -1);
    for (size_t row = 0; row < run->data.rows; row++) {
        if (!in_some_outcome(run, row)) stray_row(run, document, row);
        for (size_t o = 0; o < run->spec->outcomes.count; o++) {
            const copse_i_analysis *analysis = copse_i_analysis_at(run, o, 0);
            const bool pooled = analysis->state == COPSE_I_POOLED && analysis->used[row];
            if (copse_i_belongs(run, o, row) && !pooled) outcome_row(run, document, o, row);
        }
    }
    return COPSE_OK;
}
