/* The multiverse: numbers of specifications, what choices do, and the joint test against every sign vector by hand. */
#include <copse/math.h>
#include <copse/sensitivity.h>

#include "ck_close.h"

#include <stdlib.h>
#include <string.h>

enum { UNITS = 6, SETS = 4, METHODS = 2, TESTS = 2, SPECIFICATIONS = SETS * METHODS * TESTS };
static const double Y[UNITS] = {0.3, 0.5, -0.1, 0.8, 0.2, 0.6}, V[UNITS] = {0.02, 0.05, 0.03, 0.10, 0.04, 0.02};
/* Second choice: the same trials on another outcome. */
static const double Y2[UNITS] = {0.1, 0.6, 0.2, 0.7, -0.2, 0.4};
static const size_t ALL[UNITS] = {0, 1, 2, 3, 4, 5}, SOME[4] = {1, 3, 4, 5};
static const double SOME_Y[4] = {0.5, 0.8, 0.2, 0.6}, SOME_Y2[4] = {0.6, 0.7, -0.2, 0.4},
                    SOME_V[4] = {0.05, 0.10, 0.04, 0.02};
static const copse_multiverse_set SET[SETS] = {{.k = UNITS, .y = Y, .v = V, .unit = ALL},
                                               {.k = 4, .y = SOME_Y, .v = SOME_V, .unit = SOME},
                                               {.k = UNITS, .y = Y2, .v = V, .unit = ALL},
                                               {.k = 4, .y = SOME_Y2, .v = SOME_V, .unit = SOME}};
static const size_t LEVELS[2] = {2, 2};
static const copse_method METHOD[METHODS] = {COPSE_METHOD_DL, COPSE_METHOD_REML};
static const copse_test TEST[TESTS] = {COPSE_TEST_Z, COPSE_TEST_KNHA};

static copse_multiverse_plan plan_of(void)
{
    copse_multiverse_plan plan = copse_multiverse_plan_default();
    plan.levels = LEVELS;
    plan.choices = 2;
    plan.set = SET;
    plan.sets = SETS;
    plan.units = UNITS;
    plan.method = METHOD;
    plan.methods = METHODS;
    plan.test = TEST;
    plan.tests = TESTS;
    return plan;
}

static copse_fit fit_of(const copse_multiverse_set *set, unsigned flips, copse_method method, copse_test test,
                        double null)
{
    copse_fit_opts opts = copse_fit_opts_default();
    double y[UNITS];
    copse_fit fit;
    opts.method = method;
    opts.test = test;
    for (size_t i = 0; i < set->k; i++) y[i] = (flips >> set->unit[i] & 1) != 0 ? 2 * null - set->y[i] : set->y[i];
    ck_assert_int_eq(copse_pool(y, set->v, NULL, set->k, 1, &opts, &fit, NULL), COPSE_OK);
    return fit;
}

START_TEST(specifications)
{
    const copse_multiverse_plan plan = plan_of();
    copse_multiverse m;
    ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_OK);
    ck_assert_uint_eq(m.specifications, SPECIFICATIONS);
    ck_assert_uint_eq(m.fitted, SPECIFICATIONS);
    size_t significant = 0;
    for (size_t s = 0; s < SPECIFICATIONS; s++) {
        const size_t d = 2 * copse_multiverse_level_of(&plan, 0, s) + copse_multiverse_level_of(&plan, 1, s);
        const copse_specification *spec = &m.specification[s];
        copse_fit fit = fit_of(&SET[d], 0, METHOD[copse_multiverse_level_of(&plan, 2, s)],
                               TEST[copse_multiverse_level_of(&plan, 3, s)], 0);
        ck_assert_uint_eq(spec->set, d);
        CK_CLOSE(spec->estimate, fit.coef[0].estimate, 0.0);
        CK_CLOSE(spec->p, fit.coef[0].p, 0.0);
        CK_CLOSE(spec->ci.lower, fit.coef[0].ci.lower, 0.0);
        CK_CLOSE(2 * copse_normal_upper(fabs(spec->z)), spec->p, 1e-10);
        ck_assert(spec->significant == (spec->p < 0.05));
        significant += spec->significant;
        copse_fit_free(&fit);
    }
    ck_assert_uint_eq(m.significant_above, significant);
    ck_assert_uint_eq(m.above, SPECIFICATIONS);
    copse_multiverse_free(&m);
}
END_TEST

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median distance, Stouffer's z and significant on one side, with these signs. */
static void by_hand(const copse_multiverse_set *sets, unsigned flips, double null, double of[3])
{
    double value[SPECIFICATIONS];
    size_t n = 0, above = 0, below = 0;
    of[1] = 0;
    for (size_t d = 0; d < SETS; d++)
        for (size_t m = 0; m < METHODS; m++)
            for (size_t t = 0; t < TESTS; t++) {
                copse_fit fit = fit_of(&sets[d], flips, METHOD[m], TEST[t], null);
                const copse_coefficient *c = &fit.coef[0];
                const double far = c->estimate - null, statistic = far / c->se;
                const double p = t == 0 ? 2 * copse_normal_upper(fabs(statistic))
                                        : copse_t_two_sided(statistic, (double)sets[d].k - 1);
                value[n++] = far;
                of[1] += copysign(copse_normal_quantile_upper(p / 2), far);
                above += p < 0.05 && far > 0;
                below += p < 0.05 && far < 0;
                copse_fit_free(&fit);
            }
    qsort(value, n, sizeof *value, rising);
    of[0] = fabs(0.5 * (value[n / 2 - 1] + value[n / 2]));
    of[1] = fabs(of[1]) / sqrt((double)n);
    of[2] = 100 * (double)(above > below ? above : below) / (double)n;
}

START_TEST(joint_test_by_hand)
{
    for (int shifted = 0; shifted < 2; shifted++) {
        copse_multiverse_plan plan = plan_of();
        copse_multiverse m;
        double observed[3];
        uint64_t reached[3] = {0};
        plan.null = shifted ? 0.15 : 0;
        ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_OK);
        ck_assert(m.exact);
        ck_assert_uint_eq(m.permutations, 32);
        by_hand(SET, 0, plan.null, observed);
        for (unsigned b = 0; b < 64; b++) { /* with their opposites: each twice */
            double now[3];
            by_hand(SET, b, plan.null, now);
            for (size_t j = 0; j < 3; j++) reached[j] += now[j] >= observed[j] * (1 - 1e-9);
        }
        const copse_multiverse_test *test[3] = {&m.median, &m.stouffer, &m.significant};
        for (size_t j = 0; j < 3; j++) {
            CK_CLOSE(test[j]->observed, observed[j], 1e-8);
            ck_assert_uint_eq(2 * test[j]->reached, reached[j]);
            CK_CLOSE(test[j]->p, (double)reached[j] / 64, 1e-15);
        }
        copse_multiverse_free(&m);
    }
}
END_TEST

/* Two studies of one trial are mirrored together: five units, sixteen sign vectors. */
START_TEST(studies_of_one_trial)
{
    static const size_t ALL_OF[UNITS] = {0, 0, 1, 2, 3, 4}, SOME_OF[4] = {0, 2, 3, 4};
    copse_multiverse_set sets[SETS];
    copse_multiverse_plan plan = plan_of();
    copse_multiverse m;
    double observed[3];
    uint64_t reached = 0;
    memcpy(sets, SET, sizeof sets);
    for (size_t d = 0; d < SETS; d++) sets[d].unit = sets[d].k == UNITS ? ALL_OF : SOME_OF;
    plan.set = sets;
    plan.units = 5;
    ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_OK);
    ck_assert_uint_eq(m.permutations, 16);
    by_hand(sets, 0, 0, observed);
    for (unsigned b = 0; b < 32; b++) {
        double now[3];
        by_hand(sets, b, 0, now);
        reached += now[0] >= observed[0] * (1 - 1e-9);
    }
    ck_assert_uint_eq(2 * m.median.reached, reached);
    copse_multiverse_free(&m);
}
END_TEST

/* Random flips: valid p, the same for any number of threads and instruction set, near the exact one. */
START_TEST(random_flips)
{
    copse_multiverse_plan plan = plan_of();
    copse_multiverse exact, one, many;
    ck_assert_int_eq(copse_multiverse_run(&plan, &exact, NULL), COPSE_OK);
    plan.permutations = 31; /* one short of all */
    ck_assert_int_eq(copse_multiverse_run(&plan, &one, NULL), COPSE_OK);
    ck_assert(!one.exact && one.permutations == 31);
    CK_CLOSE(one.median.p, (1 + (double)one.median.reached) / 32, 1e-15);
    copse_multiverse_free(&one);
    /* seventy trials, which have too many sign vectors */
    enum { MANY = 70 };
    static double y[MANY], v[MANY];
    static size_t unit[MANY];
    for (size_t i = 0; i < MANY; i++) {
        y[i] = 0.05 + 0.3 * sin(2.3 * (double)i);
        v[i] = 0.02 + 0.001 * (double)(i % 9);
        unit[i] = i;
    }
    const copse_multiverse_set set = {.k = MANY, .y = y, .v = v, .unit = unit};
    plan.choices = 0;
    plan.sets = 1;
    plan.set = &set;
    plan.units = MANY;
    plan.permutations = 3001;
    plan.threads = 1;
    ck_assert_int_eq(copse_multiverse_run(&plan, &one, NULL), COPSE_OK);
    plan.threads = 5;
    plan.isa = COPSE_ISA_BASELINE;
    ck_assert_int_eq(copse_multiverse_run(&plan, &many, NULL), COPSE_OK);
    ck_assert_mem_eq(&one.median, &many.median, sizeof one.median);
    ck_assert_mem_eq(&one.stouffer, &many.stouffer, sizeof one.stouffer);
    ck_assert_mem_eq(&one.significant, &many.significant, sizeof one.significant);
    /* the model's p and that of the flips are of the same thing */
    CK_CLOSE_ABS(one.median.p, one.specification[1].p, 0.0, 0.05);
    copse_multiverse_free(&exact);
    copse_multiverse_free(&one);
    copse_multiverse_free(&many);
}
END_TEST

/* The only choice that changes estimates explains all of their variance. */
START_TEST(what_choices_do)
{
    copse_multiverse_plan plan = plan_of();
    copse_multiverse m;
    plan.permutations = 0;
    ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_OK);
    ck_assert_uint_eq(m.choices, 4);
    ck_assert_uint_eq(m.permutations, 0);
    CK_CLOSE_ABS(m.choice[3].moves, 0.0, 0.0, 0.0); /* the test moves no estimate */
    CK_CLOSE_ABS(m.choice[3].explains, 0.0, 0.0, 1e-10);
    ck_assert_uint_eq(m.choice[3].pairs, SPECIFICATIONS / 2);
    double moves = 0;
    for (size_t s = 0; s < SPECIFICATIONS / 2; s++)
        moves += fabs(m.specification[s].estimate - m.specification[s + SPECIFICATIONS / 2].estimate);
    CK_CLOSE(m.choice[0].moves, moves / (SPECIFICATIONS / 2), 1e-13);
    for (size_t c = 0; c < 4; c++) ck_assert(m.choice[c].explains >= 0 && m.choice[c].explains <= 100);
    copse_multiverse_free(&m);
    const copse_multiverse_set same[2] = {{.k = UNITS, .y = Y, .v = V, .unit = ALL},
                                          {.k = UNITS, .y = Y2, .v = V, .unit = ALL}};
    const size_t levels[1] = {2};
    plan.choices = 1;
    plan.levels = levels;
    plan.set = same;
    plan.sets = 2;
    plan.methods = 1;
    ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_OK);
    CK_CLOSE(m.choice[0].explains, 100.0, 1e-10);
    copse_multiverse_free(&m);
}
END_TEST

START_TEST(what_cannot_be_fitted)
{
    copse_multiverse_set set[SETS];
    copse_multiverse_plan plan = plan_of();
    copse_multiverse m;
    memcpy(set, SET, sizeof set);
    set[1] = (copse_multiverse_set){.k = 0, .why = "no rows are left"};
    set[2].k = 1;
    plan.set = set;
    ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_OK);
    ck_assert_uint_eq(m.fitted, SPECIFICATIONS / 2);
    ck_assert_str_eq(m.specification[4].why, "no rows are left");
    ck_assert(!m.specification[4].fitted && isnan(m.specification[4].estimate));
    ck_assert_uint_eq(m.choice[0].pairs, 0); /* set 3 has no partner in 1, nor 0 in 2 */
    ck_assert(isnan(m.choice[0].moves));
    ck_assert_uint_eq(m.choice[2].pairs, 4);
    copse_multiverse_free(&m);
}
END_TEST

static copse_status failing(const copse_multiverse_plan *plan)
{
    copse_multiverse m;
    copse_error err = {0};
    const copse_status st = copse_multiverse_run(plan, &m, &err);
    ck_assert(st == COPSE_OK || err.text[0] != '\0');
    copse_multiverse_free(&m);
    return st;
}

START_TEST(refusals)
{
    static const copse_test PL[1] = {COPSE_TEST_PL};
    static const copse_method ML[1] = {COPSE_METHOD_ML};
    copse_multiverse_plan plan = plan_of();
    plan.sets = 3;
    ck_assert_int_eq(failing(&plan), COPSE_EINVAL);
    plan = plan_of();
    plan.units = 5;
    ck_assert_int_eq(failing(&plan), COPSE_EINVAL);
    plan = plan_of();
    plan.null = NAN;
    ck_assert_int_eq(failing(&plan), COPSE_EINVAL);
    plan = plan_of();
    plan.test = PL;
    plan.tests = 1;
    plan.method = ML;
    plan.methods = 1;
    ck_assert_int_eq(failing(&plan), COPSE_EUSAGE);
    plan.permutations = 0;
    ck_assert_int_eq(failing(&plan), COPSE_OK);
    const copse_multiverse_set none = {.k = 0};
    plan = plan_of();
    plan.choices = 0;
    plan.sets = 1;
    plan.set = &none;
    ck_assert_int_eq(failing(&plan), COPSE_ENOTCOMPUTABLE);
}
END_TEST

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    uint64_t *told = context;
    *told = total;
    return done == 0; /* it may begin */
}

START_TEST(interrupted)
{
    uint64_t told = 0;
    const copse_watch watch = {.tick = stop_at_once, .context = &told};
    copse_multiverse_plan plan = plan_of();
    copse_multiverse m;
    plan.watch = &watch;
    plan.permutations = 8;
    ck_assert_int_eq(copse_multiverse_run(&plan, &m, NULL), COPSE_EINTERRUPTED);
    ck_assert_uint_eq(told, 8);
    copse_multiverse_free(&m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("multiverse");
    TCase *tcase = tcase_create("multiverse");
    tcase_add_test(tcase, specifications);
    tcase_add_test(tcase, joint_test_by_hand);
    tcase_add_test(tcase, studies_of_one_trial);
    tcase_add_test(tcase, random_flips);
    tcase_add_test(tcase, what_choices_do);
    tcase_add_test(tcase, what_cannot_be_fitted);
    tcase_add_test(tcase, refusals);
    tcase_add_test(tcase, interrupted);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
