/* The table of measures: measures of one group: proportions. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const proportion[] = {COPSE_I_SET(IN(XI), IN(NI)), COPSE_I_SET(IN(XI), IN(MI))};

static const copse_measure measures[] = {
    {.code = "PR",
     .title = "proportion",
     .shown = "Proportion",
     .formula = "yi = xi/ni; vi = xi (ni - xi) / ni^3 (LS), xi (ni - xi) / (ni^2 (ni - 1)) (UB), p (1 - p)/ni (AV); p "
                "is the average over all studies, weighted with ni",
     .source = "Stijnen, Hamza & Özdemir 2010",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_UB, COPSE_VTYPE_AV),
     .transform = COPSE_TRANSFORM_NONE,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_proportion, 0.5, copse_i_average_proportion)},
    {.code = "PLN",
     .title = "log proportion",
     .shown = "Proportion",
     .formula = "yi = log(xi/ni); vi = 1/xi - 1/ni (LS), (1 - p)/(p ni) (AV); p is the average over all studies, "
                "weighted with ni",
     .source = "Stijnen, Hamza & Özdemir 2010",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV),
     .transform = COPSE_TRANSFORM_EXP,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_log_proportion, 0.5, copse_i_average_proportion)},
    {.code = "PLO",
     .title = "logit of the proportion",
     .shown = "Proportion",
     .formula = "yi = log(xi/(ni - xi)); vi = 1/xi + 1/(ni - xi) (LS), 1/(p ni) + 1/((1 - p) ni) (AV); p is the "
                "average over all studies, weighted with ni",
     .source = "Stijnen, Hamza & Özdemir 2010",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     COPSE_I_VTYPES(COPSE_VTYPE_LS, COPSE_VTYPE_AV),
     .transform = COPSE_TRANSFORM_ILOGIT,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL_AVERAGING(copse_i_logit_proportion, 0.5, copse_i_average_proportion)},
    {.code = "PRZ",
     .title = "probit of the proportion",
     .shown = "Proportion",
     .formula = "yi = z, the normal quantile of xi/ni; vi = 2 pi p (1 - p) exp(z^2)/ni, p = xi/ni",
     .source = "Sánchez-Meca, Marín-Martínez & Chacón-Moscoso 2003",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     .transform = COPSE_TRANSFORM_PROBIT,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_probit_proportion, 0.5)},
    {.code = "PAS",
     .title = "arcsine of the root of the proportion",
     .shown = "Proportion",
     .formula = "yi = asin(sqrt(xi/ni)); vi = 1/(4 ni)",
     .source = "Rücker, Schwarzer, Carpenter & Olkin 2009",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     .transform = COPSE_TRANSFORM_ISIN2,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_arcsine_proportion, 0.0)},
    {.code = "PFT",
     .title = "double arcsine of the proportion (Freeman-Tukey)",
     .shown = "Proportion",
     .formula = "yi = (asin(sqrt(xi/(ni + 1))) + asin(sqrt((xi + 1)/(ni + 1))))/2; vi = 1/(4 ni + 2)",
     .source = "Freeman & Tukey 1950; not to be recommended: Schwarzer, Chemaitelly, Abu-Raddad & Rücker 2019, Röver & "
               "Friede 2022",
     .family = COPSE_FAMILY_PROPORTION,
     COPSE_I_SETS(proportion),
     .transform = COPSE_TRANSFORM_PFT,
     .null_value = NAN,
     .kernel = COPSE_I_KERNEL(copse_i_freeman_tukey_proportion, 0.0)},
};

const copse_i_measures copse_i_measures_single = {measures, sizeof measures / sizeof *measures};
