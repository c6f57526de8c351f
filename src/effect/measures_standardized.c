/* The table of measures: standardized differences of two means. */
#include "effect_means.h"
#include "measure_groups.h"

#define IN COPSE_I_IN
#define VT(id) COPSE_VTYPE_##id

static const copse_input *const differences[] = {
    COPSE_I_SET(IN(M1I), IN(SD1I), IN(N1I), IN(M2I), IN(SD2I), IN(N2I)), COPSE_I_SET(IN(DI), IN(N1I), IN(N2I)),
    COPSE_I_SET(IN(TI), IN(N1I), IN(N2I)), COPSE_I_SET(IN(PI), IN(N1I), IN(N2I)),
    COPSE_I_SET(IN(RI), IN(N1I), IN(N2I))};
static const copse_input *const means[] = {COPSE_I_SET(IN(M1I), IN(SD1I), IN(N1I), IN(M2I), IN(SD2I), IN(N2I))};
static const copse_input *const one_sd[] = {COPSE_I_SET(IN(M1I), IN(N1I), IN(M2I), IN(SD2I), IN(N2I))};

static const copse_measure measures[] = {
    {.code = "SMD",
     .title = "standardized mean difference (Hedges' g)",
     .shown = "Standardized mean difference",
     .formula =
         "yi = J d, d = (m1i - m2i)/s, s = pooled SD, m = n1i + n2i - 2, J = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); "
         "vi LS: u + yi^2/(2 N); LS2: J^2 (u + d^2/(2 N)); LS3: u + yi^2/(2 (N - 3.94)); UB: u + (1 - (m-2)/(m J^2)) "
         "yi^2; AV: u + a^2/(2 N), a = mean of yi over the studies, weighted by N; H0: J^2 u m/(m-2); WT: u + (1 - "
         "(m-2)/(m J^2)) (J d)^2; u = 1/n1i + 1/n2i, N = n1i + n2i; uncorrected: J = 1 but in WT; from di: d; ti: d = "
         "ti sqrt(u); pi: ti = its t quantile; ri: d = sqrt(m u) ri/sqrt(1 - ri^2)",
     .source =
         "Hedges 1981, 1982; LS2 Borenstein 2009; LS3 Hedges & Olkin 1985; UB Hedges 1983; WT White & Thomas 2005",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(differences),
     COPSE_I_VTYPES(VT(LS), VT(LS2), VT(LS3), VT(UB), VT(AV), VT(H0), VT(WT)),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .corrects = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_standardized, 0.0, copse_i_average_standardized)},
    {.code = "SMDH",
     .title = "standardized mean difference (unequal variances)",
     .shown = "Standardized mean difference",
     .formula = "yi = J(n1i + n2i - 2) (m1i - m2i)/s, s^2 = (sd1i^2 + sd2i^2)/2; vi = yi^2 (sd1i^4/f1 + sd2i^4/f2) / "
                "(8 s^4) + (sd1i^2/e1 + sd2i^2/e2) / s^2 with LS: f = e = n - 1; LS2: f = e = n; LS3: f = n - 1, e = "
                "n; J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); uncorrected: J = 1",
     .source = "Bonett 2008, 2009",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     COPSE_I_VTYPES(VT(LS), VT(LS2), VT(LS3)),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .corrects = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_standardized_unequal, 0.0)},
    {.code = "SMD1",
     .title = "standardized mean difference by the SD of group 2 (Glass's delta, corrected)",
     .shown = "Standardized mean difference",
     .formula =
         "yi = J d, d = (m1i - m2i)/sd2i, m = n2i - 1, J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); vi LS: u + "
         "yi^2/(2 n2i); LS2: J^2 (u + d^2/(2 n2i)); UB: u + (1 - (m-2)/(m J^2)) yi^2; AV: u + a^2/(2 n2i), a = mean of "
         "yi over the studies, weighted by n1i + n2i; H0: J^2 u m/(m-2); u = 1/n1i + 1/n2i; uncorrected: J = 1",
     .source = "Glass 1976; Hedges 1981",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(one_sd),
     COPSE_I_VTYPES(VT(LS), VT(LS2), VT(UB), VT(AV), VT(H0)),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .corrects = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_standardized_by_group2, 0.0, copse_i_average_by_group2)},
    {.code = "SMD1H",
     .title = "standardized mean difference by the SD of group 2 (unequal variances)",
     .shown = "Standardized mean difference",
     .formula = "yi = J(n2i - 1) (m1i - m2i)/sd2i; vi = (sd1i^2/sd2i^2)/(n1i-1) + 1/(n2i-1) + yi^2/(2 (n2i-1)); J(m) = "
                "Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); uncorrected: J = 1",
     .source = "Bonett 2008",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .corrects = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_standardized_by_group2_unequal, 0.0)},
    {.code = "COHEN",
     .title = "Cohen's d",
     .shown = "Standardized mean difference",
     .formula = "yi = d = (m1i - m2i)/s, s = pooled SD; vi LS: u + d^2/(2 N); WT: u + (1 - (m-2)/(m J^2)) (J d)^2; u = "
                "1/n1i + 1/n2i, N = n1i + n2i, m = N - 2, J as in SMD; from di, ti, pi, ri as in SMD",
     .source = "Cohen 1988; LS Borenstein 2009; WT White & Thomas 2005",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(differences),
     COPSE_I_VTYPES(VT(LS), VT(WT)),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_cohen_difference, 0.0)},
    {.code = "GLASS",
     .title = "Glass's delta",
     .shown = "Standardized mean difference",
     .formula = "yi = d = (m1i - m2i)/sd2i; vi = 1/n1i + 1/n2i + d^2/(2 (n2i - 1))",
     .source = "Glass 1976; variance Rosenthal 1994",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(one_sd),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .standardized = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_glass_difference, 0.0)},
};

const copse_i_measures copse_i_measures_standardized = {measures, sizeof measures / sizeof *measures};
