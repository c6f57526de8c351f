/* The table of measures: reliability. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const alpha[] = {COPSE_I_SET(IN(AI), IN(MI), IN(NI))};

static const copse_measure measures[] = {
    {.code = "ARAW",
     .title = "coefficient alpha",
     .shown = "Coefficient alpha",
     .formula = "yi = ai; vi = 2 mi (1 - ai)^2 / ((mi - 1) (ni - 2))",
     .source = "Bonett 2010",
     .family = COPSE_FAMILY_RELIABILITY,
     COPSE_I_SETS(alpha),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_alpha, 0.0)},
    {.code = "AHW",
     .title = "cube-root transformed alpha",
     .shown = "Coefficient alpha",
     .formula = "yi = 1 - (1 - ai)^(1/3); vi = 18 mi (ni - 1) (1 - ai)^(2/3) / ((mi - 1) (9 ni - 11)^2)",
     .source = "Hakstian & Whalen 1976",
     .family = COPSE_FAMILY_RELIABILITY,
     COPSE_I_SETS(alpha),
     .transform = COPSE_TRANSFORM_IAHW,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_alpha_hakstian, 0.0)},
    {.code = "ABT",
     .title = "log transformed alpha",
     .shown = "Coefficient alpha",
     .formula = "yi = -log(1 - ai); vi = 2 mi / ((mi - 1) (ni - 2))",
     .source = "Bonett 2002",
     .family = COPSE_FAMILY_RELIABILITY,
     COPSE_I_SETS(alpha),
     .transform = COPSE_TRANSFORM_IABT,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_alpha_bonett, 0.0)},
};

const copse_i_measures copse_i_measures_reliability = {measures, sizeof measures / sizeof *measures};
