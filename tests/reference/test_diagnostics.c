/* Numbers behind diagnostic plots against metafor (diagnostics.csv), and what must be true of them. */
#include <copse/effect.h>
#include <copse/sensitivity.h>

#include "ck_close.h"
#include "reference_designs.h"

#include <string.h>

typedef struct fixture {
    reference_data data;
    double *X;
    copse_fit_opts opts;
    copse_sensitivity_data asked;
} fixture;

static void fixture_of(const reference_csv *csv, size_t row, fixture *f)
{
    const char *name = reference_text(csv, row, "design"), *dataset = reference_text(csv, row, "dataset");
    f->data = reference_data_read(dataset);
    const struct design *design = strcmp(name, dataset) == 0 ? NULL : find_design(name);
    f->X = design == NULL ? NULL : design_matrix(design, &f->data);
    f->opts = copse_fit_opts_default();
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &f->opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &f->opts.test), COPSE_OK);
    f->asked = (copse_sensitivity_data){f->data.y, f->data.v, f->X, f->data.k, 1, &f->opts};
    if (design != NULL) f->asked.p = columns_of(design);
}

static void fixture_end(fixture *f)
{
    reference_data_free(&f->data);
    free(f->X);
}

/* The rows of one plot: x and y as metafor has them, from `row` to `end`. */
static void check_plot(const reference_csv *csv, size_t row, size_t end, size_t *checked)
{
    enum { MOST = 100 };
    const char *plot = reference_text(csv, row, "plot");
    double x[MOST], y[MOST];
    copse_baujat_point baujat[MOST];
    copse_radial_point radial[MOST];
    copse_qq_point qq[MOST];
    copse_error err = {0};
    copse_status status = COPSE_OK;
    fixture f;
    fixture_of(csv, row, &f);
    const size_t n = end - row, k = f.asked.k;
    ck_assert(n <= MOST && k <= MOST);
    if (strcmp(plot, "baujat") == 0) {
        status = copse_baujat(&f.asked, baujat, &err);
        for (size_t i = 0; i < n; i++) x[i] = baujat[i].heterogeneity, y[i] = baujat[i].influence;
    } else if (strncmp(plot, "radial", 6) == 0) {
        copse_fit fit;
        ck_assert_int_eq(copse_pool(f.data.y, f.data.v, NULL, k, 1, &f.opts, &fit, &err), COPSE_OK);
        const double centre = strcmp(plot, "radial") == 0 ? 0 : fit.coef[0].estimate;
        status = copse_radial(f.data.y, f.data.v, k, fit.het.tau2, centre, radial, &err);
        for (size_t i = 0; i < n; i++) x[i] = radial[i].x, y[i] = radial[i].z;
        copse_fit_free(&fit);
    } else if (strncmp(plot, "qqnorm", 6) == 0) {
        copse_qq_opts opts = copse_qq_opts_default();
        size_t points = 0;
        opts.replicates = 0;
        opts.deleted = strcmp(plot, "qqnorm_deleted") == 0;
        status = copse_qq(&f.asked, &opts, qq, &points, &err);
        ck_assert_uint_eq(points, n);
        for (size_t i = 0; i < n; i++) x[i] = qq[i].quantile, y[i] = qq[i].residual;
    } else {
        for (size_t i = 0; i < n; i++) x[i] = reference_number(csv, row + i, "x");
        status = copse_profile_tau2(&f.asked, x, n, y, &err);
    }
    ck_assert_msg(status == COPSE_OK, "%s: %s", plot, err.text);
    for (size_t i = 0; i < n; i++) {
        const double want_x = reference_number(csv, row + i, "x"), want_y = reference_number(csv, row + i, "y");
        CK_CLOSE_ABS(x[i], want_x, 1e-8, 1e-10);
        if (isnan(want_y)) continue; /* metafor did not converge without that study */
        CK_CLOSE_ABS(y[i], want_y, 1e-8, 1e-10);
        ++*checked;
    }
    fixture_end(&f);
}

START_TEST(plots_of_metafor)
{
    static const char *const key[] = {"plot", "design", "method", "test"};
    reference_csv csv = reference_read("diagnostics.csv");
    size_t checked = 0;
    for (size_t row = 0, end = 0; row < csv.rows; row = end) {
        bool same = true;
        for (end = row + 1; end < csv.rows && same; end += same)
            for (size_t c = 0; c < 4 && same; c++)
                same = strcmp(reference_text(&csv, row, key[c]), reference_text(&csv, end, key[c])) == 0;
        check_plot(&csv, row, end, &checked);
    }
    ck_assert_uint_gt(checked, 1200);
    reference_free(&csv);
}
END_TEST

static const double Y[] = {0.1, 0.4, -0.2, 0.7, 0.3, 0.25}, V[] = {0.04, 0.09, 0.05, 0.2, 0.01, 0.02};

/* The parts of Q add up to it, and scaling y leaves both coordinates alone. */
START_TEST(baujat_adds_up)
{
    copse_fit_opts opts = copse_fit_opts_default();
    copse_baujat_point point[6], scaled[6];
    double y[6], v[6], sum = 0;
    opts.method = COPSE_METHOD_EE;
    opts.test = COPSE_TEST_Z;
    const copse_sensitivity_data data = {Y, V, NULL, 6, 1, &opts};
    ck_assert_int_eq(copse_baujat(&data, point, NULL), COPSE_OK);
    copse_fit fit;
    ck_assert_int_eq(copse_pool(Y, V, NULL, 6, 1, &opts, &fit, NULL), COPSE_OK);
    for (size_t i = 0; i < 6; i++) sum += point[i].heterogeneity, y[i] = 1e20 * Y[i], v[i] = 1e40 * V[i];
    CK_CLOSE(sum, fit.het.Q, 1e-12);
    copse_fit_free(&fit);
    const copse_sensitivity_data large = {y, v, NULL, 6, 1, &opts};
    ck_assert_int_eq(copse_baujat(&large, scaled, NULL), COPSE_OK);
    for (size_t i = 0; i < 6; i++) {
        CK_CLOSE(scaled[i].heterogeneity, point[i].heterogeneity, 1e-10);
        CK_CLOSE(scaled[i].influence, point[i].influence, 1e-10);
    }
}
END_TEST

/* The same seed gives the same envelope, its quantiles are near those of the exact law where that is known, and
 * Bonferroni's is wider. */
START_TEST(envelopes)
{
    /* two studies: residuals are equal but for their sign, standardised |N(0,1)|; the larger has median .6745 */
    const double y[] = {0, 1}, v[] = {1, 4};
    copse_fit_opts fit = copse_fit_opts_default();
    copse_qq_opts opts = copse_qq_opts_default();
    copse_qq_point a[6], b[6], c[6];
    size_t n = 0;
    fit.method = COPSE_METHOD_EE;
    fit.test = COPSE_TEST_Z;
    opts.replicates = 40000;
    opts.level = 50;
    const copse_sensitivity_data two = {y, v, NULL, 2, 1, &fit};
    ck_assert_int_eq(copse_qq(&two, &opts, a, &n, NULL), COPSE_OK);
    ck_assert_uint_eq(n, 2);
    CK_CLOSE_ABS(a[1].lower, 0.3186, 0, 0.02);
    CK_CLOSE_ABS(a[1].upper, 1.1503, 0, 0.03);
    CK_CLOSE(a[0].lower, -a[1].upper, 1e-12);
    fit.method = COPSE_METHOD_REML;
    opts = copse_qq_opts_default();
    const copse_sensitivity_data six = {Y, V, NULL, 6, 1, &fit};
    ck_assert_int_eq(copse_qq(&six, &opts, a, &n, NULL), COPSE_OK);
    ck_assert_int_eq(copse_qq(&six, &opts, b, &n, NULL), COPSE_OK);
    opts.bonferroni = true;
    ck_assert_int_eq(copse_qq(&six, &opts, c, &n, NULL), COPSE_OK);
    for (size_t i = 0; i < 6; i++) {
        ck_assert(a[i].lower == b[i].lower && a[i].upper == b[i].upper && a[i].lower < a[i].upper);
        ck_assert(c[i].lower < a[i].lower && c[i].upper > a[i].upper);
    }
}
END_TEST

START_TEST(what_cannot_be)
{
    copse_fit_opts fit = copse_fit_opts_default();
    copse_qq_opts opts = copse_qq_opts_default();
    copse_sensitivity_data one = {Y, V, NULL, 1, 1, &fit};
    copse_qq_point point[6];
    copse_baujat_point baujat[6];
    copse_radial_point radial[6];
    double tau2 = 0.1, ll;
    size_t n;
    ck_assert_int_eq(copse_qq(&one, &opts, point, &n, NULL), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_baujat(&one, baujat, NULL), COPSE_ETOOFEW);
    opts.level = NAN;
    one.k = 6;
    ck_assert_int_eq(copse_qq(&one, &opts, point, &n, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_radial(Y, V, 6, NAN, 0, radial, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_radial(Y, (const double[]){0}, 1, 0, 0, radial, NULL), COPSE_EDOM);
    fit.method = COPSE_METHOD_FE;
    ck_assert_int_eq(copse_profile_tau2(&one, &tau2, 1, &ll, NULL), COPSE_EUSAGE);
    fit.method = COPSE_METHOD_REML;
    tau2 = -1;
    ck_assert_int_ne(copse_profile_tau2(&one, &tau2, 1, &ll, NULL), COPSE_OK);
    ck_assert(isnan(copse_p_of(1, 0, 3, 0)) && isnan(copse_p_of(1, -1, NAN, 0)));
    CK_CLOSE(copse_p_of(1.959963984540054, 1, NAN, 0), 0.05, 1e-13);
    CK_CLOSE(copse_p_of(12.706204736174698, 1, 1, 0), 0.05, 1e-12);
}
END_TEST

/* Outcomes of groups: escalc of metafor 3.8-1 (PLN, PLO, PR, PAS, IRLN, IR, IRS), a group without events among them. */
START_TEST(outcomes_of_groups)
{
    static const double ai[] = {4, 0, 10}, bi[] = {119, 20, 5}, ci[] = {11, 3, 8}, di[] = {128, 17, 7};
    static const double n1i[] = {123, 20, 15}, time[] = {100.5, 20, 7};
    static const struct {
        const char *measure, *group;
        double treated[3], control[3];
    } want[] = {
        {"RR",
         "PLN",
         {-3.42588999425252672, -3.73766961828336841, -0.40546510810816444},
         {-2.53657866033232127, -1.89711998488588129, -0.62860865942237421}},
        {"OR",
         "PLO",
         {-3.39282913199163882, -3.71357206670430795, 0.69314718055994518},
         {-2.45413499112124667, -1.73460105538810638, 0.13353139262452257}},
        {"RD",
         "PR",
         {0.032520325203252036, 0.023809523809523808, 0.66666666666666663},
         {0.079136690647482008, 0.15, 0.53333333333333333}},
        {"AS",
         "PAS",
         {0.1813259334540121, 0, 0.9553166181245093},
         {0.28516151054926447, 0.39769941509207180, 0.81875623760256089}},
        {"IRR", "IRLN", {-3.22386336637923998, -3.68887945411393625, 0.35667494393873239}, {0, 0, 0}},
        {"IRD", "IR", {0.039800995024875621, 0.025, 1.4285714285714286}, {0, 0, 0}},
        {"IRSD", "IRS", {0.19950186722152657, 0, 1.19522860933439357}, {0, 0, 0}},
    };
    for (size_t m = 0; m < sizeof want / sizeof *want; m++) {
        const double *in[COPSE_IN_COUNT] = {NULL};
        double treated[3], control[3];
        const copse_measure *group = NULL;
        in[COPSE_IN_AI] = in[COPSE_IN_X1I] = in[COPSE_IN_X2I] = ai;
        in[COPSE_IN_CI] = ci, in[COPSE_IN_DI] = di;
        in[COPSE_IN_T1I] = in[COPSE_IN_T2I] = time;
        if (m % 2 == 0) in[COPSE_IN_BI] = bi;
        else in[COPSE_IN_N1I] = n1i;
        ck_assert_int_eq(
            copse_group_outcomes(copse_measure_find(want[m].measure), in, 3, NULL, treated, control, &group, NULL),
            COPSE_OK);
        ck_assert_str_eq(group->code, want[m].group);
        for (size_t i = 0; i < 3; i++) {
            CK_CLOSE_ABS(treated[i], want[m].treated[i], 1e-13, 1e-15);
            if (m < 4) CK_CLOSE_ABS(control[i], want[m].control[i], 1e-13, 1e-15);
        }
    }
    const double *none[COPSE_IN_COUNT] = {NULL};
    double out[3];
    const copse_measure *group;
    ck_assert_int_eq(copse_group_outcomes(copse_measure_find("SMD"), none, 3, NULL, out, out, &group, NULL),
                     COPSE_EUSAGE);
    ck_assert_int_eq(copse_group_outcomes(copse_measure_find("RR"), none, 3, NULL, out, out, &group, NULL),
                     COPSE_EUSAGE);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("diagnostics");
    TCase *c = tcase_create("diagnostics");
    tcase_add_test(c, plots_of_metafor);
    tcase_add_test(c, baujat_adds_up);
    tcase_add_test(c, envelopes);
    tcase_add_test(c, what_cannot_be);
    tcase_add_test(c, outcomes_of_groups);
    suite_add_tcase(s, c);
    return run_suite(s);
}
