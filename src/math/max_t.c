/* The largest of several correlated |t| (single-step adjustment of p-values): Genz and Bretz (2009), Computation of
 * Multivariate Normal and t Probabilities, ch. 4; the spherical form is Deak's (1980) and Somerville's (1998). */
#include "max_t.h"

#include <math.h>
#include <stdlib.h>

static const double DEPENDENT = 1e-10; /* what is left of a variance of 1 when others explain it */
static const double FAR = 1e9;         /* a critical value that is looked for no further */

double copse_i_radius_upper(const copse_max_t *t, double x)
{
    const double r = (double)t->rank;
    if (!(x > 0)) return x <= 0 ? 1 : NAN;
    if (!(x < 1e150)) return 0;
    if (t->rank == 2) return isinf(t->df) ? exp(-0.5 * x * x) : exp(-0.5 * t->df * log1p(x * x / t->df));
    return isinf(t->df) ? copse_chisq_upper(x * x, r) : copse_f_upper(x * x / r, r, t->df);
}

/* Cholesky with the largest variance left first: rows of `a` in m columns, of which the first `rank` are used. */
static size_t factorise(const double *correlation, size_t m, double *a, double *left)
{
    for (size_t i = 0; i < m; i++) left[i] = 1;
    for (size_t r = 0; r < m; r++) {
        size_t pivot = 0;
        for (size_t i = 1; i < m; i++)
            if (left[i] > left[pivot]) pivot = i;
        if (!(left[pivot] > DEPENDENT)) return r;
        const double root = sqrt(left[pivot]);
        for (size_t i = 0; i < m; i++) {
            double sum = i == pivot ? 1 : correlation[i * m + pivot];
            for (size_t l = 0; l < r; l++) sum -= a[i * m + l] * a[pivot * m + l];
            a[i * m + r] = i == pivot ? root : left[i] > 0 ? sum / root : 0;
        }
        for (size_t i = 0; i < m; i++) left[i] -= a[i * m + r] * a[i * m + r];
        left[pivot] = 0;
    }
    return m;
}

/* The first `rank` columns, each row of length 1. */
static void pack(double *a, size_t m, size_t rank)
{
    for (size_t i = 0; i < m; i++) {
        double length = 0;
        for (size_t l = 0; l < rank; l++) length += a[i * m + l] * a[i * m + l];
        for (size_t l = 0; l < rank; l++) a[i * rank + l] = a[i * m + l] / sqrt(length);
    }
}

static copse_status check(const double *correlation, size_t m, double df)
{
    if (correlation == NULL || m == 0 || m > COPSE_MAX_T_MOST) return COPSE_EINVAL;
    if (!(df >= 1e-3)) return COPSE_EDOM;
    for (size_t i = 0; i < m * m; i++)
        if (!(fabs(correlation[i]) <= 1 + 1e-9)) return COPSE_EDOM;
    return COPSE_OK;
}

static copse_status make(copse_max_t *t, const double *correlation)
{
    t->a = copse_alloc(t->m * t->m + t->m, sizeof *t->a);
    if (t->a == NULL) return COPSE_ENOMEM;
    t->rank = factorise(correlation, t->m, t->a, t->a + t->m * t->m);
    pack(t->a, t->m, t->rank);
    if (t->rank == 1) return COPSE_OK;
    if (t->rank == 2) return copse_i_max_t_plane(t);
    return t->rank == 3 ? copse_i_max_t_space(t) : copse_i_max_t_lattice(t);
}

copse_status copse_max_t_new(const double *correlation, size_t m, double df, copse_max_t **out)
{
    *out = NULL;
    copse_status status = check(correlation, m, df);
    if (status != COPSE_OK) return status;
    copse_max_t *t = copse_alloc(1, sizeof *t);
    if (t == NULL) return COPSE_ENOMEM;
    t->m = m;
    t->df = df > 1e10 ? INFINITY : df;
    status = make(t, correlation);
    if (status != COPSE_OK) {
        copse_max_t_free(t);
        return status;
    }
    *out = t;
    return COPSE_OK;
}

void copse_max_t_free(copse_max_t *t)
{
    if (t == NULL) return;
    free(t->a);
    free(t->cut);
    free(t->angle);
    free(t->weight);
    free(t);
}

double copse_max_t_upper(const copse_max_t *t, double c, double *error)
{
    double estimated = 0, p = NAN;
    if (c <= 0) p = 1;
    else if (t->rank == 1) p = copse_t_two_sided(c, t->df);
    else if (t->weight != NULL) p = c > 0 ? copse_i_max_t_lattice_upper(t, c, &estimated) : NAN;
    else p = t->rank == 2 ? copse_i_max_t_plane_upper(t, c) : copse_i_max_t_space_upper(t, c);
    if (error != NULL) *error = isnan(p) ? NAN : estimated;
    return isnan(p) ? NAN : fmin(fmax(p, 0), 1);
}

struct target {
    const copse_max_t *t;
    double log_p;
};

static double excess(double log_c, const void *context)
{
    const struct target *target = context;
    const double p = copse_max_t_upper(target->t, exp(log_c), NULL);
    return p > 0 ? log(p) - target->log_p : -INFINITY;
}

/* Between what one of them needs alone and what Bonferroni allows. */
double copse_max_t_quantile_upper(const copse_max_t *t, double p)
{
    if (!(p > 0 && p < 1)) return NAN;
    if (t->rank == 1) return copse_t_quantile_upper(p / 2, t->df);
    const struct target target = {t, log(p)};
    const double low = copse_t_quantile_upper(p / 2, t->df);
    const double high = copse_t_quantile_upper(p / 2 / (double)t->m, t->df);
    double x = NAN;
    if (!(high < FAR * (1 + low))) return NAN;
    const copse_status status = copse_root(excess, &target, log(low * 0.999), log(high * 1.001), &x);
    return status == COPSE_OK ? exp(x) : NAN;
}
