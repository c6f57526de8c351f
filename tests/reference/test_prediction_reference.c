/* Probabilities beyond a limit, the confidence distribution of tau2 and bootstrap prediction intervals: every row of
 * prediction.csv. */
#include <copse/model.h>
#include <copse/resample.h>

#include "ck_close.h"
#include "reference_data.h"

static void check_beyond(const reference_csv *csv, size_t row, const reference_data *data)
{
    copse_fit_opts opts = copse_fit_opts_default();
    copse_fit fit;
    copse_beyond b;
    copse_error err = {0};
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &opts.test), COPSE_OK);
    opts.level = reference_number(csv, row, "level");
    const bool above = strcmp(reference_text(csv, row, "side"), "above") == 0;
    ck_assert_msg(copse_pool(data->y, data->v, NULL, data->k, 1, &opts, &fit, &err) == COPSE_OK, "%s", err.text);
    ck_assert_int_eq(copse_fit_beyond(&fit, reference_number(csv, row, "limit"), above, &b, &err), COPSE_OK);
    copse_fit_free(&fit);
    const struct {
        const char *name;
        double value;
    } got[] = {{"probability", b.estimate}, {"plug_in", b.plug_in}, {"ci_lower", b.ci.lower}, {"ci_upper", b.ci.upper}};
    const char *statistic = reference_text(csv, row, "statistic");
    for (size_t i = 0; i < sizeof got / sizeof *got; i++) {
        if (strcmp(statistic, got[i].name) != 0) continue;
        CK_CLOSE(got[i].value, reference_number(csv, row, "value"), reference_number(csv, row, "rtol"));
        return;
    }
    ck_abort_msg("no statistic %s", statistic);
}

static void check_confidence(const reference_csv *csv, size_t row, const reference_data *data)
{
    double H = NAN, rest = NAN;
    ck_assert_int_eq(
        copse_tau2_confidence(data->y, data->v, data->k, reference_number(csv, row, "limit"), &H, &rest, NULL),
        COPSE_OK);
    CK_CLOSE_ABS(H, reference_number(csv, row, "value"), 0,
                 reference_number(csv, row, "rtol")); /* Imhof's is absolute */
    CK_CLOSE_ABS(H + rest, 1, 0, 1e-13);
}

/* Within four Monte Carlo standard errors. */
static void check_boot(const reference_csv *csv, size_t row, const reference_data *data)
{
    copse_boot_prediction p;
    const bool lower = strcmp(reference_text(csv, row, "statistic"), "lower") == 0;
    const copse_boot_predict_plan plan = {.y = data->y,
                                          .v = data->v,
                                          .k = data->k,
                                          .level = reference_number(csv, row, "level"),
                                          .replicates = 200000,
                                          .seed = 11};
    ck_assert_int_eq(copse_boot_predict(&plan, &p, NULL), COPSE_OK);
    const double got = lower ? p.pi.lower : p.pi.upper, error = lower ? p.error.lower : p.error.upper;
    CK_CLOSE_ABS(got, reference_number(csv, row, "value"), 0, 4 * error);
    copse_boot_prediction_free(&p);
}

START_TEST(all_rows)
{
    reference_csv csv = reference_read("prediction.csv");
    ck_assert_uint_ge(csv.rows, 100);
    for (size_t row = 0; row < csv.rows; row++) {
        const char *what = reference_text(&csv, row, "what");
        reference_data data = reference_data_read(reference_text(&csv, row, "dataset"));
        if (strcmp(what, "beyond") == 0) check_beyond(&csv, row, &data);
        else if (strcmp(what, "confidence") == 0) check_confidence(&csv, row, &data);
        else if (strcmp(what, "boot") == 0) check_boot(&csv, row, &data);
        else ck_abort_msg("row %zu: no %s", row, what);
        reference_data_free(&data);
    }
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prediction_reference");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, all_rows);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
