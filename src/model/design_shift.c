/* A general design made ready: columns scaled and the intercept first, rank checked, y replaced by its residual. */
#include "evaluate.h"
#include "problem.h"

#include <math.h>
#include <string.h>

static const double RANK_TOLERANCE = 1e-11; /* of a column's norm, what the earlier columns must leave of it */

static bool is_ones(const double *X, size_t k, size_t p, size_t j)
{
    for (size_t i = 0; i < k; i++)
        if (X[i * p + j] != 1) return false;
    return true;
}

static void order_columns(copse_i_problem *pr, const double *X)
{
    size_t ones = pr->p;
    for (size_t j = pr->p; j-- > 0;)
        if (is_ones(X, pr->k, pr->p, j)) ones = j;
    pr->intercept = ones < pr->p;
    size_t next = 0;
    if (pr->intercept) pr->column[next++] = ones;
    for (size_t j = 0; j < pr->p; j++)
        if (j != ones) pr->column[next++] = j;
}

static copse_status copy_columns(copse_i_problem *pr, const double *X, copse_error *err)
{
    const size_t k = pr->k, p = pr->p;
    for (size_t j = 0; j < p; j++) {
        double largest = 0;
        for (size_t i = 0; i < k; i++) largest = fmax(largest, fabs(X[i * p + pr->column[j]]));
        if (!(largest > 0)) return copse_fail(err, COPSE_ERANK, "column %zu of the design is zero", pr->column[j] + 1);
        pr->exponent[j] = ilogb(largest);
        for (size_t i = 0; i < k; i++) pr->x[j * k + i] = ldexp(X[i * p + pr->column[j]], -pr->exponent[j]);
    }
    return COPSE_OK;
}

static double norm(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i] * a[i];
    return sqrt(sum);
}

static copse_status check_rank(copse_i_problem *pr, copse_error *err)
{
    const size_t k = pr->k, p = pr->p;
    memcpy(pr->q, pr->x, k * p * sizeof *pr->q);
    copse_i_orthonormalise(pr->q, k, p, pr->triangle);
    for (size_t j = 0; j < p; j++) {
        const double left = pr->triangle[j * p + j];
        if (!(left > RANK_TOLERANCE * norm(pr->x + j * k, k)))
            return copse_fail(err, COPSE_ERANK, "column %zu of the design is a combination of the others",
                              pr->column[j] + 1);
        pr->log_det_xx += 2 * log(left);
    }
    return COPSE_OK;
}

/* q is the orthonormal basis of X: what it leaves of a column of ones. */
static bool spans_ones(copse_i_problem *pr)
{
    const size_t k = pr->k;
    for (size_t i = 0; i < k; i++) pr->z[i] = 1;
    for (int pass = 0; pass < 2; pass++)
        for (size_t j = 0; j < pr->p; j++) {
            const double *q = pr->q + j * k;
            double c = 0;
            for (size_t i = 0; i < k; i++) c += q[i] * pr->z[i];
            for (size_t i = 0; i < k; i++) pr->z[i] -= c * q[i];
        }
    return norm(pr->z, k) < 1e-9 * sqrt((double)k);
}

/* r = y - X shift in double-double; any shift near the fit will do, since it enters exactly. */
static void subtract_fit(copse_i_problem *pr)
{
    for (size_t i = 0; i < pr->k; i++) {
        copse_i_dd r = dd_from(pr->r[i]);
        for (size_t j = 0; j < pr->p; j++) r = dd_subtract(r, dd_two_product(pr->x[j * pr->k + i], pr->shift[j]));
        pr->r[i] = r.hi;
        pr->r_low[i] = r.lo;
    }
}

copse_status copse_i_design_init(copse_i_problem *pr, const double *X, copse_error *err)
{
    order_columns(pr, X);
    copse_status status = copy_columns(pr, X, err);
    if (status == COPSE_OK) status = check_rank(pr, err);
    if (status != COPSE_OK) return status;
    pr->spans_one = pr->intercept || spans_ones(pr);
    copse_i_point point;
    copse_i_evaluate_design(pr, 0, &point);
    for (size_t j = 0; j < pr->p; j++) {
        if (!isfinite(pr->delta[j]))
            return copse_fail(err, COPSE_ERANGE,
                              "the weighted design is singular: the sampling variances differ too much");
        pr->shift[j] = pr->delta[j];
    }
    subtract_fit(pr);
    return COPSE_OK;
}
