/* The table of measures: measures of two means and of two spreads. */
#include "effect_means.h"
#include "measure_groups.h"

#define IN COPSE_I_IN
#define VT(id) COPSE_VTYPE_##id

static const copse_input *const means[] = {COPSE_I_SET(IN(M1I), IN(SD1I), IN(N1I), IN(M2I), IN(SD2I), IN(N2I))};
static const copse_input *const spreads[] = {COPSE_I_SET(IN(SD1I), IN(N1I), IN(SD2I), IN(N2I))};

static const copse_measure measures[] = {
    {.code = "MD",
     .title = "mean difference",
     .shown = "Mean difference",
     .formula = "yi = m1i - m2i; vi LS, UB: sd1i^2/n1i + sd2i^2/n2i; HO: s^2 (1/n1i + 1/n2i), s = pooled SD",
     .source = "Borenstein 2009",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     COPSE_I_VTYPES(VT(LS), VT(UB), VT(HO)),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_mean_difference, 0.0)},
    {.code = "ROM",
     .title = "log ratio of means",
     .shown = "Ratio of means",
     .formula = "yi = log(m1i/m2i) + (c1 - c2)/2; vi LS: c1 + c2; HO: the same with the pooled SD in both; LS2: c1 + "
                "c2 + (c1^2 + c2^2)/2; AV: k1^2/n1i + k2^2/n2i, AVHO: k^2 (1/n1i + 1/n2i); c1 = sd1i^2/(n1i m1i^2), c2 "
                "= sd2i^2/(n2i m2i^2), k1, k2 and k = mean of sd/|m| over the studies, weighted by size, of group 1, "
                "of group 2 and of both; uncorrected: yi = log(m1i/m2i)",
     .source =
         "Hedges, Gurevitch & Curtis 1999; bias correction and LS2 Lajeunesse 2015; AV and AVHO Nakagawa et al. 2023",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     COPSE_I_VTYPES(VT(LS), VT(LS2), VT(HO), VT(AV), VT(AVHO)),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .corrects = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_ratio_of_means, 0.0, copse_i_average_variation)},
    {.code = "VR",
     .title = "log ratio of standard deviations",
     .shown = "Variability ratio",
     .formula = "yi = log(sd1i/sd2i) + 1/(2 (n1i-1)) - 1/(2 (n2i-1)); vi LS: 1/(2 (n1i-1)) + 1/(2 (n2i-1)); LS2: "
                "n1i/(2 (n1i-1)^2) + n2i/(2 (n2i-1)^2); uncorrected: yi = log(sd1i/sd2i)",
     .source = "Nakagawa et al. 2015; LS2 Senior, Viechtbauer & Nakagawa 2020",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(spreads),
     COPSE_I_VTYPES(VT(LS), VT(LS2)),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .corrects = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_log_sd_ratio, 0.0)},
    {.code = "CVR",
     .title = "log ratio of coefficients of variation",
     .shown = "Coefficient of variation ratio",
     .formula =
         "yi = log((sd1i/m1i) / (sd2i/m2i)) + 1/(2 (n1i-1)) - 1/(2 (n2i-1)) - (c1 - c2)/2; vi LS: c1 + c2 + 1/(2 "
         "(n1i-1)) + 1/(2 (n2i-1)); LS2: c1 + c2 + (c1^2 + c2^2)/2 + n1i/(2 (n1i-1)^2) + n2i/(2 (n2i-1)^2); c1 = "
         "sd1i^2/(n1i m1i^2), c2 = sd2i^2/(n2i m2i^2); uncorrected: yi = log((sd1i/m1i) / (sd2i/m2i))",
     .source = "Nakagawa et al. 2015; bias correction and LS2 Senior, Viechtbauer & Nakagawa 2020",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     COPSE_I_VTYPES(VT(LS), VT(LS2)),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .corrects = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_log_variation_ratio, 0.0)},
};

const copse_i_measures copse_i_measures_means = {measures, sizeof measures / sizeof *measures};
