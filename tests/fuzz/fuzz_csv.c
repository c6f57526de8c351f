/* libFuzzer target: any bytes as a CSV file. The first byte chooses delimiter, decimal point and encoding. What is read must be
 * consistent in itself, and what fails must leave an empty frame and a message of one line. */
#include <copse/frame.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) abort();
}

static void check_frame(const copse_frame *frame)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t bytes = 0;
    must(frame->rows > 0 && frame->columns > 0 && strlen(frame->sha256) == 64);
    for (size_t r = 0; r < frame->rows; r++) {
        must(frame->row[r] == r + 1);
        must(frame->line[r] > (r == 0 ? 1 : frame->line[r - 1]));
        for (size_t c = 0; c < frame->columns; c++) {
            const char *cell = copse_frame_cell(frame, c, r, buf, sizeof buf);
            bytes += cell != NULL ? strlen(cell) : 0;
            if (frame->column[c].type == COPSE_COLUMN_NUMBER) must(!isinf(frame->column[c].number[r]));
        }
    }
    must(bytes < SIZE_MAX);
}

static void check_subset(const copse_frame *frame)
{
    bool *keep = copse_alloc(frame->rows, sizeof *keep);
    if (keep == NULL) return;
    for (size_t r = 0; r < frame->rows; r++) keep[r] = r % 3 != 1;
    copse_frame part;
    must(copse_frame_subset(frame, keep, &part, NULL) == COPSE_OK);
    must(part.rows == frame->rows - (frame->rows + 1) / 3);
    for (size_t c = 0; c < frame->columns; c++) {
        const double *x;
        copse_error err = {0};
        const copse_status status = copse_frame_numbers(&part, frame->column[c].name, &x, &err);
        must((status == COPSE_OK) == (x != NULL) && (status == COPSE_OK || strlen(err.text) > 0));
    }
    copse_frame_free(&part);
    free(keep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const copse_frame_opts styles[] = {
        {.delimiter = ',', .decimal = '.'}, {.decimal = ','}, {.delimiter = '\t', .decimal = '.'}, {.decimal = '.'}};
    if (size == 0) return 0;
    static const char *const encodings[] = {"utf-16", "latin1", "shift_jis", "utf-16le", "gb18030", "windows-1252"};
    copse_frame_opts opts = styles[data[0] % 4];
    if (data[0] >= 128) opts.encoding = encodings[data[0] / 4 % 6];
    copse_frame frame;
    copse_error err = {0};
    const copse_status status = copse_frame_parse("f.csv", (const char *)data + 1, size - 1, &opts, &frame, &err);
    if (status == COPSE_OK) {
        check_frame(&frame);
        check_subset(&frame);
    } else {
        must(frame.column == NULL && frame.source == NULL && frame.store == NULL);
        must(err.status == status && strlen(err.text) > 0 && strpbrk(err.text, "\r\n") == NULL);
        must(copse_utf8_valid(err.text, strlen(err.text), NULL));
    }
    copse_frame_free(&frame);
    return 0;
}
