#include "elementary.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* log 2 in two parts, the first of 42 bits so that its product with an exponent is exact. */
#define LOG2_HIGH 0x1.62e42fefa3800p-1
#define LOG2_LOW 0x1.ef35793c76730p-45
#define BITS_OF_ONE 0x3ff0000000000000u
#define BITS_OF_SQRT_HALF 0x3fe6a09e667f3bcdu
#define MANTISSA 0x000fffffffffffffu
#define TWO_PI_LESS_6 0x1.21fb54442d184p-2
#define ROUNDER 0x1.8p52 /* added and taken away, it rounds to an integer */

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The coefficients are found by tests/reference/make_elementary_polynomials.py. */

/* f - log(1 + f), f in [sqrt(1/2) - 1, sqrt(2) - 1]: with s = f / (2 + f) and z = s^2, log(1 + f) = 2 atanh(s) = 2 s + s z L(z)
 * and 2 s = f - s f. */
static double log_shortfall(double f)
{
    const double s = f / (2.0 + f);
    const double z = s * s;
    double L = 0x1.2b584aae78a57p-3;
    L = L * z + 0x1.39fe606542ddep-3;
    L = L * z + 0x1.7462b4ab2ef6bp-3;
    L = L * z + 0x1.c71c62e5800a1p-3;
    L = L * z + 0x1.2492492df148dp-2;
    L = L * z + 0x1.99999999952e2p-2;
    L = L * z + 0x1.5555555555558p-1;
    return s * (f - z * L);
}

double copse_log(double x)
{
    if (!(x > 0)) return x == 0 ? -INFINITY : NAN;
    if (x > DBL_MAX) return x;
    double exponent = -1023;
    if (x < DBL_MIN) {
        x *= 0x1p54;
        exponent -= 54;
    }
    const uint64_t shifted = bits_of(x) + (BITS_OF_ONE - BITS_OF_SQRT_HALF);
    exponent += (double)(shifted >> 52);
    const double f = of_bits((shifted & MANTISSA) + BITS_OF_SQRT_HALF) - 1.0;
    return exponent * LOG2_HIGH - ((log_shortfall(f) - exponent * LOG2_LOW) - f);
}

double copse_log1p(double x)
{
    if (x > -0.29 && x < 0.41) return x - log_shortfall(x);
    const double sum = 1.0 + x;
    if (!(sum > 0) || sum > DBL_MAX) return copse_log(sum);
    const double lost = x >= 1 ? 1.0 - (sum - x) : x - (sum - 1.0);
    return copse_log(sum) + lost / sum;
}

double copse_exp(double x)
{
    if (x != x) return x;
    if (x > 709.79) return INFINITY;
    if (x < -745.14) return 0;
    const double k = (x * 0x1.71547652b82fep+0 + ROUNDER) - ROUNDER;
    const double r = (x - k * LOG2_HIGH) - k * LOG2_LOW;
    double E = 0x1.af389eea54156p-26;
    E = E * r + 0x1.28917c9f3a495p-22;
    E = E * r + 0x1.71de0db2eb873p-19;
    E = E * r + 0x1.a019b914881bap-16;
    E = E * r + 0x1.a01a01a7c2f2cp-13;
    E = E * r + 0x1.6c16c17889f3cp-10;
    E = E * r + 0x1.11111111109b5p-7;
    E = E * r + 0x1.5555555553d68p-5;
    E = E * r + 0x1.5555555555556p-3;
    E = E * r + 0x1.0000000000001p-1;
    const double scaled = 1.0 + (r + r * r * E);
    const int exponent = (int)k, half = exponent / 2; /* in two steps: 2^1024 and 2^-1075 are no doubles */
    return scaled * of_bits((uint64_t)(1023 + half) << 52) * of_bits((uint64_t)(1023 + exponent - half) << 52);
}

void copse_i_sincos_turns(double u, double *sine, double *cosine)
{
    *sine = *cosine = NAN;
    if (!(u >= -0x1p40 && u <= 0x1p40)) return;
    const double rounded = 4.0 * u + ROUNDER;
    const uint64_t quarter = bits_of(rounded);
    const double t = u - 0.25 * (rounded - ROUNDER); /* exact; |t| <= 1/8 */
    const double z = t * t;
    double S = 0x1.e4a9d9166f052p+1;
    S = S * z - 0x1.e3027dea82bd7p+3;
    S = S * z + 0x1.50783208843ebp+5;
    S = S * z - 0x1.32d2cce500387p+6;
    S = S * z + 0x1.466bc6775a476p+6;
    S = S * z - 0x1.4abbce625be52p+5;
    const double s = 6.0 * t + t * (TWO_PI_LESS_6 + z * S);
    double C = 0x1.b2f3eb054afcdp+0;
    C = C * z - 0x1.f9ce245cada0bp+2;
    C = C * z + 0x1.a6d1eef479be1p+4;
    C = C * z - 0x1.e1f5068688d5bp+5;
    C = C * z + 0x1.55d3c7e3cb241p+6;
    C = C * z - 0x1.03c1f081b5ac0p+6;
    C = C * z + 0x1.3bd3cc9be45dep+4;
    const double c = 1.0 - z * C;
    const uint64_t sine_sign = (quarter & 2) << 62, cosine_sign = ((quarter + 1) & 2) << 62;
    *sine = of_bits(bits_of((quarter & 1) != 0 ? c : s) ^ sine_sign);
    *cosine = of_bits(bits_of((quarter & 1) != 0 ? s : c) ^ cosine_sign);
}
