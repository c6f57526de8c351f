/* Probabilities beyond a limit, the confidence distribution of tau2, and the bootstrap prediction interval. */
#include <copse/model.h>
#include <copse/resample.h>

#include "ck_close.h"

#include <math.h>
#include <string.h>

static const double Y[] = {0.1, 0.9, -0.4, 1.7, 0.3, 0.2}, V[] = {0.1, 0.2, 0.15, 0.4, 0.1, 0.3};
static const double SAME[] = {0.3, 0.3, 0.3, 0.3, 0.3, 0.3};

START_TEST(quantiles_are_those_of_bj)
{
    copse_tau2_bounds bounds;
    double low = NAN, high = NAN, H = NAN, rest = NAN;
    for (double level = 50; level < 99.95; level += 9.99) {
        copse_fit_opts opts = copse_fit_opts_default();
        opts.level = level;
        ck_assert_int_eq(copse_tau2_interval(Y, V, NULL, 6, 1, &opts, COPSE_TAU2_CI_BJ, &bounds, NULL), COPSE_OK);
        const double tail = (100 - level) / 200;
        ck_assert_int_eq(copse_tau2_confidence_quantile(Y, V, 6, tail, false, &low, NULL), COPSE_OK);
        ck_assert_int_eq(copse_tau2_confidence_quantile(Y, V, 6, tail, true, &high, NULL), COPSE_OK);
        CK_CLOSE(low, bounds.tau2.lower, 1e-12);
        CK_CLOSE(high, bounds.tau2.upper, 1e-12);
        ck_assert_int_eq(copse_tau2_confidence(Y, V, 6, high, &H, &rest, NULL), COPSE_OK);
        CK_CLOSE(rest, tail, 1e-11);
        CK_CLOSE(H, 1 - tail, 1e-11);
    }
}
END_TEST

START_TEST(confidence_of_far_tails)
{
    double tau2 = NAN, H = NAN, rest = NAN;
    for (double tail = 1e-3; tail > 1e-18; tail *= 1e-3) {
        ck_assert_int_eq(copse_tau2_confidence_quantile(Y, V, 6, tail, true, &tau2, NULL), COPSE_OK);
        ck_assert_int_eq(copse_tau2_confidence(Y, V, 6, tau2, &H, &rest, NULL), COPSE_OK);
        CK_CLOSE(rest, tail, 1e-10);
    }
    ck_assert_int_eq(copse_tau2_confidence(SAME, V, 6, 0, &H, &rest, NULL), COPSE_OK);
    ck_assert_double_eq(H, 1);
    ck_assert_int_eq(copse_tau2_confidence_quantile(SAME, V, 6, 0.01, true, &tau2, NULL), COPSE_OK);
    ck_assert_double_eq(tau2, 0);
}
END_TEST

START_TEST(confidence_refuses)
{
    double x = 0, rest = 0;
    ck_assert_int_eq(copse_tau2_confidence(Y, V, 1, 0, &x, &rest, NULL), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_tau2_confidence(Y, V, 6, -1, &x, &rest, NULL), COPSE_EDOM);
    ck_assert_int_eq(copse_tau2_confidence(Y, V, 6, NAN, &x, &rest, NULL), COPSE_EDOM);
    ck_assert_int_eq(copse_tau2_confidence(Y, V, 6, 0, NULL, &rest, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_tau2_confidence(NULL, V, 6, 0, &x, &rest, NULL), COPSE_EINVAL);
    const double p[] = {0, 1, -1, NAN};
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(copse_tau2_confidence_quantile(Y, V, 6, p[i], false, &x, NULL), COPSE_EDOM);
    ck_assert_int_eq(copse_tau2_confidence_quantile(Y, V, 6, 0.5, false, NULL, NULL), COPSE_EINVAL);
}
END_TEST

static copse_boot_predict_plan plan_of(uint64_t replicates)
{
    return (copse_boot_predict_plan){.y = Y, .v = V, .k = 6, .level = 95, .replicates = replicates, .seed = 3};
}

START_TEST(threads_do_not_matter)
{
    copse_boot_prediction one, four;
    copse_boot_predict_plan plan = plan_of(5000);
    plan.threads = 1;
    ck_assert_int_eq(copse_boot_predict(&plan, &one, NULL), COPSE_OK);
    plan.threads = 4;
    ck_assert_int_eq(copse_boot_predict(&plan, &four, NULL), COPSE_OK);
    ck_assert_int_eq(memcmp(one.draw, four.draw, 5000 * sizeof *one.draw), 0);
    copse_boot_prediction_free(&one);
    copse_boot_prediction_free(&four);
}
END_TEST

/* Each draw by its definition, with a tau2 searched for it alone: the interpolated one gives the same effects. */
START_TEST(draws_are_as_defined)
{
    enum { N = 300 };
    copse_boot_prediction p;
    copse_boot_predict_plan plan = plan_of(N);
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_OK);
    for (uint64_t b = 0; b < N; b++) {
        double z[2], tau2 = 0, w1 = 0, wy = 0, q = 0;
        copse_draw_normals((copse_address){3, 5, b, 0}, z);
        const double t = copse_draw_t((copse_address){3, 5, b, 1}, 5), tail = 0.5 * erfc(fabs(z[0]) / sqrt(2));
        ck_assert_int_eq(copse_tau2_confidence_quantile(Y, V, 6, tail, z[0] > 0, &tau2, NULL), COPSE_OK);
        for (size_t i = 0; i < 6; i++) w1 += 1 / (V[i] + tau2), wy += Y[i] / (V[i] + tau2);
        for (size_t i = 0; i < 6; i++) q += (Y[i] - wy / w1) * (Y[i] - wy / w1) / (V[i] + tau2);
        const double theta = wy / w1 + z[1] * sqrt(tau2) - t * sqrt(q / (5 * w1));
        double nearest = INFINITY;
        for (size_t i = 0; i < N; i++) nearest = fmin(nearest, fabs(p.draw[i] - theta));
        ck_assert_msg(nearest <= 3e-9 * (1 + fabs(theta)), "draw %d: %g off", (int)b, nearest);
    }
    ck_assert(p.pi.lower < p.pi.upper && p.error.lower > 0 && p.error.upper > 0);
    CK_CLOSE(copse_boot_prediction_beyond(&p, p.draw[99], true), 200.0 / N, 1e-15);
    CK_CLOSE(copse_boot_prediction_beyond(&p, p.draw[99], false), 99.0 / N, 1e-15);
    ck_assert(isnan(copse_boot_prediction_beyond(&p, NAN, false)));
    copse_boot_prediction_free(&p);
}
END_TEST

/* Shifted and stretched estimates: the draws follow. */
START_TEST(draws_scale)
{
    double y[6], v[6];
    copse_boot_prediction plain, scaled;
    copse_boot_predict_plan plan = plan_of(2000);
    for (size_t i = 0; i < 6; i++) y[i] = 1e3 + 1e-4 * Y[i], v[i] = 1e-8 * V[i];
    ck_assert_int_eq(copse_boot_predict(&plan, &plain, NULL), COPSE_OK);
    plan.y = y;
    plan.v = v;
    ck_assert_int_eq(copse_boot_predict(&plan, &scaled, NULL), COPSE_OK);
    for (size_t b = 0; b < 2000; b += 37) CK_CLOSE_ABS((scaled.draw[b] - 1e3) / 1e-4, plain.draw[b], 0, 1e-7);
    copse_boot_prediction_free(&plain);
    copse_boot_prediction_free(&scaled);
}
END_TEST

/* No heterogeneity to be seen, two studies, variances far apart. */
START_TEST(draws_of_odd_data)
{
    const double y2[] = {0, 1}, v2[] = {0.1, 0.3}, far[] = {1e-8, 1, 1e4, 1e-3, 2, 1e-6};
    copse_boot_prediction p;
    copse_boot_predict_plan plan = plan_of(2000);
    plan.y = SAME;
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_OK);
    CK_CLOSE(p.pi.lower, 0.3, 1e-12);
    CK_CLOSE(p.pi.upper, 0.3, 1e-12);
    copse_boot_prediction_free(&p);
    plan = plan_of(2000);
    plan.v = far;
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_OK);
    ck_assert(p.pi.lower < p.pi.upper);
    copse_boot_prediction_free(&p);
    plan = (copse_boot_predict_plan){.y = y2, .v = v2, .k = 2, .level = 90, .replicates = 2000, .seed = 1};
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_OK);
    ck_assert(p.pi.lower < p.pi.upper);
    copse_boot_prediction_free(&p);
    plan.replicates = 1;
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_OK);
    ck_assert(p.pi.lower == p.pi.upper && isnan(p.error.lower) && isnan(p.error.upper));
    copse_boot_prediction_free(&p);
}
END_TEST

START_TEST(draws_refused)
{
    copse_boot_prediction p;
    copse_boot_predict_plan plan = plan_of(0);
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_EINVAL);
    plan = plan_of(10);
    plan.level = 100;
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_EINVAL);
    plan = plan_of(10);
    plan.k = 1;
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_ETOOFEW);
    plan = plan_of(10);
    plan.y = NULL;
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_boot_predict(&plan, NULL, NULL), COPSE_EINVAL);
    copse_boot_prediction_free(NULL);
    copse_fit_opts opts = copse_fit_opts_default();
    opts.pi = COPSE_PI_BOOT;
    ck_assert_int_eq(copse_fit_opts_check(&opts, 1, NULL), COPSE_EINVAL);
}
END_TEST

static copse_beyond beyond(const copse_fit_opts *opts, double limit, bool above)
{
    copse_fit fit;
    copse_beyond out;
    ck_assert_int_eq(copse_pool(Y, V, NULL, 6, 1, opts, &fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_fit_beyond(&fit, limit, above, &out, NULL), COPSE_OK);
    copse_fit_free(&fit);
    return out;
}

/* The limits of the prediction interval are its quantiles, for every kind. */
START_TEST(beyond_prediction_limits)
{
    for (int pi = 0; pi < COPSE_PI_BOOT; pi++) {
        copse_fit fit;
        copse_beyond out;
        copse_fit_opts opts = copse_fit_opts_default();
        opts.pi = (copse_pi)pi;
        opts.level = 80;
        ck_assert_int_eq(copse_pool(Y, V, NULL, 6, 1, &opts, &fit, NULL), COPSE_OK);
        ck_assert_int_eq(copse_fit_beyond(&fit, fit.prediction.upper, true, &out, NULL), COPSE_OK);
        CK_CLOSE(out.estimate, 0.1, 1e-12);
        ck_assert_int_eq(copse_fit_beyond(&fit, fit.prediction.lower, true, &out, NULL), COPSE_OK);
        CK_CLOSE(out.estimate, 0.9, 1e-12);
        ck_assert_int_eq(copse_fit_beyond(&fit, fit.prediction.lower, false, &out, NULL), COPSE_OK);
        CK_CLOSE(out.estimate, 0.1, 1e-12);
        copse_fit_free(&fit);
    }
}
END_TEST

START_TEST(beyond_both_sides)
{
    for (double limit = -5; limit < 6; limit += 0.7) {
        const copse_beyond up = beyond(NULL, limit, true), down = beyond(NULL, limit, false);
        CK_CLOSE(up.estimate + down.estimate, 1, 1e-14);
        CK_CLOSE(up.plug_in + down.plug_in, 1, 1e-14);
        CK_CLOSE(up.ci.lower + down.ci.upper, 1, 1e-13);
        ck_assert_int_eq(up.state, COPSE_BEYOND_FOUND);
        ck_assert(up.ci.lower <= up.plug_in && up.plug_in <= up.ci.upper);
        if (fabs(limit) < 2) ck_assert(up.ci.lower < up.plug_in && up.plug_in < up.ci.upper);
        ck_assert(up.ci.lower >= 0 && up.ci.upper <= 1);
    }
}
END_TEST

START_TEST(beyond_states)
{
    copse_fit_opts opts = copse_fit_opts_default();
    opts.tau2 = 0;
    copse_beyond b = beyond(&opts, 0.2, true);
    ck_assert_int_eq(b.state, COPSE_BEYOND_NO_SPREAD);
    ck_assert_double_eq(b.plug_in, 1);
    ck_assert(b.estimate > 0.5 && b.estimate < 1 && isnan(b.ci.lower));
    b = beyond(&opts, 0.2, false);
    ck_assert_double_eq(b.plug_in, 0);
    opts.tau2 = 0.2; /* given: known */
    b = beyond(&opts, 0.2, false);
    ck_assert_int_eq(b.state, COPSE_BEYOND_FOUND);
    b = beyond(NULL, 1e6, true);
    ck_assert_int_eq(b.state, COPSE_BEYOND_TOO_FAR);
    ck_assert_double_eq(b.plug_in, 0);
    for (int s = 0; s <= COPSE_BEYOND_UNKNOWN; s++)
        ck_assert_int_eq(copse_beyond_state_text((copse_beyond_state)s)[0] == '\0', s == COPSE_BEYOND_FOUND);
    copse_fit fit;
    ck_assert_int_eq(copse_pool(Y, V, NULL, 1, 1, NULL, &fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_fit_beyond(&fit, 0, true, &b, NULL), COPSE_OK);
    ck_assert(b.state == COPSE_BEYOND_UNKNOWN && isnan(b.estimate) && isnan(b.plug_in));
    copse_fit_free(&fit);
}
END_TEST

START_TEST(beyond_refuses)
{
    static const double X[] = {1, 0, 1, 1, 1, 2, 1, 3, 1, 4, 1, 6};
    copse_fit fit;
    copse_beyond b;
    ck_assert_int_eq(copse_fit_beyond(NULL, 0, true, &b, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool(Y, V, X, 6, 2, NULL, &fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_fit_beyond(&fit, 0, true, &b, NULL), COPSE_EINVAL);
    copse_fit_free(&fit);
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_EE;
    ck_assert_int_eq(copse_pool(Y, V, NULL, 6, 1, &opts, &fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_fit_beyond(&fit, 0, true, &b, NULL), COPSE_EINVAL);
    copse_fit_free(&fit);
    ck_assert_int_eq(copse_pool(Y, V, NULL, 6, 1, NULL, &fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_fit_beyond(&fit, NAN, true, &b, NULL), COPSE_EDOM);
    ck_assert_int_eq(copse_fit_beyond(&fit, 0, true, NULL, NULL), COPSE_EINVAL);
    copse_fit_free(&fit);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prediction");
    TCase *tcase = tcase_create("prediction");
    tcase_add_test(tcase, quantiles_are_those_of_bj);
    tcase_add_test(tcase, confidence_of_far_tails);
    tcase_add_test(tcase, confidence_refuses);
    tcase_add_test(tcase, threads_do_not_matter);
    tcase_add_test(tcase, draws_are_as_defined);
    tcase_add_test(tcase, draws_scale);
    tcase_add_test(tcase, draws_of_odd_data);
    tcase_add_test(tcase, draws_refused);
    tcase_add_test(tcase, beyond_prediction_limits);
    tcase_add_test(tcase, beyond_both_sides);
    tcase_add_test(tcase, beyond_states);
    tcase_add_test(tcase, beyond_refuses);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
