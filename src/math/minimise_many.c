/* Minima of a function of several variables: Nelder and Mead (1965) with the coefficients of Gao and Han (2012), which depend
 * on the number of variables; then again from a new simplex at the minimum, until that finds nothing better (a simplex may
 * collapse where there is none). GSL's minimiser calls its error handler where the function is not finite. */
#include <copse/math.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 20000, MOST_RESTARTS = 20 };

typedef struct simplex {
    copse_function_of_many *f;
    const void *context;
    size_t n;
    double *vertex; /* n + 1 rows of n */
    double *value;  /* n + 1 */
    double *centre, *trial, *second;
    size_t steps;
} simplex;

static double call(simplex *s, const double *x)
{
    const double value = s->f(x, s->context);
    return isnan(value) ? INFINITY : value;
}

static double *row(const simplex *s, size_t i)
{
    return s->vertex + i * s->n;
}

static size_t extreme(const simplex *s, int sign, size_t except)
{
    size_t at = except == 0 ? 1 : 0;
    for (size_t i = 0; i <= s->n; i++)
        if (i != except && sign * (s->value[i] - s->value[at]) > 0) at = i;
    return at;
}

/* centre + factor (centre - vertex i), and its value */
static double reflect(simplex *s, size_t i, double factor, double *x)
{
    for (size_t j = 0; j < s->n; j++) x[j] = s->centre[j] + factor * (s->centre[j] - row(s, i)[j]);
    s->steps++;
    return call(s, x);
}

static void replace(simplex *s, size_t i, const double *x, double value)
{
    memcpy(row(s, i), x, s->n * sizeof *x);
    s->value[i] = value;
}

static void shrink(simplex *s, size_t best)
{
    const double delta = s->n > 1 ? 1 - 1 / (double)s->n : 0.5;
    for (size_t i = 0; i <= s->n; i++) {
        if (i == best) continue;
        for (size_t j = 0; j < s->n; j++) row(s, i)[j] = row(s, best)[j] + delta * (row(s, i)[j] - row(s, best)[j]);
        s->value[i] = call(s, row(s, i));
        s->steps++;
    }
}

static void step(simplex *s)
{
    const double n = (double)(s->n > 1 ? s->n : 2), expand = 1 + 2 / n, contract = 0.75 - 1 / (2 * n);
    const size_t best = extreme(s, -1, SIZE_MAX), worst = extreme(s, 1, SIZE_MAX), next = extreme(s, 1, worst);
    for (size_t j = 0; j < s->n; j++) {
        double sum = 0;
        for (size_t i = 0; i <= s->n; i++) sum += i == worst ? 0 : row(s, i)[j];
        s->centre[j] = sum / (double)s->n;
    }
    const double reflected = reflect(s, worst, 1, s->trial);
    if (reflected < s->value[best]) {
        const double further = reflect(s, worst, expand, s->second);
        if (further < reflected) replace(s, worst, s->second, further);
        else replace(s, worst, s->trial, reflected);
        return;
    }
    if (reflected < s->value[next]) {
        replace(s, worst, s->trial, reflected);
        return;
    }
    const bool outside = reflected < s->value[worst];
    const double nearer = reflect(s, worst, outside ? contract : -contract, s->second);
    if (nearer < fmin(reflected, s->value[worst])) replace(s, worst, s->second, nearer);
    else shrink(s, best);
}

/* The largest distance from vertex `from` in any variable, in units of max(unit[j], |x[j]|); unit NULL: of |x[j]|. */
static double size(const simplex *s, size_t from, const double *unit)
{
    double largest = 0;
    for (size_t i = 0; i <= s->n; i++)
        for (size_t j = 0; j < s->n; j++) {
            const double at = fabs(row(s, from)[j]), length = unit != NULL ? fmax(unit[j], at) : fmax(at, DBL_MIN);
            largest = fmax(largest, fabs(row(s, i)[j] - row(s, from)[j]) / length);
        }
    return largest;
}

static bool is_small(const simplex *s, const double *scale, double tolerance)
{
    const size_t best = extreme(s, -1, SIZE_MAX), worst = extreme(s, 1, SIZE_MAX);
    if (size(s, best, NULL) <= 16 * DBL_EPSILON) return true; /* neighbouring doubles */
    if (!(s->value[worst] - s->value[best] <= tolerance * (fabs(s->value[best]) + tolerance))) return false;
    return size(s, best, scale) <= sqrt(tolerance);
}

/* One search from x; false where it does not end. */
static bool search(simplex *s, const double *scale, double factor, double tolerance, double *x, double *value)
{
    for (size_t i = 0; i <= s->n; i++) {
        memcpy(row(s, i), x, s->n * sizeof *x);
        if (i > 0) row(s, i)[i - 1] += factor * scale[i - 1];
        s->value[i] = call(s, row(s, i));
    }
    while (!is_small(s, scale, tolerance)) {
        if (s->steps > MOST_STEPS * s->n) return false;
        step(s);
    }
    const size_t best = extreme(s, -1, SIZE_MAX);
    memcpy(x, row(s, best), s->n * sizeof *x);
    *value = s->value[best];
    return true;
}

static copse_status minimise(simplex *s, const double *scale, double tolerance, double *x, double *value)
{
    double lowest = call(s, x), factor = 1;
    if (!isfinite(lowest)) return COPSE_ERANGE;
    for (int restart = 0; restart < MOST_RESTARTS; restart++) {
        const double before = lowest;
        if (!search(s, scale, factor, tolerance, x, &lowest) || !isfinite(lowest)) return COPSE_ERANGE;
        if (restart > 0 && !(before - lowest > tolerance * (fabs(lowest) + tolerance))) break;
        factor *= -0.5;
    }
    *value = lowest;
    return COPSE_OK;
}

copse_status copse_minimise_many(copse_function_of_many *f, const void *context, size_t n, const double *start,
                                 const double *scale, double tolerance, double *x, double *value)
{
    *value = NAN;
    for (size_t j = 0; j < n; j++) x[j] = NAN;
    if (n == 0 || n > 1000 || !(tolerance > 0 && tolerance < 1)) return COPSE_EINVAL;
    for (size_t j = 0; j < n; j++)
        if (!isfinite(start[j]) || !(scale[j] > 0 && scale[j] < INFINITY)) return COPSE_EINVAL;
    double *room = copse_alloc((n + 1) * (n + 1) + 4 * n, sizeof *room);
    if (room == NULL) return COPSE_ENOMEM;
    simplex s = {f, context, n, room, room + (n + 1) * n, room + (n + 1) * (n + 1), NULL, NULL, 0};
    s.trial = s.centre + n;
    s.second = s.trial + n;
    double *at = s.second + n;
    memcpy(at, start, n * sizeof *at);
    const copse_status status = minimise(&s, scale, tolerance, at, value);
    if (status == COPSE_OK) memcpy(x, at, n * sizeof *x);
    free(room);
    return status;
}
