/* One analysis: the rows chosen become a study set, arms that share a control are combined, and the set is pooled. */
#include "run_state.h"

#include <stdlib.h>
#include <string.h>

void copse_i_analysis_free(copse_i_analysis *analysis, size_t rows)
{
    copse_study_set_free(&analysis->set);
    copse_fit_free(&analysis->fit);
    copse_subgroups_free(&analysis->subgroups);
    copse_notes_free(&analysis->notes);
    copse_i_arena_free(&analysis->arena);
    for (size_t i = 0; analysis->why != NULL && i < rows; i++) free(analysis->why[i]);
    free(analysis->why);
    free(analysis->used);
    *analysis = (copse_i_analysis){0};
}

/* In front of an error: the protocol's line, the outcome and the analysis. */
static copse_status name_analysis(const copse_i_run *run, const copse_i_analysis *analysis, copse_error *err)
{
    const bool main_one = analysis->variant == NULL;
    const bool of_protocol = !main_one && analysis->variant->name.line > 0; /* not made by a multiverse */
    return copse_error_prefix(err, "%s:%zu: outcome '%s', %s%s: ", run->protocol->name,
                              main_one ? analysis->outcome->line : analysis->variant->line,
                              analysis->outcome->name.text,
                              main_one      ? "main analysis"
                              : of_protocol ? "sensitivity analysis "
                                            : "",
                              main_one ? "" : analysis->variant->name.text);
}

/* Rows that are pooled together must have the same value in each column of `agree`. */
static copse_status check_agreement(const copse_i_run *run, const copse_i_analysis *analysis, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    for (size_t a = 0; a < run->spec->agree.count; a++) {
        char buf[COPSE_NUMBER_TEXT], other[COPSE_NUMBER_TEXT];
        size_t column = 0;
        const copse_status status = copse_frame_column(&run->data, run->spec->agree.text[a], &column, err);
        if (status != COPSE_OK) return status;
        for (size_t i = 1; i < set->k; i++) {
            const size_t r = copse_i_row_index(run, set->row[0]), s = copse_i_row_index(run, set->row[i]);
            const char *first = copse_frame_cell(&run->data, column, r, buf, sizeof buf);
            const char *here = copse_frame_cell(&run->data, column, s, other, sizeof other);
            if (first == NULL) first = "missing";
            if (here == NULL) here = "missing";
            if (strcmp(first, here) == 0) continue;
            return copse_fail(err, COPSE_EDOM,
                              "column %s must agree in rows that are pooled: '%s' in row %zu, '%s' in row %zu",
                              run->spec->agree.text[a], first, set->row[0], here, set->row[i]);
        }
    }
    return COPSE_OK;
}

/* Which sign favours the second of `favours`: the direction column says it, the same for every row pooled. */
static copse_status find_direction(const copse_i_run *run, copse_i_analysis *analysis, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    const double *sign = NULL;
    analysis->direction = 1;
    if (run->spec->direction.line == 0) return COPSE_OK;
    const copse_status status = copse_frame_numbers(&run->data, run->spec->direction.text, &sign, err);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < set->k; i++) {
        const double here = sign[copse_i_row_index(run, set->row[i])];
        if (!(here == 1 || here == -1))
            return copse_fail(err, COPSE_EDOM, "%s:%zu: column %s must be 1 or -1", run->data.source, set->line[i],
                              run->spec->direction.text);
        if (i > 0 && (int)here != analysis->direction)
            return copse_fail(err, COPSE_EDOM,
                              "column %s: the effects of rows %zu and %zu point in opposite directions",
                              run->spec->direction.text, set->row[0], set->row[i]);
        analysis->direction = (int)here;
    }
    return COPSE_OK;
}

/* Arms of one trial are combined across no border between subgroups. */
static copse_status check_arms(const copse_study_set *set, const char *const *trial, copse_error *err)
{
    for (size_t i = 0; set->group != NULL && i < set->k; i++)
        for (size_t j = i + 1; j < set->k; j++)
            if (set->group[i] != set->group[j] && strcmp(trial[i], trial[j]) == 0)
                return copse_fail(err, COPSE_EDOM, "the arms of %s (rows %zu and %zu) are in different subgroups",
                                  trial[i], set->row[i], set->row[j]);
    return COPSE_OK;
}

/* A combined study bears the name of its trial, not of its first arm. */
static copse_status relabel_combined(const copse_i_run *run, copse_i_analysis *analysis, const char *const *trial,
                                     size_t before, copse_error *err)
{
    copse_study_set *set = &analysis->set;
    for (size_t i = 0; i < set->k; i++) {
        const char *name = run->trial[copse_i_row_index(run, set->row[i])];
        size_t arms = 0;
        for (size_t j = 0; j < before; j++) arms += strcmp(trial[j], name) == 0;
        if (arms < 2) continue;
        copse_text label = {0};
        copse_text_printf(&label, "%s (%zu %s combined)", name, arms,
                          run->spec->combine.column.line > 0 ? "arms" : "effects");
        char *copy = copse_i_arena_take(&analysis->arena, label.length + 1, 1);
        const bool good = copy != NULL && copse_text_status(&label) == COPSE_OK;
        if (good) memcpy(copy, label.bytes, label.length);
        copse_text_free(&label);
        if (!good) return copse_fail_memory(err);
        set->label[i] = copy; /* the set's own strings are freed with the set, whatever points to them */
    }
    return COPSE_OK;
}

/* The cells of a column of the data, one for each study. `arena` keeps numbers that become texts. */
static copse_status study_cells(const copse_i_run *run, copse_i_analysis *analysis, const char *name, const char **cell,
                                copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t column = 0;
    const copse_status status = copse_frame_column(&run->data, name, &column, err);
    for (size_t i = 0; status == COPSE_OK && i < analysis->set.k; i++) {
        const size_t row = copse_i_row_index(run, analysis->set.row[i]);
        const char *text = copse_frame_cell(&run->data, column, row, buf, sizeof buf);
        cell[i] = text;
        if (text != buf) continue;
        char *copy = copse_i_arena_take(&analysis->arena, strlen(buf) + 1, 1);
        if (copy == NULL) return copse_fail_memory(err);
        memcpy(copy, buf, strlen(buf));
        cell[i] = copy;
    }
    return status;
}

/* What the errors' correlations depend on. */
typedef struct dependence {
    const char **trial, **obs;
    double *time;
} dependence;

static copse_status read_dependence(const copse_i_run *run, copse_i_analysis *analysis, dependence *d, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    const copse_i_combine *combine = &run->spec->combine;
    const double *number = NULL;
    copse_status status = COPSE_OK;
    d->trial = copse_alloc(set->k, sizeof *d->trial);
    if (d->trial == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < set->k; i++) d->trial[i] = run->trial[copse_i_row_index(run, set->row[i])];
    if (combine->time.line > 0) {
        d->time = copse_alloc(set->k, sizeof *d->time);
        if (d->time == NULL) return copse_fail_memory(err);
        status = copse_frame_numbers(&run->data, combine->time.text, &number, err);
        for (size_t i = 0; status == COPSE_OK && i < set->k; i++)
            d->time[i] = number[copse_i_row_index(run, set->row[i])];
    }
    if (status != COPSE_OK || combine->obs.line == 0) return status;
    d->obs = copse_alloc(set->k, sizeof *d->obs);
    if (d->obs == NULL) return copse_fail_memory(err);
    return study_cells(run, analysis, combine->obs.text, d->obs, err);
}

static copse_status combine_arms(const copse_i_run *run, copse_i_analysis *analysis, copse_error *err)
{
    copse_study_set *set = &analysis->set;
    const size_t before = set->k;
    if (run->spec->combine.line == 0) return COPSE_OK;
    const copse_i_sensitivity *variant = analysis->variant;
    copse_aggregate_opts opts = run->spec->combine.opts;
    if (variant != NULL && variant->rho.line > 0) opts.rho = variant->rho.value;
    if (variant != NULL && variant->phi.line > 0) opts.phi = variant->phi.value;
    dependence d = {0};
    copse_status status = read_dependence(run, analysis, &d, err);
    if (status == COPSE_OK) status = check_arms(set, d.trial, err);
    if (status == COPSE_OK)
        status = copse_study_set_aggregate(set, d.trial, d.time, d.obs, &opts, &analysis->notes, err);
    if (status == COPSE_OK) status = relabel_combined(run, analysis, d.trial, before, err);
    free(d.trial);
    free(d.obs);
    free(d.time);
    return status;
}

/* Levels without a study are taken out: each level that is pooled has one at least. */
static void drop_empty_levels(copse_study_set *set)
{
    for (size_t level = 0; level < set->levels;) {
        size_t n = 0;
        for (size_t i = 0; i < set->k; i++) n += set->group[i] == level;
        if (n > 0) {
            level++;
            continue;
        }
        for (size_t l = level + 1; l < set->levels; l++) set->level[l - 1] = set->level[l];
        set->level[--set->levels] = NULL;
        for (size_t i = 0; i < set->k; i++) set->group[i] -= set->group[i] > level;
    }
}

static copse_status bind_rows(const copse_i_run *run, copse_i_analysis *analysis, const bool *keep, copse_error *err)
{
    copse_frame part = {0};
    const copse_binding binding = copse_i_binding(run, analysis->outcome);
    copse_status status = copse_frame_subset(&run->data, keep, &part, err);
    if (status == COPSE_OK) status = copse_study_set_bind(&part, &binding, &analysis->set, &analysis->notes, err);
    if (status == COPSE_OK) status = check_agreement(run, analysis, err);
    if (status == COPSE_OK) status = find_direction(run, analysis, err);
    for (size_t i = 0; status == COPSE_OK && i < analysis->set.k; i++)
        analysis->used[copse_i_row_index(run, analysis->set.row[i])] = true;
    analysis->warnings = analysis->notes.count;
    if (status == COPSE_OK) status = combine_arms(run, analysis, err);
    if (status == COPSE_OK) drop_empty_levels(&analysis->set);
    copse_frame_free(&part);
    return status;
}

static copse_status pool(const copse_i_run *run, copse_i_analysis *analysis, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    const double least = run->spec->min_trials.line > 0 ? run->spec->min_trials.value : 2;
    analysis->state = (double)set->k < least ? COPSE_I_TOO_FEW : COPSE_I_POOLED;
    if (analysis->state == COPSE_I_TOO_FEW) return COPSE_OK;
    copse_status status = copse_pool(set->yi, set->vi, NULL, set->k, 1, &analysis->opts, &analysis->fit, err);
    if (status != COPSE_OK || set->levels == 0) return status;
    status = copse_pool_subgroups(set->yi, set->vi, set->group, set->k, set->levels, &analysis->opts, analysis->mode,
                                  &analysis->subgroups, err);
    analysis->has_subgroups = status == COPSE_OK;
    return status;
}

copse_status copse_i_gather_studies(const copse_i_run *run, size_t o, copse_i_analysis *analysis, copse_error *err)
{
    const size_t rows = run->data.rows;
    copse_status status = COPSE_OK;
    bool any = false;
    bool *keep = copse_alloc(rows, sizeof *keep);
    analysis->used = copse_alloc(rows, sizeof *analysis->used);
    if (analysis->variant == NULL) analysis->why = copse_alloc(rows, sizeof *analysis->why);
    if (keep == NULL || analysis->used == NULL || (analysis->variant == NULL && analysis->why == NULL)) {
        status = copse_fail_memory(err);
        goto done;
    }
    status = copse_i_select(run, o, analysis, keep, err);
    if (status != COPSE_OK) goto done;
    for (size_t i = 0; i < rows; i++) any = any || keep[i];
    if (!any) goto done;
    status = bind_rows(run, analysis, keep, err);
    if (status != COPSE_OK) (void)name_analysis(run, analysis, err);
done:
    free(keep);
    return status;
}

copse_status copse_i_analyse(const copse_i_run *run, size_t o, copse_i_analysis *analysis, copse_error *err)
{
    copse_status status = copse_i_gather_studies(run, o, analysis, err);
    if (status != COPSE_OK || analysis->set.k == 0) return status;
    status = pool(run, analysis, err);
    return status == COPSE_OK ? COPSE_OK : name_analysis(run, analysis, err);
}
