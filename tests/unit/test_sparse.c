/* Penalised likelihood and the beta-binomial model: closed forms, what must be true of them, what they refuse. */
#include <copse/glmm.h>
#include <copse/math.h>

#include <string.h>

#include "ck_close.h"

static const double X1[] = {0, 1, 2, 0, 5, 1, 0}, N1[] = {116, 44, 208, 130, 151, 98, 118};
static const double X2[] = {3, 3, 9, 7, 6, 4, 0}, N2[] = {117, 35, 195, 136, 157, 139, 105};
static const copse_glmm_data LINES = {.x1 = X1, .n1 = N1, .x2 = X2, .n2 = N2, .k = 7, .p = 1};

static copse_glmm_opts options(copse_pooling model, copse_glmm_measure measure, copse_test test)
{
    copse_glmm_opts opts = copse_glmm_opts_default();
    opts.model = model;
    opts.measure = measure;
    opts.method = model == COPSE_POOLING_FIRTH ? COPSE_METHOD_EE : COPSE_METHOD_ML;
    opts.test = test;
    return opts;
}

static copse_fit fit_of(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_glmm *glmm)
{
    copse_fit fit = {0};
    copse_error err = {0};
    ck_assert_msg(copse_glmm_fit(data, opts, &fit, glmm, &err) == COPSE_OK, "%s", err.text);
    return fit;
}

/* Of one table the penalised estimate is the log odds ratio with 1/2 added to each cell (Firth 1993). */
START_TEST(one_table)
{
    static const double a[] = {0, 3, 12}, n1[] = {12, 40, 12}, c[] = {5, 9, 0}, n2[] = {14, 52, 7};
    const copse_glmm_opts opts = options(COPSE_POOLING_FIRTH, COPSE_GLMM_OR, COPSE_TEST_Z);
    for (size_t i = 0; i < 3; i++) {
        const copse_glmm_data data = {.x1 = a + i, .n1 = n1 + i, .x2 = c + i, .n2 = n2 + i, .k = 1, .p = 1};
        copse_glmm glmm;
        copse_fit fit = fit_of(&data, &opts, &glmm);
        const double A = a[i] + 0.5, B = n1[i] - a[i] + 0.5, C = c[i] + 0.5, D = n2[i] - c[i] + 0.5;
        CK_CLOSE(fit.coef[0].estimate, log(A * D / (B * C)), 1e-12);
        const double w1 = n1[i] * A * B / ((A + B) * (A + B)), w2 = n2[i] * C * D / ((C + D) * (C + D));
        CK_CLOSE(fit.coef[0].se, sqrt(1.0 / w1 + 1.0 / w2), 1e-12);
        copse_fit_free(&fit);
    }
}
END_TEST

/* Exchanged arms, and events taken for their absence, turn the sign and nothing else. */
START_TEST(symmetry)
{
    static const struct {
        copse_pooling model;
        copse_glmm_measure measure;
    } ROWS[] = {{COPSE_POOLING_FIRTH, COPSE_GLMM_OR},
                {COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_OR},
                {COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_RR},
                {COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_RD}};
    double free1[7], free2[7];
    for (size_t i = 0; i < 7; i++) {
        free1[i] = N1[i] - X1[i];
        free2[i] = N2[i] - X2[i];
    }
    const copse_glmm_data turned = {.x1 = X2, .n1 = N2, .x2 = X1, .n2 = N1, .k = 7, .p = 1},
                          free_of = {.x1 = free1, .n1 = N1, .x2 = free2, .n2 = N2, .k = 7, .p = 1};
    for (size_t r = 0; r < 4; r++) {
        copse_glmm one, other;
        const copse_glmm_opts opts = options(ROWS[r].model, ROWS[r].measure, COPSE_TEST_PL);
        copse_fit fit = fit_of(&LINES, &opts, &one), mirror = fit_of(&turned, &opts, &other);
        CK_CLOSE(mirror.coef[0].estimate, -fit.coef[0].estimate, 1e-9);
        CK_CLOSE(mirror.coef[0].se, fit.coef[0].se, 1e-9);
        CK_CLOSE(mirror.coef[0].ci.lower, -fit.coef[0].ci.upper, 1e-9);
        CK_CLOSE(mirror.coef[0].p, fit.coef[0].p, 1e-8);
        CK_CLOSE(other.overdispersion, one.overdispersion, 1e-8);
        copse_fit_free(&mirror);
        if (ROWS[r].measure != COPSE_GLMM_RR) {
            mirror = fit_of(&free_of, &opts, &other);
            CK_CLOSE(mirror.coef[0].estimate, -fit.coef[0].estimate, 1e-9);
            CK_CLOSE(mirror.stat.log_lik, fit.stat.log_lik, 1e-11);
            copse_fit_free(&mirror);
        }
        copse_fit_free(&fit);
    }
}
END_TEST

/* One parameter an arm: the models of OR, RR and RD are the same, on three scales. */
START_TEST(one_model_on_three_scales)
{
    copse_glmm odds, risks, difference;
    const copse_glmm_opts or_opts = options(COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_OR, COPSE_TEST_PL),
                          rr_opts = options(COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_RR, COPSE_TEST_PL),
                          rd_opts = options(COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_RD, COPSE_TEST_PL);
    copse_fit a = fit_of(&LINES, &or_opts, &odds), b = fit_of(&LINES, &rr_opts, &risks),
              c = fit_of(&LINES, &rd_opts, &difference);
    const double risk = difference.baseline, treated = risk + c.coef[0].estimate;
    CK_CLOSE(risks.baseline, log(risk), 1e-10);
    CK_CLOSE(b.coef[0].estimate, log(treated / risk), 1e-10);
    CK_CLOSE(a.coef[0].estimate, log(treated / (1.0 - treated)) - log(risk / (1.0 - risk)), 1e-10);
    CK_CLOSE(b.stat.log_lik, a.stat.log_lik, 1e-12);
    CK_CLOSE(c.stat.log_lik, a.stat.log_lik, 1e-12);
    CK_CLOSE(risks.overdispersion, odds.overdispersion, 1e-8);
    CK_CLOSE(b.coef[0].p, a.coef[0].p, 1e-8); /* the profile likelihood knows no scale */
    CK_CLOSE(c.coef[0].p, a.coef[0].p, 1e-8);
    copse_fit_free(&a);
    copse_fit_free(&b);
    copse_fit_free(&c);
}
END_TEST

/* Studies that are all alike: rho is 0, and the model that of the sums. */
START_TEST(no_overdispersion)
{
    static const double x1[] = {5, 10, 5}, n1[] = {50, 100, 50}, x2[] = {10, 20, 10}, n2[] = {50, 100, 50};
    const copse_glmm_data data = {.x1 = x1, .n1 = n1, .x2 = x2, .n2 = n2, .k = 3, .p = 1};
    copse_glmm glmm;
    copse_glmm_opts opts = options(COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_OR, COPSE_TEST_Z);
    copse_fit fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.coef[0].estimate, log(20.0 * 160.0 / (180.0 * 40.0)), 1e-12);
    CK_CLOSE(fit.coef[0].se, sqrt(1.0 / 20 + 1.0 / 180 + 1.0 / 40 + 1.0 / 160), 1e-10);
    CK_CLOSE(glmm.overdispersion, 0.0, 0);
    ck_assert(isnan(glmm.overdispersion_se));
    CK_CLOSE(glmm.overdispersion_lrt.statistic, 0.0, 0);
    CK_CLOSE(glmm.overdispersion_lrt.p, 1.0, 0);
    opts.test = COPSE_TEST_PL;
    copse_fit profile = fit_of(&data, &opts, &glmm);
    ck_assert(profile.coef[0].ci.lower < fit.coef[0].estimate && profile.coef[0].ci.upper > fit.coef[0].estimate);
    copse_fit_free(&profile);
    copse_fit_free(&fit);
}
END_TEST

static void refused(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_status status, const char *text)
{
    copse_fit fit;
    copse_glmm glmm;
    copse_error err = {0};
    ck_assert_int_eq(copse_glmm_fit(data, opts, &fit, &glmm, &err), status);
    ck_assert_msg(strstr(err.text, text) != NULL, "'%s' is not in '%s'", text, err.text);
    ck_assert_ptr_null(fit.coef);
}

START_TEST(refusals)
{
    static const double none[7], X[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    copse_glmm_opts opts = options(COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_OR, COPSE_TEST_Z);
    copse_glmm_data data = LINES;
    data.x1 = none;
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "no events in any treatment arm; the effect's estimate is infinite");
    opts.measure = COPSE_GLMM_RD;
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "no events in any treatment arm; a risk's estimate is 0 or 1");
    opts.method = COPSE_METHOD_EE;
    refused(&LINES, &opts, COPSE_EUSAGE, "method ML");
    opts = options(COPSE_POOLING_FIRTH, COPSE_GLMM_OR, COPSE_TEST_Z);
    opts.method = COPSE_METHOD_ML;
    refused(&LINES, &opts, COPSE_EUSAGE, "method EE");
    opts.method = COPSE_METHOD_EE;
    opts.measure = COPSE_GLMM_RR;
    refused(&LINES, &opts, COPSE_EUSAGE, "no such model");
    opts.measure = COPSE_GLMM_OR;
    data = LINES;
    data.X = X;
    data.p = 2;
    refused(&data, &opts, COPSE_ERANK, "columns");
    opts = options(COPSE_POOLING_CM_EL, COPSE_GLMM_OR, COPSE_TEST_PL);
    refused(&LINES, &opts, COPSE_EUSAGE, "test z or t");
}
END_TEST

/* Risks bound the likelihood: closed forms of one study, an arm with only events, and corners, which are refused. */
START_TEST(bounded)
{
    static const double a[] = {9, 20}, n1[] = {40, 20}, c[] = {5, 15}, n2[] = {52, 20}, zero[] = {0, 0};
    copse_glmm glmm;
    copse_glmm_opts opts = options(COPSE_POOLING_UM_FS, COPSE_GLMM_RR, COPSE_TEST_Z);
    opts.method = COPSE_METHOD_EE;
    copse_glmm_data data = {.x1 = a, .n1 = n1, .x2 = c, .n2 = n2, .k = 1, .p = 1};
    copse_fit fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.coef[0].estimate, log(9.0 / 40.0 * 52.0 / 5.0), 1e-12);
    CK_CLOSE(fit.coef[0].se, sqrt(1.0 / 9 - 1.0 / 40 + 1.0 / 5 - 1.0 / 52), 1e-10);
    CK_CLOSE((double)glmm.at_limit, 0.0, 0);
    copse_fit_free(&fit);
    opts.measure = COPSE_GLMM_RD;
    fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.coef[0].estimate, 9.0 / 40 - 5.0 / 52, 1e-12);
    CK_CLOSE(fit.coef[0].se, sqrt(9.0 * 31 / 64000 + 5.0 * 47 / 140608), 1e-10);
    copse_fit_free(&fit);
    data.x1 = a + 1; /* only events: a risk of 1, known */
    data.n1 = n1 + 1;
    data.x2 = c + 1;
    data.n2 = n2 + 1;
    opts.measure = COPSE_GLMM_RR;
    fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.coef[0].estimate, log(20.0 / 15.0), 1e-12);
    CK_CLOSE(fit.coef[0].se, sqrt(1.0 / 15 - 1.0 / 20), 1e-10);
    CK_CLOSE((double)glmm.at_limit, 1.0, 0);
    copse_fit_free(&fit);
    data.x1 = data.x2 = zero; /* no risk: a corner of the difference, and nothing of the ratio */
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "nothing tells of the effect");
    opts.measure = COPSE_GLMM_RD;
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "corner: study 1, with no events in both arms");
    opts.method = COPSE_METHOD_ML;
    refused(&LINES, &opts, COPSE_EUSAGE, "method EE");
    opts.model = COPSE_POOLING_UM_RS;
    refused(&LINES, &opts, COPSE_EUSAGE, "no such model");
}
END_TEST

/* The log and identity scale of one group with moderators, against the closed forms of two groups. */
START_TEST(one_group)
{
    static const double x[] = {3, 9, 7, 6}, n[] = {40, 80, 60, 30}, X[] = {1, 0, 1, 0, 1, 1, 1, 1};
    const copse_glmm_data data = {.x1 = x, .n1 = n, .X = X, .k = 4, .p = 2};
    copse_glmm glmm;
    copse_glmm_opts opts = options(COPSE_POOLING_GLMM, COPSE_GLMM_PLN, COPSE_TEST_Z);
    opts.method = COPSE_METHOD_EE;
    copse_fit fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.coef[0].estimate, log(12.0 / 120.0), 1e-12);
    CK_CLOSE(fit.coef[1].estimate, log(13.0 / 90.0 * 120.0 / 12.0), 1e-12);
    CK_CLOSE(fit.coef[1].se, sqrt(1.0 / 12 - 1.0 / 120 + 1.0 / 13 - 1.0 / 90), 1e-10);
    copse_fit_free(&fit);
    opts.measure = COPSE_GLMM_PR;
    fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.coef[1].estimate, 13.0 / 90.0 - 12.0 / 120.0, 1e-12);
    copse_fit_free(&fit);
    opts = options(COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_PLN, COPSE_TEST_Z);
    copse_fit log_scale = fit_of(&data, &opts, &glmm);
    opts.measure = COPSE_GLMM_PR;
    copse_fit identity = fit_of(&data, &opts, &glmm);
    CK_CLOSE(exp(log_scale.coef[0].estimate), identity.coef[0].estimate, 1e-9);
    CK_CLOSE(log_scale.stat.log_lik, identity.stat.log_lik, 1e-11);
    copse_fit_free(&log_scale);
    copse_fit_free(&identity);
}
END_TEST

/* Large arms cost no more than small ones. */
START_TEST(large_arms)
{
    static const double x1[] = {400, 5200, 30}, n1[] = {1e5, 9e5, 2e4}, x2[] = {500, 7000, 60}, n2[] = {1e5, 9e5, 2e4};
    const copse_glmm_data data = {.x1 = x1, .n1 = n1, .x2 = x2, .n2 = n2, .k = 3, .p = 1};
    copse_glmm glmm;
    const copse_glmm_opts opts = options(COPSE_POOLING_BETA_BINOMIAL, COPSE_GLMM_OR, COPSE_TEST_PL);
    copse_fit fit = fit_of(&data, &opts, &glmm);
    ck_assert(glmm.overdispersion > 0.0 && glmm.overdispersion < 1e-3);
    ck_assert(fit.coef[0].ci.lower < fit.coef[0].estimate && fit.coef[0].ci.upper > fit.coef[0].estimate);
    copse_fit_free(&fit);
}
END_TEST

/* Tables of no events at all: finite, and no effect. */
START_TEST(nothing_at_all)
{
    static const double none[3], n1[] = {30, 40, 25}, n2[] = {30, 40, 25};
    const copse_glmm_data data = {.x1 = none, .n1 = n1, .x2 = none, .n2 = n2, .k = 3, .p = 1};
    const copse_glmm_opts opts = options(COPSE_POOLING_FIRTH, COPSE_GLMM_OR, COPSE_TEST_PL);
    copse_glmm glmm;
    copse_fit fit = fit_of(&data, &opts, &glmm);
    ck_assert(fabs(fit.coef[0].estimate) < 1e-9);
    ck_assert(fit.coef[0].ci.lower < -1.0 && fit.coef[0].ci.upper > 1.0);
    CK_CLOSE(fit.coef[0].ci.lower, -fit.coef[0].ci.upper, 1e-8);
    copse_fit_free(&fit);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sparse tables");
    TCase *cases = tcase_create("cases");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, one_table);
    tcase_add_test(cases, symmetry);
    tcase_add_test(cases, one_model_on_three_scales);
    tcase_add_test(cases, no_overdispersion);
    tcase_add_test(cases, refusals);
    tcase_add_test(cases, nothing_at_all);
    tcase_add_test(cases, bounded);
    tcase_add_test(cases, one_group);
    tcase_add_test(cases, large_arms);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
