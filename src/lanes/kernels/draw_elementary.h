/* The elementary functions of src/base/elementary.c in lanes, operation for operation, on the arguments that the draws
 * have. */
#ifndef COPSE_I_DRAW_ELEMENTARY_H
#define COPSE_I_DRAW_ELEMENTARY_H

#include "vector.h"

#include <math.h>

/* log 2 in two parts. */
#define LOG2_HIGH 0x1.62e42fefa3800p-1
#define LOG2_LOW 0x1.ef35793c76730p-45

/* log x of normal x > 0. */
static inline vd v_log(vd x)
{
    const vu shifted = (vu)x + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
    const vd exponent = (vd)((shifted >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    const vd f = (vd)((shifted & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu) - 1.0;
    const vd s = f / (2.0 + f);
    const vd z = s * s;
    vd L = z * 0x1.2b584aae78a57p-3 + 0x1.39fe606542ddep-3;
    L = L * z + 0x1.7462b4ab2ef6bp-3;
    L = L * z + 0x1.c71c62e5800a1p-3;
    L = L * z + 0x1.2492492df148dp-2;
    L = L * z + 0x1.99999999952e2p-2;
    L = L * z + 0x1.5555555555558p-1;
    return exponent * LOG2_HIGH - ((s * (f - z * L) - exponent * LOG2_LOW) - f);
}

/* e^x; NaN of NaN. */
static inline vd v_exp(vd x)
{
    const vi above = (vi)(x > 709.79), below = (vi)(x < -745.14);
    const vd inside = v_select(above | below, v_all(0), x);
    const vd rounded = inside * 0x1.71547652b82fep+0 + 0x1.8p52;
    const vd k = rounded - 0x1.8p52;
    const vd r = (inside - k * LOG2_HIGH) - k * LOG2_LOW;
    vd E = r * 0x1.af389eea54156p-26 + 0x1.28917c9f3a495p-22;
    E = E * r + 0x1.71de0db2eb873p-19;
    E = E * r + 0x1.a019b914881bap-16;
    E = E * r + 0x1.a01a01a7c2f2cp-13;
    E = E * r + 0x1.6c16c17889f3cp-10;
    E = E * r + 0x1.11111111109b5p-7;
    E = E * r + 0x1.5555555553d68p-5;
    E = E * r + 0x1.5555555555556p-3;
    E = E * r + 0x1.0000000000001p-1;
    const vd scaled = 1.0 + (r + r * r * E);
    const vu exponent = (vu)rounded - 0x4338000000000000u; /* two's complement */
    const vu half = ((exponent + 2048) >> 1) - 1024;       /* in two steps: 2^1024 and 2^-1075 are no doubles */
    const vd result = scaled * (vd)((half + 1023) << 52) * (vd)((exponent - half + 1023) << 52);
    return v_select(above, v_all(INFINITY), v_select(below, v_all(0), result));
}

/* a where bit 0 of n is set, else b. */
static inline vd v_odd(vu n, vd a, vd b)
{
    return v_select((vi)(0 - (n & 1)), a, b);
}

/* sin and cos of 2 pi u, |u| <= 2^40. */
static inline void v_sincos_turns(vd u, vd *sine, vd *cosine)
{
    const vd rounded = 4.0 * u + 0x1.8p52;
    const vu quarter = (vu)rounded;
    const vd t = u - 0.25 * (rounded - 0x1.8p52);
    const vd z = t * t;
    vd S = z * 0x1.e4a9d9166f052p+1 - 0x1.e3027dea82bd7p+3;
    S = S * z + 0x1.50783208843ebp+5;
    S = S * z - 0x1.32d2cce500387p+6;
    S = S * z + 0x1.466bc6775a476p+6;
    S = S * z - 0x1.4abbce625be52p+5;
    const vd s = 6.0 * t + t * (0x1.21fb54442d184p-2 + z * S);
    vd C = z * 0x1.b2f3eb054afcdp+0 - 0x1.f9ce245cada0bp+2;
    C = C * z + 0x1.a6d1eef479be1p+4;
    C = C * z - 0x1.e1f5068688d5bp+5;
    C = C * z + 0x1.55d3c7e3cb241p+6;
    C = C * z - 0x1.03c1f081b5ac0p+6;
    C = C * z + 0x1.3bd3cc9be45dep+4;
    const vd c = 1.0 - z * C;
    *sine = (vd)((vu)v_odd(quarter, c, s) ^ ((quarter & 2) << 62));
    *cosine = (vd)((vu)v_odd(quarter, s, c) ^ (((quarter + 1) & 2) << 62));
}

#endif
