/* The table of measures: partial and semi-partial correlations. */
#include "measure_groups.h"

#define IN COPSE_I_IN

static const copse_input *const partial[] = {COPSE_I_SET(IN(RI), IN(MI), IN(NI)), COPSE_I_SET(IN(TI), IN(MI), IN(NI)),
                                             COPSE_I_SET(IN(PI), IN(MI), IN(NI))};
static const copse_input *const semipartial[] = {COPSE_I_SET(IN(RI), IN(MI), IN(NI), IN(R2I)),
                                                 COPSE_I_SET(IN(TI), IN(MI), IN(NI), IN(R2I)),
                                                 COPSE_I_SET(IN(PI), IN(MI), IN(NI), IN(R2I))};

static const copse_measure measures[] = {
    {.code = "PCOR",
     .title = "partial correlation",
     .shown = "Partial correlation",
     .formula =
         "yi = ri, or ti/sqrt(ti^2 + ni - mi - 1); vi: LS (1 - yi^2)^2 / (ni - mi); AV the same with the average "
         "of yi weighted by ni",
     .source = "Aloe 2014",
     .family = COPSE_FAMILY_PARTIAL,
     COPSE_I_SETS(partial),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_partial, 0.0, copse_i_partial_average)},
    {.code = "ZPCOR",
     .title = "Fisher's z of the partial correlation",
     .shown = "Partial correlation",
     .formula = "yi = atanh(ri), ri as for PCOR; vi = 1/(ni - mi - 2)",
     .source = "Fisher 1924",
     .family = COPSE_FAMILY_PARTIAL,
     COPSE_I_SETS(partial),
     .transform = COPSE_TRANSFORM_TANH,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_partial_z, 0.0)},
    {.code = "SPCOR",
     .title = "semi-partial correlation",
     .shown = "Semi-partial correlation",
     .formula =
         "yi = ri, or ti sqrt((1 - r2i)/(ni - mi - 1)); vi: LS ((1 - r2i)^2 + b (1 - b)) / ni, b = r2i - yi^2; AV "
         "the same with b from the average of yi weighted by ni",
     .source = "Aloe & Becker 2012",
     .family = COPSE_FAMILY_PARTIAL,
     COPSE_I_SETS(semipartial),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_semipartial, 0.0, copse_i_semipartial_average)},
    {.code = "ZSPCOR",
     .title = "Fisher's z of the semi-partial correlation",
     .shown = "Semi-partial correlation",
     .formula = "yi = atanh(ri), ri as for SPCOR; vi: that of SPCOR over (1 - ri^2)^2 (not a transformation that makes "
                "variances alike)",
     .source = "Aloe & Becker 2012; delta method",
     .family = COPSE_FAMILY_PARTIAL,
     COPSE_I_SETS(semipartial),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV),
     .transform = COPSE_TRANSFORM_TANH,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_semipartial_z, 0.0, copse_i_semipartial_average)},
};

const copse_i_measures copse_i_measures_partial = {measures, sizeof measures / sizeof *measures};
