/* Bootstrap intervals of simulated data sets against R's boot (make_simulation_bootstrap.R): every measure agrees within
 * Monte Carlo error. The seeds are fixed, so the test is not left to chance. */
#include "ck_close.h"
#include "reference_csv.h"
#include "simulation_fixture.h"

#define HEAD "copse: 1\nseed: 42\nreplicates: 20000\n"
#define EVERY "interval: [normal, basic, percentile, bca, studentised], replicates: 199}}\n"
#define VARIANCES "variances: {value: [0.05, 0.1, 0.2, 0.4]}\n"

static const struct {
    const char *name, *yaml;
} CASES[] = {
    {"resampled", HEAD VARIANCES "k: 8\nmu: 0.3\ntau2: 0.1\nmethods: {method: DL, test: z, bootstrap: {" EVERY},
    {"drawn",
     HEAD VARIANCES "k: 5\nmu: 0.3\ntau2: 0.1\nmethods: {method: DL, test: z, bootstrap: {kind: parametric, " EVERY},
    {"moderator", HEAD VARIANCES "k: 12\nmu: 0.1\ntau2: 0.08\nmoderators: {name: x, kind: continuous, slope: 0.3}\n"
                                 "methods: {method: DL, test: z, bootstrap: {" EVERY}};

static copse_performance find(const simulated *s, const char *interval, const char *parameter, const char *measure)
{
    const copse_simulation_design *d = copse_simulation_of(s->simulation);
    copse_performance_kind kind = COPSE_PERFORMANCE_COUNT;
    size_t m = 0;
    while (m < d->methods && strcmp(copse_boot_interval_name(d->method[m].bootstrap.interval), interval) != 0) m++;
    ck_assert_msg(m < d->methods, "no interval %s", interval);
    ck_assert_int_eq(copse_performance_find(measure, &kind), COPSE_OK);
    const copse_simulation_summary summary = summary_of(s, 0, m);
    ck_assert_uint_eq(summary.fitted, 20000);
    if (strcmp(parameter, "mu") == 0) return summary.coef[0][kind];
    if (strcmp(parameter, "x") == 0) return summary.coef[1][kind];
    ck_assert_str_eq(parameter, "tau2");
    return summary.tau2[kind];
}

START_TEST(test_case_agrees)
{
    reference_csv csv = reference_read("simulation_bootstrap.csv");
    simulated s = run_simulation(CASES[_i].yaml);
    size_t compared = 0;
    double squares = 0;
    for (size_t r = 0; r < csv.rows; r++) {
        if (strcmp(reference_text(&csv, r, "case"), CASES[_i].name) != 0) continue;
        const char *interval = reference_text(&csv, r, "interval"), *parameter = reference_text(&csv, r, "parameter");
        const char *measure = reference_text(&csv, r, "measure");
        const copse_performance got = find(&s, interval, parameter, measure);
        const double want = reference_number(&csv, r, "value"), error = reference_number(&csv, r, "mcse");
        if (error < 1e-12 || got.mcse < 1e-12) { /* (nearly) the same in every data set */
            CK_CLOSE_ABS(got.value, want, 0, 1e-3);
            continue;
        }
        const double z = (got.value - want) / sqrt(got.mcse * got.mcse + error * error);
        ck_assert_msg(fabs(z) <= 4, "%s %s %s %s: %.6g, want %.6g, z = %.2f", CASES[_i].name, interval, parameter,
                      measure, got.value, want, z);
        squares += z * z;
        compared++;
    }
    ck_assert_uint_ge(compared, 20);
    ck_assert_msg(squares / (double)compared < 4, "%s: the mean squared z is %.2f", CASES[_i].name,
                  squares / (double)compared);
    free_simulation(&s);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("simulation_bootstrap_reference");
    TCase *cases = tcase_create("cases");
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, test_case_agrees, 0, (int)(sizeof CASES / sizeof *CASES));
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
