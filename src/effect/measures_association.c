/* The table of measures: association in a 2x2 table. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const table[] = {COPSE_I_SET(IN(AI), IN(BI), IN(CI), IN(DI)),
                                           COPSE_I_SET(IN(AI), IN(N1I), IN(CI), IN(N2I))};

static const copse_measure measures[] = {
    {.code = "PHI",
     .title = "phi coefficient",
     .shown = "Phi coefficient",
     .formula = "yi = r, r = (ai di - bi ci)/sqrt(n1i n2i (ai + ci) (bi + di)); vi = the variance of r: 1/N (1 - r^2 + "
                "r (1 + r^2/2) u w / (s t) - 3/4 r^2 (u^2/s^2 + w^2/t^2)) (CS, LS), u = (n1i - n2i)/N, s^2 = n1i "
                "n2i/N^2, w = (m1 - m2)/N, t^2 = m1 m2/N^2, N = n1i + n2i, m1 = ai + ci, m2 = bi + di; by the delta "
                "method with ai and ci binomial, n1i and n2i fixed (ST)",
     .source = "Yule 1912",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_CS, COPSE_VTYPE_ST, COPSE_VTYPE_LS),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_phi, 0.0)},
    {.code = "ZPHI",
     .title = "Fisher's z of the phi coefficient",
     .shown = "Phi coefficient",
     .formula = "yi = atanh(r), r = (ai di - bi ci)/sqrt(n1i n2i (ai + ci) (bi + di)); vi = 1/(1 - r^2)^2 times the "
                "variance of r: 1/N (1 - r^2 + r (1 + r^2/2) u w / (s t) - 3/4 r^2 (u^2/s^2 + w^2/t^2)) (CS, LS), u = "
                "(n1i - n2i)/N, s^2 = n1i n2i/N^2, w = (m1 - m2)/N, t^2 = m1 m2/N^2, N = n1i + n2i, m1 = ai + ci, m2 = "
                "bi + di; by the delta method with ai and ci binomial, n1i and n2i fixed (ST)",
     .source = "Yule 1912; Fisher 1921",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     COPSE_I_VTYPES(COPSE_VTYPE_CS, COPSE_VTYPE_ST, COPSE_VTYPE_LS),
     .transform = COPSE_TRANSFORM_TANH,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_phi_z, 0.0)},
    {.code = "YUQ",
     .title = "Yule's Q",
     .shown = "Yule's Q",
     .formula = "yi = (ai di - bi ci)/(ai di + bi ci); vi = (1 - yi^2)^2/4 (1/ai + 1/bi + 1/ci + 1/di)",
     .source = "Yule 1900, 1912",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_yule_q, 0.5)},
    {.code = "YUY",
     .title = "Yule's Y",
     .shown = "Yule's Y",
     .formula = "yi = (sqrt(ai di) - sqrt(bi ci))/(sqrt(ai di) + sqrt(bi ci)); vi = (1 - yi^2)^2/16 (1/ai + 1/bi + "
                "1/ci + 1/di)",
     .source = "Yule 1912",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_yule_y, 0.5)},
    {.code = "RTET",
     .title = "tetrachoric correlation",
     .shown = "Tetrachoric correlation",
     .formula = "yi: the correlation of a bivariate normal pair, cut at the margins of the table, that makes ai/N its "
                "lower quadrant (maximum likelihood); vi: from the inverse of the information",
     .source = "Pearson 1900; Tallis 1962; Kirk 1973",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_tetrachoric, 0.0)},
    {.code = "ZTET",
     .title = "Fisher's z of the tetrachoric correlation",
     .shown = "Tetrachoric correlation",
     .formula = "yi = atanh(r), r the tetrachoric correlation (see RTET); vi = 1/(1 - r^2)^2 times the variance of r",
     .source = "Pearson 1900; Tallis 1962; Kirk 1973; Fisher 1921",
     .family = COPSE_FAMILY_TABLE,
     COPSE_I_SETS(table),
     .transform = COPSE_TRANSFORM_TANH,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_tetrachoric_z, 0.0)},
};

const copse_i_measures copse_i_measures_association = {measures, sizeof measures / sizeof *measures};
