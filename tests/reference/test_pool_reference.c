/* Pooling against 50-digit arithmetic: every row of pool.csv, to its own tolerance. */
#include <copse/model.h>

#include "ck_close.h"
#include "reference_data.h"

static const copse_coefficient NO_TEST = {.statistic = NAN, .p = NAN};

static double field(const copse_fit *f, const char *name)
{
    const copse_coefficient *c = &f->coef[0];
    const copse_heterogeneity *h = &f->het;
    const struct {
        const char *name;
        double value;
    } table[] = {{"k", (double)f->k},
                 {"mu", c->estimate},
                 {"se", c->se},
                 {"statistic", c->statistic},
                 {"df", c->df},
                 {"p", c->p},
                 {"ci_lower", c->ci.lower},
                 {"ci_upper", c->ci.upper},
                 {"pi_lower", f->prediction.lower},
                 {"pi_upper", f->prediction.upper},
                 {"tau2", h->tau2},
                 {"tau2_se", h->tau2_se},
                 {"tau2_ci_lower", h->tau2_ci.lower},
                 {"tau2_ci_upper", h->tau2_ci.upper},
                 {"I2", h->I2},
                 {"I2_ci_lower", h->I2_ci.lower},
                 {"I2_ci_upper", h->I2_ci.upper},
                 {"H2", h->H2},
                 {"H2_ci_lower", h->H2_ci.lower},
                 {"H2_ci_upper", h->H2_ci.upper},
                 {"I2_Q", h->I2_Q},
                 {"Q", h->Q},
                 {"Q_df", h->Q_df},
                 {"Q_p", h->Q_p},
                 {"log_lik", f->stat.log_lik},
                 {"deviance", f->stat.deviance},
                 {"AIC", f->stat.AIC},
                 {"BIC", f->stat.BIC},
                 {"AICc", f->stat.AICc}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0) return table[i].value;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

static bool same_fit(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const key[] = {"dataset", "method", "test", "level"};
    for (size_t c = 0; c < sizeof key / sizeof *key; c++)
        if (strcmp(reference_text(csv, a, key[c]), reference_text(csv, b, key[c])) != 0) return false;
    return true;
}

static copse_fit fit_row(const reference_csv *csv, size_t row, const reference_data *data)
{
    copse_fit_opts opts = copse_fit_opts_default();
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &opts.test), COPSE_OK);
    opts.level = reference_number(csv, row, "level");
    copse_fit fit;
    copse_error err = {0};
    ck_assert_msg(copse_pool(data->y, data->v, NULL, data->k, 1, &opts, &fit, &err) == COPSE_OK, "%s: %s",
                  data->csv.name, err.text);
    return fit;
}

/* One study: the file has metafor's convention (tau2 = 0 and what follows from it), copse says that it is unknown. */
static bool is_unknown(const copse_fit *fit, const char *statistic)
{
    static const char *const always[] = {"I2", "H2", "I2_Q", "pi_lower", "pi_upper"}, *const random[] = {
                                                                                          "tau2", "log_lik", "deviance",
                                                                                          "AIC",  "BIC",     "AICc"};
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        if (strcmp(statistic, always[i]) == 0) return true;
    for (size_t i = 0; fit->stop == COPSE_STOP_NO_DF && i < sizeof random / sizeof random[0]; i++)
        if (strcmp(statistic, random[i]) == 0) return true;
    return false;
}

/* Identical estimates: metafor divides by a standard error of 0, and prints Inf; copse has no test there. */
static double expected(const copse_fit *fit, const char *statistic, double want)
{
    if (fit->k == 1 && is_unknown(fit, statistic)) return NAN;
    if (fit->coef[0].se != 0) return want;
    if (strcmp(statistic, "statistic") == 0 && isinf(want)) return NO_TEST.statistic;
    if (strcmp(statistic, "p") == 0 && want == 0) return NO_TEST.p;
    return want;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("pool.csv");
    reference_data data = {0};
    copse_fit fit = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        reference_check_provenance(&csv, i);
        const double rtol = reference_rtol(&csv, i);
        const char *dataset = reference_text(&csv, i, "dataset"), *statistic = reference_text(&csv, i, "statistic");
        if (i == 0 || strcmp(dataset, reference_text(&csv, i - 1, "dataset")) != 0) {
            reference_data_free(&data);
            data = reference_data_read(dataset);
        }
        if (i == 0 || !same_fit(&csv, i, i - 1)) {
            copse_fit_free(&fit);
            fit = fit_row(&csv, i, &data);
        }
        const double got = field(&fit, statistic);
        const double want = expected(&fit, statistic, reference_number(&csv, i, "value"));
        if (close_enough(got, want, rtol, 0)) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s %s %s: %s = %.17g, want %.17g (rtol %g)\n", dataset,
                      reference_text(&csv, i, "method"), reference_text(&csv, i, "test"),
                      reference_text(&csv, i, "level"), statistic, got, want, rtol);
    }
    ck_assert_uint_gt(csv.rows, 12000);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    copse_fit_free(&fit);
    reference_data_free(&data);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pooling against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
