/* Location-scale models: derivatives, the maximum, boundaries, what must be true, what is refused, short memory. */
#include <copse/regression.h>

#include "ck_close.h"
#include "fail_alloc.h"
#include "reference_data.h"
#include "regression/scale_maximum.h"

enum { MOST_STUDIES = 200 };

/* An intercept and the columns named. */
static size_t fill(const reference_data *data, const char *const *column, double *out)
{
    size_t n = 1;
    while (column[n - 1] != NULL) n++;
    for (size_t i = 0; i < data->k; i++) {
        out[i * n] = 1;
        for (size_t j = 1; j < n; j++) out[i * n + j] = reference_number(&data->csv, i, column[j - 1]);
    }
    return n;
}

typedef struct fixture {
    reference_data data;
    double X[4 * MOST_STUDIES], Z[4 * MOST_STUDIES];
    size_t p, q;
} fixture;

static void open_fixture(fixture *f, const char *name, const char *const *x, const char *const *z)
{
    f->data = reference_data_read(name);
    ck_assert_uint_le(f->data.k, MOST_STUDIES);
    f->p = fill(&f->data, x, f->X);
    f->q = fill(&f->data, z, f->Z);
}

static const char *const NONE[] = {NULL}, *const X1[] = {"x1", NULL}, *const X23[] = {"x2", "x3", NULL},
                         *const ABLAT[] = {"ablat", NULL};

static copse_i_scale_data data_of(const fixture *f, bool identity, bool restricted)
{
    return (copse_i_scale_data){.y = f->data.y,
                                .v = f->data.v,
                                .X = f->X,
                                .Z = f->Z,
                                .k = f->data.k,
                                .p = f->p,
                                .q = f->q,
                                .identity = identity,
                                .restricted = restricted};
}

START_TEST(derivatives)
{
    fixture f;
    open_fixture(&f, "sim100", X1, X23);
    for (int kind = 0; kind < 4; kind++) {
        const bool identity = kind % 2 == 1;
        const copse_i_scale_data data = data_of(&f, identity, kind >= 2);
        copse_i_scale s;
        ck_assert_int_eq(copse_i_scale_init(&s, &data, NULL), COPSE_OK);
        double theta[3] = {identity ? 20 : 2.5, identity ? 3 : 0.3, identity ? -2 : -0.4}, gradient[3], information[9];
        ck_assert(copse_i_scale_evaluate(&s, theta));
        copse_i_scale_differentiate(&s);
        memcpy(gradient, s.gradient, sizeof gradient);
        memcpy(information, s.information, sizeof information);
        for (size_t a = 0; a < 3; a++) {
            const double h = identity ? 1e-3 : 1e-4, at = theta[a];
            double value[2], slope[2][3];
            for (int side = 0; side < 2; side++) {
                theta[a] = at + (side == 0 ? -h : h);
                ck_assert(copse_i_scale_evaluate(&s, theta));
                copse_i_scale_differentiate(&s);
                value[side] = s.log_lik;
                memcpy(slope[side], s.gradient, sizeof slope[side]);
            }
            theta[a] = at;
            const double size = fabs(gradient[0]) + fabs(gradient[1]) + fabs(gradient[2]);
            CK_CLOSE_ABS((value[1] - value[0]) / (2 * h), gradient[a], 0, 1e-6 * size);
            for (size_t b = 0; b < 3; b++)
                CK_CLOSE_ABS(-(slope[1][b] - slope[0][b]) / (2 * h), information[a * 3 + b], 0,
                             1e-6 * (fabs(information[0]) + fabs(information[4]) + fabs(information[8])));
        }
        copse_i_scale_free(&s);
    }
    reference_data_free(&f.data);
}
END_TEST

/* A grid finds nothing higher, and climbs from its points end at the same maximum or at a lower one. */
START_TEST(global_maximum)
{
    fixture f;
    open_fixture(&f, "bcg", ABLAT, ABLAT);
    for (int kind = 0; kind < 4; kind++) {
        const copse_i_scale_data data = data_of(&f, kind % 2 == 1, kind >= 2);
        copse_i_scale s;
        copse_i_scale_maximum best, other;
        ck_assert_int_eq(copse_i_scale_init(&s, &data, NULL), COPSE_OK);
        ck_assert_int_eq(copse_i_scale_maximum_init(&best, 2), COPSE_OK);
        ck_assert_int_eq(copse_i_scale_maximum_init(&other, 2), COPSE_OK);
        ck_assert_int_eq(copse_i_scale_search(&s, NULL, false, &best, NULL), COPSE_OK);
        ck_assert(best.converged);
        size_t arrived = 0;
        for (int i = 0; i < 60; i++)
            for (int j = 0; j < 60; j++) {
                const double step = kind % 2 == 1 ? 0.4 : 0.25;
                const double theta[2] = {best.theta[0] + step * (i - 30), best.theta[1] + step * (j - 30)};
                if (!copse_i_scale_evaluate(&s, theta)) continue;
                ck_assert_msg(s.log_lik <= best.log_lik + 1e-10, "%g above the maximum", s.log_lik - best.log_lik);
                if (i % 10 != 5 || j % 10 != 5) continue;
                memcpy(other.theta, theta, sizeof theta);
                ck_assert_int_eq(copse_i_scale_climb(&s, &other), COPSE_OK);
                ck_assert(other.log_lik <= best.log_lik + 1e-10);
                arrived += fabs(other.log_lik - best.log_lik) < 1e-8;
            }
        ck_assert_uint_gt(arrived, 3);
        copse_i_scale_maximum_free(&best);
        copse_i_scale_maximum_free(&other);
        copse_i_scale_free(&s);
    }
    reference_data_free(&f.data);
}
END_TEST

static copse_scale_fit fit_of(const fixture *f, const double *y, const double *v, copse_method method,
                              copse_scale_link link, copse_test test)
{
    copse_scale_fit fit;
    copse_error err = {0};
    copse_scale_opts opts = copse_scale_opts_default();
    opts.fit.method = method;
    opts.fit.test = test;
    opts.link = link;
    const copse_status status = copse_scale_pool(y, v, f->X, f->p, f->Z, f->q, f->data.k, &opts, &fit, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
    return fit;
}

/* With an intercept as scale model it is the fit with one tau2. */
START_TEST(constant_scale)
{
    fixture f;
    open_fixture(&f, "bcg", ABLAT, NONE);
    for (int kind = 0; kind < 4; kind++) {
        copse_fit_opts opts = copse_fit_opts_default();
        opts.method = kind < 2 ? COPSE_METHOD_ML : COPSE_METHOD_REML;
        const copse_scale_link link = kind % 2 == 0 ? COPSE_SCALE_LOG : COPSE_SCALE_IDENTITY;
        copse_fit one;
        ck_assert_int_eq(copse_pool(f.data.y, f.data.v, f.X, f.data.k, f.p, &opts, &one, NULL), COPSE_OK);
        copse_scale_fit fit = fit_of(&f, f.data.y, f.data.v, opts.method, link, COPSE_TEST_KNHA);
        const double alpha = fit.alpha[0].wald.estimate;
        CK_CLOSE(link == COPSE_SCALE_LOG ? exp(alpha) : alpha, one.het.tau2, 1e-9);
        CK_CLOSE(fit.stat.log_lik, one.stat.log_lik, 1e-12);
        CK_CLOSE(fit.stat.AICc, one.stat.AICc, 1e-12);
        for (size_t j = 0; j < 2; j++) {
            CK_CLOSE(fit.coef[j].estimate, one.coef[j].estimate, 1e-9);
            CK_CLOSE(fit.coef[j].ci.upper, one.coef[j].ci.upper, 1e-9);
        }
        ck_assert(isnan(fit.lr));
        copse_fit_free(&one);
        copse_scale_fit_free(&fit);
    }
    reference_data_free(&f.data);
}
END_TEST

/* y in other units: b scales, the scale intercept moves by log c^2, the likelihood by k log c. */
START_TEST(units)
{
    fixture f;
    open_fixture(&f, "bcg", ABLAT, ABLAT);
    copse_scale_fit a = fit_of(&f, f.data.y, f.data.v, COPSE_METHOD_ML, COPSE_SCALE_LOG, COPSE_TEST_Z);
    const double factors[2] = {1e-6, 3e7};
    for (int n = 0; n < 2; n++) {
        double y[MOST_STUDIES], v[MOST_STUDIES];
        const double c = factors[n];
        for (size_t i = 0; i < f.data.k; i++) y[i] = c * f.data.y[i], v[i] = c * c * f.data.v[i];
        copse_scale_fit b = fit_of(&f, y, v, COPSE_METHOD_ML, COPSE_SCALE_LOG, COPSE_TEST_Z);
        CK_CLOSE(b.coef[1].estimate, c * a.coef[1].estimate, 1e-9);
        CK_CLOSE(b.coef[0].se, c * a.coef[0].se, 1e-9);
        CK_CLOSE(b.alpha[0].wald.estimate, a.alpha[0].wald.estimate + 2 * log(c), 1e-9);
        CK_CLOSE(b.alpha[1].wald.estimate, a.alpha[1].wald.estimate, 1e-8);
        CK_CLOSE(b.alpha[1].wald.se, a.alpha[1].wald.se, 1e-8);
        CK_CLOSE(b.stat.log_lik, a.stat.log_lik - 13 * log(c), 1e-12);
        copse_scale_fit_free(&b);
    }
    copse_scale_fit_free(&a);
    reference_data_free(&f.data);
}
END_TEST

/* tau2 = 0: the identity link stays at 0, the log link runs off and says so; b is that of equal effects. */
START_TEST(no_heterogeneity)
{
    fixture f;
    open_fixture(&f, "tau2_zero", NONE, NONE);
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_EE;
    opts.test = COPSE_TEST_Z;
    copse_fit equal;
    ck_assert_int_eq(copse_pool(f.data.y, f.data.v, NULL, f.data.k, 1, &opts, &equal, NULL), COPSE_OK);
    for (int link = 0; link < 2; link++) {
        copse_scale_fit fit = fit_of(&f, f.data.y, f.data.v, COPSE_METHOD_ML, (copse_scale_link)link, COPSE_TEST_Z);
        ck_assert_uint_eq(fit.at_zero, f.data.k);
        ck_assert(fit.runs_off == (link == COPSE_SCALE_LOG));
        ck_assert(fit.alpha[0].is_finite == (link == COPSE_SCALE_IDENTITY));
        if (link == COPSE_SCALE_IDENTITY) CK_CLOSE(fit.alpha[0].wald.estimate, 0, 0);
        else ck_assert(isnan(fit.alpha[0].wald.estimate));
        ck_assert(isnan(fit.alpha[0].wald.se) && isnan(fit.alpha[0].wald.p));
        CK_CLOSE(fit.coef[0].estimate, equal.coef[0].estimate, 1e-8);
        CK_CLOSE(fit.coef[0].se, equal.coef[0].se, 1e-8);
        CK_CLOSE(fit.stat.log_lik, equal.stat.log_lik, 1e-8);
        copse_scale_fit_free(&fit);
    }
    copse_fit_free(&equal);
    reference_data_free(&f.data);
}
END_TEST

/* Two groups, of which one agrees perfectly: its tau2 runs to 0, and with it the difference of the groups, not the other
 * group's coefficient, which is that of its own fit (with a mean of its own in each group the likelihood falls apart). */
START_TEST(one_group_at_zero)
{
    const double y[8] = {0.1, 0.9, -0.4, 1.3, 0.5, 0.5, 0.5, 0.5},
                 v[8] = {0.04, 0.05, 0.03, 0.06, 0.04, 0.05, 0.03, 0.06};
    double Z[16];
    for (size_t i = 0; i < 8; i++) Z[2 * i] = 1, Z[2 * i + 1] = i < 4 ? 0 : 1;
    copse_scale_opts opts = copse_scale_opts_default();
    opts.fit.test = COPSE_TEST_Z;
    opts.profile = true;
    copse_scale_fit fit;
    copse_error err = {0};
    ck_assert_msg(copse_scale_pool(y, v, Z, 2, Z, 2, 8, &opts, &fit, &err) == COPSE_OK, "%s", err.text);
    copse_fit_opts alone = copse_fit_opts_default();
    copse_fit first;
    ck_assert_int_eq(copse_pool(y, v, NULL, 4, 1, &alone, &first, NULL), COPSE_OK);
    ck_assert(fit.runs_off && fit.at_zero == 4);
    ck_assert(fit.alpha[0].is_finite && !fit.alpha[1].is_finite);
    CK_CLOSE(exp(fit.alpha[0].wald.estimate), first.het.tau2, 1e-7);
    ck_assert(isnan(fit.alpha[1].wald.estimate) && fit.alpha[0].wald.se > 0);
    ck_assert(isnan(fit.alpha[1].profile.lower) && isfinite(fit.alpha[0].profile.lower));
    const size_t both[2] = {0, 1};
    copse_scale_omnibus omnibus;
    ck_assert_int_eq(copse_scale_test(&fit, both, 1, &omnibus, NULL), COPSE_OK);
    CK_CLOSE(omnibus.QS, fit.alpha[0].wald.statistic * fit.alpha[0].wald.statistic, 1e-12);
    ck_assert_int_eq(copse_scale_test(&fit, both, 2, &omnibus, NULL), COPSE_OK);
    ck_assert(isnan(omnibus.QS) && isnan(omnibus.p));
    copse_fit_free(&first);
    copse_scale_fit_free(&fit);
}
END_TEST

START_TEST(refused)
{
    const double y[3] = {1, 2, 3}, v[3] = {1, 1, 1}, bad[3] = {1, 0, 1}, Z[6] = {1, 2, 1, 2, 1, 2};
    copse_scale_fit fit;
    copse_error err = {0};
    copse_scale_opts opts = copse_scale_opts_default();
    ck_assert_int_eq(copse_scale_pool(y, v, NULL, 1, Z, 2, 3, &opts, &fit, &err), COPSE_ERANK);
    copse_scale_fit_free(&fit);
    ck_assert_int_eq(copse_scale_pool(y, bad, NULL, 1, Z, 1, 3, &opts, &fit, &err), COPSE_EDOM);
    copse_scale_fit_free(&fit);
    ck_assert_int_eq(copse_scale_pool(y, v, NULL, 1, Z, 1, 1, &opts, &fit, &err), COPSE_ETOOFEW);
    copse_scale_fit_free(&fit);
    opts.fit.method = COPSE_METHOD_DL;
    ck_assert_int_eq(copse_scale_pool(y, v, NULL, 1, Z, 1, 3, &opts, &fit, &err), COPSE_EINVAL);
    ck_assert_ptr_nonnull(strstr(err.text, "ML or REML"));
    copse_scale_fit_free(&fit);
    const double signs[3] = {1, -1, 1}; /* no coefficient makes tau2 of all three positive */
    opts = copse_scale_opts_default();
    opts.link = COPSE_SCALE_IDENTITY;
    ck_assert_int_eq(copse_scale_pool(y, v, NULL, 1, signs, 1, 3, &opts, &fit, &err), COPSE_ENOTCOMPUTABLE);
    copse_scale_fit_free(&fit);
}
END_TEST

START_TEST(short_memory)
{
    if (!FAIL_ALLOC_WORKS) return;
    fixture f;
    open_fixture(&f, "bcg", ABLAT, ABLAT);
    copse_scale_opts opts = copse_scale_opts_default();
    const long live = fail_alloc_live;
    for (long n = 1;; n += n < 60 ? 1 : 37) {
        copse_scale_fit fit;
        opts.profile = n < 60 || n % 2 == 0;
        fail_alloc_left = n;
        const copse_status status = copse_scale_pool(f.data.y, f.data.v, f.X, 2, f.Z, 2, f.data.k, &opts, &fit, NULL);
        fail_alloc_left = -1;
        copse_scale_fit_free(&fit);
        ck_assert(status == COPSE_OK || status == COPSE_ENOMEM);
        ck_assert_int_eq(fail_alloc_live, live);
        if (status == COPSE_OK && opts.profile) break;
        ck_assert_int_lt(n, 200000);
    }
    reference_data_free(&f.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("location-scale models");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, derivatives);
    tcase_add_test(cases, global_maximum);
    tcase_add_test(cases, constant_scale);
    tcase_add_test(cases, units);
    tcase_add_test(cases, no_heterogeneity);
    tcase_add_test(cases, one_group_at_zero);
    tcase_add_test(cases, refused);
    tcase_add_test(cases, short_memory);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
