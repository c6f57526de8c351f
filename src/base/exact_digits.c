#include "exact_digits.h"

#include <math.h>
#include <string.h>

/* With x = m 2^e (m of 53 bits), x 10^s = m 5^s / 2^t with t = -(e + s). While 5^s and t fit 64 bits that is a product of
 * two integers of 64 bits, and its whole part and the t bits of its fraction are exact. Further down 5^s has two words and
 * the product three; 58 bits of the fraction are kept, and what they cannot tell is left to others. */
typedef struct scaled_number {
    uint64_t whole;
    uint64_t fraction; /* < 2^t */
    uint64_t gap;      /* 5^s: between x and its neighbours, in units of 2^-t. Odd: nothing lies halfway */
    int t;             /* bits of the fraction, 1 to 62 */
    bool near_below;   /* x is a power of two: the gap below it is half as wide */
    bool cut;          /* more bits follow those of fraction and gap: not all 0 where those are 0 or one half */
} scaled_number;

enum { FIVES = 27, MOST_FIVES = 54, CUT_T = 58 };

static const uint64_t smallest_of_17 = UINT64_C(10000000000000000);

static const uint64_t power_of_five[FIVES + 1] = {1,
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

/* 128 bits. */
typedef struct two_words {
    uint64_t high, low;
} two_words;

static two_words product(uint64_t a, uint64_t b)
{
    two_words p;
    multiply(a, b, &p.high, &p.low);
    return p;
}

/* The low word of x / 2^n, n from 0 to 127. */
static uint64_t shifted(two_words x, int n)
{
    if (n >= 64) return x.high >> (n - 64);
    return n == 0 ? x.low : x.high << (64 - n) | x.low >> n;
}

/* s of 28 and more. */
static bool scale_far(uint64_t m, int s, int t, scaled_number *scaled)
{
    if (s > MOST_FIVES || t < 64 || t > 127) return false;
    const two_words fives = product(power_of_five[FIVES], power_of_five[s - FIVES]);
    const two_words low = product(m, fives.low), high = product(m, fives.high);
    const uint64_t middle = low.high + high.low; /* m 5^s is top, middle, low.low */
    const uint64_t top = high.high + (middle < high.low);
    const two_words upper = {top, middle}, lower = {middle, low.low};
    if (top >> (t - 64) != 0) return false;
    scaled->whole = shifted(upper, t - 64);
    scaled->fraction = shifted(lower, t - CUT_T) & ((UINT64_C(1) << CUT_T) - 1);
    scaled->gap = shifted(fives, t - CUT_T);
    scaled->t = CUT_T;
    scaled->cut = true;
    return true;
}

/* x 10^s; false where that takes more bits. */
static bool scale(double x, int s, scaled_number *scaled)
{
    int binary;
    uint64_t m;
    if (!take_apart(x, &m, &binary) || s < 0) return false;
    const int t = 53 - binary - s;
    scaled->near_below = m == UINT64_C(1) << 52;
    if (s > FIVES) return scale_far(m, s, t, scaled);
    if (t < 1 || t > 62) return false;
    scaled->gap = power_of_five[s];
    const two_words p = product(m, scaled->gap);
    if (p.high >> t != 0) return false;
    scaled->whole = p.high << (64 - t) | p.low >> t;
    scaled->fraction = p.low & ((UINT64_C(1) << t) - 1);
    scaled->t = t;
    scaled->cut = false;
    return true;
}

/* x in 17 digits, the first standing for 10^exponent; false where it is another power. */
static bool scale_to_17(double x, int exponent, scaled_number *scaled)
{
    return scale(x, 16 - exponent, scaled) && scaled->whole >= smallest_of_17 && scaled->whole < 10 * smallest_of_17;
}

/* The whole part rounded to a multiple of a unit. */
typedef struct rounded {
    uint64_t digits;
    bool back;   /* it reads back as x: x is the double nearest to it */
    bool unsure; /* that cannot be told */
} rounded;

/* x or -x, and one of two numbers: without branches, which would be tosses of a coin here. A wrong guess of the
 * processor costs more than all of the rounding. */
static uint64_t negated_if(uint64_t yes, uint64_t x)
{
    return (x ^ (0 - yes)) + yes;
}

static uint64_t chosen(uint64_t yes, uint64_t a, uint64_t b)
{
    return b ^ ((a ^ b) & (0 - yes));
}

/* To a multiple of `unit`, 10 or 100, half to even; whole = steps * unit + rest. */
static rounded round_to(const scaled_number *scaled, uint64_t unit, uint64_t steps)
{
    const uint64_t rest = scaled->whole - steps * unit;
    const uint64_t more = (scaled->fraction != 0) | scaled->cut;
    const uint64_t up = (2 * rest + more > unit) | ((2 * rest == unit) & (more ^ 1) & steps);
    const uint64_t far = (scaled->gap >> scaled->t) + 2; /* so that the shift cannot overflow */
    const uint64_t apart = (unit & (0 - up)) + negated_if(up, rest);
    const uint64_t wide = chosen(apart < far, apart, far) << scaled->t;
    const uint64_t difference = wide + negated_if(up, scaled->fraction);
    const uint64_t reach = scaled->gap >> (1 + (scaled->near_below & (up ^ 1)));
    const uint64_t doubt = scaled->cut; /* of difference and of reach */
    return (rounded){.digits = (steps + up) * unit,
                     .back = difference + doubt <= reach,
                     .unsure = scaled->cut & (difference + doubt > reach) & (difference <= reach + 2 * doubt)};
}

/* To a whole number, half to even. */
static uint64_t round_whole(const scaled_number *scaled)
{
    const uint64_t half = UINT64_C(1) << (scaled->t - 1);
    const uint64_t odd = (scaled->whole & 1) | scaled->cut;
    return scaled->whole + ((scaled->fraction > half) | ((scaled->fraction == half) & odd));
}

/* The power of ten at or below x in [1e-38, 1e15); may be one off beside a power of ten. */
static int decimal_exponent(double x)
{
    static const double power[] = {1e-38, 1e-37, 1e-36, 1e-35, 1e-34, 1e-33, 1e-32, 1e-31, 1e-30, 1e-29, 1e-28,
                                   1e-27, 1e-26, 1e-25, 1e-24, 1e-23, 1e-22, 1e-21, 1e-20, 1e-19, 1e-18, 1e-17,
                                   1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9,  1e-8,  1e-7,  1e-6,
                                   1e-5,  1e-4,  1e-3,  1e-2,  1e-1,  1e0,   1e1,   1e2,   1e3,   1e4,   1e5,
                                   1e6,   1e7,   1e8,   1e9,   1e10,  1e11,  1e12,  1e13,  1e14,  1e15,  1e16};
    uint64_t m;
    int binary;
    (void)take_apart(x, &m, &binary);
    const int low = ((binary - 1 + 160) * 1233 >> 12) - 49; /* of 2^(binary - 1) and up to one below */
    const int from = low < -38 ? -38 : low;
    return from + (x >= power[from + 39]) + (x >= power[from + 40]);
}

bool copse_i_exact_digits(double x, copse_i_decimal *decimal)
{
    if (!(x >= 1e-38 && x < 1e15)) return false;
    scaled_number scaled;
    int exponent = decimal_exponent(x);
    if (!scale_to_17(x, exponent, &scaled) && !scale_to_17(x, --exponent, &scaled) &&
        !scale_to_17(x, exponent += 2, &scaled))
        return false;
    const rounded of_15 = round_to(&scaled, 100, scaled.whole / 100);
    const rounded of_16 = round_to(&scaled, 10, scaled.whole / 10);
    if (of_15.unsure | of_16.unsure) return false;
    uint64_t digits = chosen(of_16.back, of_16.digits, round_whole(&scaled));
    digits = chosen(of_15.back, of_15.digits, digits);
    const int zeros = (int)chosen(of_15.back, 2, of_16.back);
    if (digits == 10 * smallest_of_17) {
        digits = smallest_of_17;
        exponent++;
    }
    *decimal = (copse_i_decimal){.digits = digits, .exponent = exponent, .zeros = zeros};
    return true;
}

bool copse_i_fixed_digits(double x, int decimals, uint64_t *digits)
{
    scaled_number scaled;
    if (!(x > 0) || !scale(x, decimals, &scaled)) return false;
    *digits = round_whole(&scaled);
    return true;
}
