/* effect: measures of means, of changes and of one mean: reasons for what cannot be computed, and what must be true of the
 * numbers. The numbers themselves are compared in reference/test_effects2_means.c. */
#include <copse/effect.h>
#include <copse/math.h>

#include "ck_close.h"

#include <string.h>

enum { MOST = 4, MOST_INPUTS = 6 };

/* One row of a measure: numbers by name, ended by COPSE_IN_COUNT. */
typedef struct number {
    copse_input input;
    double value;
} number;

#define END                                                                                                            \
    {                                                                                                                  \
        COPSE_IN_COUNT, 0.0                                                                                            \
    }
#define TWO(m1, s1, n1, m2, s2, n2)                                                                                    \
    {                                                                                                                  \
        {COPSE_IN_M1I, m1}, {COPSE_IN_SD1I, s1}, {COPSE_IN_N1I, n1}, {COPSE_IN_M2I, m2}, {COPSE_IN_SD2I, s2},          \
            {COPSE_IN_N2I, n2}, END                                                                                    \
    }
#define PAIRED(m1, m2, s1, s2, r, n)                                                                                   \
    {                                                                                                                  \
        {COPSE_IN_M1I, m1}, {COPSE_IN_M2I, m2}, {COPSE_IN_SD1I, s1}, {COPSE_IN_SD2I, s2}, {COPSE_IN_RI, r},            \
            {COPSE_IN_NI, n}, END                                                                                      \
    }
#define BY(input, value, n1, n2)                                                                                       \
    {                                                                                                                  \
        {COPSE_IN_##input, value}, {COPSE_IN_N1I, n1}, {COPSE_IN_N2I, n2}, END                                         \
    }
#define ONE(m, s, n)                                                                                                   \
    {                                                                                                                  \
        {COPSE_IN_MI, m}, {COPSE_IN_SDI, s}, {COPSE_IN_NI, n}, END                                                     \
    }

typedef struct result {
    double yi, vi, ni;
    copse_effect_row row;
} result;

static result effect_of(const char *code, copse_vtype vtype, bool correct, const number *numbers)
{
    double column[COPSE_IN_COUNT];
    const double *in[COPSE_IN_COUNT] = {NULL};
    result r;
    copse_effect_opts opts = copse_effect_opts_default();
    opts.vtype = vtype;
    opts.uncorrected = !correct;
    for (; numbers->input != COPSE_IN_COUNT; numbers++) {
        column[numbers->input] = numbers->value;
        in[numbers->input] = &column[numbers->input];
    }
    const copse_measure *measure = copse_measure_find(code);
    ck_assert_ptr_nonnull(measure);
    ck_assert_int_eq(copse_effect_compute(measure, in, 1, &opts, &r.yi, &r.vi, &r.ni, &r.row), COPSE_OK);
    return r;
}

static result plain(const char *code, const number *numbers)
{
    const result r = effect_of(code, COPSE_VTYPE_COUNT, true, numbers);
    ck_assert_msg(r.row.status == COPSE_OK, "%s: %s", code, r.row.why);
    ck_assert(isfinite(r.yi) && r.vi > 0.0 && isfinite(r.vi));
    return r;
}

/* ------------------------------------------------------------------------------------------------ reasons */

static const struct {
    const char *measure;
    copse_vtype vtype;
    bool correct;
    number numbers[MOST_INPUTS + 1];
    const char *why; /* NULL: computable, odd as it looks */
} odd[] = {
    {"MD", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 0, 9), "both standard deviations are zero"},
    {"MD", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 1, 9), NULL},
    {"MD", COPSE_VTYPE_HO, true, TWO(1, 1, 1, 2, 1, 1), "fewer than three"},
    {"MD", COPSE_VTYPE_HO, true, TWO(1, 1, 1, 2, 0, 9), "pooled standard deviation is zero"},
    {"SMD", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 0, 9), "pooled standard deviation is zero"},
    {"SMD", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 1, 9), NULL},
    {"SMD", COPSE_VTYPE_LS, true, TWO(1, 1, 1, 2, 1, 2), "fewer than four"},
    {"SMD", COPSE_VTYPE_LS, false, TWO(1, 1, 1, 2, 1, 2), NULL},
    {"SMD", COPSE_VTYPE_LS, false, TWO(1, 1, 1, 2, 1, 1), "fewer than three"},
    {"SMD", COPSE_VTYPE_WT, false, TWO(1, 1, 1, 2, 1, 2), "fewer than four"},
    {"SMD", COPSE_VTYPE_H0, true, TWO(1, 1, 2, 2, 1, 2), "fewer than five"},
    {"SMD", COPSE_VTYPE_LS3, false, TWO(1, 1, 1, 2, 1, 2), "fewer than four"},
    {"SMD", COPSE_VTYPE_LS, true, BY(RI, 1, 9, 9), "perfect correlation"},
    {"SMD", COPSE_VTYPE_LS, true, BY(PI, 1, 9, 9), NULL},
    {"SMD", COPSE_VTYPE_LS, true, BY(DI, 1e200, 9, 9), "exceeds the range"},
    {"COHEN", COPSE_VTYPE_LS, true, TWO(1, 1, 1, 2, 1, 2), NULL},
    {"SMDH", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 0, 9), "both standard deviations are zero"},
    {"SMDH", COPSE_VTYPE_LS2, true, TWO(1, 1, 1, 2, 1, 9), "a group of one"},
    {"SMD1", COPSE_VTYPE_LS, true, TWO(1, 1, 9, 2, 0, 9), "group 2 is zero"},
    {"SMD1", COPSE_VTYPE_LS, true, TWO(1, 1, 9, 2, 1, 2), "fewer than three participants in group 2"},
    {"SMD1", COPSE_VTYPE_LS, false, TWO(1, 1, 9, 2, 1, 1), "fewer than two participants in group 2"},
    {"SMD1", COPSE_VTYPE_H0, false, TWO(1, 1, 9, 2, 1, 3), "fewer than four participants in group 2"},
    {"SMD1H", COPSE_VTYPE_LS, true, TWO(1, 1, 1, 2, 1, 9), "a group of one"},
    {"SMD1H", COPSE_VTYPE_LS, true, TWO(1, 1, 9, 2, 0, 9), "group 2 is zero"},
    {"SMD1H", COPSE_VTYPE_LS, true, TWO(1, 1, 9, 2, 1, 2), "fewer than three participants in group 2"},
    {"GLASS", COPSE_VTYPE_LS, true, TWO(1, 1, 9, 2, 1, 1), "fewer than two participants in group 2"},
    {"GLASS", COPSE_VTYPE_LS, true, TWO(1, 1, 9, 2, 0, 5), "group 2 is zero"},
    {"ROM", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 0, 9), "both standard deviations are zero"},
    {"ROM", COPSE_VTYPE_HO, true, TWO(1, 1, 1, 2, 1, 1), "fewer than three"},
    {"ROM", COPSE_VTYPE_AV, true, TWO(1, 1, 9, -2, 1, 9), "differ in sign"},
    {"ROM", COPSE_VTYPE_AVHO, true, TWO(-1, 1, 9, -2, 1, 9), NULL},
    {"VR", COPSE_VTYPE_LS, true, TWO(1, 1, 1, 2, 1, 9), "a group of one"},
    {"VR", COPSE_VTYPE_LS, true, TWO(1, 1, 9, 2, 0, 9), "a standard deviation is zero"},
    {"CVR", COPSE_VTYPE_LS, true, TWO(-1, 1, 9, -2, 1, 9), "a mean is not positive"},
    {"CVR", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 1, 9), "a standard deviation is zero"},
    {"RPB", COPSE_VTYPE_LS, true, BY(RI, -1, 9, 9), "perfect correlation"},
    {"RPB", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 0, 9), "pooled standard deviation is zero"},
    {"RPB", COPSE_VTYPE_LS, true, BY(DI, 1e200, 9, 9), "too small"},
    {"ZPB", COPSE_VTYPE_CS, true, BY(DI, 1e200, 9, 9), NULL},
    {"ZBIS", COPSE_VTYPE_LS, true, BY(DI, 9, 9, 9), "biserial correlation of 1 or more"},
    {"RBIS", COPSE_VTYPE_LS, true, BY(DI, 9, 9, 9), NULL},
    {"D2OR", COPSE_VTYPE_LS, true, BY(TI, 1, 1, 1), "fewer than three"},
    {"CLES", COPSE_VTYPE_LS, true, BY(AI, 0, 9, 9), "do not overlap"},
    {"CLES", COPSE_VTYPE_H0, true, BY(AI, 0, 9, 9), NULL},
    {"CLES", COPSE_VTYPE_LS, true, BY(AI, 0.5, 1, 9), "a group of one"},
    {"CLESN", COPSE_VTYPE_LS, true, BY(AI, 1, 9, 9), "an area of 0 or 1"},
    {"CLESN", COPSE_VTYPE_LS, true, TWO(1, 0, 9, 2, 0, 9), "both standard deviations are zero"},
    {"CLESN", COPSE_VTYPE_LS, true, TWO(1, 1, 1, 2, 1, 9), "a group of one"},
    {"CLESN", COPSE_VTYPE_LS, true, BY(DI, 100, 9, 9), "too small"},
    {"MC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, 1, 9), "all changes are the same"},
    {"MC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 4, 1, 9), NULL},
    {"MC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 0, 0, 0.5, 9), "both standard deviations are zero"},
    {"SMCC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, 1, 9), "all changes are the same"},
    {"SMCC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 0, 0, 0, 9), "both standard deviations are zero"},
    {"SMCC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, 0, 2), "fewer than three pairs"},
    {"SMCC", COPSE_VTYPE_H0, false, PAIRED(1, 2, 3, 3, 0, 3), "fewer than four pairs"},
    {"SMCC", COPSE_VTYPE_LS, false, PAIRED(1, 2, 3, 3, 0, 1), "fewer than two pairs"},
    {"SMCR", COPSE_VTYPE_LS, true, PAIRED(1, 2, 0, 3, 0.5, 9), "first standard deviation is zero"},
    {"SMCR", COPSE_VTYPE_UB, true, PAIRED(1, 2, 3, 3, 0.5, 4), "fewer than five pairs"},
    {"SMCR", COPSE_VTYPE_LS, true, PAIRED(2, 2, 3, 3, 1, 9), "too small"},
    {"SMCRH", COPSE_VTYPE_LS, true, PAIRED(1, 2, 0, 3, 0.5, 9), "first standard deviation is zero"},
    {"SMCRH", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, 0.5, 2), "fewer than three pairs"},
    {"SMCRP", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, 1, 2), "fewer than three pairs"},
    {"SMCRP", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, 0.5, 2), NULL},
    {"SMCRPH", COPSE_VTYPE_LS2, true, PAIRED(1, 2, 0, 0, 0.5, 9), "both standard deviations are zero"},
    {"CLESCN", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, 0.5, 1), "fewer than two pairs"},
    {"ROMC", COPSE_VTYPE_LS, true, PAIRED(1, -2, 3, 3, 0.5, 9), "differ in sign"},
    {"ROMC", COPSE_VTYPE_LS, true, PAIRED(0, 2, 3, 3, 0.5, 9), "a mean is zero"},
    {"ROMC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 0, 0, 0.5, 9), "both standard deviations are zero"},
    {"ROMC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 0, 1, 0.5, 9), NULL},
    {"VRC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 3, 3, -1, 9), "perfect correlation"},
    {"VRC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 0, 3, 0, 9), "a standard deviation is zero"},
    {"VRC", COPSE_VTYPE_LS, true, PAIRED(1, 2, 1, 3, 0, 1), "fewer than two pairs"},
    {"CVRC", COPSE_VTYPE_LS, true, PAIRED(-1, -2, 3, 3, 0, 9), "a mean is not positive"},
    {"MN", COPSE_VTYPE_LS, true, ONE(1, 0, 9), "the standard deviation is zero"},
    {"MN", COPSE_VTYPE_HO, true, ONE(1, 3, 1), "no study has a standard deviation"},
    {"SMN", COPSE_VTYPE_LS, true, ONE(1, 0, 9), "the standard deviation is zero"},
    {"SMN", COPSE_VTYPE_LS, true, ONE(1, 1, 2), "fewer than three"},
    {"SMN", COPSE_VTYPE_LS, false, ONE(1, 1, 1), "one participant"},
    {"MNLN", COPSE_VTYPE_LS, true, ONE(0, 1, 9), "the mean is not positive"},
    {"MNLN", COPSE_VTYPE_LS, true, ONE(1, 0, 9), "the standard deviation is zero"},
    {"SDLN", COPSE_VTYPE_LS, true, ONE(1, 0, 9), "the standard deviation is zero"},
    {"SDLN", COPSE_VTYPE_LS, true, ONE(1, 2, 1), "one participant"},
    {"CVLN", COPSE_VTYPE_LS, true, ONE(-1, 2, 9), "the mean is not positive"},
    {"CVLN", COPSE_VTYPE_LS, true, ONE(1, 2, 1), "one participant"},
};

START_TEST(odd_rows_have_a_number_or_a_reason)
{
    const result r = effect_of(odd[_i].measure, odd[_i].vtype, odd[_i].correct, odd[_i].numbers);
    if (!odd[_i].why) {
        ck_assert_msg(r.row.status == COPSE_OK, "%s: %s", odd[_i].measure, r.row.why);
        ck_assert(isfinite(r.yi) && r.vi > 0.0 && isfinite(r.vi));
        return;
    }
    ck_assert_int_eq(r.row.status, COPSE_ENOTCOMPUTABLE);
    ck_assert_msg(strstr(r.row.why, odd[_i].why) != NULL, "%s: '%s' says nothing of '%s'", odd[_i].measure, r.row.why,
                  odd[_i].why);
    ck_assert(isnan(r.yi) && isnan(r.vi) && isnan(r.ni));
}
END_TEST

START_TEST(more_ties_than_the_area_allows)
{
    const number few[] = {{COPSE_IN_AI, 0.999}, {COPSE_IN_N1I, 9}, {COPSE_IN_N2I, 9}, {COPSE_IN_MI, 0.001}, END};
    const number many[] = {{COPSE_IN_AI, 0.999}, {COPSE_IN_N1I, 9}, {COPSE_IN_N2I, 9}, {COPSE_IN_MI, 0.9}, END};
    const result a = effect_of("CLES", COPSE_VTYPE_LS2, true, few), b = effect_of("CLES", COPSE_VTYPE_LS2, true, many);
    ck_assert_int_eq(a.row.status, COPSE_OK);
    ck_assert_int_eq(b.row.status, COPSE_ENOTCOMPUTABLE);
    ck_assert_ptr_nonnull(strstr(b.row.why, "more ties"));
}
END_TEST

/* Each measure takes the variance types of its entry and no other. */
START_TEST(variance_types_that_a_measure_does_not_take_are_refused)
{
    const copse_measure *measure;
    for (size_t m = 0; (measure = copse_measure_at(m)) != NULL; m++) {
        const double one = 1.0, *in[COPSE_IN_COUNT];
        for (copse_input i = 0; i < COPSE_IN_COUNT; i++) in[i] = &one;
        for (copse_vtype v = 0; v < COPSE_VTYPE_COUNT; v++) {
            double yi, vi;
            copse_effect_row row;
            copse_effect_opts opts = copse_effect_opts_default();
            opts.vtype = v;
            const copse_status status = copse_effect_compute(measure, in, 1, &opts, &yi, &vi, NULL, &row);
            ck_assert_int_eq(status, copse_measure_takes(measure, v) ? COPSE_OK : COPSE_EINVAL);
        }
    }
}
END_TEST

/* ------------------------------------------------------------------------------------------------ two forms of one input */

static const char *const by_difference[] = {"SMD", "COHEN", "RPB", "ZPB", "RBIS", "ZBIS", "D2OR", "D2ORN"};

static void same(const char *code, copse_vtype vtype, const number *a, const number *b)
{
    const result x = effect_of(code, vtype, true, a), y = effect_of(code, vtype, true, b);
    ck_assert_msg(x.row.status == COPSE_OK && y.row.status == COPSE_OK, "%s: %s, %s", code, x.row.why, y.row.why);
    CK_CLOSE(x.yi, y.yi, 1e-13);
    CK_CLOSE(x.vi, y.vi, 1e-13);
    ck_assert(x.ni == y.ni && x.ni == 35.0);
}

START_TEST(d_t_p_and_r_agree_with_the_means)
{
    const number means[] = TWO(12.5, 3, 20, 11, 2.5, 15);
    const double sd = sqrt((19 * 9 + 14 * 6.25) / 33), d = 1.5 / sd, t = d / sqrt(1.0 / 20 + 1.0 / 15);
    const double p = copse_t_two_sided(t, 33), r = t / sqrt(t * t + 33);
    const number from_d[] = BY(DI, d, 20, 15), from_t[] = BY(TI, t, 20, 15), from_p[] = BY(PI, p, 20, 15),
                 from_r[] = BY(RI, r, 20, 15);
    for (size_t m = 0; m < sizeof by_difference / sizeof *by_difference; m++) {
        same(by_difference[m], COPSE_VTYPE_COUNT, means, from_d);
        same(by_difference[m], COPSE_VTYPE_COUNT, means, from_t);
        same(by_difference[m], COPSE_VTYPE_COUNT, means, from_p);
        same(by_difference[m], COPSE_VTYPE_COUNT, means, from_r);
    }
    same("CLESN", COPSE_VTYPE_HO, means, from_d);
    same("CLESN", COPSE_VTYPE_HO, means, from_t);
    same("CLESN", COPSE_VTYPE_LS, from_p, from_d); /* without standard deviations the variance is that of HO */
    const number from_a[] = BY(AI, copse_normal_lower(d / sqrt(2.0)), 20, 15);
    same("CLESN", COPSE_VTYPE_LS, from_a, from_d);
}
END_TEST

START_TEST(the_sign_of_p_is_the_sign_of_the_difference)
{
    const number a[] = BY(PI, 0.018, 20, 20), b[] = BY(PI, -0.018, 20, 20);
    CK_CLOSE(plain("SMD", b).yi, -0.7664, 5e-5); /* metafor's documentation of escalc */
    ck_assert(plain("SMD", a).yi == -plain("SMD", b).yi && plain("SMD", a).vi == plain("SMD", b).vi);
}
END_TEST

START_TEST(paired_d_t_and_p_agree_with_the_means)
{
    const number means[] = PAIRED(12.5, 11, 3, 2.5, 0.4, 35);
    const double d = 1.5 / sqrt(9 + 6.25 - 2 * 0.4 * 7.5), t = d * sqrt(35.0);
    const number from_d[] = {{COPSE_IN_DI, d}, {COPSE_IN_NI, 35}, END};
    const number from_t[] = {{COPSE_IN_TI, t}, {COPSE_IN_NI, 35}, END};
    const number from_p[] = {{COPSE_IN_PI, copse_t_two_sided(t, 34)}, {COPSE_IN_NI, 35}, END};
    same("SMCC", COPSE_VTYPE_LS, means, from_d);
    same("SMCC", COPSE_VTYPE_UB, means, from_t);
    same("SMCC", COPSE_VTYPE_H0, means, from_p);
}
END_TEST

START_TEST(means_go_before_other_forms)
{
    const number both[] = {{COPSE_IN_M1I, 12.5}, {COPSE_IN_SD1I, 3}, {COPSE_IN_N1I, 20}, {COPSE_IN_M2I, 11},
                           {COPSE_IN_SD2I, 2.5}, {COPSE_IN_N2I, 15}, {COPSE_IN_DI, 7},   END};
    const number means[] = TWO(12.5, 3, 20, 11, 2.5, 15);
    ck_assert(plain("SMD", both).yi == plain("SMD", means).yi);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ invariants */

START_TEST(swapping_the_groups)
{
    static const char *const turns[] = {"MD",  "SMD", "SMDH", "COHEN", "ROM",  "VR",   "CVR",
                                        "RPB", "ZPB", "RBIS", "ZBIS",  "D2OR", "D2ORN"};
    const number a[] = TWO(10, 2, 30, 9, 3, 25), b[] = TWO(9, 3, 25, 10, 2, 30);
    for (size_t m = 0; m < sizeof turns / sizeof *turns; m++) {
        const result x = plain(turns[m], a), y = plain(turns[m], b);
        CK_CLOSE(x.yi, -y.yi, 1e-14);
        CK_CLOSE(x.vi, y.vi, 1e-14);
    }
    const result x = plain("CLESN", a), y = plain("CLESN", b);
    CK_CLOSE(x.yi, 1.0 - y.yi, 1e-14);
    CK_CLOSE(x.vi, y.vi, 1e-14);
    const number area[] = BY(AI, 0.25, 30, 30), turned[] = BY(AI, 0.75, 30, 30);
    CK_CLOSE(plain("CLES", area).vi, plain("CLES", turned).vi, 1e-14);
}
END_TEST

START_TEST(swapping_the_measurements)
{
    static const char *const turns[] = {"MC", "SMCC", "SMCRP", "SMCRPH", "ROMC", "VRC", "CVRC"};
    const number a[] = PAIRED(10, 9, 2, 3, 0.6, 25), b[] = PAIRED(9, 10, 3, 2, 0.6, 25);
    for (size_t m = 0; m < sizeof turns / sizeof *turns; m++) {
        const result x = plain(turns[m], a), y = plain(turns[m], b);
        CK_CLOSE(x.yi, -y.yi, 1e-14);
        CK_CLOSE(x.vi, y.vi, 1e-14);
    }
    CK_CLOSE(plain("CLESCN", a).yi, 1.0 - plain("CLESCN", b).yi, 1e-14);
}
END_TEST

START_TEST(scale_and_origin)
{
    static const char *const no_scale[] = {"SMD", "SMDH", "SMD1", "SMD1H", "COHEN", "GLASS", "ROM",
                                           "VR",  "CVR",  "RPB",  "RBIS",  "D2OR",  "CLESN"};
    static const char *const no_origin[] = {"MD",    "SMD", "SMDH", "SMD1", "SMD1H", "COHEN",
                                            "GLASS", "VR",  "RPB",  "RBIS", "D2OR",  "CLESN"};
    const number a[] = TWO(10, 2, 30, 9, 3, 25), scaled[] = TWO(10240, 2048, 30, 9216, 3072, 25),
                 moved[] = TWO(1010, 2, 30, 1009, 3, 25);
    for (size_t m = 0; m < sizeof no_scale / sizeof *no_scale; m++) {
        CK_CLOSE(plain(no_scale[m], a).yi, plain(no_scale[m], scaled).yi, 1e-14);
        CK_CLOSE(plain(no_scale[m], a).vi, plain(no_scale[m], scaled).vi, 1e-14);
    }
    for (size_t m = 0; m < sizeof no_origin / sizeof *no_origin; m++) {
        ck_assert(plain(no_origin[m], a).yi == plain(no_origin[m], moved).yi);
        ck_assert(plain(no_origin[m], a).vi == plain(no_origin[m], moved).vi);
    }
    const number pair[] = PAIRED(10, 9, 2, 3, 0.6, 25), pair_scaled[] = PAIRED(40, 36, 8, 12, 0.6, 25);
    static const char *const changes[] = {"SMCC", "SMCR", "SMCRH", "SMCRP", "SMCRPH", "CLESCN", "ROMC", "VRC", "CVRC"};
    for (size_t m = 0; m < sizeof changes / sizeof *changes; m++) {
        CK_CLOSE(plain(changes[m], pair).yi, plain(changes[m], pair_scaled).yi, 1e-14);
        CK_CLOSE(plain(changes[m], pair).vi, plain(changes[m], pair_scaled).vi, 1e-14);
    }
}
END_TEST

START_TEST(correction_is_j_and_fades_with_size)
{
    const number small[] = TWO(10, 2, 6, 9, 3, 5), large[] = TWO(10, 2, 5e8, 9, 3, 5e8);
    const result g = effect_of("SMD", COPSE_VTYPE_LS, true, small), d = effect_of("SMD", COPSE_VTYPE_LS, false, small);
    CK_CLOSE(g.yi, d.yi * copse_hedges_j(9), 1e-15);
    ck_assert(plain("COHEN", small).yi == d.yi && plain("COHEN", small).vi == d.vi);
    static const char *const corrected[] = {"SMD", "SMDH", "SMD1", "SMD1H", "ROM", "VR", "CVR"};
    for (size_t m = 0; m < sizeof corrected / sizeof *corrected; m++) {
        const result x = effect_of(corrected[m], COPSE_VTYPE_COUNT, true, large);
        const result y = effect_of(corrected[m], COPSE_VTYPE_COUNT, false, large);
        ck_assert(x.yi != y.yi || strcmp(corrected[m], "VR") == 0); /* equal sizes: no bias of the ratio */
        CK_CLOSE(x.yi, y.yi, 4e-9);
        CK_CLOSE(x.vi, y.vi, 4e-9);
    }
}
END_TEST

/* All variances of g and of a change come to one value in large samples, but for H0 where there is an effect. */
START_TEST(variance_types_agree_in_large_samples)
{
    static const copse_vtype types[] = {COPSE_VTYPE_LS2, COPSE_VTYPE_LS3, COPSE_VTYPE_UB, COPSE_VTYPE_AV,
                                        COPSE_VTYPE_WT};
    const number large[] = TWO(10, 2, 3e7, 9, 3, 2e7), null[] = TWO(9, 2, 3e7, 9, 3, 2e7),
                 pair[] = PAIRED(10, 9, 2, 3, 0.6, 5e7);
    const double v = plain("SMD", large).vi;
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        CK_CLOSE(effect_of("SMD", types[t], true, large).vi, v, 2e-7);
    }
    const number beyond[] = BY(DI, 1e8, 1e17, 1e17); /* J rounds to 1 */
    CK_CLOSE(effect_of("SMD", COPSE_VTYPE_UB, true, beyond).vi, plain("SMD", beyond).vi, 1e-12);
    CK_CLOSE(effect_of("SMD", COPSE_VTYPE_H0, true, null).vi, plain("SMD", null).vi, 2e-7);
    CK_CLOSE(effect_of("SMCC", COPSE_VTYPE_UB, true, pair).vi, plain("SMCC", pair).vi, 2e-7);
    CK_CLOSE(effect_of("SMCR", COPSE_VTYPE_UB, true, pair).vi, plain("SMCR", pair).vi, 2e-7);
    CK_CLOSE(effect_of("CVR", COPSE_VTYPE_LS2, true, large).vi, plain("CVR", large).vi, 2e-7);
    CK_CLOSE(effect_of("CVRC", COPSE_VTYPE_LS2, true, pair).vi, plain("CVRC", pair).vi, 2e-7);
}
END_TEST

/* The unbiased variance on both sides of the place where its factor changes from formula to series (m = 40). */
START_TEST(unbiased_variance_is_smooth_where_its_factor_switches)
{
    double last = INFINITY;
    for (double n = 18.0; n < 24.0; n += 0.01) {
        const number row[] = BY(DI, 40.0, n, n);
        const double v = effect_of("SMD", COPSE_VTYPE_UB, true, row).vi * n;
        ck_assert(v < last || isinf(last));
        ck_assert(isinf(last) || last - v < 1.0);
        last = v;
    }
}
END_TEST

/* ------------------------------------------------------------------------------------------------ averages */

static void compute_many(const char *code, copse_vtype vtype, const number *rows[], size_t k, double *yi, double *vi)
{
    static double column[COPSE_IN_COUNT][MOST];
    const double *in[COPSE_IN_COUNT] = {NULL};
    copse_effect_row row[MOST];
    copse_effect_opts opts = copse_effect_opts_default();
    opts.vtype = vtype;
    for (size_t i = 0; i < k; i++) {
        for (const number *n = rows[i]; n->input != COPSE_IN_COUNT; n++) {
            column[n->input][i] = n->value;
            in[n->input] = column[n->input];
        }
    }
    ck_assert_int_eq(copse_effect_compute(copse_measure_find(code), in, k, &opts, yi, vi, NULL, row), COPSE_OK);
}

START_TEST(averages_are_over_the_rows_that_count)
{
    const number a[] = TWO(10, 2, 30, 9, 3, 25), b[] = TWO(10, 2, 10, 6, 4, 12), none[] = TWO(10, 0, 40, 9, 0, 44),
                 unlike[] = TWO(-10, 2, 9, 9, 3, 5);
    const number *rows[] = {a, none, b};
    double yi[MOST], vi[MOST];
    compute_many("SMD", COPSE_VTYPE_AV, rows, 3, yi, vi);
    const double mean = (yi[0] * 55 + yi[2] * 22) / 77;
    CK_CLOSE(vi[0], 1.0 / 30 + 1.0 / 25 + mean * mean / 110, 1e-14);
    CK_CLOSE(vi[2], 1.0 / 10 + 1.0 / 12 + mean * mean / 44, 1e-14);
    ck_assert(isnan(vi[1]));
    const number *ratios[] = {a, unlike, b};
    compute_many("ROM", COPSE_VTYPE_AV, ratios, 3, yi, vi);
    const double c1 = (30 * 0.2 + 10 * 0.2) / 40, c2 = (25 * (3.0 / 9) + 12 * (4.0 / 6)) / 37;
    CK_CLOSE(vi[2], c1 * c1 / 10 + c2 * c2 / 12, 1e-14);
    compute_many("ROM", COPSE_VTYPE_AVHO, ratios, 3, yi, vi);
    const double c = (40 * c1 + 37 * c2) / 77;
    CK_CLOSE(vi[0], c * c * (1.0 / 30 + 1.0 / 25), 1e-14);
    const number x[] = ONE(5, 2, 11), y[] = ONE(6, 0, 6), z[] = ONE(7, 4, 1);
    const number *means[] = {x, y, z};
    compute_many("MN", COPSE_VTYPE_HO, means, 3, yi, vi);
    CK_CLOSE(vi[0], (40.0 / 15) / 11, 1e-14); /* one participant has no degree of freedom, a zero counts */
    CK_CLOSE(vi[2], 40.0 / 15, 1e-14);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ relations */

START_TEST(measures_are_related)
{
    const number row[] = TWO(12.5, 3, 20, 11, 2.5, 15), pair[] = PAIRED(12.5, 11, 3, 2.5, 0.4, 35);
    const result rpb = plain("RPB", row), zpb = plain("ZPB", row), d = plain("COHEN", row);
    CK_CLOSE(zpb.yi, atanh(rpb.yi), 1e-14);
    CK_CLOSE(zpb.vi, rpb.vi / pow(1 - rpb.yi * rpb.yi, 2), 1e-14);
    CK_CLOSE(plain("D2OR", row).yi, COPSE_PI / sqrt(3.0) * d.yi, 1e-15);
    CK_CLOSE(plain("CVR", row).yi, plain("VR", row).yi - plain("ROM", row).yi, 1e-13);
    CK_CLOSE(effect_of("CVR", COPSE_VTYPE_LS2, true, row).vi,
             effect_of("VR", COPSE_VTYPE_LS2, true, row).vi + effect_of("ROM", COPSE_VTYPE_LS2, true, row).vi, 1e-14);
    CK_CLOSE(plain("CVRC", pair).yi, plain("VRC", pair).yi - plain("ROMC", pair).yi, 1e-13);
    CK_CLOSE(plain("CVRC", pair).vi, plain("VRC", pair).vi + plain("ROMC", pair).vi, 1e-14);
    CK_CLOSE(plain("SMD1", row).yi, plain("GLASS", row).yi * copse_hedges_j(14), 1e-15);
    ck_assert_ptr_eq(copse_measure_find("D2ORL"), copse_measure_find("D2OR"));
    ck_assert_ptr_eq(copse_measure_find("AUC"), copse_measure_find("CLES"));
    ck_assert_ptr_eq(copse_measure_find("AUCN"), copse_measure_find("CLESN"));
    ck_assert_ptr_eq(copse_measure_find("AUCCN"), copse_measure_find("CLESCN"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effect of means");
    TCase *cases = tcase_create("means");
    tcase_add_loop_test(cases, odd_rows_have_a_number_or_a_reason, 0, (int)(sizeof odd / sizeof *odd));
    tcase_add_test(cases, more_ties_than_the_area_allows);
    tcase_add_test(cases, variance_types_that_a_measure_does_not_take_are_refused);
    tcase_add_test(cases, d_t_p_and_r_agree_with_the_means);
    tcase_add_test(cases, the_sign_of_p_is_the_sign_of_the_difference);
    tcase_add_test(cases, paired_d_t_and_p_agree_with_the_means);
    tcase_add_test(cases, means_go_before_other_forms);
    tcase_add_test(cases, swapping_the_groups);
    tcase_add_test(cases, swapping_the_measurements);
    tcase_add_test(cases, scale_and_origin);
    tcase_add_test(cases, correction_is_j_and_fades_with_size);
    tcase_add_test(cases, variance_types_agree_in_large_samples);
    tcase_add_test(cases, unbiased_variance_is_smooth_where_its_factor_switches);
    tcase_add_test(cases, averages_are_over_the_rows_that_count);
    tcase_add_test(cases, measures_are_related);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
