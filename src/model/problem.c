/* From the caller's arrays to a problem: checks, scale, residuals, one block of memory. */
#include "problem.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* With these bounds no product in the sums over studies overflows or underflows: weights down to 2^-300, cubed. */
enum { MOST_V_RATIO = 300, MOST_Y = 150 };

static copse_status check_values(const copse_i_data *d, copse_error *err)
{
    for (size_t i = 0; i < d->k; i++) {
        if (!isfinite(d->y[i])) return copse_fail(err, COPSE_EDOM, "study %zu: the estimate is not finite", i + 1);
        if (!(d->v[i] > 0) || !isfinite(d->v[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: the sampling variance is not a positive number", i + 1);
    }
    for (size_t i = 0; d->X != NULL && i < d->k; i++)
        for (size_t j = 0; j < d->p; j++)
            if (!isfinite(d->X[i * d->p + j]))
                return copse_fail(err, COPSE_EDOM, "study %zu: column %zu of the design is not finite", i + 1, j + 1);
    for (size_t i = 0; d->weight != NULL && i < d->k; i++)
        if (!(d->weight[i] > 0) || !isfinite(d->weight[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: its weight for tau2 is not a positive number", i + 1);
    return COPSE_OK;
}

static copse_status allocate(copse_i_problem *pr, bool weights)
{
    const size_t k = pr->k, p = pr->p, square = p * p;
    const bool design = pr->blocks == 0;
    if ((double)k * (double)(design ? p : 1) > (double)(SIZE_MAX / 64)) return COPSE_ENOMEM;
    const size_t dd = design ? 2 * (4 * square + 2 * p) : 0;
    const size_t n = (weights ? 5 : 4) * k + 2 * p + (design ? 2 * k * p + k + square : 0) + dd;
    pr->doubles = copse_alloc(n, sizeof *pr->doubles);
    pr->sizes = copse_alloc(pr->blocks + 1 + 2 * p, sizeof *pr->sizes);
    if (pr->doubles == NULL || pr->sizes == NULL) return COPSE_ENOMEM;
    double *next = pr->doubles;
    pr->dd = (copse_i_dd *)next, next += dd; /* a struct of two doubles in an array of doubles */
    pr->v = next, next += k;
    pr->r = next, next += k;
    pr->r_low = next, next += k;
    pr->a = next, next += k;
    if (weights) pr->given = next, next += k;
    pr->shift = next, next += p;
    pr->delta = next, next += p;
    pr->start = pr->sizes;
    pr->column = pr->sizes + pr->blocks + 1;
    pr->exponent = (int *)(pr->column + p);
    if (!design) return COPSE_OK;
    pr->x = next, next += k * p;
    pr->q = next, next += k * p;
    pr->z = next, next += k;
    pr->triangle = next;
    return COPSE_OK;
}

static copse_status find_scale(copse_i_problem *pr, const copse_i_data *d, copse_error *err)
{
    double low = d->v[0], high = d->v[0];
    size_t smallest = 0;
    for (size_t i = 1; i < d->k; i++) {
        if (d->v[i] < low) low = d->v[i], smallest = i;
        if (d->v[i] > high) high = d->v[i];
    }
    const int e = ilogb(low);
    if (ilogb(high) - e > MOST_V_RATIO)
        return copse_fail(err, COPSE_ERANGE, "study %zu: the sampling variance is too small beside the others",
                          smallest + 1);
    pr->scale = e >= 0 ? e / 2 : -((1 - e) / 2);
    pr->v_min = ldexp(low, -2 * pr->scale);
    pr->v_max = ldexp(high, -2 * pr->scale);
    return COPSE_OK;
}

/* Counting sort: start[g] becomes the first place of block g. */
static void find_starts(copse_i_problem *pr, const copse_i_data *d)
{
    for (size_t i = 0; i < d->k; i++) pr->start[(d->group != NULL ? d->group[i] : 0) + 1]++;
    for (size_t g = 0; g < pr->blocks; g++) pr->start[g + 1] += pr->start[g];
}

/* Only ratios of weights count: the largest becomes a number from 1 to 2. */
static copse_status scale_weights(copse_i_problem *pr, copse_error *err)
{
    if (pr->given == NULL) return COPSE_OK;
    double largest = 0, smallest = INFINITY;
    for (size_t i = 0; i < pr->k; i++) {
        largest = fmax(largest, pr->given[i]);
        smallest = fmin(smallest, pr->given[i]);
    }
    if (ilogb(largest) - ilogb(smallest) > MOST_V_RATIO)
        return copse_fail(err, COPSE_ERANGE, "the weights for tau2 differ too much");
    for (size_t i = 0; i < pr->k; i++) pr->given[i] = ldexp(pr->given[i], -ilogb(largest));
    return COPSE_OK;
}

/* Scaled y into r and v into v, block by block. */
static copse_status copy_values(copse_i_problem *pr, const copse_i_data *d, copse_error *err)
{
    const double factor = ldexp(1, -pr->scale);
    if (pr->blocks > 0) find_starts(pr, d);
    for (size_t i = 0; i < d->k; i++) {
        const size_t at = pr->blocks == 0 ? i : pr->start[d->group != NULL ? d->group[i] : 0]++;
        pr->v[at] = d->v[i] * factor * factor;
        pr->r[at] = d->y[i] * factor;
        if (d->weight != NULL) pr->given[at] = d->weight[i];
        if (!(fabs(pr->r[at]) <= ldexp(1, MOST_Y)))
            return copse_fail(err, COPSE_ERANGE, "study %zu: the estimate is too large beside the sampling variances",
                              i + 1);
    }
    for (size_t g = pr->blocks; g > 0; g--) pr->start[g] = pr->start[g - 1]; /* each had moved to its end */
    pr->start[0] = 0;
    return scale_weights(pr, err);
}

/* r still holds y. Differences from one study first: exact enough whatever the offset. */
static double variance_of_y(const copse_i_problem *pr)
{
    const double origin = pr->r[0];
    copse_i_dd sum = {0, 0}, square = {0, 0};
    for (size_t i = 0; i < pr->k; i++) sum = dd_add(sum, dd_from(pr->r[i] - origin));
    const double mean = dd_value(sum) / (double)pr->k;
    for (size_t i = 0; i < pr->k; i++) {
        const double d = (pr->r[i] - origin) - mean;
        square = dd_add(square, dd_from(d * d));
    }
    return dd_value(square) / (double)pr->k;
}

static void swap(double *a, double *b)
{
    const double c = *a;
    *a = *b;
    *b = c;
}

/* Puts the study with the smallest v first and makes it the origin: as the heaviest at every tau2 it then needs no
 * difference of nearly equal numbers. */
static void centre_block(copse_i_problem *pr, size_t block)
{
    const size_t start = pr->start[block], end = pr->start[block + 1];
    size_t heaviest = start;
    for (size_t i = start; i < end; i++)
        if (pr->v[i] < pr->v[heaviest]) heaviest = i;
    swap(&pr->v[start], &pr->v[heaviest]);
    swap(&pr->r[start], &pr->r[heaviest]);
    if (pr->given != NULL) swap(&pr->given[start], &pr->given[heaviest]);
    const double origin = pr->r[start];
    pr->shift[block] = origin;
    for (size_t i = start; i < end; i++) {
        const copse_i_dd r = dd_two_sum(pr->r[i], -origin);
        pr->r[i] = r.hi;
        pr->r_low[i] = r.lo;
    }
}

static void init_blocks(copse_i_problem *pr)
{
    pr->intercept = pr->p == 1;
    pr->spans_one = true;
    for (size_t b = 0; b < pr->blocks; b++) {
        centre_block(pr, b);
        pr->column[b] = b;
        pr->log_det_xx += log((double)(pr->start[b + 1] - pr->start[b]));
    }
}

static double total_size(const copse_i_data *d)
{
    double sum = d->size != NULL ? 0 : NAN;
    for (size_t i = 0; d->size != NULL && i < d->k; i++) sum += d->size[i];
    return sum;
}

/* A single column of ones is the intercept. */
static bool is_intercept(const copse_i_data *d)
{
    if (d->X == NULL) return true;
    if (d->p != 1) return false;
    for (size_t i = 0; i < d->k; i++)
        if (d->X[i] != 1) return false;
    return true;
}

copse_status copse_i_problem_init(copse_i_problem *pr, const copse_i_data *d, copse_error *err)
{
    memset(pr, 0, sizeof *pr);
    if (d->p == 0 || (d->X == NULL && d->group == NULL && d->p != 1))
        return copse_fail(err, COPSE_EINVAL, "a model without a design has one coefficient, the intercept");
    if (d->k < d->p || d->k == 0)
        return copse_fail(err, COPSE_ETOOFEW, "%zu %s for %zu %s", d->k, copse_plural(d->k, "study", "studies"), d->p,
                          copse_plural(d->p, "coefficient", "coefficients"));
    copse_status status = check_values(d, err);
    if (status != COPSE_OK) return status;
    pr->k = d->k;
    pr->p = d->p;
    pr->blocks = d->group != NULL ? d->p : is_intercept(d) ? 1 : 0;
    if (allocate(pr, d->weight != NULL) != COPSE_OK) return copse_fail_memory(err);
    status = find_scale(pr, d, err);
    if (status == COPSE_OK) status = copy_values(pr, d, err);
    if (status != COPSE_OK) return status;
    pr->y_variance = variance_of_y(pr);
    pr->size = total_size(d);
    if (pr->blocks == 0) return copse_i_design_init(pr, d->X, err);
    init_blocks(pr);
    return COPSE_OK;
}

void copse_i_problem_free(copse_i_problem *pr)
{
    free(pr->doubles);
    free(pr->sizes);
    memset(pr, 0, sizeof *pr);
}

double copse_i_unscale(const copse_i_problem *pr, double value, int power)
{
    return ldexp(value, power * pr->scale);
}
