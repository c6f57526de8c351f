/* The table of measures: measures of two means. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const means[] = {COPSE_I_SET(IN(M1I), IN(SD1I), IN(N1I), IN(M2I), IN(SD2I), IN(N2I))};

static const copse_measure measures[] = {
    {.code = "MD",
     .title = "mean difference",
     .shown = "Mean difference",
     .formula = "yi = m1i - m2i; vi = sd1i^2/n1i + sd2i^2/n2i",
     .source = "Borenstein 2009",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_mean_difference, 0.0)},
    {.code = "SMD",
     .title = "standardized mean difference (Hedges' g)",
     .shown = "Standardized mean difference",
     .formula = "yi = J(m) (m1i - m2i)/s, s = pooled SD, m = n1i + n2i - 2, J(m) = Gamma(m/2) / (sqrt(m/2) "
                "Gamma((m-1)/2)); vi = 1/n1i + 1/n2i + yi^2 / (2 (n1i + n2i))",
     .source = "Hedges 1981, 1982",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .standardized = true,
     .corrects = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_standardized, 0.0)},
    {.code = "SMDH",
     .title = "standardized mean difference (unequal variances)",
     .shown = "Standardized mean difference",
     .formula = "yi = J(n1i + n2i - 2) (m1i - m2i)/s, s^2 = (sd1i^2 + sd2i^2)/2; vi = yi^2 (sd1i^4/(n1i-1) + "
                "sd2i^4/(n2i-1)) / (8 s^4) + (sd1i^2/(n1i-1) + sd2i^2/(n2i-1)) / s^2",
     .source = "Bonett 2008, 2009",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .standardized = true,
     .corrects = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_standardized_unequal, 0.0)},
    {.code = "ROM",
     .title = "log ratio of means",
     .shown = "Ratio of means",
     .formula = "yi = log(m1i/m2i) + (c1 - c2)/2; vi = c1 + c2; c1 = sd1i^2/(n1i m1i^2), c2 = sd2i^2/(n2i m2i^2)",
     .source = "Hedges, Gurevitch & Curtis 1999; bias correction Lajeunesse 2015",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(means),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .corrects = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_ratio_of_means, 0.0)},
};

const copse_i_measures copse_i_measures_means = {measures, sizeof measures / sizeof *measures};
