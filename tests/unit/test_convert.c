/* Converters: published numbers, round trips, and what is refused, with the words. */
#include <copse/convert.h>

#include "ck_close.h"
#include "test_random.h"

#include <string.h>

static const double NO = (double)NAN, NORMAL = (double)INFINITY;

#define GIVES(call)                                                                                                    \
    do {                                                                                                               \
        copse_error ck_err = {0};                                                                                      \
        copse_error *err = &ck_err;                                                                                    \
        ck_assert_msg((call) == COPSE_OK, "%s: %s", #call, ck_err.text);                                               \
    } while (0)
#define REFUSES(call, want, words)                                                                                     \
    do {                                                                                                               \
        copse_error ck_err = {0};                                                                                      \
        copse_error *err = &ck_err;                                                                                    \
        ck_assert_int_eq((call), (want));                                                                              \
        ck_assert_msg(strstr(ck_err.text, (words)) != NULL, "'%s' says nothing of '%s'", ck_err.text, (words));        \
    } while (0)

/* ---------------------------------------------------------------------------------------------- standard errors */

START_TEST(standard_errors_published)
{
    double se, sd;
    /* metafor's documentation of conv.wald: an odds ratio of 0.64 (0.33 to 1.22), p = 0.17 */
    GIVES(copse_se_from_interval(log(0.33), log(1.22), 95, NORMAL, &se, err));
    CK_CLOSE_ABS(se * se, 0.1113, 0, 0.00005);
    GIVES(copse_se_from_p(log(0.64), 0.17, false, NORMAL, &se, err));
    CK_CLOSE_ABS(se * se, 0.1058, 0, 0.00005);
    /* Cochrane Handbook: a risk difference of 0.03, p = 0.008, has z = 2.652 */
    GIVES(copse_se_from_p(0.03, 0.008, false, NORMAL, &se, err));
    CK_CLOSE_ABS(0.03 / se, 2.652, 0, 0.0005);
    /* Cochrane Handbook 6.5.2.2: 25 persons, mean interval 30.0 to 34.2; the t quantile is 2.064 */
    GIVES(copse_se_from_interval(30.0, 34.2, 95, 24, &se, err));
    CK_CLOSE_ABS(sqrt(25) * se, 5.09, 0, 0.005);
    /* Cochrane Handbook 6.5.2.3: 25 and 22 persons, difference 3.8, p = 0.008: t = 2.78, SE = 1.37, SD = 4.69 */
    GIVES(copse_se_from_p(3.8, 0.008, false, 45, &se, err));
    CK_CLOSE_ABS(3.8 / se, 2.78, 0, 0.005);
    GIVES(copse_sd_from_difference_se(1.37, 25, 22, &sd, err));
    CK_CLOSE_ABS(sd, 4.69, 0, 0.005);
}
END_TEST

START_TEST(standard_errors_agree)
{
    double a, b;
    GIVES(copse_se_from_interval(0.1, 0.9, 95, NORMAL, &a, err));
    GIVES(copse_se_from_limit(0.5, 0.9, 95, NORMAL, &b, err));
    CK_CLOSE(a, b, 1e-14);
    GIVES(copse_se_from_limit(0.5, 0.1, 95, NORMAL, &b, err));
    CK_CLOSE(a, b, 1e-14);
    GIVES(copse_se_from_statistic(-0.5, 2.0, &a, err));
    CK_CLOSE(a, 0.25, 1e-15);
    GIVES(copse_se_from_square(-0.5, 4.0, &b, err));
    CK_CLOSE(a, b, 1e-15);
    /* a signed p, and one side of the other */
    GIVES(copse_se_from_p(0.5, -0.04, false, 30, &a, err));
    GIVES(copse_se_from_p(0.5, 0.04, false, 30, &b, err));
    CK_CLOSE(a, b, 0);
    GIVES(copse_se_from_p(0.5, 0.02, true, 30, &b, err));
    CK_CLOSE(a, b, 1e-15);
    GIVES(copse_se_from_p(0.5, 0.98, true, 30, &b, err));
    CK_CLOSE(a, b, 1e-13);
    CK_CLOSE(copse_interval_off_centre(0.5, 0, 1), 0, 0);
    CK_CLOSE(copse_interval_off_centre(0.6, 0, 1), 0.1, 1e-14);
    CK_CLOSE(copse_interval_off_centre(1, 0, 1), 0.5, 0);
    CK_CLOSE(copse_interval_off_centre(1, 1, 1), NO, 0);
}
END_TEST

START_TEST(standard_errors_refused)
{
    double se = 1;
    REFUSES(copse_se_from_interval(1, 1, 95, NORMAL, &se, err), COPSE_EDOM, "not below");
    ck_assert(isnan(se));
    REFUSES(copse_se_from_interval(NO, 1, 95, NORMAL, &se, err), COPSE_EDOM, "lower limit is missing");
    REFUSES(copse_se_from_interval(0, NORMAL, 95, NORMAL, &se, err), COPSE_EDOM, "upper limit Inf is not a finite");
    REFUSES(copse_se_from_interval(0, 1, 100, NORMAL, &se, err), COPSE_EDOM, "level");
    REFUSES(copse_se_from_interval(0, 1, NO, NORMAL, &se, err), COPSE_EDOM, "level");
    REFUSES(copse_se_from_interval(0, 1, 95, 0, &se, err), COPSE_EDOM, "degrees of freedom");
    REFUSES(copse_se_from_interval(0, 1, 95, NO, &se, err), COPSE_EDOM, "degrees of freedom");
    REFUSES(copse_se_from_interval(0, 4e-324, 95, NORMAL, &se, err), COPSE_ERANGE, "range");
    REFUSES(copse_se_from_limit(1, 1, 95, NORMAL, &se, err), COPSE_EDOM, "estimate itself");
    REFUSES(copse_se_from_p(0.3, 0, false, NORMAL, &se, err), COPSE_ENOTCOMPUTABLE, "p-value is 0");
    REFUSES(copse_se_from_p(0.3, 1, false, NORMAL, &se, err), COPSE_ENOTCOMPUTABLE, "estimate is 0");
    REFUSES(copse_se_from_p(0.3, 0.5, true, NORMAL, &se, err), COPSE_ENOTCOMPUTABLE, "estimate is 0");
    REFUSES(copse_se_from_p(0.3, 1, true, NORMAL, &se, err), COPSE_ENOTCOMPUTABLE, "is 1");
    REFUSES(copse_se_from_p(0.3, -0.1, true, NORMAL, &se, err), COPSE_EDOM, "-0.1 is not between 0 and 1");
    REFUSES(copse_se_from_p(0.3, 1.2, false, NORMAL, &se, err), COPSE_EDOM, "1.2 is not between -1 and 1");
    REFUSES(copse_se_from_p(0, 0.3, false, NORMAL, &se, err), COPSE_ENOTCOMPUTABLE, "the estimate is 0");
    REFUSES(copse_se_from_p(0.3, 4e-324, false, NORMAL, &se, err), COPSE_ERANGE, "too small");
    REFUSES(copse_se_from_statistic(0.3, 0, &se, err), COPSE_ENOTCOMPUTABLE, "statistic is 0");
    REFUSES(copse_se_from_statistic(0.3, NO, &se, err), COPSE_EDOM, "statistic is missing");
    REFUSES(copse_se_from_square(0.3, -1, &se, err), COPSE_EDOM, "statistic -1");
    ck_assert(isnan(se));
    REFUSES(copse_sd_from_difference_se(-1, 5, 5, &se, err), COPSE_EDOM, "standard error");
    REFUSES(copse_sd_from_difference_se(1, 0, 5, &se, err), COPSE_EDOM, "group 1");
}
END_TEST

/* ---------------------------------------------------------------------------------------------- 2x2 tables */

static void is_table(const double *cells, double a, double b, double c, double d)
{
    ck_assert_msg(cells[0] == a && cells[1] == b && cells[2] == c && cells[3] == d, "%g %g %g %g, not %g %g %g %g",
                  cells[0], cells[1], cells[2], cells[3], a, b, c, d);
}

static void table_from_chisq(double x2, bool yates, double n1, double n2, double events, double cells[4])
{
    double phi;
    GIVES(copse_phi_from_chisq(x2, yates, n1, n2, events, &phi, err));
    GIVES(copse_table_from_phi(phi, n1, n2, events, cells, err));
}

/* The examples of metafor's documentation of conv.2x2; its n2i is `events` here. */
START_TEST(tables_published)
{
    double cells[4];
    GIVES(copse_table_from_odds_ratio(2.05, 122, 118, 56, cells, err));
    is_table(cells, 36, 86, 20, 98);
    GIVES(copse_table_from_phi(0.15, 122, 118, 56, cells, err));
    is_table(cells, 36, 86, 20, 98);
    table_from_chisq(4.61, true, 122, 118, 56, cells);
    is_table(cells, 36, 86, 20, 98);
    GIVES(copse_table_from_phi(0.54, 200, 200, 248, cells, err));
    is_table(cells, 176, 24, 72, 128);
    REFUSES(copse_table_from_phi(0.54, 200, 200, 50, cells, err), COPSE_ENOTCOMPUTABLE, "negative");
    ck_assert(isnan(cells[0]) && isnan(cells[3]));
    table_from_chisq(-7.22, true, 100, 100, 100, cells);
    is_table(cells, 40, 60, 60, 40);
    table_from_chisq(7.22, true, 100, 100, 100, cells);
    is_table(cells, 60, 40, 40, 60);
    table_from_chisq(3.42, true, 42, 30, 40, cells);
    is_table(cells, 28, 14, 12, 18);
    table_from_chisq(4.37, false, 42, 30, 40, cells);
    is_table(cells, 28, 14, 12, 18);
}
END_TEST

static double chisq_of(const double *t, bool yates)
{
    const double n = t[0] + t[1] + t[2] + t[3], cross = t[0] * t[3] - t[1] * t[2];
    const double product = (t[0] + t[1]) * (t[2] + t[3]) * (t[0] + t[2]) * (t[1] + t[3]);
    const double size = fabs(cross) - (yates ? n / 2.0 : 0.0);
    return copysign(n * size * size / product, cross);
}

/* Tables, their statistics, and the tables again. */
START_TEST(tables_round_trip)
{
    test_random r = {77};
    size_t yates = 0;
    for (size_t i = 0; i < 20000; i++) {
        const size_t most = i % 3 == 0 ? 8 : i % 3 == 1 ? 300 : 100000;
        double t[4], cells[4];
        for (size_t k = 0; k < 4; k++) t[k] = (double)test_random_size(&r, 0, most);
        const double n1 = t[0] + t[1], n2 = t[2] + t[3], events = t[0] + t[2], n = n1 + n2;
        if (n1 < 1 || n2 < 1 || events < 1 || events == n) continue;
        if (t[1] * t[2] > 0) {
            GIVES(copse_table_from_odds_ratio(t[0] * t[3] / (t[1] * t[2]), n1, n2, events, cells, err));
            is_table(cells, t[0], t[1], t[2], t[3]);
        }
        const double cross = t[0] * t[3] - t[1] * t[2];
        const double phi = cross / sqrt(n1 * n2) / sqrt(events * (n - events));
        GIVES(copse_table_from_phi(fmin(1, fmax(-1, phi)), n1, n2, events, cells, err));
        is_table(cells, t[0], t[1], t[2], t[3]);
        table_from_chisq(chisq_of(t, false), false, n1, n2, events, cells);
        is_table(cells, t[0], t[1], t[2], t[3]);
        if (fabs(cross) <= n / 2.0) continue; /* the correction changes the sign of what it corrects */
        table_from_chisq(chisq_of(t, true), true, n1, n2, events, cells);
        is_table(cells, t[0], t[1], t[2], t[3]);
        yates++;
    }
    ck_assert_uint_gt(yates, 10000);
}
END_TEST

START_TEST(tables_at_the_edge)
{
    double cells[4], phi;
    GIVES(copse_table_from_odds_ratio(1, 100, 100, 50, cells, err)); /* metafor's formula is 0/0 here */
    is_table(cells, 25, 75, 25, 75);
    GIVES(copse_table_from_odds_ratio(0, 10, 10, 12, cells, err));
    is_table(cells, 2, 8, 10, 0);
    GIVES(copse_table_from_odds_ratio(1e300, 10, 10, 12, cells, err));
    is_table(cells, 10, 0, 2, 8);
    GIVES(copse_table_from_odds_ratio(1e-300, 10, 10, 12, cells, err));
    is_table(cells, 2, 8, 10, 0);
    GIVES(copse_table_from_odds_ratio(3, 10, 10, 0, cells, err));
    is_table(cells, 0, 10, 0, 10);
    GIVES(copse_table_from_odds_ratio(3, 10, 10, 20, cells, err));
    is_table(cells, 10, 0, 10, 0);
    GIVES(copse_phi_from_chisq(0, true, 10, 10, 12, &phi, err));
    CK_CLOSE(phi, 0, 0);
    GIVES(copse_phi_from_chisq(20.001, false, 10, 10, 10, &phi, err)); /* rounding of a published value */
    CK_CLOSE(phi, 1, 0);
    REFUSES(copse_phi_from_chisq(25, false, 10, 10, 10, &phi, err), COPSE_ENOTCOMPUTABLE, "larger than");
    REFUSES(copse_phi_from_chisq(1, false, 10, 10, 0, &phi, err), COPSE_ENOTCOMPUTABLE, "no events");
    REFUSES(copse_phi_from_chisq(NO, false, 10, 10, 5, &phi, err), COPSE_EDOM, "missing");
    REFUSES(copse_table_from_odds_ratio(-1, 10, 10, 5, cells, err), COPSE_EDOM, "odds ratio -1");
    REFUSES(copse_table_from_odds_ratio(NO, 10, 10, 5, cells, err), COPSE_EDOM, "odds ratio is missing");
    REFUSES(copse_table_from_odds_ratio(2, 10.5, 10, 5, cells, err), COPSE_EDOM, "10.5 is not a whole");
    REFUSES(copse_table_from_odds_ratio(2, 10, 10, 21, cells, err), COPSE_EDOM, "more events than persons");
    REFUSES(copse_table_from_phi(1.5, 10, 10, 5, cells, err), COPSE_EDOM, "phi 1.5");
}
END_TEST

/* Of the four measures any three give the table back, exact or rounded to four decimals; where not, several fit. */
START_TEST(diagnostic_tables)
{
    test_random r = {12};
    double cells[4];
    size_t found = 0;
    for (size_t i = 0; i < 300; i++) {
        double t[4];
        for (size_t k = 0; k < 4; k++) t[k] = (double)test_random_size(&r, 1, 60);
        const double exact[4] = {t[0] / (t[0] + t[2]), t[3] / (t[1] + t[3]), t[0] / (t[0] + t[1]),
                                 t[3] / (t[2] + t[3])};
        double m[4];
        for (size_t k = 0; k < 4; k++) m[k] = i % 2 == 0 ? exact[k] : round(1e4 * exact[k]) / 1e4;
        m[i % 4] = NO;
        copse_error err = {0};
        const double n = t[0] + t[1] + t[2] + t[3];
        if (copse_table_from_accuracy(m[0], m[1], m[2], m[3], n, cells, &err) != COPSE_OK) {
            ck_assert_msg(strstr(err.text, "equally well") != NULL, "%s", err.text);
            continue;
        }
        if (i % 2 == 0 || (cells[0] == t[0] && cells[3] == t[3])) is_table(cells, t[0], t[1], t[2], t[3]);
        found++;
    }
    ck_assert_uint_gt(found, 290);
    REFUSES(copse_table_from_accuracy(1, 1, 1, NO, 50, cells, err), COPSE_ENOTCOMPUTABLE, "equally well");
    ck_assert(isnan(cells[0]) && isnan(cells[3]));
    REFUSES(copse_table_from_accuracy(0.9, 0.8, 0.1, 0.3, 50, cells, err), COPSE_ENOTCOMPUTABLE, "comes near");
    REFUSES(copse_table_from_accuracy(0.9, NO, NO, 0.3, 50, cells, err), COPSE_ENOTCOMPUTABLE, "three of");
    REFUSES(copse_table_from_accuracy(0.9, 1.8, 0.2, NO, 50, cells, err), COPSE_EDOM, "specificity 1.8");
    REFUSES(copse_table_from_accuracy(0.9, 0.8, 0.2, NO, 0, cells, err), COPSE_EDOM, "persons 0");
    REFUSES(copse_table_from_accuracy(0.9, 0.8, 0.2, NO, 1e8, cells, err), COPSE_EDOM, "ten million");
}
END_TEST

START_TEST(risks)
{
    double p, back, events;
    static const double estimate[] = {2.5, 1.4, 0.25};
    for (int c = COPSE_CONTRAST_OR; c <= COPSE_CONTRAST_RD; c++) {
        GIVES(copse_risk_from_contrast((copse_contrast)c, estimate[c], 0.3, false, &p, err));
        GIVES(copse_risk_from_contrast((copse_contrast)c, estimate[c], p, true, &back, err));
        CK_CLOSE(back, 0.3, 1e-14);
    }
    GIVES(copse_risk_from_contrast(COPSE_CONTRAST_OR, 2.5, 0.3, false, &p, err));
    CK_CLOSE(p / (1 - p) / (0.3 / 0.7), 2.5, 1e-14);
    GIVES(copse_risk_from_contrast(COPSE_CONTRAST_RD, -0.3, 0.1 + 0.2, false, &p, err)); /* 0 but for rounding */
    ck_assert(p >= 0 && p < 1e-15);
    GIVES(copse_risk_from_contrast(COPSE_CONTRAST_RD, 0.1 + 0.2, 0.3, true, &p, err)); /* a little below 0 */
    CK_CLOSE(p, 0, 0);
    REFUSES(copse_risk_from_contrast(COPSE_CONTRAST_RR, 4, 0.3, false, &p, err), COPSE_ENOTCOMPUTABLE, "would be 1.2");
    ck_assert(isnan(p));
    REFUSES(copse_risk_from_contrast(COPSE_CONTRAST_RD, -0.4, 0.3, false, &p, err), COPSE_ENOTCOMPUTABLE, "-0.1");
    REFUSES(copse_risk_from_contrast(COPSE_CONTRAST_RR, 0, 0.3, false, &p, err), COPSE_EDOM, "risk ratio 0");
    REFUSES(copse_risk_from_contrast(COPSE_CONTRAST_OR, 2, 1.3, false, &p, err), COPSE_EDOM, "risk 1.3");
    REFUSES(copse_risk_from_contrast(COPSE_CONTRAST_RD, NO, 0.3, false, &p, err), COPSE_EDOM, "missing");
    GIVES(copse_events_from_risk(0.333, 30, &events, err));
    CK_CLOSE(events, 10, 0);
    REFUSES(copse_events_from_risk(0.3, 0, &events, err), COPSE_EDOM, "size of the group 0");
}
END_TEST

/* ---------------------------------------------------------------------------- change, groups, clusters */

/* Cochrane Handbook 6.5.2.8: 6.4, 7.1 and 4.5 have a correlation of 0.78; 7.0, 6.9, 4.2 of 0.82; 0.80 gives 4.3. */
START_TEST(change_published)
{
    double r, sd;
    GIVES(copse_change_correlation(6.4, 7.1, 4.5, &r, err));
    CK_CLOSE_ABS(r, 0.78, 0, 0.005);
    GIVES(copse_change_correlation(7.0, 6.9, 4.2, &r, err));
    CK_CLOSE_ABS(r, 0.82, 0, 0.005);
    GIVES(copse_change_sd(6.4, 7.1, 0.80, &sd, err));
    CK_CLOSE_ABS(sd, 4.3, 0, 0.05);
    GIVES(copse_change_sd(2.38, 2.21, 0.68, &sd, err)); /* Handbook 5.1, 16.4.6.4: SE 0.583 of 10 persons */
    CK_CLOSE_ABS(sd / sqrt(10), 0.583, 0, 0.0005);
}
END_TEST

START_TEST(change_properties)
{
    test_random random = {5};
    double r, sd;
    for (size_t i = 0; i < 2000; i++) {
        const double b = exp(test_random_normal(&random)), f = b * exp(0.3 * test_random_normal(&random));
        const double want = 2 * test_random_uniform(&random) - 1;
        GIVES(copse_change_sd(b, f, want, &sd, err));
        GIVES(copse_change_correlation(b, f, sd, &r, err));
        CK_CLOSE_ABS(r, want, 1e-12, 1e-14);
    }
    GIVES(copse_change_sd(3, 1, 1, &sd, err));
    CK_CLOSE(sd, 2, 1e-15);
    REFUSES(copse_change_sd(3, 3, 1, &sd, err), COPSE_ENOTCOMPUTABLE, "no change varies");
    REFUSES(copse_change_sd(3, 3, 1.01, &sd, err), COPSE_EDOM, "correlation 1.01");
    REFUSES(copse_change_sd(3, 3, NO, &sd, err), COPSE_EDOM, "correlation is missing");
    REFUSES(copse_change_sd(-3, 3, 0, &sd, err), COPSE_EDOM, "baseline -3");
    REFUSES(copse_change_correlation(1, 1, 2.5, &r, err), COPSE_ENOTCOMPUTABLE, "would be -2.125");
    REFUSES(copse_change_correlation(3, 1, 1, &r, err), COPSE_ENOTCOMPUTABLE, "would be 1.5");
}
END_TEST

static void moments(const double *x, size_t n, double *mean, double *sd)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) squares += (x[i] - *mean) * (x[i] - *mean);
    *sd = n > 1 ? sqrt(squares / (double)(n - 1)) : 0.0;
}

/* Exact: as if all persons had been one group. */
START_TEST(combined_groups)
{
    test_random random = {9};
    double x[60], n[4] = {20, 1, 9, 30}, mean[4], sd[4], want_mean, want_sd, all_n, all_mean, all_sd;
    for (size_t i = 0; i < 60; i++) x[i] = 1000 + (double)(i / 20) + test_random_normal(&random);
    moments(x, 60, &want_mean, &want_sd);
    for (size_t g = 0, at = 0; g < 4; at += (size_t)n[g], g++) moments(x + at, (size_t)n[g], &mean[g], &sd[g]);
    GIVES(copse_groups_combine(n, mean, sd, 4, &all_n, &all_mean, &all_sd, err));
    CK_CLOSE(all_n, 60, 0);
    CK_CLOSE(all_mean, want_mean, 1e-14);
    CK_CLOSE(all_sd, want_sd, 1e-12);
    GIVES(copse_groups_combine(n, mean, sd, 1, &all_n, &all_mean, &all_sd, err));
    CK_CLOSE(all_sd, sd[0], 0);
    sd[2] = NO;
    REFUSES(copse_groups_combine(n, mean, sd, 4, &all_n, &all_mean, &all_sd, err), COPSE_EDOM, "deviation");
    ck_assert(isnan(all_n) && isnan(all_mean) && isnan(all_sd));
    REFUSES(copse_groups_combine(n, mean, sd, 0, &all_n, &all_mean, &all_sd, err), COPSE_EINVAL, "no groups");
    n[0] = 0;
    REFUSES(copse_groups_combine(n, mean, sd, 2, &all_n, &all_mean, &all_sd, err), COPSE_EDOM, "size of a group 0");
}
END_TEST

/* Cochrane Handbook 23.1.4: 21 clusters of 625 persons, ICC 0.02: 1.576; 295, 63, 330 and 84 become 187.2, 40.0, 209.4, 53.3. */
START_TEST(clusters)
{
    double effect, other;
    GIVES(copse_design_effect(29.8, 0.02, 0, &effect, err));
    CK_CLOSE(effect, 1.576, 1e-14);
    CK_CLOSE_ABS(295 / effect, 187.2, 0, 0.05);
    CK_CLOSE_ABS(63 / effect, 40.0, 0, 0.05);
    CK_CLOSE_ABS(330 / effect, 209.4, 0, 0.05);
    CK_CLOSE_ABS(84 / effect, 53.3, 0, 0.05);
    GIVES(copse_design_effect(29.8, 0.02, 0.5, &other, err));
    CK_CLOSE(other - effect, 0.25 * 29.8 * 0.02, 1e-13);
    GIVES(copse_design_effect(1, 0.7, 0, &effect, err));
    CK_CLOSE(effect, 1, 0);
    REFUSES(copse_design_effect(0.5, 0.02, 0, &effect, err), COPSE_EDOM, "less than 1");
    REFUSES(copse_design_effect(NO, 0.02, 0, &effect, err), COPSE_EDOM, "size of the clusters is missing");
    REFUSES(copse_design_effect(10, -0.02, 0, &effect, err), COPSE_EDOM, "correlation -0.02");
    REFUSES(copse_design_effect(10, NO, 0, &effect, err), COPSE_EDOM, "correlation is missing");
    REFUSES(copse_design_effect(10, 0.1, NO, &effect, err), COPSE_EDOM, "variation");
    ck_assert(isnan(effect));
}
END_TEST

/* ---------------------------------------------------------------------------------------------- scales */

/* Borenstein et al. 2009, chapter 7: the examples, to the digits printed. */
START_TEST(scales_published)
{
    double y, v;
    GIVES(copse_scale_convert(COPSE_SCALE_LOGOR, COPSE_SCALE_D, 0.9069, 0.0676, NO, NO, &y, &v, err));
    CK_CLOSE_ABS(y, 0.5000, 0, 0.00005);
    CK_CLOSE_ABS(v, 0.0205, 0, 0.00005);
    GIVES(copse_scale_convert(COPSE_SCALE_D, COPSE_SCALE_LOGOR, 0.5000, 0.0205, NO, NO, &y, &v, err));
    CK_CLOSE_ABS(y, 0.9069, 0, 0.00005);
    CK_CLOSE_ABS(v, 0.0676, 0, 0.0002); /* from a rounded variance */
    GIVES(copse_scale_convert(COPSE_SCALE_R, COPSE_SCALE_D, 0.50, 0.0058, NO, NO, &y, &v, err));
    CK_CLOSE_ABS(y, 1.1547, 0, 0.00005);
    CK_CLOSE_ABS(v, 0.0550, 0, 0.00005);
    GIVES(copse_scale_convert(COPSE_SCALE_D, COPSE_SCALE_R, 1.1547, 0.0550, 100, 100, &y, &v, err));
    CK_CLOSE_ABS(y, 0.5000, 0, 0.00005);
    CK_CLOSE_ABS(v, 0.0058, 0, 0.00005);
}
END_TEST

START_TEST(scales_round_trip)
{
    test_random random = {31};
    for (size_t i = 0; i < 400; i++)
        for (int a = 0; a < COPSE_SCALE_COUNT; a++)
            for (int b = 0; b < COPSE_SCALE_COUNT; b++) {
                double y, v, back_y, back_v;
                const double x = tanh(test_random_normal(&random)), w = exp(test_random_normal(&random) - 3);
                GIVES(copse_scale_convert((copse_scale)a, (copse_scale)b, x, w, 17, 40, &y, &v, err));
                GIVES(copse_scale_convert((copse_scale)b, (copse_scale)a, y, v, 17, 40, &back_y, &back_v, err));
                CK_CLOSE(back_y, x, 1e-11);
                CK_CLOSE(back_v, w, 1e-10);
                GIVES(copse_scale_convert((copse_scale)a, (copse_scale)b, -x, w, 17, 40, &back_y, &back_v, err));
                CK_CLOSE(back_y, -y, 1e-15); /* the other group first */
                CK_CLOSE(back_v, v, 1e-15);
            }
}
END_TEST

START_TEST(scales_refused)
{
    double y, v;
    copse_scale scale;
    REFUSES(copse_scale_convert(COPSE_SCALE_R, COPSE_SCALE_D, 1, 0.1, NO, NO, &y, &v, err), COPSE_ENOTCOMPUTABLE,
            "1 or -1");
    REFUSES(copse_scale_convert(COPSE_SCALE_R, COPSE_SCALE_D, 1.1, 0.1, NO, NO, &y, &v, err), COPSE_EDOM,
            "correlation");
    REFUSES(copse_scale_convert(COPSE_SCALE_D, COPSE_SCALE_G, 1, 0.1, NO, 5, &y, &v, err), COPSE_EDOM, "sizes");
    REFUSES(copse_scale_convert(COPSE_SCALE_D, COPSE_SCALE_G, 1, 0.1, 1, 2, &y, &v, err), COPSE_ENOTCOMPUTABLE,
            "persons");
    REFUSES(copse_scale_convert(COPSE_SCALE_D, COPSE_SCALE_R, 1, 0.1, 0, 2, &y, &v, err), COPSE_EDOM, "group 1");
    REFUSES(copse_scale_convert(COPSE_SCALE_D, COPSE_SCALE_R, 1, 0, 5, 5, &y, &v, err), COPSE_EDOM, "variance 0");
    REFUSES(copse_scale_convert(COPSE_SCALE_Z, COPSE_SCALE_D, 800, 1, 5, 5, &y, &v, err), COPSE_ERANGE, "range");
    REFUSES(copse_scale_convert(COPSE_SCALE_COUNT, COPSE_SCALE_D, 1, 1, 5, 5, &y, &v, err), COPSE_EINVAL, "scale");
    ck_assert(isnan(y) && isnan(v));
    ck_assert_int_eq(copse_scale_find("odds", &scale), COPSE_ENOTFOUND);
    ck_assert_ptr_null(copse_scale_name(COPSE_SCALE_COUNT));
}
END_TEST

static void cube(double y, void *context, double *value, double *slope)
{
    const double factor = *(const double *)context;
    *value = factor * y * y * y;
    *slope = 3 * factor * y * y;
}

START_TEST(delta_method)
{
    double y, v, factor = 2;
    GIVES(copse_delta_of(cube, &factor, 1.5, 0.01, &y, &v, err));
    CK_CLOSE(y, 6.75, 1e-15);
    CK_CLOSE(v, 13.5 * 13.5 * 0.01, 1e-15);
    GIVES(copse_delta("2*y^3", 1.5, 0.01, &y, &v, err));
    CK_CLOSE(v, 13.5 * 13.5 * 0.01, 1e-14);
    GIVES(copse_delta("-2^2 * y - -1", 1, 0.01, &y, &v, err)); /* - binds less than ^ */
    CK_CLOSE(y, -3, 0);
    CK_CLOSE(v, 0.16, 1e-14);
    GIVES(copse_delta("2^3^y", 2, 0.01, &y, &v, err)); /* ^ from the right */
    CK_CLOSE(y, 512, 1e-14);
    GIVES(copse_delta("1e2*y/4/5", 2, 1, &y, &v, err));
    CK_CLOSE(y, 10, 1e-15);
    REFUSES(copse_delta("log", -1, 0.1, &y, &v, err), COPSE_ENOTCOMPUTABLE, "not defined");
    REFUSES(copse_delta("y^2", 0, 0.1, &y, &v, err), COPSE_ENOTCOMPUTABLE, "no slope");
    REFUSES(copse_delta("abs", 0, 0.1, &y, &v, err), COPSE_ENOTCOMPUTABLE, "no finite slope");
    REFUSES(copse_delta("7", 1, 0.1, &y, &v, err), COPSE_ENOTCOMPUTABLE, "no slope");
    REFUSES(copse_delta("exp", 1, -0.1, &y, &v, err), COPSE_EDOM, "variance -0.1");
    REFUSES(copse_delta("exp", 1, NO, &y, &v, err), COPSE_EDOM, "variance is missing");
    REFUSES(copse_delta("exp", 800, 1, &y, &v, err), COPSE_ENOTCOMPUTABLE, "not defined");
    ck_assert(isnan(y) && isnan(v));
}
END_TEST

START_TEST(delta_grammar)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "something is missing at character 1"},
        {"exp(y", "a ) is missing at character 6"},
        {"(y", "a ) is missing"},
        {"exq(y)", "no such function at character 1"},
        {"log y", "a ( is missing"},
        {"1 + exp", "a ( is missing"},
        {"y y", "an operator is missing at character 3"},
        {"y)", "an operator is missing"},
        {"2 *", "something is missing at character 4"},
        {"y + ;", "a number, y or a function is missing at character 5"},
        {"1.2.3", "no number"},
        {"1e", "no number"},
        {"x", "no such function"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        REFUSES(copse_delta_check(bad[i].text, err), COPSE_EPARSE, bad[i].why);
    char deep[1000];
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    REFUSES(copse_delta_check(deep, err), COPSE_EPARSE, "too deep");
    memset(deep, '-', sizeof deep - 1);
    REFUSES(copse_delta_check(deep, err), COPSE_EPARSE, "too deep");
    GIVES(copse_delta_check("log(y / (1 - y))", err));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("convert");
    TCase *all = tcase_create("all");
    tcase_add_test(all, standard_errors_published);
    tcase_add_test(all, standard_errors_agree);
    tcase_add_test(all, standard_errors_refused);
    tcase_add_test(all, tables_published);
    tcase_add_test(all, tables_round_trip);
    tcase_add_test(all, tables_at_the_edge);
    tcase_add_test(all, diagnostic_tables);
    tcase_add_test(all, risks);
    tcase_add_test(all, change_published);
    tcase_add_test(all, change_properties);
    tcase_add_test(all, combined_groups);
    tcase_add_test(all, clusters);
    tcase_add_test(all, scales_published);
    tcase_add_test(all, scales_round_trip);
    tcase_add_test(all, scales_refused);
    tcase_add_test(all, delta_method);
    tcase_add_test(all, delta_grammar);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
