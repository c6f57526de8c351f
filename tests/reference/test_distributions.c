/* Distributions against 50-digit arithmetic (distributions.csv), to 1e-12 in every row whatever the file allows. */
#include <copse/math.h>

#include "ck_close.h"
#include "reference_csv.h"

static const double RTOL = 1e-12;

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* The function of a row; false for those that the library does not offer. */
static bool call(const char *name, double a, double b, double c, double *got)
{
    if (is(name, "norm_lower")) *got = copse_normal_lower(a);
    else if (is(name, "norm_upper")) *got = copse_normal_upper(a);
    else if (is(name, "norm_quantile")) *got = -copse_normal_quantile_upper(a);
    else if (is(name, "t_upper")) *got = copse_t_upper(a, b);
    else if (is(name, "t_lower")) *got = copse_t_upper(-a, b);
    else if (is(name, "t_quantile_upper")) *got = copse_t_quantile_upper(a, b);
    else if (is(name, "chisq_lower")) *got = copse_chisq_lower(a, b);
    else if (is(name, "chisq_upper")) *got = copse_chisq_upper(a, b);
    else if (is(name, "chisq_quantile_lower")) *got = copse_chisq_quantile_lower(a, b);
    else if (is(name, "chisq_quantile_upper")) *got = copse_chisq_quantile_upper(a, b);
    else if (is(name, "F_upper")) *got = copse_f_upper(a, b, c);
    else return false;
    return true;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("distributions.csv");
    size_t checked = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        const char *name = reference_text(&csv, i, "function");
        double arg[3], got;
        for (int j = 0; j < 3; j++) {
            const char column[] = {'a', 'r', 'g', (char)('1' + j), '\0'};
            arg[j] = *reference_text(&csv, i, column) != '\0' ? reference_number(&csv, i, column) : NAN;
        }
        if (!call(name, arg[0], arg[1], arg[2], &got)) {
            ck_assert_msg(is(name, "lgamma_diff") || is(name, "F_lower"), "row %zu: no function %s", i + 1, name);
            continue;
        }
        const double want = reference_number(&csv, i, "value");
        ck_assert_msg(close_enough(got, want, RTOL, 0), "%s(%.17g, %g, %g) = %.17g, want %.17g", name, arg[0], arg[1],
                      arg[2], got, want);
        checked++;
        if (is(name, "t_upper")) CK_CLOSE(copse_t_two_sided(-arg[0], arg[1]), 2 * want, RTOL);
    }
    ck_assert_uint_gt(checked, 600);
    reference_free(&csv);
}
END_TEST

/* log(Gamma(m/2)/Gamma((m-1)/2)) gives J. */
START_TEST(hedges_j_from_log_gamma)
{
    reference_csv csv = reference_read("distributions.csv");
    size_t checked = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        if (!is(reference_text(&csv, i, "function"), "lgamma_diff")) continue;
        const double a = reference_number(&csv, i, "arg1"), b = reference_number(&csv, i, "arg2");
        if (a - b != 0.5) continue;
        CK_CLOSE(copse_hedges_j(2 * a), exp(reference_number(&csv, i, "value")) / sqrt(a), 1e-14);
        checked++;
    }
    ck_assert_uint_gt(checked, 10);
    reference_free(&csv);
}
END_TEST

START_TEST(hedges_j_table)
{
    reference_csv csv = reference_read("effects_j.csv");
    for (size_t i = 0; i < csv.rows; i++) {
        const double m = reference_number(&csv, i, "m");
        if (!(m > 1)) continue;
        CK_CLOSE(copse_hedges_j(m), reference_number(&csv, i, "J"), 1e-14);
    }
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("distributions against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    tcase_add_test(cases, hedges_j_from_log_gamma);
    tcase_add_test(cases, hedges_j_table);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
