/* The converters against 50-digit arithmetic (convert.csv). */
#include <copse/convert.h>

#include "ck_close.h"
#include "reference_csv.h"

typedef struct made {
    double first, second;
} made;

static made convert_scale(const char *text, const double *x)
{
    char from[16] = "", to[16] = "";
    copse_scale a = COPSE_SCALE_D, b = COPSE_SCALE_D;
    copse_error err = {0};
    made m = {NAN, NAN};
    ck_assert_int_eq(sscanf(text, "%15s %15s", from, to), 2);
    ck_assert_int_eq(copse_scale_find(from, &a), COPSE_OK);
    ck_assert_int_eq(copse_scale_find(to, &b), COPSE_OK);
    ck_assert_msg(copse_scale_convert(a, b, x[0], x[1], x[2], x[3], &m.first, &m.second, &err) == COPSE_OK, "%s: %s",
                  text, err.text);
    return m;
}

static copse_status convert(const char *what, const double *x, made *m, copse_error *err)
{
    if (strcmp(what, "interval") == 0) return copse_se_from_interval(x[0], x[1], x[2], x[3], &m->first, err);
    if (strcmp(what, "limit") == 0) return copse_se_from_limit(x[0], x[1], x[2], x[3], &m->first, err);
    if (strcmp(what, "p") == 0) return copse_se_from_p(x[0], x[1], x[2] == 1.0, x[3], &m->first, err);
    if (strcmp(what, "difference") == 0) return copse_sd_from_difference_se(x[0], x[1], x[2], &m->first, err);
    if (strcmp(what, "change_sd") == 0) return copse_change_sd(x[0], x[1], x[2], &m->first, err);
    if (strcmp(what, "change_r") == 0) return copse_change_correlation(x[0], x[1], x[2], &m->first, err);
    if (strcmp(what, "design") == 0) return copse_design_effect(x[0], x[1], x[2], &m->first, err);
    if (strcmp(what, "combine") == 0) {
        const double n[] = {x[0], x[3]}, mean[] = {x[1], x[4]}, sd[] = {x[2], x[5]};
        double total;
        return copse_groups_combine(n, mean, sd, 2, &total, &m->first, &m->second, err);
    }
    ck_abort_msg("convert.csv: nothing is called %s", what);
    return COPSE_EINVAL;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("convert.csv");
    size_t compared = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        static const char *const column[] = {"x1", "x2", "x3", "x4", "x5", "x6"};
        double x[6];
        made m = {NAN, NAN};
        copse_error err = {0};
        copse_status status = COPSE_OK;
        const char *what = reference_text(&csv, i, "what"), *text = reference_text(&csv, i, "text");
        for (size_t k = 0; k < 6; k++) x[k] = reference_number(&csv, i, column[k]);
        if (strcmp(what, "scale") == 0) m = convert_scale(text, x);
        else if (strcmp(what, "delta") == 0) status = copse_delta(text, x[0], x[1], &m.first, &m.second, &err);
        else status = convert(what, x, &m, &err);
        ck_assert_msg(status == COPSE_OK, "convert.csv row %zu, %s %s: %s", i + 1, what, text, err.text);
        const double rtol = reference_number(&csv, i, "rtol");
        const double want = reference_number(&csv, i, "out"), want2 = reference_number(&csv, i, "out2");
        ck_assert_msg(close_enough(m.first, want, rtol, 0.0) && close_enough(m.second, want2, rtol, 0.0),
                      "convert.csv row %zu, %s %s: %.17g and %.17g, not %.17g and %.17g", i + 1, what, text, m.first,
                      m.second, want, want2);
        compared++;
    }
    ck_assert_uint_gt(compared, 700);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("convert_reference");
    TCase *numbers = tcase_create("numbers");
    tcase_add_test(numbers, every_row);
    suite_add_tcase(suite, numbers);
    return run_suite(suite);
}
