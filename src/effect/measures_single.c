/* The table of measures: measures of one group: proportions. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const proportion[] = {COPSE_I_SET(IN(XI), IN(NI)), COPSE_I_SET(IN(XI), IN(MI))};

static const copse_measure measures[] = {
    {.code = "PR",
     .title = "proportion",
     .shown = "Proportion",
     .formula = "yi = xi/ni; vi = xi (ni - xi) / ni^3",
     .source = "Stijnen, Hamza & \xc3\x96zdemir 2010",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_proportion, 0.5)},
    {.code = "PLN",
     .title = "log proportion",
     .shown = "Proportion",
     .formula = "yi = log(xi/ni); vi = 1/xi - 1/ni",
     .source = "Stijnen, Hamza & \xc3\x96zdemir 2010",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     .transform = COPSE_TRANSFORM_EXP,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_log_proportion, 0.5)},
    {.code = "PLO",
     .title = "logit of the proportion",
     .shown = "Proportion",
     .formula = "yi = log(xi/(ni - xi)); vi = 1/xi + 1/(ni - xi)",
     .source = "Stijnen, Hamza & \xc3\x96zdemir 2010",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     .transform = COPSE_TRANSFORM_ILOGIT,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_logit_proportion, 0.5)},
    {.code = "PAS",
     .title = "arcsine of the root of the proportion",
     .shown = "Proportion",
     .formula = "yi = asin(sqrt(xi/ni)); vi = 1/(4 ni)",
     .source = "R\xc3\xbc"
               "cker, Schwarzer, Carpenter & Olkin 2009",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     .transform = COPSE_TRANSFORM_ISIN2,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_arcsine_proportion, 0.0)},
};

const copse_i_measures copse_i_measures_single = {measures, sizeof measures / sizeof *measures};
