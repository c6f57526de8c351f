/* A pooled analysis built by hand: four trials in two levels, one of them with a single trial, one row left out. The
 * numbers are made up and not those of any model: reports must only carry them. */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include <copse/report.h>

#include <math.h>
#include <string.h>

typedef struct report_fixture {
    copse_measure measure;
    copse_coefficient coef[3];
    double weight[4], level_weight[3], single_weight[1];
    copse_fit fit, level_fit[2];
    copse_subgroups subgroups;
    copse_left_out left_out[1];
    char *warning[1];
    copse_notes warnings;
    copse_pooled pooled;
} report_fixture;

static const char *const fixture_label[4] = {"O'Donnell 1999", "Rüsch 2014", "=cmd|' /C calc'!A0", "Høgh & 山田 2021"};
static const char *const fixture_level[2] = {"added", "curriculum"};
static const double fixture_yi[4] = {-0.5, 0.25, -1.0, 0.125};
static const double fixture_vi[4] = {0.04, 0.0625, 0.25, 0.01};
static const double fixture_ni[4] = {120.0, NAN, 33.0, 1000.0};
static const size_t fixture_row[4] = {1, 2, 4, 5};
static const size_t fixture_group[4] = {0, 1, 0, 0};

static inline void fixture_fit(copse_fit *fit, size_t k, copse_coefficient *coef, double *weight)
{
    *fit = (copse_fit){.k = k, .p = 1, .coef = coef, .weight = weight, .stop = COPSE_STOP_CONVERGED, .iterations = 7};
    fit->opts = (copse_fit_opts){.method = COPSE_METHOD_REML, .test = COPSE_TEST_KNHA, .level = 95.0, .tau2 = NAN};
    fit->test = COPSE_TEST_KNHA;
    fit->het = (copse_heterogeneity){.tau2 = 0.125,
                                     .tau2_se = 0.0625,
                                     .tau = sqrt(0.125),
                                     .tau2_ci = {0.01, 2.25},
                                     .I2 = 81.25,
                                     .H2 = 5.3333333333333333,
                                     .I2_ci = {20.0, 99.5},
                                     .H2_ci = {1.25, 200.0},
                                     .typical_v = 0.02,
                                     .I2_Q = 75.0,
                                     .Q = 12.0,
                                     .Q_df = 3.0,
                                     .Q_p = 0.007383,
                                     .QM = NAN,
                                     .QM_df = NAN,
                                     .QM_df2 = NAN,
                                     .QM_p = NAN,
                                     .R2 = NAN};
    fit->prediction = (copse_interval){-1.5, 1.0};
    fit->prediction_df = 3.0;
    fit->stat = (copse_fit_statistics){-3.5, 7.0, 11.0, 9.1972245773362196, 23.0};
    fit->maxima = 1;
}

/* A level with one study: its own estimate, a z test, nothing about heterogeneity. */
static inline void fixture_single(copse_fit *fit, copse_coefficient *coef, double *weight)
{
    fixture_fit(fit, 1, coef, weight);
    fit->test = COPSE_TEST_Z;
    fit->stop = COPSE_STOP_NO_DF;
    fit->iterations = 0;
    fit->maxima = 0;
    fit->het.tau2 = fit->het.tau2_se = fit->het.tau = NAN;
    fit->het.tau2_ci = fit->het.I2_ci = fit->het.H2_ci = (copse_interval){NAN, NAN};
    fit->het.I2 = fit->het.H2 = fit->het.typical_v = fit->het.I2_Q = NAN;
    fit->het.Q = fit->het.Q_df = 0.0;
    fit->het.Q_p = 1.0;
    fit->prediction = (copse_interval){NAN, NAN};
    fit->prediction_df = NAN;
    fit->stat = (copse_fit_statistics){NAN, NAN, NAN, NAN, NAN};
}

static inline void fixture_init(report_fixture *f, bool subgroups)
{
    memset(f, 0, sizeof *f);
    f->measure = (copse_measure){.code = "RR",
                                 .title = "log risk ratio",
                                 .shown = "Risk ratio",
                                 .transform = COPSE_TRANSFORM_EXP,
                                 .ratio = true,
                                 .two_groups = true};
    f->coef[0] = (copse_coefficient){-0.25, 0.25, -1.0, 3.0, 0.391, {-1.0, 0.5}};
    f->coef[1] = (copse_coefficient){-0.375, 0.25, -1.5, 2.0, 0.2724, {-1.25, 0.5}};
    f->coef[2] = (copse_coefficient){0.25, 0.25, 1.0, NAN, 0.00001, {-0.24, 0.74}};
    memcpy(f->weight, (double[4]){25.0, 20.0, 15.0, 40.0}, sizeof f->weight);
    memcpy(f->level_weight, (double[3]){30.0, 20.0, 50.0}, sizeof f->level_weight);
    f->single_weight[0] = 100.0;
    fixture_fit(&f->fit, 4, &f->coef[0], f->weight);
    fixture_fit(&f->level_fit[0], 3, &f->coef[1], f->level_weight);
    fixture_single(&f->level_fit[1], &f->coef[2], f->single_weight);
    f->subgroups = (copse_subgroups){.levels = 2,
                                     .fit = f->level_fit,
                                     .mode = COPSE_TAU2_SEPARATE,
                                     .common_tau2 = NAN,
                                     .Q = 3.125,
                                     .df = 1.0,
                                     .p = 0.0771,
                                     .within_Q = 12.0,
                                     .within_df = 2.0,
                                     .within_p = 0.002479};
    f->left_out[0] = (copse_left_out){3, "Smith \"x\", 2001", "no events in either group"};
    f->warning[0] = (char *)"trials.csv:4: left out: no events in either group";
    f->warnings = (copse_notes){.line = f->warning, .count = 1, .capacity = 1};
    f->pooled = (copse_pooled){.command = "pool",
                               .file = "trials.csv",
                               .sha256 = "00ff",
                               .rows = 6,
                               .measure = &f->measure,
                               .transform = COPSE_TRANSFORM_EXP,
                               .k = 4,
                               .label = fixture_label,
                               .yi = fixture_yi,
                               .vi = fixture_vi,
                               .ni = fixture_ni,
                               .row = fixture_row,
                               .left_out = f->left_out,
                               .left_outs = 1,
                               .fit = &f->fit,
                               .warnings = &f->warnings,
                               .digits = 4,
                               .level_percent = 95.0};
    if (!subgroups) return;
    f->pooled.subgroup = "role";
    f->pooled.level = fixture_level;
    f->pooled.group = fixture_group;
    f->pooled.subgroups = &f->subgroups;
}

#endif
