/* Fail-safe N, excess significance, p-curve, p-uniform, p-uniform* and Copas' model: what must be true, and what must be refused. */
#include <copse/bias.h>

#include "bias/copas_parts.h"
#include "bias/pvalue_parts.h"
#include "ck_close.h"

#include <copse/math.h>

#include <stdlib.h>
#include <string.h>

enum { K = 12 };
static const double Y[K] = {0.62, 0.35, 0.81, 0.12, 0.55, 0.95, -0.20, 0.48, 0.30, 1.20, 0.05, 0.70};
static const double V[K] = {0.04, 0.02, 0.09, 0.015, 0.06, 0.16, 0.12, 0.03, 0.011, 0.25, 0.05, 0.08};

/* In other units, mirrored, and in another order. */
static void change(double unit, double *y, double *v)
{
    for (size_t i = 0; i < K; i++) {
        y[(i + 5) % K] = unit * Y[i];
        v[(i + 5) % K] = unit * unit * V[i];
    }
}

START_TEST(units_and_order_do_not_matter)
{
    static const double UNIT[] = {1, -1, 1e-6, -1e6};
    double y[K], v[K];
    copse_failsafe f0, f;
    copse_tes t0, t;
    copse_pcurve c0, c;
    copse_puniform_star s0, s;
    ck_assert_int_eq(copse_bias_failsafe(Y, V, K, NULL, &f0, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_tes(Y, V, K, NULL, &t0, NULL, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_pcurve(Y, V, K, NULL, &c0, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_puniform_star(Y, V, K, NULL, &s0, NULL), COPSE_OK);
    for (size_t u = 0; u < sizeof UNIT / sizeof *UNIT; u++) {
        const double unit = UNIT[u];
        change(unit, y, v);
        ck_assert_int_eq(copse_bias_failsafe(y, v, K, NULL, &f, NULL), COPSE_OK);
        for (int i = 0; i < COPSE_FAILSAFE_COUNT; i++) ck_assert(f.number[i].n == f0.number[i].n);
        ck_assert_int_eq(copse_bias_tes(y, v, K, NULL, &t, NULL, NULL), COPSE_OK);
        CK_CLOSE(t.p[COPSE_TES_EXACT], t0.p[COPSE_TES_EXACT], 1e-11);
        CK_CLOSE(t.limit_lower, unit * t0.limit_lower, 1e-10);
        ck_assert_int_eq(copse_bias_pcurve(y, v, K, NULL, &c, NULL), COPSE_OK);
        CK_CLOSE(c.skew.z, c0.skew.z, 1e-12);
        CK_CLOSE(c.effect, unit * c0.effect, 1e-10);
        for (int m = 0; m < COPSE_PUNIFORM_METHOD_COUNT; m++) {
            copse_puniform p0, p;
            copse_puniform_opts opts = copse_puniform_opts_default();
            opts.method = (copse_puniform_method)m;
            ck_assert_int_eq(copse_bias_puniform(Y, V, K, &opts, &p0, NULL), COPSE_OK);
            ck_assert_int_eq(copse_bias_puniform(y, v, K, &opts, &p, NULL), COPSE_OK);
            CK_CLOSE(p.estimate, unit * p0.estimate, 1e-10);
            CK_CLOSE(unit > 0 ? p.ci.lower : p.ci.upper, unit * p0.ci.lower, 1e-10);
        }
        ck_assert_int_eq(copse_bias_puniform_star(y, v, K, NULL, &s, NULL), COPSE_OK);
        CK_CLOSE(s.estimate, unit * s0.estimate, 1e-10);
        CK_CLOSE(s.tau2, unit * unit * s0.tau2, 1e-9);
        CK_CLOSE(s.tau2_ci.upper, unit * unit * s0.tau2_ci.upper, 1e-9);
    }
}
END_TEST

START_TEST(copas_knows_no_units)
{
    static const double UNIT[] = {-1, 1e6};
    double y[K], v[K];
    copse_copas c0 = {0}, c = {0};
    ck_assert_int_eq(copse_bias_copas(Y, V, K, NULL, &c0, NULL), COPSE_OK);
    ck_assert_uint_gt(c0.points, 2);
    for (size_t u = 0; u < sizeof UNIT / sizeof *UNIT; u++) {
        change(UNIT[u], y, v);
        ck_assert_int_eq(copse_bias_copas(y, v, K, NULL, &c, NULL), COPSE_OK);
        ck_assert_int_eq(c.side, UNIT[u] > 0 ? c0.side : -c0.side);
        for (size_t i = 0; i < c.grid * c.grid; i++) CK_CLOSE_ABS(c.contour[i], UNIT[u] * c0.contour[i], 1e-7, 1e-9);
        CK_CLOSE(c.point[0].log_lik, c0.point[0].log_lik - K * log(fabs(UNIT[u])), 1e-10);
        copse_copas_free(&c);
    }
    copse_copas_free(&c0);
}
END_TEST

/* Without selection the model is the random-effects model: maximum likelihood. */
START_TEST(copas_without_selection_is_maximum_likelihood)
{
    copse_copas c = {0};
    copse_fit fit = {0};
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_ML;
    opts.test = COPSE_TEST_Z;
    ck_assert_int_eq(copse_pool(Y, V, NULL, K, 1, &opts, &fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_bias_copas(Y, V, K, NULL, &c, NULL), COPSE_OK);
    CK_CLOSE(c.point[0].estimate, fit.coef[0].estimate, 1e-9);
    CK_CLOSE(c.point[0].tau2, fit.het.tau2, 1e-8);
    CK_CLOSE(c.point[0].log_lik, fit.stat.log_lik + 0.5 * K * log(2 * COPSE_PI), 1e-10);
    ck_assert(isnan(c.point[0].rho));
    copse_copas_free(&c);
    copse_fit_free(&fit);
}
END_TEST

/* No point of a fine grid over rho and tau, mu at its best, is higher than what was found. */
START_TEST(copas_finds_the_highest_maximum)
{
    double y[K], s[K], u[K], c[K];
    copse_copas found = {0};
    ck_assert_int_eq(copse_bias_copas(Y, V, K, NULL, &found, NULL), COPSE_OK);
    for (size_t i = 0; i < K; i++) {
        y[i] = Y[i];
        s[i] = sqrt(V[i]);
    }
    copse_i_copas model = {.k = K, .n = 3, .y = y, .s = s, .u = u, .c = c, .bound = 0.9999, .limit = -found.side};
    for (size_t point = 1; point < found.points; point++) {
        double highest = -INFINITY;
        copse_i_copas_select(&model, found.point[point].gamma0, found.point[point].gamma1, 1);
        for (int a = 0; a <= 20; a++)
            for (int t = 0; t <= 20; t++) {
                double at[COPSE_I_COPAS_MOST] = {0.3, a * COPSE_PI / 40, t * 0.04, 0}, g[COPSE_I_COPAS_MOST];
                double h[COPSE_I_COPAS_MOST][COPSE_I_COPAS_MOST];
                for (int step = 0; step < 12; step++) { /* concave in mu */
                    (void)copse_i_copas_value(&model, at, g, h);
                    at[0] -= fmax(-0.3, fmin(0.3, g[0] / h[0][0]));
                }
                highest = fmax(highest, -copse_i_copas_value(&model, at, NULL, NULL));
            }
        ck_assert_msg(found.point[point].log_lik >= highest - model.constant - 1e-9, "point %zu: %.12g, but %.12g",
                      point, found.point[point].log_lik, highest - model.constant);
    }
    copse_copas_free(&found);
}
END_TEST

/* Of trials where a maximum on a single study, in the corner of the bound of rho and no tau, is higher than the one that selection leads
 * to from none: Crowther & Henderson-Smart 2003. */
START_TEST(copas_leaves_the_corner)
{
    static const double y[] = {-1.016136066843871,  -0.6190392084062234,  -0.024546746673305142,
                               -2.2512917986064953, -0.43654281115374127, -1.4503732178044131,
                               -1.1714173290414154, -1.6094379124341001,  -0.31812309795301619};
    static const double v[] = {0.36074660633484168, 0.15155677655677655, 0.03871125466977296,
                               0.77485380116959068, 0.18762981714328106, 0.20997295469912103,
                               0.13302058111380144, 2.4634920634920632,  0.045860990860990866};
    copse_copas found = {0};
    ck_assert_int_eq(copse_bias_copas(y, v, sizeof y / sizeof *y, NULL, &found, NULL), COPSE_OK);
    size_t higher = 0;
    for (size_t i = 0; i < found.points; i++) {
        const copse_copas_point *p = &found.point[i];
        ck_assert(!p->in_corner);
        ck_assert_double_gt(p->se, 0.1);
        ck_assert_double_gt(p->tau2, 0);
        if (isnan(p->corner_log_lik)) continue;
        ck_assert_double_gt(p->corner_log_lik, p->log_lik);
        higher++;
    }
    ck_assert_uint_gt(higher, 0);
    copse_copas_free(&found);
}
END_TEST

/* Gradient and Hessian against differences, with rho of either sign and of one, with and without a slope. */
START_TEST(copas_derivatives)
{
    static const double H = 1e-5;
    double y[K], s[K], u[K], c[K];
    for (size_t i = 0; i < K; i++) {
        y[i] = Y[i];
        s[i] = sqrt(V[i]);
    }
    for (int limit = -1; limit <= 1; limit++) {
        copse_i_copas model = {.k = K, .n = 4, .y = y, .s = s, .u = u, .c = c, .bound = 0.9999, .limit = limit};
        double at[COPSE_I_COPAS_MOST] = {0.3, 0.7, 0.25, 0.4}, g[COPSE_I_COPAS_MOST],
               h[COPSE_I_COPAS_MOST][COPSE_I_COPAS_MOST];
        copse_i_copas_select(&model, -0.8, 0.15, 1);
        (void)copse_i_copas_value(&model, at, g, h);
        for (int i = 0; i < COPSE_I_COPAS_MOST; i++) {
            double up[COPSE_I_COPAS_MOST], down[COPSE_I_COPAS_MOST], scratch[COPSE_I_COPAS_MOST][COPSE_I_COPAS_MOST];
            const double here = at[i];
            at[i] = here + H;
            const double high = copse_i_copas_value(&model, at, up, scratch);
            at[i] = here - H;
            const double low = copse_i_copas_value(&model, at, down, scratch);
            at[i] = here;
            CK_CLOSE_ABS((high - low) / (2 * H), g[i], 1e-7, 1e-7);
            for (int j = 0; j < COPSE_I_COPAS_MOST; j++) CK_CLOSE_ABS((up[j] - down[j]) / (2 * H), h[i][j], 1e-7, 1e-7);
        }
        at[COPSE_I_COPAS_SLOPE] = 0;
        (void)copse_i_copas_value(&model, at, g, h);
        CK_CLOSE(copse_i_copas_mu_step(&model, at), -g[0] / h[0][0], 1e-11);
    }
}
END_TEST

START_TEST(copas_free_rho_is_never_worse)
{
    copse_copas_opts opts = copse_copas_opts_default();
    copse_copas side = {0}, freely = {0};
    opts.grid = 8;
    opts.gamma0 = (copse_interval){-1, 1};
    opts.gamma1 = (copse_interval){0, 0.3};
    ck_assert_int_eq(copse_bias_copas(Y, V, K, &opts, &side, NULL), COPSE_OK);
    opts.free_rho = true;
    ck_assert_int_eq(copse_bias_copas(Y, V, K, &opts, &freely, NULL), COPSE_OK);
    CK_CLOSE(side.gamma0[0], -1, 1e-15);
    CK_CLOSE(side.gamma1[7], 0.3, 1e-15);
    CK_CLOSE(freely.point[0].log_lik, side.point[0].log_lik, 1e-9);
    for (size_t i = 0; i < side.points; i++) {
        ck_assert(side.point[i].residual_statistic >= 0);
        ck_assert(!(side.point[i].rho * -side.side < 0));
        if (i > 0) ck_assert(side.point[i].published <= side.point[i - 1].published);
    }
    copse_copas_free(&side);
    copse_copas_free(&freely);
}
END_TEST

START_TEST(boundary_cases)
{
    static const double NONE_Y[] = {0.1, -0.2, 0.05}, NONE_V[] = {0.04, 0.09, 0.01};
    static const double ALL_Y[] = {1, 1.2, 0.9, 1.1}, ALL_V[] = {0.01, 0.02, 0.015, 0.03};
    copse_failsafe f;
    copse_tes t;
    copse_pcurve c;
    copse_puniform p;
    copse_puniform_star s;
    copse_error err = {0};
    ck_assert_int_eq(copse_bias_failsafe(NONE_Y, NONE_V, 3, NULL, &f, NULL), COPSE_OK);
    ck_assert(f.number[COPSE_FAILSAFE_ROSENTHAL].n == 0 && f.number[COPSE_FAILSAFE_GENERAL].n == 0);
    ck_assert_int_eq(copse_bias_tes(NONE_Y, NONE_V, 3, NULL, &t, NULL, NULL), COPSE_OK);
    ck_assert_uint_eq(t.observed, 0);
    CK_CLOSE(t.p[COPSE_TES_EXACT], 1, 1e-15);
    ck_assert(isnan(t.limit_lower));
    ck_assert_int_eq(copse_bias_pcurve(NONE_Y, NONE_V, 3, NULL, &c, &err), COPSE_ENOTCOMPUTABLE);
    ck_assert_str_eq(err.text, "no result is significant (k = 3)");
    ck_assert_int_eq(copse_bias_puniform(NONE_Y, NONE_V, 3, NULL, &p, &err), COPSE_ENOTCOMPUTABLE);
    ck_assert_str_eq(err.text, "no result is significant and positive (k = 3)");
    ck_assert_int_eq(copse_bias_tes(ALL_Y, ALL_V, 4, NULL, &t, NULL, NULL), COPSE_OK);
    ck_assert_uint_eq(t.observed, 4);
    ck_assert(t.p[COPSE_TES_EXACT] <= 1 && t.p[COPSE_TES_CHI2] <= 1);
    ck_assert_int_eq(copse_bias_puniform_star(ALL_Y, ALL_V, 4, NULL, &s, NULL), COPSE_OK);
    ck_assert(s.identified);
    ck_assert_int_eq(copse_bias_pcurve(ALL_Y, ALL_V, 1, NULL, &c, NULL), COPSE_OK); /* one study */
    CK_CLOSE(c.power, 0.99, 1e-15);
    ck_assert_int_eq(copse_bias_failsafe(ALL_Y, ALL_V, 1, NULL, &f, NULL), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_bias_puniform_star(ALL_Y, ALL_V, 1, NULL, &s, NULL), COPSE_ETOOFEW);
}
END_TEST

/* Significant results that scatter as an exponential has no maximum: it is said. */
START_TEST(star_that_is_not_identified)
{
    static const double FAR_Y[] = {2.0, 2.05, 2.1, 2.3, 9.0, 30.0}, FAR_V[] = {1, 1, 1, 1, 1, 1};
    copse_puniform_star s;
    ck_assert_int_eq(copse_bias_puniform_star(FAR_Y, FAR_V, 6, NULL, &s, NULL), COPSE_OK);
    ck_assert(!s.identified);
    ck_assert(isnan(s.estimate) && isnan(s.tau2) && isnan(s.p) && isnan(s.ci.lower));
}
END_TEST

START_TEST(bad_input_is_refused)
{
    static const double BAD[] = {1, NAN}, V2[] = {1, 2}, V0[] = {1, 0}, SAME[] = {2, 2, 2}, Y3[] = {1, 2, 3};
    copse_failsafe f;
    copse_tes t;
    copse_copas c = {0};
    copse_error err = {0};
    copse_failsafe_opts opts = copse_failsafe_opts_default();
    ck_assert_int_eq(copse_bias_failsafe(BAD, V2, 2, NULL, &f, &err), COPSE_EDOM);
    ck_assert_str_eq(err.text, "study 2: the estimate is not a finite number");
    ck_assert_int_eq(copse_bias_tes(V2, V0, 2, NULL, &t, NULL, &err), COPSE_EDOM);
    opts.target = 0;
    ck_assert_int_eq(copse_bias_failsafe(V2, V2, 2, &opts, &f, &err), COPSE_EINVAL);
    opts = copse_failsafe_opts_default();
    opts.alpha = 0.5;
    ck_assert_int_eq(copse_bias_failsafe(V2, V2, 2, &opts, &f, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_bias_copas(Y3, SAME, 3, NULL, &c, &err), COPSE_ENOTCOMPUTABLE);
    ck_assert_int_eq(copse_bias_copas(V2, V2, 2, NULL, &c, &err), COPSE_ETOOFEW);
    copse_pcurve pcurve;
    const copse_pcurve_opts wide = {.alpha = 0.4, .level = 95};
    ck_assert_int_eq(copse_bias_pcurve(Y, V, K, &wide, &pcurve, &err), COPSE_EINVAL);
    copse_copas_free(&c);
    copse_copas_free(NULL);
}
END_TEST

static double irwin_hall(double p, size_t n)
{
    double x = 0;
    ck_assert_int_eq(copse_i_irwin_hall_quantile(p, n, &x), COPSE_OK);
    return x;
}

START_TEST(far_tails)
{
    for (double z = -60; z < 8; z += 0.7) CK_CLOSE(copse_i_normal_from_log_lower(copse_log_normal_lower(z)), z, 1e-12);
    CK_CLOSE(copse_i_overshoot(19.9999999), copse_i_overshoot(20), 1e-8); /* both sides of the switch */
    CK_CLOSE(copse_i_overshoot(1e6), 1e-6, 1e-11);
    CK_CLOSE(copse_i_log_conditional(-1e-9, 1.3, 1.3 - 1e-9), copse_i_log_conditional(1e-9, 1.3, 1.3 + 1e-9), 1e-8);
    CK_CLOSE(copse_i_log_conditional(1e8, 1e-8, 1e8), -1, 1e-7);
    CK_CLOSE(copse_i_log_density_beyond(1e-12, 0.4, 0.4), copse_i_log_density_beyond(-1e-12, 0.4, 0.4), 1e-10);
    CK_CLOSE(irwin_hall(0.025, 1), 0.025, 1e-14);
    CK_CLOSE(irwin_hall(0.025, 2), sqrt(0.05), 1e-13);
    CK_CLOSE(irwin_hall(0.025, 100), 44.3444582, 1e-8); /* puniform's table, 7 decimals */
    /* both sides of the switch: sqrt(n/12) times a quantile that hardly changes, less the mean */
    CK_CLOSE((500 - irwin_hall(0.025, 1000)) / sqrt(1000), (500.5 - irwin_hall(0.025, 1001)) / sqrt(1001), 1e-6);
    ck_assert(isnan(irwin_hall(0.6, 3)));
}
END_TEST

static bool reads(const char *text, copse_study_test *test)
{
    return copse_study_test_read(text, test, NULL) == COPSE_OK;
}

START_TEST(tests_are_read)
{
    static const char *const NONE[] = {"",           "t",       "t(88)",    "t=2",       "t(88)2.1", "F(1)=3",
                                       "F(1,2,3)=4", "q(3)=1",  "z(4)=1",   "t(0.5)=2",  "F(1,0)=3", "F(1,20)=-1",
                                       "chi2(0)=1",  "r(20)=1", "r(20)=-1", "t(88)=inf", "t(nan)=2", "t(88)=2.1x",
                                       "chi2(1,=3",  "t(88)=",  "(88)=2"};
    copse_study_test t;
    ck_assert(reads("t(88) = -2.1", &t) && t.kind == COPSE_STUDY_TEST_T);
    CK_CLOSE(t.value, -2.1, 1e-15);
    CK_CLOSE(t.df2, 88, 1e-15);
    ck_assert(reads(" f ( 2 , 31.5 )= 4", &t) && t.kind == COPSE_STUDY_TEST_F);
    CK_CLOSE(t.df1, 2, 1e-15);
    CK_CLOSE(t.df2, 31.5, 1e-15);
    ck_assert(reads("\xcf\x87\xc2\xb2(3, N=90)=8.1", &t) && t.kind == COPSE_STUDY_TEST_CHI2);
    CK_CLOSE(t.df1, 3, 1e-15);
    ck_assert(reads("R(147)=.246", &t) && t.kind == COPSE_STUDY_TEST_R);
    ck_assert(reads("Z=1e2", &t) && t.kind == COPSE_STUDY_TEST_Z);
    ck_assert(copse_study_test_p(&t) >= 0);
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) ck_assert_msg(!reads(NONE[i], &t), "%s", NONE[i]);
}
END_TEST

/* The same test as t, as F and as r; of endless degrees of freedom as z and chi2. */
START_TEST(tests_agree)
{
    copse_study_test t[K], f[K], r[K], z[K], c[K], large[K];
    copse_pcurve a, b;
    copse_pcurve_opts opts = copse_pcurve_opts_default();
    for (size_t i = 0; i < K; i++) {
        const double x = Y[i] / sqrt(V[i]), df = 20 + 3 * (double)i;
        t[i] = (copse_study_test){COPSE_STUDY_TEST_T, x, NAN, df};
        f[i] = (copse_study_test){COPSE_STUDY_TEST_F, x * x, 1, df};
        r[i] = (copse_study_test){COPSE_STUDY_TEST_R, x / sqrt(df + x * x), NAN, df};
        z[i] = (copse_study_test){COPSE_STUDY_TEST_Z, x, NAN, NAN};
        c[i] = (copse_study_test){COPSE_STUDY_TEST_CHI2, x * x, 1, NAN};
        large[i] = (copse_study_test){COPSE_STUDY_TEST_T, x, NAN, 1e9};
    }
    const copse_study_test *const pair[][2] = {{t, f}, {t, r}, {z, c}, {z, large}, {z, NULL}};
    for (size_t p = 0; p < sizeof pair / sizeof *pair; p++) {
        const double rtol = p == 3 ? 1e-7 : 1e-10;
        opts.tests = pair[p][0];
        ck_assert_int_eq(copse_bias_pcurve(Y, V, K, &opts, &a, NULL), COPSE_OK);
        opts.tests = pair[p][1];
        ck_assert_int_eq(copse_bias_pcurve(Y, V, K, &opts, &b, NULL), COPSE_OK);
        CK_CLOSE(b.skew.z, a.skew.z, rtol);
        CK_CLOSE(b.flat.half_z, a.flat.half_z, 10 * rtol);
        CK_CLOSE(b.flat.binomial_p, a.flat.binomial_p, rtol);
        CK_CLOSE(b.power, a.power, rtol);
        CK_CLOSE(b.expected[1], a.expected[1], rtol);
        ck_assert(isnan(a.effect) && isnan(b.effect) == (pair[p][1] != NULL));
    }
    t[3].df2 = 0.5;
    opts.tests = t;
    ck_assert_int_eq(copse_bias_pcurve(Y, V, K, &opts, &a, NULL), COPSE_EDOM);
}
END_TEST

/* Critical values that are those of z change nothing; others change who is significant. */
START_TEST(own_critical_values)
{
    double critical[K];
    copse_puniform a, b;
    copse_puniform_star u, w;
    copse_puniform_opts opts = copse_puniform_opts_default(), star = copse_puniform_star_opts_default();
    for (size_t i = 0; i < K; i++) critical[i] = copse_normal_quantile_upper(0.025);
    for (int m = 0; m < COPSE_PUNIFORM_METHOD_COUNT; m++) {
        opts.method = (copse_puniform_method)m;
        opts.critical = NULL;
        ck_assert_int_eq(copse_bias_puniform(Y, V, K, &opts, &a, NULL), COPSE_OK);
        opts.critical = critical;
        ck_assert_int_eq(copse_bias_puniform(Y, V, K, &opts, &b, NULL), COPSE_OK);
        CK_CLOSE(b.estimate, a.estimate, 1e-14);
        ck_assert(b.own_critical && !a.own_critical && isnan(a.distance) == isnan(b.distance));
    }
    ck_assert_int_eq(copse_bias_puniform_star(Y, V, K, &star, &u, NULL), COPSE_OK);
    star.critical = critical;
    ck_assert_int_eq(copse_bias_puniform_star(Y, V, K, &star, &w, NULL), COPSE_OK);
    CK_CLOSE(w.estimate, u.estimate, 1e-14);
    for (size_t i = 0; i < K; i++) critical[i] = 3;
    ck_assert_int_eq(copse_bias_puniform(Y, V, K, &opts, &b, NULL), COPSE_OK);
    ck_assert_uint_lt(b.significant, a.significant);
    critical[2] = -1;
    ck_assert_int_eq(copse_bias_puniform(Y, V, K, &opts, &b, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_bias_puniform_star(Y, V, K, &star, &w, NULL), COPSE_EINVAL);
}
END_TEST

/* t of two means, of a mean, of a correlation; at the critical value p is alpha. */
START_TEST(t_tests_of_estimates)
{
    static const copse_t_kind KIND[] = {COPSE_T_SMD,  COPSE_T_MEANS,       COPSE_T_SMN,
                                        COPSE_T_MEAN, COPSE_T_CORRELATION, COPSE_T_FISHER};
    copse_study_test test;
    double unit, critical;
    for (size_t i = 0; i < sizeof KIND / sizeof *KIND; i++) {
        copse_t_numbers n = {.kind = KIND[i], .y = 0.3, .v = 0.05, .n1 = 20, .n2 = 25, .se = NAN};
        ck_assert_int_eq(copse_study_t_test(&n, 0.05, &test, &unit, &critical, NULL), COPSE_OK);
        n.y = critical * sqrt(n.v);
        ck_assert_int_eq(copse_study_t_test(&n, 0.05, &test, &unit, &critical, NULL), COPSE_OK);
        CK_CLOSE(copse_study_test_p(&test), 0.05, 1e-12);
        ck_assert(isnan(unit) == (KIND[i] >= COPSE_T_CORRELATION));
        n.n1 = n.n2 = 1;
        ck_assert_int_eq(copse_study_t_test(&n, 0.05, &test, &unit, &critical, NULL), COPSE_EDOM);
        n.n1 = NAN;
        ck_assert_int_eq(copse_study_t_test(&n, 0.05, &test, &unit, &critical, NULL), COPSE_EDOM);
    }
    /* d = 0.5 of 20 and 20: t = 0.5 sqrt 10 */
    const copse_t_numbers d = {
        .kind = COPSE_T_SMD, .y = 0.5, .v = 0.1, .n1 = 20, .n2 = 20, .se = NAN, .uncorrected = true};
    ck_assert_int_eq(copse_study_t_test(&d, 0.05, &test, &unit, &critical, NULL), COPSE_OK);
    CK_CLOSE(test.value, 0.5 * sqrt(10), 1e-14);
    CK_CLOSE(test.df2, 38, 1e-15);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bias_pvalues");
    TCase *tests = tcase_create("bias_pvalues");
    tcase_add_test(tests, units_and_order_do_not_matter);
    tcase_add_test(tests, copas_knows_no_units);
    tcase_add_test(tests, copas_without_selection_is_maximum_likelihood);
    tcase_add_test(tests, copas_finds_the_highest_maximum);
    tcase_add_test(tests, copas_leaves_the_corner);
    tcase_add_test(tests, copas_derivatives);
    tcase_add_test(tests, copas_free_rho_is_never_worse);
    tcase_add_test(tests, boundary_cases);
    tcase_add_test(tests, star_that_is_not_identified);
    tcase_add_test(tests, bad_input_is_refused);
    tcase_add_test(tests, far_tails);
    tcase_add_test(tests, tests_are_read);
    tcase_add_test(tests, tests_agree);
    tcase_add_test(tests, own_critical_values);
    tcase_add_test(tests, t_tests_of_estimates);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
