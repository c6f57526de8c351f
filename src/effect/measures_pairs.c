/* The table of measures: matched pairs. */
#include "measure_groups.h"
#include "table_cells.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const pairs[] = {COPSE_I_SET(IN(AI), IN(BI), IN(CI), IN(DI)),
                                           COPSE_I_SET(IN(AI), IN(N1I), IN(CI), IN(N2I))};
static const copse_input *const margins[] = {
    COPSE_I_SET(IN(AI), IN(BI), IN(CI), IN(DI), IN(RI)), COPSE_I_SET(IN(AI), IN(BI), IN(CI), IN(DI), IN(PI)),
    COPSE_I_SET(IN(AI), IN(N1I), IN(CI), IN(N2I), IN(RI)), COPSE_I_SET(IN(AI), IN(N1I), IN(CI), IN(N2I), IN(PI))};

static const copse_measure measures[] = {
    {.code = "MPRD",
     .title = "risk difference of matched pairs",
     .shown = "Risk difference",
     .formula = "yi = (bi - ci)/n, n = ai + bi + ci + di; vi = (q - yi^2)/n, q = (bi + ci)/n",
     .source = "Newcombe 1998; Zou 2007; Fagerland, Lydersen & Laake 2014",
     .family = COPSE_FAMILY_PAIRS,
     COPSE_I_SETS(pairs),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_paired_difference, 0.5)},
    {.code = "MPRR",
     .title = "log risk ratio of matched pairs",
     .shown = "Risk ratio",
     .formula = "yi = log((ai + bi)/(ai + ci)); vi = (bi + ci)/((ai + bi) (ai + ci))",
     .source = "Zou 2007; Fagerland, Lydersen & Laake 2014",
     .family = COPSE_FAMILY_PAIRS,
     COPSE_I_SETS(pairs),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_paired_risk_ratio, 0.5)},
    {.code = "MPOR",
     .title = "log odds ratio of matched pairs, of the margins",
     .shown = "Odds ratio (marginal)",
     .formula = "yi = log((ai + bi) (bi + di) / ((ci + di) (ai + ci))); vi = (q - (bi/n - ci/n)^2) / (n p1 (1 - p1) p2 "
                "(1 - p2)), q = (bi + ci)/n, p1 = (ai + bi)/n, p2 = (ai + ci)/n, n = ai + bi + ci + di",
     .source = "Becker & Balagtas 1993; Zou 2007; Fagerland, Lydersen & Laake 2014",
     .family = COPSE_FAMILY_PAIRS,
     COPSE_I_SETS(pairs),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_paired_odds_ratio, 0.5)},
    {.code = "MPORC",
     .title = "log odds ratio of matched pairs, conditional",
     .shown = "Odds ratio (conditional)",
     .formula = "yi = log(bi/ci); vi = 1/bi + 1/ci",
     .source = "Curtin, Elbourne & Altman 2002; Zou 2007",
     .family = COPSE_FAMILY_PAIRS,
     COPSE_I_SETS(pairs),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_conditional_odds_ratio, 0.5)},
    {.code = "MPPETO",
     .title = "log odds ratio of matched pairs (Peto)",
     .shown = "Peto odds ratio (conditional)",
     .formula = "yi = (bi - (bi + ci)/2)/V, V = (bi + ci)/4; vi = 1/V",
     .source = "Curtin, Elbourne & Altman 2002; Zou 2007",
     .family = COPSE_FAMILY_PAIRS,
     COPSE_I_SETS(pairs),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_paired_peto, 0.5)},
    {.code = "MPORM",
     .title = "log odds ratio of matched pairs from the table of margins",
     .shown = "Odds ratio (marginal)",
     .formula = "yi = log(ai di / (bi ci)), ai and bi with and without the event the first time, ci and di the second "
                "time; vi = v - 2 n ri / sqrt(ai bi ci di), n = (ai + bi + ci + di)/2, v = 1/ai + 1/bi + 1/ci + 1/di "
                "(LS), 1/(p1 (1 - p1) (ai + bi)) + 1/(p2 (1 - p2) (ci + di)) (AV), (1/(ai + bi) + 1/(ci + di)) / (p (1 "
                "- p)) (H0); ri, where it is missing, is (pi n^2 - ai ci)/sqrt(ai bi ci (n - ci)), n = ai + bi; p1 and "
                "p2 are the averages over all studies' times; p = (ai + ci)/(ai + bi + ci + di)",
     .source = "Becker & Balagtas 1993; Elbourne, Altman, Higgins, Curtin, Worthington & Vail 2002",
     .family = COPSE_FAMILY_PAIRS,
     COPSE_I_SETS(margins),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_H0),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel =
         &(const struct copse_effect_kernel){
             .compute = copse_i_marginal_odds_ratio, .add = 0.5, .average = copse_i_average_risks, .margins = true}},
};

const copse_i_measures copse_i_measures_pairs = {measures, sizeof measures / sizeof *measures};
