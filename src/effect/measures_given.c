/* The table of measures: estimates as given. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_measure measures[] = {
    {.code = "GEN",
     .title = "estimate as given",
     .shown = "Estimate",
     .formula = "yi as given; vi as given, or sei^2, or ((upper - lower) / (2 z))^2 with z the normal quantile of the "
                "interval's level",
     .source = "Higgins, Li & Deeks 2019 (Cochrane Handbook, 6.3)",
     .family = COPSE_FAMILY_GIVEN,
     .inputs = copse_i_given_sets,
     .input_sets = COPSE_I_GIVEN_SETS,
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_given, 0.0)},
    {.code = "HD",
     .title = "hazard difference as given",
     .shown = "Hazard difference",
     .formula = "yi as given; vi as given, or sei^2, or ((upper - lower) / (2 z))^2 with z the normal quantile of the "
                "interval's level",
     .source = "Higgins, Li & Deeks 2019 (Cochrane Handbook, 6.3)",
     .family = COPSE_FAMILY_GIVEN,
     .inputs = copse_i_given_sets,
     .input_sets = COPSE_I_GIVEN_SETS,
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_given, 0.0)},
};

const copse_i_measures copse_i_measures_given = {measures, sizeof measures / sizeof *measures};
