/* What a fit says of the studies left, from sums: with L of the rest in the basis of all, X'WX = (L'R)'(L'R). */
#include "deletion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MOST_GROWTH = 1e3; /* of rounding errors */
static const double LEAST_Q = 1e-12;   /* residuals that may be nothing but rounding errors of the estimates */

/* The problem of the rest, as far as the parts of a fit read it; the triangle and delta are those of the first problem, which
 * no longer needs them. */
static copse_i_problem problem_of(const copse_i_deletion *d)
{
    copse_i_problem rest = d->problem;
    rest.k = d->rest.k;
    return rest;
}

/* delta + R^-1 gamma, and L'R. */
static void move_to_rest(const copse_i_deletion *d, copse_i_problem *rest, double *delta, double *triangle)
{
    const size_t p = rest->p;
    const double *L = d->rest.L, *R = d->triangle, *inverse = d->basis;
    for (size_t i = 0; i < p; i++) {
        delta[i] = d->problem.delta[i];
        for (size_t j = i; j < p; j++) delta[i] += inverse[i * p + j] * d->rest.gamma[j];
        for (size_t j = 0; j < p; j++) triangle[i * p + j] = 0;
        for (size_t j = i; j < p; j++)
            for (size_t l = i; l <= j; l++) triangle[i * p + j] += L[l * p + i] * R[l * p + j];
    }
    rest->delta = delta;
    rest->triangle = triangle;
}

/* log|R|^2 */
static double log_det_of_basis(const copse_i_deletion *d)
{
    double sum = 0;
    for (size_t j = 0; j < d->problem.p; j++) sum += 2 * log(d->triangle[j * d->problem.p + j]);
    return sum;
}

static bool put_heterogeneity(copse_i_deletion *d, const copse_i_problem *rest, const copse_i_tau2 *tau2,
                              copse_fit *fit)
{
    copse_i_rest_point zero;
    if (!copse_i_rest_at(&d->rest, 0, &zero) || !zero.steady) return false;
    const double excess = zero.at.Q - (double)(rest->k - rest->p);
    copse_i_put_heterogeneity(rest, tau2, &zero.at, excess, fit);
    return zero.at.Q > LEAST_Q && copse_i_is_sure(zero.Q_noise, zero.at.Q) &&
           copse_i_is_sure(zero.Q_noise, fabs(excess));
}

/* The logarithms; after them the point at tau2, of which the coefficients are. */
static bool put_statistics(copse_i_deletion *d, copse_i_problem *rest, double tau2, copse_i_rest_point *pt,
                           copse_fit *fit)
{
    copse_i_fixed_point fixed = {0};
    double ratio, log_v;
    const double log_R = log_det_of_basis(d);
    if (fit->opts.method == COPSE_METHOD_REML && !copse_i_rest_fixed(&d->rest, &fixed)) return false;
    if (!copse_i_rest_logs(&d->rest, tau2, &ratio, &log_v) || !copse_i_rest_at(&d->rest, tau2, pt)) return false;
    rest->log_det_xx = fixed.log_det + log_R;
    pt->at.log_det += log_R;
    copse_i_put_statistics(rest, &pt->at, log_v + ratio, ratio, fit);
    return pt->growth < MOST_GROWTH && pt->steady &&
           (!copse_i_is_hartung_knapp(fit->test) || copse_i_is_sure(pt->Q_noise, pt->at.Q));
}

static double *basis_row(const copse_i_deletion *d, size_t place, double *q)
{
    const copse_i_problem *pr = &d->problem;
    const double root = sqrt(pr->v[place] + d->tau2.value);
    for (size_t j = 0; j < pr->p; j++) q[j] = pr->blocks > 0 ? 1 : pr->q[j * pr->k + place] * root;
    return q;
}

/* |M x|^2, M lower triangular. */
static double squared_length(const double *M, size_t p, const double *x)
{
    double total = 0;
    for (size_t i = 0; i < p; i++) {
        double c = 0;
        for (size_t j = 0; j <= i; j++) c += M[i * p + j] * x[j];
        total += c * c;
    }
    return total;
}

static double scaled(const copse_i_problem *pr, double value, size_t column, int power)
{
    return ldexp(value, power * (pr->scale - (pr->blocks > 0 ? 0 : pr->exponent[column])));
}

/* Of a single study; the rest was last evaluated at its tau2. */
static void view(copse_i_deletion *d, double *q, copse_without *out)
{
    const copse_i_problem *pr = &d->problem;
    const copse_i_rest *r = &d->rest;
    const size_t p = pr->p, place = r->out[0];
    const double *gamma = r->gamma;
    double change = 0, distance = 0, determinant = 1;
    basis_row(d, place, q);
    for (size_t j = 0; j < p; j++) {
        change -= q[j] * gamma[j];
        distance += gamma[j] * gamma[j];
        determinant *= r->L[j * p + j] * r->L[j * p + j];
    }
    const double all = pr->blocks > 0 ? d->weight_of_all : 1; /* q'Wq of the fit of all */
    out->residual = copse_i_unscale(pr, copse_i_power_sums_residual(&d->sums, place) + change, 1);
    out->change = copse_i_unscale(pr, change, 1);
    out->distance = distance * all;
    out->leverage = copse_i_unscale(pr, squared_length(r->inverse, p, q), 2);
    out->determinant = determinant / all;
    for (size_t i = 0; i < p; i++) {
        double moved = 0;
        for (size_t j = i; j < p; j++) moved -= d->basis[i * p + j] * gamma[j];
        out->moved[pr->blocks > 0 ? i : pr->column[i]] = scaled(pr, moved, i, 1);
    }
    const bool known = copse_i_rest_factor_all(&d->rest);
    for (size_t i = 0; i < p; i++)
        out->diagonal[pr->blocks > 0 ? i : pr->column[i]] =
            known ? scaled(pr, squared_length(r->inverse, p, d->basis + i * p), i, 2) : (double)NAN;
}

bool copse_i_deletion_complete(copse_i_deletion *d, const copse_i_tau2 *tau2, copse_without *out)
{
    const size_t p = d->problem.p;
    copse_fit *fit = &out->fit;
    copse_i_problem rest = problem_of(d);
    copse_i_rest_point pt;
    copse_error ignored;
    *fit = (copse_fit){.k = rest.k, .p = p, .opts = d->opts, .test = d->opts.test, .stop = tau2->stop};
    fit->iterations = tau2->iterations;
    fit->maxima = tau2->maxima;
    fit->truncated = tau2->truncated;
    fit->het.QM = fit->het.QM_df = fit->het.QM_df2 = fit->het.QM_p = fit->het.R2 = NAN;
    fit->coef = copse_alloc(p, sizeof *fit->coef);
    fit->vcov = copse_alloc(p * p, sizeof *fit->vcov);
    if (fit->coef == NULL || fit->vcov == NULL) d->sums.no_memory = true;
    if (d->sums.no_memory) return false;
    if (!put_heterogeneity(d, &rest, tau2, fit) || !put_statistics(d, &rest, tau2->value, &pt, fit)) return false;
    move_to_rest(d, &rest, d->work, d->work + p);
    if (copse_i_fill_coefficients(&rest, tau2->value, &pt.at, fit, &ignored) != COPSE_OK) return false;
    copse_i_fill_prediction(&rest, tau2->value, &pt.at, fit);
    if (copse_i_check_range(&rest, tau2, fit, &ignored) != COPSE_OK) return false;
    if (d->rest.outs == 1) view(d, d->work + p, out);
    return true;
}
