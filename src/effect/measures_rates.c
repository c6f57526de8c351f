/* The table of measures: measures of two rates. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const rates[] = {COPSE_I_SET(IN(X1I), IN(T1I), IN(X2I), IN(T2I))};

static const copse_measure measures[] = {
    {.code = "IRR",
     .title = "log incidence rate ratio",
     .shown = "Incidence rate ratio",
     .formula = "yi = log(x1i/t1i) - log(x2i/t2i); vi = 1/x1i + 1/x2i",
     .source = "Rothman, Greenland & Lash 2008",
     .family = COPSE_FAMILY_RATES,
     COPSE_I_SETS(rates),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_log_rate_ratio, 0.5)},
};

const copse_i_measures copse_i_measures_rates = {measures, sizeof measures / sizeof *measures};
