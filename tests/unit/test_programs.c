/* Profiles of programs at their edges: what is given stays, what a setting concerns, what explains a difference. */
#include <copse/programs.h>

#include "ck_close.h"
#include <string.h>

enum { K = 5 };
static const double A[K] = {0, 5, 8, 2, 11}, B[K] = {30, 40, 25, 60, 33}, C[K] = {4, 9, 12, 7, 15},
                    D[K] = {28, 37, 20, 55, 30};

typedef struct tables {
    const double *in[COPSE_IN_COUNT];
} tables;

static tables counts(void)
{
    tables t = {{NULL}};
    t.in[COPSE_IN_AI] = A;
    t.in[COPSE_IN_BI] = B;
    t.in[COPSE_IN_CI] = C;
    t.in[COPSE_IN_DI] = D;
    return t;
}

START_TEST(names_go_both_ways)
{
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++) {
        copse_program back;
        ck_assert_int_eq(copse_program_find(copse_program_code(p), &back), COPSE_OK);
        ck_assert_int_eq(back, p);
        ck_assert_str_ne(copse_program_text(p), "");
        for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
            copse_program_settings its = copse_program_settings_default();
            copse_program_apply(p, &its);
            ck_assert_msg(copse_setting_value(s, its.value[s]) != NULL, "%s of %s", copse_setting_key(s),
                          copse_program_code(p));
            ck_assert_msg(strlen(copse_program_source(p, s)) > 5, "%s of %s has no source", copse_setting_key(s),
                          copse_program_code(p));
        }
    }
    copse_program none;
    ck_assert_int_eq(copse_program_find("sas", &none), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_program_find(NULL, &none), COPSE_EINVAL);
    ck_assert_ptr_null(copse_program_code(COPSE_PROGRAM_COUNT));
    ck_assert_ptr_null(copse_setting_key(COPSE_SETTING_COUNT));
    ck_assert_ptr_null(copse_setting_value(COPSE_SETTING_I2, 2));
    ck_assert_ptr_null(copse_setting_value(COPSE_SETTING_METHOD, COPSE_METHOD_COUNT));
    ck_assert_ptr_null(copse_setting_value(COPSE_SETTING_TEST, -1));
}
END_TEST

/* No profile changes what an option asked for. */
START_TEST(options_win)
{
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++) {
        copse_program_settings s = copse_program_settings_default();
        s.value[COPSE_SETTING_METHOD] = COPSE_METHOD_PM;
        s.given[COPSE_SETTING_METHOD] = s.given[COPSE_SETTING_SMD] = s.given[COPSE_SETTING_DOUBLE_ZERO] = true;
        s.effect.vtype = COPSE_VTYPE_UB;
        copse_program_apply(p, &s);
        ck_assert_int_eq(s.value[COPSE_SETTING_METHOD], COPSE_METHOD_PM);
        ck_assert_int_eq(copse_program_effect_opts(&s, copse_measure_find("SMD")).vtype, COPSE_VTYPE_UB);
        ck_assert(!copse_program_effect_opts(&s, copse_measure_find("OR")).drop00);
    }
}
END_TEST

START_TEST(what_concerns_what)
{
    copse_program_settings meta = copse_program_settings_default();
    copse_program_apply(COPSE_PROGRAM_META, &meta);
    ck_assert(copse_program_effect_opts(&meta, copse_measure_find("OR")).drop00);
    ck_assert(!copse_program_effect_opts(&meta, copse_measure_find("RD")).drop00);
    ck_assert_int_eq(copse_program_effect_opts(&meta, copse_measure_find("SMD")).vtype, COPSE_VTYPE_WT);
    ck_assert_int_eq(copse_program_effect_opts(&meta, copse_measure_find("MD")).vtype, COPSE_VTYPE_COUNT);
    ck_assert(!copse_setting_concerns(COPSE_SETTING_TAU2_ABOUT, copse_measure_find("SMD")));
    ck_assert(copse_setting_concerns(COPSE_SETTING_METHOD, copse_measure_find("GEN")));
}
END_TEST

/* Changing all settings that are said to move something leads from one row to the other. */
START_TEST(explained)
{
    const tables t = counts();
    const copse_measure *measure = copse_measure_find("RR");
    const copse_program_settings own = copse_program_settings_default();
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++) {
        copse_program_settings its = own, walked = own;
        bool moves[COPSE_SETTING_COUNT];
        copse_error err = {0};
        copse_program_apply(p, &its);
        ck_assert_int_eq(copse_program_explain(&own, &its, measure, t.in, NULL, K, 1, moves, &err), COPSE_OK);
        for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
            ck_assert(!moves[s] || own.value[s] != its.value[s]);
            if (moves[s]) walked.value[s] = its.value[s];
        }
        copse_program_numbers a, b;
        ck_assert_int_eq(copse_program_pool(&its, measure, t.in, NULL, K, 1, &a, &err), COPSE_OK);
        ck_assert_int_eq(copse_program_pool(&walked, measure, t.in, NULL, K, 1, &b, &err), COPSE_OK);
        CK_CLOSE(b.estimate, a.estimate, 1e-12);
        CK_CLOSE(b.ci.upper, a.ci.upper, 1e-12);
        CK_CLOSE(b.I2, a.I2, 1e-12);
        CK_CLOSE(b.prediction.lower, a.prediction.lower, 1e-12);
        CK_CLOSE(b.tau2_ci.upper, a.tau2_ci.upper, 1e-12);
    }
    bool moves[COPSE_SETTING_COUNT];
    ck_assert_int_eq(copse_program_explain(&own, &own, measure, t.in, NULL, K, 1, moves, NULL), COPSE_OK);
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) ck_assert(!moves[s]);
}
END_TEST

START_TEST(few_trials)
{
    const tables t = counts();
    const copse_measure *measure = copse_measure_find("OR");
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++)
        for (size_t k = 1; k <= 3; k++) {
            copse_program_settings s = copse_program_settings_default();
            copse_program_numbers n;
            copse_error err = {0};
            copse_program_apply(p, &s);
            ck_assert_msg(copse_program_pool(&s, measure, t.in, NULL, k, 1, &n, &err) == COPSE_OK, "%s", err.text);
            ck_assert_uint_eq(n.k, k);
            ck_assert(isfinite(n.estimate) && n.ci.lower < n.ci.upper);
            ck_assert(isnan(n.tau2) == (k == 1));
            if (k == 1) ck_assert(isnan(n.prediction.lower) && isnan(n.I2));
            if (k == 2 && s.value[COPSE_SETTING_PREDICTION] == COPSE_PI_RULE_T2) ck_assert(isnan(n.prediction.lower));
        }
}
END_TEST

/* Tables without events alone, and what is not there. */
START_TEST(refusals)
{
    const double zero[2] = {0, 0}, rest[2] = {10, 12};
    const double *in[COPSE_IN_COUNT] = {NULL};
    copse_program_settings meta = copse_program_settings_default();
    copse_program_numbers n;
    copse_error err = {0};
    const copse_measure *measure = copse_measure_find("OR");
    in[COPSE_IN_AI] = in[COPSE_IN_CI] = zero;
    in[COPSE_IN_BI] = in[COPSE_IN_DI] = rest;
    copse_program_apply(COPSE_PROGRAM_META, &meta);
    ck_assert_int_eq(copse_program_pool(&meta, measure, in, NULL, 2, 1, &n, &err), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_program_pool(NULL, measure, in, NULL, 2, 1, &n, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_program_pool(&meta, measure, in, NULL, 0, 1, &n, &err), COPSE_EINVAL);
    const double *nothing[COPSE_IN_COUNT] = {NULL};
    ck_assert_int_ne(copse_program_pool(&meta, measure, nothing, NULL, 2, 1, &n, &err), COPSE_OK);
}
END_TEST

/* Levels are what each would be alone, with Mantel-Haenszel's tau2 or with pooled tables; the whole differs from both. */
START_TEST(levels_by_themselves)
{
    const tables t = counts();
    const size_t group[K] = {0, 1, 0, 1, 1};
    static const size_t OF[2][3] = {{0, 2, 0}, {1, 3, 4}}, SIZE[2] = {2, 3};
    const copse_measure *measure = copse_measure_find("OR");
    for (int fixed = 0; fixed < 2; fixed++) {
        copse_program_settings s = copse_program_settings_default();
        copse_program_apply(COPSE_PROGRAM_REVMAN5, &s);
        if (fixed) s.value[COPSE_SETTING_METHOD] = COPSE_METHOD_EE;
        double y[K], v[K];
        copse_effect_row rows[K];
        copse_error err = {0};
        const copse_effect_opts opts = copse_program_effect_opts(&s, measure);
        ck_assert_int_eq(copse_effect_compute(measure, t.in, K, &opts, y, v, NULL, rows), COPSE_OK);
        const copse_program_trials trials = {.measure = measure, .in = t.in, .yi = y, .vi = v, .k = K, .p = 1};
        copse_subgroups levels;
        const copse_status status =
            copse_program_fit_subgroups(&s, &trials, group, 2, COPSE_TAU2_SEPARATE, &levels, &err);
        ck_assert_msg(status == COPSE_OK, "%s", err.text);
        for (size_t l = 0; l < 2; l++) {
            double cell[4][3];
            const double *in[COPSE_IN_COUNT] = {NULL};
            static const copse_input CELL[4] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI};
            for (size_t c = 0; c < 4; c++) {
                for (size_t i = 0; i < SIZE[l]; i++) cell[c][i] = t.in[CELL[c]][OF[l][i]];
                in[CELL[c]] = cell[c];
            }
            copse_program_numbers n;
            ck_assert_int_eq(copse_program_pool(&s, measure, in, NULL, SIZE[l], 1, &n, &err), COPSE_OK);
            CK_CLOSE(levels.fit[l].coef[0].estimate, n.estimate, 1e-13);
            CK_CLOSE(levels.fit[l].coef[0].se, n.se, 1e-13);
            CK_CLOSE(levels.fit[l].het.Q, n.Q, 1e-12);
            ck_assert_int_eq(levels.fit[l].pooling, fixed ? COPSE_POOLING_MH : COPSE_POOLING_INVERSE_VARIANCE);
        }
        ck_assert(levels.p > 0 && levels.p <= 1);
        copse_subgroups_free(&levels);
        ck_assert_int_eq(copse_program_fit_subgroups(&s, &trials, group, 2, COPSE_TAU2_COMMON, &levels, &err),
                         COPSE_EUSAGE);
        copse_subgroups_free(&levels);
    }
}
END_TEST

/* A prediction interval, an interval of tau2 and a tau2 that were asked for stay in every profile. */
START_TEST(asked_for)
{
    const tables t = counts();
    const copse_measure *measure = copse_measure_find("OR");
    double before = NAN;
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++) {
        copse_program_settings s = copse_program_settings_default();
        copse_program_numbers n;
        s.given[COPSE_SETTING_PREDICTION] = s.given[COPSE_SETTING_TAU2_CI] = s.given[COPSE_SETTING_TEST] =
            s.given[COPSE_SETTING_DOUBLE_ZERO] = true;
        s.value[COPSE_SETTING_TEST] = COPSE_TEST_Z;
        s.fit.pi = COPSE_PI_HTS;
        s.fit.setup.ci = COPSE_TAU2_CI_BJ;
        s.fit.tau2 = 0.25;
        copse_program_apply(p, &s);
        ck_assert_int_eq(copse_program_pool(&s, measure, t.in, NULL, K, 1, &n, NULL), COPSE_OK);
        CK_CLOSE(n.tau2, 0.25, 1e-15);
        ck_assert(n.tau2_ci.upper > 0);
        CK_CLOSE(n.prediction.lower, p == 0 ? n.prediction.lower : before, 1e-12);
        ck_assert(isfinite(n.prediction.lower));
        before = n.prediction.lower;
        ck_assert_ptr_null(n.coef);
    }
}
END_TEST

START_TEST(default_measures)
{
    bool has[COPSE_IN_COUNT] = {false};
    ck_assert_int_eq(copse_program_data_of(has), COPSE_PROGRAM_DATA_COUNT);
    has[COPSE_IN_AI] = has[COPSE_IN_N1I] = has[COPSE_IN_CI] = has[COPSE_IN_DI] = true;
    ck_assert_int_eq(copse_program_data_of(has), COPSE_PROGRAM_DATA_TABLES);
    ck_assert_str_eq(copse_program_measure(COPSE_PROGRAM_META, COPSE_PROGRAM_DATA_TABLES), "RR");
    ck_assert_str_eq(copse_program_measure(COPSE_PROGRAM_STATA, COPSE_PROGRAM_DATA_TABLES), "OR");
    has[COPSE_IN_RI] = has[COPSE_IN_NI] = true; /* two kinds: it cannot be told */
    ck_assert_int_eq(copse_program_data_of(has), COPSE_PROGRAM_DATA_COUNT);
    ck_assert_ptr_null(copse_program_measure(COPSE_PROGRAM_METAFOR, COPSE_PROGRAM_DATA_TABLES));
    ck_assert_ptr_null(copse_program_measure(COPSE_PROGRAM_META, COPSE_PROGRAM_DATA_COUNT));
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++)
        for (copse_program_data d = 0; d < COPSE_PROGRAM_DATA_COUNT; d++) {
            const char *code = copse_program_measure(p, d);
            ck_assert(code == NULL || copse_measure_find(code) != NULL);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("programs");
    TCase *cases = tcase_create("cases");
    tcase_add_test(cases, names_go_both_ways);
    tcase_add_test(cases, options_win);
    tcase_add_test(cases, what_concerns_what);
    tcase_add_test(cases, explained);
    tcase_add_test(cases, few_trials);
    tcase_add_test(cases, levels_by_themselves);
    tcase_add_test(cases, asked_for);
    tcase_add_test(cases, default_measures);
    tcase_add_test(cases, refusals);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
