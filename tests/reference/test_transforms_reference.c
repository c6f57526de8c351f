/* Back-transformations against 50-digit arithmetic (transforms.csv) and against metafor (transforms_metafor.csv). */
#include <copse/effect.h>

#include "ck_close.h"
#include "reference_csv.h"

static double number_or_zero(const reference_csv *csv, size_t row, const char *column)
{
    const double x = reference_number(csv, row, column);
    return isnan(x) ? 0.0 : x;
}

static copse_effect_scale scale_of(const char *text)
{
    if (strncmp(text, "or", 2) == 0) return COPSE_EFFECT_SCALE_LOG_ODDS_RATIO;
    if (strncmp(text, "rr", 2) == 0) return COPSE_EFFECT_SCALE_LOG_RISK_RATIO;
    if (strncmp(text, "rd", 2) == 0) return COPSE_EFFECT_SCALE_RISK_DIFFERENCE;
    return strncmp(text, "d", 1) == 0 ? COPSE_EFFECT_SCALE_D : COPSE_EFFECT_SCALE_OTHER;
}

static double computed(const reference_csv *csv, size_t i, copse_transform *transform)
{
    const char *scale = reference_text(csv, i, "scale");
    const copse_transform_settings settings = {.control_risk = number_or_zero(csv, i, "control_risk"),
                                               .sd = number_or_zero(csv, i, "sd"),
                                               .tau2 = number_or_zero(csv, i, "tau2"),
                                               .size = number_or_zero(csv, i, "size"),
                                               .scale = scale_of(scale),
                                               .wanted = strstr(scale, "wanted") != NULL};
    ck_assert_int_eq(copse_transform_find(reference_text(csv, i, "transform"), transform), COPSE_OK);
    return copse_transform_apply_with(*transform, reference_number(csv, i, "x"), &settings);
}

static void check_file(const char *name, size_t least, bool seen[COPSE_TRANSFORM_COUNT])
{
    reference_csv csv = reference_read(name);
    size_t compared = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        copse_transform transform = COPSE_TRANSFORM_COUNT;
        const double value = reference_number(&csv, i, "value"), got = computed(&csv, i, &transform);
        if (isnan(value)) continue;
        seen[transform] = true;
        const bool zero = value == 0.0 && fabs(got) <= 1e-15; /* the mean of an odd function is a sum that cancels */
        ck_assert_msg(zero || got == value || close_enough(got, value, reference_number(&csv, i, "rtol"), 1e-40),
                      "%s row %zu: %s of %s is %.17g, not %.17g", name, i + 1, reference_text(&csv, i, "transform"),
                      reference_text(&csv, i, "x"), got, value);
        compared++;
    }
    ck_assert_uint_ge(compared, least);
    reference_free(&csv);
}

START_TEST(high_precision)
{
    bool seen[COPSE_TRANSFORM_COUNT] = {false};
    check_file("transforms.csv", 1900, seen);
    for (copse_transform t = COPSE_TRANSFORM_NONE; t < COPSE_TRANSFORM_COUNT; t++)
        ck_assert_msg(seen[t], "%s has no reference", copse_transform_name(t));
}
END_TEST

START_TEST(metafor_agrees)
{
    bool seen[COPSE_TRANSFORM_COUNT] = {false};
    check_file("transforms_metafor.csv", 300, seen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transforms against reference");
    TCase *files = tcase_create("files");
    tcase_add_test(files, high_precision);
    tcase_add_test(files, metafor_agrees);
    suite_add_tcase(suite, files);
    return run_suite(suite);
}
