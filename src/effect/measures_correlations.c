/* The table of measures: correlations. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const correlation[] = {COPSE_I_SET(IN(RI), IN(NI))};

static const copse_measure measures[] = {
    {.code = "COR",
     .title = "correlation",
     .shown = "Correlation",
     .formula = "yi = ri; vi = (1 - ri^2)^2 / (ni - 1)",
     .source = "Borenstein 2009",
     .family = COPSE_FAMILY_CORRELATION,
     COPSE_I_SETS(correlation),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_correlation, 0.0)},
    {.code = "ZCOR",
     .title = "Fisher's z of the correlation",
     .shown = "Correlation",
     .formula = "yi = atanh(ri); vi = 1/(ni - 3)",
     .source = "Fisher 1921",
     .family = COPSE_FAMILY_CORRELATION,
     COPSE_I_SETS(correlation),
     .transform = COPSE_TRANSFORM_TANH,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_fisher_z, 0.0)},
};

const copse_i_measures copse_i_measures_correlations = {measures, sizeof measures / sizeof *measures};
