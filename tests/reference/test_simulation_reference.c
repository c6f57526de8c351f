/* Simulated cells against an independent simulation in R (make_simulation.R): every measure of performance agrees within
 * Monte Carlo error. The seeds are fixed, so the test is not left to chance. */
#include "ck_close.h"
#include "reference_csv.h"
#include "simulation_fixture.h"

#define HEAD "copse: 1\nseed: 42\nreplicates: 40000\n"
#define BOTH "methods: [{method: REML, test: knha}, {method: DL, test: z}]\n"

static const struct {
    const char *name, *yaml;
} CASES[] = {
    {"given", HEAD
     "k: 5\nmu: 0.5\ntau2: 0.1\nvariances: [{value: [0.05, 0.1, 0.2, 0.4]}]\n"
     "methods: [{method: REML, test: knha}, {method: DL, test: z}, {method: HE, test: t}, {method: EE, test: z}]\n"},
    {"estimated", HEAD "k: 7\ntau2: 0.07\nestimated: true\ndf: 20\n"
                       "variances: [{distribution: chisq, df: 1, scale: 0.25, min: 0.009, max: 0.6}]\n" BOTH},
    {"odds", HEAD "measure: OR\nk: 10\nmu: -0.5\ntau2: 0.2\nsizes: [{distribution: uniform, min: 20, max: 60}]\n"
                  "control: [{distribution: beta, a: 2, b: 8}]\n" BOTH},
    {"smd", HEAD "measure: SMD\nk: 8\nmu: 0.3\ntau2: 0.05\nsizes: [{distribution: uniform, min: 10, max: 40}]\n"
                 "effects: [{shape: exponential}]\n" BOTH},
    {"rates", HEAD "measure: IRR\nk: 6\nmu: 0.2\ntau2: 0.09\nsizes: [{value: 200}]\ncontrol: [{value: 0.1}]\n"
                   "effects: [{shape: mixture, share: 0.3, distance: 3}]\n" BOTH},
    {"correlations",
     HEAD "measure: ZCOR\nk: 10\nmu: 0.3\ntau2: 0.02\nsizes: [{distribution: uniform, min: 30, max: 80}]\n"
          "correlation: 0.5\n" BOTH},
    {"selection", HEAD "k: 10\nmu: 0.2\ntau2: 0.05\nvariances: [{value: 0.1}]\n"
                       "selection: [{by: p, steps: [0.025, 0.5], weights: [1, 0.4, 0.1]}]\n" BOTH},
    {"moderator", HEAD "k: 12\nmu: 0.1\ntau2: 0.05\nvariances: [{value: 0.08}]\n"
                       "effects: [{shape: outliers, share: 0.1, factor: 4}]\n"
                       "moderators: [{name: x, kind: binary, slope: 0.4}]\n" BOTH}};

static copse_performance find(const simulated *s, const char *method, const char *parameter, const char *measure)
{
    const copse_simulation_design *d = copse_simulation_of(s->simulation);
    copse_performance_kind kind = COPSE_PERFORMANCE_COUNT;
    size_t m = 0;
    while (m < d->methods && strcmp(d->method[m].name, method) != 0) m++;
    ck_assert_msg(m < d->methods, "no method %s", method);
    ck_assert_int_eq(copse_performance_find(measure, &kind), COPSE_OK);
    const copse_simulation_summary summary = summary_of(s, 0, m);
    ck_assert_uint_eq(summary.replicates, 40000);
    ck_assert_uint_eq(summary.fitted, 40000);
    if (strcmp(parameter, "mu") == 0) return summary.coef[0][kind];
    if (strcmp(parameter, "x") == 0) return summary.coef[1][kind];
    if (strcmp(parameter, "tau2") == 0) return summary.tau2[kind];
    if (strcmp(parameter, "I2") == 0) return summary.I2[kind];
    ck_assert_str_eq(parameter, "prediction");
    return summary.prediction[kind];
}

START_TEST(test_case_agrees)
{
    reference_csv csv = reference_read("simulation.csv");
    simulated s = run_simulation(CASES[_i].yaml);
    size_t compared = 0;
    double squares = 0;
    for (size_t r = 0; r < csv.rows; r++) {
        if (strcmp(reference_text(&csv, r, "case"), CASES[_i].name) != 0) continue;
        const char *method = reference_text(&csv, r, "method"), *parameter = reference_text(&csv, r, "parameter");
        const char *measure = reference_text(&csv, r, "measure");
        const copse_performance got = find(&s, method, parameter, measure);
        const double want = reference_number(&csv, r, "value"), error = reference_number(&csv, r, "mcse");
        if (error < 1e-12) { /* the same in every replicate */
            CK_CLOSE(got.value, want, 1e-8);
            continue;
        }
        const double z = (got.value - want) / sqrt(got.mcse * got.mcse + error * error);
        ck_assert_msg(fabs(z) <= 4, "%s %s %s %s: %.6g, want %.6g, z = %.2f", CASES[_i].name, method, parameter,
                      measure, got.value, want, z);
        /* and the Monte Carlo errors themselves: R has 100 000 replicates, this 40 000 */
        CK_CLOSE(got.mcse, error * sqrt(100000.0 / 40000.0), 0.15);
        squares += z * z;
        compared++;
    }
    ck_assert_uint_ge(compared, 10);
    ck_assert_msg(squares / (double)compared < 4, "%s: the mean squared z is %.2f", CASES[_i].name,
                  squares / (double)compared);
    free_simulation(&s);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("simulation_reference");
    TCase *cases = tcase_create("cases");
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, test_case_agrees, 0, (int)(sizeof CASES / sizeof *CASES));
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
