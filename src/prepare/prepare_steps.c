/* What was not reported is computed: fill, arms, clusters, scales, in this order. */
#include "prepare_parts.h"

#include <math.h>

copse_prepare_opts copse_prepare_opts_default(void)
{
    return (copse_prepare_opts){
        .how = "how", .quartiles = copse_five_opts_default().method, .level = 95, .correlation = NAN};
}

typedef copse_status part(const copse_prepare_opts *values, const copse_i_columns *columns, copse_frame *frame,
                          copse_i_audit *audit, copse_notes *warnings, copse_error *err);

static part *const PARTS[] = {copse_i_fill_rows, copse_i_combine_arms, copse_i_split_control,
                              copse_i_allow_for_clusters, copse_i_change_scale};

static bool asked_for(const copse_prepare_opts *v)
{
    return v->fill.count > 0 || v->combine.count > 0 || v->split.count > 0 || v->cluster_size != NULL ||
           v->icc != NULL || v->cluster_cv != NULL || v->from_to.count > 0 || v->delta != NULL || v->into.count > 0;
}

copse_status copse_prepare(const copse_prepare_opts *values, copse_frame *frame, copse_notes *warnings,
                           copse_error *err)
{
    copse_i_columns columns;
    copse_i_audit audit = {0};
    copse_status status = copse_i_columns_map(values->from.item, values->from.count, &columns, err);
    if (status != COPSE_OK || !asked_for(values)) return status;
    if (values->combine.count > 0 && values->split.count > 0)
        return copse_fail(err, COPSE_EUSAGE, "--combine-arms and --split-control exclude each other");
    status = copse_i_columns_check(&columns, frame, err);
    if (status == COPSE_OK) status = copse_i_audit_check(values->how, frame, err);
    if (status == COPSE_OK) status = copse_i_adjusted_check(&columns, frame, err);
    if (status == COPSE_OK) status = copse_i_audit_new(frame->rows, &audit, err);
    for (size_t i = 0; status == COPSE_OK && i < COPSE_I_LENGTH(PARTS); i++)
        status = PARTS[i](values, &columns, frame, &audit, warnings, err);
    if (status == COPSE_OK) status = copse_i_audit_put(&audit, values->how, frame, err);
    copse_i_audit_free(&audit);
    return status;
}
