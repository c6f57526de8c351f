/* The table of measures: correlations. */
#include "measure_groups.h"

#define IN COPSE_I_IN

static const copse_input *const correlation[] = {COPSE_I_SET(IN(RI), IN(NI)), COPSE_I_SET(IN(TI), IN(NI)),
                                                 COPSE_I_SET(IN(PI), IN(NI))};

static const copse_measure measures[] = {
    {.code = "COR",
     .title = "correlation",
     .shown = "Correlation",
     .formula =
         "yi = ri, or ti/sqrt(ti^2 + ni - 2); vi: LS (1 - ri^2)^2 / (ni - 1); AV the same with the average of ri "
         "weighted by ni; H0 and H0a (1 - ri^2) / (ni - 2); H0b 1/ni",
     .source = "Borenstein 2009",
     .family = COPSE_FAMILY_CORRELATION,
     COPSE_I_SETS(correlation),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_H0, COPSE_VTYPE_H0A, COPSE_VTYPE_H0B),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_correlation, 0.0, copse_i_correlation_average)},
    {.code = "UCOR",
     .title = "correlation, corrected for bias",
     .shown = "Correlation",
     .formula =
         "yi = ri F(1/2, 1/2; (ni - 2)/2; 1 - ri^2), F the hypergeometric function 2F1; vi: LS (1 - yi^2)^2 / "
         "(ni - 1); AV the same with the average of yi weighted by ni; UB (unbiased) yi^2 - 1 + (ni - 3)/(ni - 2) "
         "(1 - ri^2) F(1, 1; ni/2; 1 - ri^2)",
     .source = "Olkin & Pratt 1958; variance UB Hedges 1989",
     .family = COPSE_FAMILY_CORRELATION,
     COPSE_I_SETS(correlation),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV, COPSE_VTYPE_UB),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_unbiased_correlation, 0.0, copse_i_unbiased_correlation_average)},
    {.code = "ZCOR",
     .title = "Fisher's z of the correlation",
     .shown = "Correlation",
     .formula = "yi = atanh(ri), ri as for COR; vi = 1/(ni - 3)",
     .source = "Fisher 1921",
     .family = COPSE_FAMILY_CORRELATION,
     COPSE_I_SETS(correlation),
     .transform = COPSE_TRANSFORM_TANH,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_fisher_z, 0.0)},
};

const copse_i_measures copse_i_measures_correlations = {measures, sizeof measures / sizeof *measures};
