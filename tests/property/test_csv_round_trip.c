/* Random tables, written in every legal way that CSV knows and read back: the same cells, types, lines and digits. */
#include "ck_close.h"

#include <copse/frame.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { TABLES = 400, MOST_COLUMNS = 6, MOST_ROWS = 300 };

typedef struct cell {
    bool missing, is_number;
    double number;
    char text[24];
} cell;

typedef struct table {
    size_t rows, columns;
    cell cell[MOST_ROWS][MOST_COLUMNS];
    size_t line[MOST_ROWS];
} table;

static uint64_t state;

static uint64_t draw(uint64_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % below;
}

static double any_double(void)
{
    for (;;) {
        const uint64_t bits = (draw(1u << 16) << 48) | (draw(1u << 24) << 24) | draw(1u << 24);
        double x;
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x)) return x;
    }
}

static void any_text(char *text)
{
    static const char *const piece[] = {"a",  "B", " ",        "\"",           ",",  ";", "\n", "\r\n", "\t", "'",
                                        "\\", "7", "\xC3\xA9", "\xE2\x82\xAC", "NA", "x"};
    text[0] = '\0';
    const uint64_t pieces = draw(6);
    for (uint64_t i = 0; i < pieces; i++) strcat(text, piece[draw(16)]);
    strcat(text, "z"); /* no text that reads as missing or as a number */
}

/* Column kinds: 0 numbers, 1 texts, 2 numbers with one text late. */
static void fill(table *t)
{
    t->columns = 1 + draw(MOST_COLUMNS);
    t->rows = 1 + draw(MOST_ROWS);
    for (size_t c = 0; c < t->columns; c++) {
        const uint64_t kind = draw(3);
        const size_t turn = draw(t->rows);
        for (size_t r = 0; r < t->rows; r++) {
            cell *x = &t->cell[r][c];
            *x = (cell){.missing = draw(8) == 0, .is_number = kind != 1 && !(kind == 2 && r == turn)};
            x->number = draw(2) ? any_double() : (double)draw(2000) / 8 - 100;
            if (!x->is_number) any_text(x->text);
        }
    }
}

static void write_quoted(copse_text *out, const char *text)
{
    copse_text_add_char(out, '"', 1);
    for (; *text != '\0'; text++) copse_text_add_char(out, *text, *text == '"' ? 2 : 1);
    copse_text_add_char(out, '"', 1);
}

static void spaces(copse_text *out)
{
    if (draw(8) == 0) copse_text_add_char(out, ' ', 1 + draw(2));
}

static void write_cell(copse_text *out, const cell *x, char decimal)
{
    static const char *const missing[] = {"NA", "NaN", ".", "\"\"", "\"NA\""};
    char digits[COPSE_NUMBER_TEXT];
    const char *text = x->text;
    if (x->is_number) {
        copse_format_significant(digits, sizeof digits, x->number, 17);
        char *point = strchr(digits, '.');
        if (point != NULL) *point = decimal;
        text = digits;
    }
    spaces(out);
    if (x->missing) copse_text_add(out, missing[draw(5)]);
    else if (!x->is_number || draw(4) == 0) write_quoted(out, text);
    else copse_text_add(out, text);
    spaces(out);
}

static size_t count_lines(const copse_text *text, size_t from)
{
    size_t lines = 0;
    for (size_t i = from; i < text->length; i++) lines += text->bytes[i] == '\n';
    return lines;
}

static void write_table(table *t, copse_text *out, const copse_frame_opts *opts)
{
    const char *const end = draw(2) ? "\r\n" : "\n";
    if (draw(2)) copse_text_add(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < t->columns; c++)
        copse_text_printf(out, "%sv%zu", c > 0 ? (char[]){opts->delimiter, 0} : "", c);
    copse_text_add(out, end);
    size_t line = 2;
    for (size_t r = 0; r < t->rows; r++) {
        const size_t from = out->length;
        if (draw(10) == 0) copse_text_printf(out, "%s%s", draw(2) ? "  " : "", end);
        t->line[r] = line + count_lines(out, from);
        for (size_t c = 0; c < t->columns; c++) {
            if (c > 0) copse_text_add_char(out, opts->delimiter, 1);
            write_cell(out, &t->cell[r][c], opts->decimal);
        }
        if (r + 1 < t->rows || draw(2)) copse_text_add(out, end);
        line += count_lines(out, from);
    }
}

static void same_cell(const table *t, const copse_frame *f, size_t r, size_t c, char decimal)
{
    const cell *x = &t->cell[r][c];
    const copse_column *column = &f->column[c];
    if (column->type == COPSE_COLUMN_NUMBER) {
        ck_assert(x->missing || x->is_number);
        if (x->missing) ck_assert(isnan(column->number[r]));
        else ck_assert_mem_eq(&column->number[r], &x->number, sizeof x->number);
        return;
    }
    const char *got = column->text[r];
    ck_assert_int_eq(got == NULL, x->missing);
    if (x->missing) return;
    if (!x->is_number) ck_assert_str_eq(got, x->text);
    else {
        double back = 0;
        ck_assert(copse_parse_number(got, strlen(got), decimal, &back));
        ck_assert(back == x->number);
    }
}

static copse_column_type expected_type(const table *t, size_t c)
{
    bool value = false;
    for (size_t r = 0; r < t->rows; r++) {
        if (t->cell[r][c].missing) continue;
        value = true;
        if (!t->cell[r][c].is_number) return COPSE_COLUMN_TEXT;
    }
    return value ? COPSE_COLUMN_NUMBER : COPSE_COLUMN_TEXT;
}

START_TEST(read_back_identical)
{
    table *t = malloc(sizeof *t);
    ck_assert_ptr_nonnull(t);
    for (int k = 0; k < TABLES; k++) {
        static const copse_frame_opts styles[] = {{.delimiter = ',', .decimal = '.'},
                                                  {.delimiter = ';', .decimal = ','},
                                                  {.delimiter = '\t', .decimal = '.'},
                                                  {.delimiter = '|', .decimal = ','}};
        const copse_frame_opts *opts = &styles[k % 4];
        state = (uint64_t)k * 7919 + 1;
        copse_text text = {0};
        fill(t);
        write_table(t, &text, opts);
        copse_frame f;
        copse_error err = {0};
        ck_assert_msg(copse_frame_parse("t", text.bytes, text.length, opts, &f, &err) == COPSE_OK, "table %d: %s", k,
                      err.text);
        ck_assert_uint_eq(f.rows, t->rows);
        ck_assert_uint_eq(f.columns, t->columns);
        ck_assert_mem_eq(f.line, t->line, t->rows * sizeof *t->line);
        for (size_t c = 0; c < t->columns; c++) {
            ck_assert_int_eq(f.column[c].type, expected_type(t, c));
            for (size_t r = 0; r < t->rows; r++) same_cell(t, &f, r, c, opts->decimal);
        }
        copse_frame_free(&f);
        copse_text_free(&text);
    }
    free(t);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("csv round trip");
    TCase *c = tcase_create("csv round trip");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, read_back_identical);
    suite_add_tcase(s, c);
    return run_suite(s);
}
