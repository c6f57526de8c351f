/* Round numbers that cover a range, by the rule of S and R (Becker, Chambers & Wilks 1988): contours of Copas' model are drawn
 * at them in metasens. */
#include "copas_contours.h"

#include <float.h>
#include <math.h>

static const double BIAS = 1.5, BIAS_OF_5 = 2.75; /* in favour of larger units */
static const double SLACK = 1e-10;

/* Of 1, 2, 5 and 10 times a power of ten the largest that is not much wider than the cell. */
static double unit_for(double cell)
{
    const double base = pow(10, floor(log10(cell)));
    double unit = base;
    if (!(2 * base - cell < BIAS * (cell - unit))) return unit;
    unit = 2 * base;
    if (!(5 * base - cell < BIAS_OF_5 * (cell - unit))) return unit;
    unit = 5 * base;
    return 10 * base - cell < BIAS * (cell - unit) ? 10 * base : unit;
}

size_t copse_i_pretty_most(size_t n)
{
    return 4 * n + 16;
}

size_t copse_i_pretty(double low, double high, size_t n, double *level)
{
    const double most = fmax(fabs(low), fabs(high)), wide = high - low;
    if (n == 0 || !(wide > most * 4.2 * (double)n * DBL_EPSILON) || !isfinite(wide)) return 0;
    const double unit = unit_for(wide / (double)n);
    double first = floor(low / unit + SLACK), last = ceil(high / unit - SLACK);
    while (first * unit > low + SLACK * unit) first--;
    while (last * unit < high - SLACK * unit) last++;
    const size_t wanted = (size_t)(last - first) + 1, most_levels = copse_i_pretty_most(n);
    const size_t count = wanted < most_levels ? wanted : most_levels;
    for (size_t i = 0; i < count; i++) level[i] = (first + (double)i) * unit;
    return count;
}
