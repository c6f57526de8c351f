/* The table of measures: coefficients of determination. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const determination[] = {
    COPSE_I_SET(IN(R2I), IN(MI), IN(NI)), COPSE_I_SET(IN(FI), IN(MI), IN(NI)), COPSE_I_SET(IN(PI), IN(MI), IN(NI))};

static const copse_measure measures[] = {
    {.code = "R2",
     .title = "coefficient of determination",
     .shown = "Coefficient of determination",
     .formula = "yi = r2i, or mi fi/(mi fi + ni - mi - 1); vi: LS 4 yi (1 - yi)^2 / ni; LS2 4 yi (1 - yi)^2 (ni - mi - "
                "1)^2 / ((ni^2 - 1) (ni + 3)); AV and AV2 the same with the average of yi weighted by ni",
     .source = "Kendall & Stuart 1979 (27.88, LS2 27.87)",
     .family = COPSE_FAMILY_R2,
     COPSE_I_SETS(determination),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_LS2, COPSE_VTYPE_AV, COPSE_VTYPE_AV2),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_determination, 0.0, copse_i_determination_average)},
    {.code = "ZR2",
     .title = "Fisher's z of the multiple correlation",
     .shown = "Coefficient of determination",
     .formula = "yi = atanh(sqrt(r2i)), r2i as for R2; vi = 1/ni",
     .source = "Olkin & Finn 1995",
     .family = COPSE_FAMILY_R2,
     COPSE_I_SETS(determination),
     .transform = COPSE_TRANSFORM_TANH2,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_determination_z, 0.0)},
    {.code = "R2F",
     .title = "coefficient of determination, fixed predictors",
     .shown = "Coefficient of determination",
     .formula =
         "yi = r2i as for R2; vi: the variance of rho2 with the density that is proportional to that of fi, "
         "noncentral F with mi and ni - mi - 1 degrees of freedom and noncentrality ni rho2/(1 - rho2), for rho2 "
         "in (0, 1)",
     .source = "definition of metafor 5.1, integrated exactly",
     .family = COPSE_FAMILY_R2,
     COPSE_I_SETS(determination),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_determination_fixed, 0.0)},
    {.code = "ZR2F",
     .title = "Fisher's z of the multiple correlation, fixed predictors",
     .shown = "Coefficient of determination",
     .formula = "yi = atanh(sqrt(r2i)), r2i as for R2; vi: that of R2F over 4 r2i (1 - r2i)^2",
     .source = "definition of R2F; delta method",
     .family = COPSE_FAMILY_R2,
     COPSE_I_SETS(determination),
     .transform = COPSE_TRANSFORM_TANH2,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_determination_fixed_z, 0.0)},
};

const copse_i_measures copse_i_measures_determination = {measures, sizeof measures / sizeof *measures};
