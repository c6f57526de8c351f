/* Columns of a frame → study set. */
#include "study_columns.h"
#include "study_doubts.h"
#include "study_groups.h"
#include "study_labels.h"
#include "study_order.h"
#include "study_rows.h"
#include "study_strings.h"

#include <math.h>
#include <stdlib.h>

copse_binding copse_binding_default(void)
{
    return (copse_binding){.effect = copse_effect_opts_default(), .doubt = copse_doubt_opts_default()};
}

void copse_study_set_free(copse_study_set *set)
{
    if (!set) return;
    free(set->label);
    free(set->yi);
    free(set->vi);
    free(set->ni);
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) free(set->input[j]);
    free(set->row);
    free(set->line);
    free(set->level);
    free(set->group);
    free(set->dropped);
    free(set->effects);
    free(set->merged);
    copse_i_strings_free(set->store);
    *set = (copse_study_set){0};
}

static copse_status find_measure(const copse_binding *binding, const copse_measure **measure, copse_error *err)
{
    const char *code = binding->measure ? binding->measure : "GEN";
    *measure = copse_measure_find(code);
    if (*measure) return COPSE_OK;
    const char *nearest = copse_measure_nearest(code);
    if (nearest) return copse_fail(err, COPSE_ENOTFOUND, "no measure '%s'; did you mean '%s'?", code, nearest);
    return copse_fail(err, COPSE_ENOTFOUND, "no measure '%s'", code);
}

/* The options that a measure does not know. */
static copse_status check_options(const copse_measure *measure, const copse_effect_opts *opts, copse_error *err)
{
    static const copse_vtype only_ls[] = {COPSE_VTYPE_LS, COPSE_VTYPE_COUNT};
    if (opts->uncorrected && !measure->corrects)
        return copse_fail(err, COPSE_EUSAGE, "measure %s has no bias correction to leave out", measure->code);
    if (opts->correction != COPSE_CORRECTION_CONSTANT && measure->family != COPSE_FAMILY_TABLE &&
        measure->family != COPSE_FAMILY_RATES)
        return copse_fail(err, COPSE_EUSAGE,
                          "measure %s has no two groups with counts, between which to share a correction",
                          measure->code);
    if (copse_measure_takes(measure, opts->vtype)) return COPSE_OK;
    copse_text taken = {0};
    const copse_vtype *vtype = measure->vtypes ? measure->vtypes : only_ls;
    for (; *vtype != COPSE_VTYPE_COUNT; vtype++)
        copse_text_printf(&taken, "%s%s", taken.length > 0 ? ", " : "", copse_vtype_name(*vtype));
    const copse_status status =
        copse_text_status(&taken) != COPSE_OK
            ? copse_fail_memory(err)
            : copse_fail(err, COPSE_EUSAGE, "measure %s takes no variance type '%s', but %s", measure->code,
                         copse_vtype_name(opts->vtype), copse_text_string(&taken));
    copse_text_free(&taken);
    return status;
}

double copse_study_input(const copse_study_set *set, size_t study, copse_input input)
{
    return set->input[input] ? set->input[input][study] : (double)NAN;
}

/* The array itself, where every row is kept in its place; the rows give it up. */
static double *take_values(double **values)
{
    double *taken = *values;
    *values = NULL;
    return taken;
}

/* A new array with the kept ones of `values`. */
static double *kept_values(const copse_i_rows *rows, const double *values)
{
    double *kept = copse_alloc(rows->kept, sizeof *kept);
    for (size_t i = 0; kept && i < rows->kept; i++) kept[i] = values[rows->keep[i]];
    return kept;
}

/* Of a group's cells and size, the one that the other two determine. */
static bool complete(copse_study_set *set, copse_input events, copse_input others, copse_input total)
{
    const copse_input part[2] = {others, total};
    if (!set->input[events]) return true; /* given estimates only */
    for (size_t p = 0; p < 2; p++) {
        if (set->input[part[p]]) continue;
        set->input[part[p]] = copse_alloc(set->k, sizeof(double));
        if (!set->input[part[p]]) return false;
        for (size_t i = 0; i < set->k; i++) set->input[part[p]][i] = (double)NAN;
    }
    double *n = set->input[total], *m = set->input[others];
    const double *x = set->input[events];
    for (size_t i = 0; i < set->k; i++) {
        if (isnan(n[i])) n[i] = x[i] + m[i];
        if (isnan(m[i])) m[i] = n[i] - x[i];
    }
    return true;
}

static bool fill_inputs(const copse_i_rows *rows, const copse_i_columns *columns, copse_study_set *set)
{
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) {
        if (!columns->in[j]) continue;
        set->input[j] = kept_values(rows, columns->in[j]);
        if (!set->input[j]) return false;
    }
    if (set->measure->family == COPSE_FAMILY_TABLE) {
        return complete(set, COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_N1I) &&
               complete(set, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_N2I);
    }
    if (set->measure->family == COPSE_FAMILY_PROPORTION) return complete(set, COPSE_IN_XI, COPSE_IN_MI, COPSE_IN_NI);
    return true;
}

static bool fill_places(const copse_i_rows *rows, copse_i_labels *labels, copse_study_set *set)
{
    set->label = copse_alloc(set->k, sizeof *set->label);
    set->row = copse_alloc(set->k, sizeof *set->row);
    set->line = copse_alloc(set->k, sizeof *set->line);
    if (!set->label || !set->row || !set->line) return false;
    for (size_t i = 0; i < set->k; i++) {
        set->row[i] = rows->frame->row[rows->keep[i]];
        set->line[i] = rows->frame->line[rows->keep[i]];
        set->label[i] = copse_i_label(labels, rows->keep[i], &set->store);
        if (!set->label[i]) return false;
    }
    return true;
}

/* Copies the kept rows, in their order, into the set. */
static copse_status fill(copse_i_rows *rows, const copse_i_columns *columns, copse_i_labels *labels,
                         copse_study_set *set)
{
    set->k = rows->kept;
    set->measure = rows->measure;
    set->yi = rows->whole ? take_values(&rows->yi) : kept_values(rows, rows->yi);
    set->vi = rows->whole ? take_values(&rows->vi) : kept_values(rows, rows->vi);
    set->ni = rows->whole ? take_values(&rows->ni) : kept_values(rows, rows->ni);
    if (!set->yi || !set->vi || !set->ni) return COPSE_ENOMEM;
    return fill_inputs(rows, columns, set) && fill_places(rows, labels, set) ? COPSE_OK : COPSE_ENOMEM;
}

/* From computed rows to the finished set. */
static copse_status build(const copse_binding *binding, const copse_i_columns *columns, copse_i_rows *rows,
                          copse_i_labels *labels, copse_study_set *set, copse_notes *warnings, copse_error *err)
{
    copse_status status = copse_i_rows_sift(rows, labels, columns, set, err);
    if (status == COPSE_OK) copse_i_rows_warn(rows, columns, set, warnings);
    if (status == COPSE_OK && !binding->no_doubts)
        status = copse_i_rows_doubt(rows, binding, columns, labels, warnings, err);
    if (status == COPSE_OK && rows->kept == 0) status = copse_i_rows_none(rows, set, err);
    if (status == COPSE_OK && binding->order) {
        status = copse_i_sort_rows(rows->frame, binding->order, rows->keep, rows->kept, err);
    }
    if (status != COPSE_OK) return status;
    rows->whole = rows->kept == rows->frame->rows && !binding->order;
    status = fill(rows, columns, labels, set);
    if (status == COPSE_OK && binding->subgroup) {
        status = copse_i_groups_fill(rows->frame, binding, rows->subgroup, rows->keep, set);
    }
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

copse_status copse_study_set_bind(const copse_frame *frame, const copse_binding *binding, copse_study_set *set,
                                  copse_notes *warnings, copse_error *err)
{
    copse_i_columns columns = {0};
    copse_i_labels labels = {0};
    copse_i_rows rows = {0};
    if (!frame || !binding || !set) return copse_fail(err, COPSE_EINVAL, "no frame, binding or study set");
    *set = (copse_study_set){0};
    rows.frame = frame;
    copse_status status = find_measure(binding, &rows.measure, err);
    if (status == COPSE_OK) status = check_options(rows.measure, &binding->effect, err);
    if (status == COPSE_OK) status = copse_i_columns_bind(frame, binding, rows.measure, &columns, err);
    if (status == COPSE_OK) status = copse_i_labels_bind(frame, binding, &labels, err);
    if (status == COPSE_OK) status = copse_i_rows_compute(&rows, binding, &columns, err);
    if (status == COPSE_OK) status = build(binding, &columns, &rows, &labels, set, warnings, err);
    if (status != COPSE_OK) copse_study_set_free(set);
    copse_i_rows_free(&rows);
    copse_i_labels_free(&labels);
    copse_i_columns_free(&columns);
    return status;
}
