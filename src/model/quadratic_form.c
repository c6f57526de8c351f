/* The distribution of y'Py as a function of tau2. y'Py = z'(D - UU')z with z standard normal, D = diag(a (v + tau2)) and U of
 * rank p; with A^(1/2) X = QR the cumulant function is
 *      K(s) = -1/2 (sum log(1 - 2 s d_i) + log det(sum q_i q_i'/(1 - 2 s d_i)))
 * (Sylvester), so that no eigenvalue is needed. For Im s > 0 the matrix has a positive definite imaginary part, and so have
 * its Schur complements: every pivot lies in the upper half-plane, and principal logarithms are continuous. */
#include "tau2.h"

#include <copse/math.h>
#include <math.h>
#include <string.h>

typedef struct complex_number {
    double re, im;
} complex_number;

static complex_number multiply(complex_number a, complex_number b)
{
    return (complex_number){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

static complex_number divide(complex_number a, complex_number b)
{
    const double norm = hypot(b.re, b.im), re = b.re / norm, im = b.im / norm;
    return (complex_number){(a.re * re + a.im * im) / norm, (a.im * re - a.re * im) / norm};
}

/* a log of a product: squares of moduli are multiplied up to here before a logarithm is taken of them */
typedef struct running_log {
    double product;
    complex_number sum;
} running_log;
static const double MOST = 1e75;

static complex_number factor_of(const copse_i_form *f, size_t i, complex_number s)
{
    const double d = f->problem->a[i] * (f->problem->v[i] + f->tau2);
    return (complex_number){1 - 2 * s.re * d, -2 * s.im * d};
}

static void add_log(complex_number x, complex_number *sum)
{
    sum->re += log(hypot(x.re, x.im));
    sum->im += atan2(x.im, x.re);
}

/* Adds log x, and gives w/x. */
static complex_number add_factor(complex_number x, double w, running_log *sum)
{
    const double square = x.re * x.re + x.im * x.im;
    if (!(square > 1 / MOST && square < MOST)) {
        add_log(x, &sum->sum);
        return divide((complex_number){w, 0}, x);
    }
    sum->product *= square;
    if (!(sum->product > 1 / MOST && sum->product < MOST)) {
        sum->sum.re += 0.5 * log(sum->product);
        sum->product = 1;
    }
    sum->sum.im += atan2(x.im, x.re);
    return (complex_number){w * (x.re / square), -w * (x.im / square)};
}

static void block_at(const copse_i_form *f, size_t block, complex_number s, running_log *sum)
{
    const copse_i_problem *pr = f->problem;
    complex_number b = {0, 0};
    double weights = 0;
    for (size_t i = pr->start[block]; i < pr->start[block + 1]; i++) {
        const complex_number share = add_factor(factor_of(f, i, s), pr->a[i], sum);
        b.re += share.re;
        b.im += share.im;
        weights += pr->a[i];
    }
    add_log((complex_number){b.re / weights, b.im / weights}, &sum->sum);
}

/* log of the pivots of the symmetric m (lower triangle by rows). */
static void eliminate(complex_number *m, size_t p, complex_number *sum)
{
    for (size_t j = 0; j < p; j++) {
        add_log(m[j * p + j], sum);
        for (size_t i = j + 1; i < p; i++) {
            const complex_number share = divide(m[i * p + j], m[j * p + j]);
            for (size_t l = j + 1; l <= i; l++) {
                const complex_number less = multiply(share, m[l * p + j]);
                m[i * p + l].re -= less.re;
                m[i * p + l].im -= less.im;
            }
        }
    }
}

static void design_at(const copse_i_form *f, complex_number s, running_log *sum)
{
    const copse_i_problem *pr = f->problem;
    const size_t k = pr->k, p = pr->p;
    complex_number *m = (complex_number *)pr->dd; /* pairs of doubles as those are */
    memset(m, 0, p * p * sizeof *m);
    for (size_t i = 0; i < k; i++) {
        const complex_number inverse = add_factor(factor_of(f, i, s), 1, sum);
        for (size_t j = 0; j < p; j++)
            for (size_t l = 0; l <= j; l++) {
                const double qq = pr->q[j * k + i] * pr->q[l * k + i];
                m[j * p + l].re += qq * inverse.re;
                m[j * p + l].im += qq * inverse.im;
            }
    }
    eliminate(m, p, &sum->sum);
}

static void cumulant_at(double re, double im, const void *context, double *real, double *imaginary)
{
    const copse_i_form *f = context;
    const complex_number s = {re, im};
    running_log sum = {.product = 1};
    if (f->problem->blocks == 0) design_at(f, s, &sum);
    for (size_t b = 0; b < f->problem->blocks; b++) block_at(f, b, s, &sum);
    *real = -0.5 * (sum.sum.re + 0.5 * log(sum.product));
    *imaginary = im == 0 ? 0 : -0.5 * sum.sum.im;
}

bool copse_i_form_init(copse_i_form *f, copse_i_problem *pr)
{
    copse_i_weighted w;
    *f = (copse_i_form){.problem = pr};
    if (!copse_i_evaluate_weighted(pr, &w)) return false;
    f->observed = dd_value(w.Q);
    if (pr->blocks > 0) return true;
    const size_t k = pr->k, p = pr->p;
    for (size_t j = 0; j < p; j++)
        for (size_t i = 0; i < k; i++) pr->q[j * k + i] = pr->x[j * k + i] * sqrt(pr->a[i]);
    copse_i_orthonormalise(pr->q, k, p, pr->triangle);
    return true;
}

bool copse_i_form_tails(copse_i_form *f, double tau2, double *lower, double *upper)
{
    const copse_i_problem *pr = f->problem;
    f->tau2 = tau2;
    double largest = 0;
    for (size_t i = 0; i < pr->k; i++) largest = fmax(largest, pr->a[i] * (pr->v[i] + tau2));
    const copse_cumulants c = {cumulant_at, f, 0.5 / largest};
    return copse_cumulant_tails(&c, f->observed, lower, upper) == COPSE_OK;
}

typedef struct search {
    copse_i_form *form;
    double p;   /* of one tail, */
    bool above; /* of exceeding what was observed */
} search;

static const double SAME = 1e-14; /* relative error of a probability, within which it is the one looked for */

/* Rises with tau2; each tail as itself. */
static double excess(double tau2, const void *context)
{
    const search *s = context;
    double lower = NAN, upper = NAN;
    if (!copse_i_form_tails(s->form, tau2, &lower, &upper)) return NAN;
    const double difference = s->above ? upper - s->p : s->p - lower;
    return fabs(difference) <= SAME * s->p ? 0 : difference;
}

static double root_of(const search *s)
{
    double low = 0, at = excess(0, s), high = s->form->problem->v_min, root = NAN;
    if (isnan(at) || at >= 0) return at >= 0 ? 0 : (double)NAN;
    at = excess(high, s);
    while (at < 0) {
        low = high;
        high *= 8;
        if (!(high < 0x1p600)) return NAN;
        at = excess(high, s);
    }
    if (isnan(at) || copse_root(excess, s, low, high, &root) != COPSE_OK) return NAN;
    return root;
}

double copse_i_form_root(copse_i_form *f, double p)
{
    const search s = {f, fmin(p, 1 - p), p <= 0.5};
    return root_of(&s);
}

double copse_i_form_root_below(copse_i_form *f, double p)
{
    const search s = {f, p, false};
    return root_of(&s);
}

copse_status copse_i_tau2_median(copse_i_problem *pr, const copse_tau2_setup *setup, copse_i_tau2 *out,
                                 copse_error *err)
{
    copse_i_form form;
    copse_i_moment m = {.factor = NAN};
    copse_i_weighted w;
    copse_i_weigh(pr, setup);
    if (copse_i_evaluate_weighted(pr, &w)) m.factor = 1 / dd_value(w.trP);
    copse_i_moment_traces(pr, &m);
    out->value = copse_i_form_init(&form, pr) ? copse_i_form_root(&form, 0.5) : (double)NAN;
    if (isnan(out->value))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the median of the quadratic form was not found");
    out->se = copse_i_moment_se(&m, out->value);
    out->stop = out->value > 0 ? COPSE_STOP_CONVERGED : COPSE_STOP_BOUNDARY;
    return COPSE_OK;
}
