/* Selection models: what holds of every one, what is refused, and the edges. Numbers are in test_selection_reference.c. */
#include <copse/bias.h>

#include "ck_close.h"

#include <stdlib.h>
#include <string.h>

enum { K = 23 };
/* Baskerville, Liddy & Hogg 2012 */
static const double Y[K] = {1.01, 0.82, 0.59, 0.44, 0.84, 0.73, 1.12, 0.04, 0.24, 0.32, 1.04, 1.31,
                            0.59, 0.66, 0.62, 0.47, 1.08, 0.98, 0.26, 0.39, 0.60, 0.94, 0.11};
static const double SE[K] = {0.52, 0.46, 0.23, 0.18, 0.29, 0.29, 0.36, 0.37, 0.15, 0.40, 0.32, 0.57,
                             0.29, 0.19, 0.31, 0.27, 0.32, 0.32, 0.18, 0.18, 0.31, 0.53, 0.27};
static const double BLIND[K] = {1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1};
static double v[K];

static void setup(void)
{
    for (size_t i = 0; i < K; i++) v[i] = SE[i] * SE[i];
}

static copse_selmodel fit_of(const double *y, const double *vi, const double *X, size_t p,
                             const copse_selmodel_opts *opts)
{
    copse_selmodel fit;
    copse_error err = {0};
    const copse_status status = copse_selmodel_fit(y, vi, NULL, X, K, p, opts, &fit, &err);
    ck_assert_msg(status == COPSE_OK, "%s: %s", copse_selmodel_name(opts->type), err.text);
    return fit;
}

static copse_selmodel_opts opts_of(copse_selmodel_type type, copse_selmodel_side side, const double *step, size_t steps)
{
    copse_selmodel_opts opts = copse_selmodel_opts_default();
    opts.type = type;
    opts.side = side;
    opts.step = step;
    opts.steps = steps;
    opts.without_profile = true;
    return opts;
}

static const copse_selmodel_type TYPES[] = {COPSE_SELMODEL_STEPFUN, COPSE_SELMODEL_BETA,      COPSE_SELMODEL_HALFNORM,
                                            COPSE_SELMODEL_NEGEXP,  COPSE_SELMODEL_LOGISTIC,  COPSE_SELMODEL_POWER,
                                            COPSE_SELMODEL_TRUNC,   COPSE_SELMODEL_NEGEXPPOW, COPSE_SELMODEL_TRUNCEST};
enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES };

static const double STEP[] = {0.05}, CUT[] = {0.25};

static copse_selmodel_opts usual(int i, copse_selmodel_side side)
{
    const bool trunc = TYPES[i] == COPSE_SELMODEL_TRUNC;
    const bool steps = TYPES[i] == COPSE_SELMODEL_STEPFUN || trunc;
    return opts_of(TYPES[i], side, trunc ? CUT : STEP, steps ? 1 : 0);
}

/* a x + b in another unit: by a power of two every bit but the scale is the same; by 10 the digits are. */
START_TEST(other_unit)
{
    const copse_selmodel_opts opts = usual(_i, COPSE_SELMODEL_GREATER);
    if (TYPES[_i] == COPSE_SELMODEL_TRUNC) return; /* its point is in the unit */
    static const double UNIT[] = {0x1p-40, 10};
    for (size_t u = 0; u < 2; u++) {
        double y[K], vi[K];
        for (size_t i = 0; i < K; i++) y[i] = UNIT[u] * Y[i], vi[i] = UNIT[u] * UNIT[u] * v[i];
        copse_selmodel a = fit_of(Y, v, NULL, 1, &opts), b = fit_of(y, vi, NULL, 1, &opts);
        const double rtol = u == 0 ? 1e-13 : 1e-7;
        CK_CLOSE(b.coef[0].estimate, UNIT[u] * a.coef[0].estimate, rtol);
        CK_CLOSE(b.coef[0].se, UNIT[u] * a.coef[0].se, rtol);
        CK_CLOSE_ABS(b.tau2.estimate, UNIT[u] * UNIT[u] * a.tau2.estimate, rtol, 1e-12);
        CK_CLOSE(b.stat.log_lik, a.stat.log_lik - K * log(UNIT[u]), 1e-11);
        CK_CLOSE_ABS(b.lrt, a.lrt, 1e-9, 1e-9);
        CK_CLOSE(b.delta[0].estimate, a.delta[0].estimate, rtol);
        copse_selmodel_free(&a);
        copse_selmodel_free(&b);
    }
}
END_TEST

/* The other direction is the other side. */
START_TEST(mirrored)
{
    double y[K];
    const double cut[] = {-0.25};
    for (size_t i = 0; i < K; i++) y[i] = -Y[i];
    const copse_selmodel_opts greater = usual(_i, COPSE_SELMODEL_GREATER);
    copse_selmodel_opts less = usual(_i, COPSE_SELMODEL_LESS);
    if (TYPES[_i] == COPSE_SELMODEL_TRUNC) less.step = cut;
    copse_selmodel a = fit_of(Y, v, NULL, 1, &greater), b = fit_of(y, v, NULL, 1, &less);
    CK_CLOSE(b.coef[0].estimate, -a.coef[0].estimate, 1e-13);
    CK_CLOSE(b.coef[0].ci.lower, -a.coef[0].ci.upper, 1e-13);
    CK_CLOSE(b.stat.log_lik, a.stat.log_lik, 1e-14);
    CK_CLOSE(b.delta[0].estimate, a.delta[0].estimate, 1e-13);
    if (TYPES[_i] == COPSE_SELMODEL_TRUNCEST) CK_CLOSE(b.delta[1].estimate, -a.delta[1].estimate, 1e-15);
    copse_selmodel_free(&a);
    copse_selmodel_free(&b);
}
END_TEST

START_TEST(permuted)
{
    double y[K], vi[K];
    for (size_t i = 0; i < K; i++) y[i] = Y[(7 * i + 3) % K], vi[i] = v[(7 * i + 3) % K];
    const copse_selmodel_opts opts = usual(_i, COPSE_SELMODEL_GREATER);
    copse_selmodel a = fit_of(Y, v, NULL, 1, &opts), b = fit_of(y, vi, NULL, 1, &opts);
    CK_CLOSE(b.coef[0].estimate, a.coef[0].estimate, 1e-9);
    CK_CLOSE(b.stat.log_lik, a.stat.log_lik, 1e-12);
    CK_CLOSE(b.delta[0].estimate, a.delta[0].estimate, 1e-9);
    copse_selmodel_free(&a);
    copse_selmodel_free(&b);
}
END_TEST

/* At least that of no selection; that of no selection where the deltas say so; and no start leads higher. */
START_TEST(likelihoods)
{
    copse_selmodel_opts opts = usual(_i, COPSE_SELMODEL_GREATER);
    copse_selmodel fit = fit_of(Y, v, NULL, 1, &opts);
    ck_assert(fit.stat.log_lik >= fit.log_lik_null - 1e-10);
    if (TYPES[_i] != COPSE_SELMODEL_TRUNCEST) {
        double none[2];
        const size_t n = copse_selmodel_deltas(&opts);
        for (size_t j = 0; j < n; j++) none[j] = fit.delta[n - 1].null;
        if (TYPES[_i] == COPSE_SELMODEL_NEGEXPPOW) none[1] = 1;
        opts.delta = none;
        opts.deltas = n;
        copse_selmodel plain = fit_of(Y, v, NULL, 1, &opts);
        CK_CLOSE(plain.stat.log_lik, plain.log_lik_null, 1e-12);
        ck_assert(isnan(plain.lrt_p) && plain.lrt_df == 0);
        copse_selmodel_free(&plain);
        opts.delta = NULL;
        opts.deltas = 0;
    }
    opts.thorough = true;
    copse_selmodel thorough = fit_of(Y, v, NULL, 1, &opts);
    CK_CLOSE(thorough.stat.log_lik, fit.stat.log_lik, 1e-10);
    copse_selmodel_free(&fit);
    copse_selmodel_free(&thorough);
}
END_TEST

/* Profile limits lie where the likelihood with the parameter given has fallen by half the quantile. */
START_TEST(profiles)
{
    copse_selmodel_opts opts = usual(_i, COPSE_SELMODEL_GREATER);
    opts.without_profile = false;
    copse_selmodel fit = fit_of(Y, v, NULL, 1, &opts);
    const double ends[] = {fit.tau2.profile.lower, fit.tau2.profile.upper};
    for (size_t i = 0; i < 2; i++) {
        if (!(ends[i] > 0) || isinf(ends[i])) continue;
        opts.tau2 = ends[i];
        opts.without_profile = true;
        copse_selmodel given = fit_of(Y, v, NULL, 1, &opts);
        CK_CLOSE(2 * (fit.stat.log_lik - given.stat.log_lik), 3.841458820694124, 1e-7);
        copse_selmodel_free(&given);
    }
    for (size_t j = 0; j < fit.deltas; j++) {
        const copse_selmodel_parameter *d = &fit.delta[j];
        if (isnan(d->profile.upper) || isinf(d->profile.upper)) continue;
        double delta[2] = {NAN, NAN};
        delta[j] = d->profile.upper;
        opts.tau2 = NAN;
        opts.delta = delta;
        opts.deltas = fit.deltas;
        copse_selmodel given = fit_of(Y, v, NULL, 1, &opts);
        CK_CLOSE(2 * (fit.stat.log_lik - given.stat.log_lik), 3.841458820694124, 1e-6);
        ck_assert(d->profile.lower <= d->estimate && d->estimate <= d->profile.upper);
        copse_selmodel_free(&given);
    }
    ck_assert(fit.coef_profile[0].lower < fit.coef[0].estimate && fit.coef[0].estimate < fit.coef_profile[0].upper);
    copse_selmodel_free(&fit);
}
END_TEST

/* A moderator shifted and scaled changes its coefficients alone. */
START_TEST(moderators)
{
    double X[2 * K], Z[2 * K];
    for (size_t i = 0; i < K; i++) {
        X[2 * i] = Z[2 * i] = 1;
        X[2 * i + 1] = BLIND[i];
        Z[2 * i + 1] = 2000 + 5 * BLIND[i];
    }
    copse_selmodel_opts opts = opts_of(COPSE_SELMODEL_STEPFUN, COPSE_SELMODEL_GREATER, STEP, 1);
    opts.without_profile = false;
    copse_selmodel a = fit_of(Y, v, X, 2, &opts), b = fit_of(Y, v, Z, 2, &opts);
    CK_CLOSE(b.stat.log_lik, a.stat.log_lik, 1e-10);
    CK_CLOSE(b.coef[1].estimate, a.coef[1].estimate / 5, 1e-7);
    CK_CLOSE(b.coef[1].se, a.coef[1].se / 5, 1e-7);
    CK_CLOSE(b.coef_profile[1].upper, a.coef_profile[1].upper / 5, 1e-6);
    CK_CLOSE(a.QM, a.coef[1].statistic * a.coef[1].statistic, 1e-10);
    CK_CLOSE(b.QM, a.QM, 1e-6);
    CK_CLOSE(a.vcov[1], a.vcov[2], 1e-10);
    copse_selmodel_free(&a);
    copse_selmodel_free(&b);
}
END_TEST

/* Decreasing weights: in order, no likelihood above that of free ones, the same where these fall by themselves. */
START_TEST(decreasing)
{
    static const double steps[] = {0.01, 0.05, 0.2};
    copse_selmodel_opts opts = opts_of(COPSE_SELMODEL_STEPFUN, COPSE_SELMODEL_GREATER, steps, 3);
    copse_selmodel any = fit_of(Y, v, NULL, 1, &opts);
    opts.decreasing = true;
    copse_selmodel fit = fit_of(Y, v, NULL, 1, &opts);
    ck_assert(fit.stat.log_lik <= any.stat.log_lik + 1e-10);
    bool falls = true, tied = false;
    for (size_t j = 1; j < any.deltas; j++) {
        ck_assert(fit.delta[j].estimate <= fit.delta[j - 1].estimate);
        falls = falls && any.delta[j].estimate <= any.delta[j - 1].estimate;
        tied = tied || fit.delta[j].state == COPSE_SELMODEL_TIED;
    }
    ck_assert(falls != tied);
    if (falls) CK_CLOSE(fit.stat.log_lik, any.stat.log_lik, 1e-11);
    copse_selmodel_free(&any);
    copse_selmodel_free(&fit);
}
END_TEST

/* An interval without p-values has weight 0 and no standard error, but an upper limit. */
START_TEST(empty_interval)
{
    static const double steps[] = {0.025, 0.9};
    copse_selmodel_opts opts = opts_of(COPSE_SELMODEL_STEPFUN, COPSE_SELMODEL_GREATER, steps, 2);
    opts.without_profile = false;
    copse_selmodel fit = fit_of(Y, v, NULL, 1, &opts);
    ck_assert_uint_eq(fit.count[2], 0);
    ck_assert_int_eq(fit.delta[2].state, COPSE_SELMODEL_EMPTY);
    ck_assert(fit.delta[2].estimate == 0 && isnan(fit.delta[2].se) && fit.identified);
    ck_assert(fit.delta[2].profile.lower == 0 && fit.delta[2].profile.upper > 0);
    copse_selmodel_free(&fit);
    /* none in the first: nothing to compare with */
    copse_error err = {0};
    opts = opts_of(COPSE_SELMODEL_STEPFUN, COPSE_SELMODEL_LESS, STEP, 1);
    ck_assert_int_eq(copse_selmodel_fit(Y, v, NULL, NULL, K, 1, &opts, &fit, &err), COPSE_ENOTCOMPUTABLE);
    ck_assert_ptr_nonnull(strstr(err.text, "not identified"));
}
END_TEST

/* tau2 = 0 at the maximum: no standard error, no test above 0; the same estimates as with tau2 = 0 given. */
START_TEST(boundary)
{
    copse_selmodel_opts opts = opts_of(COPSE_SELMODEL_BETA, COPSE_SELMODEL_GREATER, NULL, 0);
    copse_selmodel a = fit_of(Y, v, NULL, 1, &opts);
    ck_assert(a.tau2.estimate == 0 && a.tau2.state == COPSE_SELMODEL_LOWER && isnan(a.tau2.se));
    ck_assert(a.tau2_lrt == 0);
    opts.equal_effects = true;
    copse_selmodel b = fit_of(Y, v, NULL, 1, &opts);
    CK_CLOSE(a.coef[0].estimate, b.coef[0].estimate, 1e-9);
    CK_CLOSE(a.delta[1].se, b.delta[1].se, 1e-8);
    ck_assert(b.tau2.state == COPSE_SELMODEL_FIXED && isnan(b.tau2_lrt));
    copse_selmodel_free(&a);
    copse_selmodel_free(&b);
}
END_TEST

/* Weights at points, by hand. */
START_TEST(curves)
{
    copse_selmodel_point point;
    copse_selmodel_opts opts = opts_of(COPSE_SELMODEL_NEGEXP, COPSE_SELMODEL_GREATER, STEP, 1);
    copse_selmodel fit = fit_of(Y, v, NULL, 1, &opts);
    const double d = fit.delta[0].estimate, se = fit.delta[0].se;
    ck_assert_int_eq(copse_selmodel_weight(&fit, 0.3, 1, &point), COPSE_OK);
    CK_CLOSE(point.weight, exp(-d * 0.25), 1e-13);
    CK_CLOSE(point.ci.upper, exp(-d * 0.25 + 1.959963984540054 * se * 0.25), 1e-12);
    ck_assert_int_eq(copse_selmodel_weight(&fit, 0.05, 1, &point), COPSE_OK);
    ck_assert(point.weight == 1 && point.ci.lower == 1 && point.ci.upper == 1);
    ck_assert_int_eq(copse_selmodel_weight(&fit, 1.1, 1, &point), COPSE_EDOM);
    ck_assert_int_eq(copse_selmodel_weight(&fit, NAN, 1, &point), COPSE_EDOM);
    ck_assert(isnan(point.weight));
    copse_selmodel_free(&fit);
    opts = opts_of(COPSE_SELMODEL_STEPFUN, COPSE_SELMODEL_GREATER, STEP, 1);
    fit = fit_of(Y, v, NULL, 1, &opts);
    ck_assert_int_eq(copse_selmodel_weight(&fit, 0.050000001, 1, &point), COPSE_OK);
    CK_CLOSE(point.weight, fit.delta[1].estimate, 1e-15);
    ck_assert_int_eq(copse_selmodel_weight(&fit, 0.05, 1, &point), COPSE_OK);
    ck_assert(point.weight == 1);
    copse_selmodel_free(&fit);
}
END_TEST

static void refuse(const copse_selmodel_opts *opts, copse_status want, const char *part)
{
    copse_selmodel fit;
    copse_error err = {0};
    const copse_status status = copse_selmodel_fit(Y, v, NULL, NULL, K, 1, opts, &fit, &err);
    ck_assert_msg(status == want && strstr(err.text, part) != NULL, "%d '%s' for '%s'", (int)status, err.text, part);
    copse_selmodel_free(&fit);
}

START_TEST(refusals)
{
    static const double falling[] = {0.5, 0.05}, zero[] = {0}, beyond[] = {1.5}, one[] = {1}, two[] = {0.1, 0.2};
    static const double negative[] = {1, -1}, single[] = {1};
    copse_selmodel_opts o = opts_of(COPSE_SELMODEL_STEPFUN, COPSE_SELMODEL_GREATER, falling, 2);
    refuse(&o, COPSE_EDOM, "rise");
    o.step = zero, o.steps = 1;
    refuse(&o, COPSE_EDOM, "above 0");
    o.step = beyond;
    refuse(&o, COPSE_EDOM, "above 0");
    o.step = one;
    refuse(&o, COPSE_EDOM, "below 1");
    o.step = STEP, o.delta = negative, o.deltas = 2;
    refuse(&o, COPSE_EDOM, "delta 2");
    o.delta = single, o.deltas = 1;
    refuse(&o, COPSE_EUSAGE, "2 deltas");
    o = opts_of(COPSE_SELMODEL_NEGEXP, COPSE_SELMODEL_GREATER, two, 2);
    refuse(&o, COPSE_EUSAGE, "one step");
    o = opts_of(COPSE_SELMODEL_NEGEXP, COPSE_SELMODEL_GREATER, NULL, 0);
    o.decreasing = true;
    refuse(&o, COPSE_EUSAGE, "step function");
    o.decreasing = false, o.precision = COPSE_SELMODEL_NINV;
    refuse(&o, COPSE_EMISSING, "sample size");
    o = opts_of(COPSE_SELMODEL_BETA, COPSE_SELMODEL_GREATER, NULL, 0);
    o.precision = COPSE_SELMODEL_SEI;
    refuse(&o, COPSE_EUSAGE, "precision");
    o = opts_of(COPSE_SELMODEL_TRUNC, COPSE_SELMODEL_TWO_SIDED, NULL, 0);
    refuse(&o, COPSE_EUSAGE, "one side");
    o = opts_of(COPSE_SELMODEL_TRUNCEST, COPSE_SELMODEL_GREATER, STEP, 1);
    refuse(&o, COPSE_EUSAGE, "no effect");
    o = copse_selmodel_opts_default();
    o.level = 100;
    refuse(&o, COPSE_EDOM, "level");
    o.level = 95, o.tau2 = -1;
    refuse(&o, COPSE_EDOM, "tau2");
}
END_TEST

START_TEST(bad_data)
{
    copse_selmodel fit;
    copse_error err = {0};
    double y[K], vi[K];
    memcpy(y, Y, sizeof y);
    memcpy(vi, v, sizeof vi);
    ck_assert_int_eq(copse_selmodel_fit(Y, v, NULL, NULL, 2, 1, NULL, &fit, &err), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_selmodel_fit(NULL, v, NULL, NULL, K, 1, NULL, &fit, &err), COPSE_EINVAL);
    y[3] = NAN;
    ck_assert_int_eq(copse_selmodel_fit(y, v, NULL, NULL, K, 1, NULL, &fit, &err), COPSE_EDOM);
    y[3] = 0.4, vi[4] = 0;
    ck_assert_int_eq(copse_selmodel_fit(y, vi, NULL, NULL, K, 1, NULL, &fit, &err), COPSE_EDOM);
    vi[4] = 1e-300;
    ck_assert_int_eq(copse_selmodel_fit(y, vi, NULL, NULL, K, 1, NULL, &fit, &err), COPSE_ERANGE);
    /* no studies differ: a fit, or a clear no */
    for (size_t i = 0; i < K; i++) y[i] = 0.5, vi[i] = 0.04;
    const copse_status status = copse_selmodel_fit(y, vi, NULL, NULL, K, 1, NULL, &fit, &err);
    ck_assert(status != COPSE_OK || isfinite(fit.stat.log_lik));
    copse_selmodel_free(&fit);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("selection models");
    TCase *cases = tcase_create("models");
    tcase_add_checked_fixture(cases, setup, NULL);
    tcase_add_loop_test(cases, other_unit, 0, TYPE_COUNT);
    tcase_add_loop_test(cases, mirrored, 0, TYPE_COUNT);
    tcase_add_loop_test(cases, permuted, 0, TYPE_COUNT);
    tcase_add_loop_test(cases, likelihoods, 0, TYPE_COUNT);
    tcase_add_loop_test(cases, profiles, 0, TYPE_COUNT - 2);
    tcase_add_test(cases, moderators);
    tcase_add_test(cases, decreasing);
    tcase_add_test(cases, empty_interval);
    tcase_add_test(cases, boundary);
    tcase_add_test(cases, curves);
    tcase_add_test(cases, refusals);
    tcase_add_test(cases, bad_data);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
