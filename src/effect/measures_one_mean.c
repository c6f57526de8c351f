/* The table of measures: the mean and the spread of one group. */
#include "effect_means.h"
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN
#define VT(id) COPSE_VTYPE_##id

static const copse_input *const mean[] = {COPSE_I_SET(IN(MI), IN(SDI), IN(NI))};
static const copse_input *const spread[] = {COPSE_I_SET(IN(SDI), IN(NI))};

static const copse_measure measures[] = {
    {.code = "MN",
     .title = "mean",
     .shown = "Mean",
     .formula = "yi = mi; vi LS: sdi^2/ni; HO: s^2/ni, s^2 = mean of sdi^2 over the studies, weighted by ni - 1",
     .source = "Borenstein 2009",
     .family = COPSE_FAMILY_MEAN,
     COPSE_I_SETS(mean),
     COPSE_I_VTYPES(VT(LS), VT(HO)),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_mean, 0.0, copse_i_average_variance)},
    {.code = "SMN",
     .title = "standardized mean",
     .shown = "Standardized mean",
     .formula = "yi = J(ni - 1) mi/sdi; vi = 1/ni + yi^2/(2 ni); J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); "
                "uncorrected: J = 1",
     .source = "Hedges 1981",
     .family = COPSE_FAMILY_MEAN,
     COPSE_I_SETS(mean),
     .transform = COPSE_TRANSFORM_NONE,
     .corrects = true,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_standardized_mean, 0.0)},
    {.code = "MNLN",
     .title = "log mean",
     .shown = "Mean",
     .formula = "yi = log(mi); vi = sdi^2/(ni mi^2)",
     .source = "Hedges, Gurevitch & Curtis 1999",
     .family = COPSE_FAMILY_MEAN,
     COPSE_I_SETS(mean),
     .transform = COPSE_TRANSFORM_EXP,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_log_mean, 0.0)},
    {.code = "SDLN",
     .title = "log standard deviation",
     .shown = "Standard deviation",
     .formula = "yi = log(sdi) + 1/(2 (ni-1)); vi = 1/(2 (ni-1)); uncorrected: yi = log(sdi)",
     .source = "Raudenbush & Bryk 1987; Nakagawa et al. 2015",
     .family = COPSE_FAMILY_MEAN,
     COPSE_I_SETS(spread),
     .transform = COPSE_TRANSFORM_EXP,
     .corrects = true,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_log_sd, 0.0)},
    {.code = "CVLN",
     .title = "log coefficient of variation",
     .shown = "Coefficient of variation",
     .formula = "yi = log(sdi/mi) + 1/(2 (ni-1)); vi = 1/(2 (ni-1)) + sdi^2/(ni mi^2); uncorrected: yi = log(sdi/mi)",
     .source = "Nakagawa et al. 2015",
     .family = COPSE_FAMILY_MEAN,
     COPSE_I_SETS(mean),
     .transform = COPSE_TRANSFORM_EXP,
     .corrects = true,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_log_variation, 0.0)},
};

const copse_i_measures copse_i_measures_one_mean = {measures, sizeof measures / sizeof *measures};
