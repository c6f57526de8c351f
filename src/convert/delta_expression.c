/* Reads an expression of y and carries its derivative along (forward differentiation with dual numbers). One pass: the
 * grammar is   sum = product {(+|-) product};  product = sign {(*|/) sign};  sign = {-} power;  power = atom [^ sign]. */
#include "delta_expression.h"

#include <copse/math.h>

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { DEEPEST = 100 };

typedef struct reader {
    const char *start, *at;
    double y;
    int depth;
    copse_status status;
    copse_error *err;
} reader;

typedef copse_i_dual dual;

static dual read_sum(reader *r);
static dual read_sign(reader *r);

static dual stop(reader *r, const char *why)
{
    if (r->status == COPSE_OK)
        r->status = copse_fail(r->err, COPSE_EPARSE, "%s at character %zu of '%s'", why, (size_t)(r->at - r->start) + 1,
                               r->start);
    return (dual){NAN, NAN};
}

static bool take(reader *r, char c)
{
    while (*r->at == ' ' || *r->at == '\t') r->at++;
    if (*r->at != c) return false;
    r->at++;
    return true;
}

static dual constant(double x)
{
    return (dual){x, 0.0};
}

static dual call(const copse_i_delta_function *f, dual x)
{
    const double slope = x.slope == 0.0 ? 0.0 : f->slope(x.value) * x.slope;
    return (dual){f->value(x.value), slope};
}

static dual read_name(reader *r)
{
    const char *name = r->at;
    while (isalnum((unsigned char)*r->at)) r->at++;
    const size_t n = (size_t)(r->at - name);
    const dual y = {r->y, 1.0};
    if (n == 1 && *name == 'y') return y;
    if (n == 2 && memcmp(name, "pi", 2) == 0) return constant(COPSE_PI);
    const copse_i_delta_function *f = copse_i_delta_function_find(name, n);
    if (f == NULL) {
        r->at = name;
        return stop(r, "no such function");
    }
    if (take(r, '(')) {
        const dual x = read_sum(r);
        return r->status != COPSE_OK ? x : take(r, ')') ? call(f, x) : stop(r, "a ) is missing");
    }
    /* the name alone, and nothing else: the function of y */
    return name == r->start && *r->at == '\0' ? call(f, y) : stop(r, "a ( is missing");
}

static dual read_number(reader *r)
{
    const char *from = r->at;
    while (isdigit((unsigned char)*r->at) || *r->at == '.') r->at++;
    if (*r->at == 'e' || *r->at == 'E') {
        r->at++;
        if (*r->at == '+' || *r->at == '-') r->at++;
        while (isdigit((unsigned char)*r->at)) r->at++;
    }
    double x = NAN;
    if (copse_parse_number(from, (size_t)(r->at - from), '.', &x)) return constant(x);
    r->at = from;
    return stop(r, "no number");
}

static dual read_atom(reader *r)
{
    if (take(r, '(')) {
        const dual x = read_sum(r);
        return r->status != COPSE_OK || take(r, ')') ? x : stop(r, "a ) is missing");
    }
    if (isalpha((unsigned char)*r->at)) return read_name(r);
    if (isdigit((unsigned char)*r->at) || *r->at == '.') return read_number(r);
    return stop(r, *r->at == '\0' ? "something is missing" : "a number, y or a function is missing");
}

/* x^e: the power rule where e is constant, which holds for negative x, too. */
static dual power(dual x, dual e)
{
    const double value = pow(x.value, e.value);
    double slope = x.slope == 0.0 || e.value == 0.0 ? 0.0 : e.value * pow(x.value, e.value - 1.0) * x.slope;
    if (e.slope != 0.0) slope += value * log(x.value) * e.slope;
    return (dual){value, slope};
}

static dual read_power(reader *r)
{
    const dual x = read_atom(r);
    return r->status == COPSE_OK && take(r, '^') ? power(x, read_sign(r)) : x;
}

static dual read_sign(reader *r)
{
    if (++r->depth > DEEPEST) return stop(r, "too deep a nesting");
    dual x;
    if (take(r, '-')) {
        x = read_sign(r);
        x = (dual){-x.value, -x.slope};
    } else {
        x = read_power(r);
    }
    r->depth--;
    return x;
}

static dual read_product(reader *r)
{
    dual x = read_sign(r);
    while (r->status == COPSE_OK) {
        if (take(r, '*')) {
            const dual f = read_sign(r);
            x = (dual){x.value * f.value, x.slope * f.value + x.value * f.slope};
        } else if (take(r, '/')) {
            const dual f = read_sign(r);
            x = (dual){x.value / f.value, (x.slope - x.value / f.value * f.slope) / f.value};
        } else {
            break;
        }
    }
    return x;
}

static dual read_sum(reader *r)
{
    dual x = read_product(r);
    while (r->status == COPSE_OK) {
        const bool plus = take(r, '+');
        if (!plus && !take(r, '-')) break;
        const dual t = read_product(r);
        x = plus ? (dual){x.value + t.value, x.slope + t.slope} : (dual){x.value - t.value, x.slope - t.slope};
    }
    return x;
}

copse_status copse_i_delta_evaluate(const char *expression, double y, copse_i_dual *result, copse_error *err)
{
    reader r = {.start = expression, .at = expression, .y = y, .err = err};
    *result = read_sum(&r);
    while (*r.at == ' ' || *r.at == '\t') r.at++;
    if (r.status == COPSE_OK && *r.at != '\0') (void)stop(&r, "an operator is missing");
    return r.status;
}
