/* The tetrachoric correlation (Pearson 1900). */
#include <copse/math.h>
#include <math.h>

static const double MOST = 0.9999;

/* The table turned so that `corner` is its smallest cell, which keeps the digits of a small one: h and k bound its quadrant. */
typedef struct table {
    double h, k, corner;
} table;

static double excess(double rho, const void *context)
{
    const table *t = context;
    return copse_bivariate_normal_lower(t->h, t->k, rho) - t->corner;
}

/* z with P(Z <= z) = part/(part + rest) */
static double threshold(double part, double rest)
{
    const double n = part + rest;
    if (part == rest) return 0;
    return part < rest ? -copse_normal_quantile_upper(part / n) : copse_normal_quantile_upper(rest / n);
}

/* From r = r(p of the corner, p of its row, p of its column): dr = (dp - A dp_row - B dp_column)/density, A and B being the
 * conditional probabilities at the thresholds; the variance of that linear form in the four cells. */
static double variance_of(const double *cell, double n, double h, double k, double r)
{
    const double s = sqrt((1 - r) * (1 + r));
    const double A = copse_normal_lower(fma(-r, h, k) / s), B = copse_normal_lower(fma(-r, k, h) / s);
    const double weight[] = {1 - A - B, -A, -B, 0};
    double mean = 0, sum = 0;
    for (int i = 0; i < 4; i++) mean += cell[i] / n * weight[i];
    for (int i = 0; i < 4; i++) sum += cell[i] / n * (weight[i] - mean) * (weight[i] - mean);
    const double density = copse_bivariate_normal_density(h, k, r);
    return sum / density / density / n;
}

copse_status copse_tetrachoric(double a, double b, double c, double d, double *r, double *variance)
{
    *r = *variance = NAN;
    const double cell[] = {a, b, c, d}, n = a + b + c + d;
    for (int i = 0; i < 4; i++)
        if (!(cell[i] >= 0 && cell[i] < INFINITY)) return COPSE_EDOM;
    if (!(n < INFINITY)) return COPSE_EDOM;
    if (!(a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0)) return COPSE_ENOTCOMPUTABLE;
    int smallest = 0;
    for (int i = 1; i < 4; i++)
        if (cell[i] < cell[smallest]) smallest = i;
    const bool other_row = smallest >= 2, other_column = smallest % 2 == 1;
    const double sign = other_row == other_column ? 1 : -1; /* of the correlation in the turned table */
    const double h = threshold(a + b, c + d), k = threshold(a + c, b + d);
    const table t = {other_row ? -h : h, other_column ? -k : k, cell[smallest] / n};
    double rho;
    if (a * d == b * c) rho = 0;
    else if (excess(-MOST, &t) >= 0) rho = -MOST;
    else if (excess(MOST, &t) <= 0) rho = MOST;
    else if (copse_root(excess, &t, -MOST, MOST, &rho) != COPSE_OK) return COPSE_ERANGE;
    *r = sign * rho;
    *variance = variance_of(cell, n, h, k, *r);
    if (isfinite(*variance)) return COPSE_OK;
    *r = *variance = NAN;
    return COPSE_ERANGE;
}
