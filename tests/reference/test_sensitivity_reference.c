/* Influence, leave-one-out and cumulative fits against metafor (influence_metafor.csv, subsets_metafor.csv), sequential
 * boundaries against published ones and 30-digit arithmetic (sequential.csv). */
#include <copse/effect.h>
#include <copse/sensitivity.h>

#include "ck_close.h"
#include "reference_designs.h"

typedef struct fitted {
    reference_data data;
    double *X;
    copse_fit_opts opts;
    copse_sensitivity_data of;
    copse_fit fit;
    copse_influence influence;
    copse_cumulative forward, backward;
} fitted;

static void fitted_free(fitted *f)
{
    copse_cumulative_free(&f->forward);
    copse_cumulative_free(&f->backward);
    copse_influence_free(&f->influence);
    copse_fit_free(&f->fit);
    reference_data_free(&f->data);
    free(f->X);
    *f = (fitted){0};
}

static void accumulate(fitted *f)
{
    size_t order[512];
    ck_assert_uint_lt(f->data.k, 512);
    for (size_t i = 0; i < f->data.k; i++) order[i] = f->data.k - 1 - i;
    ck_assert_int_eq(copse_cumulate_fit(&f->of, NULL, NULL, 0, &f->forward, NULL), COPSE_OK);
    ck_assert_int_eq(copse_cumulate_fit(&f->of, order, NULL, 0, &f->backward, NULL), COPSE_OK);
}

static void fit_row(const reference_csv *csv, size_t row, bool cumulative, fitted *f)
{
    const char *name = reference_text(csv, row, "design"), *dataset = reference_text(csv, row, "dataset");
    const struct design *design = strcmp(name, dataset) == 0 && strcmp(name, "sim100") != 0 ? NULL : find_design(name);
    fitted_free(f);
    f->data = reference_data_read(dataset);
    if (design != NULL) f->X = design_matrix(design, &f->data);
    f->opts = copse_fit_opts_default();
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &f->opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &f->opts.test), COPSE_OK);
    f->opts.level = reference_number(csv, row, "level");
    const size_t p = design == NULL ? 1 : columns_of(design);
    f->of = (copse_sensitivity_data){f->data.y, f->data.v, f->X, f->data.k, p, &f->opts};
    copse_error err = {0};
    copse_status status = copse_pool(f->data.y, f->data.v, f->X, f->data.k, p, &f->opts, &f->fit, &err);
    if (status == COPSE_OK) status = copse_influence_fit(&f->of, &f->fit, &f->influence, &err);
    ck_assert_msg(status == COPSE_OK, "%s: %s", name, err.text);
    if (cumulative) accumulate(f);
}

static bool same_fit(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const KEY[] = {"design", "method", "test", "level"};
    for (size_t c = 0; c < sizeof KEY / sizeof *KEY; c++)
        if (strcmp(reference_text(csv, a, KEY[c]), reference_text(csv, b, KEY[c])) != 0) return false;
    return true;
}

/* What metafor could not find, or calls 0 where there is nothing to tell it by, is passed over: `compared` counts the rest. */
static void compare(const reference_csv *csv, size_t row, const char *column, double got, double unit, size_t *wrong,
                    size_t *compared)
{
    const double want = reference_number(csv, row, column);
    if (isnan(want)) return;
    ++*compared;
    if (close_enough(got, want, 1e-8, 1e-8 * unit)) return;
    ++*wrong;
    (void)fprintf(stderr, "%s %s %s row %zu: %s = %.17g, want %.17g\n", reference_text(csv, row, "design"),
                  reference_text(csv, row, "method"), reference_text(csv, row, "test"), row + 2, column, got, want);
}

static void compare_study(const reference_csv *csv, size_t row, const fitted *f, size_t *wrong, size_t *compared)
{
    static const char *const KEY[] = {"rstudent", "dffits", "cook", "cov_ratio", "tau2", "Q", "hat", "weight"};
    const size_t i = (size_t)reference_number(csv, row, "study") - 1, p = f->of.p;
    const copse_influence_study *s = &f->influence.study[i];
    const double number[] = {s->rstudent, s->dffits, s->cook, s->cov_ratio, s->tau2, s->Q, s->hat, s->weight};
    const double v = f->data.v[i];
    if (f->data.k - 1 <= p) return; /* metafor takes tau2 as 0 there */
    for (size_t c = 0; c < sizeof KEY / sizeof *KEY; c++)
        compare(csv, row, KEY[c], number[c], c == 4 ? v : 1, wrong, compared);
    for (size_t j = 0; j < p; j++) {
        char column[32];
        (void)snprintf(column, sizeof column, "dfbetas%zu", j + 1);
        compare(csv, row, column, f->influence.dfbetas[i * p + j], 1, wrong, compared);
    }
    compare(csv, row, "influential", s->influential, 0, wrong, compared);
}

START_TEST(influence)
{
    reference_csv csv = reference_read("influence_metafor.csv");
    fitted f = {0};
    size_t wrong = 0, compared = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        if (row == 0 || !same_fit(&csv, row, row - 1)) fit_row(&csv, row, false, &f);
        compare_study(&csv, row, &f, &wrong, &compared);
    }
    ck_assert_uint_gt(compared, 15000);
    ck_assert_msg(wrong == 0, "%zu of %zu values disagree", wrong, compared);
    fitted_free(&f);
    reference_free(&csv);
}
END_TEST

static const copse_fit *subset_of(const reference_csv *csv, size_t row, const fitted *f)
{
    const size_t step = (size_t)reference_number(csv, row, "step") - 1;
    const char *kind = reference_text(csv, row, "kind");
    if (strcmp(kind, "leave1out") == 0) return &f->influence.leave_out.without[step].fit;
    return strcmp(kind, "cumul") == 0 ? &f->forward.step[step].fit : &f->backward.step[step].fit;
}

static void compare_subset(const reference_csv *csv, size_t row, const fitted *f, size_t *wrong, size_t *compared)
{
    const copse_fit *fit = subset_of(csv, row, f);
    const copse_coefficient *c = &fit->coef[0];
    compare(csv, row, "estimate", c->estimate, c->se, wrong, compared);
    compare(csv, row, "se", c->se, 0, wrong, compared);
    compare(csv, row, "statistic", c->statistic, 1, wrong, compared);
    compare(csv, row, "p", c->p, 0, wrong, compared);
    compare(csv, row, "lower", c->ci.lower, c->se, wrong, compared);
    compare(csv, row, "upper", c->ci.upper, c->se, wrong, compared);
    if (fit->k == 1) return; /* metafor takes tau2 as 0 there, copse as not known */
    compare(csv, row, "Q", fit->het.Q, 1, wrong, compared);
    compare(csv, row, "Q_p", fit->het.Q_p, 0, wrong, compared);
    compare(csv, row, "tau2", fit->het.tau2, fit->het.typical_v, wrong, compared);
    compare(csv, row, "I2", fit->het.I2, 100, wrong, compared);
    compare(csv, row, "H2", fit->het.H2, 1, wrong, compared);
}

START_TEST(subsets)
{
    reference_csv csv = reference_read("subsets_metafor.csv");
    fitted f = {0};
    size_t wrong = 0, compared = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        if (row == 0 || !same_fit(&csv, row, row - 1)) fit_row(&csv, row, true, &f);
        compare_subset(&csv, row, &f, &wrong, &compared);
    }
    ck_assert_uint_gt(compared, 40000);
    ck_assert_msg(wrong == 0, "%zu of %zu values disagree", wrong, compared);
    fitted_free(&f);
    reference_free(&csv);
}
END_TEST

/* Looks of one design stand below each other. */
START_TEST(boundaries)
{
    reference_csv csv = reference_read("sequential.csv");
    size_t row = 0, designs = 0;
    while (row < csv.rows) {
        double t[32];
        size_t looks = 0;
        copse_sequential_look look[32];
        copse_sequential_opts opts = copse_sequential_opts_default();
        const char *name = reference_text(&csv, row, "design");
        while (row + looks < csv.rows && strcmp(reference_text(&csv, row + looks, "design"), name) == 0) {
            reference_check_provenance(&csv, row + looks);
            t[looks] = reference_number(&csv, row + looks, "t");
            looks++;
        }
        opts.alpha = reference_number(&csv, row, "alpha");
        opts.power = reference_number(&csv, row, "power");
        ck_assert_int_eq(copse_spending_find(reference_text(&csv, row, "spending"), &opts.spending), COPSE_OK);
        opts.futility = strcmp(reference_text(&csv, row, "futility"), "NA") != 0;
        ck_assert_int_eq(copse_sequential_boundaries(t, looks, &opts, look, NULL), COPSE_OK);
        for (size_t j = 0; j < looks; j++) {
            CK_CLOSE_ABS(look[j].efficacy, reference_number(&csv, row + j, "efficacy"), 0,
                         reference_rtol(&csv, row + j));
            if (opts.futility)
                CK_CLOSE_ABS(look[j].futility, reference_number(&csv, row + j, "futility"), 0,
                             reference_rtol(&csv, row + j));
        }
        row += looks;
        designs++;
    }
    ck_assert_uint_ge(designs, 8);
    reference_free(&csv);
}
END_TEST

/* NA: none. */
static copse_spending spending_of(const reference_csv *csv, size_t row, const char *column)
{
    copse_spending spending = COPSE_SPENDING_COUNT;
    const char *code = reference_text(csv, row, column);
    if (strcmp(code, "NA") != 0) ck_assert_int_eq(copse_spending_find(code, &spending), COPSE_OK);
    return spending;
}

/* Sequential designs whose information is enlarged so that their power holds. */
START_TEST(designs)
{
    reference_csv csv = reference_read("sequential_designs.csv");
    size_t row = 0, met = 0;
    while (row < csv.rows) {
        double t[32], inflation = NAN, power = NAN;
        size_t looks = 0;
        copse_sequential_look look[32];
        copse_sequential_opts opts = copse_sequential_opts_default();
        const char *name = reference_text(&csv, row, "design"), *kind = reference_text(&csv, row, "kind_of_futility");
        const double rtol = reference_rtol(&csv, row), want = reference_number(&csv, row, "inflation");
        while (row + looks < csv.rows && strcmp(reference_text(&csv, row + looks, "design"), name) == 0) {
            reference_check_provenance(&csv, row + looks);
            t[looks] = reference_number(&csv, row + looks, "t");
            looks++;
        }
        opts.alpha = reference_number(&csv, row, "alpha");
        opts.power = reference_number(&csv, row, "power");
        opts.one_sided = reference_number(&csv, row, "sides") < 1.5;
        opts.futility = strcmp(kind, "none") != 0;
        opts.binding = strcmp(kind, "binding") == 0;
        opts.spending = spending_of(&csv, row, "spending");
        opts.parameter = reference_number(&csv, row, "parameter");
        opts.futility_spending = spending_of(&csv, row, "futility_spending");
        opts.futility_parameter = reference_number(&csv, row, "futility_parameter");
        ck_assert_int_eq(copse_sequential_inflation(t, looks, false, &opts, &inflation, NULL), COPSE_OK);
        if (!isnan(want))
            ck_assert_msg(close_enough(inflation, want, 0, rtol), "%s: %.17g for %.17g", name, inflation, want);
        opts.inflation = inflation;
        ck_assert_int_eq(copse_sequential_power(t, looks, &opts, &power, NULL), COPSE_OK);
        CK_CLOSE(power, opts.power, 1e-10);
        ck_assert_int_eq(copse_sequential_boundaries(t, looks, &opts, look, NULL), COPSE_OK);
        for (size_t j = 0; j < looks; j++) {
            const double efficacy = reference_number(&csv, row + j, "efficacy");
            const double futility = reference_number(&csv, row + j, "futility");
            ck_assert_msg(close_enough(look[j].efficacy, efficacy, 0, rtol), "%s %zu: %.17g for %.17g", name, j,
                          look[j].efficacy, efficacy);
            ck_assert_msg(isnan(futility) || close_enough(look[j].futility, futility, 0, rtol),
                          "%s %zu: %.17g for %.17g", name, j, look[j].futility, futility);
        }
        row += looks;
        met++;
    }
    ck_assert_uint_ge(met, 12);
    reference_free(&csv);
}
END_TEST

typedef struct fragile {
    const copse_measure *measure;
    copse_fit_opts opts;
    size_t k;
} fragile;

static copse_status interval_of(void *context, const double *cells, copse_interval *ci, copse_error *err)
{
    const fragile *f = context;
    double column[4][8], yi[8], vi[8];
    copse_effect_row effect[8];
    const double *in[COPSE_IN_COUNT] = {NULL};
    copse_fit fit = {0};
    for (size_t i = 0; i < f->k; i++)
        for (size_t j = 0; j < 4; j++) column[j][i] = cells[4 * i + j];
    in[COPSE_IN_AI] = column[0];
    in[COPSE_IN_BI] = column[1];
    in[COPSE_IN_CI] = column[2];
    in[COPSE_IN_DI] = column[3];
    copse_status status = copse_effect_compute(f->measure, in, f->k, NULL, yi, vi, NULL, effect);
    for (size_t i = 0; status == COPSE_OK && i < f->k; i++) status = effect[i].status;
    if (status == COPSE_OK) status = copse_pool(yi, vi, NULL, f->k, 1, &f->opts, &fit, err);
    if (status == COPSE_OK) *ci = fit.coef[0].ci;
    copse_fit_free(&fit);
    return status;
}

START_TEST(fragility)
{
    reference_csv csv = reference_read("fragility.csv");
    ck_assert_uint_eq(csv.rows, 12);
    for (size_t row = 0; row < csv.rows; row++) {
        double cells[32];
        size_t n = 0;
        char *next = (char *)(uintptr_t)reference_text(&csv, row, "a");
        for (char *end = NULL; n < 32; next = end) {
            const double x = strtod(next, &end);
            if (end == next) break;
            cells[n++] = x;
        }
        fragile f = {.measure = copse_measure_find(reference_text(&csv, row, "measure")),
                     .opts = {.test = COPSE_TEST_Z, .level = 95, .tau2 = NAN},
                     .k = n / 4};
        copse_fragility out;
        ck_assert_int_eq(copse_method_find(reference_text(&csv, row, "method"), &f.opts.method), COPSE_OK);
        ck_assert_int_eq(copse_fragility_index(cells, f.k, 100, interval_of, &f, &out, NULL), COPSE_OK);
        ck_assert(out.found);
        ck_assert_uint_eq(out.index, (size_t)reference_number(&csv, row, "index"));
        ck_assert_int_eq(out.excludes, reference_number(&csv, row, "excludes") == 1);
        copse_fragility_free(&out);
    }
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sensitivity against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, influence);
    tcase_add_test(cases, subsets);
    tcase_add_test(cases, boundaries);
    tcase_add_test(cases, designs);
    tcase_add_test(cases, fragility);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
