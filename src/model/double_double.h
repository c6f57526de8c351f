/* Double-double arithmetic: a number is hi + lo with |lo| <= ulp(hi)/2, good for about 31 digits. For the sums whose
 * difference is all that counts, such as Q - (k - p) near 0. Dekker 1971, Knuth 1969. */
#ifndef COPSE_I_DOUBLE_DOUBLE_H
#define COPSE_I_DOUBLE_DOUBLE_H

#include <stddef.h>

typedef struct copse_i_dd {
    double hi, lo;
} copse_i_dd;

static inline copse_i_dd dd_from(double a)
{
    return (copse_i_dd){a, 0};
}

/* a + b exactly */
static inline copse_i_dd dd_two_sum(double a, double b)
{
    const double s = a + b, bb = s - a;
    return (copse_i_dd){s, (a - (s - bb)) + (b - bb)};
}

/* a + b exactly, |a| >= |b| */
static inline copse_i_dd dd_quick(double a, double b)
{
    const double s = a + b;
    return (copse_i_dd){s, b - (s - a)};
}

/* a b exactly; |a|, |b| below 2^970 */
static inline copse_i_dd dd_two_product(double a, double b)
{
    const double p = a * b, ca = 134217729.0 * a, cb = 134217729.0 * b;
    const double ah = ca - (ca - a), al = a - ah, bh = cb - (cb - b), bl = b - bh;
    return (copse_i_dd){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static inline copse_i_dd dd_add(copse_i_dd a, copse_i_dd b)
{
    copse_i_dd s = dd_two_sum(a.hi, b.hi);
    const copse_i_dd t = dd_two_sum(a.lo, b.lo);
    s = dd_quick(s.hi, s.lo + t.hi);
    return dd_quick(s.hi, s.lo + t.lo);
}

static inline copse_i_dd dd_minus(copse_i_dd a)
{
    return (copse_i_dd){-a.hi, -a.lo};
}

static inline copse_i_dd dd_subtract(copse_i_dd a, copse_i_dd b)
{
    return dd_add(a, dd_minus(b));
}

static inline copse_i_dd dd_multiply(copse_i_dd a, copse_i_dd b)
{
    const copse_i_dd p = dd_two_product(a.hi, b.hi);
    return dd_quick(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline copse_i_dd dd_scale(copse_i_dd a, double b)
{
    const copse_i_dd p = dd_two_product(a.hi, b);
    return dd_quick(p.hi, p.lo + a.lo * b);
}

static inline copse_i_dd dd_divide(copse_i_dd a, copse_i_dd b)
{
    const double q1 = a.hi / b.hi;
    copse_i_dd r = dd_subtract(a, dd_scale(b, q1));
    const double q2 = r.hi / b.hi;
    r = dd_subtract(r, dd_scale(b, q2));
    const copse_i_dd q = dd_quick(q1, q2);
    return dd_add(q, dd_from(r.hi / b.hi));
}

static inline double dd_value(copse_i_dd a)
{
    return a.hi + a.lo;
}

#endif
