#include "source.h"

#include <stdlib.h>

copse_status copse_i_source_frame_opts(const copse_i_source_values *source, copse_frame_opts *opts, copse_error *err)
{
    *opts = copse_frame_opts_default();
    if (source->decimal != '.' && source->decimal != ',')
        return copse_fail(err, COPSE_EUSAGE, "--decimal: '%c' is neither . nor ,", source->decimal);
    opts->decimal = source->decimal;
    opts->delimiter = source->delimiter;
    opts->encoding = source->encoding;
    if (opts->delimiter == opts->decimal)
        return copse_fail(err, COPSE_EUSAGE, "--delimiter and --decimal are the same character, '%c'", opts->decimal);
    return COPSE_OK;
}

/* A faulty filter is a faulty command line, whatever is wrong with it. */
static copse_status bad_filter(copse_status status, copse_error *err)
{
    if (status == COPSE_OK || status == COPSE_ENOMEM) return status;
    return err->status = COPSE_EUSAGE;
}

copse_status copse_i_source_read(const char *file, const copse_i_source_values *source, copse_frame *frame,
                                 copse_error *err)
{
    copse_frame_opts opts;
    const copse_status status = copse_i_source_frame_opts(source, &opts, err);
    return status == COPSE_OK ? copse_frame_read(file, &opts, frame, err) : status;
}

copse_status copse_i_source_keep(const char *where, const copse_frame *frame, copse_frame *kept, copse_error *err)
{
    bool *keep = copse_alloc(frame->rows, sizeof *keep);
    if (keep == NULL) return copse_fail_memory(err);
    copse_status status = bad_filter(copse_frame_where(frame, where, keep, err), err);
    size_t rows = 0;
    for (size_t i = 0; status == COPSE_OK && i < frame->rows; i++) rows += keep[i];
    if (status == COPSE_OK && rows == 0)
        status = copse_fail(err, COPSE_ENODATA, "%s: --where keeps none of its %zu rows", frame->source, frame->rows);
    if (status == COPSE_OK) status = copse_frame_subset(frame, keep, kept, err);
    free(keep);
    return status;
}

copse_status copse_i_source_rows(const char *file, const copse_i_source_values *source, copse_frame *frame,
                                 copse_error *err)
{
    copse_frame all = {0}, kept = {0};
    if (source->where == NULL) return copse_i_source_read(file, source, frame, err);
    copse_status status = copse_i_source_read(file, source, &all, err);
    if (status == COPSE_OK) status = copse_i_source_keep(source->where, &all, &kept, err);
    if (status == COPSE_OK) status = copse_frame_copy(&kept, frame, err);
    copse_frame_free(&kept);
    copse_frame_free(&all);
    return status;
}
