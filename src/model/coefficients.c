/* Coefficients with their tests and intervals: Wald, or Knapp & Hartung 2003. */
#include "fit_parts.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>

/* The factor of (X'WX)^-1: Q(tau2)/(k - p) for Hartung-Knapp (0 where the residuals are rounding errors, as metafor has
 * it), at least 1 for adhoc. */
static double variance_factor(const copse_i_problem *pr, const copse_i_point *point, copse_test test)
{
    if (test != COPSE_TEST_KNHA && test != COPSE_TEST_ADHOC) return 1;
    const double factor = point->Q > DBL_EPSILON ? point->Q / (double)(pr->k - pr->p) : 0;
    return test == COPSE_TEST_ADHOC ? fmax(factor, 1) : factor;
}

static double critical_value(const copse_fit *fit, double df)
{
    const double tail = (100 - fit->opts.level) / 200;
    return isnan(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
}

/* One coefficient from its estimate and se on the problem's scale, which a factor 2^exponent brings to the data's. With
 * se = 0 there is no test. */
static copse_coefficient test_coefficient(double estimate, double se, double df, double critical, int exponent)
{
    copse_coefficient c = {
        .estimate = ldexp(estimate, exponent), .se = ldexp(se, exponent), .df = df, .statistic = NAN, .p = NAN};
    c.ci = (copse_interval){ldexp(estimate - critical * se, exponent), ldexp(estimate + critical * se, exponent)};
    if (!(se > 0)) return c;
    c.statistic = estimate / se;
    c.p = isnan(df) ? 2 * copse_normal_upper(fabs(c.statistic)) : copse_t_two_sided(c.statistic, df);
    return c;
}

/* R^-1 in place (upper triangle by rows). */
static void invert_triangle(double *r, size_t p)
{
    for (size_t j = p; j-- > 0;) {
        r[j * p + j] = 1 / r[j * p + j];
        for (size_t i = j; i-- > 0;) {
            double sum = 0;
            for (size_t l = i + 1; l <= j; l++) sum += r[i * p + l] * r[l * p + j];
            r[i * p + j] = -sum / r[i * p + i]; /* the diagonal of row i is not inverted yet */
        }
    }
}

/* QM = b'(cov b)^-1 b = |R_bb b|^2/factor: with the intercept first, R_bb is the rest of the triangle. */
static void test_omnibus(const copse_i_problem *pr, double factor, double df, copse_heterogeneity *het)
{
    const size_t first = pr->intercept ? 1 : 0, m = pr->p - first;
    if (m == 0 || pr->blocks > 0) return;
    het->QM_df = (double)m;
    het->QM_df2 = df;
    if (!(factor > 0)) return;
    double sum = 0;
    for (size_t i = first; i < pr->p; i++) {
        double row = 0;
        for (size_t j = i; j < pr->p; j++) row += pr->triangle[i * pr->p + j] * (pr->shift[j] + pr->delta[j]);
        sum += row * row;
    }
    het->QM = sum / factor / (isnan(df) ? 1 : (double)m);
    het->QM_p = isnan(df) ? copse_chisq_upper(het->QM, het->QM_df) : copse_f_upper(het->QM, het->QM_df, df);
}

static void fill_design(const copse_i_problem *pr, double factor, double critical, double df, copse_fit *fit)
{
    const size_t p = pr->p;
    double *inverse = pr->triangle;
    invert_triangle(inverse, p);
    for (size_t a = 0; a < p; a++)
        for (size_t b = a; b < p; b++) {
            double sum = 0;
            for (size_t l = b; l < p; l++) sum += inverse[a * p + l] * inverse[b * p + l];
            const size_t i = pr->column[a], j = pr->column[b];
            fit->vcov[i * p + j] = fit->vcov[j * p + i] =
                ldexp(factor * sum, 2 * pr->scale - pr->exponent[a] - pr->exponent[b]);
            if (a == b)
                fit->coef[i] = test_coefficient(pr->shift[a] + pr->delta[a], sqrt(factor * sum), df, critical,
                                                pr->scale - pr->exponent[a]);
        }
}

void copse_i_fill_coefficients(const copse_i_problem *pr, double tau2, const copse_i_point *point, copse_fit *fit)
{
    const double df = fit->test == COPSE_TEST_Z ? NAN : (double)(pr->k - pr->p);
    const double critical = critical_value(fit, df), factor = variance_factor(pr, point, fit->test);
    fit->variance_factor = factor;
    fit->prediction = (copse_interval){NAN, NAN};
    fit->prediction_df = NAN;
    if (pr->blocks == 0) {
        test_omnibus(pr, factor, df, &fit->het);
        fill_design(pr, factor, critical, df, fit);
        return;
    }
    const double variance = factor / point->w1, mu = pr->shift[0] + pr->delta[0];
    fit->vcov[0] = copse_i_unscale(pr, variance, 2);
    fit->coef[0] = test_coefficient(mu, sqrt(variance), df, critical, pr->scale);
    fit->narrow = fit->test == COPSE_TEST_KNHA && critical * sqrt(factor) < critical_value(fit, NAN);
    if (copse_i_is_equal_effects(fit->opts.method) || pr->k == pr->p) return;
    const double half = critical * sqrt(variance + tau2);
    fit->prediction = (copse_interval){copse_i_unscale(pr, mu - half, 1), copse_i_unscale(pr, mu + half, 1)};
    fit->prediction_df = df;
}
