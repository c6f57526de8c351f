/* Models of counts against 30-digit arithmetic, every row of glmm.csv, and those with random baselines against 50-digit
 * arithmetic, baselines.csv and random_baselines.csv. */
#include <copse/glmm.h>

#include "ck_close.h"
#include "reference_csv.h"

#define RTOL 1e-8
#define RTOL_LOG_LIK 1e-10

/* The tables of make_glmm.py and make_baselines.py: treated events, size; control events, size. */
typedef struct table {
    const char *name;
    size_t k;
    double row[9][4], x[9];
} table;
static const table TABLES[] = {
    {"lines",
     8,
     {{0, 116, 3, 117},
      {1, 44, 3, 35},
      {2, 208, 9, 195},
      {0, 130, 7, 136},
      {5, 151, 6, 157},
      {1, 98, 4, 139},
      {1, 174, 3, 177},
      {1, 74, 2, 39}},
     {0.5, -1, 0.25, 2, -0.5, 1, 0, 1.5}},
    {"sparse",
     7,
     {{0, 20, 0, 20}, {1, 15, 0, 30}, {0, 25, 2, 25}, {3, 40, 1, 38}, {10, 10, 8, 10}, {0, 12, 0, 9}, {2, 60, 7, 55}},
     {0}},
    {"alike", 3, {{4, 50, 8, 50}, {5, 60, 9, 58}, {3, 40, 6, 41}}, {0}},
    {"apart", 4, {{40, 60, 10, 61}, {5, 70, 30, 72}, {22, 50, 21, 50}, {12, 45, 30, 44}}, {0}},
    {"days",
     9,
     {{7, 1344, 11, 1988},
      {8, 1600, 8, 1461},
      {3, 12012, 14, 10962},
      {6, 1536, 10, 1503},
      {1, 370, 1, 483},
      {1, 729, 8, 913},
      {17, 6760, 15, 6840},
      {3, 1107, 7, 1015},
      {2, 320, 3, 440}},
     {1, 2, 0, 4, 3, -1, 0.5, 2, -2}},
    {"ends", 5, {{0, 20, 4, 21}, {10, 10, 8, 12}, {3, 40, 1, 38}, {2, 60, 7, 55}, {9, 33, 5, 31}}, {0}},
    {"rates", 4, {{7, 134, 11, 198}, {8, 160, 8, 146}, {3, 1201, 14, 1096}, {0, 15, 4, 16}}, {0}},
    {"few", 5, {{0, 10.5, 2, 9.25}, {3, 30, 0, 28}, {0, 12, 0, 12}, {4, 20.5, 9, 22}, {1, 8, 6, 7.75}}, {0}},
};

static const table *find(const char *name)
{
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        if (strcmp(TABLES[i].name, name) == 0) return &TABLES[i];
    ck_abort_msg("no table %s", name);
    return NULL;
}

static copse_pooling model_of(const char *code)
{
    static const struct {
        const char *code;
        copse_pooling model;
    } MODELS[] = {{"CM.EL", COPSE_POOLING_CM_EL},
                  {"CM.AL", COPSE_POOLING_CM_AL},
                  {"UM.FS", COPSE_POOLING_UM_FS},
                  {"UM.RS", COPSE_POOLING_UM_RS},
                  {"GLMM", COPSE_POOLING_GLMM}};
    for (size_t i = 0; i < sizeof MODELS / sizeof *MODELS; i++)
        if (strcmp(MODELS[i].code, code) == 0) return MODELS[i].model;
    ck_abort_msg("no model %s", code);
    return COPSE_POOLING_GLMM;
}

static void check_row(const reference_csv *csv, size_t i)
{
    const table *t = find(reference_text(csv, i, "data"));
    const size_t p = (size_t)reference_number(csv, i, "p");
    double column[4][9], X[18];
    copse_glmm_opts opts = copse_glmm_opts_default();
    copse_fit fit = {0};
    copse_glmm glmm;
    copse_error err = {0};
    ck_assert_int_eq(copse_glmm_measure_find(reference_text(csv, i, "measure"), &opts.measure), COPSE_OK);
    opts.model = model_of(reference_text(csv, i, "model"));
    ck_assert_int_eq(copse_method_find(reference_text(csv, i, "method"), &opts.method), COPSE_OK);
    for (size_t r = 0; r < t->k; r++) {
        for (size_t c = 0; c < 4; c++) column[c][r] = t->row[r][c];
        X[2 * r] = 1.0;
        X[2 * r + 1] = t->x[r];
    }
    const bool two = copse_glmm_measure_arms(opts.measure) == 2; /* one group: the control arms */
    const copse_glmm_data data = {.x1 = column[two ? 0 : 2],
                                  .n1 = column[two ? 1 : 3],
                                  .x2 = two ? column[2] : NULL,
                                  .n2 = two ? column[3] : NULL,
                                  .X = p == 2 ? X : NULL,
                                  .k = t->k,
                                  .p = p};
    ck_assert_msg(copse_glmm_fit(&data, &opts, &fit, &glmm, &err) == COPSE_OK, "row %zu: %s", i + 1, err.text);
    CK_CLOSE(fit.coef[0].estimate, reference_number(csv, i, "b0"), RTOL);
    CK_CLOSE(fit.coef[0].se, reference_number(csv, i, "se0"), RTOL);
    if (p == 2) {
        CK_CLOSE(fit.coef[1].estimate, reference_number(csv, i, "b1"), RTOL);
        CK_CLOSE(fit.coef[1].se, reference_number(csv, i, "se1"), RTOL);
    }
    CK_CLOSE(fit.het.tau2, reference_number(csv, i, "tau2"), RTOL);
    CK_CLOSE(fit.het.tau2_se, reference_number(csv, i, "tau2_se"), RTOL);
    CK_CLOSE(glmm.sigma2, reference_number(csv, i, "sigma2"), RTOL);
    CK_CLOSE(fit.stat.log_lik, reference_number(csv, i, "log_lik"), RTOL_LOG_LIK);
    copse_fit_free(&fit);
}

START_TEST(test_rows)
{
    reference_csv csv = reference_read("glmm.csv");
    ck_assert_uint_gt(csv.rows, 30);
    for (size_t i = 0; i < csv.rows; i++) check_row(&csv, i);
    reference_free(&csv);
}
END_TEST

static copse_fit random_baselines(const char *name, const char *measure, copse_glmm *glmm)
{
    const table *t = find(name);
    double column[4][9];
    copse_glmm_opts opts = copse_glmm_opts_default();
    copse_fit fit = {0};
    copse_error err = {0};
    ck_assert_int_eq(copse_glmm_measure_find(measure, &opts.measure), COPSE_OK);
    opts.model = COPSE_POOLING_UM_RS;
    for (size_t r = 0; r < t->k; r++)
        for (size_t c = 0; c < 4; c++) column[c][r] = t->row[r][c];
    const copse_glmm_data data = {
        .x1 = column[0], .n1 = column[1], .x2 = column[2], .n2 = column[3], .k = t->k, .p = 1};
    ck_assert_msg(copse_glmm_fit(&data, &opts, &fit, glmm, &err) == COPSE_OK, "%s: %s", name, err.text);
    return fit;
}

START_TEST(test_heterogeneity)
{
    reference_csv csv = reference_read("baselines.csv");
    ck_assert_uint_ge(csv.rows, 3);
    for (size_t i = 0; i < csv.rows; i++) {
        copse_glmm glmm;
        copse_fit fit = random_baselines(reference_text(&csv, i, "data"), reference_text(&csv, i, "measure"), &glmm);
        CK_CLOSE(glmm.lrt.statistic, reference_number(&csv, i, "lrt"), RTOL);
        CK_CLOSE(glmm.lrt.df, reference_number(&csv, i, "lrt_df"), 0);
        CK_CLOSE(glmm.wald.statistic, reference_number(&csv, i, "wald"), RTOL);
        CK_CLOSE(glmm.wald.df, reference_number(&csv, i, "wald_df"), 0);
        copse_fit_free(&fit);
    }
    reference_free(&csv);
}
END_TEST

START_TEST(test_random_baselines)
{
    reference_csv csv = reference_read("random_baselines.csv");
    ck_assert_uint_ge(csv.rows, 1);
    for (size_t i = 0; i < csv.rows; i++) {
        copse_glmm glmm;
        copse_fit fit = random_baselines(reference_text(&csv, i, "data"), "OR", &glmm);
        CK_CLOSE(fit.coef[0].estimate, reference_number(&csv, i, "b0"), RTOL);
        CK_CLOSE(fit.coef[0].se, reference_number(&csv, i, "se0"), RTOL);
        CK_CLOSE(glmm.baseline, reference_number(&csv, i, "baseline"), RTOL);
        CK_CLOSE(glmm.sigma2, reference_number(&csv, i, "sigma2"), RTOL);
        CK_CLOSE(fit.het.tau2, reference_number(&csv, i, "tau2"), RTOL);
        CK_CLOSE(fit.het.tau2_se, reference_number(&csv, i, "tau2_se"), RTOL);
        CK_CLOSE(fit.stat.log_lik, reference_number(&csv, i, "log_lik"), RTOL_LOG_LIK);
        CK_CLOSE(fit.het.tau2_ci.lower, reference_number(&csv, i, "lower"), RTOL);
        CK_CLOSE(fit.het.tau2_ci.upper, reference_number(&csv, i, "upper"), RTOL);
        copse_fit_free(&fit);
    }
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("models of counts against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, test_rows);
    tcase_add_test(cases, test_heterogeneity);
    tcase_add_test(cases, test_random_baselines);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
