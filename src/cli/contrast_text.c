#include "contrast_text.h"

#include <ctype.h>
#include <string.h>

typedef struct reader {
    const char *text;
    size_t length, at;
    const char *const *name;
    size_t p;
    copse_error *err;
} reader;

static void skip_blanks(reader *r)
{
    while (r->at < r->length && isspace((unsigned char)r->text[r->at])) r->at++;
}

static bool take(reader *r, char c)
{
    skip_blanks(r);
    if (r->at >= r->length || r->text[r->at] != c) return false;
    r->at++;
    return true;
}

static copse_status fail(const reader *r, const char *what)
{
    return copse_fail(r->err, COPSE_EUSAGE, "--contrast '%.*s': character %zu: %s", (int)r->length, r->text, r->at + 1,
                      what);
}

/* May a name end before this place? */
static bool is_end(const reader *r, size_t at)
{
    return at >= r->length || isspace((unsigned char)r->text[at]) || strchr("+-*=", r->text[at]) != NULL;
}

static bool take_name(reader *r, size_t *index)
{
    size_t longest = 0;
    skip_blanks(r);
    const bool quoted = r->at < r->length && r->text[r->at] == '`';
    const size_t start = r->at + (quoted ? 1 : 0);
    for (size_t j = 0; j < r->p; j++) {
        const size_t n = strlen(r->name[j]);
        if (n <= longest || start + n > r->length || strncmp(r->text + start, r->name[j], n) != 0) continue;
        if (quoted ? (start + n >= r->length || r->text[start + n] != '`') : !is_end(r, start + n)) continue;
        longest = n;
        *index = j;
    }
    if (longest > 0) r->at = start + longest + (quoted ? 1 : 0);
    return longest > 0;
}

/* An unsigned number: digits, a point, an exponent. */
static bool take_number(reader *r, double *x)
{
    skip_blanks(r);
    size_t end = r->at;
    while (end < r->length && (isdigit((unsigned char)r->text[end]) || r->text[end] == '.')) end++;
    if (end > r->at && end + 1 < r->length && (r->text[end] == 'e' || r->text[end] == 'E')) {
        size_t exponent = end + 1;
        if (r->text[exponent] == '-' || r->text[exponent] == '+') exponent++;
        if (exponent < r->length && isdigit((unsigned char)r->text[exponent])) {
            while (exponent < r->length && isdigit((unsigned char)r->text[exponent])) exponent++;
            end = exponent;
        }
    }
    if (end == r->at || !copse_parse_number(r->text + r->at, end - r->at, '.', x)) return false;
    r->at = end;
    return true;
}

/* number * name, name * number, or name */
static copse_status take_term(reader *r, double sign, double *weight)
{
    size_t index = 0;
    double factor = 1;
    if (take_name(r, &index)) {
        if (take(r, '*') && !take_number(r, &factor)) return fail(r, "expected a number behind *");
    } else if (take_number(r, &factor)) {
        if (!take(r, '*')) return fail(r, "expected * and a coefficient behind the number");
        if (!take_name(r, &index)) return fail(r, "expected the name of a coefficient");
    } else return fail(r, "expected a coefficient (see the names in the table of coefficients) or a number");
    weight[index] += sign * factor;
    return COPSE_OK;
}

static copse_status take_value(reader *r, double *value)
{
    const double sign = take(r, '-') ? -1 : 1;
    if (!take_number(r, value)) return fail(r, "expected a number behind =");
    *value *= sign;
    return COPSE_OK;
}

copse_status copse_i_contrast_read(const char *text, size_t length, const char *const *name, size_t p, double *weight,
                                   double *value, copse_error *err)
{
    reader r = {text, length, 0, name, p, err};
    memset(weight, 0, p * sizeof *weight);
    *value = 0;
    double sign = take(&r, '-') ? -1 : 1;
    for (;;) {
        copse_status status = take_term(&r, sign, weight);
        if (status != COPSE_OK) return status;
        if (take(&r, '=')) {
            status = take_value(&r, value);
            if (status != COPSE_OK) return status;
        } else if (take(&r, '+')) {
            sign = take(&r, '-') ? -1 : 1;
            continue;
        } else if (take(&r, '-')) {
            sign = -1;
            continue;
        }
        skip_blanks(&r);
        return r.at == r.length ? COPSE_OK : fail(&r, "expected +, -, = or ; here");
    }
}
