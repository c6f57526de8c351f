#include "predict_grid.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 1000000 };

/* One column of the grid: the texts of its values, which lie in the grid's own copy of the words. */
typedef struct axis {
    char *name;
    char **value;
    size_t values;
} axis;

typedef struct grid {
    char *words;
    axis *axis;
    size_t axes, rows;
} grid;

/* The text without the blanks around it, and without the backticks of a name. */
static char *trimmed(char *text)
{
    static const char BLANK[] = " \t\r\n";
    text += strspn(text, BLANK);
    size_t n = strlen(text);
    while (n > 0 && strchr(BLANK, text[n - 1]) != NULL) n--;
    if (n >= 2 && text[0] == '`' && text[n - 1] == '`') text++, n -= 2;
    text[n] = '\0';
    return text;
}

static size_t count_of(const char *text, char c)
{
    size_t n = 0;
    for (; *text != '\0'; text++) n += *text == c;
    return n;
}

/* Cuts the text at the first `c`; returns what follows, NULL where there is none. */
static char *cut(char *text, char c)
{
    char *at = strchr(text, c);
    if (at == NULL) return NULL;
    *at = '\0';
    return at + 1;
}

static copse_status read_axis(char *words, axis *out, copse_error *err)
{
    char *values = cut(words, '=');
    out->name = trimmed(words);
    if (values == NULL || out->name[0] == '\0')
        return copse_fail(err, COPSE_EUSAGE, "--predict: '%s' is not a column with its values, as in dose=10,20",
                          out->name);
    out->value = copse_alloc(count_of(values, ',') + 1, sizeof(char *));
    if (out->value == NULL) return copse_fail_memory(err);
    for (char *rest = values; rest != NULL;) {
        char *item = rest;
        rest = cut(item, ',');
        out->value[out->values] = trimmed(item);
        if (out->value[out->values++][0] == '\0')
            return copse_fail(err, COPSE_EUSAGE, "--predict: column %s has an empty value", out->name);
    }
    return COPSE_OK;
}

static copse_status check_axis(const grid *g, const axis *added, const copse_formula *formula, copse_error *err)
{
    const char *const *column = NULL;
    const size_t columns = copse_formula_columns(formula, &column);
    for (const axis *other = g->axis; other < added; other++)
        if (strcmp(other->name, added->name) == 0)
            return copse_fail(err, COPSE_EUSAGE, "--predict: column %s is given twice", added->name);
    for (size_t c = 0; c < columns; c++)
        if (strcmp(column[c], added->name) == 0) return COPSE_OK;
    const char *near = copse_nearest(added->name, column, columns);
    return copse_fail(err, COPSE_EUSAGE, "--predict: '%s' is no column of --mods%s%s%s", added->name,
                      near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

static copse_status read_grid(const char *asked, const copse_formula *formula, grid *g, copse_error *err)
{
    copse_status status = COPSE_OK;
    g->words = copse_copy(asked);
    g->axis = copse_alloc(count_of(asked, ';') + 1, sizeof *g->axis);
    if (g->words == NULL || g->axis == NULL) return copse_fail_memory(err);
    g->rows = 1;
    for (char *rest = g->words; status == COPSE_OK && rest != NULL;) {
        char *item = rest;
        axis *added = &g->axis[g->axes];
        rest = cut(item, ';');
        if (rest != NULL && trimmed(rest)[0] == '\0') rest = NULL; /* one at the end */
        g->axes++;
        status = read_axis(item, added, err);
        if (status == COPSE_OK) status = check_axis(g, added, formula, err);
        if (status == COPSE_OK && added->values > MOST_ROWS / g->rows)
            status = copse_fail(err, COPSE_EUSAGE, "--predict: more than %d combinations", MOST_ROWS);
        if (status == COPSE_OK) g->rows *= added->values;
    }
    return status;
}

/* All values are numbers: the column is one of numbers. */
static bool are_numbers(const axis *a)
{
    double x = 0;
    for (size_t v = 0; v < a->values; v++)
        if (!copse_parse_number(a->value[v], strlen(a->value[v]), '.', &x)) return false;
    return true;
}

/* Each value is repeated `each` times, and all of them until the rows are full. */
static copse_status put_axis(const axis *a, size_t each, copse_frame *frame, copse_error *err)
{
    const char **text = copse_alloc(frame->rows, sizeof *text);
    double *number = copse_alloc(frame->rows, sizeof *number);
    copse_status status = text == NULL || number == NULL ? copse_fail_memory(err) : COPSE_OK;
    const bool numbers = are_numbers(a);
    for (size_t i = 0; text != NULL && number != NULL && i < frame->rows; i++) {
        text[i] = a->value[i / each % a->values];
        if (numbers) (void)copse_parse_number(text[i], strlen(text[i]), '.', &number[i]);
    }
    if (status == COPSE_OK)
        status = numbers ? copse_frame_put_numbers(frame, a->name, number, err)
                         : copse_frame_put_texts(frame, a->name, text, err);
    free(text);
    free(number);
    return status;
}

static copse_status expand(const grid *g, copse_frame *frame, copse_error *err)
{
    size_t each = 1;
    copse_status status = copse_frame_new("--predict", g->rows, frame, err);
    for (size_t a = 0; status == COPSE_OK && a < g->axes; a++) {
        status = put_axis(&g->axis[a], each, frame, err);
        each *= g->axis[a].values;
    }
    return status;
}

copse_status copse_i_predict_rows(const char *asked, const copse_i_source_values *source, const copse_formula *formula,
                                  copse_frame *frame, copse_error *err)
{
    grid g = {0};
    if (strchr(asked, '=') == NULL) {
        copse_frame_opts opts = {0};
        const copse_status checked = copse_i_source_frame_opts(source, &opts, err);
        return checked == COPSE_OK ? copse_frame_read(asked, &opts, frame, err) : checked;
    }
    copse_status status = read_grid(asked, formula, &g, err);
    if (status == COPSE_OK) status = expand(&g, frame, err);
    for (size_t a = 0; a < g.axes; a++) free(g.axis[a].value);
    free(g.axis);
    free(g.words);
    return status;
}
