/* Transforms: names, limits, what each needs, and what it is refused for. */
#include <copse/effect.h>
#include <copse/math.h>

#include "ck_close.h"

#include <check.h>
#include <math.h>
#include <string.h>

static const copse_transform_settings full = {
    .control_risk = 0.3, .sd = 2.0, .tau2 = 0.2, .size = 40.0, .scale = COPSE_EFFECT_SCALE_LOG_ODDS_RATIO};

static double apply(copse_transform t, double x)
{
    return copse_transform_apply_with(t, x, &full);
}

START_TEST(every_transform_has_names_and_a_range)
{
    for (copse_transform t = COPSE_TRANSFORM_NONE; t < COPSE_TRANSFORM_COUNT; t++) {
        copse_transform found = COPSE_TRANSFORM_COUNT;
        double low, high;
        ck_assert_int_eq(copse_transform_find(copse_transform_name(t), &found), COPSE_OK);
        ck_assert_int_eq(found, t);
        ck_assert(strlen(copse_transform_text(t)) > 0);
        ck_assert(isnan(apply(t, (double)NAN)));
        copse_transform_range(t, &low, &high);
        ck_assert(low < high);
        for (int i = -800; i <= 800; i++) {
            const double f = apply(t, i / 16.0);
            ck_assert_msg(f >= low && f <= high, "%s(%g) = %g", copse_transform_name(t), i / 16.0, f);
        }
    }
    ck_assert_ptr_null(copse_transform_text(COPSE_TRANSFORM_COUNT));
    ck_assert_ptr_null(copse_transform_shown(COPSE_TRANSFORM_COUNT));
}
END_TEST

/* Limits come out in order, and enclose what the transform makes of what lies between. */
START_TEST(intervals_enclose)
{
    for (copse_transform t = COPSE_TRANSFORM_NONE; t < COPSE_TRANSFORM_COUNT; t++) {
        if (t == COPSE_TRANSFORM_NNT) continue;
        for (int a = -24; a <= 24; a += 3) {
            for (int b = a; b <= 24; b += 4) {
                double lower = a / 8.0, upper = b / 8.0;
                ck_assert(!copse_transform_interval(t, &lower, &upper, &full));
                ck_assert_msg(lower <= upper, "%s of %g to %g", copse_transform_name(t), a / 8.0, b / 8.0);
                for (int i = a; i <= b; i++) {
                    const double f = apply(t, i / 8.0);
                    ck_assert_msg(f >= lower && f <= upper, "%s: %g not in %g to %g", copse_transform_name(t), f, lower,
                                  upper);
                }
            }
        }
    }
}
END_TEST

static void needed(double a, double b, bool wanted, double *lower, double *upper, bool *through)
{
    const copse_transform_settings s = {.scale = COPSE_EFFECT_SCALE_RISK_DIFFERENCE, .wanted = wanted};
    *lower = a;
    *upper = b;
    *through = copse_transform_interval(COPSE_TRANSFORM_NNT, lower, upper, &s);
}

/* Altman 1998: what contains no effect passes through infinity. */
START_TEST(numbers_needed_pass_through_infinity)
{
    double lower, upper;
    bool through;
    needed(-0.25, -0.05, false, &lower, &upper, &through);
    ck_assert(!through && lower == 4.0 && upper == 20.0);
    needed(0.0625, 0.5, false, &lower, &upper, &through);
    ck_assert(!through && lower == -16.0 && upper == -2.0);
    needed(0.0625, 0.5, true, &lower, &upper, &through);
    ck_assert(!through && lower == 2.0 && upper == 16.0);
    needed(-0.25, 0.5, false, &lower, &upper, &through);
    ck_assert(through && lower == -2.0 && upper == 4.0);
    needed(-0.25, 0.0, false, &lower, &upper, &through);
    ck_assert(!through && lower == 4.0 && isinf(upper));
    needed(0.0, 0.5, false, &lower, &upper, &through);
    ck_assert(through && lower == -2.0 && isinf(upper)); /* the second piece is infinity alone */
    needed((double)NAN, 0.5, false, &lower, &upper, &through);
    ck_assert(!through && isnan(lower));
}
END_TEST

START_TEST(inverse_pairs)
{
    static const copse_transform pair[][2] = {{COPSE_TRANSFORM_D_TO_LNOR_LOGIS, COPSE_TRANSFORM_LNOR_TO_D_LOGIS},
                                              {COPSE_TRANSFORM_D_TO_LNOR_NORM, COPSE_TRANSFORM_LNOR_TO_D_NORM},
                                              {COPSE_TRANSFORM_D_TO_CLES, COPSE_TRANSFORM_CLES_TO_D},
                                              {COPSE_TRANSFORM_D_TO_RPB, COPSE_TRANSFORM_RPB_TO_D}};
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        for (int j = -30; j <= 30; j++) {
            const double x = j / 10.0, back = apply(pair[i][1], apply(pair[i][0], x));
            ck_assert(fabs(back - x) <= 1e-13 * (1.0 + fabs(x)));
        }
    }
    for (int j = 1; j < 40; j++) { /* the transformations that measures are analysed on */
        const double p = j / 40.0, n = full.size;
        const double pft = 0.5 * (asin(sqrt(p * n / (n + 1.0))) + asin(sqrt((p * n + 1.0) / (n + 1.0))));
        const double irft = 0.5 * (sqrt(p) + sqrt(p + 1.0 / n));
        CK_CLOSE(apply(COPSE_TRANSFORM_PFT, pft), p, 1e-12);
        CK_CLOSE(apply(COPSE_TRANSFORM_IRFT, irft), p, 1e-12);
        CK_CLOSE(apply(COPSE_TRANSFORM_PROBIT, -copse_normal_quantile_upper(p)), p, 1e-13);
        CK_CLOSE(apply(COPSE_TRANSFORM_TANH2, atanh(sqrt(p))), p, 1e-13);
        CK_CLOSE(apply(COPSE_TRANSFORM_IAHW, 1.0 - cbrt(1.0 - p)), p, 1e-13);
        CK_CLOSE(apply(COPSE_TRANSFORM_IABT, -log1p(-p)), p, 1e-14);
        CK_CLOSE(apply(COPSE_TRANSFORM_SQUARE, sqrt(p)), p, 1e-15);
    }
    CK_CLOSE(apply(COPSE_TRANSFORM_IAHW, 1.0 - cbrt(1.4)), -0.4, 1e-14); /* a negative alpha stays one */
}
END_TEST

/* Cohen's and others' numbers for the same d, and how they hang together. */
START_TEST(converters_agree)
{
    for (int j = -20; j <= 20; j++) {
        const double d = j / 8.0, u2 = apply(COPSE_TRANSFORM_D_TO_U2, fabs(d));
        ck_assert(fabs(apply(COPSE_TRANSFORM_D_TO_U1, d) - (2.0 * u2 - 1.0) / u2) < 1e-14);
        ck_assert(fabs(apply(COPSE_TRANSFORM_D_TO_OVL, d) - 2.0 * (1.0 - u2)) < 1e-14);
        ck_assert(fabs(apply(COPSE_TRANSFORM_D_TO_CLIFF, d) - (2.0 * apply(COPSE_TRANSFORM_D_TO_CLES, d) - 1.0)) <
                  1e-14);
        ck_assert(fabs(apply(COPSE_TRANSFORM_D_TO_BESD, d) - 0.5 * (1.0 + apply(COPSE_TRANSFORM_D_TO_RPB, d))) < 1e-14);
    }
    /* Cohen 1988, table 2.2.1: d = 0.5 has U1 33.0 %, U2 59.9 %, U3 69.1 % */
    ck_assert(fabs(apply(COPSE_TRANSFORM_D_TO_U1, 0.5) - 0.330) < 5e-4);
    ck_assert(fabs(apply(COPSE_TRANSFORM_D_TO_U2, 0.5) - 0.599) < 5e-4);
    ck_assert(fabs(apply(COPSE_TRANSFORM_D_TO_U3, 0.5) - 0.691) < 5e-4);
}
END_TEST

/* A risk ratio and an odds ratio that say the same at the control risk give the same difference. */
START_TEST(risks_agree)
{
    copse_transform_settings by_ratio = full;
    by_ratio.scale = COPSE_EFFECT_SCALE_LOG_RISK_RATIO;
    for (int j = -16; j <= 16; j++) {
        const double x = j / 4.0, rr = apply(COPSE_TRANSFORM_RR, x), rd = apply(COPSE_TRANSFORM_RD, x);
        ck_assert(fabs(0.3 * rr - 0.3 - rd) < 1e-15);
        ck_assert(fabs(copse_transform_apply_with(COPSE_TRANSFORM_RD, log(rr), &by_ratio) - rd) < 1e-15);
        if (j != 0) CK_CLOSE(apply(COPSE_TRANSFORM_NNT, x) * rd, -1.0, 1e-15);
    }
    ck_assert(apply(COPSE_TRANSFORM_RD, 0.0) == 0.0 && isinf(apply(COPSE_TRANSFORM_NNT, 0.0)));
    ck_assert(copse_transform_apply_with(COPSE_TRANSFORM_RD, 10.0, &by_ratio) == 0.7); /* no risk above 1 */
    by_ratio.scale = COPSE_EFFECT_SCALE_D;
    ck_assert(copse_transform_apply_with(COPSE_TRANSFORM_RD, 0.0, &by_ratio) == 0.0);
    for (int j = -9; j <= 9; j += 2) { /* both sides of the switch from quadrature to tails */
        const double d = j / 9.0 + (j > 0 ? 1e-13 : -1e-13), z = -copse_normal_quantile_upper(0.3);
        CK_CLOSE(copse_transform_apply_with(COPSE_TRANSFORM_RD, d, &by_ratio), copse_normal_lower(z + d) - 0.3, 1e-12);
    }
}
END_TEST

START_TEST(means_over_effects)
{
    copse_transform_settings s = full;
    for (copse_transform t = COPSE_TRANSFORM_NONE; t < COPSE_TRANSFORM_COUNT; t++) {
        if (!copse_transform_is_mean(t)) {
            ck_assert_int_eq(copse_transform_plain(t), t);
            continue;
        }
        const copse_transform plain = copse_transform_plain(t);
        ck_assert(plain != t && plain != COPSE_TRANSFORM_NONE);
        for (int j = 1; j < 10; j++) {
            const double x = j / 10.0, f = copse_transform_apply_with(plain, x, &s);
            s.tau2 = 0.0;
            ck_assert(copse_transform_apply_with(t, x, &s) == f);
            s.tau2 = 1e-12; /* E f = f + f'' tau2/2 */
            ck_assert(fabs(copse_transform_apply_with(t, x, &s) - f) < 1e-11);
            s.tau2 = (double)NAN;
            ck_assert(isnan(copse_transform_apply_with(t, x, &s)));
            s.tau2 = -1.0;
            ck_assert(isnan(copse_transform_apply_with(t, x, &s)));
        }
    }
    s.tau2 = 0.01; /* far beyond the ends of the scale the cut distribution lies at the end */
    ck_assert(copse_transform_apply_with(COPSE_TRANSFORM_ISIN2_INT, -50.0, &s) < 1e-6);
    ck_assert(copse_transform_apply_with(COPSE_TRANSFORM_ISIN2_INT, 50.0, &s) > 1.0 - 1e-6);
    ck_assert(copse_transform_apply_with(COPSE_TRANSFORM_IAHW_INT, 30.0, &s) > 1.0 - 1e-6);
    ck_assert(copse_transform_apply_with(COPSE_TRANSFORM_IABT_INT, -80.0, &s) < 1e-3);
}
END_TEST

START_TEST(settings_of_studies_and_pools)
{
    const double vi[] = {1.0 / 42.0, 1.0 / 82.0, 1.0 / 162.0}, ni[] = {10.0, 20.0, (double)NAN};
    const size_t group[] = {0, 1, 1};
    const copse_transform_settings study = copse_transform_for_study(COPSE_TRANSFORM_PFT, &full, vi[1], ni[1]);
    ck_assert(study.size == 20.0 && study.tau2 == 0.0 && study.control_risk == full.control_risk);
    CK_CLOSE(copse_transform_for_study(COPSE_TRANSFORM_PFT, &full, vi[2], ni[2]).size, 40.0, 1e-14);
    CK_CLOSE(copse_transform_for_study(COPSE_TRANSFORM_IRFT, &full, 0.05, 7.0).size, 5.0, 1e-15);
    const copse_transform_settings all = copse_transform_for_pool(COPSE_TRANSFORM_PFT, &full, 0.7, vi, ni, NULL, 0, 3);
    CK_CLOSE(all.size, 3.0 / (0.1 + 0.05 + 0.025), 1e-14);
    ck_assert(all.tau2 == 0.7);
    CK_CLOSE(copse_transform_for_pool(COPSE_TRANSFORM_PFT, &full, 0.7, vi, NULL, group, 1, 3).size, 2.0 / 0.075, 1e-14);
    ck_assert(copse_transform_for_pool(COPSE_TRANSFORM_EXP, &full, 0.7, vi, ni, NULL, 0, 3).size == full.size);
}
END_TEST

static const struct refusal {
    copse_transform transform;
    const char *measure; /* NULL: none */
    double control_risk, sd;
    const char *message; /* NULL: accepted */
} refusals[] = {
    {COPSE_TRANSFORM_EXP, "MD", 0, 0, NULL},
    {COPSE_TRANSFORM_D_TO_CLES, "SMD", 0, 0, NULL},
    {COPSE_TRANSFORM_D_TO_CLES, "GEN", 0, 0, NULL},
    {COPSE_TRANSFORM_D_TO_CLES, NULL, 0, 0, NULL},
    {COPSE_TRANSFORM_NNT, "RD", 0, 0, NULL},
    {COPSE_TRANSFORM_NNT, "OR", 0.2, 0, NULL},
    {COPSE_TRANSFORM_RATIO_TO_VE, "RR", 0, 0, NULL},
    {COPSE_TRANSFORM_R_TO_D, "COR", 0, 0, NULL},
    {COPSE_TRANSFORM_D_TO_MD, "SMD", 0, 3.5, NULL},
    {COPSE_TRANSFORM_NNT, "MD", 0.2, 0,
     "transform nnt is made for a log odds ratio, a log risk ratio, a risk difference or a standardized mean "
     "difference, "
     "not for MD (mean difference)"},
    {COPSE_TRANSFORM_NNT, "GEN", 0.2, 0,
     "transform nnt has to know what the estimates are, and GEN does not say it: name their --measure"},
    {COPSE_TRANSFORM_RR, "OR", 0, 0,
     "transform rr needs the risk of the control group (--control-risk), between 0 and 1"},
    {COPSE_TRANSFORM_RD, "RR", 1, 0,
     "transform rd needs the risk of the control group (--control-risk), between 0 and 1"},
    {COPSE_TRANSFORM_RD, "OR", NAN, 0,
     "transform rd needs the risk of the control group (--control-risk), between 0 and 1"},
    {COPSE_TRANSFORM_RR, "RR", 0.2, 0,
     "transform rr is made for a log odds ratio (such as OR), not for RR (log risk ratio)"},
    {COPSE_TRANSFORM_D_TO_OVL, "OR", 0, 0,
     "transform dtoovl is made for a standardized mean difference (such as SMD), not for OR (log odds ratio)"},
    {COPSE_TRANSFORM_PFT, "PAS", 0, 0,
     "transform pft is made for the Freeman-Tukey proportion (PFT), not for PAS (arcsine of the root of the "
     "proportion)"},
    {COPSE_TRANSFORM_D_TO_MD, "SMD", 0, NAN,
     "transform dtomd needs the standard deviation of the scale (--sd), above 0"},
};

START_TEST(what_means_nothing_is_refused)
{
    const struct refusal *r = &refusals[_i];
    copse_transform_settings settings = {.control_risk = r->control_risk, .sd = r->sd};
    copse_error err = {0};
    const copse_measure *measure = r->measure != NULL ? copse_measure_find(r->measure) : NULL;
    const copse_status status = copse_transform_check(r->transform, measure, &settings, &err);
    ck_assert_int_eq(status, r->message == NULL ? COPSE_OK : COPSE_EUSAGE);
    if (r->message != NULL) ck_assert_str_eq(err.text, r->message);
    ck_assert_int_eq(settings.scale, copse_measure_scale(measure));
}
END_TEST

static void check_label(copse_transform transform, const char *measure, const char *label)
{
    copse_text text = {0};
    copse_transform_label(transform, measure != NULL ? copse_measure_find(measure) : NULL, &text);
    ck_assert_str_eq(copse_text_string(&text), label);
    copse_text_free(&text);
}

START_TEST(labels)
{
    check_label(COPSE_TRANSFORM_EXP, "RR", "Risk ratio");
    check_label(COPSE_TRANSFORM_NONE, "RR", "Log risk ratio");
    check_label(COPSE_TRANSFORM_EXP_INT, "RR", "Mean risk ratio");
    check_label(COPSE_TRANSFORM_ILOGIT_INT, "PLO", "Mean proportion");
    check_label(COPSE_TRANSFORM_D_TO_OVL, "SMD", "Overlap");
    check_label(COPSE_TRANSFORM_EXP, "MD", "exp(mean difference)");
    check_label(COPSE_TRANSFORM_EXP, NULL, "exp(estimate)");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transforms");
    TCase *all = tcase_create("all");
    tcase_add_test(all, every_transform_has_names_and_a_range);
    tcase_add_test(all, intervals_enclose);
    tcase_add_test(all, numbers_needed_pass_through_infinity);
    tcase_add_test(all, inverse_pairs);
    tcase_add_test(all, converters_agree);
    tcase_add_test(all, risks_agree);
    tcase_add_test(all, means_over_effects);
    tcase_add_test(all, settings_of_studies_and_pools);
    tcase_add_loop_test(all, what_means_nothing_is_refused, 0, (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(all, labels);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
