#include "regression.h"
#include "careful.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a column must keep of its norm beside the earlier ones for the kernels to take the design: its reciprocal, at
 * most, is what rounding errors are multiplied by. */
static const double INDEPENDENT = 1e-4;
/* Share of its norm that a column of ones leaves to the design: below the first it is spanned, above the second not. */
static const double SPANNED = 1e-11, FREE = 1e-3;

struct copse_i_regression {
    copse_i_regression_task task, plain; /* plain: the intercept alone, for R2 and for engines without a design */
    bool usable, wants_plain;
    double *q, *back, *ones, *median, *work;
    double *plain_q, plain_back, plain_ones;
    size_t *column, plain_column;
    copse_lanes_fit plain_fit;
};

static double dot(const double *a, size_t step_a, const double *b, size_t step_b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += a[i * step_a] * b[i * step_b];
    return sum;
}

static bool is_column_of_ones(const copse_lanes *e, size_t j)
{
    for (size_t i = 0; i < e->k; i++)
        if (e->X[i * e->p + j] != 1) return false;
    return true;
}

/* The first column of ones goes first, as in copse_pool. */
static void order_columns(const copse_lanes *e, copse_i_regression *r)
{
    size_t ones = e->p, next = 0;
    for (size_t j = e->p; j-- > 0;)
        if (is_column_of_ones(e, j)) ones = j;
    r->task.intercept = ones < e->p;
    if (r->task.intercept) r->column[next++] = ones;
    for (size_t j = 0; j < e->p; j++)
        if (j != ones) r->column[next++] = j;
}

/* Column j of X, scaled to norm 1, into q; 1/norm, or 0 where it has none. */
static double copy_column(const copse_lanes *e, copse_i_regression *r, size_t j)
{
    double largest = 0;
    for (size_t i = 0; i < e->k; i++) {
        const double x = e->X[i * e->p + r->column[j]];
        if (!isfinite(x)) return 0;
        largest = fmax(largest, fabs(x));
    }
    if (!(largest > 0x1p-500 && largest < 0x1p500)) return 0;
    const double unit = ldexp(1, -ilogb(largest));
    for (size_t i = 0; i < e->k; i++) r->q[i * e->p + j] = unit * e->X[i * e->p + r->column[j]];
    const double norm = sqrt(dot(r->q + j, e->p, r->q + j, e->p, e->k));
    for (size_t i = 0; i < e->k; i++) r->q[i * e->p + j] /= norm;
    return unit / norm;
}

/* Takes out of column j what the columns before it span, twice, which keeps every digit; back(j, .) follows, so that
 * q = X back at every step. Returns what is left of the norm of 1. */
static double separate_column(copse_i_regression *r, size_t j)
{
    const size_t k = r->task.k, p = r->task.p;
    for (int pass = 0; pass < 2; pass++)
        for (size_t l = 0; l < j; l++) {
            const double c = dot(r->q + l, p, r->q + j, p, k);
            for (size_t i = 0; i < k; i++) r->q[i * p + j] -= c * r->q[i * p + l];
            for (size_t i = 0; i <= l; i++) r->back[i * p + j] -= c * r->back[i * p + l];
        }
    const double left = sqrt(dot(r->q + j, p, r->q + j, p, k));
    if (!(left > INDEPENDENT)) return left;
    for (size_t i = 0; i < k; i++) r->q[i * p + j] /= left;
    for (size_t i = 0; i <= j; i++) r->back[i * p + j] /= left;
    return left;
}

/* The coefficients of ones, and whether the design spans them; false where that is in doubt. */
static bool find_ones(copse_i_regression *r)
{
    const size_t k = r->task.k, p = r->task.p;
    double left = 0;
    for (size_t j = 0; j < p; j++) {
        r->ones[j] = 0;
        for (size_t i = 0; i < k; i++) r->ones[j] += r->q[i * p + j];
    }
    for (size_t i = 0; i < k; i++) {
        const double rest = 1 - dot(r->q + i * p, 1, r->ones, 1, p);
        left += rest * rest;
    }
    const double share = sqrt(left / (double)k);
    r->task.spans_one = r->task.intercept || share < SPANNED;
    if (!r->task.spans_one) memset(r->ones, 0, p * sizeof *r->ones);
    return r->task.spans_one || share > FREE;
}

static bool orthonormalise(const copse_lanes *e, copse_i_regression *r)
{
    if (e->k < e->p) return false;
    order_columns(e, r);
    for (size_t j = 0; j < e->p; j++) {
        r->back[j * e->p + j] = copy_column(e, r, j);
        if (!(r->back[j * e->p + j] > 0) || !(separate_column(r, j) > INDEPENDENT)) return false;
    }
    return find_ones(r);
}

static bool has_equal_effects(const copse_lanes *e)
{
    return e->opts.fit.method == COPSE_METHOD_EE || e->opts.fit.method == COPSE_METHOD_FE;
}

void copse_i_regression_set_test(copse_lanes *e, copse_test test)
{
    copse_i_regression *r = e->regression;
    r->task.test = test;
    r->plain.test = e->X != NULL ? COPSE_TEST_Z : test; /* beside a design only tau2 and H2 are asked for */
}

static void begin_plain(copse_lanes *e, copse_i_regression *r)
{
    for (size_t i = 0; i < e->k; i++) r->plain_q[i] = 1 / sqrt((double)e->k);
    r->plain_back = 1 / sqrt((double)e->k);
    r->plain_ones = sqrt((double)e->k);
    r->plain = r->task;
    r->plain.p = 1;
    r->plain.intercept = r->plain.spans_one = true;
    r->plain.q = r->plain_q;
    r->plain.back = &r->plain_back;
    r->plain.ones = &r->plain_ones;
    r->plain.column = &r->plain_column;
    copse_i_regression_set_test(e, e->opts.fit.test);
    r->wants_plain = r->usable && !e->opts.without_R2 && r->task.spans_one && e->p > 1 &&
                     (has_equal_effects(e) || isnan(e->opts.fit.tau2));
}

copse_status copse_i_regression_init(copse_lanes *e)
{
    copse_i_regression *r = copse_alloc(1, sizeof *r);
    e->regression = r;
    if (r == NULL) return COPSE_ENOMEM;
    r->q = copse_alloc(e->k * e->p, sizeof *r->q);
    r->back = copse_alloc(e->p * e->p, sizeof *r->back);
    r->ones = copse_alloc(e->p, sizeof *r->ones);
    r->median = copse_alloc(e->k + 1, sizeof *r->median);
    r->work = copse_alloc(e->k, (size_t)COPSE_I_REGRESSION_BUFFERS * COPSE_LANES * sizeof *r->work);
    r->plain_q = copse_alloc(e->k, sizeof *r->plain_q);
    r->column = copse_alloc(e->p, sizeof *r->column);
    if (r->q == NULL || r->back == NULL || r->ones == NULL || r->median == NULL || r->work == NULL ||
        r->plain_q == NULL || r->column == NULL)
        return COPSE_ENOMEM;
    r->median[0] = NAN;
    if (e->opts.fit.method == COPSE_METHOD_PMM)
        for (size_t df = 1; df <= e->k; df++) r->median[df] = copse_chisq_quantile_lower(0.5, (double)df);
    r->task = (copse_i_regression_task){.method = copse_i_kernel_method(&e->opts.fit),
                                        .test = e->opts.fit.test,
                                        .tau2 = e->opts.fit.tau2,
                                        .k = e->k,
                                        .p = e->p,
                                        .q = r->q,
                                        .back = r->back,
                                        .column = r->column,
                                        .ones = r->ones,
                                        .normal_critical = e->normal_critical,
                                        .t_critical = e->t_critical,
                                        .median = r->median,
                                        .work = r->work};
    r->usable = e->X != NULL && orthonormalise(e, r);
    begin_plain(e, r);
    return COPSE_OK;
}

void copse_i_regression_free(copse_i_regression *r)
{
    if (r == NULL) return;
    free(r->q);
    free(r->back);
    free(r->ones);
    free(r->median);
    free(r->work);
    free(r->plain_q);
    free(r->column);
    free(r);
}

static bool is_whole_lane(const copse_lanes_group *g, size_t lane)
{
    for (size_t i = 0; g->n != NULL && i < g->k; i++) {
        const double n = g->n[i * COPSE_LANES + lane];
        if (!(n >= 0 && n < 0x1p32 && n == floor(n))) return false;
    }
    return true;
}

static void put_nothing(copse_lanes_fit *fit, size_t p, size_t l)
{
    double *const all[] = {fit->tau2, fit->df, fit->critical, fit->Q,        fit->I2,
                           fit->H2,   fit->QM, fit->R2,       fit->pi_lower, fit->pi_upper};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) all[i][l] = NAN;
    for (size_t j = 0; j < p; j++) fit->coef[j][l] = fit->se[j][l] = NAN;
}

/* A design that the kernels do not take: weighted data sets, which the scalar code does not take either, have no fit. */
static void refuse(const copse_lanes *e, const copse_lanes_group *group, copse_lanes_fit *fit, unsigned char *vouched)
{
    for (size_t l = 0; l < COPSE_LANES; l++) {
        vouched[l] = !is_whole_lane(group, l);
        if (!vouched[l]) continue;
        put_nothing(fit, e->p, l);
        fit->status[l] = COPSE_LANE_RANK;
    }
}

static double lowering(double without, double with)
{
    return without > 0 ? fmax(0, 100 * (without - with) / without) : 0;
}

/* R2 from the fit without moderators, as in copse_pool. A lane whose plain fit is not vouched for is not, either. */
static void put_r_squared(copse_lanes *e, const copse_lanes_group *group, copse_lanes_fit *fit, unsigned char *vouched)
{
    copse_i_regression *r = e->regression;
    copse_lanes_fit *plain = &r->plain_fit;
    unsigned char good[COPSE_LANES];
    e->kernels->regression(&r->plain, group, plain, good);
    for (size_t l = 0; l < COPSE_LANES; l++) {
        if (!vouched[l] || fit->status[l] != COPSE_LANE_OK) continue;
        if (!good[l]) vouched[l] = 0;
        else if (plain->status[l] != COPSE_LANE_OK) fit->R2[l] = NAN;
        else if (has_equal_effects(e)) fit->R2[l] = lowering(plain->H2[l], fit->H2[l]);
        else fit->R2[l] = lowering(plain->tau2[l], fit->tau2[l]);
    }
}

/* What a lane with the last word still lacks: NaN where it failed; degrees of freedom that are not whole are not in the
 * table of critical values. */
static void finish_lane(const copse_lanes *e, size_t l, bool intercept_only, copse_lanes_fit *fit)
{
    if (fit->status[l] != COPSE_LANE_OK) put_nothing(fit, e->p, l);
    else if (isnan(fit->critical[l])) {
        fit->critical[l] = copse_i_critical(e, fit->df[l]);
        if (!intercept_only || has_equal_effects(e)) return;
        const double half = fit->critical[l] * sqrt(fit->se[0][l] * fit->se[0][l] + fit->tau2[l]);
        fit->pi_lower[l] = fit->coef[0][l] - half;
        fit->pi_upper[l] = fit->coef[0][l] + half;
    }
}

static void copy_lane(const copse_lanes_fit *from, size_t l, copse_lanes_fit *to)
{
    to->tau2[l] = from->tau2[l];
    to->coef[0][l] = from->coef[0][l];
    to->se[0][l] = from->se[0][l];
    to->df[l] = from->df[l];
    to->critical[l] = from->critical[l];
    to->Q[l] = from->Q[l];
    to->I2[l] = from->I2[l];
    to->H2[l] = from->H2[l];
    to->QM[l] = from->QM[l];
    to->R2[l] = from->R2[l];
    to->pi_lower[l] = from->pi_lower[l];
    to->pi_upper[l] = from->pi_upper[l];
    to->status[l] = from->status[l];
}

void copse_i_regression_weighted(copse_lanes *e, const copse_lanes_group *group, copse_lanes_fit *fit,
                                 unsigned char *vouched)
{
    copse_i_regression *r = e->regression;
    unsigned char good[COPSE_LANES];
    bool fitted = false;
    for (size_t l = 0; l < COPSE_LANES; l++) {
        if (vouched[l] || is_whole_lane(group, l)) continue;
        if (!fitted) {
            r->plain.k = group->k;
            e->kernels->regression(&r->plain, group, &r->plain_fit, good);
            fitted = true;
        }
        copy_lane(&r->plain_fit, l, fit);
        finish_lane(e, l, true, fit);
        vouched[l] = 1;
    }
}

void copse_i_regression_run(copse_lanes *e, const copse_lanes_group *group, copse_lanes_fit *fit,
                            unsigned char *vouched)
{
    copse_i_regression *r = e->regression;
    if (!r->usable) {
        refuse(e, group, fit, vouched);
        return;
    }
    e->kernels->regression(&r->task, group, fit, vouched);
    if (r->wants_plain) put_r_squared(e, group, fit, vouched);
    for (size_t l = 0; l < COPSE_LANES; l++)
        if (vouched[l]) finish_lane(e, l, e->p == 1 && r->task.intercept, fit);
}
