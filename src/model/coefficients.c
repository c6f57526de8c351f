/* Coefficients with their tests and intervals: Wald, or Knapp & Hartung 2003. */
#include "basis.h"
#include "fit_parts.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>

double copse_i_hartung_knapp(const copse_i_problem *pr, const copse_i_point *point)
{
    return point->Q > DBL_EPSILON ? point->Q / (double)(pr->k - pr->p) : 0;
}

double copse_i_critical_value(const copse_fit *fit, double df)
{
    const double tail = (100 - fit->opts.level) / 200;
    return isnan(df) ? copse_normal_quantile_upper(tail) : copse_t_quantile_upper(tail, df);
}

copse_coefficient copse_i_test_coefficient(double estimate, double se, double df, double critical, int exponent)
{
    copse_coefficient c = {
        .estimate = ldexp(estimate, exponent), .se = ldexp(se, exponent), .df = df, .statistic = NAN, .p = NAN};
    c.ci = (copse_interval){ldexp(estimate - critical * se, exponent), ldexp(estimate + critical * se, exponent)};
    if (!(se > 0)) return c;
    c.statistic = estimate / se;
    c.p = isnan(df) ? 2 * copse_normal_upper(fabs(c.statistic)) : copse_t_two_sided(c.statistic, df);
    return c;
}

/* The factor of (X'WX)^-1, and the degrees of freedom. */
typedef struct scaling {
    double factor, df;
} scaling;

/* IQWiG (General Methods 6.0, 2020): Hartung-Knapp unless its interval is narrower than the Wald interval with the
 * DerSimonian-Laird estimate; then with a factor of at least 1. Where tau2 is not estimated there is no such estimate. */
static scaling scale_by_iqwig(copse_i_problem *pr, double tau2, const copse_i_point *point, const copse_fit *fit)
{
    scaling s = {copse_i_hartung_knapp(pr, point), (double)(pr->k - pr->p)};
    copse_i_tau2 dl = {.value = tau2};
    copse_i_point at = *point;
    if (!copse_i_is_equal_effects(fit->opts.method) && isnan(fit->opts.tau2)) {
        copse_i_tau2_moment(pr, COPSE_METHOD_DL, &fit->opts.setup, &dl);
        copse_i_evaluate(pr, dl.value, &at);
    }
    const double classic = copse_i_critical_value(fit, NAN) * exp(-0.5 * at.log_det);
    copse_i_evaluate(pr, tau2, &at);
    const double width = copse_i_critical_value(fit, s.df) * sqrt(s.factor) * exp(-0.5 * at.log_det);
    if (width < classic) s.factor = fmax(s.factor, 1);
    return s;
}

static scaling scale_of(copse_i_problem *pr, double tau2, const copse_i_point *point, const copse_fit *fit)
{
    const scaling plain = {1, NAN};
    scaling s = {1, (double)(pr->k - pr->p)};
    switch (fit->test) {
    case COPSE_TEST_T:
        return s;
    case COPSE_TEST_KNHA:
        s.factor = copse_i_hartung_knapp(pr, point);
        return s;
    case COPSE_TEST_ADHOC:
        s.factor = fmax(copse_i_hartung_knapp(pr, point), 1);
        return s;
    case COPSE_TEST_HK_IQWIG:
        return scale_by_iqwig(pr, tau2, point, fit);
    case COPSE_TEST_HK_CI: /* Jackson et al. 2017, hybrid 2 */
        s.factor = copse_i_hartung_knapp(pr, point);
        return copse_i_critical_value(fit, s.df) * sqrt(s.factor) < copse_i_critical_value(fit, NAN) ? plain : s;
    default:
        return plain;
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

static void fill_design(copse_i_problem *pr, double factor, double critical, double df, copse_fit *fit)
{
    const size_t p = pr->p;
    double *inverse = pr->triangle;
    copse_i_invert_triangle(inverse, p);
    for (size_t a = 0; a < p; a++)
        for (size_t b = a; b < p; b++) {
            double sum = 0;
            for (size_t l = b; l < p; l++) sum += inverse[a * p + l] * inverse[b * p + l];
            const size_t i = pr->column[a], j = pr->column[b];
            fit->vcov[i * p + j] = fit->vcov[j * p + i] =
                ldexp(factor * sum, 2 * pr->scale - pr->exponent[a] - pr->exponent[b]);
            if (a == b)
                fit->coef[i] = copse_i_test_coefficient(pr->shift[a] + pr->delta[a], sqrt(factor * sum), df, critical,
                                                        pr->scale - pr->exponent[a]);
        }
}

static void fill_wald(copse_i_problem *pr, scaling s, const copse_i_point *point, copse_fit *fit)
{
    const double critical = copse_i_critical_value(fit, s.df);
    fit->variance_factor = s.factor;
    if (pr->blocks == 0) {
        test_omnibus(pr, s.factor, s.df, &fit->het);
        fill_design(pr, s.factor, critical, s.df, fit);
        return;
    }
    const double variance = s.factor / point->w1, mu = pr->shift[0] + pr->delta[0];
    fit->vcov[0] = copse_i_unscale(pr, variance, 2);
    fit->coef[0] = copse_i_test_coefficient(mu, sqrt(variance), s.df, critical, pr->scale);
    fit->narrow = fit->test == COPSE_TEST_KNHA && critical * sqrt(s.factor) < copse_i_critical_value(fit, NAN);
}

copse_status copse_i_fill_coefficients(copse_i_problem *pr, double tau2, const copse_i_point *point, copse_fit *fit,
                                       copse_error *err)
{
    fit->variance_factor = NAN;
    switch (fit->test) {
    case COPSE_TEST_KR:
        return copse_i_kenward_roger(pr, tau2, point, fit, err);
    case COPSE_TEST_HC0:
    case COPSE_TEST_HC1:
    case COPSE_TEST_HC2:
    case COPSE_TEST_HC3:
        return copse_i_robust(pr, tau2, point, fit, err);
    case COPSE_TEST_HENMI_COPAS:
        return copse_i_henmi_copas(pr, tau2, fit, err);
    case COPSE_TEST_PL_SKOVGAARD:
        if (!(tau2 > 0)) fit->test = COPSE_TEST_PL; /* at the boundary there is no expansion */
        /* fall through */
    case COPSE_TEST_PL:
    case COPSE_TEST_PL_BARTLETT:
        fill_wald(pr, (scaling){1, NAN}, point, fit);
        return copse_i_likelihood_tests(pr, tau2, fit, err);
    default:
        fill_wald(pr, scale_of(pr, tau2, point, fit), point, fit);
        return COPSE_OK;
    }
}
