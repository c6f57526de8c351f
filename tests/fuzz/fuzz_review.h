/* What must hold of a review that was read from any bytes. */
#ifndef FUZZ_REVIEW_H
#define FUZZ_REVIEW_H

#include <copse/review.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void must(bool holds)
{
    if (!holds) abort();
}

static void fuzz_check_error(copse_status status, const copse_error *err)
{
    must(err->status == status && strlen(err->text) > 0 && strpbrk(err->text, "\r\n") == NULL);
    must(copse_utf8_valid(err->text, strlen(err->text), NULL));
}

static void fuzz_check_frame(const copse_frame *frame)
{
    for (size_t c = 0; c < frame->columns; c++) {
        const copse_column *column = &frame->column[c];
        must(column->number != NULL || column->text != NULL);
        for (size_t r = 0; r < frame->rows; r++) {
            if (column->number != NULL) must(!isinf(column->number[r]));
            if (column->text != NULL && column->text[r] != NULL)
                must(copse_utf8_valid(column->text[r], strlen(column->text[r]), NULL));
        }
    }
}

static void fuzz_check_analysis(const copse_review *review, size_t a)
{
    const copse_review_analysis *analysis = &review->analysis[a];
    copse_frame frame;
    copse_error err = {0};
    size_t found = 0;
    must(copse_review_find(review, analysis->id, &found, NULL) == COPSE_OK && found == a);
    must(analysis->settings.level > 0 && analysis->settings.level < 100);
    must(analysis->subgroups <= analysis->k);
    const copse_status status = copse_review_frame(review, a, &frame, &err);
    if (status != COPSE_OK) {
        must(frame.column == NULL);
        fuzz_check_error(status, &err);
        return;
    }
    must(frame.rows == analysis->k && frame.columns >= 3);
    fuzz_check_frame(&frame);
    copse_frame_free(&frame);
}

static void fuzz_review(const char *source, const char *bytes, size_t n)
{
    copse_review review;
    copse_error err = {0};
    const copse_status status = copse_review_parse(source, bytes, n, &review, &err);
    if (status != COPSE_OK) {
        must(review.source == NULL && review.analysis == NULL && review.rows == NULL);
        fuzz_check_error(status, &err);
        return;
    }
    copse_frame list;
    must(review.analyses > 0);
    for (size_t a = 0; a < review.analyses; a++) fuzz_check_analysis(&review, a);
    must(copse_review_list(&review, &list, NULL) == COPSE_OK);
    must(list.rows == review.analyses);
    fuzz_check_frame(&list);
    copse_frame_free(&list);
    copse_review_free(&review);
}

#endif
