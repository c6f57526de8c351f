/* Formulas and their designs: what is refused and where, what memory runs short of, what new data may be. */
#include <copse/formula.h>
#include <copse/model.h>

#include "ck_close.h"
#include "fail_alloc.h"

static const char TABLE[] = "x,z,g,my col\n1,0.5,b,3\n2,1.5,a,1\n4,-1,b,4\n7,2,c,1\n5,7,a,5\n6,0,c,9\n";

static copse_frame table(const char *bytes)
{
    copse_frame frame;
    ck_assert(copse_frame_parse("t.csv", bytes, strlen(bytes), NULL, &frame, NULL) == COPSE_OK);
    return frame;
}

static copse_status build(const char *text, const copse_frame *frame, copse_design *design, copse_error *err)
{
    copse_formula *formula = NULL;
    *design = (copse_design){0};
    copse_status status = copse_formula_parse(text, &formula, err);
    if (status == COPSE_OK) status = copse_design_build(formula, frame, NULL, frame->rows, NULL, design, err);
    copse_formula_free(formula);
    return status;
}

START_TEST(refused_with_the_place)
{
    static const struct {
        const char *formula;
        copse_status status;
        const char *says;
    } cases[] = {{"", COPSE_EPARSE, "no moderators at character 1"},
                 {"~", COPSE_EPARSE, "no moderators at character 2"},
                 {"x + y1", COPSE_ENOTFOUND, "at character 5"},
                 {"x + (z", COPSE_EPARSE, "a ) is expected at character 7"},
                 {"\xC3\xA9 + 2", COPSE_EPARSE, "at character 5"},
                 {"x + log(g)", COPSE_EUSAGE, "text where numbers are needed at character 9"},
                 {"log(z)", COPSE_EDOM, "t.csv:4: formula: log of -1 is no finite number"},
                 {"poly(x, 6)", COPSE_EDOM, "needs more than 6 different values"},
                 {"poly(x, 1.5)", COPSE_EDOM, "whole number"},
                 {"ns(x, df = 0)", COPSE_EDOM, "whole number"},
                 {"ns(x, knots = 9)", COPSE_EDOM, "a knot at 9"},
                 {"scale(I(x * 0))", COPSE_EDOM, "no standard deviation"},
                 {"factor(I(x > 0))", COPSE_EDOM, "one level only"},
                 {"C(x, sum)", COPSE_EUSAGE, "factor(x)"},
                 {"C(g, wrong)", COPSE_EPARSE, "treatment, sum or helmert"},
                 {"I(x / (z - 2))", COPSE_EDOM, "t.csv:5"},
                 {"x^2.5", COPSE_EPARSE, "I(x^2)"},
                 {"0", COPSE_ERANK, "no column"},
                 {"x < z < 3", COPSE_EPARSE, "joined by &"},
                 {"(a*b*c*d*e*f*g*h*i*j)", COPSE_EPARSE, "more than 500 terms"}};
    copse_frame frame = table(TABLE);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        copse_design design;
        copse_error err = {0};
        ck_assert_msg(build(cases[i].formula, &frame, &design, &err) == cases[i].status, "%s: %s", cases[i].formula,
                      err.text);
        ck_assert_msg(strstr(err.text, cases[i].says) != NULL, "%s: %s", cases[i].formula, err.text);
        copse_design_free(&design);
    }
    copse_frame_free(&frame);
}
END_TEST

/* Any order of rows gives the same rows of the design. */
START_TEST(rows_in_another_order)
{
    static const size_t order[] = {3, 0, 5, 1, 4, 2};
    copse_frame frame = table(TABLE);
    copse_formula *formula = NULL;
    copse_design a, b;
    ck_assert(copse_formula_parse("poly(x, 2) * g + ns(`my col`, 2)", &formula, NULL) == COPSE_OK);
    const copse_design_opts keep = {.keep_redundant = true};
    ck_assert(copse_design_build(formula, &frame, NULL, 6, &keep, &a, NULL) == COPSE_OK);
    ck_assert(copse_design_build(formula, &frame, order, 6, &keep, &b, NULL) == COPSE_OK);
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < a.p; j++) CK_CLOSE_ABS(b.X[i * a.p + j], a.X[order[i] * a.p + j], 1e-12, 1e-13);
    copse_design_free(&a);
    copse_design_free(&b);
    copse_formula_free(formula);
    copse_frame_free(&frame);
}
END_TEST

START_TEST(new_data)
{
    copse_frame frame = table(TABLE), good = table("g,x\na,100\n"), level = table("g,x\nd,1\n"),
                text = table("g,x\na,high\n"), missing = table("g,x\na,\nb,1\n");
    copse_design design;
    copse_error err = {0};
    double X[8];
    ck_assert(build("g + x", &frame, &design, &err) == COPSE_OK && design.p == 4);
    ck_assert(copse_design_apply(&design, &good, NULL, 1, X, &err) == COPSE_OK);
    ck_assert(X[0] == 1 && X[1] == 0 && X[2] == 0 && X[3] == 100);
    ck_assert(copse_design_apply(&design, &level, NULL, 1, X, &err) == COPSE_ENOTFOUND);
    ck_assert(strstr(err.text, "'d'") != NULL);
    ck_assert(copse_design_apply(&design, &text, NULL, 1, X, &err) == COPSE_EUSAGE);
    ck_assert(copse_design_apply(&design, &missing, NULL, 2, X, &err) == COPSE_EMISSING);
    copse_design_free(&design);
    copse_frame_free(&frame);
    copse_frame_free(&good);
    copse_frame_free(&level);
    copse_frame_free(&text);
    copse_frame_free(&missing);
}
END_TEST

/* The test of all coefficients but the intercept is the fit's own; of one it is its own test squared. */
START_TEST(omnibus)
{
    static const double y[] = {0.1, 0.9, -0.4, 1.7, 0.3, 0.2}, v[] = {0.1, 0.2, 0.15, 0.4, 0.1, 0.3};
    copse_frame frame = table(TABLE);
    copse_design design;
    for (int t = 0; t < 3; t++) {
        copse_fit fit;
        copse_omnibus all, one;
        copse_fit_opts opts = copse_fit_opts_default();
        bool tested[3] = {false, true, true};
        opts.test = (copse_test)t;
        ck_assert(build("x + z", &frame, &design, NULL) == COPSE_OK);
        ck_assert(copse_pool(y, v, design.X, 6, 3, &opts, &fit, NULL) == COPSE_OK);
        ck_assert(copse_fit_omnibus(&fit, tested, &all, NULL) == COPSE_OK);
        CK_CLOSE(all.QM, fit.het.QM, 1e-12);
        CK_CLOSE(all.p, fit.het.QM_p, 1e-11);
        tested[1] = false;
        ck_assert(copse_fit_omnibus(&fit, tested, &one, NULL) == COPSE_OK);
        CK_CLOSE(one.QM, fit.coef[2].statistic * fit.coef[2].statistic, 1e-12);
        CK_CLOSE(one.p, fit.coef[2].p, 1e-11);
        tested[2] = false;
        ck_assert(copse_fit_omnibus(&fit, tested, &one, NULL) == COPSE_EINVAL);
        copse_fit_free(&fit);
        copse_design_free(&design);
    }
    copse_frame_free(&frame);
}
END_TEST

#if FAIL_ALLOC_WORKS
START_TEST(memory_runs_short)
{
    copse_frame frame = table(TABLE);
    for (long n = 1;; n++) {
        copse_design design;
        copse_error err = {0};
        double X[6 * 16];
        const long live = fail_alloc_live;
        fail_alloc_left = n;
        copse_status status =
            build("poly(x, 2) + ns(x, 2) + relevel(g, 'b') * z + factor(x > 2)", &frame, &design, &err);
        if (status == COPSE_OK) status = copse_design_apply(&design, &frame, NULL, 6, X, &err);
        const bool failed = fail_alloc_left == 0;
        fail_alloc_left = -1;
        copse_design_free(&design);
        ck_assert_int_eq(fail_alloc_live, live);
        ck_assert_int_eq(status, failed ? COPSE_ENOMEM : COPSE_OK);
        if (failed) continue;
        ck_assert_int_gt(n, 100);
        break;
    }
    copse_frame_free(&frame);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("formula");
    TCase *cases = tcase_create("formula");
    tcase_add_test(cases, refused_with_the_place);
    tcase_add_test(cases, rows_in_another_order);
    tcase_add_test(cases, new_data);
    tcase_add_test(cases, omnibus);
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_test(cases, memory_runs_short);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
