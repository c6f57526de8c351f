/* Every subset of data sets against metafor's gosh, and against copse_pool of the studies written out. */
#include "ck_close.h"
#include "reference_data.h"

#include <copse/sensitivity.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 10 };

/* Check writes down every assertion: of tens of thousands only those that fail are made. */
#define NEAR(got, want, rtol, atol)                                                                                    \
    do {                                                                                                               \
        if (!close_enough((got), (want), (rtol), (atol))) CK_CLOSE_ABS(got, want, rtol, atol);                         \
    } while (0)

/* One data set of the file, and where its rows begin. */
typedef struct run {
    const reference_csv *csv;
    size_t at, compared, pooled;
    copse_sensitivity_data data;
    copse_fit_opts opts;
    double *X;
} run;

/* The lanes vouch for 1e-10 of tau2; what is made of it is no worse. */
static void as_pooled(run *r, const copse_gosh_row *row, const unsigned char *member)
{
    double y[MOST], v[MOST], X[2 * MOST];
    size_t n = 0;
    for (size_t i = 0; i < r->data.k; i++) {
        if (member[i] == 0) continue;
        y[n] = r->data.y[i];
        v[n] = r->data.v[i];
        if (r->X != NULL) memcpy(X + 2 * n, r->X + 2 * i, 2 * sizeof *X);
        n++;
    }
    if (row->k != n) ck_abort_msg("%zu studies, not %zu", row->k, n);
    if (n < r->data.p) return;
    copse_fit fit = {0};
    const copse_status st = copse_pool(y, v, r->X == NULL ? NULL : X, n, r->data.p, &r->opts, &fit, NULL);
    if (row->status == COPSE_LANE_RANK) ck_assert_int_eq(st, COPSE_ERANK);
    if (row->status == COPSE_LANE_OK) {
        r->pooled++;
        if (st != COPSE_OK) ck_abort_msg("copse_pool: %s", copse_status_text(st));
        for (size_t j = 0; j < r->data.p; j++) {
            NEAR(row->coef[j], fit.coef[j].estimate, 1e-10, 1e-11);
            NEAR(row->se[j], fit.coef[j].se, 1e-9, 0.0);
            NEAR(row->coef[j] - row->critical * row->se[j], fit.coef[j].ci.lower, 1e-9, 1e-9);
        }
        if (n > r->data.p) {
            NEAR(row->tau2, fit.het.tau2, 1e-10, 1e-14);
            NEAR(row->I2, fit.het.I2, 1e-10, 1e-9);
            NEAR(row->H2, fit.het.H2, 1e-10, 0.0);
            NEAR(row->Q, fit.het.Q, 1e-10, 1e-13);
        }
    }
    copse_fit_free(&fit);
}

static void as_metafor(run *r, const copse_gosh_row *row)
{
    static const char *const NAMES[] = {"QE", "I2", "H2", "tau2"};
    const double het[] = {row->Q, row->I2, row->H2, row->tau2}, unit[] = {1, 100, 1, 1};
    const size_t at = r->at; /* in order of their numbers; metafor has none of fewer studies than coefficients */
    if (at == r->csv->rows || (uint64_t)reference_number(r->csv, at, "number") != row->number) return;
    r->at++;
    if (isnan(reference_number(r->csv, at, "estimate"))) return;
    if (row->status == COPSE_LANE_TOO_FEW) return;
    if (row->status != COPSE_LANE_OK) ck_abort_msg("%s", copse_lane_status_text(row->status));
    r->compared++;
    NEAR(row->coef[0], reference_number(r->csv, at, "estimate"), 1e-8, 1e-8);
    if (r->X != NULL) NEAR(row->coef[1], reference_number(r->csv, at, "slope"), 1e-8, 1e-8);
    for (size_t j = 0; j < sizeof het / sizeof *het; j++) {
        double want = reference_number(r->csv, at, NAMES[j]);
        /* metafor's shortcut for DL has Q/df for H2 where tau2 is 0, unlike its rma */
        if (j == 2 && r->opts.method == COPSE_METHOD_DL) want = fmax(want, 1);
        NEAR(het[j], want, 1e-8, 1e-8 * unit[j]);
    }
}

static copse_status take(void *context, const copse_gosh_row *row, const unsigned char *member, copse_error *err)
{
    (void)err;
    as_metafor(context, row);
    as_pooled(context, row, member);
    return COPSE_OK;
}

static double *with_intercept(const reference_data *data, const char *column, size_t k)
{
    double *X = calloc(2 * k, sizeof *X);
    ck_assert_ptr_nonnull(X);
    for (size_t i = 0; i < k; i++) {
        X[2 * i] = 1;
        X[2 * i + 1] = reference_number(&data->csv, i, column);
    }
    return X;
}

START_TEST(every_subset)
{
    const reference_csv csv = reference_read("gosh_metafor.csv");
    size_t runs = 0, compared = 0, pooled = 0;
    for (size_t at = 0; at < csv.rows; runs++) {
        const char *dataset = reference_text(&csv, at, "dataset"), *mods = reference_text(&csv, at, "mods");
        reference_data data = reference_data_read(dataset);
        run r = {.csv = &csv, .at = at, .opts = copse_fit_opts_default()};
        const size_t k = (size_t)reference_number(&csv, at, "k");
        ck_assert_uint_le(k, MOST);
        ck_assert_int_eq(copse_method_find(reference_text(&csv, at, "method"), &r.opts.method), COPSE_OK);
        if (mods[0] != '\0') r.X = with_intercept(&data, mods, k);
        r.data = (copse_sensitivity_data){data.y, data.v, r.X, k, r.X == NULL ? 1 : 2, &r.opts};
        copse_gosh_opts opts = copse_gosh_opts_default();
        opts.which = COPSE_GOSH_ALL;
        ck_assert_int_eq(copse_gosh_rows(&r.data, &opts, 0, ((uint64_t)1 << k) - 1, take, &r, NULL), COPSE_OK);
        compared += r.compared;
        pooled += r.pooled;
        ck_assert_uint_gt(r.at, at);
        at = r.at;
        free(r.X);
        reference_data_free(&data);
    }
    ck_assert_uint_eq(runs, 15);
    ck_assert_uint_ge(compared, 4400);
    ck_assert_uint_ge(pooled, 4400);
    reference_csv done = csv;
    reference_free(&done);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gosh_reference");
    TCase *tcase = tcase_create("gosh_reference");
    tcase_add_test(tcase, every_subset);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
