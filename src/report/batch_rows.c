#include "batch_rows.h"

#include "json_stream.h"
#include "render.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What a column holds; COUNT and REAL are members of copse_batch_fit. */
typedef enum content { KEY, COUNT, REAL, METHOD, TEST, STATUS, WHY } content;

#define AT(member) offsetof(copse_batch_fit, member)
static const struct column {
    const char *name;
    content kind;
    size_t at;
} COLUMN[] = {
    {"key", KEY, 0},
    {"k", COUNT, AT(k)},
    {"left_out", COUNT, AT(left_out)},
    {"estimate", REAL, AT(estimate)},
    {"se", REAL, AT(se)},
    {"statistic", REAL, AT(statistic)},
    {"df", REAL, AT(df)},
    {"p", REAL, AT(p)},
    {"ci_lower", REAL, AT(ci.lower)},
    {"ci_upper", REAL, AT(ci.upper)},
    {"pi_lower", REAL, AT(prediction.lower)},
    {"pi_upper", REAL, AT(prediction.upper)},
    {"tau2", REAL, AT(tau2)},
    {"I2", REAL, AT(I2)},
    {"H2", REAL, AT(H2)},
    {"Q", REAL, AT(Q)},
    {"Q_df", REAL, AT(Q_df)},
    {"Q_p", REAL, AT(Q_p)},
    {"egger_bias", REAL, AT(egger.bias)},
    {"egger_se", REAL, AT(egger.se)},
    {"egger_statistic", REAL, AT(egger.statistic)},
    {"egger_df", REAL, AT(egger.df)},
    {"egger_p", REAL, AT(egger.p)},
    {"method", METHOD, 0},
    {"test", TEST, 0},
    {"status", STATUS, 0},
    {"why", WHY, 0},
};
#undef AT
enum { COLUMNS = sizeof COLUMN / sizeof *COLUMN };

static size_t count_at(const copse_batch_fit *fit, const struct column *column)
{
    size_t n;
    memcpy(&n, (const char *)fit + column->at, sizeof n);
    return n;
}

static double real_at(const copse_batch_fit *fit, const struct column *column)
{
    double x;
    memcpy(&x, (const char *)fit + column->at, sizeof x);
    return x;
}

/* The text of a column that holds one; NULL: none. */
static const char *text_of(const copse_i_batch_chunk *chunk, size_t g, content kind, const char *why)
{
    const copse_batch_fit *fit = &chunk->fit[g];
    const bool good = fit->status == COPSE_BATCH_OK;
    if (kind == KEY) return chunk->rows->texts.bytes + chunk->rows->key[g];
    if (kind == METHOD) return copse_method_code(chunk->method);
    if (kind == TEST) return good ? copse_test_code(fit->test) : NULL;
    if (good) return NULL;
    return kind == STATUS ? copse_batch_status_code(fit->status) : why;
}

void copse_i_batch_head(copse_format format, copse_text *out)
{
    if (format == COPSE_FORMAT_JSON) return;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i > 0) copse_text_add_char(out, ',', 1);
        copse_text_add(out, COLUMN[i].name);
    }
    copse_text_add_char(out, '\n', 1);
}

/* Whole numbers as they are: counts and degrees of freedom need none of the care that other numbers do. */
static void add_count(copse_text *out, size_t n)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    copse_text_add_bytes(out, digits + at, sizeof digits - at);
}

static void add_real(copse_text *out, double x)
{
    if (isnan(x)) return;
    if (x >= 0 && x < 1e9 && x == (double)(uint32_t)x) add_count(out, (uint32_t)x);
    else copse_text_add_exact(out, x);
}

static void row_csv(const copse_i_batch_chunk *chunk, size_t g, const char *why, copse_text *out)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct column *column = &COLUMN[i];
        if (i > 0) copse_text_add_char(out, ',', 1);
        if (column->kind == REAL) add_real(out, real_at(&chunk->fit[g], column));
        else if (column->kind == COUNT) add_count(out, count_at(&chunk->fit[g], column));
        else if (column->kind == KEY || column->kind == WHY) {
            const char *text = text_of(chunk, g, column->kind, why);
            if (text != NULL) copse_i_render_csv_field(out, text);
        } else copse_text_add(out, text_of(chunk, g, column->kind, why));
    }
    copse_text_add_char(out, '\n', 1);
}

static void row_json(const copse_i_batch_chunk *chunk, size_t g, const char *why, copse_text *out)
{
    const copse_batch_fit *fit = &chunk->fit[g];
    copse_i_json json = {.out = out};
    copse_i_json_row_open(&json);
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct column *column = &COLUMN[i];
        if (column->kind == COUNT) copse_i_json_row_whole(&json, column->name, (double)count_at(fit, column));
        else if (column->kind == REAL) copse_i_json_row_real(&json, column->name, real_at(fit, column));
        else copse_i_json_row_text(&json, column->name, text_of(chunk, g, column->kind, why));
    }
    copse_i_json_row_close(&json);
    copse_text_add_char(out, '\n', 1);
    out->failed = out->failed || json.status != COPSE_OK;
}

/* "line 17: column sd1i: '-2' is not a positive number" */
static void say_why(const copse_i_batch_chunk *chunk, size_t g, copse_text *why)
{
    const copse_batch_fit *f = &chunk->fit[g];
    const copse_corpus_rows *rows = chunk->rows;
    const char *column = f->input < COPSE_IN_COUNT ? chunk->column[f->input] : NULL;
    char value[COPSE_NUMBER_TEXT];
    why->length = 0;
    if (f->status == COPSE_BATCH_OK) return;
    if (f->status == COPSE_BATCH_RANGE) {
        copse_text_printf(why, "%s", f->why);
        return;
    }
    copse_text_printf(why, "line %zu: ", rows->line[f->row]);
    if (f->status == COPSE_BATCH_IMPOSSIBLE && column != NULL)
        copse_text_printf(why, "column %s: '%s' %s", column,
                          copse_format_exact(value, sizeof value, rows->number[chunk->index[f->input]][f->row]),
                          f->why);
    else if (column != NULL) copse_text_printf(why, "%s is missing", column);
    else copse_text_printf(why, "%s", f->input < COPSE_IN_COUNT ? "a value is missing" : f->why);
}

/* A cell that is no number: the first of the group. */
static void say_odd(const copse_i_batch_chunk *chunk, size_t g, copse_text *why)
{
    const copse_corpus_rows *rows = chunk->rows;
    for (size_t i = 0; i < rows->odds; i++) {
        const copse_corpus_cell *odd = &rows->odd[i];
        if (odd->row < rows->start[g] || odd->row >= rows->start[g + 1]) continue;
        const char *column = "";
        for (copse_input input = 0; input < COPSE_IN_COUNT; input++)
            if (chunk->column[input] != NULL && chunk->index[input] == odd->column) column = chunk->column[input];
        copse_text_printf(why, "line %zu: column %s: '%s' is not a number", rows->line[odd->row], column,
                          rows->texts.bytes + odd->text);
        return;
    }
}

void copse_i_batch_row(copse_format format, const copse_i_batch_chunk *chunk, size_t g, copse_text *why,
                       copse_text *out)
{
    why->length = 0;
    if (chunk->fit[g].status == COPSE_BATCH_REFUSED) say_odd(chunk, g, why);
    else say_why(chunk, g, why);
    if (why->length > 0 && copse_text_status(why) == COPSE_OK) copse_one_line(why->bytes);
    const char *reason = why->length > 0 ? copse_text_string(why) : "";
    if (format == COPSE_FORMAT_JSON) row_json(chunk, g, reason, out);
    else row_csv(chunk, g, reason, out);
    out->failed = out->failed || copse_text_status(why) != COPSE_OK;
}
