/* Penalised likelihood, the beta-binomial model, and binomial models of risk ratios and differences against 50-digit arithmetic:
 * every row of sparse.csv and bounded.csv. */
#include <copse/glmm.h>

#include "ck_close.h"
#include "reference_csv.h"

#define RTOL 1e-9
#define RTOL_LOG_LIK 1e-11

/* The tables of make_sparse.py and make_bounded.py: treated events, size; control events, size. */
enum { MOST = 13 };
typedef struct table {
    const char *name;
    size_t k;
    double row[MOST][4], x[MOST];
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
    {"never", 4, {{0, 30, 3, 31}, {0, 25, 1, 25}, {0, 18, 0, 20}, {0, 40, 4, 42}}, {0}},
    {"one", 1, {{0, 12, 5, 14}}, {0}},
    {"full", 4, {{20, 20, 15, 20}, {18, 18, 16, 19}, {11, 12, 9, 13}, {30, 40, 26, 41}}, {0, 1, 2, 4}},
    {"bcg",
     13,
     {{4, 123, 11, 139},
      {6, 306, 29, 303},
      {3, 231, 11, 220},
      {62, 13598, 248, 12867},
      {33, 5069, 47, 5808},
      {180, 1541, 372, 1451},
      {8, 2545, 10, 629},
      {505, 88391, 499, 88391},
      {29, 7499, 45, 7277},
      {17, 1716, 65, 1665},
      {186, 50634, 141, 27338},
      {5, 2498, 3, 2341},
      {27, 16913, 29, 17854}},
     {44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33}},
};

static const table *find(const char *name)
{
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        if (strcmp(TABLES[i].name, name) == 0) return &TABLES[i];
    ck_abort_msg("no table %s", name);
    return NULL;
}

/* Cells that are NA in the file are not compared: their numbers took too long to make. */
static void close_to(const reference_csv *csv, size_t i, const char *column, double value, double rtol)
{
    const double wanted = reference_number(csv, i, column);
    if (!isnan(wanted)) CK_CLOSE(value, wanted, rtol);
}

static void check_fit(const reference_csv *csv, size_t i, const copse_fit *fit, const copse_glmm *glmm)
{
    const bool firth = fit->pooling == COPSE_POOLING_FIRTH;
    CK_CLOSE(fit->coef[0].estimate, reference_number(csv, i, "b0"), RTOL);
    CK_CLOSE(fit->coef[0].se, reference_number(csv, i, "se0"), RTOL);
    close_to(csv, i, "lower0", fit->coef[0].ci.lower, RTOL);
    close_to(csv, i, "upper0", fit->coef[0].ci.upper, RTOL);
    if (fit->p == 2) {
        CK_CLOSE(fit->coef[1].estimate, reference_number(csv, i, "b1"), RTOL);
        CK_CLOSE(fit->coef[1].se, reference_number(csv, i, "se1"), RTOL);
    }
    CK_CLOSE(fit->stat.log_lik, reference_number(csv, i, "log_lik"), RTOL_LOG_LIK);
    close_to(csv, i, "extra", firth ? glmm->penalty : glmm->baseline, RTOL);
    close_to(csv, i, "rho", glmm->overdispersion, RTOL);
    close_to(csv, i, "rho_se", glmm->overdispersion_se, RTOL);
    CK_CLOSE(glmm->effect.statistic, reference_number(csv, i, "lrt"), RTOL);
    const double root = fit->coef[fit->p - 1].statistic; /* of the last coefficient, as is the test of the effect */
    CK_CLOSE(root * root, glmm->effect.statistic, RTOL);
}

typedef struct columns {
    double column[4][MOST], X[2 * MOST];
} columns;

static copse_glmm_data data_of(const reference_csv *csv, size_t i, copse_glmm_measure measure, columns *c)
{
    const table *t = find(reference_text(csv, i, "data"));
    const size_t p = (size_t)reference_number(csv, i, "p");
    const bool two = copse_glmm_measure_arms(measure) == 2; /* one group: the control arms */
    for (size_t r = 0; r < t->k; r++) {
        for (size_t j = 0; j < 4; j++) c->column[j][r] = t->row[r][j];
        c->X[2 * r] = 1.0;
        c->X[2 * r + 1] = t->x[r];
    }
    return (copse_glmm_data){.x1 = c->column[two ? 0 : 2],
                             .n1 = c->column[two ? 1 : 3],
                             .x2 = two ? c->column[2] : NULL,
                             .n2 = two ? c->column[3] : NULL,
                             .X = p == 2 ? c->X : NULL,
                             .k = t->k,
                             .p = p};
}

static void check_row(const reference_csv *csv, size_t i)
{
    const bool firth = strcmp(reference_text(csv, i, "model"), "Firth") == 0;
    columns c;
    copse_glmm_opts opts = copse_glmm_opts_default();
    copse_fit fit = {0};
    copse_glmm glmm;
    copse_error err = {0};
    ck_assert_int_eq(copse_glmm_measure_find(reference_text(csv, i, "measure"), &opts.measure), COPSE_OK);
    opts.model = firth ? COPSE_POOLING_FIRTH : COPSE_POOLING_BETA_BINOMIAL;
    opts.method = firth ? COPSE_METHOD_EE : COPSE_METHOD_ML;
    opts.test = COPSE_TEST_PL;
    const copse_glmm_data data = data_of(csv, i, opts.measure, &c);
    ck_assert_msg(copse_glmm_fit(&data, &opts, &fit, &glmm, &err) == COPSE_OK, "row %zu: %s", i + 1, err.text);
    check_fit(csv, i, &fit, &glmm);
    copse_fit_free(&fit);
}

START_TEST(test_rows)
{
    reference_csv csv = reference_read("sparse.csv");
    ck_assert_uint_ge(csv.rows, 18);
    for (size_t i = 0; i < csv.rows; i++) check_row(&csv, i);
    reference_free(&csv);
}
END_TEST

static void check_bounded(const reference_csv *csv, size_t i)
{
    columns c;
    copse_glmm_opts opts = copse_glmm_opts_default();
    copse_fit fit = {0};
    copse_glmm glmm;
    copse_error err = {0};
    ck_assert_int_eq(copse_glmm_measure_find(reference_text(csv, i, "measure"), &opts.measure), COPSE_OK);
    opts.model = copse_glmm_measure_arms(opts.measure) == 2 ? COPSE_POOLING_UM_FS : COPSE_POOLING_GLMM;
    opts.method = COPSE_METHOD_EE;
    const copse_glmm_data data = data_of(csv, i, opts.measure, &c);
    ck_assert_msg(copse_glmm_fit(&data, &opts, &fit, &glmm, &err) == COPSE_OK, "row %zu: %s", i + 1, err.text);
    CK_CLOSE(fit.coef[0].estimate, reference_number(csv, i, "b0"), RTOL);
    CK_CLOSE(fit.coef[0].se, reference_number(csv, i, "se0"), RTOL);
    if (fit.p == 2) {
        CK_CLOSE(fit.coef[1].estimate, reference_number(csv, i, "b1"), RTOL);
        CK_CLOSE(fit.coef[1].se, reference_number(csv, i, "se1"), RTOL);
    }
    CK_CLOSE(fit.stat.log_lik, reference_number(csv, i, "log_lik"), RTOL_LOG_LIK);
    CK_CLOSE((double)glmm.at_limit, reference_number(csv, i, "at_limit"), 0);
    close_to(csv, i, "lrt", glmm.effect.statistic, RTOL);
    copse_fit_free(&fit);
}

START_TEST(test_bounded_rows)
{
    reference_csv csv = reference_read("bounded.csv");
    ck_assert_uint_ge(csv.rows, 15);
    for (size_t i = 0; i < csv.rows; i++) check_bounded(&csv, i);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sparse tables against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, test_rows);
    tcase_add_test(cases, test_bounded_rows);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
