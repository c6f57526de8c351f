#include "source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

static bool ends_in(const char *text, const char *ending)
{
    const size_t n = strlen(text), e = strlen(ending);
    return n > e && strcasecmp(text + n - e, ending) == 0;
}

copse_status copse_i_source_review(const char *file, const copse_i_source_values *source, copse_review *review,
                                   size_t *analysis, copse_error *err)
{
    if (source->delimiter != '\0' || source->decimal == ',' || source->encoding != NULL)
        return copse_fail(
            err, COPSE_EUSAGE,
            "--delimiter, --decimal and --encoding are for CSV files; a review says itself how it is written");
    copse_status status = copse_review_read(file, review, err);
    if (status == COPSE_OK && source->analysis != NULL)
        status = copse_review_find(review, source->analysis, analysis, err);
    return status;
}

static copse_status read_analysis(const char *file, const copse_i_source_values *source, copse_frame *frame,
                                  copse_error *err)
{
    copse_review review = {0};
    size_t analysis = 0;
    copse_status status = copse_i_source_review(file, source, &review, &analysis, err);
    if (status == COPSE_OK) status = copse_review_frame(&review, analysis, frame, err);
    copse_review_free(&review);
    return status;
}

copse_status copse_i_source_read(const char *file, const copse_i_source_values *source, copse_frame *frame,
                                 copse_error *err)
{
    copse_frame_opts opts;
    if (source->analysis != NULL) return read_analysis(file, source, frame, err);
    if (ends_in(file, ".rm5") || ends_in(file, ".zip"))
        return copse_fail(err, COPSE_EUSAGE,
                          "%s: --analysis says which analysis of the review (copse convert %s --list "
                          "shows them)",
                          file, file);
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
        status = copse_fail(err, COPSE_ENODATA, "%s: --where keeps none of its %zu %s", frame->source, frame->rows,
                            copse_plural(frame->rows, "row", "rows"));
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
