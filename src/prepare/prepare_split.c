/* --split-control: a control that several arms share is divided evenly among them. */
#include "arm_groups.h"
#include "prepare_parts.h"

#include <stdlib.h>

static const copse_quantity DIVIDED[] = {COPSE_Q_N2, COPSE_Q_EVENTS2, COPSE_Q_OTHERS2};

static size_t sharers(const copse_i_arm_groups *groups, size_t row)
{
    size_t n = 0;
    for (size_t r = groups->first[row]; r != COPSE_I_LAST; r = groups->next[r]) n++;
    return n;
}

static copse_status divide(const copse_prepare_opts *values, const copse_i_columns *columns, const size_t *share,
                           copse_frame *frame, copse_notes *warnings, copse_error *err)
{
    bool any = false;
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < COPSE_I_LENGTH(DIVIDED); i++) {
        const char *name = columns->name[DIVIDED[i]];
        double *number = NULL;
        status = copse_i_adjusted_read(name, frame, &number, warnings, err);
        if (status != COPSE_OK || number == NULL) continue;
        any = true;
        for (size_t r = 0; r < frame->rows; r++) number[r] /= (double)share[r];
        status = copse_i_adjusted_write(name, values->replace, number, frame, err);
        free(number);
    }
    if (status != COPSE_OK || any) return status;
    return copse_fail(err, COPSE_EUSAGE, "--split-control: %s has none of the columns %s, %s, %s (--from)",
                      frame->source, columns->name[DIVIDED[0]], columns->name[DIVIDED[1]], columns->name[DIVIDED[2]]);
}

copse_status copse_i_split_control(const copse_prepare_opts *values, const copse_i_columns *columns, copse_frame *frame,
                                   copse_i_audit *audit, copse_notes *warnings, copse_error *err)
{
    copse_i_arm_groups groups = {0};
    if (values->split.count == 0) return COPSE_OK;
    size_t *share = copse_alloc(frame->rows, sizeof *share);
    if (share == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_arm_groups_find("split-control", &values->split, columns, frame, &groups, err);
    for (size_t r = 0; status == COPSE_OK && r < frame->rows; r++) {
        if (groups.first[r] == r)
            for (size_t i = r, n = sharers(&groups, r); i != COPSE_I_LAST; i = groups.next[i]) share[i] = n;
        if (share[r] < 2) continue;
        copse_text *text = copse_i_audit_entry(audit, r);
        copse_text_printf(text, "control divided among %zu arms, ", share[r]);
        copse_i_arm_groups_lines(&groups, frame, groups.first[r], text);
        copse_text_add(text, " (Cochrane Handbook 23.3.4)");
    }
    if (status == COPSE_OK) copse_i_arm_groups_warn(&groups, frame, "sharing a control", audit, warnings);
    if (status == COPSE_OK) status = divide(values, columns, share, frame, warnings, err);
    copse_i_arm_groups_free(&groups);
    free(share);
    return status;
}
