/* The bootstrap: names, refusals, quantiles, cells, counts of what has no value, replays. */
#include "boot_fixture.h"
#include "test_choice.h"

#include "resample/boot.h"
#include "resample/boot_sample.h"

static const char *const COEFFICIENT[] = {"intrcpt", "year"};
static const char *const LEVEL[] = {"add-on", "sub", "add"};
static const copse_boot_names NAMES = {.coefficient = COEFFICIENT, .p = 2, .level = LEVEL, .levels = 3};

START_TEST(quantities_have_names)
{
    static const char *const text[] = {"mu",           "tau2",      "I2",           "pi_upper",
                                       "QM",           "coef:year", "level:add-on", "diff:add-on-sub",
                                       "diff:sub-add", "QB",        "coef:intrcpt"};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        copse_boot_quantity q = {0};
        copse_text name = {0};
        ck_assert_int_eq(copse_boot_quantity_find(text[i], &NAMES, &q, NULL), COPSE_OK);
        copse_boot_quantity_name(&q, &NAMES, &name);
        ck_assert_str_eq(copse_text_string(&name), text[i]);
        copse_text_free(&name);
    }
    copse_boot_quantity q = {0};
    ck_assert_int_eq(copse_boot_quantity_find("year", &NAMES, &q, NULL), COPSE_OK);
    ck_assert(q.what == COPSE_BOOT_STAT_COEF && q.a == 1);
    ck_assert_int_eq(copse_boot_quantity_find("coef:1", &NAMES, &q, NULL), COPSE_OK);
    ck_assert(q.what == COPSE_BOOT_STAT_COEF && q.a == 1);
    ck_assert_int_eq(copse_boot_quantity_find("diff:add-add-on", &NAMES, &q, NULL), COPSE_OK);
    ck_assert(q.a == 2 && q.b == 0);
}
END_TEST

START_TEST(other_names_are_refused)
{
    static const char *const text[] = {"",        "nu",      "coef",         "coef:2",   "coef:0.5",
                                       "coef:-1", "level:x", "diff:sub-sub", "diff:sub", "level",
                                       "diff:-",  "coef:",   "Mu",           "level:"};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        copse_boot_quantity q = {0};
        copse_error err = {0};
        ck_assert_msg(copse_boot_quantity_find(text[i], &NAMES, &q, &err) == COPSE_EUSAGE, "%s", text[i]);
        ck_assert_ptr_nonnull(strstr(err.text, "known are mu"));
    }
}
END_TEST

static const copse_boot_quantity MU[] = {{.what = COPSE_BOOT_STAT_MU}};

static void refuse(const copse_boot_plan *plan, copse_status want, const char *text)
{
    copse_boot *boot = NULL;
    copse_error err = {0};
    const copse_status got = copse_boot_new(plan, &boot, &err);
    ck_assert_msg(got == want, "%s, want %s: %s", copse_status_name(got), copse_status_name(want), err.text);
    ck_assert_msg(strstr(err.text, text) != NULL, "'%s' lacks '%s'", err.text, text);
    ck_assert_ptr_null(boot);
}

START_TEST(plans_that_cannot_be_are_refused)
{
    boot_fixture f;
    boot_read(&f);
    f.plan.quantity = MU;
    refuse(&f.plan, COPSE_EINVAL, "no quantities");
    f.plan.quantities = 1;
    const copse_boot_plan good = f.plan;
    copse_boot_plan p = good;
    p.k = 0;
    refuse(&p, COPSE_EINVAL, "no studies");
    p = good;
    p.X = f.X;
    p.p = 2;
    refuse(&p, COPSE_EUSAGE, "mu needs a model without moderators");
    p.p = 9;
    refuse(&p, COPSE_EUSAGE, "9 coefficients");
    p = good;
    p.kind = COPSE_BOOT_CLUSTER;
    refuse(&p, COPSE_EINVAL, "clusters are not given");
    p.cluster = f.group;
    p.clusters = f.levels + 1;
    refuse(&p, COPSE_EINVAL, "number 4 has no study");
    p.clusters = f.levels - 1;
    refuse(&p, COPSE_EINVAL, "study");
    p = good;
    p.kind = COPSE_BOOT_WILD;
    p.nested = 5;
    refuse(&p, COPSE_EUSAGE, "cannot be nested");
    p = good;
    p.null[COPSE_BOOT_NULL_MODERATORS] = true;
    refuse(&p, COPSE_EUSAGE, "need moderators");
    p = good;
    p.tau2_mode = COPSE_TAU2_COMMON;
    refuse(&p, COPSE_EUSAGE, "common tau2 needs subgroups");
    static const size_t each[13] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3};
    p.group = each;
    p.levels = 9;
    refuse(&p, COPSE_EUSAGE, "9 subgroups: with --tau2 common at most 8");
    p = good;
    p.fit.level = 100;
    refuse(&p, COPSE_EINVAL, "level");
    static const copse_boot_quantity R2[] = {{.what = COPSE_BOOT_STAT_R2}}, PI[] = {{.what = COPSE_BOOT_STAT_PI_LOWER}},
                                     LEVELS[] = {{.what = COPSE_BOOT_STAT_LEVEL}};
    p = good;
    p.quantity = R2;
    refuse(&p, COPSE_EUSAGE, "R2 needs moderators");
    p.quantity = LEVELS;
    refuse(&p, COPSE_EUSAGE, "level needs subgroups");
    p.quantity = PI;
    p.fit.method = COPSE_METHOD_EE;
    refuse(&p, COPSE_ENOTCOMPUTABLE, "pi_lower cannot be computed");
    const double v[13] = {1, 1, 1, 0};
    p = good;
    p.v = v;
    refuse(&p, COPSE_EDOM, "study 4");
    boot_free(&f);
}
END_TEST

START_TEST(sorting)
{
    double x[] = {3, -0.0, 1e-300, -5, 0.0, 1e300, -1e-300, 3, -7, 2};
    const double want[] = {-7, -5, -1e-300, 0, 0, 1e-300, 2, 3, 3, 1e300};
    uint64_t room[20];
    copse_i_boot_sort(x, 10, room);
    for (size_t i = 0; i < 10; i++) CK_CLOSE(x[i], want[i], 0);
}
END_TEST

/* 19 values 1..19: r = 20 alpha; between order statistics on the scale of normal quantiles (by R's norm.inter). */
START_TEST(quantiles)
{
    double x[19];
    for (size_t i = 0; i < 19; i++) x[i] = (double)i + 1;
    const copse_i_boot_sample s = {.count = 19, .sorted = x, .least = 1, .most = 19};
    bool extreme = false;
    CK_CLOSE(copse_i_boot_quantile(&s, 0.25, &extreme), 5, 1e-15);
    CK_CLOSE(copse_i_boot_quantile(&s, 0.33, &extreme), 6.6074728135499585, 1e-12);
    CK_CLOSE(copse_i_boot_quantile(&s, 0.925, &extreme), 18.434844505924588, 1e-12);
    ck_assert(!extreme);
    CK_CLOSE(copse_i_boot_quantile(&s, 0.01, &extreme), 1, 0);
    ck_assert(extreme);
    extreme = false;
    CK_CLOSE(copse_i_boot_quantile(&s, 0.96, &extreme), 19, 0);
    ck_assert(extreme);
    CK_CLOSE(copse_i_boot_quantile(&s, NAN, &extreme), NAN, 0);
    const copse_i_boot_sample none = {.count = 0};
    CK_CLOSE(copse_i_boot_quantile(&none, 0.5, &extreme), NAN, 0);
}
END_TEST

/* Order statistics of every sample of one to six values out of three, ties and all, and of long samples, one asked for
 * after the other: those of the sorted values. */
static void check_selection(double *x, size_t n)
{
    double sorted[600], open[600];
    uint64_t room[1200];
    bool extreme = false;
    memcpy(sorted, x, n * sizeof *x);
    memcpy(open, x, n * sizeof *x);
    copse_i_boot_sort(sorted, n, room);
    bool right = true; /* one check for all: each costs a system call */
    for (size_t j = 1; j <= n; j += 1 + n / 13) {
        copse_i_boot_select(open, n, j);
        for (size_t i = 0; i < n; i++) right = right && (i < j ? open[i] <= open[j - 1] : open[i] >= open[j - 1]);
        right = right && open[j - 1] == sorted[j - 1];
    }
    const copse_i_boot_sample by_sorting = {.count = n, .sorted = sorted}, by_selection = {.count = n, .open = x};
    static const double alpha[] = {0.975, 0.025, 0.5, 0.33};
    for (size_t i = 0; i < sizeof alpha / sizeof *alpha; i++)
        right = right && copse_i_boot_quantile(&by_selection, alpha[i], &extreme) ==
                             copse_i_boot_quantile(&by_sorting, alpha[i], &extreme);
    ck_assert_msg(right, "%zu values", n);
}

START_TEST(selection)
{
    double x[600];
    unsigned codes = 3;
    for (size_t n = 1; n <= 6; n++, codes *= 3)
        for (unsigned code = 0; code < codes; code++) {
            unsigned rest = code;
            for (size_t i = 0; i < n; i++, rest /= 3) x[i] = rest % 3;
            check_selection(x, n);
        }
    for (unsigned seed = 0; seed < 20; seed++) {
        for (size_t i = 0; i < 600; i++) {
            const copse_address at = {.seed = seed, .replicate = i};
            const double u = copse_draw_uniform(at, 0);
            x[i] = seed % 2 == 0 ? u : u < 0.6 ? 0 : u;
        }
        check_selection(x, 600);
    }
}
END_TEST

/* Replicate 0 of a plan that begins at replicate 2048 is replicate 2048 of one that does not. */
START_TEST(plans_begin_where_they_say)
{
    boot_fixture f;
    double here[13], there[13];
    copse_error err = {0};
    copse_boot *plain = NULL, *moved = NULL;
    boot_read(&f);
    f.plan.quantity = MU;
    f.plan.quantities = 1;
    copse_boot_plan plan = f.plan;
    ck_assert_int_eq(copse_boot_new(&plan, &plain, &err), COPSE_OK);
    plan.first = 2048;
    ck_assert_int_eq(copse_boot_new(&plan, &moved, &err), COPSE_OK);
    ck_assert_int_eq(copse_boot_counts(plain, 2048, 1, here, &err), COPSE_OK);
    ck_assert_int_eq(copse_boot_counts(moved, 0, 1, there, &err), COPSE_OK);
    ck_assert_mem_eq(here, there, sizeof here);
    copse_boot_free(moved);
    plan.first = 0;
    plan.stream = 5;
    plan.draw = 7;
    ck_assert_int_eq(copse_boot_new(&plan, &moved, &err), COPSE_OK);
    ck_assert_int_eq(copse_boot_counts(moved, 0, 1, there, &err), COPSE_OK);
    ck_assert_mem_ne(here, there, sizeof here);
    for (size_t i = 0; i < 13; i++) here[i] = 0;
    for (unsigned i = 0; i < 13; i++) {
        const copse_address at = {.seed = plan.seed, .stream = 5, .draw = 7 + i / 4};
        here[copse_draw_below(at, i % 4, 13)] += 1;
    }
    ck_assert_mem_eq(here, there, sizeof here);
    copse_boot_free(moved);
    copse_boot_free(plain);
    plan.first = 8;
    refuse(&plan, COPSE_EINVAL, "multiple of 1024");
    boot_free(&f);
}
END_TEST

static void set_quantities(boot_fixture *f, const copse_boot_quantity *quantity, size_t n)
{
    f->plan.quantity = quantity;
    f->plan.quantities = n;
}

static const copse_boot_quantity SEVERAL[] = {{.what = COPSE_BOOT_STAT_MU},
                                              {.what = COPSE_BOOT_STAT_TAU2},
                                              {.what = COPSE_BOOT_STAT_TAU},
                                              {.what = COPSE_BOOT_STAT_I2},
                                              {.what = COPSE_BOOT_STAT_Q}};

/* Cells give the same limits as all values, within a cell; blocks in any order give the same bytes. */
START_TEST(cells)
{
    enum { N = 10 * COPSE_BOOT_BLOCK + 77 };
    boot_fixture f;
    boot_read(&f);
    set_quantities(&f, SEVERAL, 5);
    f.plan.studentised = true;
    f.plan.histogram = true;
    boot_make(&f);
    boot_run(&f, N);
    void *whole = calloc(1, copse_boot_state_size(f.boot)), *part = calloc(1, copse_boot_state_size(f.boot));
    for (uint64_t first = 11 * COPSE_BOOT_BLOCK; first > 0; first -= COPSE_BOOT_BLOCK) {
        const uint64_t end = first < N ? first : N;
        memset(part, 0, copse_boot_state_size(f.boot));
        boot_run_blocks(&f, first - COPSE_BOOT_BLOCK, end, NULL, part);
        copse_boot_join(f.boot, whole, part);
    }
    ck_assert_int_eq(memcmp(whole, f.state, copse_boot_state_size(f.boot)), 0);
    copse_boot_summary exact = {0}, rough = {0};
    ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 90, &exact, NULL), COPSE_OK);
    ck_assert_int_eq(copse_boot_summarise(f.boot, N, NULL, f.state, 90, &rough, NULL), COPSE_OK);
    for (size_t q = 0; q < 5; q++) {
        const double cell = rough.result[q].cell;
        ck_assert(exact.result[q].cell == 0 && cell > 0 && cell < 5e-4 * exact.result[q].sd);
        ck_assert_uint_eq(rough.result[q].used, N);
        ck_assert_uint_eq(rough.result[q].used_studentised, q == 0 ? N : 0);
        CK_CLOSE(rough.result[q].mean, exact.result[q].mean, 0);
        CK_CLOSE(rough.result[q].sd, exact.result[q].sd, 0);
        for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
            const copse_interval a = exact.result[q].interval[i].limit, b = rough.result[q].interval[i].limit;
            CK_CLOSE_ABS(b.lower, a.lower, 0, 2 * cell);
            CK_CLOSE_ABS(b.upper, a.upper, 0, 2 * cell);
        }
    }
    copse_boot_summary_free(&exact);
    copse_boot_summary_free(&rough);
    free(whole);
    free(part);
    boot_free(&f);
}
END_TEST

/* Mean and standard deviation are those of the rows, and the least and the most. */
START_TEST(moments)
{
    enum { N = 3000 };
    boot_fixture f;
    boot_read(&f);
    set_quantities(&f, SEVERAL, 5);
    boot_make(&f);
    boot_run(&f, N);
    copse_boot_summary s = {0};
    ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 95, &s, NULL), COPSE_OK);
    for (size_t q = 0; q < 5; q++) {
        long double sum = 0, square = 0;
        double least = INFINITY, most = -INFINITY;
        for (size_t r = 0; r < N; r++) sum += f.rows[5 * r + q];
        for (size_t r = 0; r < N; r++) {
            const long double d = f.rows[5 * r + q] - sum / N;
            square += d * d;
            least = fmin(least, f.rows[5 * r + q]);
            most = fmax(most, f.rows[5 * r + q]);
        }
        CK_CLOSE(s.result[q].mean, (double)(sum / N), 1e-13);
        CK_CLOSE(s.result[q].sd, (double)sqrtl(square / (N - 1)), 1e-12);
        CK_CLOSE(s.result[q].least, least, 0);
        CK_CLOSE(s.result[q].most, most, 0);
    }
    copse_boot_summary_free(&s);
    boot_free(&f);
}
END_TEST

/* Every replicate either has a value or a reason. */
START_TEST(what_is_missing_is_counted)
{
    enum { N = 5000 };
    static const copse_boot_quantity quantity[] = {{.what = COPSE_BOOT_STAT_LEVEL, .a = 1},
                                                   {.what = COPSE_BOOT_STAT_DIFF, .a = 1, .b = 0},
                                                   {.what = COPSE_BOOT_STAT_QB},
                                                   {.what = COPSE_BOOT_STAT_MU}};
    boot_fixture f;
    boot_read(&f);
    f.plan.group = f.group;
    f.plan.levels = f.levels;
    set_quantities(&f, quantity, 4);
    f.plan.studentised = true;
    boot_make(&f);
    boot_run(&f, N);
    copse_boot_summary s = {0};
    ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 95, &s, NULL), COPSE_OK);
    for (size_t q = 0; q < 4; q++) {
        uint64_t missing = 0;
        for (size_t r = 0; r < COPSE_BOOT_REASON_COUNT; r++) missing += s.result[q].missing[r];
        ck_assert_uint_eq(s.result[q].used + missing, N);
    }
    double *counts = calloc(N * f.plan.k, sizeof *counts);
    ck_assert_int_eq(copse_boot_counts(f.boot, 0, N, counts, NULL), COPSE_OK);
    uint64_t empty = 0;
    for (size_t r = 0; r < N; r++) {
        double sum = 0;
        for (size_t i = 0; i < f.plan.k; i++) sum += f.group[i] == 1 ? counts[r * f.plan.k + i] : 0;
        empty += sum == 0;
    }
    ck_assert_uint_gt(empty, 0);
    ck_assert_uint_eq(s.result[0].missing[COPSE_BOOT_EMPTY], empty);
    ck_assert_uint_eq(s.result[3].used, N);
    free(counts);
    copse_boot_summary_free(&s);
    boot_free(&f);
}
END_TEST

/* A replay is the row of the replicate, and what copse_pool makes of its data set. */
static void check_replays(boot_fixture *f)
{
    boot_make(f);
    boot_run(f, COPSE_BOOT_BLOCK);
    const size_t width = copse_boot_width(f->boot);
    for (uint64_t b = 3; b < COPSE_BOOT_BLOCK; b += 97) {
        copse_boot_replay r = {0};
        ck_assert_int_eq(copse_boot_replay_make(f->boot, b, &r, NULL), COPSE_OK);
        for (size_t q = 0; q < f->plan.quantities; q++) {
            CK_CLOSE(r.value[q], f->rows[b * width + q], 0);
            if (f->plan.kind != COPSE_BOOT_BAYESIAN) CK_CLOSE_ABS(r.value[q], r.checked[q], 1e-9, 1e-11);
        }
        copse_boot_replay_free(&r);
    }
    boot_drop(f);
}

START_TEST(replays)
{
    static const copse_boot_quantity levels[] = {{.what = COPSE_BOOT_STAT_LEVEL, .a = 2},
                                                 {.what = COPSE_BOOT_STAT_DIFF, .a = 1, .b = 0}};
    static const copse_boot_quantity common[] = {{.what = COPSE_BOOT_STAT_LEVEL, .a = 2},
                                                 {.what = COPSE_BOOT_STAT_DIFF, .a = 1, .b = 0},
                                                 {.what = COPSE_BOOT_STAT_QB}};
    static const copse_boot_quantity slope[] = {{.what = COPSE_BOOT_STAT_COEF, .a = 1},
                                                {.what = COPSE_BOOT_STAT_TAU2},
                                                {.what = COPSE_BOOT_STAT_R2},
                                                {.what = COPSE_BOOT_STAT_QM}};
    boot_fixture f;
    boot_read(&f);
    for (int kind = 0; kind < COPSE_BOOT_KIND_COUNT; kind++) {
        f.plan.kind = (copse_boot_kind)kind;
        f.plan.stratum = f.plan.cluster = f.group;
        f.plan.strata = f.plan.clusters = f.levels;
        set_quantities(&f, SEVERAL, 5);
        check_replays(&f);
        f.plan.group = f.group;
        f.plan.levels = f.levels;
        set_quantities(&f, levels, 2);
        if (kind == COPSE_BOOT_STRATIFIED || kind == COPSE_BOOT_WILD || kind == COPSE_BOOT_PARAMETRIC)
            check_replays(&f);
        f.plan.tau2_mode = COPSE_TAU2_COMMON;
        for (int test = 0; test < COPSE_TEST_COUNT; test++) {
            if (!test_has_lanes((copse_test)test, f.plan.fit.method, 0, 1)) continue;
            f.plan.fit.test = (copse_test)test;
            set_quantities(&f, common, 3);
            if (kind == COPSE_BOOT_STRATIFIED || kind == COPSE_BOOT_WILD || kind == COPSE_BOOT_PARAMETRIC)
                check_replays(&f);
        }
        f.plan.fit.test = COPSE_TEST_KNHA;
        f.plan.tau2_mode = COPSE_TAU2_SEPARATE;
        f.plan.group = NULL;
        f.plan.levels = 0;
        if (kind == COPSE_BOOT_CLUSTER) continue; /* three clusters may leave the slope without support */
        f.plan.X = f.X;
        f.plan.p = 2;
        set_quantities(&f, slope, 4);
        check_replays(&f);
        f.plan.X = NULL;
        f.plan.p = 1;
    }
    boot_free(&f);
}
END_TEST

/* A level of one study has no tau2 of its own, but a standard error with a common one; without the level no other has a
 * value either, and it is said why. */
START_TEST(one_tau2_for_all_levels)
{
    enum { N = 2000 };
    static const copse_boot_quantity quantity[] = {{.what = COPSE_BOOT_STAT_LEVEL, .a = 0},
                                                   {.what = COPSE_BOOT_STAT_LEVEL, .a = 1}};
    boot_fixture f;
    boot_read(&f);
    for (size_t i = 0; i < f.plan.k; i++) f.group[i] = i == 3;
    f.plan.group = f.group;
    f.plan.levels = 2;
    f.plan.tau2_mode = COPSE_TAU2_COMMON;
    f.plan.fit.test = COPSE_TEST_Z;
    f.plan.studentised = true;
    set_quantities(&f, quantity, 2);
    boot_make(&f);
    boot_run(&f, N);
    copse_boot_summary s = {0};
    ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 95, &s, NULL), COPSE_OK);
    copse_subgroups levels = {0};
    ck_assert_int_eq(
        copse_pool_subgroups(f.plan.y, f.plan.v, f.group, f.plan.k, 2, &f.plan.fit, COPSE_TAU2_COMMON, &levels, NULL),
        COPSE_OK);
    ck_assert(levels.common_tau2 > 0.1);
    CK_CLOSE(s.result[1].se, sqrt(f.plan.v[3] + levels.common_tau2), 1e-12);
    double *counts = calloc(N * f.plan.k, sizeof *counts);
    ck_assert_int_eq(copse_boot_counts(f.boot, 0, N, counts, NULL), COPSE_OK);
    uint64_t empty = 0;
    for (size_t r = 0; r < N; r++) empty += counts[r * f.plan.k + 3] == 0;
    for (size_t q = 0; q < 2; q++) {
        ck_assert_uint_eq(s.result[q].missing[COPSE_BOOT_EMPTY], empty);
        ck_assert_uint_eq(s.result[q].used, N - empty);
        ck_assert_uint_eq(s.result[q].used_studentised, N - empty);
    }
    free(counts);
    copse_subgroups_free(&levels);
    copse_boot_summary_free(&s);
    boot_free(&f);
}
END_TEST

/* Of two studies every second resample is the data again, in one order or the other: these lie neither below nor above
 * the estimate, whatever rounding makes of them, so that a quarter lies below (for tau2 half, for mu of any scale). */
START_TEST(resamples_that_are_the_data_are_ties)
{
    enum { N = 4096 };
    static const copse_boot_quantity quantity[] = {{.what = COPSE_BOOT_STAT_MU}, {.what = COPSE_BOOT_STAT_TAU2}};
    static const double scale[] = {1, 1e-6, 1e6, 1.0 / 3};
    for (size_t s = 0; s < 4; s++) {
        const double y[] = {0.3 * scale[s], 0.9 * scale[s]};
        const double v[] = {0.1 * scale[s] * scale[s], 0.2 * scale[s] * scale[s]};
        boot_fixture f = {.plan = copse_boot_plan_default()};
        f.plan.y = y;
        f.plan.v = v;
        f.plan.k = 2;
        set_quantities(&f, quantity, 2);
        boot_make(&f);
        boot_run(&f, N);
        copse_boot_summary summary = {0};
        ck_assert_int_eq(copse_boot_summarise(f.boot, N, f.rows, f.state, 95, &summary, NULL), COPSE_OK);
        uint64_t low = 0, alone = 0;
        for (size_t r = 0; r < N; r++) {
            low += f.rows[2 * r] < 0.4 * scale[s];
            alone += f.rows[2 * r + 1] < 1e-3 * scale[s] * scale[s];
        }
        ck_assert(low > N / 5 && low < N / 3 && alone > N / 3 && alone < 2 * N / 3);
        CK_CLOSE(copse_normal_lower(summary.result[0].bias_correction), (double)low / N, 1e-12);
        CK_CLOSE(copse_normal_lower(summary.result[1].bias_correction), (double)alone / N, 1e-12);
        copse_boot_summary_free(&summary);
        boot_drop(&f);
    }
}
END_TEST

/* The square of the spread of tau2 leaves the range of double long before tau2 does. */
START_TEST(spread_of_huge_values)
{
    static const copse_boot_quantity quantity[] = {{.what = COPSE_BOOT_STAT_TAU2}};
    boot_fixture f;
    boot_read(&f);
    set_quantities(&f, quantity, 1);
    boot_make(&f);
    boot_run(&f, 1024);
    copse_boot_summary plain = {0}, huge = {0};
    ck_assert_int_eq(copse_boot_summarise(f.boot, 1024, f.rows, f.state, 95, &plain, NULL), COPSE_OK);
    boot_drop(&f);
    const double scale = 0x1p+300;
    double y[13], v[13];
    for (size_t i = 0; i < f.plan.k; i++) {
        y[i] = f.data.y[i] * scale;
        v[i] = f.data.v[i] * scale * scale;
    }
    f.plan.y = y;
    f.plan.v = v;
    boot_make(&f);
    boot_run(&f, 1024);
    ck_assert_int_eq(copse_boot_summarise(f.boot, 1024, f.rows, f.state, 95, &huge, NULL), COPSE_OK);
    CK_CLOSE(huge.result[0].sd / scale / scale, plain.result[0].sd, 1e-9);
    copse_boot_summary_free(&plain);
    copse_boot_summary_free(&huge);
    boot_free(&f);
}
END_TEST

/* A quantile at the end of the replicates has no Monte Carlo error that they could tell: it is not 0. */
START_TEST(limits_at_the_end_have_no_error)
{
    boot_fixture f;
    boot_read(&f);
    set_quantities(&f, MU, 1);
    boot_make(&f);
    boot_run(&f, 20);
    copse_boot_summary s = {0};
    ck_assert_int_eq(copse_boot_summarise(f.boot, 20, f.rows, f.state, 95, &s, NULL), COPSE_OK);
    const copse_boot_limits *limits = &s.result[0].interval[COPSE_BOOT_PERCENTILE];
    ck_assert(limits->extreme);
    CK_CLOSE(limits->limit.lower, s.result[0].least, 0);
    CK_CLOSE(limits->error.lower, NAN, 0);
    CK_CLOSE(limits->error.upper, NAN, 0);
    copse_boot_summary_free(&s);
    boot_free(&f);
}
END_TEST

/* The design of a checkpoint tells plans apart. */
START_TEST(designs_differ)
{
    boot_fixture f;
    boot_read(&f);
    set_quantities(&f, SEVERAL, 2);
    copse_text first = {0}, other = {0};
    boot_make(&f);
    copse_boot_design(f.boot, &first);
    boot_drop(&f);
    f.plan.seed++;
    boot_make(&f);
    copse_boot_design(f.boot, &other);
    ck_assert_str_ne(copse_text_string(&first), copse_text_string(&other));
    copse_text_free(&other);
    boot_drop(&f);
    f.plan.seed--;
    f.plan.isa = COPSE_ISA_BASELINE; /* not part of it */
    boot_make(&f);
    copse_boot_design(f.boot, &other);
    ck_assert_str_eq(copse_text_string(&first), copse_text_string(&other));
    copse_text_free(&first);
    copse_text_free(&other);
    boot_free(&f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("boot");
    TCase *tests = tcase_create("boot");
    tcase_add_test(tests, quantities_have_names);
    tcase_add_test(tests, other_names_are_refused);
    tcase_add_test(tests, plans_that_cannot_be_are_refused);
    tcase_add_test(tests, sorting);
    tcase_add_test(tests, quantiles);
    tcase_add_test(tests, selection);
    tcase_add_test(tests, plans_begin_where_they_say);
    tcase_add_test(tests, cells);
    tcase_add_test(tests, moments);
    tcase_add_test(tests, what_is_missing_is_counted);
    tcase_add_test(tests, replays);
    tcase_add_test(tests, one_tau2_for_all_levels);
    tcase_add_test(tests, resamples_that_are_the_data_are_ties);
    tcase_add_test(tests, spread_of_huge_values);
    tcase_add_test(tests, limits_at_the_end_have_no_error);
    tcase_add_test(tests, designs_differ);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
