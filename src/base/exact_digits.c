#include "exact_digits.h"

#include <math.h>

/* With x = m 2^e (m of 53 bits), x 10^s = m 5^s / 2^t with t = -(e + s). While 5^s and t fit 64 bits that is a product of
 * two integers of 64 bits, and its whole part and the t bits of its fraction are exact. */
typedef struct scaled_number {
    uint64_t whole;
    uint64_t fraction; /* < 2^t */
    uint64_t gap;      /* 5^s: between x and its neighbours, in units of 2^-t. Odd: nothing lies halfway */
    int t;             /* bits of the fraction, 1 to 62 */
    bool near_below;   /* x is a power of two: the gap below it is half as wide */
} scaled_number;

static const uint64_t smallest_of_17 = UINT64_C(10000000000000000);

static uint64_t power_of_five(int n)
{
    uint64_t power = 1;
    for (; n >= 4; n -= 4) power *= 625;
    for (; n > 0; n--) power *= 5;
    return power;
}

/* high 2^64 + low = a b */
static void multiply(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low)
{
    const uint64_t a0 = a & UINT32_MAX, a1 = a >> 32, b0 = b & UINT32_MAX, b1 = b >> 32;
    const uint64_t first = a1 * b0 + (a0 * b0 >> 32), second = a0 * b1 + (first & UINT32_MAX);
    *high = a1 * b1 + (first >> 32) + (second >> 32);
    *low = a * b;
}

/* x 10^s; false where that takes more bits. */
static bool scale(double x, int s, scaled_number *scaled)
{
    int binary;
    const uint64_t m = (uint64_t)ldexp(frexp(x, &binary), 53);
    const int t = 53 - binary - s;
    uint64_t high, low;
    if (s < 0 || s > 27 || t < 1 || t > 62) return false;
    scaled->gap = power_of_five(s);
    multiply(m, scaled->gap, &high, &low);
    if (high >> t != 0) return false;
    scaled->whole = high << (64 - t) | low >> t;
    scaled->fraction = low & ((UINT64_C(1) << t) - 1);
    scaled->t = t;
    scaled->near_below = m == UINT64_C(1) << 52;
    return true;
}

/* x in 17 digits, the first standing for 10^exponent; false where it is another power. */
static bool scale_to_17(double x, int exponent, scaled_number *scaled)
{
    return scale(x, 16 - exponent, scaled) && scaled->whole >= smallest_of_17 && scaled->whole < 10 * smallest_of_17;
}

/* The whole part in steps of `unit` (1, 10 or 100), rounded half to even. */
static uint64_t round_to(const scaled_number *scaled, uint64_t unit)
{
    const uint64_t steps = scaled->whole / unit, rest = scaled->whole % unit;
    const uint64_t half = UINT64_C(1) << (scaled->t - 1);
    const bool odd = steps % 2 == 1;
    bool up;
    if (unit == 1) up = scaled->fraction > half || (scaled->fraction == half && odd);
    else up = rest > unit / 2 || (rest == unit / 2 && (scaled->fraction > 0 || odd));
    return (steps + up) * unit;
}

/* True when `candidate`, a whole number near the scaled one, reads back as x: when x is the double nearest to it. */
static bool gives_back(const scaled_number *scaled, uint64_t candidate)
{
    const bool above = candidate > scaled->whole;
    const uint64_t apart = above ? candidate - scaled->whole : scaled->whole - candidate;
    if (apart > (scaled->gap >> scaled->t) + 1) return false; /* so that the shift cannot overflow */
    const uint64_t wide = apart << scaled->t;
    const uint64_t difference = above ? wide - scaled->fraction : wide + scaled->fraction;
    return difference <= scaled->gap >> (scaled->near_below && !above ? 2 : 1);
}

bool copse_i_exact_digits(double x, copse_i_decimal *decimal)
{
    if (!(x >= 1e-10 && x < 1e15)) return false;
    scaled_number scaled;
    int exponent = (int)floor(log10(x)); /* may be one off beside a power of ten */
    if (!scale_to_17(x, exponent, &scaled) && !scale_to_17(x, --exponent, &scaled) &&
        !scale_to_17(x, exponent += 2, &scaled))
        return false;
    uint64_t unit = 100, digits = round_to(&scaled, unit);
    while (unit > 1 && !gives_back(&scaled, digits)) {
        unit /= 10;
        digits = round_to(&scaled, unit);
    }
    if (digits == 10 * smallest_of_17) {
        digits = smallest_of_17;
        exponent++;
    }
    *decimal = (copse_i_decimal){.digits = digits, .exponent = exponent};
    return true;
}

bool copse_i_fixed_digits(double x, int decimals, uint64_t *digits)
{
    scaled_number scaled;
    if (!(x > 0) || !scale(x, decimals, &scaled)) return false;
    *digits = round_to(&scaled, 1);
    return true;
}
