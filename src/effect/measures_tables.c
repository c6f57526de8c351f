/* The table of measures: measures of a 2x2 table. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const table[] = {COPSE_I_SET(IN(AI), IN(BI), IN(CI), IN(DI)),
                                           COPSE_I_SET(IN(AI), IN(N1I), IN(CI), IN(N2I))};

static const copse_measure measures[] = {
    {.code = "RR",
     .title = "log risk ratio",
     .shown = "Risk ratio",
     .formula = "yi = log(ai/n1i) - log(ci/n2i); vi = 1/ai - 1/n1i + 1/ci - 1/n2i",
     .source = "Katz, Baptista, Azen & Pike 1978",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_log_risk_ratio, 0.5)},
    {.code = "OR",
     .title = "log odds ratio",
     .shown = "Odds ratio",
     .formula = "yi = log(ai di / (bi ci)); vi = 1/ai + 1/bi + 1/ci + 1/di",
     .source = "Woolf 1955",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_log_odds_ratio, 0.5)},
    {.code = "RD",
     .title = "risk difference",
     .shown = "Risk difference",
     .formula = "yi = ai/n1i - ci/n2i; vi = ai bi / n1i^3 + ci di / n2i^3",
     .source = "Fleiss & Berlin 2009",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_risk_difference, 0.5)},
    {.code = "AS",
     .title = "arcsine risk difference",
     .shown = "Arcsine risk difference",
     .formula = "yi = asin(sqrt(ai/n1i)) - asin(sqrt(ci/n2i)); vi = 1/(4 n1i) + 1/(4 n2i)",
     .source = "R\xc3\xbc"
               "cker, Schwarzer, Carpenter & Olkin 2009",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_arcsine_difference, 0.0)},
    {.code = "PETO",
     .title = "log odds ratio (Peto)",
     .shown = "Peto odds ratio",
     .formula = "yi = (ai - E)/V, E = n1i s/N, V = s (N - s) n1i n2i / (N^2 (N - 1)), s = ai + ci, N = n1i + n2i; "
                "vi = 1/V",
     .source = "Yusuf, Peto, Lewis, Collins & Sleight 1985",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_peto, 0.5)},
};

const copse_i_measures copse_i_measures_tables = {measures, sizeof measures / sizeof *measures};
