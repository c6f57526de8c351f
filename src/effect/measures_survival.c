/* The table of measures: hazards. */
#include "measure_groups.h"

#include <math.h>

#define IN COPSE_I_IN

static const copse_input *const survival[] = {COPSE_I_SET(IN(OEI), IN(VOEI)),
                                              COPSE_I_SET(IN(X1I), IN(N1I), IN(X2I), IN(N2I), IN(PI)),
                                              COPSE_I_SET(IN(X1I), IN(X2I), IN(PI))};

static const copse_measure measures[] = {
    {.code = "HR",
     .title = "log hazard ratio",
     .shown = "Hazard ratio",
     .formula = "yi = oei/voei and vi = 1/voei; or yi = z/sqrt(V) and vi = 1/V, z with the sign of pi and P(Z > |z|) = "
                "|pi|/2, V = (x1i + x2i) n1i n2i / (n1i + n2i)^2, without group sizes x1i x2i / (x1i + x2i)",
     .source = "Yusuf, Peto, Lewis, Collins & Sleight 1985; Parmar, Torri & Stewart 1998; Tierney, Stewart, Ghersi, "
               "Burdett & Sydes 2007",
     .family = COPSE_FAMILY_SURVIVAL,
     COPSE_I_SETS(survival),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .two_groups = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_log_hazard_ratio, 0.0)},
};

const copse_i_measures copse_i_measures_survival = {measures, sizeof measures / sizeof *measures};
