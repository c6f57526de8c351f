/* The work of bench_univariate, each as its R script has it for metafor. */
#include "univariate_cases.h"

#include <copse/counts.h>
#include <copse/glmm.h>
#include <copse/job.h>
#include <copse/model.h>
#include <copse/regression.h>
#include <copse/resample.h>

#include <math.h>
#include <stdlib.h>

enum { BCG = 13 };

/* The trials of BCG (Colditz et al. 1994). */
static const double TPOS[] = {4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27};
static const double TNEG[] = {119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886};
static const double CPOS[] = {11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29};
static const double CNEG[] = {128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825};

/* variant: 0 as rma() alone, 1 with the Q-profile interval; + 2: with two moderators (and R2, as in rma) */
static copse_status fit(const studies *s, size_t k, int variant, copse_error *err)
{
    const bool moderators = (variant & 2) != 0;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.without_tau2_ci = (variant & 1) == 0;
    copse_fit f;
    const copse_status status =
        copse_pool(s->y, s->v, moderators ? s->X : NULL, k, moderators ? COLUMNS : 1, &opts, &f, err);
    copse_fit_free(&f);
    return status;
}

static copse_status interval(const studies *s, size_t k, int variant, copse_error *err)
{
    (void)variant;
    copse_tau2_bounds bounds;
    return copse_tau2_interval(s->y, s->v, NULL, k, 1, NULL, COPSE_TAU2_CI_QP, &bounds, err);
}

/* variant: 1: the fits without each study, too. The fit itself is a small part. */
static copse_status residuals(const studies *s, size_t k, int variant, copse_error *err)
{
    const copse_fit_opts opts = {.method = COPSE_METHOD_REML,
                                 .test = COPSE_TEST_Z,
                                 .level = 95,
                                 .tau2 = NAN,
                                 .without_tau2_ci = true,
                                 .without_R2 = true};
    copse_fit f;
    copse_residual *residual = calloc(k, sizeof *residual);
    copse_status status = copse_pool(s->y, s->v, NULL, k, 1, &opts, &f, err);
    if (status == COPSE_OK && residual != NULL)
        status = copse_pool_residuals(s->y, s->v, NULL, &f, variant == 1, residual, err);
    copse_fit_free(&f);
    free(residual);
    return status;
}

/* variant: the model */
static copse_status counts(const studies *s, size_t k, int variant, copse_error *err)
{
    (void)s;
    double n1[BCG], n2[BCG];
    for (size_t i = 0; i < k; i++) {
        n1[i] = TPOS[i] + TNEG[i];
        n2[i] = CPOS[i] + CNEG[i];
    }
    const copse_glmm_data data = {.x1 = TPOS, .n1 = n1, .x2 = CPOS, .n2 = n2, .k = k, .p = 1};
    copse_glmm_opts opts = copse_glmm_opts_default();
    opts.model = (copse_pooling)variant;
    opts.without_tau2_ci = true; /* metafor has none */
    copse_fit f;
    copse_glmm glmm;
    const copse_status status = copse_glmm_fit(&data, &opts, &f, &glmm, err);
    copse_fit_free(&f);
    return status;
}

static copse_status tables(const studies *s, size_t k, int variant, copse_error *err)
{
    (void)s;
    (void)variant;
    const copse_counts data = {.measure = COPSE_MH_OR, .k = k, .a = TPOS, .b = TNEG, .c = CPOS, .d = CNEG};
    const copse_counts_opts opts = copse_counts_opts_default();
    copse_fit f;
    copse_table_tests tests;
    const copse_status status = copse_pool_mh(&data, &opts, &f, &tests, err);
    copse_fit_free(&f);
    return status;
}

static copse_status scale(const studies *s, size_t k, int variant, copse_error *err)
{
    (void)variant;
    double *Z = calloc(2 * k, sizeof *Z);
    if (Z == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < k; i++) {
        Z[2 * i] = 1;
        Z[2 * i + 1] = s->X[i * COLUMNS + 1];
    }
    copse_scale_opts opts = copse_scale_opts_default();
    opts.fit.test = COPSE_TEST_Z;
    copse_scale_fit f;
    const copse_status status = copse_scale_pool(s->y, s->v, NULL, 1, Z, 2, k, &opts, &f, err);
    copse_scale_fit_free(&f);
    free(Z);
    return status;
}

static copse_status run(copse_job job, copse_error *err)
{
    copse_job_opts opts = copse_job_opts_default();
    copse_job_result result = {0};
    opts.threads = 1;
    const copse_status status = copse_job_run(&job, &opts, &result, err);
    copse_job_result_free(&result);
    return status;
}

/* A thousand sign vectors, or (variant 1) orders of a moderator. */
static copse_status permute(const studies *s, size_t k, int variant, copse_error *err)
{
    double X[2 * BCG];
    for (size_t i = 0; i < k; i++) {
        X[2 * i] = 1;
        X[2 * i + 1] = s->X[i * COLUMNS + 1];
    }
    copse_perm_plan plan = copse_perm_plan_default();
    plan.y = s->y;
    plan.v = s->v;
    plan.X = variant == 1 ? X : NULL;
    plan.k = k;
    plan.p = variant == 1 ? 2 : 1;
    plan.usual = 0;
    plan.draws = 1000;
    copse_perm *perm = NULL;
    copse_status status = copse_perm_new(&plan, &perm, err);
    if (status == COPSE_OK)
        status = run((copse_job){.kind = "permute",
                                 .design = "",
                                 .replicates = copse_perm_replicates(perm),
                                 .block = COPSE_PERM_BLOCK,
                                 .state_size = copse_perm_state_size(perm),
                                 .context = perm,
                                 .open = copse_perm_open,
                                 .close = copse_perm_close,
                                 .work = copse_perm_work,
                                 .join = copse_perm_join},
                     err);
    copse_perm_free(perm);
    return status;
}

/* A thousand data sets at each of four tau2, by eleven estimators with z, t, knha and adhoc. */
static copse_status calibrate(const studies *s, size_t k, int variant, copse_error *err)
{
    (void)variant;
    static const double tau2[] = {0, 0.025, 0.05, 0.1}, beta = 0.3;
    static const copse_test test[] = {COPSE_TEST_Z, COPSE_TEST_T, COPSE_TEST_KNHA, COPSE_TEST_ADHOC};
    copse_interval_choice choice[COPSE_METHOD_COUNT * 4];
    size_t choices = 0;
    for (int m = 0; m <= COPSE_METHOD_PMM; m++)
        for (size_t t = 0; m != COPSE_METHOD_FE && t < 4; t++)
            choice[choices++] = (copse_interval_choice){(copse_method)m, test[t]};
    const copse_calibration_design design = {.v = s->v,
                                             .k = k,
                                             .p = 1,
                                             .beta = &beta,
                                             .tau2 = tau2,
                                             .cells = 4,
                                             .choice = choice,
                                             .choices = choices,
                                             .level = 95,
                                             .seed = 1,
                                             .replicates = 1000,
                                             .isa = copse_isa_best()};
    copse_calibration *c = NULL;
    copse_status status = copse_calibration_new(&design, &c, err);
    if (status == COPSE_OK)
        status = run((copse_job){.kind = "calibrate",
                                 .design = "",
                                 .replicates = copse_calibration_total(c),
                                 .block = copse_calibration_block(c),
                                 .state_size = copse_calibration_state_size(c),
                                 .context = c,
                                 .open = copse_calibration_open,
                                 .close = copse_calibration_close,
                                 .work = copse_calibration_work,
                                 .join = copse_calibration_join},
                     err);
    copse_calibration_free(c);
    return status;
}

const bench_case univariate_cases[] = {
    {"reml-13", fit, 13, 0},
    {"reml-1000", fit, 1000, 0},
    {"reml-4000", fit, 4000, 0},
    {"reml-10000", fit, 10000, 0},
    {"reml-100000", fit, 100000, 0},
    {"reml-1000000", fit, 1000000, 0},
    {"interval-13", interval, 13, 0},
    {"interval-1000", interval, 1000, 0},
    {"both-13", fit, 13, 1},
    {"both-1000", fit, 1000, 1},
    {"moderators-13", fit, 13, 2},
    {"moderators-1000", fit, 1000, 2},
    {"cmel-13", counts, BCG, COPSE_POOLING_CM_EL},
    {"cmal-13", counts, BCG, COPSE_POOLING_CM_AL},
    {"umfs-13", counts, BCG, COPSE_POOLING_UM_FS},
    {"umrs-13", counts, BCG, COPSE_POOLING_UM_RS},
    {"mh-13", tables, BCG, 0},
    {"residuals-13", residuals, 13, 0},
    {"residuals-500", residuals, 500, 0},
    {"rstudent-13", residuals, 13, 1},
    {"rstudent-500", residuals, 500, 1},
    {"scale-13", scale, 13, 0},
    {"scale-100", scale, 100, 0},
    {"signs-13", permute, 13, 0},
    {"orders-13", permute, 13, 1},
    {"calibrate-13", calibrate, 13, 0},
    {NULL, NULL, 0, 0},
};
