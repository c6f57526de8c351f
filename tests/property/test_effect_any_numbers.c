/* Every measure, variance type and set of inputs on odd and ordinary numbers, three rows a call: a row has a finite estimate with
 * a positive variance, or a reason and no number at all. */
#include <copse/effect.h>

#include "ck_close.h"
#include "test_random.h"

enum { ROWS = 3, CALLS = 150 };

static double any_number(test_random *r)
{
    static const double odd[] = {0,       1,    2, 3,       0.5,   1e-300, 1e300,        1e15,        1e9,
                                 5e-324,  0.1,  7, 50,      -1,    1e-12,  100,          (double)NAN, 0.999999,
                                 1.7e308, -0.3, 1, -0x1p-2, 0x1p9, 4,      4.9999999999, -1e300,      (double)INFINITY};
    const size_t kind = test_random_size(r, 0, 3);
    if (kind == 0) return test_random_uniform(r);
    return kind == 1 ? (double)test_random_size(r, 0, 60) : odd[test_random_size(r, 0, sizeof odd / sizeof *odd - 1)];
}

static copse_effect_opts any_options(test_random *r, copse_vtype vtype)
{
    copse_effect_opts opts = copse_effect_opts_default();
    opts.vtype = vtype;
    opts.to = (copse_add_to)test_random_size(r, 0, 3);
    opts.drop00 = test_random_size(r, 0, 1) == 1;
    opts.uncorrected = test_random_size(r, 0, 1) == 1;
    if (test_random_size(r, 0, 2) == 0) opts.add = 0.25 * (double)test_random_size(r, 0, 1);
    return opts;
}

/* Returns how many rows had an estimate. */
static size_t check_call(test_random *r, const copse_measure *measure, copse_vtype vtype, size_t set)
{
    static double column[COPSE_IN_COUNT][ROWS];
    const double *in[COPSE_IN_COUNT] = {NULL};
    double yi[ROWS], vi[ROWS], ni[ROWS];
    copse_effect_row row[ROWS];
    size_t estimates = 0;
    for (const copse_input *input = measure->inputs[set]; *input != COPSE_IN_COUNT; input++) {
        for (size_t i = 0; i < ROWS; i++) column[*input][i] = any_number(r);
        in[*input] = column[*input];
    }
    const copse_effect_opts opts = any_options(r, vtype);
    ck_assert_int_eq(copse_effect_compute(measure, in, ROWS, &opts, yi, vi, ni, row), COPSE_OK);
    for (size_t i = 0; i < ROWS; i++) {
        const bool ok = row[i].status == COPSE_OK;
        estimates += ok;
        ck_assert_ptr_nonnull(row[i].why);
        if (ok)
            ck_assert_msg(isfinite(yi[i]) && isfinite(vi[i]) && vi[i] > 0.0, "%s: %g, %g", measure->code, yi[i], vi[i]);
        else ck_assert_msg(isnan(yi[i]) && isnan(vi[i]) && row[i].why[0] != '\0', "%s: no reason", measure->code);
    }
    return estimates;
}

START_TEST(an_estimate_or_a_reason)
{
    test_random r = {20261128};
    const copse_measure *measure;
    for (size_t m = 0; (measure = copse_measure_at(m)) != NULL; m++) {
        size_t estimates = 0;
        for (copse_vtype vtype = 0; vtype <= COPSE_VTYPE_COUNT; vtype++) {
            if (!copse_measure_takes(measure, vtype)) continue;
            for (size_t set = 0; set < measure->input_sets; set++)
                for (int call = 0; call < CALLS; call++) estimates += check_call(&r, measure, vtype, set);
        }
        ck_assert_msg(estimates > 10, "%s: %zu estimates", measure->code, estimates);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effects of any numbers");
    TCase *all = tcase_create("all");
    tcase_add_test(all, an_estimate_or_a_reason);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
