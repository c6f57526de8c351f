/* The studies of one combination of choices about a data frame. */
#include <copse/multiverse.h>

#include <stdlib.h>

/* The options of measure and rule, and where those of the exclusions begin. */
typedef struct chosen {
    size_t measure, rule, exclusions;
} chosen;

static chosen find_chosen(const copse_multiverse_frame *f, const size_t *level)
{
    chosen c = {0, 0, 0};
    if (f->measure_is_choice) c.measure = level[c.exclusions++];
    if (f->rule_is_choice) c.rule = level[c.exclusions++];
    return c;
}

/* Rows that `where` keeps and no exclusion in force names. */
static copse_status keep_rows(const copse_multiverse_frame *f, const size_t *leave_out, bool *keep, bool *work,
                              copse_error *err)
{
    const size_t rows = f->frame->rows;
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < rows; i++) keep[i] = true;
    if (f->where != NULL) status = copse_frame_where(f->frame, f->where, keep, err);
    for (size_t e = 0; e < f->excludes && status == COPSE_OK; e++) {
        if (leave_out == NULL || leave_out[e] == 0) continue;
        status = copse_frame_where(f->frame, f->exclude[e], work, err);
        for (size_t i = 0; i < rows && status == COPSE_OK; i++) keep[i] = keep[i] && !work[i];
    }
    return status;
}

/* An expression is what the user wrote, so that what is wrong with it is a matter of usage. */
static copse_status as_usage(copse_status status, copse_error *err)
{
    if (status != COPSE_EPARSE && status != COPSE_ENOTFOUND) return status;
    if (err != NULL) err->status = COPSE_EUSAGE;
    return COPSE_EUSAGE;
}

static copse_status bind_rows(const copse_multiverse_frame *f, const chosen *c, const bool *keep, copse_study_set *set,
                              copse_error *err)
{
    copse_frame kept = {0};
    copse_binding binding = f->binding[c->measure];
    size_t rows = 0;
    for (size_t i = 0; i < f->frame->rows; i++) rows += keep[i];
    if (rows == 0) return copse_fail(err, COPSE_ENODATA, "no rows are left");
    copse_status status = copse_frame_subset(f->frame, keep, &kept, err);
    binding.no_doubts = true; /* told once, of the first combination */
    if (status == COPSE_OK) status = copse_study_set_bind_trials(&kept, &binding, &f->rule[c->rule], set, NULL, err);
    copse_frame_free(&kept);
    if (status == COPSE_ENODATA && err != NULL) err->text[0] = '\0'; /* that the file has no studies is not so */
    return status;
}

copse_status copse_multiverse_frame_bind(void *context, const size_t *level, copse_multiverse_studies *studies,
                                         copse_error *err)
{
    const copse_multiverse_frame *f = context;
    const chosen c = find_chosen(f, level);
    bool *keep = copse_alloc(2 * f->frame->rows, sizeof *keep);
    if (keep == NULL) return copse_fail_memory(err);
    copse_status status = as_usage(keep_rows(f, level + c.exclusions, keep, keep + f->frame->rows, err), err);
    if (status == COPSE_OK) status = bind_rows(f, &c, keep, &studies->set, err);
    free(keep);
    return status;
}

copse_status copse_multiverse_frame_is_idle(const copse_multiverse_frame *frame, size_t e, bool *idle, copse_error *err)
{
    const size_t rows = frame->frame->rows;
    bool *keep = copse_alloc(2 * rows, sizeof *keep);
    if (keep == NULL) return copse_fail_memory(err);
    bool *named = keep + rows;
    copse_status status = keep_rows(frame, NULL, keep, named, err);
    if (status == COPSE_OK) status = copse_frame_where(frame->frame, frame->exclude[e], named, err);
    *idle = status == COPSE_OK;
    for (size_t i = 0; i < rows && status == COPSE_OK; i++) *idle = *idle && !(keep[i] && named[i]);
    free(keep);
    return as_usage(status, err);
}
