/* Mantel-Haenszel and Peto against counts.csv: every statistic of 22 sets of tables. */
#include "ck_close.h"
#include "counts_tables.h"

typedef struct fitted {
    copse_fit fit;
    copse_table_tests tests;
    double se_greenland;
} fitted;

static void pool(const char *measure, const counts_tables *t, fitted *f)
{
    copse_error err = {0};
    copse_mh mh = COPSE_MH_OR;
    f->se_greenland = NAN;
    if (strcmp(measure, "PETO") == 0) {
        const copse_counts counts = counts_of(COPSE_MH_OR, t);
        ck_assert_int_eq(copse_pool_peto(&counts, NULL, &f->fit, &f->tests, &err), COPSE_OK);
        return;
    }
    ck_assert_int_eq(copse_mh_find(measure, &mh), COPSE_OK);
    const copse_counts counts = counts_of(mh, t);
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, &f->fit, &f->tests, &err), COPSE_OK);
    if (mh != COPSE_MH_RD) return;
    copse_counts_opts opts = copse_counts_opts_default();
    copse_fit other;
    opts.rd_variance = COPSE_RD_GREENLAND;
    ck_assert_int_eq(copse_pool_mh(&counts, &opts, &other, NULL, &err), COPSE_OK);
    CK_CLOSE(other.coef[0].estimate, f->fit.coef[0].estimate, 0);
    f->se_greenland = other.coef[0].se;
    copse_fit_free(&other);
}

static double statistic(const fitted *f, const char *name)
{
    const copse_coefficient *c = &f->fit.coef[0];
    const copse_heterogeneity *het = &f->fit.het;
    const copse_fit_statistics *stat = &f->fit.stat;
    const copse_table_tests *t = &f->tests;
    const struct {
        const char *name;
        double value;
    } all[] = {{"estimate", c->estimate},
               {"se", c->se},
               {"statistic", c->statistic},
               {"p", c->p},
               {"ci_lower", c->ci.lower},
               {"ci_upper", c->ci.upper},
               {"Q", het->Q},
               {"Q_df", het->Q_df},
               {"Q_p", het->Q_p},
               {"I2", het->I2},
               {"H2", het->H2},
               {"log_lik", stat->log_lik},
               {"deviance", stat->deviance},
               {"AIC", stat->AIC},
               {"BIC", stat->BIC},
               {"AICc", stat->AICc},
               {"weight_first", f->fit.weight[0]},
               {"weight_last", f->fit.weight[f->fit.k - 1]},
               {"cmh", t->cmh.statistic},
               {"cmh_corrected", t->cmh_corrected.statistic},
               {"cochran", t->cochran.statistic},
               {"cochran_corrected", t->cochran_corrected.statistic},
               {"breslow_day", t->breslow_day.statistic},
               {"tarone", t->tarone.statistic},
               {"informative", (double)t->informative},
               {"se_greenland", f->se_greenland}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0) return all[i].value;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("counts.csv");
    char last[64] = "";
    counts_tables t;
    fitted f = {0};
    for (size_t row = 0; row < csv.rows; row++) {
        const char *dataset = reference_text(&csv, row, "dataset"), *measure = reference_text(&csv, row, "measure");
        char key[64];
        (void)snprintf(key, sizeof key, "%s %s", dataset, measure);
        if (strcmp(key, last) != 0) {
            copse_fit_free(&f.fit);
            counts_read(dataset, &t);
            pool(measure, &t, &f);
            (void)snprintf(last, sizeof last, "%s", key);
        }
        const char *name = reference_text(&csv, row, "statistic");
        const double want = reference_number(&csv, row, "value"), got = statistic(&f, name);
        const double rtol = reference_number(&csv, row, "rtol");
        ck_assert_msg(close_enough(got, want, rtol, 1e-14), "%s %s: %.17g, want %.17g", key, name, got, want);
    }
    ck_assert_uint_gt(csv.rows, 1500);
    copse_fit_free(&f.fit);
    reference_free(&csv);
}
END_TEST

/* Printed numbers, to their last digit. Yusuf et al. 1985, table 6, page 107: odds ratio and 95 % limits. Rothman, Greenland
 * & Lash 2008, chapter 15 (tables 15-1, 15-2 and 15-5), 90 % limits, as redone on metafor-project.org/doku.php/analyses:
 * rothman2008. */
static const struct {
    const char *dataset, *measure;
    double level, estimate, lower, upper, last;
} printed[] = {{"yusuf6", "PETO", 95, 0.93, 0.74, 1.18, 0.005},    {"rothman1", "RD", 90, 0.035, -0.018, 0.088, 0.0007},
               {"rothman1", "RR", 90, 1.33, 0.87, 2.03, 0.005},    {"rothman1", "OR", 90, 1.40, 0.84, 2.34, 0.005},
               {"rothman2", "IRD", 90, 11.44, 6.35, 16.53, 0.005}, {"rothman2", "IRR", 90, 1.42, 1.19, 1.70, 0.005},
               {"rothman5", "OR", 90, 3.78, 1.43, 10.00, 0.006}};

START_TEST(printed_numbers)
{
    counts_tables t;
    copse_fit fit;
    copse_counts_opts opts = copse_counts_opts_default();
    copse_mh measure = COPSE_MH_OR;
    const bool peto = copse_mh_find(printed[_i].measure, &measure) != COPSE_OK;
    counts_read(printed[_i].dataset, &t);
    opts.level = printed[_i].level;
    const copse_counts counts = counts_of(measure, &t);
    ck_assert_int_eq(peto ? copse_pool_peto(&counts, &opts, &fit, NULL, NULL)
                          : copse_pool_mh(&counts, &opts, &fit, NULL, NULL),
                     COPSE_OK);
    const bool ratio = measure != COPSE_MH_RD && measure != COPSE_MH_IRD;
    const double x[] = {fit.coef[0].estimate, fit.coef[0].ci.lower, fit.coef[0].ci.upper};
    const double want[] = {printed[_i].estimate, printed[_i].lower, printed[_i].upper};
    for (size_t i = 0; i < 3; i++) CK_CLOSE_ABS(ratio ? exp(x[i]) : x[i], want[i], 0, printed[_i].last);
    copse_fit_free(&fit);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("counts against reference numbers");
    TCase *cases = tcase_create("counts");
    tcase_add_test(cases, every_row);
    tcase_add_loop_test(cases, printed_numbers, 0, sizeof printed / sizeof *printed);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
