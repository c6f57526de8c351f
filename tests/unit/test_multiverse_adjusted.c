/* Adjustments for small-study effects in a multiverse: in lanes as one by one, in the joint test as by hand, and the sets that
 * choices make of a data frame. */
#include <copse/bias.h>
#include <copse/math.h>
#include <copse/multiverse.h>

#include "ck_close.h"

#include <stdlib.h>
#include <string.h>

enum { UNITS = 7, SETS = 4, METHODS = 2, TESTS = 2, OF_SET = METHODS * TESTS, SPECIFICATIONS = SETS * OF_SET };
static const double Y[UNITS] = {0.3, 0.5, -0.1, 0.8, 0.2, 0.6, 0.9},
                    V[UNITS] = {0.02, 0.05, 0.03, 0.10, 0.04, 0.02, 0.15};
static const size_t ALL[UNITS] = {0, 1, 2, 3, 4, 5, 6};
static const copse_method METHOD[METHODS] = {COPSE_METHOD_DL, COPSE_METHOD_REML};
static const copse_test TEST[TESTS] = {COPSE_TEST_Z, COPSE_TEST_KNHA};

/* ----------------------------------------------------------------------------------------------- eight as one by one */

static double draw(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / 16777216.0 - 0.5;
}

static void compare_lanes(copse_adjustment adjustment, size_t k, unsigned seed)
{
    static const copse_method methods[] = {COPSE_METHOD_DL, COPSE_METHOD_REML, COPSE_METHOD_EE, COPSE_METHOD_PM};
    static const copse_test tests[] = {COPSE_TEST_Z, COPSE_TEST_KNHA, COPSE_TEST_ADHOC};
    enum { MOST = 14, N = 12 };
    double y[MOST * COPSE_LANES], v[MOST], one[MOST];
    copse_multiverse_answer eight[N * COPSE_LANES], alone[N];
    copse_multiverse_question q = {.adjustment = adjustment,
                                   .k = k,
                                   .y = y,
                                   .v = v,
                                   .method = methods,
                                   .methods = 4,
                                   .test = tests,
                                   .tests = 3,
                                   .fit = copse_fit_opts_default()};
    for (size_t i = 0; i < k; i++) v[i] = 0.01 + 0.1 * (0.5 + draw(&seed));
    for (size_t i = 0; i < k * COPSE_LANES; i++) y[i] = 0.1 + draw(&seed);
    for (size_t l = 0; l < COPSE_LANES && k > 3; l++) y[l] = y[COPSE_LANES + l]; /* a tie */
    ck_assert_int_eq(copse_adjust_eight(NULL, &q, eight, NULL), COPSE_OK);
    q.y = one;
    for (size_t l = 0; l < COPSE_LANES; l++) {
        for (size_t i = 0; i < k; i++) one[i] = y[i * COPSE_LANES + l];
        ck_assert_int_eq(copse_adjust_effects(NULL, &q, alone, NULL), COPSE_OK);
        for (size_t j = 0; j < N; j++) {
            const copse_multiverse_answer *a = &eight[l * N + j];
            ck_assert_msg(a->known == alone[j].known, "%s, k = %zu, lane %zu, %zu: %s",
                          copse_adjustment_name(adjustment), k, l, j, alone[j].why);
            if (!a->known) continue;
            CK_CLOSE_ABS(a->effect.estimate, alone[j].effect.estimate, 1e-9, 1e-11);
            CK_CLOSE(a->effect.se, alone[j].effect.se, 1e-9);
            CK_CLOSE_ABS(a->effect.p, alone[j].effect.p, 1e-8, 1e-11);
        }
    }
}

START_TEST(eight_as_one)
{
    for (size_t k = 3; k <= 14; k++)
        for (unsigned seed = 1; seed <= 6; seed++) {
            compare_lanes(COPSE_ADJUSTMENT_TRIMFILL, k, seed);
            compare_lanes(COPSE_ADJUSTMENT_LIMIT, k, seed);
        }
}
END_TEST

/* What has no lanes, and what cannot be adjusted: equal standard errors, too few studies. */
START_TEST(odd_questions)
{
    double y[4 * COPSE_LANES];
    const double equal[4] = {0.1, 0.1, 0.1, 0.1}, v[4] = {0.1, 0.2, 0.05, 0.07};
    copse_multiverse_answer eight[OF_SET * COPSE_LANES];
    for (size_t i = 0; i < 4 * COPSE_LANES; i++) y[i] = 0.1 * (double)(i % 7);
    for (int a = COPSE_ADJUSTMENT_TRIMFILL; a < COPSE_ADJUSTMENT_COUNT; a++) {
        if (a == COPSE_ADJUSTMENT_PET || a == COPSE_ADJUSTMENT_PEESE || a == COPSE_ADJUSTMENT_PET_PEESE) continue;
        copse_adjust_opts opts = copse_adjust_opts_default();
        copse_multiverse_question q = {.adjustment = (size_t)a,
                                       .k = 4,
                                       .y = y,
                                       .v = v,
                                       .method = METHOD,
                                       .methods = METHODS,
                                       .test = TEST,
                                       .tests = TESTS,
                                       .fit = copse_fit_opts_default()};
        memset(eight, 0, sizeof eight);
        ck_assert_int_eq(copse_adjust_eight(&opts, &q, eight, NULL), COPSE_OK);
        for (size_t i = 0; i < OF_SET * COPSE_LANES; i++)
            ck_assert(!eight[i].known || isfinite(eight[i].effect.estimate));
        q.v = equal;
        ck_assert_int_eq(copse_adjust_eight(&opts, &q, eight, NULL), COPSE_OK);
        if (a == COPSE_ADJUSTMENT_TRIMFILL || a == COPSE_ADJUSTMENT_LIMIT) ck_assert(!eight[0].known);
        q.k = 2;
        q.v = v;
        ck_assert_int_eq(copse_adjust_eight(&opts, &q, eight, NULL), COPSE_OK);
        if (a == COPSE_ADJUSTMENT_LIMIT) ck_assert(!eight[0].known);
    }
}
END_TEST

/* ------------------------------------------------------------------------------------------- the joint test by hand */

static copse_coefficient adjusted(size_t set, const double *y, copse_method method, copse_test test)
{
    copse_fit_opts opts = copse_fit_opts_default();
    copse_egger_opts egger = copse_egger_opts_default();
    copse_fit fit = {0};
    copse_trimfill filled = {0};
    copse_pet_peese both;
    copse_limit_meta limit;
    opts.method = method;
    opts.test = test;
    egger.model = COPSE_EGGER_RMA;
    egger.fit = opts;
    ck_assert_int_eq(copse_pool(y, V, NULL, UNITS, 1, &opts, &fit, NULL), COPSE_OK);
    copse_coefficient c = fit.coef[0];
    if (set == 1) {
        ck_assert_int_eq(copse_bias_pet_peese(y, V, UNITS, &egger, COPSE_MULTIVERSE_ALPHA, &both, NULL), COPSE_OK);
        c = both.uses_peese ? both.peese.limit : both.pet.limit;
    } else if (set == 2) {
        ck_assert_int_eq(copse_bias_trimfill(y, V, UNITS, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO, &opts, &filled, NULL),
                         COPSE_OK);
        c = filled.fit.coef[0];
    } else if (set == 3) {
        ck_assert_int_eq(copse_bias_limit(y, V, UNITS, fit.het.tau2, 95, &limit, NULL), COPSE_OK);
        c = limit.beta0;
    }
    copse_trimfill_free(&filled);
    copse_fit_free(&fit);
    return c;
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median distance, Stouffer's z and significant on one side, with these signs. */
static void by_hand(unsigned flips, double null, double of[3])
{
    double value[SPECIFICATIONS], y[UNITS];
    size_t n = 0, above = 0, below = 0;
    of[1] = 0;
    for (size_t i = 0; i < UNITS; i++) y[i] = (flips >> i & 1) != 0 ? null - Y[i] : Y[i] - null;
    for (size_t s = 0; s < SPECIFICATIONS; s++) {
        const copse_coefficient c = adjusted(s / OF_SET, y, METHOD[s / TESTS % METHODS], TEST[s % TESTS]);
        value[n++] = c.estimate;
        of[1] += copysign(copse_normal_quantile_upper(c.p / 2), c.estimate);
        above += c.p < 0.05 && c.estimate > 0;
        below += c.p < 0.05 && c.estimate < 0;
    }
    qsort(value, n, sizeof *value, rising);
    of[0] = fabs(0.5 * (value[n / 2 - 1] + value[n / 2]));
    of[1] = fabs(of[1]) / sqrt((double)n);
    of[2] = 100 * (double)(above > below ? above : below) / (double)n;
}

static void check_joint(const copse_multiverse_plan *plan)
{
    copse_multiverse m;
    double observed[3];
    uint64_t reached[3] = {0};
    ck_assert_int_eq(copse_multiverse_run(plan, &m, NULL), COPSE_OK);
    ck_assert_uint_eq(m.fitted, SPECIFICATIONS);
    ck_assert_uint_eq(m.tested, SPECIFICATIONS);
    by_hand(0, plan->null, observed);
    for (unsigned b = 0; b < 1u << UNITS; b++) { /* with their opposites: each twice */
        double now[3];
        by_hand(b, plan->null, now);
        for (size_t j = 0; j < 3; j++) reached[j] += now[j] >= observed[j] * (1 - 1e-9);
    }
    const copse_multiverse_test *test[3] = {&m.median, &m.stouffer, &m.significant};
    for (size_t j = 0; j < 3; j++) {
        CK_CLOSE(test[j]->observed, observed[j], 1e-8);
        ck_assert_uint_eq(2 * test[j]->reached, reached[j]);
    }
    copse_multiverse_free(&m);
}

START_TEST(joint_test_of_adjusted)
{
    double design[2][2 * UNITS];
    for (size_t i = 0; i < UNITS; i++) {
        design[0][2 * i] = design[1][2 * i] = 1;
        design[0][2 * i + 1] = sqrt(V[i]);
        design[1][2 * i + 1] = V[i];
    }
    const copse_multiverse_set plain = {.k = UNITS, .y = Y, .v = V, .unit = ALL};
    copse_multiverse_set set[SETS] = {plain, plain, plain, plain};
    const size_t levels[1] = {SETS};
    copse_multiverse_plan plan = copse_multiverse_plan_default();
    set[1].design[0] = design[0];
    set[1].design[1] = design[1];
    set[2].adjustment = COPSE_ADJUSTMENT_TRIMFILL;
    set[3].adjustment = COPSE_ADJUSTMENT_LIMIT;
    plan.levels = levels;
    plan.choices = 1;
    plan.set = set;
    plan.sets = SETS;
    plan.units = UNITS;
    plan.method = METHOD;
    plan.methods = METHODS;
    plan.test = TEST;
    plan.tests = TESTS;
    plan.adjust = copse_adjust_effects;
    check_joint(&plan);
    plan.adjust_eight = copse_adjust_eight;
    check_joint(&plan);
    plan.null = 0.15;
    check_joint(&plan);
    plan.adjust_eight = NULL;
    check_joint(&plan);
    set[2].design[1] = design[0]; /* a second design without a first */
    copse_multiverse m;
    ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_EINVAL);
}
END_TEST

/* -------------------------------------------------------------------------------------------------- sets of a frame */

static copse_multiverse_request request_of(copse_multiverse_frame *frame, const copse_multiverse_option_names *choice)
{
    static const copse_adjustment ADJUSTMENTS[] = {COPSE_ADJUSTMENT_NONE, COPSE_ADJUSTMENT_PET_PEESE,
                                                   COPSE_ADJUSTMENT_COPAS};
    copse_multiverse_request r = copse_multiverse_request_default();
    r.choice = choice;
    r.choices = 2;
    r.bind = copse_multiverse_frame_bind;
    r.context = frame;
    r.adjustment = ADJUSTMENTS;
    r.adjustments = 3;
    r.adjust_least = 10;
    r.permutations = 16;
    r.comparable = false;
    return r;
}

START_TEST(sets_of_a_frame)
{
    static const char *const codes[] = {"RR", "OR"}, *const keep[] = {"keep", "leave out"};
    static const char *const exclude[] = {"alloc != \"random\""};
    const copse_multiverse_option_names choice[] = {{"measure", codes, 2}, {"not random", keep, 2}};
    copse_frame bcg = {0};
    copse_binding binding[2] = {copse_binding_default(), copse_binding_default()};
    const copse_trial_opts rule = {0};
    copse_multiverse_data data = {0};
    copse_error err = {0};
    bool idle = true;
    ck_assert_int_eq(copse_frame_read("@bcg", NULL, &bcg, NULL), COPSE_OK);
    for (size_t i = 0; i < 2; i++) {
        binding[i].measure = codes[i];
        binding[i].column[COPSE_IN_AI] = "tpos";
        binding[i].column[COPSE_IN_BI] = "tneg";
        binding[i].column[COPSE_IN_CI] = "cpos";
        binding[i].column[COPSE_IN_DI] = "cneg";
    }
    copse_multiverse_frame frame = {.frame = &bcg,
                                    .binding = binding,
                                    .measures = 2,
                                    .measure_is_choice = true,
                                    .rule = &rule,
                                    .rules = 1,
                                    .exclude = exclude,
                                    .excludes = 1};
    copse_multiverse_request r = request_of(&frame, choice);
    ck_assert_msg(copse_multiverse_make(&r, &data, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_eq(data.plan.sets, 12);
    ck_assert_uint_eq(data.bounds, 4); /* adjustments share their studies */
    ck_assert_uint_eq(data.plan.units, 13);
    ck_assert_str_eq(data.choice[2], "adjustment");
    ck_assert_str_eq(data.level[2][1], "pet-peese");
    ck_assert_str_eq(data.choice[4], "test");
    const copse_multiverse_set *set = data.plan.set;
    ck_assert(set[0].design[0] == NULL && set[1].design[1] != NULL && set[2].adjustment == COPSE_ADJUSTMENT_COPAS);
    ck_assert(!set[0].apart && !set[1].apart && set[2].apart);
    ck_assert_uint_eq(set[3].k, 7); /* the first measure, seven randomised trials */
    ck_assert(set[3].why == NULL && strcmp(set[4].why, "fewer than 10 studies are not adjusted") == 0);
    ck_assert_ptr_eq(set[0].y, set[2].y);
    copse_multiverse m;
    ck_assert_int_eq(copse_multiverse_run(&data.plan, &m, NULL), COPSE_OK);
    ck_assert_uint_eq(m.fitted, 8);
    ck_assert_uint_eq(m.tested, 6); /* Copas' model is not in the joint test */
    copse_multiverse_free(&m);
    copse_multiverse_data_free(&data);
    ck_assert_int_eq(copse_multiverse_frame_is_idle(&frame, 0, &idle, NULL), COPSE_OK);
    ck_assert(!idle);
    static const char *const wrong[] = {"nosuch > 1"};
    frame.exclude = wrong;
    ck_assert_int_eq(copse_multiverse_make(&r, &data, &err), COPSE_EUSAGE);
    copse_multiverse_data_free(&data);
    r.adjustment++; /* no NONE in front */
    ck_assert_int_eq(copse_multiverse_make(&r, &data, &err), COPSE_EINVAL);
    copse_multiverse_data_free(&data);
    copse_frame_free(&bcg);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("multiverse_adjusted");
    TCase *tcase = tcase_create("multiverse_adjusted");
    tcase_add_test(tcase, eight_as_one);
    tcase_add_test(tcase, odd_questions);
    tcase_add_test(tcase, joint_test_of_adjusted);
    tcase_add_test(tcase, sets_of_a_frame);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
