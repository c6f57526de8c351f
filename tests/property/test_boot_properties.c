/* What must be true of a bootstrap whatever the numbers: the same bits everywhere, known moments of weights and counts,
 * limits that move with the data, p-values that are uniform under the hypothesis. */
#include "boot_fixture.h"

#include "resample/boot.h"

static const copse_boot_quantity SEVERAL[] = {
    {.what = COPSE_BOOT_STAT_MU}, {.what = COPSE_BOOT_STAT_TAU2}, {.what = COPSE_BOOT_STAT_H2}};

static void plan_of(boot_fixture *f, copse_boot_kind kind)
{
    f->plan.kind = kind;
    f->plan.stratum = f->plan.cluster = f->group;
    f->plan.strata = f->plan.clusters = f->levels;
    f->plan.quantity = SEVERAL;
    f->plan.quantities = 3;
    f->plan.studentised = true;
}

START_TEST(instruction_sets_give_the_same_bits)
{
    enum { N = 2 * COPSE_BOOT_BLOCK + 5 };
    boot_fixture f;
    boot_read(&f);
    for (int kind = 0; kind < COPSE_BOOT_KIND_COUNT; kind++) {
        double *first_rows = NULL;
        void *first_state = NULL;
        plan_of(&f, (copse_boot_kind)kind);
        f.plan.null[COPSE_BOOT_NULL_TAU2] = true;
        for (int isa = COPSE_ISA_BASELINE; isa < COPSE_ISA_COUNT; isa++) {
            if (!copse_isa_available((copse_isa)isa)) continue;
            f.plan.isa = (copse_isa)isa;
            boot_make(&f);
            boot_run(&f, N);
            const size_t bytes = N * copse_boot_width(f.boot) * sizeof(double);
            if (first_rows == NULL) {
                first_rows = f.rows;
                first_state = f.state;
                f.rows = NULL;
                f.state = NULL;
            } else {
                ck_assert_int_eq(memcmp(f.rows, first_rows, bytes), 0);
                ck_assert_int_eq(memcmp(f.state, first_state, copse_boot_state_size(f.boot)), 0);
            }
            boot_drop(&f);
        }
        free(first_rows);
        free(first_state);
    }
    boot_free(&f);
}
END_TEST

/* k Dirichlet(1, ..., 1) weights times k: mean 1, variance (k - 1)/(k + 1), covariance -1/(k + 1). */
START_TEST(bayesian_weights)
{
    enum { N = 65536 };
    boot_fixture f;
    boot_read(&f);
    plan_of(&f, COPSE_BOOT_BAYESIAN);
    boot_make(&f);
    const size_t k = f.plan.k;
    double *w = calloc(N * k, sizeof *w);
    ck_assert_ptr_nonnull(w);
    ck_assert_int_eq(copse_boot_counts(f.boot, 0, N, w, NULL), COPSE_OK);
    const double variance = ((double)k - 1) / ((double)k + 1), error = 5 / sqrt(N);
    for (size_t i = 0; i < k; i++) {
        double mean = 0, square = 0, product = 0;
        for (size_t r = 0; r < N; r++) {
            mean += w[r * k + i] / N;
            square += (w[r * k + i] - 1) * (w[r * k + i] - 1) / N;
            product += (w[r * k + i] - 1) * (w[r * k + (i + 1) % k] - 1) / N;
        }
        CK_CLOSE_ABS(mean, 1, 0, error);
        CK_CLOSE_ABS(square, variance, 0, 4 * error);
        CK_CLOSE_ABS(product, -1 / ((double)k + 1), 0, 2 * error);
    }
    for (size_t r = 0; r < N; r++) {
        double sum = 0;
        for (size_t i = 0; i < k; i++) sum += w[r * k + i];
        CK_CLOSE(sum, (double)k, 1e-14);
    }
    free(w);
    boot_free(&f);
}
END_TEST

/* Strata keep their sizes; the studies of a cluster come together, and clusters as often as there are any. */
START_TEST(counts_of_strata_and_clusters)
{
    enum { N = 4096 };
    boot_fixture f;
    boot_read(&f);
    double *n = calloc(N * f.plan.k, sizeof *n);
    ck_assert_ptr_nonnull(n);
    for (int which = 0; which < 2; which++) {
        plan_of(&f, which == 0 ? COPSE_BOOT_STRATIFIED : COPSE_BOOT_CLUSTER);
        boot_make(&f);
        ck_assert_int_eq(copse_boot_counts(f.boot, 0, N, n, NULL), COPSE_OK);
        double mean = 0;
        for (size_t r = 0; r < N; r++) {
            double sum[8] = {0}, size[8] = {0}, clusters = 0;
            for (size_t i = 0; i < f.plan.k; i++) {
                sum[f.group[i]] += n[r * f.plan.k + i];
                size[f.group[i]] += 1;
                for (size_t j = 0; which == 1 && j < i; j++)
                    ck_assert(f.group[i] != f.group[j] || n[r * f.plan.k + i] == n[r * f.plan.k + j]);
            }
            for (size_t g = 0; g < f.levels; g++) {
                if (which == 0) CK_CLOSE(sum[g], size[g], 0);
                clusters += sum[g] / size[g];
            }
            if (which == 1) CK_CLOSE(clusters, (double)f.levels, 0);
            mean += n[r * f.plan.k] / N;
        }
        CK_CLOSE_ABS(mean, 1, 0, 5 / sqrt(N));
        boot_drop(&f);
    }
    free(n);
    boot_free(&f);
}
END_TEST

/* With y replaced by a y + b and v by a^2 v every limit of mu goes with it (a > 0), and those of tau2 by a^2. */
START_TEST(limits_move_with_the_data)
{
    enum { N = 2000 };
    static const double scale[] = {1, 8, 0.3, 1e6, 1e-6};
    boot_fixture f;
    boot_read(&f);
    plan_of(&f, COPSE_BOOT_NONPARAMETRIC);
    copse_boot_summary first = {0};
    for (size_t s = 0; s < sizeof scale / sizeof *scale; s++) {
        const double a = scale[s], b = s == 0 ? 0 : 0.7 * a;
        double y[64], v[64];
        for (size_t i = 0; i < f.data.k; i++) {
            y[i] = a * f.data.y[i] + b;
            v[i] = a * a * f.data.v[i];
        }
        f.plan.y = y;
        f.plan.v = v;
        boot_make(&f);
        boot_run(&f, N);
        copse_boot_summary one = {0};
        ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 95, &one, NULL), COPSE_OK);
        if (s == 0) {
            first = one;
        } else {
            for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
                const copse_boot_limits *mu = &first.result[0].interval[i], *tau2 = &first.result[1].interval[i];
                CK_CLOSE_ABS(one.result[0].interval[i].limit.lower, a * mu->limit.lower + b, 1e-8, 1e-9 * a);
                CK_CLOSE_ABS(one.result[0].interval[i].limit.upper, a * mu->limit.upper + b, 1e-8, 1e-9 * a);
                CK_CLOSE_ABS(one.result[0].interval[i].error.upper, a * mu->error.upper, 1e-7, 0);
                CK_CLOSE_ABS(one.result[1].interval[i].limit.upper, a * a * tau2->limit.upper, 1e-8, 0);
            }
            copse_boot_summary_free(&one);
        }
        boot_drop(&f);
    }
    copse_boot_summary_free(&first);
    boot_free(&f);
}
END_TEST

/* The Monte Carlo error of each limit is the standard deviation of that limit over seeds. */
START_TEST(monte_carlo_errors)
{
    enum { N = 4096, SEEDS = 150 };
    boot_fixture f;
    boot_read(&f);
    plan_of(&f, COPSE_BOOT_NONPARAMETRIC);
    double sum[COPSE_BOOT_INTERVAL_COUNT][2] = {{0}}, square[COPSE_BOOT_INTERVAL_COUNT][2] = {{0}},
           error[COPSE_BOOT_INTERVAL_COUNT][2] = {{0}};
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        f.plan.seed = 1000 + seed;
        boot_make(&f);
        boot_run(&f, N);
        copse_boot_summary s = {0};
        ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 95, &s, NULL), COPSE_OK);
        for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
            const copse_boot_limits *l = &s.result[0].interval[i];
            const double limit[] = {l->limit.lower, l->limit.upper}, own[] = {l->error.lower, l->error.upper};
            for (size_t side = 0; side < 2; side++) {
                sum[i][side] += limit[side] / SEEDS;
                square[i][side] += limit[side] * limit[side] / SEEDS;
                error[i][side] += own[side] / SEEDS;
            }
        }
        copse_boot_summary_free(&s);
        boot_drop(&f);
    }
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++)
        for (size_t side = 0; side < 2; side++) {
            const double sd = sqrt(square[i][side] - sum[i][side] * sum[i][side]);
            ck_assert_msg(error[i][side] > 0.85 * sd && error[i][side] < 1.25 * sd, "%s: error %g, spread %g",
                          copse_boot_interval_name((copse_boot_interval_kind)i), error[i][side], sd);
        }
    boot_free(&f);
}
END_TEST

/* Data under the hypothesis: the p-values of 200 data sets are uniform (Kolmogorov's 0.1 % point is 1.95/sqrt(200)). */
START_TEST(tests_are_uniform_under_their_hypothesis)
{
    enum { SETS = 200, N = COPSE_BOOT_BLOCK };
    boot_fixture f;
    boot_read(&f);
    plan_of(&f, COPSE_BOOT_NONPARAMETRIC);
    static const copse_boot_quantity slope[] = {{.what = COPSE_BOOT_STAT_COEF, .a = 1}};
    f.plan.quantity = slope;
    f.plan.quantities = 1;
    f.plan.jackknife = f.plan.studentised = false;
    f.plan.X = f.X;
    f.plan.p = 2;
    for (int t = 0; t < COPSE_BOOT_NULL_COUNT; t++) f.plan.null[t] = true;
    double p[COPSE_BOOT_NULL_COUNT][SETS], y[64];
    f.plan.y = y;
    for (uint32_t set = 0; set < SETS; set++) {
        for (size_t i = 0; i < f.data.k; i++) {
            double z[2];
            copse_draw_normals((copse_address){99, 0, set, (uint32_t)i}, z);
            y[i] = sqrt(f.data.v[i]) * z[0];
        }
        boot_make(&f);
        boot_run(&f, N);
        copse_boot_summary s = {0};
        ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 95, &s, NULL), COPSE_OK);
        for (int t = 0; t < COPSE_BOOT_NULL_COUNT; t++) p[t][set] = s.test[t].p;
        copse_boot_summary_free(&s);
        boot_drop(&f);
    }
    for (int t = 0; t < COPSE_BOOT_NULL_COUNT; t++)
        for (double x = 0.02; x < 1; x += 0.02) {
            size_t below = 0;
            for (size_t set = 0; set < SETS; set++) below += p[t][set] <= x;
            ck_assert_msg(fabs((double)below / SETS - x) < 1.95 / sqrt(SETS), "%s: %zu of %d at %g",
                          copse_boot_null_name((copse_boot_null)t), below, SETS, x);
        }
    boot_free(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("boot_properties");
    TCase *tests = tcase_create("properties");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, instruction_sets_give_the_same_bits);
    tcase_add_test(tests, bayesian_weights);
    tcase_add_test(tests, counts_of_strata_and_clusters);
    tcase_add_test(tests, limits_move_with_the_data);
    tcase_add_test(tests, monte_carlo_errors);
    tcase_add_test(tests, tests_are_uniform_under_their_hypothesis);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
