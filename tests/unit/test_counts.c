/* Pooling counts: what must be true of any tables, and what cannot be pooled. */
#include <copse/effect.h>

#include "ck_close.h"
#include "counts_tables.h"
#include "test_random.h"

static copse_fit mh(copse_mh measure, const counts_tables *t, copse_table_tests *tests)
{
    copse_fit fit;
    const copse_counts counts = counts_of(measure, t);
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, &fit, tests, NULL), COPSE_OK);
    return fit;
}

static void draw(test_random *r, copse_mh measure, counts_tables *t)
{
    const double most = pow(10, 1 + 3 * test_random_uniform(r));
    t->k = test_random_size(r, 1, 9);
    double *const cells[] = {t->a, t->b, t->c, t->d};
    for (size_t i = 0; i < t->k; i++)
        for (size_t j = 0; j < 4; j++)
            cells[j][i] = floor(most * test_random_uniform(r) * test_random_uniform(r)) +
                          (copse_mh_is_rate(measure) && j % 2 == 1 ? 0.5 : 0);
}

static bool try_mh(copse_mh measure, const counts_tables *t, copse_fit *fit, copse_table_tests *tests)
{
    const copse_counts counts = counts_of(measure, t);
    const copse_status status = copse_pool_mh(&counts, NULL, fit, tests, NULL);
    ck_assert(status == COPSE_OK || status == COPSE_ENOTCOMPUTABLE);
    return status == COPSE_OK;
}

/* Groups exchanged: the effect changes its sign, nothing else changes. */
START_TEST(groups_exchanged)
{
    test_random r = {3};
    size_t computed = 0;
    for (int turn = 0; turn < 500; turn++) {
        const copse_mh measure = (copse_mh)(turn % COPSE_MH_COUNT);
        static counts_tables t, u;
        copse_fit f, g;
        copse_table_tests p, q;
        draw(&r, measure, &t);
        u.k = t.k;
        for (size_t i = 0; i < t.k; i++) {
            u.a[i] = t.c[i];
            u.b[i] = t.d[i];
            u.c[i] = t.a[i];
            u.d[i] = t.b[i];
        }
        const bool ok = try_mh(measure, &t, &f, &p);
        ck_assert_int_eq(try_mh(measure, &u, &g, &q), ok);
        if (ok) {
            computed++;
            CK_CLOSE_ABS(g.coef[0].estimate, -f.coef[0].estimate, 1e-13, 1e-15);
            CK_CLOSE_ABS(g.coef[0].se, f.coef[0].se, 1e-12, 1e-15);
            CK_CLOSE_ABS(g.het.Q, f.het.Q, 1e-11, 1e-12);
            CK_CLOSE_ABS(q.cmh.statistic, p.cmh.statistic, 1e-12, 1e-14);
            CK_CLOSE_ABS(q.breslow_day.statistic, p.breslow_day.statistic, 1e-10, 1e-12);
            CK_CLOSE_ABS(q.tarone.statistic, p.tarone.statistic, 1e-9, 1e-11);
        }
        copse_fit_free(&f);
        copse_fit_free(&g);
    }
    ck_assert_uint_gt(computed, 350);
}
END_TEST

/* Events for non-events: of the odds ratio the sign, of the risk difference, too. Order does not matter. */
START_TEST(outcome_and_order_exchanged)
{
    test_random r = {4};
    for (int turn = 0; turn < 400; turn++) {
        const copse_mh measure = turn % 2 ? COPSE_MH_OR : COPSE_MH_RD;
        static counts_tables t, u;
        copse_fit f, g;
        draw(&r, measure, &t);
        u.k = t.k;
        for (size_t i = 0; i < t.k; i++) {
            const size_t from = t.k - 1 - i;
            u.a[i] = t.b[from];
            u.b[i] = t.a[from];
            u.c[i] = t.d[from];
            u.d[i] = t.c[from];
        }
        if (try_mh(measure, &t, &f, NULL) && try_mh(measure, &u, &g, NULL)) {
            CK_CLOSE_ABS(g.coef[0].estimate, -f.coef[0].estimate, 1e-13, 1e-15);
            CK_CLOSE_ABS(g.coef[0].se, f.coef[0].se, 1e-12, 1e-15);
            copse_fit_free(&g);
        }
        copse_fit_free(&f);
    }
}
END_TEST

/* Times on another scale: the rate ratio and all tests stay, the rate difference follows. */
START_TEST(person_time_in_other_units)
{
    counts_tables t, u;
    counts_read("hart", &t);
    u = t;
    for (size_t i = 0; i < t.k; i++) {
        u.b[i] = 1e-50 * t.b[i];
        u.d[i] = 1e-50 * t.d[i];
    }
    copse_table_tests p, q;
    copse_fit f = mh(COPSE_MH_IRR, &t, &p), g = mh(COPSE_MH_IRR, &u, &q);
    CK_CLOSE(g.coef[0].estimate, f.coef[0].estimate, 1e-13);
    CK_CLOSE(g.coef[0].se, f.coef[0].se, 1e-13);
    CK_CLOSE(q.cmh.statistic, p.cmh.statistic, 1e-13);
    copse_fit_free(&f);
    copse_fit_free(&g);
    f = mh(COPSE_MH_IRD, &t, NULL);
    g = mh(COPSE_MH_IRD, &u, NULL);
    CK_CLOSE(g.coef[0].estimate * 1e-50, f.coef[0].estimate, 1e-13);
    CK_CLOSE(g.coef[0].se * 1e-50, f.coef[0].se, 1e-13);
    copse_fit_free(&f);
    copse_fit_free(&g);
}
END_TEST

/* Tables without events tell nothing of ratios, and dilute a risk difference. */
START_TEST(double_zero_tables)
{
    counts_tables t, u;
    counts_read("bcg", &t);
    u = t;
    u.a[u.k] = u.c[u.k] = 0;
    u.b[u.k] = 500;
    u.d[u.k++] = 700;
    for (int measure = COPSE_MH_OR; measure <= COPSE_MH_RD; measure++) {
        copse_table_tests p, q;
        copse_fit f = mh((copse_mh)measure, &t, &p), g = mh((copse_mh)measure, &u, &q);
        const bool difference = measure == COPSE_MH_RD;
        ck_assert_uint_eq(g.k, f.k + 1);
        ck_assert_uint_eq(q.in_Q, p.in_Q);
        ck_assert_uint_eq(q.informative, p.informative);
        ck_assert_int_eq(g.coef[0].estimate == f.coef[0].estimate, !difference);
        ck_assert_int_eq(g.weight[t.k] > 0, difference);
        CK_CLOSE(g.het.Q_df, f.het.Q_df, 0);
        CK_CLOSE(q.cmh.statistic, p.cmh.statistic, 0);
        copse_fit_free(&f);
        copse_fit_free(&g);
    }
    copse_counts_opts opts = copse_counts_opts_default();
    copse_table_tests kept;
    copse_fit fit;
    opts.keep00 = true;
    const copse_counts counts = counts_of(COPSE_MH_RD, &u);
    ck_assert_int_eq(copse_pool_mh(&counts, &opts, &fit, &kept, NULL), COPSE_OK);
    ck_assert_uint_eq(kept.in_Q, u.k);
    copse_fit_free(&fit);
}
END_TEST

/* The estimates that the caller gives are those in Q; NaN: none. */
START_TEST(given_estimates)
{
    const double a[] = {4, 6, 3}, b[] = {119, 300, 228}, c[] = {11, 29, 11}, d[] = {128, 274, 209};
    const double yi[] = {-1, NAN, -2}, vi[] = {0.25, 1, 0.5};
    const copse_counts counts = {.measure = COPSE_MH_OR, .k = 3, .a = a, .b = b, .c = c, .d = d, .yi = yi, .vi = vi};
    copse_table_tests tests;
    copse_fit fit;
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, &fit, &tests, NULL), COPSE_OK);
    const double y = fit.coef[0].estimate;
    CK_CLOSE(fit.het.Q, (-1 - y) * (-1 - y) / 0.25 + (-2 - y) * (-2 - y) / 0.5, 1e-13);
    CK_CLOSE(fit.het.Q_df, 1, 0);
    CK_CLOSE(fit.het.typical_v, 1 / (6 - 20.0 / 6), 1e-14);
    ck_assert_uint_eq(tests.in_Q, 2);
    copse_fit_free(&fit);
}
END_TEST

START_TEST(subgroups_are_pools_of_their_tables)
{
    counts_tables t, part = {0};
    counts_read("damico", &t);
    size_t group[COUNTS_MOST];
    for (size_t i = 0; i < t.k; i++) group[i] = (i * 7) % 3;
    for (int peto = 0; peto < 2; peto++) {
        copse_subgroups out;
        const copse_counts counts = counts_of(COPSE_MH_RR, &t);
        const copse_pooling pooling = peto ? COPSE_POOLING_PETO : COPSE_POOLING_MH;
        ck_assert_int_eq(copse_pool_counts_subgroups(&counts, pooling, group, 3, NULL, &out, NULL), COPSE_OK);
        double sum = 0, mean = 0, Q = 0, within = 0;
        for (size_t l = 0; l < 3; l++) {
            part.k = 0;
            for (size_t i = 0; i < t.k; i++) {
                if (group[i] != l) continue;
                part.a[part.k] = t.a[i];
                part.b[part.k] = t.b[i];
                part.c[part.k] = t.c[i];
                part.d[part.k++] = t.d[i];
            }
            const copse_counts own = counts_of(COPSE_MH_RR, &part);
            copse_fit f;
            ck_assert_int_eq(peto ? copse_pool_peto(&own, NULL, &f, NULL, NULL)
                                  : copse_pool_mh(&own, NULL, &f, NULL, NULL),
                             COPSE_OK);
            CK_CLOSE(out.fit[l].coef[0].estimate, f.coef[0].estimate, 0);
            CK_CLOSE(out.fit[l].coef[0].se, f.coef[0].se, 0);
            const double w = 1 / f.vcov[0];
            sum += w;
            mean += w * f.coef[0].estimate;
            within += f.het.Q;
            copse_fit_free(&f);
        }
        for (size_t l = 0; l < 3; l++) {
            const double e = out.fit[l].coef[0].estimate - mean / sum;
            Q += e * e / out.fit[l].vcov[0];
        }
        CK_CLOSE(out.Q, Q, 1e-11);
        CK_CLOSE(out.df, 2, 0);
        CK_CLOSE(out.within_Q, within, 1e-13);
        copse_subgroups_free(&out);
    }
}
END_TEST

/* A level whose tables give no estimate is not in the test between levels. */
START_TEST(level_without_estimate)
{
    const double a[] = {4, 6, 0, 0, 9}, b[] = {19, 30, 28, 31, 44}, c[] = {11, 9, 0, 0, 15}, d[] = {18, 27, 29, 30, 41};
    const size_t group[] = {0, 0, 1, 1, 2};
    const copse_counts counts = {.measure = COPSE_MH_RR, .k = 5, .a = a, .b = b, .c = c, .d = d};
    copse_subgroups out;
    ck_assert_int_eq(copse_pool_counts_subgroups(&counts, COPSE_POOLING_MH, group, 3, NULL, &out, NULL), COPSE_OK);
    ck_assert(isnan(out.fit[1].coef[0].estimate) && isnan(out.fit[1].coef[0].ci.lower));
    ck_assert(isfinite(out.Q) && out.df == 1);
    for (size_t i = 0; i < 2; i++) CK_CLOSE(out.fit[1].weight[i], 0, 0);
    copse_subgroups_free(&out);
}
END_TEST

static const struct {
    copse_mh measure;
    double a, b, c, d;
    copse_status status;
} refused[] = {{COPSE_MH_OR, -1, 2, 3, 4, COPSE_EDOM},          {COPSE_MH_OR, 1, NAN, 3, 4, COPSE_EDOM},
               {COPSE_MH_RR, 1, 2, INFINITY, 4, COPSE_EDOM},    {COPSE_MH_RD, 1, 2, 0x1p200, 4, COPSE_EDOM},
               {COPSE_MH_IRR, 1, 0, 3, 4, COPSE_EDOM},          {COPSE_MH_IRD, 1, 2, 3, -4, COPSE_EDOM},
               {COPSE_MH_OR, 0, 2, 3, 4, COPSE_ENOTCOMPUTABLE}, {COPSE_MH_OR, 1, 0, 3, 4, COPSE_ENOTCOMPUTABLE},
               {COPSE_MH_RR, 1, 2, 0, 4, COPSE_ENOTCOMPUTABLE}, {COPSE_MH_RD, 0, 0, 3, 4, COPSE_ENOTCOMPUTABLE},
               {COPSE_MH_IRR, 0, 2, 3, 4, COPSE_ENOTCOMPUTABLE}};

START_TEST(what_cannot_be_pooled)
{
    const double a = refused[_i].a, b = refused[_i].b, c = refused[_i].c, d = refused[_i].d;
    const copse_counts counts = {.measure = refused[_i].measure, .k = 1, .a = &a, .b = &b, .c = &c, .d = &d};
    copse_error err = {0};
    copse_fit fit;
    copse_table_tests tests;
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, &fit, &tests, &err), refused[_i].status);
    ck_assert_int_gt((int)strlen(err.text), 10);
    copse_fit_free(&fit);
}
END_TEST

START_TEST(misuse)
{
    const double one = 1, two = 2, none = 0;
    const size_t group = 1;
    copse_counts counts = {.measure = COPSE_MH_OR, .k = 1, .a = &one, .b = &two, .c = &two, .d = &one};
    copse_counts_opts opts = copse_counts_opts_default();
    copse_subgroups out;
    copse_fit fit;
    ck_assert_int_eq(copse_pool_mh(NULL, NULL, &fit, NULL, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, NULL, NULL, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_peto(NULL, NULL, &fit, NULL, NULL), COPSE_EINVAL);
    opts.level = 100;
    ck_assert_int_eq(copse_pool_mh(&counts, &opts, &fit, NULL, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_counts_subgroups(&counts, COPSE_POOLING_MH, &group, 1, NULL, &out, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_counts_subgroups(&counts, COPSE_POOLING_INVERSE_VARIANCE, &group, 2, NULL, &out, NULL),
                     COPSE_EINVAL);
    counts.yi = &one;
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, &fit, NULL, NULL), COPSE_EINVAL);
    counts.yi = NULL;
    counts.k = 0;
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, &fit, NULL, NULL), COPSE_ETOOFEW);
    counts.k = 1;
    counts.a = counts.c = &none;
    ck_assert_int_eq(copse_pool_peto(&counts, NULL, &fit, NULL, NULL), COPSE_ENOTCOMPUTABLE);
    copse_fit_free(&fit);
}
END_TEST

/* Peto's test of the effect is the Cochran-Mantel-Haenszel test. */
START_TEST(peto_is_the_score_test)
{
    counts_tables t;
    copse_table_tests tests;
    copse_fit fit;
    counts_read("yusuf6", &t);
    const copse_counts counts = counts_of(COPSE_MH_IRD, &t); /* the measure is not read */
    ck_assert_int_eq(copse_pool_peto(&counts, NULL, &fit, &tests, NULL), COPSE_OK);
    CK_CLOSE(fit.coef[0].statistic * fit.coef[0].statistic, tests.cmh.statistic, 1e-13);
    ck_assert_str_eq(copse_fit_method_code(&fit), "Peto");
    ck_assert(!copse_fit_is_random(&fit));
    copse_fit_free(&fit);
}
END_TEST

/* Sweeting, Sutton & Lambert 2004: with twice as many controls the treated get 1/3, the controls 2/3, in each cell. */
START_TEST(treatment_arm_correction)
{
    double a[] = {0, 3}, b[] = {50, 4}, c[] = {2, 5}, d[] = {98, 6};
    const double *const cell[4] = {a, b, c, d};
    double out[4][2];
    double *const to[4] = {out[0], out[1], out[2], out[3]};
    ck_assert_int_eq(copse_correct_tables(COPSE_FAMILY_TABLE, cell, 2, 0.5, COPSE_TO_ONLY0, COPSE_CORRECTION_TACC, to),
                     COPSE_OK);
    const double want[4][2] = {{1.0 / 3, 3}, {50 + 1.0 / 3, 4}, {2 + 2.0 / 3, 5}, {98 + 2.0 / 3, 6}};
    for (int j = 0; j < 4; j++)
        for (int i = 0; i < 2; i++) CK_CLOSE(out[j][i], want[j][i], 1e-15);
    ck_assert_int_eq(copse_correct_tables(COPSE_FAMILY_RATES, cell, 2, 1, COPSE_TO_IF0ALL, COPSE_CORRECTION_TACC, to),
                     COPSE_OK);
    CK_CLOSE(out[0][0], 2 * 50.0 / 148, 1e-15);
    CK_CLOSE(out[2][1], 5 + 2 * 6.0 / 10, 1e-15);
    CK_CLOSE(out[1][1], 4, 0);
    ck_assert_int_eq(
        copse_correct_tables(COPSE_FAMILY_TABLE, cell, 2, 0.5, COPSE_TO_NONE, COPSE_CORRECTION_CONSTANT, to), COPSE_OK);
    CK_CLOSE(out[0][0], 0, 0);
    ck_assert_int_eq(copse_correct_tables(COPSE_FAMILY_MEANS, cell, 2, 0.5, COPSE_TO_ALL, COPSE_CORRECTION_TACC, to),
                     COPSE_EINVAL);
    ck_assert_int_eq(copse_correct_tables(COPSE_FAMILY_TABLE, cell, 2, NAN, COPSE_TO_ALL, COPSE_CORRECTION_TACC, to),
                     COPSE_EINVAL);
}
END_TEST

/* Effects of a corrected table are those of the table so written. */
START_TEST(effects_with_treatment_arm_correction)
{
    const double a[] = {0}, b[] = {50}, c[] = {2}, d[] = {98};
    const double ac[] = {1.0 / 3}, bc[] = {50 + 1.0 / 3}, cc[] = {2 + 2.0 / 3}, dc[] = {98 + 2.0 / 3};
    const double *const in[COPSE_IN_COUNT] = {
        [COPSE_IN_AI] = a, [COPSE_IN_BI] = b, [COPSE_IN_CI] = c, [COPSE_IN_DI] = d};
    const double *const written[COPSE_IN_COUNT] = {
        [COPSE_IN_AI] = ac, [COPSE_IN_BI] = bc, [COPSE_IN_CI] = cc, [COPSE_IN_DI] = dc};
    double y[2], v[2];
    copse_effect_row row;
    copse_effect_opts opts = copse_effect_opts_default();
    opts.correction = COPSE_CORRECTION_TACC;
    ck_assert_int_eq(copse_effect_compute(copse_measure_find("OR"), in, 1, &opts, &y[0], &v[0], NULL, &row), COPSE_OK);
    ck_assert_int_eq(copse_effect_compute(copse_measure_find("OR"), written, 1, NULL, &y[1], &v[1], NULL, &row),
                     COPSE_OK);
    CK_CLOSE(y[0], y[1], 1e-14);
    CK_CLOSE(v[0], v[1], 1e-14);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("counts");
    TCase *cases = tcase_create("counts");
    tcase_add_test(cases, groups_exchanged);
    tcase_add_test(cases, outcome_and_order_exchanged);
    tcase_add_test(cases, person_time_in_other_units);
    tcase_add_test(cases, double_zero_tables);
    tcase_add_test(cases, given_estimates);
    tcase_add_test(cases, subgroups_are_pools_of_their_tables);
    tcase_add_test(cases, level_without_estimate);
    tcase_add_loop_test(cases, what_cannot_be_pooled, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, misuse);
    tcase_add_test(cases, peto_is_the_score_test);
    tcase_add_test(cases, treatment_arm_correction);
    tcase_add_test(cases, effects_with_treatment_arm_correction);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
