#include "batch_rows.h"

#include "json_stream.h"
#include "render.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { COUNT, REAL, TEXT };

/* One value of a row. */
typedef struct item {
    const char *key;
    int kind;
    size_t count;
    double real;
    const char *text;
} item;

enum { ITEMS = 27 };

static void list_items(const copse_i_batch_chunk *chunk, size_t g, const char *why, item *to)
{
    const copse_batch_fit *f = &chunk->fit[g];
    const bool good = f->status == COPSE_BATCH_OK;
    const item items[ITEMS] = {
        {.key = "key", .kind = TEXT, .text = chunk->rows->texts.bytes + chunk->rows->key[g]},
        {.key = "k", .kind = COUNT, .count = f->k},
        {.key = "left_out", .kind = COUNT, .count = f->left_out},
        {.key = "estimate", .kind = REAL, .real = f->estimate},
        {.key = "se", .kind = REAL, .real = f->se},
        {.key = "statistic", .kind = REAL, .real = f->statistic},
        {.key = "df", .kind = REAL, .real = f->df},
        {.key = "p", .kind = REAL, .real = f->p},
        {.key = "ci_lower", .kind = REAL, .real = f->ci.lower},
        {.key = "ci_upper", .kind = REAL, .real = f->ci.upper},
        {.key = "pi_lower", .kind = REAL, .real = f->prediction.lower},
        {.key = "pi_upper", .kind = REAL, .real = f->prediction.upper},
        {.key = "tau2", .kind = REAL, .real = f->tau2},
        {.key = "I2", .kind = REAL, .real = f->I2},
        {.key = "H2", .kind = REAL, .real = f->H2},
        {.key = "Q", .kind = REAL, .real = f->Q},
        {.key = "Q_df", .kind = REAL, .real = f->Q_df},
        {.key = "Q_p", .kind = REAL, .real = f->Q_p},
        {.key = "egger_bias", .kind = REAL, .real = f->egger.bias},
        {.key = "egger_se", .kind = REAL, .real = f->egger.se},
        {.key = "egger_statistic", .kind = REAL, .real = f->egger.statistic},
        {.key = "egger_df", .kind = REAL, .real = f->egger.df},
        {.key = "egger_p", .kind = REAL, .real = f->egger.p},
        {.key = "method", .kind = TEXT, .text = copse_method_code(chunk->method)},
        {.key = "test", .kind = TEXT, .text = good ? copse_test_code(f->test) : NULL},
        {.key = "status", .kind = TEXT, .text = good ? NULL : copse_batch_status_code(f->status)},
        {.key = "why", .kind = TEXT, .text = good ? NULL : why},
    };
    memcpy(to, items, sizeof items);
}

void copse_i_batch_head(copse_format format, copse_text *out)
{
    item items[ITEMS];
    const copse_batch_fit none = {0};
    const size_t zero = 0;
    copse_corpus_rows rows = {.texts = {.bytes = (char[]){""}}, .key = (size_t[]){zero}};
    const copse_i_batch_chunk chunk = {.rows = &rows, .fit = &none};
    if (format == COPSE_FORMAT_JSON) return;
    list_items(&chunk, 0, "", items);
    for (size_t i = 0; i < ITEMS; i++) {
        if (i > 0) copse_text_add_char(out, ',', 1);
        copse_text_add(out, items[i].key);
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

/* Into the room that row_csv made. */
static void add_real(copse_text *out, double x)
{
    if (isnan(x)) return;
    if (x >= 0 && x < 1e9 && x == (double)(uint32_t)x) {
        add_count(out, (uint32_t)x);
        return;
    }
    char *at = out->bytes + out->length;
    out->length += strlen(copse_format_exact(at, COPSE_NUMBER_TEXT, x));
}

static void row_csv(const item *items, copse_text *out)
{
    for (size_t i = 0; i < ITEMS; i++) {
        if (copse_reserve((void **)&out->bytes, &out->capacity, out->length + 1 + COPSE_NUMBER_TEXT, 1) != COPSE_OK) {
            out->failed = true;
            return;
        }
        if (i > 0) out->bytes[out->length++] = ',';
        if (items[i].kind == COUNT) add_count(out, items[i].count);
        else if (items[i].kind == REAL) add_real(out, items[i].real);
        else if (items[i].text != NULL) copse_i_render_csv_field(out, items[i].text);
    }
    copse_text_add_char(out, '\n', 1);
}

static void row_json(const item *items, copse_text *out)
{
    copse_i_json json = {.out = out};
    copse_i_json_row_open(&json);
    for (size_t i = 0; i < ITEMS; i++) {
        if (items[i].kind == COUNT) copse_i_json_row_whole(&json, items[i].key, (double)items[i].count);
        else if (items[i].kind == REAL) copse_i_json_row_real(&json, items[i].key, items[i].real);
        else copse_i_json_row_text(&json, items[i].key, items[i].text);
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
    item items[ITEMS];
    why->length = 0;
    if (chunk->fit[g].status == COPSE_BATCH_REFUSED) say_odd(chunk, g, why);
    else say_why(chunk, g, why);
    if (why->length > 0 && copse_text_status(why) == COPSE_OK) copse_one_line(why->bytes);
    list_items(chunk, g, why->length > 0 ? copse_text_string(why) : "", items);
    if (format == COPSE_FORMAT_JSON) row_json(items, out);
    else row_csv(items, out);
    out->failed = out->failed || copse_text_status(why) != COPSE_OK;
}
