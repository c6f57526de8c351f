/* Further estimators of tau2, and intervals of it, against 40-digit arithmetic (tau2.csv). */
#include <copse/model.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { MOST = 64 };

typedef struct data {
    double y[MOST], v[MOST], X[2 * MOST], given[MOST], size[MOST];
    size_t k, p;
} data;

static data load(const char *name, const char *design)
{
    char path[256];
    data d = {.p = strcmp(design, "x") == 0 ? 2 : 1};
    (void)snprintf(path, sizeof path, "data/%s.csv", name);
    reference_csv csv = reference_read(path);
    d.k = csv.rows;
    ck_assert_uint_le(d.k, MOST);
    for (size_t i = 0; i < d.k; i++) {
        d.y[i] = reference_number(&csv, i, "yi");
        d.v[i] = reference_number(&csv, i, "vi");
        d.X[2 * i] = 1;
        d.X[2 * i + 1] = (double)((i * 7) % 5);
        d.given[i] = (double)(1 + (3 * i) % 7);
        d.size[i] = 10;
    }
    reference_free(&csv);
    return d;
}

static void use_settings(const data *d, const char *text, copse_tau2_setup *setup)
{
    const char *number = strchr(text, '=');
    if (strncmp(text, "shift=", 6) == 0) {
        setup->weighting = COPSE_TAU2_WEIGHTS_SHIFTED;
        setup->weight_tau2 = strtod(number + 1, NULL);
    } else if (strcmp(text, "given") == 0) {
        setup->weighting = COPSE_TAU2_WEIGHTS_GIVEN;
        setup->weight = d->given;
    } else if (strcmp(text, "start=HE") == 0) {
        setup->start = COPSE_TAU2_START_HE;
    } else if (strncmp(text, "start=", 6) == 0) {
        setup->start = COPSE_TAU2_START_VALUE;
        setup->start_tau2 = strtod(number + 1, NULL);
    } else if (strncmp(text, "size=", 5) == 0) {
        setup->size = d->size;
    } else if (strncmp(text, "prior=", 6) == 0) {
        setup->prior_tau2 = strtod(number + 1, NULL);
    } else {
        ck_assert_str_eq(text, "");
    }
}

static double computed(const data *d, const char *name, const char *statistic, const copse_fit_opts *given)
{
    copse_error err = {0};
    copse_fit_opts opts = *given;
    const double *X = d->p > 1 ? d->X : NULL;
    if (strncmp(statistic, "tau2", 4) == 0) {
        ck_assert_int_eq(copse_method_find(name, &opts.method), COPSE_OK);
        copse_fit fit;
        ck_assert_msg(copse_pool(d->y, d->v, X, d->k, d->p, &opts, &fit, &err) == COPSE_OK, "%s", err.text);
        const double x = strcmp(statistic, "tau2") == 0 ? fit.het.tau2 : fit.het.tau2_se;
        copse_fit_free(&fit);
        return x;
    }
    copse_tau2_ci type;
    copse_tau2_bounds b;
    ck_assert_msg(copse_tau2_ci_find(name, &type) == COPSE_OK, "%s", name);
    ck_assert_msg(copse_tau2_interval(d->y, d->v, X, d->k, d->p, &opts, type, &b, &err) == COPSE_OK, "%s", err.text);
    if (strcmp(statistic, "pieces") == 0) return b.state == COPSE_TAU2_STATE_PIECES ? 1 : 0;
    CK_CLOSE_ABS(b.tau.upper * b.tau.upper, b.tau2.upper, 1e-12, 0);
    CK_CLOSE_ABS(b.I2.upper, b.H2.upper > 1 ? 100 * (1 - 1 / b.H2.upper) : 0, 1e-9, 1e-9);
    return strcmp(statistic, "lower") == 0 ? b.tau2.lower : b.tau2.upper;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("tau2.csv");
    ck_assert_uint_gt(csv.rows, 100);
    char last[128] = "";
    data d = {0};
    size_t bad = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        char key[128];
        const char *set = reference_text(&csv, i, "dataset"), *design = reference_text(&csv, i, "design");
        (void)snprintf(key, sizeof key, "%s %s", set, design);
        if (strcmp(key, last) != 0) d = load(set, design);
        memcpy(last, key, sizeof last);
        copse_fit_opts opts = {.method = COPSE_METHOD_REML,
                               .test = COPSE_TEST_Z,
                               .level = reference_number(&csv, i, "level"),
                               .tau2 = NAN};
        const char *name = reference_text(&csv, i, "name"), *statistic = reference_text(&csv, i, "statistic");
        use_settings(&d, reference_text(&csv, i, "settings"), &opts.setup);
        const double want = reference_number(&csv, i, "value"), got = computed(&d, name, statistic, &opts);
        if (close_enough(got, want, reference_number(&csv, i, "rtol"), 0)) continue;
        printf("row %zu: %s %s %s %s: %.17g, want %.17g\n", i + 2, key, name, reference_text(&csv, i, "settings"),
               statistic, got, want);
        bad++;
    }
    ck_assert_uint_eq(bad, 0);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tau2 and its intervals");
    TCase *cases = tcase_create("reference");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
