#include "number.h"

#include "exact_digits.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* printf and strtod follow the host program's locale; these undo and redo its decimal point, so that the library needs
 * no setlocale. The point of a locale may be several bytes long. */
static const char *locale_point(void)
{
    const struct lconv *conventions = localeconv();
    return conventions->decimal_point[0] != '\0' ? conventions->decimal_point : ".";
}

static void point_to_dot(char *text)
{
    const char *point = locale_point();
    if (strcmp(point, ".") == 0) return;
    char *found = strstr(text, point);
    if (found == NULL) return;
    const size_t n = strlen(point);
    *found = '.';
    memmove(found + 1, found + n, strlen(found + n) + 1);
}

static const char *not_finite(char *buf, size_t size, double x)
{
    (void)snprintf(buf, size, "%s", isnan(x) ? "NA" : x > 0 ? "Inf" : "-Inf");
    return buf;
}

enum { DECIMAL_TEXT = 64 }; /* more than a sign, 20 digits, a point or "0.000", an exponent and NUL */

static const char *copy_cut(char *buf, size_t size, const char *text)
{
    const size_t n = strlen(text), fits = n < size ? n : size - 1;
    if (size == 0) return buf;
    memcpy(buf, text, fits);
    buf[fits] = '\0';
    return buf;
}

static bool shows_only_zeros(const char *text)
{
    return strpbrk(text, "123456789") == NULL;
}

/* The number digits / 10^decimals with that many decimals. */
static void write_fixed(char text[DECIMAL_TEXT], bool negative, uint64_t digits, int decimals)
{
    char reversed[DECIMAL_TEXT];
    int n = 0;
    for (; digits > 0 || n <= decimals; digits /= 10) {
        reversed[n++] = (char)('0' + digits % 10);
    }
    if (negative) *text++ = '-';
    while (n > 0) {
        *text++ = reversed[--n];
        if (n == decimals && n > 0) *text++ = '.';
    }
    *text = '\0';
}

const char *copse_format_fixed(char *buf, size_t size, double x, int digits)
{
    if (!isfinite(x)) return not_finite(buf, size, x);
    const int decimals = digits < 0 ? 0 : digits > 20 ? 20 : digits;
    if (fabs(x) >= 1e15) return copse_format_significant(buf, size, x, decimals + 1);
    uint64_t scaled;
    if (copse_i_fixed_digits(fabs(x), decimals, &scaled)) {
        char text[DECIMAL_TEXT];
        write_fixed(text, x < 0 && scaled > 0, scaled, decimals);
        return copy_cut(buf, size, text);
    }
    (void)snprintf(buf, size, "%.*f", decimals, x);
    point_to_dot(buf);
    if (buf[0] == '-' && shows_only_zeros(buf)) memmove(buf, buf + 1, strlen(buf));
    return buf;
}

const char *copse_format_significant(char *buf, size_t size, double x, int digits)
{
    if (!isfinite(x)) return not_finite(buf, size, x);
    const int significant = digits < 1 ? 1 : digits > 17 ? 17 : digits;
    (void)snprintf(buf, size, "%.*g", significant, x == 0.0 ? 0.0 : x);
    point_to_dot(buf);
    return buf;
}

/* n < 10^8 as eight digits, two at a time. */
static void write_eight(char *at, uint32_t n)
{
    static const char pair[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
        "49505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697"
        "9899";
    const uint32_t high = n / 10000, low = n % 10000;
    memcpy(at, pair + 2 * (size_t)(high / 100), 2);
    memcpy(at + 2, pair + 2 * (size_t)(high % 100), 2);
    memcpy(at + 4, pair + 2 * (size_t)(low / 100), 2);
    memcpy(at + 6, pair + 2 * (size_t)(low % 100), 2);
}

enum { DIGITS = 17 };

/* All digits; returns how many count, without zeros at the end. */
static int write_digits(char *at, const copse_i_decimal *decimal)
{
    const uint64_t high = decimal->digits / 100000000;
    int count = DIGITS - decimal->zeros;
    write_eight(at + 9, (uint32_t)(decimal->digits - high * 100000000));
    write_eight(at + 1, (uint32_t)(high % 100000000));
    at[0] = (char)('0' + high / 100000000);
    while (count > 1 && at[count - 1] == '0') count--;
    return count;
}

/* As printf's %g writes it, for the exponents -38 to 14 that occur. Returns how long it is. */
static size_t write_decimal(char text[DECIMAL_TEXT], bool negative, const copse_i_decimal *decimal)
{
    const int power = decimal->exponent;
    char *at = text;
    *at = '-';
    at += negative;
    if (power < 0 && power >= -4) {
        memcpy(at, "0.000", 5);
        at += 1 - power;
        at += write_digits(at, decimal);
    } else {
        const int whole = power < 0 ? 1 : power + 1; /* digits in front of the point, zeros among them */
        const int count = write_digits(at + 1, decimal);
        for (int i = 0; i < whole; i++) at[i] = at[i + 1];
        at[whole] = '.';
        at += count > whole ? count + 1 : whole;
    }
    if (power < -4) {
        *at++ = 'e';
        *at++ = '-';
        *at++ = (char)('0' - power / 10);
        *at++ = (char)('0' - power % 10);
    }
    *at = '\0';
    return (size_t)(at - text);
}

size_t copse_i_write_exact(char text[COPSE_NUMBER_TEXT], double x)
{
    copse_i_decimal decimal;
    if (copse_i_exact_digits(fabs(x), &decimal)) return write_decimal(text, x < 0, &decimal);
    return strlen(copse_format_exact(text, COPSE_NUMBER_TEXT, x));
}

const char *copse_format_exact(char *buf, size_t size, double x)
{
    copse_i_decimal decimal;
    if (copse_i_exact_digits(fabs(x), &decimal)) {
        char text[DECIMAL_TEXT];
        write_decimal(size >= sizeof text ? buf : text, x < 0, &decimal);
        return size >= sizeof text ? buf : copy_cut(buf, size, text);
    }
    if (!isfinite(x)) return not_finite(buf, size, x);
    for (int digits = 15; digits <= 17; digits++) {
        double back = 0.0;
        copse_format_significant(buf, size, x, digits);
        if (digits == 17 || (copse_parse_number(buf, strlen(buf), '.', &back) && back == x)) break;
    }
    return buf;
}

const char *copse_format_p(char *buf, size_t size, double p, int digits)
{
    if (!isfinite(p)) return not_finite(buf, size, p);
    const double smallest = pow(10.0, -digits);
    if (p < smallest) {
        char limit[COPSE_NUMBER_TEXT];
        (void)snprintf(buf, size, "< %s", copse_format_fixed(limit, sizeof limit, smallest, digits));
        return buf;
    }
    return copse_format_fixed(buf, size, p, digits);
}

/* A decimal number taken apart: digits as an integer (exact while there are at most 19) and a power of ten. */
typedef struct decimal_parts {
    uint64_t digits;
    int count;
    long exponent;
    bool negative;
} decimal_parts;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *read_digits(const char *at, const char *end, decimal_parts *parts, bool fraction)
{
    for (; at < end && is_digit(*at); at++) {
        const bool leading_zero = parts->digits == 0 && *at == '0';
        if (!leading_zero) parts->count++;
        if (parts->count <= 19) parts->digits = parts->digits * 10 + (uint64_t)(*at - '0');
        if (fraction && parts->count <= 19) parts->exponent--;
        if (!fraction && parts->count > 19) parts->exponent++;
    }
    return at;
}

static const char *read_exponent(const char *at, const char *end, long *exponent)
{
    const char *start = at + 1;
    bool negative = false;
    if (start < end && (*start == '+' || *start == '-')) negative = *start++ == '-';
    if (start == end || !is_digit(*start)) return NULL;
    long value = 0;
    for (at = start; at < end && is_digit(*at); at++)
        if (value < 100000) value = value * 10 + (*at - '0');
    *exponent += negative ? -value : value;
    return at;
}

/* Checks the grammar [+-] digits [point digits] [e[+-]digits], over the whole of the text. */
static bool take_apart(const char *text, size_t n, char point, decimal_parts *parts)
{
    const char *at = text, *end = text + n;
    *parts = (decimal_parts){0};
    if (at < end && (*at == '+' || *at == '-')) parts->negative = *at++ == '-';
    const char *whole = at;
    at = read_digits(at, end, parts, false);
    ptrdiff_t seen = at - whole;
    if (at < end && *at == point) {
        const char *fraction = ++at;
        at = read_digits(at, end, parts, true);
        seen += at - fraction;
    }
    if (seen == 0) return false;
    if (at < end && (*at == 'e' || *at == 'E')) at = read_exponent(at, end, &parts->exponent);
    return at == end;
}

/* The general case: the C library's correctly rounded strtod, fed the point of its locale. */
static bool parse_by_strtod(const char *text, size_t n, char point, double *x)
{
    char small[64];
    const char *locale = locale_point();
    const size_t room = n + strlen(locale) + 1;
    char *copy = room <= sizeof small ? small : malloc(room);
    if (copy == NULL) return false;
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == point) {
            memcpy(copy + length, locale, strlen(locale));
            length += strlen(locale);
        } else {
            copy[length++] = text[i];
        }
    }
    copy[length] = '\0';
    const double value = strtod(copy, NULL);
    if (copy != small) free(copy);
    if (!isfinite(value)) return false;
    *x = value;
    return true;
}

#if (defined(__x86_64__) || defined(__i386__)) && LDBL_MANT_DIG == 64
/* 16 to 19 digits: the digits and 10^27 are exact in the 64-bit significand of the x87, so one operation rounds
 * correctly to 64 bits, and once more to 53. Only when the 64-bit result lies halfway between two doubles could the
 * second rounding go wrong: those are left to strtod. */
static bool parse_extended(const decimal_parts *parts, double *x)
{
    static const long double power[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
                                        1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
                                        1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};
    if (parts->count > 19 || parts->exponent < -27 || parts->exponent > 27 || parts->digits == 0) return false;
    long double value = (long double)parts->digits;
    value = parts->exponent < 0 ? value / power[-parts->exponent] : value * power[parts->exponent];
    uint64_t significand;
    memcpy(&significand, &value, sizeof significand);
    if ((significand & 0x7FF) == 0x400) return false;
    *x = parts->negative ? -(double)value : (double)value;
    return true;
}
#else
static bool parse_extended(const decimal_parts *parts, double *x)
{
    (void)parts;
    (void)x;
    return false;
}
#endif

#define ROUNDS_ONCE (FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1)

bool copse_parse_number(const char *text, size_t n, char decimal, double *x)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    decimal_parts parts;
    if (!take_apart(text, n, decimal, &parts)) return false;
    /* Clinger 1990: both factors are exact doubles, so one multiplication or division rounds correctly, where doubles
     * are not computed with more precision and rounded again. */
    if (ROUNDS_ONCE && parts.digits <= (1ULL << 53) && parts.count <= 19 && parts.exponent >= -22 &&
        parts.exponent <= 22) {
        double value = (double)parts.digits;
        value = parts.exponent < 0 ? value / power[-parts.exponent] : value * power[parts.exponent];
        *x = parts.negative ? -value : value;
        return true;
    }
    return parse_extended(&parts, x) || parse_by_strtod(text, n, decimal, x);
}
