/* Models of counts: what must be true of them, where they have no maximum, and metafor's numbers at its own accuracy. */
#include <copse/glmm.h>
#include <copse/math.h>

#include <string.h>

#include "ck_close.h"

enum { MOST = 18 };
typedef struct counts {
    size_t k;
    double x1[MOST], n1[MOST], x2[MOST], n2[MOST];
} counts;

/* Niel-Weise et al. 2007, and 2008 in catheter days (Stijnen et al. 2010); BCG vaccine trials (Colditz et al. 1994). */
static const counts LINES = {18,
                             {0, 1, 2, 0, 5, 1, 1, 1, 1, 1, 0, 0, 3, 6, 0, 0, 1, 4},
                             {116, 44, 208, 130, 151, 98, 174, 74, 97, 113, 66, 70, 188, 187, 118, 252, 345, 64},
                             {3, 3, 9, 7, 6, 4, 3, 2, 19, 2, 7, 1, 5, 11, 0, 1, 3, 1},
                             {117, 35, 195, 136, 157, 139, 177, 39, 103, 122, 64, 58, 175, 180, 105, 262, 362, 69}};
static const counts DAYS = {9,
                            {7, 8, 3, 6, 1, 1, 17, 3, 2},
                            {1344, 1600, 12012, 1536, 370, 729, 6760, 1107, 320},
                            {11, 8, 14, 10, 1, 8, 15, 7, 3},
                            {1988, 1461, 10962, 1503, 483, 913, 6840, 1015, 440}};
static const counts BCG = {13,
                           {4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27},
                           {123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913},
                           {11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29},
                           {139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854}};

static copse_glmm_data two(const counts *c)
{
    return (copse_glmm_data){.x1 = c->x1, .n1 = c->n1, .x2 = c->x2, .n2 = c->n2, .k = c->k, .p = 1};
}

static copse_glmm_opts options(copse_glmm_measure measure, copse_pooling model, copse_method method)
{
    copse_glmm_opts opts = copse_glmm_opts_default();
    opts.measure = measure;
    opts.model = model;
    opts.method = method;
    return opts;
}

static copse_fit fit_of(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_glmm *glmm)
{
    copse_fit fit = {0};
    copse_error err = {0};
    ck_assert_msg(copse_glmm_fit(data, opts, &fit, glmm, &err) == COPSE_OK, "%s", err.text);
    return fit;
}

/* rma.glmm of metafor 3.8-1 (CM.EL by its own integrals; lme4 1.1-31 with nAGQ = 25, of UM.RS 1) stops within these. */
START_TEST(metafor)
{
    static const struct {
        const counts *data;
        copse_glmm_measure measure;
        copse_pooling model;
        size_t nagq;
        double mu, se, tau2;
    } ROWS[] = {
        {&LINES, COPSE_GLMM_OR, COPSE_POOLING_CM_EL, 0, -1.35315828268, 0.3510591115, 0.6934592653},
        {&LINES, COPSE_GLMM_OR, COPSE_POOLING_CM_AL, 0, -1.30263789453, 0.3386318545, 0.6006632313},
        {&LINES, COPSE_GLMM_OR, COPSE_POOLING_UM_FS, 0, -1.23645546606, 0.2803453692, 0.3195852855},
        {&LINES, COPSE_GLMM_OR, COPSE_POOLING_UM_RS, 1, -1.27840357708, 0.3267656986, 0.7133131881},
        {&BCG, COPSE_GLMM_OR, COPSE_POOLING_CM_EL, 0, -0.7538105091, 0.1800758476, 0.3116348823},
        {&BCG, COPSE_GLMM_OR, COPSE_POOLING_UM_FS, 0, -0.745023325523, 0.1755631334, 0.2949026119},
        {&DAYS, COPSE_GLMM_IRR, COPSE_POOLING_CM_EL, 0, -0.476239431396, 0.2377004373, 0.1225613834},
        {&DAYS, COPSE_GLMM_IRR, COPSE_POOLING_UM_FS, 0, -0.458744538668, 0.2248265455, 0.09562165503},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        copse_glmm glmm;
        copse_glmm_opts opts = options(ROWS[i].measure, ROWS[i].model, COPSE_METHOD_ML);
        opts.nagq = ROWS[i].nagq;
        const copse_glmm_data data = two(ROWS[i].data);
        copse_fit fit = fit_of(&data, &opts, &glmm);
        CK_CLOSE(fit.coef[0].estimate, ROWS[i].mu, 1e-4);
        CK_CLOSE(fit.coef[0].se, ROWS[i].se, 1e-4);
        CK_CLOSE(fit.het.tau2, ROWS[i].tau2, 4e-4);
        copse_fit_free(&fit);
    }
}
END_TEST

/* Tests of heterogeneity: metafor's, from the saturated model. */
START_TEST(heterogeneity)
{
    const copse_glmm_data lines = two(&LINES), days = two(&DAYS);
    copse_glmm glmm;
    copse_glmm_opts opts = options(COPSE_GLMM_OR, COPSE_POOLING_CM_EL, COPSE_METHOD_ML);
    copse_fit fit = fit_of(&lines, &opts, &glmm);
    CK_CLOSE(glmm.lrt.statistic, 28.60926771, 1e-9);
    CK_CLOSE(glmm.lrt.df, 16.0, 0); /* one of 18 has no events */
    CK_CLOSE(fit.het.Q, glmm.lrt.statistic, 0);
    copse_fit_free(&fit);
    opts = options(COPSE_GLMM_IRR, COPSE_POOLING_UM_FS, COPSE_METHOD_EE);
    fit = fit_of(&days, &opts, &glmm);
    CK_CLOSE(glmm.lrt.statistic, 11.6017744, 1e-8);
    CK_CLOSE(glmm.wald.statistic, 9.697597029, 1e-8);
    CK_CLOSE(fit.stat.log_lik, -37.2063995928, 1e-10);
    CK_CLOSE(fit.stat.AIC, 94.41279919, 1e-9);
    CK_CLOSE(fit.het.tau2, 0.0, 0);
    copse_fit_free(&fit);
}
END_TEST

/* The maximum is the highest point of a fine grid of tau, and the interval ends where the profile has fallen enough. */
START_TEST(grid)
{
    static const copse_pooling MODELS[] = {COPSE_POOLING_CM_EL, COPSE_POOLING_CM_AL, COPSE_POOLING_UM_FS};
    const copse_glmm_data data = two(&LINES);
    for (size_t m = 0; m < 3; m++) {
        copse_glmm glmm;
        const copse_glmm_opts opts = options(COPSE_GLMM_OR, MODELS[m], COPSE_METHOD_ML);
        copse_fit fit = fit_of(&data, &opts, &glmm);
        double at = 0.0, best = -HUGE_VAL;
        for (int i = 0; i <= 60; i++) {
            ck_assert_int_eq(copse_glmm_profile_at(&data, &opts, 0.05 * i, &at, NULL), COPSE_OK);
            best = fmax(best, at);
            ck_assert(at <= fit.stat.log_lik + 1e-10);
        }
        ck_assert(best > fit.stat.log_lik - 0.01);
        ck_assert_int_eq(copse_glmm_profile_at(&data, &opts, fit.het.tau, &at, NULL), COPSE_OK);
        CK_CLOSE(at, fit.stat.log_lik, 1e-13);
        ck_assert_int_eq(copse_glmm_profile_at(&data, &opts, sqrt(fit.het.tau2_ci.upper), &at, NULL), COPSE_OK);
        CK_CLOSE(fit.stat.log_lik - at, 0.5 * copse_chisq_quantile_upper(0.05, 1.0), 1e-8);
        copse_fit_free(&fit);
    }
}
END_TEST

/* Where a variance is next to 0 another rule takes the integrals over two random effects: the profile runs on smoothly. */
START_TEST(switch_of_rules)
{
    const copse_glmm_data data = two(&LINES);
    const copse_glmm_opts opts = options(COPSE_GLMM_OR, COPSE_POOLING_UM_RS, COPSE_METHOD_ML);
    double before[3] = {0}, third = 0.0;
    for (int i = 0; i < 40; i++) {
        double at;
        ck_assert_int_eq(copse_glmm_profile_at(&data, &opts, 0.002 * (i + 1), &at, NULL), COPSE_OK);
        const double now =
            at - 3.0 * before[2] + 3.0 * before[1] - before[0]; /* a fourth derivative is left of a step */
        if (i > 3) ck_assert_msg(fabs(now - third) < 2e-8, "step %d: %g", i, now - third);
        third = now;
        before[0] = before[1];
        before[1] = before[2];
        before[2] = at;
    }
}
END_TEST

/* Gauss-Hermite quadrature of a high order is the integral, with its derivatives: every law, one random effect and two. */
START_TEST(high_order)
{
    static const struct {
        const counts *data;
        copse_glmm_measure measure;
        copse_pooling model;
        size_t nagq;
    } ROWS[] = {{&LINES, COPSE_GLMM_OR, COPSE_POOLING_CM_EL, 40},
                {&LINES, COPSE_GLMM_OR, COPSE_POOLING_UM_FS, 40},
                {&DAYS, COPSE_GLMM_IRR, COPSE_POOLING_UM_FS, 40},
                {&DAYS, COPSE_GLMM_IRR, COPSE_POOLING_UM_RS, 16}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const copse_glmm_data data = two(ROWS[i].data);
        copse_glmm glmm, exact;
        copse_glmm_opts opts = options(ROWS[i].measure, ROWS[i].model, COPSE_METHOD_ML);
        opts.cor = ROWS[i].model == COPSE_POOLING_UM_RS;
        opts.without_tau2_ci = true;
        copse_fit whole = fit_of(&data, &opts, &exact);
        opts.nagq = ROWS[i].nagq;
        copse_fit fit = fit_of(&data, &opts, &glmm);
        CK_CLOSE(fit.coef[0].estimate, whole.coef[0].estimate, 1e-8);
        CK_CLOSE(fit.coef[0].se, whole.coef[0].se, 1e-7);
        CK_CLOSE(fit.het.tau2, whole.het.tau2, 1e-7);
        CK_CLOSE(fit.het.tau2_se, whole.het.tau2_se, 1e-7);
        CK_CLOSE(fit.stat.log_lik, whole.stat.log_lik, 1e-9);
        copse_fit_free(&whole);
        copse_fit_free(&fit);
    }
}
END_TEST

/* With random baselines the profile is that of all other parameters: its ends, and the maximum where tau is the estimate. */
START_TEST(random_baselines)
{
    const copse_glmm_data data = two(&LINES);
    for (int cor = 0; cor < 2; cor++) {
        copse_glmm glmm;
        copse_glmm_opts opts = options(COPSE_GLMM_OR, COPSE_POOLING_UM_RS, COPSE_METHOD_ML);
        opts.cor = cor == 1;
        copse_fit fit = fit_of(&data, &opts, &glmm);
        const double ends[] = {fit.het.tau2_ci.lower, fit.het.tau2_ci.upper};
        double at = 0.0, fall = 0.5 * copse_chisq_quantile_upper(0.05, 1.0);
        ck_assert_int_eq(fit.het.tau2_ci_state, COPSE_TAU2_STATE_FOUND);
        ck_assert_int_eq(copse_glmm_profile_at(&data, &opts, fit.het.tau, &at, NULL), COPSE_OK);
        CK_CLOSE(at, fit.stat.log_lik, 1e-12);
        for (int i = 0; i < 2; i++) {
            ck_assert_int_eq(copse_glmm_profile_at(&data, &opts, sqrt(ends[i]), &at, NULL), COPSE_OK);
            if (ends[i] > 0.0) CK_CLOSE(fit.stat.log_lik - at, fall, 1e-7);
            else ck_assert(fit.stat.log_lik - at <= fall);
        }
        ck_assert(glmm.lrt.statistic > 0.0 && glmm.wald.statistic > 0.0);
        CK_CLOSE(glmm.lrt.df, (double)data.k - 1.0, 0);
        copse_fit_free(&fit);
    }
}
END_TEST

/* Exchanged arms turn the sign; the order of studies and their doubles change nothing that they should not. */
START_TEST(symmetry)
{
    static const copse_pooling MODELS[] = {COPSE_POOLING_CM_EL, COPSE_POOLING_CM_AL, COPSE_POOLING_UM_FS,
                                           COPSE_POOLING_UM_RS};
    counts back = LINES;
    for (size_t i = 0; i < LINES.k; i++) {
        const size_t j = LINES.k - 1 - i;
        back.x1[i] = LINES.x1[j];
        back.n1[i] = LINES.n1[j];
        back.x2[i] = LINES.x2[j];
        back.n2[i] = LINES.n2[j];
    }
    const copse_glmm_data data = two(&LINES);
    copse_glmm_data turned = two(&back);
    turned.x1 = back.x2;
    turned.n1 = back.n2;
    turned.x2 = back.x1;
    turned.n2 = back.n1;
    for (size_t m = 0; m < 4; m++) {
        copse_glmm one, other;
        const copse_glmm_opts opts = options(COPSE_GLMM_OR, MODELS[m], COPSE_METHOD_ML);
        copse_fit fit = fit_of(&data, &opts, &one), mirror = fit_of(&turned, &opts, &other);
        CK_CLOSE(mirror.stat.log_lik, fit.stat.log_lik, MODELS[m] == COPSE_POOLING_UM_RS ? 1 : 1e-11);
        if (MODELS[m] != COPSE_POOLING_UM_RS) { /* whose baseline is that of the controls */
            CK_CLOSE(mirror.coef[0].estimate, -fit.coef[0].estimate, 1e-8);
            CK_CLOSE(mirror.coef[0].se, fit.coef[0].se, 1e-8);
            CK_CLOSE(mirror.het.tau2, fit.het.tau2, 1e-8);
        }
        copse_fit_free(&fit);
        copse_fit_free(&mirror);
    }
}
END_TEST

/* A study without events, or of events only, changes nothing but k where each study has its own baseline. */
START_TEST(empty_studies)
{
    static const copse_pooling MODELS[] = {COPSE_POOLING_CM_EL, COPSE_POOLING_UM_FS};
    counts more = DAYS;
    more.x1[more.k] = more.x2[more.k] = 0;
    more.n1[more.k] = 50;
    more.n2[more.k] = 60;
    more.k++;
    const copse_glmm_data data = two(&DAYS), longer = two(&more);
    for (size_t m = 0; m < 2; m++) {
        copse_glmm one, other;
        const copse_glmm_opts opts = options(COPSE_GLMM_IRR, MODELS[m], COPSE_METHOD_ML);
        copse_fit fit = fit_of(&data, &opts, &one), same = fit_of(&longer, &opts, &other);
        CK_CLOSE(same.coef[0].estimate, fit.coef[0].estimate, 1e-12);
        CK_CLOSE(same.stat.AIC, fit.stat.AIC, 1e-12);
        ck_assert_uint_eq(other.telling, one.telling);
        copse_fit_free(&fit);
        copse_fit_free(&same);
    }
}
END_TEST

/* Quadrature of rising order comes to the integral; Laplace's is near. */
START_TEST(quadrature)
{
    const copse_glmm_data data = two(&DAYS);
    copse_glmm glmm;
    copse_glmm_opts opts = options(COPSE_GLMM_IRR, COPSE_POOLING_CM_EL, COPSE_METHOD_ML);
    copse_fit exact = fit_of(&data, &opts, &glmm);
    static const size_t ORDER[] = {1, 7, 30, 100};
    static const double WITHIN[] = {0.05, 1e-4, 1e-7, 1e-7};
    for (size_t i = 0; i < 4; i++) {
        opts.nagq = ORDER[i];
        copse_fit fit = fit_of(&data, &opts, &glmm);
        CK_CLOSE(fit.het.tau2, exact.het.tau2, WITHIN[i]);
        CK_CLOSE(fit.stat.log_lik, exact.stat.log_lik, WITHIN[i]);
        copse_fit_free(&fit);
    }
    copse_fit_free(&exact);
}
END_TEST

/* One and two studies; a variance that is 0. */
START_TEST(few_studies)
{
    static const double x1[] = {4, 6}, n1[] = {50, 60}, x2[] = {8, 12}, n2[] = {50, 61};
    copse_glmm glmm;
    copse_glmm_data data = {.x1 = x1, .n1 = n1, .x2 = x2, .n2 = n2, .k = 1, .p = 1};
    copse_glmm_opts opts = options(COPSE_GLMM_OR, COPSE_POOLING_UM_FS, COPSE_METHOD_ML);
    copse_fit fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.coef[0].estimate, log(4.0 * 42.0 / (46.0 * 8.0)), 1e-12);
    CK_CLOSE(fit.coef[0].se, sqrt(1.0 / 4.0 + 1.0 / 46.0 + 1.0 / 8.0 + 1.0 / 42.0), 1e-10);
    ck_assert(isnan(fit.het.tau2));
    ck_assert_int_eq(fit.stop, COPSE_STOP_NO_DF);
    copse_fit_free(&fit);
    data.k = 2;
    fit = fit_of(&data, &opts, &glmm);
    CK_CLOSE(fit.het.tau2, 0.0, 0);
    CK_CLOSE(fit.het.tau2_ci.lower, 0.0, 0);
    ck_assert_int_eq(fit.stop, COPSE_STOP_BOUNDARY);
    ck_assert(isnan(fit.het.tau2_se));
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

START_TEST(no_maximum)
{
    static const double none[] = {0, 0, 0}, n[] = {30, 40, 25}, some[] = {3, 5, 1}, all[] = {30, 40, 25},
                        low[] = {0, 0, 2};
    static const copse_pooling MODELS[] = {COPSE_POOLING_CM_EL, COPSE_POOLING_CM_AL, COPSE_POOLING_UM_FS,
                                           COPSE_POOLING_UM_RS};
    for (size_t m = 0; m < 4; m++) {
        copse_glmm_opts opts = options(COPSE_GLMM_OR, MODELS[m], COPSE_METHOD_ML);
        copse_glmm_data data = {.x1 = none, .n1 = n, .x2 = some, .n2 = n, .k = 3, .p = 1};
        refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "no events in any treatment arm");
        data.x1 = some;
        data.x2 = none;
        refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "no events in any control arm");
        if (MODELS[m] == COPSE_POOLING_CM_AL) continue;
        data.x2 = all;
        refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "only events in every control arm");
    }
    copse_glmm_opts opts = options(COPSE_GLMM_OR, COPSE_POOLING_CM_EL, COPSE_METHOD_ML);
    copse_glmm_data data = {.x1 = none, .n1 = n, .x2 = none, .n2 = n, .k = 3, .p = 1};
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "nothing tells of the effect");
    opts = options(COPSE_GLMM_PLO, COPSE_POOLING_GLMM, COPSE_METHOD_ML);
    data = (copse_glmm_data){.x1 = none, .n1 = n, .k = 3, .p = 1};
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "no events in any study");
    data.x1 = all;
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "only events in every study");
    /* a moderator that parts the studies with events from those without */
    static const double X[] = {1, 0, 1, 0, 1, 1};
    data = (copse_glmm_data){.x1 = low, .n1 = n, .X = X, .k = 3, .p = 2};
    opts.method = COPSE_METHOD_EE;
    refused(&data, &opts, COPSE_ENOTCOMPUTABLE, "no maximum");
}
END_TEST

START_TEST(refusals)
{
    static const double x[] = {1, 2.5}, n[] = {10, 2}, good[] = {1, 2};
    copse_glmm_opts opts = copse_glmm_opts_default();
    copse_glmm_data data = {.x1 = x, .n1 = n, .x2 = good, .n2 = n, .k = 2, .p = 1};
    refused(&data, &opts, COPSE_EDOM, "study 2: the events of the treatment arm");
    static const double many[] = {1, 3};
    data.x1 = many;
    refused(&data, &opts, COPSE_EDOM, "study 2: the participants of the treatment arm");
    opts.test = COPSE_TEST_KNHA;
    refused(&data, &opts, COPSE_EUSAGE, "test z or t");
    opts = options(COPSE_GLMM_IRR, COPSE_POOLING_CM_AL, COPSE_METHOD_ML);
    refused(&data, &opts, COPSE_EUSAGE, "no such model");
    opts = options(COPSE_GLMM_OR, COPSE_POOLING_CM_EL, COPSE_METHOD_REML);
    refused(&data, &opts, COPSE_EUSAGE, "method ML");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("models of counts");
    TCase *cases = tcase_create("cases");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, metafor);
    tcase_add_test(cases, heterogeneity);
    tcase_add_test(cases, grid);
    tcase_add_test(cases, random_baselines);
    tcase_add_test(cases, high_order);
    tcase_add_test(cases, switch_of_rules);
    tcase_add_test(cases, symmetry);
    tcase_add_test(cases, empty_studies);
    tcase_add_test(cases, quadrature);
    tcase_add_test(cases, few_studies);
    tcase_add_test(cases, no_maximum);
    tcase_add_test(cases, refusals);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
