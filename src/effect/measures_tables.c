/* The table of measures: risks and odds of a 2x2 table. */
#include "measure_groups.h"
#include "table_cells.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const table[] = {COPSE_I_SET(IN(AI), IN(BI), IN(CI), IN(DI)),
                                           COPSE_I_SET(IN(AI), IN(N1I), IN(CI), IN(N2I))};

static const copse_measure measures[] = {
    {.code = "RR",
     .title = "log risk ratio",
     .shown = "Risk ratio",
     .formula = "yi = log(ai/n1i) - log(ci/n2i); vi = 1/ai - 1/n1i + 1/ci - 1/n2i (LS), (1 - p1)/(p1 n1i) + (1 - "
                "p2)/(p2 n2i) (AV), (1 - p)/p (1/n1i + 1/n2i) (H0); p1 and p2 are the averages over all studies' "
                "groups, weighted with their sizes; p = (ai + ci)/(n1i + n2i)",
     .source = "Katz, Baptista, Azen & Pike 1978",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_H0),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_log_risk_ratio, 0.5, copse_i_average_risks)},
    {.code = "OR",
     .title = "log odds ratio",
     .shown = "Odds ratio",
     .formula = "yi = log(ai di / (bi ci)); vi = 1/ai + 1/bi + 1/ci + 1/di (LS), 1/(p1 (1 - p1) n1i) + 1/(p2 (1 - p2) "
                "n2i) (AV), (1/n1i + 1/n2i) / (p (1 - p)) (H0); p1 and p2 are the averages over all studies' groups, "
                "weighted with their sizes; p = (ai + ci)/(n1i + n2i)",
     .source = "Woolf 1955",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_H0),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_log_odds_ratio, 0.5, copse_i_average_risks)},
    {.code = "RD",
     .title = "risk difference",
     .shown = "Risk difference",
     .formula =
         "yi = ai/n1i - ci/n2i; vi = ai bi / n1i^3 + ci di / n2i^3 (LS), ai bi / (n1i^2 (n1i - 1)) + ci di / (n2i^2 "
         "(n2i - 1)) (UB), p1 (1 - p1)/n1i + p2 (1 - p2)/n2i (AV), p (1 - p) (1/n1i + 1/n2i) (H0); p1 and p2 are the "
         "averages over all studies' groups, weighted with their sizes; p = (ai + ci)/(n1i + n2i)",
     .source = "Fleiss & Berlin 2009",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_UB, COPSE_VTYPE_AV, COPSE_VTYPE_H0),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_risk_difference, 0.5, copse_i_average_risks)},
    {.code = "AS",
     .title = "arcsine risk difference",
     .shown = "Arcsine risk difference",
     .formula = "yi = asin(sqrt(ai/n1i)) - asin(sqrt(ci/n2i)); vi = 1/(4 n1i) + 1/(4 n2i)",
     .source = "Rücker, Schwarzer, Carpenter & Olkin 2009",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_arcsine_difference, 0.0)},
    {.code = "PETO",
     .title = "log odds ratio (Peto)",
     .shown = "Peto odds ratio",
     .formula =
         "yi = (ai - E)/V, E = n1i s/N, V = s (N - s) n1i n2i / (N^2 (N - 1)), s = ai + ci, N = n1i + n2i; vi = 1/V",
     .source = "Yusuf, Peto, Lewis, Collins & Sleight 1985",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_peto, 0.5)},
    {.code = "VE",
     .title = "minus log risk ratio",
     .shown = "Vaccine efficacy",
     .formula = "yi = log(ci/n2i) - log(ai/n1i), so that the efficacy is 1 - exp(-yi); vi = 1/ai - 1/n1i + 1/ci - "
                "1/n2i (LS), (1 - p1)/(p1 n1i) + (1 - p2)/(p2 n2i) (AV), (1 - p)/p (1/n1i + 1/n2i) (H0); p1 and p2 are "
                "the averages over all studies' groups, weighted with their sizes; p = (ai + ci)/(n1i + n2i)",
     .source = "Hightower, Orenstein & Martin 1988",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_H0),
     .transform = COPSE_TRANSFORM_VE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_vaccine_efficacy, 0.5, copse_i_average_risks)},
    {.code = "PBIT",
     .title = "standardized mean difference (probit)",
     .shown = "Standardized mean difference",
     .formula = "yi = z1 - z2, z1 and z2 the normal quantiles of ai/n1i and ci/n2i; vi = 2 pi p1 (1 - p1) "
                "exp(z1^2)/n1i + 2 pi p2 (1 - p2) exp(z2^2)/n2i, p1 = ai/n1i, p2 = ci/n2i",
     .source = "Sánchez-Meca, Marín-Martínez & Chacón-Moscoso 2003",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_probit_difference, 0.5)},
    {.code = "OR2D",
     .synonym = "OR2DL",
     .title = "standardized mean difference (odds ratio, logistic)",
     .shown = "Standardized mean difference",
     .formula =
         "yi = sqrt(3)/pi L, L = log(ai di / (bi ci)); vi = 3/pi^2 times the variance of L: 1/ai + 1/bi + 1/ci + 1/di "
         "(LS), 1/(p1 (1 - p1) n1i) + 1/(p2 (1 - p2) n2i) (AV), (1/n1i + 1/n2i) / (p (1 - p)) (H0); p1 and p2 are the "
         "averages over all studies' groups, weighted with their sizes; p = (ai + ci)/(n1i + n2i)",
     .source = "Hasselblad & Hedges 1995; Chinn 2000",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_H0),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_odds_ratio_to_d, 0.5, copse_i_average_risks)},
    {.code = "OR2DN",
     .title = "standardized mean difference (odds ratio, normal)",
     .shown = "Standardized mean difference",
     .formula = "yi = L/1.65, L = log(ai di / (bi ci)); vi = 1/1.65^2 times the variance of L: 1/ai + 1/bi + 1/ci + "
                "1/di (LS), 1/(p1 (1 - p1) n1i) + 1/(p2 (1 - p2) n2i) (AV), (1/n1i + 1/n2i) / (p (1 - p)) (H0); p1 and "
                "p2 are the averages over all studies' groups, weighted with their sizes; p = (ai + ci)/(n1i + n2i)",
     .source = "Cox & Snell 1989; Sánchez-Meca, Marín-Martínez & Chacón-Moscoso 2003",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_H0),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_odds_ratio_to_d_normal, 0.5, copse_i_average_risks)},
};

const copse_i_measures copse_i_measures_tables = {measures, sizeof measures / sizeof *measures};
