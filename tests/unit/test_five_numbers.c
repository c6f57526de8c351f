/* Medians, quartiles and ranges: names, published numbers, what is refused and why, invariants, both sides of switches. */
#include <convert/five_numbers_fit.h>
#include <convert/five_numbers_likelihood.h>
#include <copse/convert.h>

#include "ck_close.h"

#include <string.h>

static const double NO = (double)NAN;

static copse_five_result run(copse_five five, copse_five_method method, bool test)
{
    copse_five_opts opts = copse_five_opts_default();
    opts.method = method;
    opts.test = test;
    copse_five_result r;
    const copse_status status = copse_mean_from_five(&five, &opts, &r);
    ck_assert_msg(status == COPSE_OK, "%s: %s", copse_five_method_name(method), r.why);
    ck_assert_str_eq(r.why, "");
    return r;
}

static void refuse(copse_five five, copse_five_opts opts, copse_status want, const char *why)
{
    copse_five_result r;
    ck_assert_int_eq(copse_mean_from_five(&five, &opts, &r), want);
    ck_assert_msg(strstr(r.why, why) != NULL, "'%s' says nothing of '%s'", r.why, why);
    ck_assert(isnan(r.mean) && isnan(r.sd) && !r.mean_formula && !r.sd_formula);
}

static copse_five_opts by(copse_five_method method)
{
    copse_five_opts opts = copse_five_opts_default();
    opts.method = method;
    return opts;
}

static copse_five s1(double min, double median, double max, double n)
{
    return (copse_five){min, NO, median, NO, max, n};
}

static copse_five s2(double q1, double median, double q3, double n)
{
    return (copse_five){NO, q1, median, q3, NO, n};
}

START_TEST(names)
{
    for (int m = 0; m < COPSE_FIVE_METHOD_COUNT; m++) {
        copse_five_method found;
        ck_assert_int_eq(copse_five_method_find(copse_five_method_name((copse_five_method)m), &found), COPSE_OK);
        ck_assert_int_eq((int)found, m);
        ck_assert_ptr_nonnull(copse_five_method_title(found));
        ck_assert_ptr_nonnull(copse_five_method_source(found));
    }
    copse_five_method found;
    ck_assert_int_eq(copse_five_method_find("DEFAULT", &found), COPSE_OK);
    ck_assert_int_eq(found, COPSE_FIVE_LUO_WAN_SHI);
    ck_assert_int_eq(copse_five_method_find("Luo/Wan/Shi", &found), COPSE_OK);
    ck_assert_int_eq(copse_five_method_find("luo", &found), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_five_method_find(NULL, &found), COPSE_EINVAL);
    ck_assert_ptr_null(copse_five_method_name(COPSE_FIVE_METHOD_COUNT));
    ck_assert_ptr_null(copse_five_method_title((copse_five_method)-1));
    ck_assert_ptr_null(copse_five_method_source(COPSE_FIVE_METHOD_COUNT));
    ck_assert_str_eq(copse_five_case_text(COPSE_FIVE_S2), "q1, median, q3");
    ck_assert_ptr_null(copse_five_case_text(COPSE_FIVE_NO_CASE));
    ck_assert_ptr_null(copse_five_case_text((copse_five_case)4));
    ck_assert_str_eq(copse_five_family_name(COPSE_FIVE_WEIBULL), "Weibull");
    ck_assert_ptr_null(copse_five_family_name((copse_five_family)6));
}
END_TEST

/* conv.fivenum(test = FALSE) of metafor 4.4, S3 with method = c("luo2016", "wan2014"): 15 digits. */
START_TEST(metafor_published)
{
    static const double want[][7] = {{7, 15.021544795358952, 14.29106691143328, 10.889285714285714, 10.103962147784886,
                                      14.361220613598714, 12.197514529609084},
                                     {30, 11.972897250696676, 9.5575055212413016, 10.782500000000001,
                                      8.5626224066574625, 12.3038216208361, 9.0600639639493821},
                                     {100, 10.403596372036779, 7.804399930371213, 10.75975, 8.2742542328822122,
                                      11.420082492316839, 8.0393270816267126}};
    for (size_t i = 0; i < 3; i++) {
        const double n = want[i][0];
        const copse_five_result a = run(s1(2, 9, 41, n), COPSE_FIVE_LUO_WAN_SHI, false);
        const copse_five_result b = run(s2(6, 9, 17, n), COPSE_FIVE_LUO_WAN_SHI, false);
        const copse_five five = {2, 6, 9, 17, 41, n};
        const copse_five_result c = run(five, COPSE_FIVE_LUO_WAN_SHI, false), w = run(five, COPSE_FIVE_WAN, false);
        CK_CLOSE(a.mean, want[i][1], 1e-14);
        CK_CLOSE(a.sd, want[i][2], 1e-13);
        CK_CLOSE(b.mean, want[i][3], 1e-14);
        CK_CLOSE(b.sd, want[i][4], 1e-13);
        CK_CLOSE(c.mean, want[i][5], 1e-13);
        CK_CLOSE(w.sd, want[i][6], 1e-13);
    }
    const copse_five_result r = run((copse_five){0, 10, 15, 22, 50, 100}, COPSE_FIVE_WAN, false);
    CK_CLOSE(r.sd, 9.5160500497587908, 1e-13);
    CK_CLOSE(run((copse_five){0, 10, 15, 22, 50, 100}, COPSE_FIVE_LUO_WAN_SHI, false).mean, 16.293257626753618, 1e-13);
}
END_TEST

/* n = 20 of a published table of worked numbers (four or five digits), for min 3, q1 8, median 10, q3 13, max 20. */
START_TEST(worked_numbers)
{
    const copse_five five = {3, 8, 10, 13, 20, 20};
    CK_CLOSE_ABS(copse_i_five_range_divisor(20), 3.73648, 0, 5e-6);
    CK_CLOSE_ABS(copse_i_five_quartile_divisor(20), 1.25337, 0, 5e-6);
    CK_CLOSE_ABS(run(s1(3, 10, 20, 20), COPSE_FIVE_LUO_WAN_SHI, true).mean, 10.4459, 0, 5e-5);
    CK_CLOSE_ABS(run(s1(3, 10, 20, 20), COPSE_FIVE_LUO_WAN_SHI, true).sd, 4.5497, 0, 5e-5);
    CK_CLOSE_ABS(run(s2(8, 10, 13, 20), COPSE_FIVE_LUO_WAN_SHI, true).mean, 10.3597, 0, 5e-5);
    CK_CLOSE_ABS(run(s2(8, 10, 13, 20), COPSE_FIVE_LUO_WAN_SHI, true).sd, 3.9892, 0, 5e-5);
    CK_CLOSE_ABS(run(five, COPSE_FIVE_LUO_WAN_SHI, true).mean, 10.5638, 0, 5e-5);
    CK_CLOSE_ABS(run(five, COPSE_FIVE_LUO_WAN_SHI, true).sd, 4.3833, 0, 5e-5);
    CK_CLOSE_ABS(run(five, COPSE_FIVE_WAN, true).sd, 4.2695, 0, 5e-5);
}
END_TEST

/* Wan et al. 2014, Table 1: the exact expected range of normal samples, which equation 9 approximates (by 1.5% at n = 5,
 * better than 0.6% from n = 10 on). */
START_TEST(wan_table_1)
{
    static const double table[][2] = {{10, 3.078}, {15, 3.472}, {20, 3.735}, {30, 4.086}, {40, 4.322}, {50, 4.498}};
    CK_CLOSE(copse_i_five_range_divisor(5), 2.326, 0.015);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        CK_CLOSE(copse_i_five_range_divisor(table[i][0]), table[i][1], 0.006);
    CK_CLOSE(copse_i_five_quartile_divisor(1e12), 1.34897950039216342, 1e-11); /* 2 Phi^-1(3/4) */
}
END_TEST

/* README of the R package estmeansd 1.0.1 (min 2, median 4, max 9, n = 100). Its qe ends 4e-6 from the minimum; its bc and
 * mln are means of 1100 and 10000 random numbers: four standard errors are allowed. */
START_TEST(estmeansd_published)
{
    const copse_five five = s1(2, 4, 9, 100);
    const copse_five_result qe = run(five, COPSE_FIVE_QE, true);
    CK_CLOSE(qe.mean, 4.347284, 5e-6);
    CK_CLOSE(qe.sd, 1.502171, 1e-5);
    ck_assert_int_eq(qe.family, COPSE_FIVE_LOG_NORMAL);
    const copse_five_result bc = run(five, COPSE_FIVE_BC, true), mln = run(five, COPSE_FIVE_MLN, true);
    CK_CLOSE_ABS(bc.mean, 4.210971, 0, 4 * bc.sd / sqrt(1100));
    CK_CLOSE_ABS(bc.sd, 1.337348, 0, 4 * bc.sd / sqrt(1100));
    CK_CLOSE_ABS(mln.mean, 4.195238, 0, 4 * mln.sd / sqrt(10000));
    CK_CLOSE_ABS(mln.sd, 1.294908, 0, 4 * mln.sd / sqrt(10000));
}
END_TEST

/* The third example of metafor's help page: skewed, and not on the log scale. */
START_TEST(skewness_refuses)
{
    const copse_five five = {2, 4, 6, 14, 20, 20};
    refuse(five, by(COPSE_FIVE_LUO_WAN_SHI), COPSE_ENOTCOMPUTABLE, "significantly skewed (Shi et al. 2023)");
    refuse(five, by(COPSE_FIVE_WAN), COPSE_ENOTCOMPUTABLE, "numbers are significantly skewed");
    refuse(five, by(COPSE_FIVE_BLUE), COPSE_ENOTCOMPUTABLE, "numbers are significantly skewed");
    copse_five_result r = run(five, COPSE_FIVE_LUO_WAN_SHI, false);
    ck_assert(r.skewness.tested && r.skewness.significant);
    r = run(five, COPSE_FIVE_LOGNORMAL, true);
    ck_assert(r.skewness.tested && !r.skewness.significant);
    ck_assert(run(five, COPSE_FIVE_BC, true).skewness.significant);
    (void)run(five, COPSE_FIVE_MLN, true);
    (void)run(five, COPSE_FIVE_QE, true);
    refuse((copse_five){-2, 4, 5, 16, 30, 20}, by(COPSE_FIVE_QE), COPSE_ENOTCOMPUTABLE, "skewed");
    refuse((copse_five){1, 2, 2.1, 100, 1e5, 20}, by(COPSE_FIVE_LOGNORMAL), COPSE_ENOTCOMPUTABLE, "logarithms are");
}
END_TEST

/* The critical value itself is significant: both sides of the switch. S2 with n = 100: 0.265 - 0.0006 = 0.2644. */
START_TEST(skewness_switch)
{
    ck_assert(run(s2(0, 1 - 0.26439, 2, 100), COPSE_FIVE_LUO_WAN_SHI, false).skewness.significant == false);
    ck_assert(run(s2(0, 1 - 0.26441, 2, 100), COPSE_FIVE_LUO_WAN_SHI, false).skewness.significant == true);
    ck_assert(run(s2(0, 1 + 0.26441, 2, 100), COPSE_FIVE_LUO_WAN_SHI, false).skewness.significant == true);
}
END_TEST

START_TEST(reasons)
{
    const copse_five_opts luo = by(COPSE_FIVE_LUO_WAN_SHI);
    refuse(s1(1, 2, 3, NO), luo, COPSE_EMISSING, "n is missing");
    refuse(s1(1, 2, 3, 4), luo, COPSE_ENOTCOMPUTABLE, "n is below 5");
    refuse(s1(1, 2, 3, 10.5), luo, COPSE_EDOM, "not a whole number");
    refuse(s1(1, 2, 3, -10), luo, COPSE_EDOM, "not a whole number");
    refuse(s1(1, 2, 3, (double)INFINITY), luo, COPSE_EDOM, "not a whole number");
    refuse(s1(1, 2, 3, 1e16), luo, COPSE_ENOTCOMPUTABLE, "above 1e15");
    refuse(s1(1, 2, (double)INFINITY, 10), luo, COPSE_EDOM, "infinite");
    refuse(s1(3, 2, 4, 10), luo, COPSE_EDOM, "the median is below the minimum");
    refuse(s1(3, NO, 2, 10), luo, COPSE_EDOM, "the maximum is below the minimum");
    refuse(s2(1, 3, 2, 10), luo, COPSE_EDOM, "the third quartile is below the median");
    refuse(s2(4, 3, 5, 10), luo, COPSE_EDOM, "the median is below the first quartile");
    refuse((copse_five){2, 1, 3, 4, 5, 10}, luo, COPSE_EDOM, "the first quartile is below the minimum");
    refuse((copse_five){0, 1, 3, 6, 5, 10}, luo, COPSE_EDOM, "the maximum is below the third quartile");
    refuse((copse_five){1, NO, 2, NO, NO, 10}, luo, COPSE_EMISSING, "only one");
    refuse((copse_five){1, 2, 3, NO, 4, 10}, luo, COPSE_EMISSING, "quartiles only one");
    refuse((copse_five){NO, NO, 3, NO, NO, 10}, luo, COPSE_EMISSING, "neither minimum and maximum");
    refuse(s1(2, 2, 2, 10), luo, COPSE_ENOTCOMPUTABLE, "minimum and maximum are equal");
    refuse(s2(2, 2, 2, 10), luo, COPSE_ENOTCOMPUTABLE, "quartiles are equal");
    refuse(s1(0, 2, 4, 10), by(COPSE_FIVE_LOGNORMAL), COPSE_EDOM, "not positive");
    refuse(s1(-1, 2, 4, 10), by(COPSE_FIVE_BC), COPSE_EDOM, "not positive");
    refuse(s1(0, 2, 4, 10), by(COPSE_FIVE_MLN), COPSE_EDOM, "not positive");
    refuse(s1(1, 1, 4, 10), by(COPSE_FIVE_BC), COPSE_ENOTCOMPUTABLE, "median equals");
    refuse(s1(1, 4, 4, 10), by(COPSE_FIVE_MLN), COPSE_ENOTCOMPUTABLE, "two of the numbers are equal");
    refuse(s1(1, NO, 4, 10), by(COPSE_FIVE_QE), COPSE_EMISSING, "median is missing");
    refuse(s1(1, NO, 4, 10), by(COPSE_FIVE_LOGNORMAL), COPSE_EMISSING, "median is missing");
    refuse(s1(1, 2, 3, 10), by(COPSE_FIVE_METHOD_COUNT), COPSE_EINVAL, "unknown method");
    copse_five_result r;
    ck_assert_int_eq(copse_mean_from_five(NULL, NULL, &r), COPSE_EINVAL);
    const copse_five five = s1(1, 2, 3, 10);
    ck_assert_int_eq(copse_mean_from_five(&five, NULL, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_mean_from_five(&five, NULL, &r), COPSE_OK);
    CK_CLOSE(r.mean, 2, 1e-15);
}
END_TEST

/* n = 5 is the first that will do. */
START_TEST(smallest_n)
{
    for (int m = 0; m < COPSE_FIVE_METHOD_COUNT; m++) {
        (void)run(s1(2, 3, 4.5, 5), (copse_five_method)m, true);
        (void)run(s2(2, 3, 4.5, 5), (copse_five_method)m, true);
        (void)run((copse_five){1, 2, 3, 4.5, 6.5, 5}, (copse_five_method)m, true);
        (void)run((copse_five){1, 2, 3, 4.1, 5.2, 1e15}, (copse_five_method)m, false);
    }
}
END_TEST

START_TEST(without_median)
{
    const copse_five full = {2, 4, 6, 10, 14, 20};
    copse_five five = full;
    five.median = NO;
    copse_five_result r = run(five, COPSE_FIVE_LUO_WAN_SHI, true);
    ck_assert(isnan(r.mean) && !r.mean_formula && !r.skewness.tested);
    CK_CLOSE(r.sd, run(full, COPSE_FIVE_LUO_WAN_SHI, true).sd, 1e-15);
    CK_CLOSE(run(s1(2, NO, 14, 20), COPSE_FIVE_WAN, true).sd, run(s1(2, 6, 14, 20), COPSE_FIVE_WAN, true).sd, 1e-15);
    copse_five_opts opts = by(COPSE_FIVE_LOGNORMAL);
    opts.log_scale = true;
    copse_five_result full_log;
    ck_assert_int_eq(copse_mean_from_five(&five, &opts, &r), COPSE_OK);
    ck_assert_int_eq(copse_mean_from_five(&full, &opts, &full_log), COPSE_OK);
    ck_assert(isnan(r.mean));
    CK_CLOSE(r.sd, full_log.sd, 1e-14);
}
END_TEST

/* Five wide numbers: the log-normal that comes closest to them has a mean above the maximum. */
START_TEST(outside)
{
    ck_assert(run((copse_five){0.06, 0.075, 0.09, 0.12, 0.95, 5}, COPSE_FIVE_QE, true).outside);
    ck_assert(run(s1(0.02, 41, 98, 194), COPSE_FIVE_LOGNORMAL, false).outside);
    ck_assert(!run(s1(0.02, 41, 98, 194), COPSE_FIVE_LUO_WAN_SHI, false).outside);
    ck_assert(!run(s2(1, 2, 30, 50), COPSE_FIVE_QE, false).outside);
}
END_TEST

/* Equal quartiles leave the range; the test for skewness has nothing to go by. */
START_TEST(ties)
{
    const copse_five_result r = run((copse_five){0, 0, 0, 0, 9, 30}, COPSE_FIVE_LUO_WAN_SHI, true);
    ck_assert(!r.skewness.tested && isnan(r.skewness.statistic));
    CK_CLOSE(r.sd, 9 / (1 + 0.07 * pow(30, 0.6)) / copse_i_five_range_divisor(30), 1e-14);
    (void)run((copse_five){1, 1, 2, 5, 30, 12}, COPSE_FIVE_BC, true);
    (void)run((copse_five){1, 1, 2, 5, 30, 12}, COPSE_FIVE_QE, true);
    refuse((copse_five){1, 1, 2, 5, 30, 12}, by(COPSE_FIVE_MLN), COPSE_ENOTCOMPUTABLE, "two of the numbers are equal");
}
END_TEST

static copse_five moved(const copse_five *x, double factor, double shift)
{
    return (copse_five){factor * x->min + shift, factor * x->q1 + shift,  factor * x->median + shift,
                        factor * x->q3 + shift,  factor * x->max + shift, x->n};
}

static const copse_five samples[] = {{NO, 4, 6, 10, NO, 20}, {2, NO, 6, NO, 14, 35}, {2, 4, 6, 10, 14, 20}};

/* a X + b: also a < 0, which turns the order around. */
START_TEST(affine)
{
    static const copse_five_method methods[] = {COPSE_FIVE_LUO_WAN_SHI, COPSE_FIVE_WAN, COPSE_FIVE_BLUE};
    for (size_t m = 0; m < 3; m++) {
        for (size_t i = 0; i < 3; i++) {
            const copse_five_result r = run(samples[i], methods[m], false);
            const copse_five_result shifted = run(moved(&samples[i], 3, -1000), methods[m], false);
            CK_CLOSE(shifted.mean, 3 * r.mean - 1000, 1e-14);
            CK_CLOSE(shifted.sd, 3 * r.sd, 1e-12);
            if (methods[m] == COPSE_FIVE_BLUE) continue; /* its ranks are not symmetric for even n */
            const copse_five t = moved(&samples[i], -1, 0), turned = {t.max, t.q3, t.median, t.q1, t.min, t.n};
            CK_CLOSE(run(turned, methods[m], false).mean, -r.mean, 1e-14);
            CK_CLOSE(run(turned, methods[m], false).sd, r.sd, 1e-14);
        }
    }
}
END_TEST

static void expect_scaled(const copse_five *five, copse_five_opts opts, double factor, double rtol)
{
    const copse_five other = moved(five, factor, 0);
    copse_five_result r, s;
    opts.test = false;
    ck_assert_int_eq(copse_mean_from_five(five, &opts, &r), COPSE_OK);
    ck_assert_int_eq(copse_mean_from_five(&other, &opts, &s), COPSE_OK);
    CK_CLOSE(s.mean, factor * r.mean, rtol);
    CK_CLOSE(s.sd, factor * r.sd, rtol);
    ck_assert_int_eq(r.family, s.family);
}

/* Units do not matter, but to the likelihood without its Jacobian. */
START_TEST(scaling)
{
    static const double factors[] = {1e-3, 7, 1e6, 0x1p900, 0x1p-900};
    for (size_t i = 0; i < 3; i++) {
        for (size_t f = 0; f < 5; f++) {
            for (int m = 0; m < COPSE_FIVE_METHOD_COUNT; m++) {
                copse_five_opts opts = by((copse_five_method)m);
                opts.jacobian = true;
                if (m == COPSE_FIVE_QE && factors[f] < 1) continue; /* numbers within [0, 1] admit the beta */
                expect_scaled(&samples[i], opts, factors[f], 1e-9);
            }
        }
    }
    const copse_five_result r = run(samples[2], COPSE_FIVE_MLN, true);
    ck_assert(fabs(1e3 * run(moved(&samples[2], 1e-3, 0), COPSE_FIVE_MLN, true).mean - r.mean) > 1e-3);
}
END_TEST

/* In powers of two the linear methods are exact, at both ends of the range of doubles. */
START_TEST(extremes)
{
    const copse_five_result r = run(samples[2], COPSE_FIVE_LUO_WAN_SHI, true);
    for (int e = -1000; e <= 1000; e += 250) {
        const copse_five_result s = run(moved(&samples[2], ldexp(1, e), 0), COPSE_FIVE_LUO_WAN_SHI, true);
        ck_assert(s.mean == ldexp(r.mean, e) && s.sd == ldexp(r.sd, e));
    }
    const double big = 1.7e308;
    CK_CLOSE_ABS(run(s1(-big, 0, big, 50), COPSE_FIVE_LUO_WAN_SHI, true).mean, 0, 0, 0);
    CK_CLOSE(run(s1(-big, 0, big, 50), COPSE_FIVE_LUO_WAN_SHI, true).sd, 2 * (big / copse_i_five_range_divisor(50)),
             1e-14);
    copse_five_opts opts = by(COPSE_FIVE_LOGNORMAL);
    refuse(s1(1e-300, 1, 1e300, 50), opts, COPSE_ERANGE, "beyond the range");
    refuse(s1(1e-300, 1, 1e300, 50), by(COPSE_FIVE_BC), COPSE_ERANGE, "not finite");
}
END_TEST

/* Numbers of every kind, in order or not: a failure has a reason and no number, success has numbers and no reason. */
START_TEST(never_without_a_reason)
{
    static const double values[] = {NO, -1e300, -3, 0, 1e-300, 1e-5, 0.3, 0.31, 1, 1.0000001, 40, 1e6, 1e300};
    static const double sizes[] = {5, 6, 7, 8, 40, 1e7};
    const uint64_t count = sizeof values / sizeof *values;
    uint64_t state = 12345, good = 0;
    for (int trial = 0; trial < 30000; trial++) {
        double x[5];
        for (int i = 0; i < 5; i++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            const size_t drawn = (size_t)((state >> 33) % count);
            x[i] = values[drawn];
            if (trial % 4 && i > 0 && x[i] < x[i - 1]) x[i] = x[i - 1]; /* mostly in order */
        }
        const int m = trial % COPSE_FIVE_METHOD_COUNT;
        if (m == COPSE_FIVE_QE && trial % 8) continue; /* slower than the others */
        copse_five_opts opts = by((copse_five_method)m);
        opts.test = trial % 3 == 0;
        opts.jacobian = opts.log_scale = trial % 5 == 0;
        const copse_five five = {x[0], x[1], x[2], x[3], x[4], sizes[(state >> 20) % 6]};
        copse_five_result r;
        const copse_status status = copse_mean_from_five(&five, &opts, &r);
        ck_assert_ptr_nonnull(r.why);
        if (status == COPSE_OK) {
            good++;
            ck_assert(isfinite(r.sd) && r.sd > 0 && r.sd_formula && *r.why == '\0');
            ck_assert(isfinite(r.mean) ? r.mean_formula != NULL : isnan(x[2]) && isnan(r.mean));
        } else {
            ck_assert(isnan(r.mean) && isnan(r.sd) && *r.why != '\0');
        }
    }
    ck_assert_uint_gt(good, 500);
}
END_TEST

/* A distribution that fits exactly is found: quantiles of known distributions go in. */
START_TEST(quantile_estimation_recovers)
{
    const double z = 0.674489750196081743; /* Phi^-1(3/4) */
    const copse_five_result l = run(s2(exp(1 - 0.9 * z), exp(1), exp(1 + 0.9 * z), 50), COPSE_FIVE_QE, true);
    ck_assert_int_eq(l.family, COPSE_FIVE_LOG_NORMAL);
    CK_CLOSE(l.parameter[0], 1, 1e-10);
    CK_CLOSE(l.parameter[1], 0.9, 1e-10);
    CK_CLOSE(l.mean, exp(1 + 0.405), 1e-10);
    const double k = 0.7, c = 12; /* Weibull */
    const copse_five_result w =
        run(s2(c * pow(-log(0.75), 1 / k), c * pow(log(2), 1 / k), c * pow(log(4), 1 / k), 50), COPSE_FIVE_QE, true);
    ck_assert_int_eq(w.family, COPSE_FIVE_WEIBULL);
    CK_CLOSE(w.parameter[0], k, 1e-10);
    CK_CLOSE(w.parameter[1], c, 1e-10);
    CK_CLOSE(w.mean, c * tgamma(1 + 1 / k), 1e-10);
    /* beta(1/2, 1/2): quantiles sin^2(pi p/2) */
    const copse_five_result b = run(s2(0.146446609406726238, 0.5, 0.853553390593273762, 50), COPSE_FIVE_QE, true);
    ck_assert(b.family == COPSE_FIVE_NORMAL || b.family == COPSE_FIVE_BETA); /* both are exact for symmetric numbers */
    const copse_five_result u = run(
        (copse_five){0.000986635785864219, 0.146446609406726238, 0.5, 0.853553390593273762, 0.999013364214135781, 50},
        COPSE_FIVE_QE, true);
    ck_assert_int_eq(u.family, COPSE_FIVE_BETA);
    CK_CLOSE(u.parameter[0], 0.5, 1e-8);
    CK_CLOSE(u.parameter[1], 0.5, 1e-8);
    CK_CLOSE(u.sd, sqrt(0.125), 1e-9);
}
END_TEST

START_TEST(weibull_ratio_switch)
{
    /* mpmath */
    static const double want[][2] = {{1e-12, 1.6449340668458222565e-24}, {1e-6, 1.6449316627382080935e-12},
                                     {1e-3, 1.6425337349621532009e-6},   {0.1, 0.014370792516363600073},
                                     {0.2499, 0.075708653230325156807},  {0.2501, 0.075814230631942117509},
                                     {0.5, 0.24156447527049044469},      {3, 2.9957322735539909934}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        CK_CLOSE(copse_i_five_weibull_log_ratio(want[i][0]), want[i][1], 2e-14);
}
END_TEST

START_TEST(box_cox_switches)
{
    /* log x, lambda, derivative in lambda: mpmath */
    static const double want[][3] = {{2, 0.2499, 2.8098400941650559313},    {2, 0.2501, 2.8106196344995017587},
                                     {-2, 0.2499, 1.443448342627941285},    {-2, 0.2501, 1.4430800180705769047},
                                     {1.5, 1e-8, 1.1250000112500000633},    {-300, 2, 0.25},
                                     {0.01, 10, 0.000053461737319171378995}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        CK_CLOSE(copse_i_five_box_cox_slope(want[i][0], want[i][1]), want[i][2], 1e-14);
    CK_CLOSE(copse_i_five_box_cox_slope(3, 0), 4.5, 1e-15);
    CK_CLOSE(copse_i_five_box_cox(log(7), 0), log(7), 0);
    CK_CLOSE(copse_i_five_box_cox(log(7), 2), 24, 1e-14);
    CK_CLOSE(copse_i_five_log_ratio(3, 1.5000001), log(3 / 1.5000001), 1e-15);
    CK_CLOSE(copse_i_five_log_ratio(3, 1.4999999), log(3 / 1.4999999), 1e-15);
    CK_CLOSE(copse_i_five_log_ratio(1e-300, 1e300), -600 * log(10), 1e-15);
}
END_TEST

/* lambda 1: a normal distribution cut off at both sides; lambda 1/2: a square of one, cut off beyond reach or not. */
START_TEST(power_normal)
{
    double mean, sd;
    static const double bounds[] = {0.3, 2, 12.99, 13.01, 500};
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        const double b = bounds[i], scale = 2, location = b * scale - 1;
        ck_assert(copse_i_five_power_normal(1, location, scale, &mean, &sd));
        const double inside = erf(b / sqrt(2.0)), density = exp(-b * b / 2) / sqrt(2 * 3.14159265358979323846);
        CK_CLOSE(mean, 1 + location, 1e-13);
        if (b > 1) CK_CLOSE(sd, scale * sqrt(1 - 2 * b * density / inside), 1e-12);
        else CK_CLOSE(sd, scale * sqrt(1 - 2 * b * density / inside), 1e-10); /* cancels here, not there */
    }
    for (double location = 10; location < 1000; location *= 9) {
        ck_assert(copse_i_five_power_normal(0.5, location, 0.8, &mean, &sd));
        const double m = 1 + location / 2, s = 0.4;
        CK_CLOSE(mean, m * m + s * s, 1e-12);
        CK_CLOSE(sd, sqrt(4 * m * m * s * s + 2 * s * s * s * s), 1e-12);
    }
    double log_mean, log_sd;
    ck_assert(copse_i_five_power_normal(0, 0.3, 0.6, &log_mean, &log_sd));
    ck_assert(copse_i_five_power_normal(1e-9, 0.3, 0.6, &mean, &sd));
    CK_CLOSE(mean, log_mean, 1e-7);
    CK_CLOSE(sd, log_sd, 1e-7);
    ck_assert(!copse_i_five_power_normal(2, -0.5, 1, &mean, &sd)); /* the location is at the bound */
}
END_TEST

/* All five of a sample of five: the exact estimators are the mean (weights 0.2) and 0.3724 (x5 - x1) + 0.1352 (x4 - x2)
 * (Sarhan & Greenberg 1962), which the expansion of the moments approximates. */
START_TEST(blue_of_a_whole_sample)
{
    const copse_five_result r = run((copse_five){1, 2, 3, 4.5, 6.5, 5}, COPSE_FIVE_BLUE, false);
    CK_CLOSE(r.mean, 3.4, 0.005);
    CK_CLOSE(r.sd, 0.3724 * 5.5 + 0.1352 * 2.5, 0.01);
}
END_TEST

/* With one observation at each rank the likelihood is that of a whole sample: mean and population SD. */
START_TEST(likelihood)
{
    copse_i_five_likelihood l = {.count = 5};
    const double x[] = {1, 2, 4, 4.5, 9};
    double location = 4, scale = 1;
    ck_assert_int_eq(copse_i_five_likelihood_fit(&l, x, &location, &scale), COPSE_OK);
    CK_CLOSE(location, 4.1, 1e-13);
    CK_CLOSE(scale, sqrt((9.61 + 4.41 + 0.01 + 0.16 + 24.01) / 5), 1e-13);
    l = copse_i_five_likelihood_of(COPSE_FIVE_S3, 23);
    static const double between[] = {0, 4, 5, 5, 4, 0}; /* ranks 1 6 12 18 23 */
    for (size_t i = 0; i < 6; i++) ck_assert(l.between[i] == between[i]);
    l = copse_i_five_likelihood_of(COPSE_FIVE_S2, 8); /* ranks 3 5 7 */
    ck_assert(l.count == 3 && l.between[0] == 2 && l.between[1] == 1 && l.between[2] == 1 && l.between[3] == 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("five numbers");
    TCase *tests = tcase_create("five numbers");
    tcase_add_test(tests, names);
    tcase_add_test(tests, metafor_published);
    tcase_add_test(tests, worked_numbers);
    tcase_add_test(tests, wan_table_1);
    tcase_add_test(tests, estmeansd_published);
    tcase_add_test(tests, skewness_refuses);
    tcase_add_test(tests, skewness_switch);
    tcase_add_test(tests, reasons);
    tcase_add_test(tests, smallest_n);
    tcase_add_test(tests, without_median);
    tcase_add_test(tests, outside);
    tcase_add_test(tests, ties);
    tcase_add_test(tests, affine);
    tcase_add_test(tests, scaling);
    tcase_add_test(tests, extremes);
    tcase_add_test(tests, never_without_a_reason);
    tcase_add_test(tests, quantile_estimation_recovers);
    tcase_add_test(tests, weibull_ratio_switch);
    tcase_add_test(tests, box_cox_switches);
    tcase_add_test(tests, power_normal);
    tcase_add_test(tests, likelihood);
    tcase_add_test(tests, blue_of_a_whole_sample);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
