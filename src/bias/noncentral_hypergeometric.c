/* Mean and variance of the noncentral hypergeometric distribution (Fisher's). */
#include "bias_parts.h"

#include <float.h>
#include <math.h>

/* P(x + 1)/P(x) */
static double ratio(double n1, double n2, double events, double odds, double x)
{
    return odds * (n1 - x) / (x + 1) * (events - x) / (n2 - events + x + 1);
}

/* The mode solves ratio(x) = 1, a quadratic; two steps mend what rounding left. */
static double mode_of(double n1, double n2, double events, double odds, double low, double high)
{
    const double A = odds - 1, B = -((n1 + events + 2) * odds + n2 - events), C = (n1 + 1) * (events + 1) * odds;
    const double root = sqrt(fmax(B * B - 4 * A * C, 0));
    double x = fmin(fmax(floor(2 * C / (root - B)), low), high);
    while (x < high && ratio(n1, n2, events, odds, x) > 1) x++;
    while (x > low && ratio(n1, n2, events, odds, x - 1) < 1) x--;
    return x;
}

/* Sums of P(x)/P(mode), and of the same times (x - mode) and its square. */
typedef struct sums {
    double mass, first, second;
} sums;

static void add(sums *s, double mass, double shift)
{
    s->mass += mass;
    s->first += mass * shift;
    s->second += mass * shift * shift;
}

copse_status copse_noncentral_hypergeometric(double n1, double n2, double events, double odds_ratio, double *mean,
                                             double *variance)
{
    static const double negligible = DBL_EPSILON * DBL_EPSILON;
    if (mean == NULL || variance == NULL) return COPSE_EINVAL;
    *mean = *variance = NAN;
    if (!(n1 >= 0) || !(n2 >= 0) || !(events >= 0) || !(events <= n1 + n2) || !(odds_ratio > 0) ||
        !isfinite(odds_ratio) || !isfinite(n1 + n2))
        return COPSE_EDOM;
    const double low = fmax(0, events - n2), high = fmin(n1, events);
    const double mode = mode_of(n1, n2, events, odds_ratio, low, high);
    sums s = {1, 0, 0};
    double mass = 1;
    for (double x = mode; x < high && mass > negligible; x++) { // NOLINT(cert-flp30-c): counts
        mass *= ratio(n1, n2, events, odds_ratio, x);
        add(&s, mass, x + 1 - mode);
    }
    mass = 1;
    for (double x = mode; x > low && mass > negligible; x--) { // NOLINT(cert-flp30-c): counts
        mass /= ratio(n1, n2, events, odds_ratio, x - 1);
        add(&s, mass, x - 1 - mode);
    }
    const double shift = s.first / s.mass;
    *mean = mode + shift;
    *variance = s.second / s.mass - shift * shift;
    return isfinite(*mean) && isfinite(*variance) ? COPSE_OK : COPSE_ERANGE;
}
