/* Bootstrap limits against R's boot with metafor on the same resamples; replicates of each kind against a second
 * implementation from the raw addresses; the parametric distribution against R's. */
#include "boot_fixture.h"

#include "resample/boot.h"

#define LIMIT_RTOL 1e-10    /* R's fits are at threshold 1e-13 */
#define REPLICATE_RTOL 1e-9 /* the lanes' contract */

/* ---------------------------------------------------------------------------------------- limits by R's boot */

static const struct {
    const char *name;
    copse_boot_statistic what;
} QUANTITIES[] = {{"mu", COPSE_BOOT_STAT_MU},
                  {"tau2", COPSE_BOOT_STAT_TAU2},
                  {"I2", COPSE_BOOT_STAT_I2},
                  {"Q", COPSE_BOOT_STAT_Q},
                  {"pi_lower", COPSE_BOOT_STAT_PI_LOWER}};
enum { COUNT = sizeof QUANTITIES / sizeof *QUANTITIES };

static copse_interval pair_of(const copse_boot_result *r, const char *what)
{
    if (strcmp(what, "estimate") == 0) return (copse_interval){r->estimate, r->estimate};
    if (strcmp(what, "moments") == 0) return (copse_interval){r->mean, r->sd};
    if (strcmp(what, "acceleration") == 0) return (copse_interval){r->acceleration, r->acceleration};
    for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++)
        if (strcmp(what, copse_boot_interval_name((copse_boot_interval_kind)i)) == 0) return r->interval[i].limit;
    ck_abort_msg("no such row: %s", what);
    return (copse_interval){NAN, NAN};
}

START_TEST(limits_are_those_of_boot)
{
    boot_fixture f;
    boot_read(&f);
    copse_boot_quantity quantity[COUNT];
    for (size_t q = 0; q < COUNT; q++) quantity[q] = (copse_boot_quantity){.what = QUANTITIES[q].what};
    f.plan.quantity = quantity;
    f.plan.quantities = COUNT;
    f.plan.studentised = true;
    boot_make(&f);
    boot_run(&f, 999);
    copse_boot_summary summary = {0};
    ck_assert_int_eq(copse_boot_summarise(f.boot, 999, f.rows, f.state, 95, &summary, NULL), COPSE_OK);
    reference_csv csv = reference_read("bootstrap.csv");
    size_t checked = 0;
    for (size_t row = 0; row < csv.rows; row++)
        for (size_t q = 0; q < COUNT; q++) {
            if (strcmp(reference_text(&csv, row, "quantity"), QUANTITIES[q].name) != 0) continue;
            const copse_interval got = pair_of(&summary.result[q], reference_text(&csv, row, "what"));
            CK_CLOSE(got.lower, reference_number(&csv, row, "lower"), LIMIT_RTOL);
            CK_CLOSE(got.upper, reference_number(&csv, row, "upper"), LIMIT_RTOL);
            checked++;
        }
    ck_assert_uint_eq(checked, csv.rows);
    ck_assert_uint_eq(checked, 7 * COUNT + 1);
    copse_boot_summary_free(&summary);
    reference_free(&csv);
    boot_free(&f);
}
END_TEST

/* ----------------------------------------------------------------------- replicates from the raw addresses */

static const copse_boot_quantity WHOLE[] = {
    {.what = COPSE_BOOT_STAT_TAU2}, {.what = COPSE_BOOT_STAT_COEF}, {.what = COPSE_BOOT_STAT_Q}};
static const copse_boot_quantity SLOPE[] = {{.what = COPSE_BOOT_STAT_TAU2},
                                            {.what = COPSE_BOOT_STAT_COEF},
                                            {.what = COPSE_BOOT_STAT_COEF, .a = 1},
                                            {.what = COPSE_BOOT_STAT_Q}};
static const copse_boot_quantity LEVELS[] = {{.what = COPSE_BOOT_STAT_LEVEL, .a = 0},
                                             {.what = COPSE_BOOT_STAT_DIFF, .a = 1, .b = 0},
                                             {.what = COPSE_BOOT_STAT_QB}};
static const copse_boot_quantity ONLY_TAU2[] = {{.what = COPSE_BOOT_STAT_TAU2}};

/* The plan that rows of a kind are of, and the names of its columns. */
static const char *const *set_plan(boot_fixture *f, const char *kind)
{
    static const char *const whole[] = {"tau2", "coef0", "Q", "t0", NULL};
    static const char *const slope[] = {"tau2", "coef0", "coef1", "Q", NULL};
    static const char *const levels[] = {"level0", "diff", "QB", NULL};
    static const char *const nested[] = {"tau2", "t_tau2", NULL};
    copse_boot_plan *p = &f->plan;
    p->quantity = WHOLE;
    p->quantities = 3;
    p->kind = COPSE_BOOT_NONPARAMETRIC;
    p->stratum = p->cluster = f->group;
    p->strata = p->clusters = f->levels;
    for (int k = 0; k < COPSE_BOOT_KIND_COUNT; k++)
        if (strcmp(kind, copse_boot_kind_name((copse_boot_kind)k)) == 0) p->kind = (copse_boot_kind)k;
    for (int w = 0; w < COPSE_BOOT_WILD_COUNT; w++)
        if (strcmp(kind, copse_boot_wild_name((copse_boot_wild)w)) == 0) {
            p->kind = COPSE_BOOT_WILD;
            p->wild = (copse_boot_wild)w;
        }
    if (strcmp(kind, "nonparametric") == 0) p->studentised = true;
    if (strcmp(kind, "moderator") == 0) {
        p->X = f->X;
        p->p = 2;
        p->quantity = SLOPE;
        p->quantities = 4;
        return slope;
    }
    if (strcmp(kind, "levels") == 0) {
        p->kind = COPSE_BOOT_STRATIFIED;
        p->group = f->group;
        p->levels = f->levels;
        p->quantity = LEVELS;
        return levels;
    }
    if (strcmp(kind, "nested") == 0) {
        p->studentised = true;
        p->nested = 5;
        p->quantity = ONLY_TAU2;
        p->quantities = 1;
        return nested;
    }
    return whole;
}

static size_t check_kind(const reference_csv *csv, const char *kind)
{
    boot_fixture f;
    boot_read(&f);
    const char *const *name = set_plan(&f, kind);
    f.plan.seed = 20260101;
    boot_make(&f);
    const size_t width = copse_boot_width(f.boot);
    double *rows = calloc(COPSE_BOOT_BLOCK * width, sizeof *rows);
    void *state = calloc(1, copse_boot_state_size(f.boot));
    ck_assert(rows != NULL && state != NULL);
    uint64_t have = UINT64_MAX;
    size_t checked = 0;
    for (size_t row = 0; row < csv->rows; row++) {
        if (strcmp(reference_text(csv, row, "kind"), kind) != 0) continue;
        const uint64_t b = strtoull(reference_text(csv, row, "replicate"), NULL, 10), first = b - b % COPSE_BOOT_BLOCK;
        if (first != have) boot_run_blocks(&f, first, first + COPSE_BOOT_BLOCK, rows, state);
        have = first;
        size_t c = 0;
        while (name[c] != NULL && strcmp(name[c], reference_text(csv, row, "quantity")) != 0) c++;
        ck_assert_msg(c < width, "%s: no column for %s", kind, reference_text(csv, row, "quantity"));
        const double got = rows[(b - first) * width + c], want = reference_number(csv, row, "value");
        ck_assert_msg(close_enough(got, want, REPLICATE_RTOL, 1e-12), "%s %s %s: %.17g, want %.17g", kind,
                      reference_text(csv, row, "replicate"), name[c], got, want);
        checked++;
    }
    free(rows);
    free(state);
    boot_free(&f);
    return checked;
}

START_TEST(replicates_are_those_of_their_addresses)
{
    static const char *const kinds[] = {"nonparametric", "stratified", "cluster", "parametric",
                                        "bayesian",      "rademacher", "mammen",  "webb",
                                        "moderator",     "levels",     "nested"};
    reference_csv csv = reference_read("bootstrap_replicates.csv");
    size_t checked = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const size_t n = check_kind(&csv, kinds[i]);
        ck_assert_msg(n >= 3, "%s: %zu rows", kinds[i], n);
        checked += n;
    }
    ck_assert_uint_eq(checked + 4, csv.rows); /* and the four of the next test */
    reference_free(&csv);
}
END_TEST

START_TEST(data_under_no_heterogeneity)
{
    boot_fixture f;
    boot_read(&f);
    f.plan.seed = 20260101;
    f.plan.quantity = ONLY_TAU2;
    f.plan.quantities = 1;
    f.plan.null[COPSE_BOOT_NULL_TAU2] = true;
    boot_make(&f);
    void *worker = NULL;
    ck_assert_int_eq(copse_boot_open(f.boot, &worker, NULL), COPSE_OK);
    reference_csv csv = reference_read("bootstrap_replicates.csv");
    size_t checked = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        if (strcmp(reference_text(&csv, row, "kind"), "null") != 0) continue;
        const uint64_t b = strtoull(reference_text(&csv, row, "replicate"), NULL, 10);
        copse_i_boot_state state = {0};
        ck_assert_int_eq(copse_i_boot_tests(worker, b - b % COPSE_LANES, COPSE_LANES, &state, NULL), COPSE_OK);
        const copse_i_boot_worker *w = worker;
        CK_CLOSE(w->null_fit.Q[b % COPSE_LANES], reference_number(&csv, row, "value"), REPLICATE_RTOL);
        ck_assert_uint_eq(state.test[COPSE_BOOT_NULL_TAU2].used, COPSE_LANES);
        checked++;
    }
    ck_assert_uint_eq(checked, 4);
    copse_boot_close(f.boot, worker);
    reference_free(&csv);
    boot_free(&f);
}
END_TEST

/* ---------------------------------------------------------------------------------- distributions as in R */

/* Smirnov's two-sample statistic at R's 99 percentiles, with its 0.1 % critical value: 10000 of R's, n of ours. */
START_TEST(parametric_distribution)
{
    enum { N = 64 * COPSE_BOOT_BLOCK };
    static const copse_boot_quantity quantity[] = {{.what = COPSE_BOOT_STAT_Q}, {.what = COPSE_BOOT_STAT_TAU2}};
    static const char *const name[] = {"Q", "tau2"};
    boot_fixture f;
    boot_read(&f);
    f.plan.kind = COPSE_BOOT_PARAMETRIC;
    f.plan.quantity = quantity;
    f.plan.quantities = 2;
    boot_make(&f);
    boot_run(&f, N);
    reference_csv csv = reference_read("bootstrap_parametric.csv");
    ck_assert_uint_eq(csv.rows, 99);
    for (size_t q = 0; q < 2; q++)
        for (size_t row = 0; row < csv.rows; row++) {
            const double x = reference_number(&csv, row, name[q]);
            size_t below = 0;
            for (size_t r = 0; r < N; r++) below += f.rows[2 * r + q] <= x + 1e-9;
            if (q == 1 && x < 1e-6) continue; /* the lump at 0 has more than this share */
            const double distance = fabs((double)below / N - reference_number(&csv, row, "p"));
            ck_assert_msg(distance < 1.95 * sqrt(1.0 / N + 1e-4), "%s at %g: %g", name[q], x, distance);
        }
    reference_free(&csv);
    boot_free(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bootstrap_reference");
    TCase *tests = tcase_create("reference");
    tcase_add_test(tests, limits_are_those_of_boot);
    tcase_add_test(tests, replicates_are_those_of_their_addresses);
    tcase_add_test(tests, data_under_no_heterogeneity);
    tcase_add_test(tests, parametric_distribution);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
