/* Sums in fixed point: 512 bits, unit 2^-288. A term below 2^160 reaches bit 448 at most, so the sign bit is safe for
 * 2^63 terms. After Kulisch (2013), Computer Arithmetic and Validity. */
#include <copse/math.h>

#include <math.h>
#include <string.h>

enum { LIMBS = 8, UNIT = 288, EXPONENT_BIAS = 1023, FRACTION = 52, LIMIT = 160 };

/* The bits of |x| / 2^-288 from bit `at` of the sum on; false where x is too large or no number. */
static bool place(double x, uint64_t *mantissa, unsigned *at)
{
    uint64_t bits = 0;
    memcpy(&bits, &x, sizeof bits);
    const int exponent = (int)(bits >> FRACTION & 0x7FF);
    if (exponent >= EXPONENT_BIAS + LIMIT) return false; /* infinities and NaN among them */
    *mantissa = bits & ((UINT64_C(1) << FRACTION) - 1);
    if (exponent > 0) *mantissa |= UINT64_C(1) << FRACTION;
    const int shift = (exponent > 0 ? exponent : 1) - EXPONENT_BIAS - FRACTION + UNIT;
    *at = shift > 0 ? (unsigned)shift : 0;
    if (shift >= 0) return true;
    const unsigned lost = (unsigned)-shift;
    if (lost > FRACTION + 1) {
        *mantissa = 0;
        return true;
    }
    const uint64_t half = UINT64_C(1) << (lost - 1);
    const uint64_t rest = *mantissa & (2 * half - 1);
    *mantissa >>= lost;
    *mantissa += rest > half || (rest == half && (*mantissa & 1) != 0) ? 1 : 0; /* to nearest, ties to even */
    return true;
}

static void add(uint64_t *limb, unsigned from, uint64_t low, uint64_t high)
{
    limb[from] += low;
    uint64_t carry = limb[from] < low ? 1 : 0;
    limb[from + 1] += high;
    const uint64_t over = limb[from + 1] < high ? 1 : 0;
    limb[from + 1] += carry;
    carry = over + (limb[from + 1] < carry ? 1 : 0);
    for (unsigned i = from + 2; carry != 0 && i < LIMBS; i++) carry = ++limb[i] == 0 ? 1 : 0;
}

static void subtract(uint64_t *limb, unsigned from, uint64_t low, uint64_t high)
{
    uint64_t borrow = limb[from] < low ? 1 : 0;
    limb[from] -= low;
    const uint64_t under = limb[from + 1] < high ? 1 : 0;
    limb[from + 1] -= high;
    const uint64_t more = limb[from + 1] < borrow ? 1 : 0;
    limb[from + 1] -= borrow;
    borrow = under + more;
    for (unsigned i = from + 2; borrow != 0 && i < LIMBS; i++) borrow = limb[i]-- == 0 ? 1 : 0;
}

void copse_exact_sum_add(copse_exact_sum *sum, double x)
{
    uint64_t mantissa = 0;
    unsigned at = 0;
    if (!place(x, &mantissa, &at)) {
        sum->invalid++;
        return;
    }
    const unsigned from = at / 64;
    const unsigned shift = at % 64;
    const uint64_t low = mantissa << shift;
    const uint64_t high = shift > 0 ? mantissa >> (64 - shift) : 0;
    if (signbit(x) != 0) subtract(sum->limb, from, low, high);
    else add(sum->limb, from, low, high);
}

void copse_exact_sum_join(copse_exact_sum *sum, const copse_exact_sum *other)
{
    uint64_t carry = 0;
    for (unsigned i = 0; i < LIMBS; i++) {
        const uint64_t term = other->limb[i];
        const uint64_t part = sum->limb[i] + term;
        const uint64_t over = part < term ? 1 : 0;
        sum->limb[i] = part + carry;
        carry = over + (sum->limb[i] < carry ? 1 : 0);
    }
    sum->invalid += other->invalid;
}

/* |sum| as a number without sign; true where the sum is negative. */
static bool magnitude(const copse_exact_sum *sum, uint64_t *limb)
{
    const bool negative = sum->limb[LIMBS - 1] >> 63 != 0;
    uint64_t carry = negative ? 1 : 0;
    for (unsigned i = 0; i < LIMBS; i++) {
        limb[i] = (negative ? ~sum->limb[i] : sum->limb[i]) + carry;
        carry = carry != 0 && limb[i] == 0 ? 1 : 0;
    }
    return negative;
}

static unsigned top_bit(const uint64_t *limb)
{
    unsigned i = LIMBS - 1;
    while (i > 0 && limb[i] == 0) i--;
    unsigned bit = 0;
    for (uint64_t rest = limb[i] >> 1; rest != 0; rest >>= 1) bit++;
    return 64 * i + bit;
}

/* 53 bits of the number from bit `from` on. */
static uint64_t bits_from(const uint64_t *limb, unsigned from)
{
    const unsigned i = from / 64;
    const unsigned shift = from % 64;
    uint64_t bits = limb[i] >> shift;
    if (shift > 0 && i + 1 < LIMBS) bits |= limb[i + 1] << (64 - shift);
    return bits & ((UINT64_C(1) << (FRACTION + 1)) - 1);
}

static bool any_below(const uint64_t *limb, unsigned bit)
{
    for (unsigned i = 0; i < bit / 64; i++)
        if (limb[i] != 0) return true;
    return (limb[bit / 64] & ((UINT64_C(1) << bit % 64) - 1)) != 0;
}

double copse_exact_sum_value(const copse_exact_sum *sum)
{
    uint64_t limb[LIMBS];
    if (sum->invalid != 0) return NAN;
    const bool negative = magnitude(sum, limb);
    const unsigned top = top_bit(limb);
    const unsigned from = top > FRACTION ? top - FRACTION : 0;
    uint64_t mantissa = bits_from(limb, from);
    if (from > 0 && (limb[(from - 1) / 64] >> (from - 1) % 64 & 1) != 0 &&
        (any_below(limb, from - 1) || (mantissa & 1) != 0))
        mantissa++;
    const double value = ldexp((double)mantissa, (int)from - UNIT);
    return negative ? -value : value;
}
