#include "exact_digits.h"

#include <math.h>
#include <string.h>

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

static const uint64_t power_of_five[28] = {1,
                                           5,
                                           25,
                                           125,
                                           625,
                                           3125,
                                           15625,
                                           78125,
                                           390625,
                                           1953125,
                                           9765625,
                                           48828125,
                                           244140625,
                                           1220703125,
                                           6103515625,
                                           30517578125,
                                           152587890625,
                                           762939453125,
                                           3814697265625,
                                           19073486328125,
                                           95367431640625,
                                           476837158203125,
                                           2384185791015625,
                                           11920928955078125,
                                           59604644775390625,
                                           298023223876953125,
                                           1490116119384765625,
                                           7450580596923828125};

/* high 2^64 + low = a b */
static void multiply(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    const wide product = (wide)a * b;
    *high = (uint64_t)(product >> 64);
    *low = (uint64_t)product;
#else
    const uint64_t a0 = a & UINT32_MAX, a1 = a >> 32, b0 = b & UINT32_MAX, b1 = b >> 32;
    const uint64_t first = a1 * b0 + (a0 * b0 >> 32), second = a0 * b1 + (first & UINT32_MAX);
    *high = a1 * b1 + (first >> 32) + (second >> 32);
    *low = a * b;
#endif
}

/* x > 0 = m 2^(binary - 53), m of 53 bits, as frexp has it; false for subnormal numbers. */
static bool take_apart(double x, uint64_t *m, int *binary)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const int biased = (int)(bits >> 52);
    *m = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    *binary = biased - 1022;
    return biased > 0 && biased < 2047;
}

/* x 10^s; false where that takes more bits. */
static bool scale(double x, int s, scaled_number *scaled)
{
    int binary;
    uint64_t m, high, low;
    if (!take_apart(x, &m, &binary)) return false;
    const int t = 53 - binary - s;
    if (s < 0 || s > 27 || t < 1 || t > 62) return false;
    scaled->gap = power_of_five[s];
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
    /* division by a constant is a multiplication */
    const uint64_t steps = unit == 1 ? scaled->whole : unit == 10 ? scaled->whole / 10 : scaled->whole / 100;
    const uint64_t rest = scaled->whole - steps * unit;
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

/* The power of ten at or below x in [1e-10, 1e15); may be one off beside a power of ten. */
static int decimal_exponent(double x)
{
    static const double power[] = {1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0,  1e1,  1e2,
                                   1e3,   1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    uint64_t m;
    int binary;
    (void)take_apart(x, &m, &binary);
    const int low = ((binary - 1 + 64) * 1233 >> 12) - 20; /* of 2^(binary - 1) and up to one below */
    const int from = low < -10 ? -10 : low;
    if (from + 2 <= 15 && x >= power[from + 12]) return from + 2;
    return x >= power[from + 11] ? from + 1 : from;
}

bool copse_i_exact_digits(double x, copse_i_decimal *decimal)
{
    if (!(x >= 1e-10 && x < 1e15)) return false;
    scaled_number scaled;
    int exponent = decimal_exponent(x);
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
